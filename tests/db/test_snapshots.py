"""Frozen forms: complete, unchangeable, printed the same for ever."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from exports.jobs import write_document
from forms import snapshots
from forms.submission import reopen
from models.changes import Changes
from models.errors import UserError
from models.operations.entities import save_entity
from models.operations.evidence import attach
from models.operations.office import edit_office
from models.operations.projects import edit_project
from models.programme.pack import Programme
from models.work import Work
from models.workspace.store import Workspace
from tests.db.conftest import Clock
from tests.db.form_records import PDF, complete_project, new_project, perform, save, submitted_project, to_review, today
from tests.db.office_records import one
from tests.unit.complete_form import form

DAY = date(2026, 3, 2)


def test_a_draft_holds_everything_that_a_document_needs(workspace: Workspace, programme: Programme) -> None:
    project = complete_project(workspace)
    to_review(workspace, project, rank=3)
    snapshot = snapshots.current(workspace, programme, project, DAY)
    assert (snapshot.form, snapshot.form_version, snapshot.programme) == ("application", form().version, programme.id)
    assert (snapshot.number, snapshot.title) == workspace.rows("SELECT number, title FROM project")[0]
    assert (snapshot.entity, snapshot.office) == ("示例人力资源服务有限公司", workspace.office.name)
    assert snapshot.district == programme.district(workspace.office.district_code).name
    assert (snapshot.revision, snapshot.frozen_on, snapshot.rank, snapshot.opinion) == (1, None, 3, "材料齐全，同意推荐。")
    assert snapshot.shown["founded"] == "2012年5月"
    assert snapshot.shown["area"].startswith("重点产业链人力资源统筹调配（主）、")
    (file,) = snapshot.attachments["a1"]
    assert (file.file_name, file.size) == ("a1.pdf", len(PDF) + 32 + 2)


def test_what_does_not_apply_is_left_out_though_it_is_kept(workspace: Workspace, programme: Programme) -> None:
    project = complete_project(workspace)
    save(workspace, project, "org_type", "other")
    save(workspace, project, "org_type_other", "科研院所")
    assert snapshots.current(workspace, programme, project, DAY).values["org_type_other"] == "科研院所"
    save(workspace, project, "org_type", "hr_leader")
    snapshot = snapshots.current(workspace, programme, project, DAY)
    assert "org_type_other" not in snapshot.values
    assert "org_type_other" not in snapshot.shown
    assert one(workspace, "SELECT kind_other FROM pilot_entity") == "科研院所"


def test_an_empty_form_can_be_printed(workspace: Workspace, programme: Programme, tmp_path: Path) -> None:
    project = new_project(workspace, main_area="")
    snapshot = snapshots.current(workspace, programme, project, DAY)
    assert write_document(workspace, snapshot, tmp_path).path.stat().st_size > 10_000


def test_a_frozen_revision_is_printed_the_same_whatever_changes_afterwards(
    workspace: Workspace, programme: Programme, clock: Clock, tmp_path: Path
) -> None:
    project = submitted_project(workspace)
    before = write_document(workspace, snapshots.of_revision(workspace, project, 1), tmp_path / "报送.docx").path.read_bytes()
    clock.now += timedelta(days=30)
    perform(workspace, save_entity, one(workspace, "SELECT entity_id FROM project"), {"name": "改名后的示例公司", "uscc": ""})
    perform(workspace, edit_project, project, {"title": "改名后的项目", "main_area": "a9", "rank": 9})
    perform(workspace, edit_office, district_code=programme.districts_on(DAY)[7].code, name="改名后的单位", officer="另一位示例")
    perform(workspace, reopen, project, today(workspace), "补充")
    save(workspace, project, "idea", "再" * 400)
    perform(workspace, attach, project, file_name="再.pdf", title="", data=PDF, document_id=project, field_key="a1")
    again = write_document(workspace, snapshots.of_revision(workspace, project, 1), tmp_path / "再印.docx").path.read_bytes()
    assert again == before
    assert snapshots.current(workspace, programme, project, DAY).entity == "改名后的示例公司"


def test_equal_snapshots_have_the_same_text(workspace: Workspace, programme: Programme) -> None:
    project = complete_project(workspace)
    first, second = (snapshots.encode(snapshots.current(workspace, programme, project, DAY)) for _ in range(2))
    assert first == second
    assert snapshots.decode(first) == snapshots.current(workspace, programme, project, DAY)


def test_a_missing_revision_and_a_changed_one_are_refused(workspace: Workspace) -> None:
    project = submitted_project(workspace)
    with pytest.raises(UserError, match="没有找到第2版"):
        snapshots.of_revision(workspace, project, 2)

    def tamper(work: Work) -> Changes:
        from sqlalchemy import text

        work.session.execute(text("UPDATE revision SET payload = replace(payload, '同意推荐', '不同意推荐')"))
        return Changes()

    workspace.perform(tamper)
    with pytest.raises(UserError, match="与报送时不一致"):
        snapshots.of_revision(workspace, project, 1)
