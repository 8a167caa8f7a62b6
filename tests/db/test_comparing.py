"""Comparing two revisions: everything that differs, and nothing else."""

from typing import Any

import pytest
from msgspec.structs import replace

from forms import snapshots
from forms.answers import explain
from forms.checking import check
from forms.comparing import Difference, compare
from forms.loading import load_form
from forms.snapshot import AttachmentInfo, FormSnapshot
from forms.submission import reopen
from models.workspace.store import Workspace
from tests.db.form_records import complete_project, perform, save, state, submitted_project, today, value
from tests.unit.complete_form import form, indicator, programme

SECTIONS = {field.key: section.title for section in form().section for field in section.field}
LABELS = {field.key: field.label for field in form().fields()}


@pytest.fixture
def base(workspace: Workspace) -> FormSnapshot:
    return snapshots.current(workspace, programme(), complete_project(workspace), today(workspace))


def differences(old: FormSnapshot, new: FormSnapshot) -> list[tuple[str, str, str]]:
    return [(d.label, d.old, d.new) for d in compare(form(), old, new, programme())]


def with_rows(base: FormSnapshot, key: str, rows: Any) -> FormSnapshot:
    return replace(base, values=base.values | {key: rows})


def test_a_form_does_not_differ_from_itself(base: FormSnapshot) -> None:
    assert compare(form(), base, snapshots.decode(snapshots.encode(base)), programme()) == []


def test_what_was_changed_between_two_revisions_is_listed_in_the_order_of_the_form(workspace: Workspace) -> None:
    project = submitted_project(workspace)
    perform(workspace, reopen, project, today(workspace), "补充")
    save(workspace, project, "staff", 130)
    save(workspace, project, "founded", "2013-01")
    save(workspace, project, "pledge", None)
    new = snapshots.current(workspace, programme(), project, today(workspace))
    assert compare(form(), snapshots.of_revision(workspace, project, 1), new, programme()) == [
        Difference(SECTIONS["founded"], LABELS["founded"], "2012年5月", "2013年1月"),
        Difference(SECTIONS["staff"], LABELS["staff"], "128", "130"),
        Difference(SECTIONS["pledge"], LABELS["pledge"], "已承诺", ""),
    ]


def test_what_is_printed_beside_the_fields_is_listed_once(base: FormSnapshot) -> None:
    """The application form has the project's title in a field, a report beside its fields."""
    renamed = {"title": "改了的项目名称", "entity": "改了的主体名称"}
    new = replace(base, **renamed)
    report = load_form(programme(), "start_up_report")
    changed = [(d.label, d.old, d.new) for d in compare(report, base, new, programme())]
    assert changed == [("项目名称", base.title, new.title)], "the report has a field for the entity"
    assert differences(base, new) == []


def test_a_field_that_no_longer_applies_differs(workspace: Workspace, base: FormSnapshot) -> None:
    shown = {key: text for key, text in base.shown.items() if key != "hr_licence"}
    assert differences(base, replace(base, shown=shown)) == [(LABELS["hr_licence"], base.shown["hr_licence"], "")]


def test_rows_are_compared_by_what_they_are_not_by_where_they_stand(base: FormSnapshot) -> None:
    partners: Any = base.values["partners"]
    first, second = partners
    third = {"id": "p3", "name": "示例新成员", "kind": "school"}
    changed = first | {"duty": "提供岗位和师傅"}
    label = LABELS["partners"]
    assert differences(base, with_rows(base, "partners", [changed, second])) == [(f"{label} 第1行 承担任务", "提供岗位", "提供岗位和师傅")]
    assert differences(base, with_rows(base, "partners", [first, second, third])) == [
        (f"{label} 第3行（新增） 单位名称", "", "示例新成员"),
        (f"{label} 第3行（新增） 类别", "", programme().item_name("partner_kind", "school")),
    ]
    kind = programme().item_name("partner_kind", "manufacturer")
    assert differences(base, with_rows(base, "partners", [second])) == [
        (f"{label} 原第1行（删除）", f"示例电子有限公司；{kind}；提供岗位", "")
    ]
    assert differences(base, with_rows(base, "partners", [second, first])) == [
        (f"{label} 行的顺序", "示例电子有限公司、示例职业技术学院", "示例职业技术学院、示例电子有限公司")
    ]


def test_blank_rows_and_hidden_columns_are_no_difference(base: FormSnapshot) -> None:
    rows: Any = base.values["indicators"]
    partners: Any = base.values["partners"]
    assert differences(base, with_rows(base, "partners", [*partners, {"id": "blank", "name": None}])) == []
    retied = [rows[0] | {"indicator_key": ""}, *rows[1:]]
    assert differences(base, with_rows(base, "indicators", retied)) == []
    other = indicator(1, "a2_01", id=rows[0]["id"], target_2026="2.5")
    assert differences(base, with_rows(base, "indicators", [other, *rows[1:]])) == [
        (f"{LABELS['indicators']} 第1行 2026年目标", "2", "2.5")
    ]


def test_a_table_that_holds_unread_text_is_compared_as_text(base: FormSnapshot) -> None:
    (found,) = differences(base, with_rows(base, "partners", {"unparsed": "见附件"}))
    assert (found[0], found[2]) == (LABELS["partners"], "见附件")


def test_files_are_compared_by_name_and_by_content(base: FormSnapshot) -> None:
    (file,) = base.attachments["a1"]
    words = f"{file.title}（{file.file_name}）"
    more = AttachmentInfo("e9", "补充", "补充.pdf", 1, "0" * 64)
    assert differences(base, replace(base, attachments=base.attachments | {"a1": [file, more]})) == [
        (LABELS["a1"], words, f"{words}；补充（补充.pdf）")
    ]
    swapped = replace(file, digest="f" * 64)
    assert differences(base, replace(base, attachments=base.attachments | {"a1": [swapped]})) == [
        (LABELS["a1"], words, f"{words}（文件内容已更换）")
    ]
    renumbered = replace(file, id="other")
    assert differences(base, replace(base, attachments=base.attachments | {"a1": [renumbered]})) == []


def test_rank_opinion_and_explanations_are_compared(workspace: Workspace) -> None:
    project = complete_project(workspace)
    save(workspace, project, "profile", "短")
    old = snapshots.current(workspace, programme(), project, today(workspace))
    (warning,) = check(form(), state(workspace, project).values, programme(), today(workspace))
    perform(workspace, explain, project, warning.id, "新设机构")
    save(workspace, project, "district_opinion", "建议推荐。")
    new = replace(snapshots.current(workspace, programme(), project, today(workspace)), rank=4)
    assert differences(old, new) == [
        (LABELS["district_opinion"], "材料齐全，同意推荐。", "建议推荐。"),
        ("推荐排序", "", "4"),
        (f"{LABELS['profile']}（说明）", "", "新设机构"),
    ]
    assert value(workspace, project, "profile") == "短"
