"""What was handed out as an earlier revision, or as an earlier form, comes back: three sides are compared, nothing said in it is lost."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec

from exports.handout.facts import Handed
from exports.handout.jobs import Made
from exports.handout.word import export_word_form
from exports.word.settings import WordSettings
from forms.collecting.applying import apply
from forms.collecting.judging import NOT_ASKED_THEN
from forms.collecting.marks import Identity
from forms.collecting.outcome import Plan, Standing
from forms.collecting.scope import fields_to_fill
from forms.definition import Column, Field, Form, Origin
from forms.submission import reopen, submit
from models.operations.hand_outs import HandingOut, record_hand_outs
from models.workspace.store import FileWorkspace
from tests.collecting.filling import edited, filling
from tests.collecting.habits import unwrapped
from tests.collecting.records import come_back, empty_project, form_of, hand_out, held, outcome, saved
from tests.collecting.test_taking_in import accept, returned
from tests.db.conftest import Clock
from tests.db.form_records import complete_project, perform, save, to_review, today

FAX = Field(key="fax", label="传真", type="text", origin=Origin.ADDED)
SITES = Field(
    key="sites",
    label="服务网点",
    type="table",
    origin=Origin.ADDED,
    column=(Column(key="place", label="网点名称", type="text"), Column(key="people", label="人数", type="integer")),
)


def test_an_earlier_revision_is_compared_with_what_it_was_handed_out_with(workspace: FileWorkspace, tmp_path: Path) -> None:
    """Handed out, handed up meanwhile, sent back: the office has gone on in the second revision when the first comes back."""
    project = complete_project(workspace)
    (made,) = hand_out(workspace, tmp_path / "一", project)
    path = returned(workspace, made, tmp_path / "回", contact="单位改的人", staff=456)
    to_review(workspace, project)
    perform(workspace, submit, project, today(workspace))
    (blocked,) = come_back(workspace, path)
    assert "已经报送" in blocked.blocked
    perform(workspace, reopen, project, today(workspace), "补充材料")
    save(workspace, project, "contact_title", "局里改的职务")
    save(workspace, project, "staff", 321)
    (plan,) = come_back(workspace, path)
    assert plan.blocked == ""
    assert any("下发的是第1版，账套里现在是第2版" in note for note in plan.notes)
    assert [outcome(plan, key).standing for key in ("contact", "contact_title", "staff")] == [
        Standing.CHANGED,
        Standing.SAME,
        Standing.CONFLICT,
    ]
    perform(workspace, apply, [accept(plan)])
    now = held(workspace, project)
    assert (now["contact"], now["contact_title"], now["staff"]) == ("单位改的人", "局里改的职务", 321)


def test_a_form_that_was_handed_out_again_is_told_from_the_later_one(workspace: FileWorkspace, clock: Clock, tmp_path: Path) -> None:
    project = empty_project(workspace)
    (first,) = hand_out(workspace, tmp_path / "一", project)
    clock.now += timedelta(days=3)
    (second,) = hand_out(workspace, tmp_path / "二", project)
    older = returned(workspace, first, tmp_path / "回", "甲.docx", staff=1)
    newer = returned(workspace, second, tmp_path / "回", "乙.docx", staff=2)
    plans = come_back(workspace, older, newer)
    assert [plan.superseded for plan in plans] == [True, False]
    assert "较早下发的那一份" in " ".join(plans[0].notes)
    assert plans[1].notes == ()


def earlier(form: Form, change: Callable[[tuple[Field, ...]], list[Field]]) -> Form:
    """Return the form as it was: version and fields differ."""
    sections = tuple(
        msgspec.structs.replace(section, field=tuple(change(section.field))) if section.key == "subject" else section
        for section in form.section
    )
    return msgspec.structs.replace(form, version="2024.9", section=sections)


def hand_out_earlier(workspace: FileWorkspace, folder: Path, project: str, form: Form) -> Made:
    """Hand out a form in a definition that the pack does not have any more."""
    folder.mkdir()
    ((number,),) = workspace.rows("SELECT number FROM project")
    identity = Identity(number, form.key, form.version, project, 1, uuid4().hex)
    values = held(workspace, project)
    exported = export_word_form(
        Handed(form, identity, values, "示例", "示例", "示例局"), workspace.programme, folder / "旧表.docx", WordSettings()
    )
    kept = {field.key: values.get(field.key) for field in fields_to_fill(form)}
    record = HandingOut(identity.hand_out, project, project, form.key, form.version, 1, form.name, exported.path.name, kept)
    perform(workspace, record_hand_outs, [record])
    return Made(exported.path, record, "示例", "", "示例", "", ())


def answered(workspace: FileWorkspace, made: Made, form: Form, folder: Path, *changes: Callable[[Any], None], **meant: Any) -> Plan:
    path = saved(folder, "交回.docx", edited(made.path.read_bytes(), filling(form, meant, workspace.programme), *changes))
    (plan,) = come_back(workspace, path)
    return plan


def test_answers_to_fields_that_are_gone_are_named_and_new_fields_are_not_missed(workspace: FileWorkspace, tmp_path: Path) -> None:
    """The older form had a fax number and a table of sites, no e-mail, and the telephone number under another label."""

    def change(fields: tuple[Field, ...]) -> list[Field]:
        kept = [msgspec.structs.replace(one, label="单位座机") if one.key == "tel" else one for one in fields if one.key != "email"]
        return [*kept, FAX, SITES]

    project = empty_project(workspace)
    save(workspace, project, "staff", 100)
    form = earlier(form_of(workspace, project), change)
    made = hand_out_earlier(workspace, tmp_path / "出", project, form)
    meant = {"staff": 128, "tel": "023-60000000", "fax": "023-60000001", "sites": [{"place": "甲镇", "people": 3}]}
    for number, changes in enumerate(((), (unwrapped,))):  # Word; an office program that keeps the bookmarks only
        plan = answered(workspace, made, form, tmp_path / f"回{number}", *changes, **meant)
        assert (outcome(plan, "staff").standing, outcome(plan, "staff").new) == (Standing.CHANGED, 128)
        assert (outcome(plan, "tel").standing, outcome(plan, "tel").new) == (Standing.NEW, "023-60000000")
        assert (outcome(plan, "email").standing, outcome(plan, "email").why) == (Standing.SAME, NOT_ASKED_THEN)
        words = " ".join(plan.notes)
        assert "下发时的表是2024.9版" in words
        assert "“传真”填写了“023-60000001”，现在的表没有这一栏" in words
        assert "旧版的表还没有“电子邮箱”" in words
        assert "没有读取" in words.partition("网点名称")[2]
        assert not any(one.standing is Standing.UNREAD for one in plan.outcomes)


def test_the_form_of_today_has_nothing_to_be_named(workspace: FileWorkspace, tmp_path: Path) -> None:
    """Nothing of a form as it is handed out today is taken for somebody else's: examples, signatures, files."""
    project = complete_project(workspace)
    (made,) = hand_out(workspace, tmp_path / "一", project)
    (plan,) = come_back(workspace, returned(workspace, made, tmp_path / "回", staff=456))
    assert plan.notes == ()


def test_a_table_whose_columns_have_changed_is_asked_about_and_loses_nothing(workspace: FileWorkspace, tmp_path: Path) -> None:
    """The older table of partners had a column 电话 and none for the agreement, which the office has filled in since."""
    project = empty_project(workspace)
    partner = {"id": "a" * 32, "name": "示例伙伴学院", "duty": "定向培养", "agreement": None}
    save(workspace, project, "partners", [partner])
    form = form_of(workspace, project)

    def change(fields: tuple[Field, ...]) -> list[Field]:
        return [
            msgspec.structs.replace(
                one,
                column=(*(column for column in one.column if column.key != "agreement"), Column(key="phone", label="电话", type="text")),
            )
            for one in fields
        ]

    sections = tuple(
        msgspec.structs.replace(section, field=tuple(change(section.field))) if section.key == "partners_section" else section
        for section in form.section
    )
    older = msgspec.structs.replace(form, version="2024.9", section=sections)
    made = hand_out_earlier(workspace, tmp_path / "出", project, older)
    save(workspace, project, "partners", [partner | {"agreement": "2026年1月签订"}])
    meant = [{"name": "示例伙伴学院", "duty": "订单培养", "phone": "023-60000000"}]
    plan = answered(workspace, made, older, tmp_path / "回", partners=meant)
    found = outcome(plan, "partners")
    assert found.standing is Standing.ASKED
    assert "没有找到“合作协议（意向书）”栏" in found.why
    assert "“电话”一栏不是原表的" in found.why
    (row,) = found.new
    assert (row["duty"], row["agreement"]) == ("订单培养", "2026年1月签订")
