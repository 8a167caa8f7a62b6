"""Going over to another version of the pack: nothing entered is dropped, what is handed in stays, and there is a way back."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from forms.answers import Edit, read_form, save_answers
from forms.comparing import of_both
from forms.good_pack import check_whole, pack_in_use
from forms.loading import load_form
from forms.packs.comparing import What, compare_packs
from forms.packs.retired import retired
from forms.packs.switching import plan_switch, switch_pack
from forms.snapshots import current, form_of, of_revision
from forms.submission import reopen
from models.changes import NOTHING, Changes
from models.errors import UserError
from models.kept_pack import KeptPackFile
from models.operations.packs import PackFacts, keep_pack, keep_pack_in_use
from models.pack_origins import PackOrigin
from models.programme.pack import Programme, load_programme
from models.queries.packs import kept_packs
from models.work import Work
from models.workspace.store import FileWorkspace, OfficeDetails, Workspace, create, open_workspace
from tests.db.conftest import *  # noqa: F403 (the workspace and its clock)
from tests.db.form_records import complete_project, new_project, perform, save, state, submitted_project, today, value
from tests.packs.versions import NEWER, changed, changed_files, of_type, without_field

FORM = "forms/application.toml"


def go_over(workspace: Workspace, new: Programme) -> None:
    """What the window does."""
    workspace.perform(switch_pack, new)
    workspace.use_programme(new)


def held(workspace: Workspace, document: str) -> dict[str, Any]:
    return dict(workspace.rows("SELECT field_key, value FROM answer WHERE document_id = :id", id=document))


@pytest.fixture
def newer(programme: Programme) -> Programme:
    """A field less, one renamed, one of another type, one more that must be filled in, another date."""
    added = '[[section.field]]\nkey = "extra"\nlabel = "补充说明"\ntype = "text"\norigin = "added"\nrequired = true\n\n'
    honours = '[[section.field]]\nkey = "honors"\n'
    changes = (
        without_field(programme, "application", "hr_business_other"),
        ('key = "remark"\n', 'key = "remarks"\n'),
        ("date_field =", 'renamed = { remark = "remarks" }\ndate_field ='),
        of_type(programme, "application", "staff", "text"),
        (honours, added + honours),
    )
    dates = (("due = 2025-07-31\non_time_until = 2025-07-31", "due = 2025-08-15\non_time_until = 2025-08-15"),)
    made = changed(programme, {FORM: changes, "obligations.toml": dates})
    check_whole(made)
    return made


def filled(workspace: Workspace) -> str:
    project = complete_project(workspace)
    for key, given in (("hr_business_other", "示例其他业务"), ("remark", "示例备注"), ("staff", 35)):
        save(workspace, project, key, given)
    return project


def test_what_differs_is_said_entry_by_entry(programme: Programme, newer: Programme) -> None:
    found = {
        (change.part, change.what, change.place.rpartition(" · ")[2], change.label): change for change in compare_packs(programme, newer)
    }
    assert ("申报表", What.REMOVED, "其他业务类型说明", "") in found
    assert ("申报表", What.RENAMED, "备注", "") in found
    assert "补填" in found["申报表", What.ADDED, "补充说明", ""].effect
    typed = found["申报表", What.CHANGED, "从业人员数", "类型"]
    assert (typed.old, typed.new) == ("整数", "单行文字")
    due = next(change for change in found.values() if change.label == "截止日期")
    assert (due.part, due.old, due.new) == ("报送任务", "2025-07-31", "2025-08-15")
    assert compare_packs(programme, programme) == []


def test_the_preview_changes_nothing_and_names_each_draft(workspace: Workspace, programme: Programme, newer: Programme) -> None:
    project = filled(workspace)
    before = workspace.rows("SELECT COUNT(*) FROM history"), held(workspace, project)
    plan = plan_switch(workspace, programme, newer, today(workspace))
    assert (workspace.rows("SELECT COUNT(*) FROM history"), held(workspace, project)) == before
    assert (plan.old, plan.new, plan.frozen, plan.obstacles) == (programme.version, NEWER, 0, ())
    (draft,) = plan.drafts
    assert (draft.retired, draft.moved, draft.unread) == (("其他业务类型说明",), ("备注",), ())
    assert draft.errors == (0, 1)


def test_going_over_and_back_keeps_every_answer(workspace: Workspace, programme: Programme, newer: Programme) -> None:
    project = filled(workspace)
    before = held(workspace, project)
    go_over(workspace, newer)
    assert workspace.office.programme_version == NEWER
    now = state(workspace, project)
    assert (now.values["remarks"], now.values["staff"], now.form.version) == ("示例备注", "35", NEWER)
    assert [(one.label, one.text) for one in retired(workspace, newer, now)] == [("其他业务类型说明", "示例其他业务")]
    assert workspace.rows("SELECT errors, programme_version FROM document") == [(1, NEWER)]
    assert workspace.rows("SELECT old, new FROM history WHERE field_key = 'programme_version'")[1:] == [(programme.version, NEWER)]
    assert [(row.version, row.origin) for row in kept_packs(workspace, programme.id)] == [
        (NEWER, "program"),
        (programme.version, "program"),
    ]
    go_over(workspace, programme)
    assert held(workspace, project) == before
    assert retired(workspace, programme, state(workspace, project)) == []


def test_what_cannot_be_read_as_its_new_type_stands_there_as_it_was(workspace: Workspace, programme: Programme) -> None:
    project = new_project(workspace)
    save(workspace, project, "idea", "两条路一起走")
    newer = changed(programme, {FORM: (of_type(programme, "application", "idea", "integer"),)})
    assert plan_switch(workspace, programme, newer, today(workspace)).drafts[0].unread == ("总体思路",)
    go_over(workspace, newer)
    assert value(workspace, project, "idea") == {"unparsed": "两条路一起走"}
    go_over(workspace, programme)
    assert value(workspace, project, "idea") == "两条路一起走"


def test_what_is_handed_in_stays_in_its_definition_until_it_is_opened_again(
    workspace: Workspace, programme: Programme, newer: Programme
) -> None:
    project = submitted_project(workspace)
    before = held(workspace, project), of_revision(workspace, project, 1)
    assert plan_switch(workspace, programme, newer, today(workspace)).frozen == 1
    go_over(workspace, newer)
    assert (held(workspace, project), of_revision(workspace, project, 1)) == before
    frozen = state(workspace, project)
    assert (frozen.frozen, frozen.form.version) == (True, programme.version)
    assert current(workspace, newer, project, today(workspace)).form_version == programme.version
    perform(workspace, reopen, project, today(workspace), "示例原因")
    assert state(workspace, project).form.version == NEWER
    assert form_of(workspace, newer, of_revision(workspace, project, 1)).version == programme.version
    assert value(workspace, project, "staff") == str(before[1].values["staff"])


def test_a_column_that_is_gone_is_shown_with_its_rows(workspace: Workspace, programme: Programme) -> None:
    project = new_project(workspace)
    rows = [{"id": "r1", "name": "示例任务", "output": "示例成果"}]
    save(workspace, project, "tasks", rows)
    text = changed_files(programme, {FORM: ()})[FORM].decode()
    start = text.index('[[section.field.column]]\nkey = "output"')
    newer = changed(programme, {FORM: ((text[start : text.index("\n[", start + 5) + 1], ""),)})
    go_over(workspace, newer)
    perform(workspace, save_answers, project, {"tasks": Edit([{**rows[0], "name": "改过的示例任务"}])})
    (gone,) = retired(workspace, newer, state(workspace, project))
    assert "成果" in gone.label
    assert gone.text == "第1行：示例成果"


def test_what_is_in_use_cannot_go(workspace: Workspace, programme: Programme) -> None:
    project = submitted_project(workspace)
    assert workspace.rows("SELECT state FROM project WHERE id = :id", id=project) == [("submitted",)]
    silent = changed_files(programme, {})
    silent[FORM] = silent[FORM].replace('label = "从业人员数"'.encode(), 'label = "职工人数"'.encode())
    from models.programme.kept import load_files

    same_number = load_files(programme.id, silent)
    (reason,) = plan_switch(workspace, programme, same_number, today(workspace)).obstacles
    assert "版本号" in reason
    with pytest.raises(UserError, match="版本号"):
        workspace.perform(switch_pack, same_number)
    assert workspace.office.programme_version == programme.version


def keep(work: Work, files: dict[str, bytes], id: str) -> Changes:
    keep_pack(work, PackFacts(id, NEWER, PackOrigin.CITY, "示例说明"), files)
    return NOTHING


def spoil(work: Work) -> Changes:
    file = work.session.get_one(KeptPackFile, (work.programme.id, NEWER, "indicators.toml"))
    file.data = file.data[:300]
    return NOTHING


def test_the_pack_in_use_is_loaded_from_the_workspace_also_out_of_a_backup(
    workspace: FileWorkspace, programme: Programme, newer: Programme, tmp_path: Path, clock: Callable[[], Any]
) -> None:
    from models.programme.kept import files_of

    workspace.perform(keep, files_of(newer), programme.id)
    go_over(workspace, newer)
    assert pack_in_use(workspace, tmp_path / "kept")[0].obligation("work-plan").due == newer.obligation("work-plan").due
    backup = workspace.back_up()
    go_over(workspace, programme)
    assert pack_in_use(workspace)[0].version == programme.version
    restored = workspace.restore(backup)
    try:
        assert (restored.programme.version, restored.programme.indicators) == (NEWER, newer.indicators)
    finally:
        restored.close(backup=False)
    reopened = open_workspace(restored.path, clock=clock, read_only=True)
    assert reopened.programme.version == NEWER
    reopened.close()


def test_a_damaged_pack_gives_the_one_before_it_and_says_so(
    workspace: Workspace, programme: Programme, newer: Programme, tmp_path: Path
) -> None:
    from models.programme.kept import files_of

    project = filled(workspace)
    workspace.perform(keep, files_of(newer), programme.id)
    go_over(workspace, newer)
    before = held(workspace, project)
    workspace.perform(spoil)
    instead, notice = pack_in_use(workspace, tmp_path / "kept")
    assert instead.version == programme.version
    assert "indicators.toml" in notice
    assert "设置—方案包" in notice
    workspace.use_programme(instead)
    assert read_form(workspace, instead, project).values["idea"]
    assert (held(workspace, project), workspace.office.programme_version) == (before, NEWER)
    assert load_programme(programme.id).version == instead.version


def test_a_program_that_brings_a_newer_pack_leaves_the_workspace_with_its_own(
    tmp_path: Path, programme: Programme, office: OfficeDetails, clock: Callable[[], Any]
) -> None:
    older = changed(programme, {}, "2024.1")
    made = create(tmp_path / "以前", None, older, office, clock(), clock)[0]
    made.perform(keep_pack_in_use)
    made.close(backup=False)
    opened = open_workspace(made.path, clock=clock)
    assert (opened.programme.version, pack_in_use(opened, tmp_path / "kept")[0].version) == ("2024.1", "2024.1")
    go_over(opened, programme)
    assert pack_in_use(opened, tmp_path / "kept")[0].version == programme.version
    opened.close(backup=False)


def test_versions_of_one_form_are_compared_with_what_is_no_longer_asked(programme: Programme, newer: Programme) -> None:
    before, after = (load_form(pack) for pack in (programme, newer))
    keys = [field.key for field in of_both(before, after).fields()]
    assert "hr_business_other" in keys
    assert "remark" not in keys
    assert of_both(before, before) == before
