"""Workspaces for the tests of documents: the demonstration, an empty district, one with 40 projects; every document drafted in each."""

from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import text

from build.sample_data import insert_sample
from forms.definition import Scope
from forms.documents import create_document, document_forms
from forms.drafting import write_draft
from forms.keeping import keep_counts
from models.changes import NOTHING, Changes
from models.programme.pack import load_programme
from models.work import Work
from models.workspace.store import FileWorkspace, OfficeDetails, Workspace, create
from tests.documents.stage_sample import NAME

ON = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 1, tzinfo=UTC)
LONG = "".join(f"第{number}段：围绕产业链开展用工余缺调剂。" for number in range(200))[:2990] + "最后一句到此为止。"


def office_of_a_district(folder: Path) -> FileWorkspace:
    """Make a workspace in which nothing is entered."""
    programme = load_programme("chongqing-2025")
    office = OfficeDetails(programme.districts_on(ON)[0].code, "示例区人力资源和社会保障局", "示例甲", "023-60000000")
    return create(folder / "示例", None, programme, office, AT, lambda: AT)[0]


def fill(work: Work) -> Changes:
    """Enter 40 projects with names of 60 characters, texts of 3,000, and problems of their own."""
    insert_sample(work, 40, answers=0)
    run = work.session.execute
    run(text("UPDATE project SET title = :name || substr(number, -2)"), {"name": NAME})
    run(text("UPDATE pilot_entity SET name = :name || substr('0' || rowid, -2)"), {"name": NAME})
    run(text("UPDATE project SET state = 'review', rank = CAST(substr(number, -3) AS INTEGER) WHERE number LIKE '%3'"))
    run(text("UPDATE problem SET text = text || '，第' || rowid || '家园区尤其突出。'"))
    run(text("UPDATE progress_entry SET text = :long WHERE project_id IN (SELECT id FROM project WHERE number LIKE '%16')"), {"long": LONG})
    run(
        text("UPDATE support_request SET text = :long WHERE project_id IN (SELECT id FROM project WHERE number LIKE '%16')"), {"long": LONG}
    )
    run(
        text(
            "INSERT INTO district_review (document_id, checklist, opinion, by)"
            " SELECT a.id, '[]', substr(:long, 1, 200), '' FROM document a JOIN project p ON p.id = a.id"
            " WHERE p.rank IS NOT NULL"
        ),
        {"long": LONG},
    )
    return NOTHING


def without_documents(work: Work) -> Changes:
    """Put aside the documents that are there already."""
    work.session.execute(text("UPDATE document SET deleted_at = updated_at WHERE form_id <> 'application'"))
    return NOTHING


def draft_all(workspace: Workspace, number: str = "") -> dict[str, str]:
    """Make every document of the pack anew with its first draft and return their ids by the key of the form.

    Args:
        workspace: The workspace.
        number: Ending of the number of the project that is written about; empty: documents of the district only.
    """
    made = {}
    workspace.perform(without_documents)
    ids = [id for (id,) in workspace.rows("SELECT id FROM project WHERE number LIKE :n ORDER BY number", n=f"%{number}")] if number else []
    for form in document_forms(workspace.programme):
        if form.document is None or (form.document.scope is Scope.PROJECT and not ids):
            continue
        project = ids[0] if form.document.scope is Scope.PROJECT else ""
        period = "2026" if form.document.yearly else ""
        made[form.key] = workspace.perform(keep_counts, create_document, form.key, project_id=project, period=period).id
        workspace.perform(keep_counts, write_draft, made[form.key])
    return made
