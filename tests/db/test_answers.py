"""Saving what is typed: kept first, judged later, once in one place, with a history."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from forms.answers import Edit, can_copy, copy_answers, explain, read_form, save_answers
from forms.checking import check
from forms.definition import Level
from forms.field_types import FIELD_TYPES
from forms.normalising import unparsed
from models.changes import Kind
from models.errors import UserError
from models.operations.evidence import attach
from models.operations.recycling import delete
from models.plain import Plain
from models.recording import TYPING_PAUSE
from models.things import Thing
from models.workspace.store import FileWorkspace, Workspace, open_workspace
from tests.db.conftest import Clock
from tests.db.form_records import PDF, complete_project, new_project, perform, save, state, submitted_project, today, value
from tests.db.office_records import add_project, one
from tests.unit.complete_form import complete_values, form, programme

FIELDS = {field.key: field for field in form().fields()}
TYPED = sorted(key for key in complete_values() if FIELDS[key].type not in {"attachment", "auto"} and not FIELDS[key].read_only)


def history(workspace: Workspace, project: str, label: str) -> list[tuple[str, str, str, str]]:
    """Return action, old, new and typed text of every change of one field, the first change first."""
    return [
        (action, old, new, entered)
        for action, old, new, entered in workspace.rows(
            "SELECT action, old, new, entered FROM history WHERE project_id IN (:project, '') AND field_label = :label ORDER BY id",
            project=project,
            label=label,
        )
    ]


def test_every_field_of_a_complete_form_comes_back_as_it_was_saved(make: Callable[..., FileWorkspace]) -> None:
    workspace = make()
    project = complete_project(workspace)
    workspace.close(backup=False)
    with open_workspace(workspace.path) as again:
        kept = read_form(again, again.programme, project)
        expected = complete_values()
        expected["indicators"] = [row | {"id": f"{project[:8]}{row['id']}"} for row in expected["indicators"]]
        assert {key: kept.values[key] for key in TYPED} == {key: expected[key] for key in TYPED}
        assert check(kept.form, kept.values, again.programme, today(again)) == []
        again.changed = False


@pytest.mark.parametrize("kind", sorted({field.type for field in FIELDS.values() if FIELD_TYPES[field.type].filled} - {"attachment"}))
def test_every_kind_of_field_can_be_emptied_again(workspace: Workspace, kind: str) -> None:
    project = complete_project(workspace)
    keys = [key for key in TYPED if FIELDS[key].type == kind]
    assert keys
    for key in keys:
        save(workspace, project, key, None)
    assert [value(workspace, project, key) for key in keys] == [None] * len(keys)


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("fill_date", "去年夏天"),
        ("staff", "一百来人"),
        ("fund_total", "约500万"),
        ("founded", "建国初"),
        ("org_type", "像是学校"),
        ("area", "都选"),
        ("sub_industry", "做手机的"),
        ("period", "两三年"),
        ("mechanism", "大概有吧"),
        ("mobile", "1380000"),
    ],
)
def test_a_text_that_cannot_be_read_is_kept_and_reported(workspace: Workspace, key: str, text: str) -> None:
    project = complete_project(workspace)
    read = FIELD_TYPES[FIELDS[key].type].read(FIELDS[key], text, programme())
    save(workspace, project, key, read, text)
    kept = state(workspace, project)
    assert FIELD_TYPES[FIELDS[key].type].show(FIELDS[key], kept.values[key], programme()) == text
    findings = check(kept.form, kept.values, programme(), today(workspace))
    assert [f.field for f in findings if f.level is Level.ERROR][:1] == [key]
    assert one(workspace, "SELECT errors FROM document") == sum(f.level is Level.ERROR for f in findings) > 0


def test_unread_text_lies_over_the_fact_until_it_can_be_read(workspace: Workspace) -> None:
    project = complete_project(workspace)
    sister = add_project(workspace, "同一主体的另一项目", one(workspace, "SELECT entity_id FROM project"))
    save(workspace, project, "founded", unparsed("建国初"), "建国初")
    assert value(workspace, project, "founded") == {"unparsed": "建国初"}
    assert value(workspace, sister, "founded") == "2012-05"
    assert one(workspace, "SELECT founded FROM pilot_entity") == "2012-05"
    save(workspace, project, "founded", "1953-01", "1953.1")
    assert value(workspace, project, "founded") == value(workspace, sister, "founded") == "1953-01"
    assert one(workspace, "SELECT COUNT(*) FROM answer WHERE field_key = 'founded'") == 0


def test_the_history_tells_what_stood_there_and_what_was_typed(workspace: Workspace, clock: Clock) -> None:
    project = complete_project(workspace)
    clock.now += TYPING_PAUSE
    save(workspace, project, "founded", unparsed("建国初"), "建国初")
    clock.now += TYPING_PAUSE
    save(workspace, project, "founded", "2012-05", "2012.5")
    clock.now += TYPING_PAUSE
    save(workspace, project, "founded", "1953-01", "１９５３．１")
    assert history(workspace, project, "成立时间")[-3:] == [
        ("edit", "2012年5月", "建国初", "建国初"),
        ("edit", "建国初", "2012年5月", "2012.5"),
        ("edit", "2012-05", "1953-01", "１９５３．１"),
    ]


def test_one_entry_grows_while_somebody_types(workspace: Workspace, clock: Clock) -> None:
    project = new_project(workspace)
    label = FIELDS["profile"].label
    for length in range(1, 5):
        clock.now += timedelta(seconds=30)
        save(workspace, project, "profile", "我们做招聘"[:length])
    assert history(workspace, project, label) == [("edit", "", "我们做招", "")]
    clock.now += TYPING_PAUSE
    save(workspace, project, "profile", "我们做培训", "我们做培训 ")
    assert history(workspace, project, label)[1:] == [("edit", "我们做招", "我们做培训", "我们做培训 ")]


def test_putting_back_what_was_there_shows_both_ways(workspace: Workspace, clock: Clock) -> None:
    project = new_project(workspace)
    save(workspace, project, "staff", 120)
    clock.now += TYPING_PAUSE
    save(workspace, project, "staff", 99)
    save(workspace, project, "staff", 120)
    assert history(workspace, project, FIELDS["staff"].label) == [
        ("edit", "", "120", ""),
        ("edit", "120", "99", ""),
        ("edit", "99", "120", ""),
    ]


def test_saving_the_same_again_leaves_no_history(workspace: Workspace, clock: Clock) -> None:
    project = complete_project(workspace)
    clock.now += TYPING_PAUSE
    before = one(workspace, "SELECT COUNT(*) FROM history")
    for key in TYPED:
        save(workspace, project, key, value(workspace, project, key))
    assert one(workspace, "SELECT COUNT(*) FROM history") == before


def test_what_is_saved_says_whose_pages_are_stale(workspace: Workspace) -> None:
    project = new_project(workspace)
    sister = add_project(workspace, "同一主体的另一项目", one(workspace, "SELECT entity_id FROM project"))
    add_project(workspace, "别的主体的项目")
    own = save(workspace, project, "profile", "示例")
    assert (own.kinds, own.project_ids) == (frozenset({Kind.DOCUMENT}), frozenset({project}))
    register = save(workspace, project, "legal_rep", "示例人")
    assert Kind.ENTITY in register.kinds
    assert register.project_ids == {project, sister}
    assert {Kind.PROJECT, Kind.INDICATOR} <= save(workspace, project, "pilot_name", "新名称").kinds


@pytest.mark.parametrize("key", ["app_no", "district", "a1", "title", "op_district", "no_such_field"])
def test_what_is_not_an_answer_is_not_taken_for_one(workspace: Workspace, key: str) -> None:
    project = new_project(workspace)
    with pytest.raises(ValueError, match=key):
        save(workspace, project, key, "x")
    assert one(workspace, "SELECT COUNT(*) FROM answer") == 0


def test_attached_files_are_the_answer_of_their_field(workspace: Workspace, clock: Clock) -> None:
    project = new_project(workspace)
    ids = []
    for name in ("二", "一"):
        clock.now += timedelta(seconds=1)
        facts = {"file_name": f"{name}.pdf", "title": "", "field_key": "a1"}
        ids.append(perform(workspace, attach, project, data=PDF + name.encode(), document_id=project, **facts).id)
    perform(workspace, attach, project, file_name="进展.pdf", title="", data=PDF)
    assert value(workspace, project, "a1") == ids
    perform(workspace, delete, Thing.EVIDENCE, ids[0])
    assert value(workspace, project, "a1") == ids[1:]


def test_an_explanation_answers_a_warning_until_it_is_taken_back(workspace: Workspace, clock: Clock) -> None:
    project = complete_project(workspace)
    save(workspace, project, "profile", "短")
    (finding,) = check(form(), state(workspace, project).values, programme(), today(workspace))
    assert finding.level is Level.WARNING
    assert one(workspace, "SELECT warnings FROM document") == 1
    perform(workspace, explain, project, finding.id, "  新设机构  ")
    assert state(workspace, project).explanations == {finding.id: "新设机构"}
    assert one(workspace, "SELECT warnings FROM document") == 0
    assert not perform(workspace, explain, project, finding.id, "新设机构").kinds
    clock.now += TYPING_PAUSE
    perform(workspace, explain, project, finding.id, " ")
    assert state(workspace, project).explanations == {}
    assert one(workspace, "SELECT warnings FROM document") == 1
    label = f"{FIELDS['profile'].label}（说明）"
    assert history(workspace, project, label) == [("edit", "", "新设机构", ""), ("edit", "新设机构", "", "")]


def test_copying_takes_the_chosen_answers_and_no_facts(workspace: Workspace) -> None:
    source = complete_project(workspace)
    target = new_project(workspace, "另一家示例公司")
    save(workspace, target, "idea", "原来写的")
    changes = perform(workspace, copy_answers, target, source, ["idea", "tasks", "org_name", "a1", "pledge", "mechanism"])
    assert changes.project_ids == {target}
    expected = complete_values()
    copied = state(workspace, target).values
    assert {key: copied[key] for key in ("idea", "tasks", "mechanism")} == {key: expected[key] for key in ("idea", "tasks", "mechanism")}
    assert (copied["org_name"], copied.get("pledge"), copied["a1"]) == ("另一家示例公司", None, None)
    assert ("edit", "原来写的", expected["idea"], "") not in history(workspace, source, FIELDS["idea"].label)
    assert not can_copy(FIELDS["indicators"])
    assert not perform(workspace, copy_answers, target, source, ["org_name"]).kinds


def test_a_submitted_form_takes_nothing_any_more(workspace: Workspace) -> None:
    project, other = submitted_project(workspace), complete_project(workspace, "另一家示例公司")
    before = state(workspace, project)
    assert before.frozen
    with pytest.raises(UserError, match="已经报送"):
        save(workspace, project, "idea", "改一改")
    with pytest.raises(UserError, match="已经报送"):
        perform(workspace, explain, project, "too_short:profile::", "改一改")
    with pytest.raises(UserError, match="已经报送"):
        perform(workspace, copy_answers, project, other, ["idea"])
    assert state(workspace, project) == before


def test_a_form_in_the_recycle_bin_takes_nothing_and_one_that_is_gone_is_said_to_be_gone(workspace: Workspace) -> None:
    project = new_project(workspace)
    perform(workspace, delete, Thing.PROJECT, project)
    with pytest.raises(UserError, match="回收站"):
        save(workspace, project, "idea", "还在写")
    with pytest.raises(UserError, match="没有找到这份文书"):
        read_form(workspace, workspace.programme, "没有")


HOSTILE: list[Plain] = [
    "𠮷㛃",
    "👩‍👩‍👧",
    "零\u200b宽",
    "\u202e右到左",
    "行\x00一\x0b\x1f",
    "=1+1",
    "字" * 100_000,
    "'; DROP TABLE answer; --",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("key", ["idea", "org_name", "pilot_name", "district_opinion"])
def test_any_text_comes_back_unharmed(workspace: Workspace, key: str, text: str) -> None:
    project = new_project(workspace)
    save(workspace, project, key, text)
    # A server holds every character but one, which nobody can type; an answer that is no fact is kept as JSON and keeps it.
    kept = (text, text.replace("\0", "␀")) if workspace.shared else (text,)
    assert value(workspace, project, key) in kept


def test_several_fields_are_saved_together_or_not_at_all(workspace: Workspace) -> None:
    project = new_project(workspace)
    with pytest.raises(ValueError, match="no_such_field"):
        perform(workspace, save_answers, project, {"idea": Edit("写了"), "org_name": Edit("改了"), "no_such_field": Edit(1)})
    assert value(workspace, project, "idea") is None
    assert value(workspace, project, "org_name") == "示例人力资源服务有限公司"
