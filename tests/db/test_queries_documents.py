"""Lists of documents: whose, how far, handed in or taken back, with the sealed scan; what a deleted one takes with it."""

import pytest

from forms.documents import create_document, hand_in, take_back
from forms.seal import attach_scan
from models.errors import UserError
from models.operations.evidence import attach
from models.operations.recycling import delete, restore, restore_all
from models.queries.documents import DocumentState, copy_sources, document_facts, find_document, list_documents, recent_documents
from models.queries.recycling import recycled
from models.queries.tracking import evidence
from models.things import Thing
from models.workspace.store import Workspace
from tests.db.document_records import drafted, handed_in
from tests.db.form_records import new_project, perform, today

PDF = b"%PDF-1.7 example "


def test_a_document_goes_from_draft_to_handed_in_and_back(workspace: Workspace) -> None:
    document = drafted(workspace, "yearly", period="2026")
    (row,) = list_documents(workspace)
    assert (row.id, row.form, row.period, row.project_id, row.state) == (document, "yearly", "2026", "", DocumentState.DRAFT)
    assert row.submitted_on is None
    assert 0 < row.filled < row.applicable
    assert row.findings == row.errors + row.warnings
    handed_in(workspace, document)
    (row,) = list_documents(workspace)
    assert (row.state, row.submitted_on, row.findings, row.has_scan) == (DocumentState.HANDED_IN, today(workspace), 0, False)
    perform(workspace, attach_scan, document, 1, "盖章件.pdf", PDF)
    assert list_documents(workspace)[0].has_scan
    perform(workspace, take_back, document, "市局要求补充")
    (row,) = list_documents(workspace)
    assert (row.state, row.revision, row.submitted_on) == (DocumentState.RETURNED, 2, today(workspace))
    with pytest.raises(UserError, match="已经报送过"):
        perform(workspace, delete, Thing.DOCUMENT.value, document)


def test_lists_leave_out_application_forms_and_what_lies_in_the_bin(workspace: Workspace) -> None:
    project = new_project(workspace)
    plan = perform(workspace, create_document, "work_plan", project_id=project).id
    other = perform(workspace, create_document, "summary", project_id=project).id
    assert {row.id for row in list_documents(workspace, project_id=project)} == {plan, other}
    assert [row.id for row in list_documents(workspace, form="summary")] == [other]
    assert find_document(workspace, "work_plan", project) == plan
    assert find_document(workspace, "work_plan") == ""
    assert {row.id for row in recent_documents(workspace)} == {plan, other}
    perform(workspace, delete, Thing.DOCUMENT.value, other)
    assert [row.id for row in list_documents(workspace)] == [plan]
    perform(workspace, delete, Thing.PROJECT.value, project)
    assert list_documents(workspace) == []
    facts = document_facts(workspace, plan)
    assert facts is not None
    assert facts.in_bin
    with pytest.raises(UserError, match="也在回收站里"):
        perform(workspace, restore, Thing.DOCUMENT.value, other)
    perform(workspace, restore_all, [(Thing.DOCUMENT.value, other), (Thing.PROJECT.value, project)])
    assert {row.id for row in list_documents(workspace)} == {plan, other}


def test_a_file_waits_for_its_document_in_the_bin(workspace: Workspace) -> None:
    project = new_project(workspace)
    plan = perform(workspace, create_document, "work_plan", project_id=project).id
    file = perform(workspace, attach, project, file_name="附件.pdf", title="附件", data=PDF, document_id=plan, field_key="annex").id
    (held,) = evidence(workspace, project)
    assert (held.id, held.document_id, held.document) == (file, plan, "工作方案")
    perform(workspace, delete, Thing.EVIDENCE.value, file)
    perform(workspace, delete, Thing.DOCUMENT.value, plan)
    assert evidence(workspace, project) == []
    waiting = next(row for row in recycled(workspace) if row.id == file)
    assert waiting.waits_for == "工作方案"
    with pytest.raises(UserError, match="请先恢复文书"):
        perform(workspace, restore, Thing.EVIDENCE.value, file)
    perform(workspace, restore_all, [(Thing.EVIDENCE.value, file), (Thing.DOCUMENT.value, plan)])
    assert [row.id for row in evidence(workspace, project)] == [file]


def test_answers_can_be_copied_from_the_same_kind_only(workspace: Workspace) -> None:
    first, second = new_project(workspace), new_project(workspace, "示例第二公司")
    mine = perform(workspace, create_document, "work_plan", project_id=first).id
    theirs = perform(workspace, create_document, "work_plan", project_id=second).id
    perform(workspace, create_document, "summary", project_id=second)
    assert [source.id for source in copy_sources(workspace, mine)] == [theirs]
    assert [source.id for source in copy_sources(workspace, first)] == [second]


def test_a_day_in_the_future_is_refused(workspace: Workspace) -> None:
    document = drafted(workspace, "yearly", period="2026")
    with pytest.raises(UserError, match="晚于今天"):
        perform(workspace, hand_in, document, today(workspace).replace(year=2030))
