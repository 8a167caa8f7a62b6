"""From the file to the workspace: matched, compared with what was handed out and what stands there, written in one go, kept."""

import io
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from exports.handout.words import message_text, reminder_list, reminder_text
from forms.collecting.applying import Accepted, apply
from forms.collecting.collecting import plan_file, read_register
from forms.collecting.marks import DOCUMENT_BOOKMARK, HAND_OUT_BOOKMARK
from forms.collecting.matching import candidate
from forms.collecting.outcome import TAKEN_AT_ONCE, How, Plan, Standing
from models.errors import UserError
from models.operations.entities import save_entity
from models.operations.hand_outs import withdraw_hand_out
from models.queries.hand_outs import hand_outs, waiting
from models.workspace.store import FileWorkspace, open_workspace
from tests.collecting.filling import W, cells, edited, filling, retype, text_of
from tests.collecting.habits import unwrapped, without_bookmarks
from tests.collecting.records import come_back, empty_project, form_of, hand_out, held, outcome, read_here, saved, standings
from tests.db.conftest import Clock
from tests.db.form_records import perform, save, submitted_project, today
from tests.db.killing import kills

MEANT: dict[str, Any] = {"contact": "甲某", "staff": 128, "profile": "从事制造业招聘。\n服务企业42家。", "depts": ["industry"]}
CODE, OTHER_CODE = "91350100M000100Y43", "11500000009275780L"


def fill(workspace: FileWorkspace, made: Any, **meant: Any) -> bytes:
    return edited(made.path.read_bytes(), filling(form_of(workspace, made.record.document_id), meant, workspace.programme))


def returned(workspace: FileWorkspace, made: Any, folder: Path, name: str = "交回.docx", **meant: Any) -> Path:
    return saved(folder, name, fill(workspace, made, **meant))


def accept(plan: Plan, *keys: str) -> Accepted:
    """Take what is offered at once, or the fields named."""
    chosen = keys or [one.key for one in plan.outcomes if one.standing in TAKEN_AT_ONCE]
    return Accepted(plan, frozenset(chosen), Path(plan.path).read_bytes())


def without_ids(data: bytes) -> bytes:
    """Copied into a document of one's own, a form loses properties and bookmarks."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(edited(data, without_bookmarks))) as old, zipfile.ZipFile(written, "w") as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename == "docProps/custom.xml":
                content = content.replace(b"ronghe.form", b"other")
            if info.filename.startswith("word/header"):
                content = content.replace("申报编号：".encode(), b"").replace(b"-2026-", b"/2026/")
            new.writestr(info.filename, content)
    return written.getvalue()


def test_new_values_are_written_and_the_file_is_kept(workspace: FileWorkspace, tmp_path: Path) -> None:
    project = empty_project(workspace)
    (made,) = hand_out(workspace, tmp_path, project, due=date(2026, 3, 20))
    assert [row.entity for row in waiting(workspace, today(workspace))] == ["示例人力资源服务有限公司"]
    (plan,) = come_back(workspace, returned(workspace, made, tmp_path / "back", **MEANT))
    assert plan.match.how is How.IDS
    assert {key: standing for key, standing in standings(plan).items() if standing != "same"} == dict.fromkeys(MEANT, "new")
    assert held(workspace, project).get("contact") is None
    changes = perform(workspace, apply, [accept(plan)])
    assert changes.project_ids == {project}
    now = held(workspace, project)
    assert {key: now[key] for key in MEANT} == MEANT
    ((name, title, kept),) = workspace.rows(
        "SELECT v.file_name, v.title, c.data FROM evidence v JOIN evidence_content c ON c.evidence_id = v.id"
    )
    assert (name, title, kept) == ("交回.docx", "交回的表：交回", Path(plan.path).read_bytes())
    assert workspace.rows("SELECT new FROM history WHERE field_label = '交回的文件'") == [("交回的表：交回",)]
    (row,) = hand_outs(workspace, today(workspace))
    assert row.answered
    assert not row.waiting
    ((filled,),) = workspace.rows("SELECT filled FROM document WHERE id = :id", id=project)
    assert filled > 4


def test_taking_the_same_file_in_twice_changes_nothing(workspace: FileWorkspace, tmp_path: Path) -> None:
    project = empty_project(workspace)
    (made,) = hand_out(workspace, tmp_path, project)
    path = returned(workspace, made, tmp_path / "back", **MEANT)
    (plan,) = come_back(workspace, path)
    perform(workspace, apply, [accept(plan)])
    (again,) = come_back(workspace, path)
    assert set(standings(again).values()) == {"same"}
    assert any("已经收过" in note for note in again.notes)
    perform(workspace, apply, [accept(again)])
    assert workspace.rows("SELECT count(*) FROM evidence") == [(1,)]


def test_what_both_sides_changed_is_a_conflict(workspace: FileWorkspace, tmp_path: Path) -> None:
    project = empty_project(workspace)
    save(workspace, project, "contact", "旧人")
    save(workspace, project, "contact_title", "旧职")
    save(workspace, project, "staff", 100)
    (made,) = hand_out(workspace, tmp_path, project)
    save(workspace, project, "contact", "局里改的人")
    save(workspace, project, "contact_title", "局里改的职务")
    (plan,) = come_back(workspace, returned(workspace, made, tmp_path / "back", contact="单位改的人", staff=120))
    assert [outcome(plan, key).standing for key in ("contact", "contact_title", "staff")] == [
        Standing.CONFLICT,
        Standing.SAME,  # only the office changed it
        Standing.CHANGED,
    ]
    conflict = outcome(plan, "contact")
    assert (conflict.old_shown, conflict.new_shown) == ("局里改的人", "单位改的人")
    perform(workspace, apply, [accept(plan)])
    now = held(workspace, project)
    assert (now["contact"], now["contact_title"], now["staff"]) == ("局里改的人", "局里改的职务", 120)
    (plan,) = come_back(workspace, Path(plan.path))
    perform(workspace, apply, [accept(plan, "contact")])
    assert held(workspace, project)["contact"] == "单位改的人"


def test_an_answer_that_was_emptied_is_asked_about(workspace: FileWorkspace, tmp_path: Path) -> None:
    project = empty_project(workspace)
    save(workspace, project, "profile", "从事制造业招聘。")
    (made,) = hand_out(workspace, tmp_path, project)

    def emptied(tree: Any) -> None:
        for _, row_cells in cells(tree):
            if text_of(row_cells[0]) == "单位简介" and len(row_cells) == 3:
                retype(row_cells[1], "")
        assert tree.find(f".//{W}tbl") is not None

    (plan,) = come_back(
        workspace, saved(tmp_path / "back", "交回.docx", edited(made.path.read_bytes(), unwrapped, without_bookmarks, emptied))
    )
    assert outcome(plan, "profile").standing is Standing.ASKED
    perform(workspace, apply, [accept(plan)])
    assert held(workspace, project)["profile"] == "从事制造业招聘。"


def test_a_file_without_ids_is_matched_by_what_it_says(workspace: FileWorkspace, tmp_path: Path) -> None:
    project = empty_project(workspace)
    save(workspace, project, "uscc", CODE)
    empty_project(workspace, "另一家示例公司")
    (made,) = hand_out(workspace, tmp_path, project)
    path = saved(tmp_path / "back", "表.docx", without_ids(fill(workspace, made, **MEANT)))
    (plan,) = come_back(workspace, path)
    assert (plan.match.how, plan.match.doubts) == (How.CODE, ())
    assert plan.match.chosen is not None
    assert plan.match.chosen.document_id == project
    assert outcome(plan, "staff").standing is Standing.NEW


def test_without_ids_a_difference_is_never_taken_at_once(workspace: FileWorkspace, tmp_path: Path) -> None:
    project = empty_project(workspace)
    save(workspace, project, "uscc", CODE)
    save(workspace, project, "staff", 100)
    (made,) = hand_out(workspace, tmp_path, project)
    path = saved(tmp_path / "back", "表.docx", without_ids(fill(workspace, made, staff=120)))
    (plan,) = come_back(workspace, path)
    assert outcome(plan, "staff").standing is Standing.CONFLICT


@pytest.mark.parametrize(
    ("name", "code", "words"),
    [
        ("另一家示例公司", OTHER_CODE, "都是另一家的"),
        ("示例人力资源服务有限公司", OTHER_CODE, "另一家单位的"),
        ("另一家示例公司", "", "另一家单位的"),
        ("没有登记的公司", "", "是否同一家"),
    ],
)
def test_a_form_that_was_passed_on_is_asked_about(workspace: FileWorkspace, tmp_path: Path, name: str, code: str, words: str) -> None:
    project = empty_project(workspace)
    save(workspace, project, "uscc", CODE)
    other = empty_project(workspace, "另一家示例公司")
    save(workspace, other, "uscc", OTHER_CODE)
    (made,) = hand_out(workspace, tmp_path, project)

    def overwrite(tree: Any) -> None:
        for _, row_cells in cells(tree):
            label = text_of(row_cells[0])
            if len(row_cells) == 3 and label in ("申报主体名称", "统一社会信用代码"):
                retype(row_cells[1], name if label == "申报主体名称" else code)

    (plan,) = come_back(workspace, saved(tmp_path / "back", "表.docx", edited(made.path.read_bytes(), overwrite)))
    assert plan.match.chosen is None
    assert words in plan.blocked
    assert plan.outcomes == ()
    with pytest.raises(UserError, match=r"表\.docx"):
        perform(workspace, apply, [accept(plan)])


def test_a_new_name_with_the_same_code_is_a_change(workspace: FileWorkspace, tmp_path: Path) -> None:
    project = empty_project(workspace)
    save(workspace, project, "uscc", CODE)
    (made,) = hand_out(workspace, tmp_path, project)
    (plan,) = come_back(workspace, returned(workspace, made, tmp_path / "back", org_name="改名后的示例公司"))
    assert plan.match.doubts == ()
    assert outcome(plan, "org_name").standing is Standing.CHANGED
    perform(workspace, apply, [accept(plan)])
    assert workspace.rows("SELECT name FROM pilot_entity") == [("改名后的示例公司",)]


def test_ids_that_contradict_each_other_are_asked_about(workspace: FileWorkspace, tmp_path: Path) -> None:
    one, other = empty_project(workspace), empty_project(workspace, "另一家示例公司")
    first, second = hand_out(workspace, tmp_path, one, other)

    def foreign(tree: Any) -> None:
        for mark in tree.iter(f"{W}bookmarkStart"):
            name = mark.get(f"{W}name")
            if name.startswith(DOCUMENT_BOOKMARK):
                mark.set(f"{W}name", DOCUMENT_BOOKMARK + second.record.document_id)
            elif name.startswith(HAND_OUT_BOOKMARK):
                mark.set(f"{W}name", HAND_OUT_BOOKMARK + second.record.id)

    (plan,) = come_back(workspace, saved(tmp_path / "back", "拼.docx", edited(first.path.read_bytes(), foreign)))
    assert plan.match.chosen is None
    assert "互相矛盾" in plan.blocked


def test_bookmarks_alone_lead_back(workspace: FileWorkspace, tmp_path: Path) -> None:
    project = empty_project(workspace)
    (made,) = hand_out(workspace, tmp_path, project)
    data = fill(workspace, made, **MEANT).replace(b"docProps/custom.xml", b"docProps/custom.xm_")
    (plan,) = come_back(workspace, saved(tmp_path / "back", "表.docx", data))
    assert plan.match.chosen is not None
    assert plan.match.hand_out == made.record.id


def test_a_number_that_was_meddled_with_is_asked_about(workspace: FileWorkspace, tmp_path: Path) -> None:
    project = empty_project(workspace)
    (made,) = hand_out(workspace, tmp_path, project)
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(fill(workspace, made, **MEANT))) as old, zipfile.ZipFile(written, "w") as new:
        for info in old.infolist():
            new.writestr(info.filename, old.read(info).replace(f"{made.record.id}|".encode(), b"0|"))
    (plan,) = come_back(workspace, saved(tmp_path / "back", "表.docx", written.getvalue()))
    assert plan.match.chosen is None
    assert "编号已损坏" in plan.blocked
    assert [one.document_id for one in plan.match.candidates][:1] == [project]


def test_the_officer_can_name_the_document(workspace: FileWorkspace, tmp_path: Path) -> None:
    project, other = empty_project(workspace), empty_project(workspace, "另一家示例公司")
    (made,) = hand_out(workspace, tmp_path, project)
    data = without_ids(fill(workspace, made, org_name="没有登记的公司", **MEANT))
    files = read_here(saved(tmp_path / "back", "表.docx", data))
    register = read_register(workspace, workspace.programme)
    plan = plan_file(files[0], register, workspace, workspace.programme, today(workspace))
    assert plan.match.chosen is None
    row = register.row(other, "application")
    assert row is not None
    chosen = plan_file(files[0], register, workspace, workspace.programme, today(workspace), candidate(row))
    assert chosen.blocked == ""
    assert outcome(chosen, "org_name").standing is Standing.CONFLICT
    perform(workspace, apply, [accept(chosen)])
    assert held(workspace, other)["staff"] == 128
    assert held(workspace, project).get("staff") is None


def test_a_submitted_document_takes_nothing_in(workspace: FileWorkspace, tmp_path: Path) -> None:
    project = submitted_project(workspace)
    (made,) = hand_out(workspace, tmp_path, project)
    (plan,) = come_back(workspace, returned(workspace, made, tmp_path / "back", staff=999))
    assert "已经报送" in plan.blocked
    with pytest.raises(UserError, match="已经报送"):
        perform(workspace, apply, [accept(plan)])


def test_what_changed_since_the_preview_is_refused(workspace: FileWorkspace, tmp_path: Path) -> None:
    project = empty_project(workspace)
    (made,) = hand_out(workspace, tmp_path, project)
    path = returned(workspace, made, tmp_path / "back", **MEANT)
    (plan,) = come_back(workspace, path)
    save(workspace, project, "staff", 5)
    with pytest.raises(UserError, match="预览之后改过"):
        perform(workspace, apply, [accept(plan)])
    assert held(workspace, project)["staff"] == 5
    assert workspace.rows("SELECT count(*) FROM evidence") == [(0,)]
    with pytest.raises(UserError, match="读取之后改动过"):
        perform(workspace, apply, [replace(accept(plan, "contact"), data=b"other")])


def test_one_refusal_writes_nothing_of_the_batch(workspace: FileWorkspace, tmp_path: Path) -> None:
    one, other = empty_project(workspace), empty_project(workspace, "另一家示例公司")
    made = hand_out(workspace, tmp_path, one, other)
    paths = [returned(workspace, file, tmp_path / "back", f"{number}.docx", **MEANT) for number, file in enumerate(made)]
    plans = come_back(workspace, *paths)
    save(workspace, other, "staff", 5)
    with pytest.raises(UserError, match=r"1\.docx.*都没有写入"):
        perform(workspace, apply, [accept(plan) for plan in plans])
    assert held(workspace, one).get("staff") is None


def test_an_unreadable_file_gets_its_sentence(workspace: FileWorkspace, tmp_path: Path) -> None:
    project = empty_project(workspace)
    (made,) = hand_out(workspace, tmp_path, project)
    good = returned(workspace, made, tmp_path / "back", **MEANT)
    bad = saved(tmp_path / "back", "坏.docx", b"")
    broken, fine = come_back(workspace, bad, good)
    assert broken.blocked
    assert fine.blocked == ""


def test_who_has_not_answered(workspace: FileWorkspace, clock: Clock, tmp_path: Path) -> None:
    on = today(workspace)
    one, other, third = (empty_project(workspace, f"示例{name}公司") for name in "甲乙丙")
    hand_out(workspace, tmp_path, one, due=on - timedelta(3))
    (second,) = hand_out(workspace, tmp_path, other, due=on + timedelta(2))
    (called_off,) = hand_out(workspace, tmp_path, third)
    perform(workspace, withdraw_hand_out, called_off.record.id)
    rows = waiting(workspace, on)
    assert [(row.entity, row.overdue) for row in rows] == [("示例甲公司", True), ("示例乙公司", False)]
    clock.now += timedelta(hours=1)
    (again,) = hand_out(workspace, tmp_path, other)
    assert [row.id for row in waiting(workspace, on) if row.document_id == other] == [again.record.id]
    assert second.path.name != again.path.name
    text = reminder_list([(row.entity, row.title, row.due_on) for row in rows], on)
    assert "1. 示例甲公司：申报表（2026年2月27日到期，已超过）" in text


def test_the_ready_words() -> None:
    due = date(2026, 3, 20)
    message = message_text("示例公司", ["申报表", "进度表"], due, "示例局", "示例人", "023-60000000")
    assert message.startswith("示例公司：您好！现发来《申报表》、《进度表》")
    assert "请于2026年3月20日前" in message
    assert message.endswith("示例局（示例人，023-60000000）")
    late = reminder_text("示例公司", ["申报表"], due, date(2026, 3, 23), "示例局", "", "")
    assert "现已超过3天" in late
    assert "今天到期" in reminder_text("示例公司", ["申报表"], due, due, "示例局", "", "")


TAKING = """
from pathlib import Path
from exports.incoming.reading import read_files
from forms.collecting.applying import Accepted, apply
from forms.collecting.collecting import collect
from forms.keeping import keep_counts
from models.workspace.store import open_workspace
import models.recording, models.schema
from sqlalchemy.orm import configure_mappers
configure_mappers()
files = read_files([path.parent / "back" / "交回.docx"])
data = Path(files[0].path).read_bytes()
"""
TAKE = """
workspace = open_workspace(path)
plans = collect(files, workspace, workspace.clock().date())
accepted = [Accepted(plan, frozenset(o.key for o in plan.outcomes if o.standing.value == "new"), data) for plan in plans]
workspace.perform(keep_counts, apply, accepted)
workspace.close(backup=False)
"""


def test_killed_in_the_middle_everything_or_nothing_is_there(workspace: FileWorkspace, tmp_path: Path) -> None:
    project = empty_project(workspace)
    (made,) = hand_out(workspace, tmp_path, project)
    returned(workspace, made, tmp_path / "back", **MEANT)
    workspace.close(backup=False)
    pristine = {path: path.read_bytes() for path in tmp_path.iterdir() if path.name.startswith("示例.ronghe")}
    seen = set()
    for _ in kills(workspace.path, TAKING, TAKE):
        with open_workspace(workspace.path, programme=workspace.programme) as after:
            now = held(after, project)
            state = (now.get("staff"), now.get("contact"), after.rows("SELECT count(*) FROM evidence")[0][0])
            answered = after.rows("SELECT answered_at IS NOT NULL FROM hand_out")[0][0]
        assert (*state, answered) in {(None, None, 0, 0), (128, "甲某", 1, 1)}
        seen.add(state)
        for path in tmp_path.glob("示例.ronghe*"):
            path.unlink()
        for path, content in pristine.items():
            path.write_bytes(content)
    assert len(seen) == 2


def test_entities_are_unharmed_by_what_is_read(workspace: FileWorkspace, tmp_path: Path) -> None:
    """Planning changes nothing."""
    project = empty_project(workspace)
    perform(workspace, save_entity, workspace.rows("SELECT id FROM pilot_entity")[0][0], {"remark": "原样"})
    (made,) = hand_out(workspace, tmp_path, project)
    before = workspace.rows("SELECT count(*), max(id) FROM history")
    come_back(workspace, returned(workspace, made, tmp_path / "back", **MEANT))
    assert workspace.rows("SELECT count(*), max(id) FROM history") == before


def test_a_wrong_value_is_offered_with_what_is_wrong(workspace: FileWorkspace, tmp_path: Path) -> None:
    """Store first, judge later: it may be taken, and everybody sees why it will be reported."""
    project = empty_project(workspace)
    (made,) = hand_out(workspace, tmp_path, project)
    (plan,) = come_back(workspace, returned(workspace, made, tmp_path / "back", uscc="91350100M000100Y44"))
    found = outcome(plan, "uscc")
    assert found.standing is Standing.NEW
    assert "校验位" in found.why
