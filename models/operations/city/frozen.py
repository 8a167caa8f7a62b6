"""Taking in what never changes again: frozen revisions with their form definitions, and evidence."""

import hashlib

from models.document import Document, Revision
from models.errors import UserError
from models.form_definition import FormDefinition
from models.operations.city.arrived import Arrived, FrozenFile
from models.operations.city.bulk import Count, insert_rows, rows_of, table_of, update_rows
from models.tracking import Evidence, EvidenceContent
from models.work import Work


def take_forms(work: Work, arrived: Arrived, offices: frozenset[str]) -> Count:
    """Keep the frozen revisions of a package; a new one of a document that was sent back takes the place of the old.

    Raises:
        UserError: The document is another district's, or a revision differs from what was handed in before under its number.
    """
    forms = arrived.forms
    _keep_definitions(work, forms)
    _keep_documents(work, arrived, offices)
    columns = ("id", "document_id", "number", "sha256")
    held = {
        (row[1], row[2]): row for row in rows_of(work.session, table_of(Revision), columns, "document_id", (f.document_id for f in forms))
    }
    fresh, made_at = [], arrived.facts.made_at
    for form in forms:
        sha256 = hashlib.sha256(form.payload.encode()).hexdigest()
        before = held.get((form.document_id, form.number))
        if before is None:
            fixed = (made_at, form.submitted_on, arrived.submission.officer, None, "", None)
            fresh.append((form.revision_id, form.document_id, form.number, form.payload, sha256, *fixed))
        elif (before[0], before[3]) != (form.revision_id, sha256):
            raise UserError(
                f"“{form.title}”第{form.number}版与以前报来的第{form.number}版不同，没有导入。",
                "定稿不能改动，请对方形成新的修订版本后重新报送。",
            )
    names = (
        "id",
        "document_id",
        "number",
        "payload",
        "sha256",
        "frozen_at",
        "submitted_on",
        "by",
        "returned_at",
        "return_reason",
        "scan_id",
    )
    insert_rows(work.session, table_of(Revision), names, fresh)
    return Count(new=len(fresh), unchanged=len(forms) - len(fresh))


def _keep_definitions(work: Work, forms: tuple[FrozenFile, ...]) -> None:
    """Keep the form definitions that are not here yet; what was frozen in one version of one stays with the first that came."""
    table, columns = table_of(FormDefinition), ("form_id", "version", "payload")
    wanted = {(form.form_id, form.form_version): form.definition for form in forms}
    held = set(rows_of(work.session, table, ("form_id", "version"), "form_id", {form for form, _ in wanted}))
    insert_rows(work.session, table, columns, [(*key, payload) for key, payload in wanted.items() if key not in held])


def _keep_documents(work: Work, arrived: Arrived, offices: frozenset[str]) -> None:
    """Make the documents that are new, and let the others stand at their newest revision."""
    table, office, made_at = table_of(Document), arrived.facts.office, arrived.facts.made_at
    newest = {form.document_id: form for form in sorted(arrived.forms, key=lambda form: form.number)}
    columns = ("id", "office", "form_id", "project_id", "revision", "period")
    held = {row[0]: row for row in rows_of(work.session, table, columns, "id", newest)}
    fresh, moved = [], []
    for id, form in newest.items():
        facts = (form.title, form.programme_version, form.number, made_at, work.at, office, None)
        if id not in held:
            fresh.append((id, *facts, form.project_id or None, form.form_id, form.period, 0, 0, 0, 0, work.at, 1))
            continue
        _, owner, form_id, project_id, revision, period = held[id]
        if owner not in offices or (form_id, project_id or "", period) != (form.form_id, form.project_id, form.period):
            raise UserError(f"“{form.title}”的标识与另一份文书相同，没有导入。", "请与对方核实，请对方改好后重新报送。")
        if form.number > revision:
            moved.append((id, *facts))
    facts_names = ("title", "programme_version", "revision", "frozen_at", "updated_at", "office", "deleted_at")
    names = ("project_id", "form_id", "period", "filled", "applicable", "errors", "warnings", "created_at", "version")
    insert_rows(work.session, table, ("id", *facts_names, *names), fresh)
    update_rows(work.session, table, facts_names, moved)


def take_evidence(work: Work, arrived: Arrived) -> Count:
    """Keep the evidence and attachments of a package with their content.

    Raises:
        UserError: The same piece has come before with another content.
    """
    table = table_of(Evidence)
    held = {row[0]: row[1:] for row in rows_of(work.session, table, ("id", "sha256", "project_id"), "id", (e.id for e in arrived.evidence))}
    documents = {id: form.document_id for form in arrived.forms for id in form.attachments}
    fresh, contents = [], []
    for item in arrived.evidence:
        sha256 = hashlib.sha256(item.data).hexdigest()
        if item.id not in held:
            facts = (item.project_id or None, documents.get(item.id), item.field_key, item.title, item.file_name, item.media_type)
            fresh.append((item.id, *facts, len(item.data), sha256, work.at, arrived.submission.officer, 1, None))
            contents.append((item.id, item.data))
        elif held[item.id] != (sha256, item.project_id or None):
            raise UserError(f"佐证材料“{item.title}”与以前报来的不是同一个文件，没有导入。", "请与对方核实，请对方重新添加材料后再报送。")
    names = ("project_id", "document_id", "field_key", "title", "file_name", "media_type", "size", "sha256", "added_at", "by")
    insert_rows(work.session, table, ("id", *names, "version", "deleted_at"), fresh)
    insert_rows(work.session, table_of(EvidenceContent), ("evidence_id", "data"), contents)
    return Count(new=len(fresh), unchanged=len(arrived.evidence) - len(fresh))
