"""Freezing a document into a `FormSnapshot`, and reading frozen ones back."""

import hashlib
from datetime import date

import msgspec

from forms.answers import FormState, read_form
from forms.checking import applies, check
from forms.definition import Form, Level
from forms.field_types import FIELD_TYPES
from forms.finding import Finding
from forms.loading import load_form
from forms.snapshot import AttachmentInfo, ExplainedWarning, FigureInfo, FormSnapshot
from models.errors import UserError
from models.programme.pack import Programme
from models.reading import Reader


def current(reader: Reader, programme: Programme, document_id: str, on: date, frozen_on: date | None = None) -> FormSnapshot:
    """Return a document as it stands now.

    Args:
        reader: Where to read; one consistent state.
        programme: The pack.
        document_id: The document.
        on: The day of checking.
        frozen_on: Day of submitting, when the snapshot is made to be frozen.
    """
    return of_state(reader, programme, read_form(reader, programme, document_id), on, frozen_on)


def of_state(reader: Reader, programme: Programme, state: FormState, on: date, frozen_on: date | None = None) -> FormSnapshot:
    """Return the snapshot of a document that has been read already."""
    ((district, office),) = reader.rows("SELECT district_code, name FROM office")
    number, title, entity, rank, opinion = _project_facts(reader, state.project_id)
    form = state.form
    live = [field for field in form.fields() if applies(field, state.values, programme)]
    findings = check(form, state.values, programme, on)
    return FormSnapshot(
        form=form.key,
        form_version=form.version,
        programme=programme.id,
        programme_version=programme.version,
        project_id=state.project_id,
        document_id=state.document_id,
        period=state.period,
        number=number,
        title=title,
        entity=entity,
        district=programme.district(district).name,
        office=office,
        revision=state.revision,
        frozen_on=frozen_on,
        values={field.key: state.values[field.key] for field in live if state.values.get(field.key) is not None},
        shown={
            field.key: FIELD_TYPES[field.type].show(field, state.values.get(field.key), programme)
            for field in live
            if field.type not in {"table", "attachment", "signature"}
        },
        attachments=_attachments(reader, state.document_id),
        explained=_explained(state, findings),
        opinion=opinion or "",
        rank=rank,
        figures=_figures(reader, state.document_id),
    )


def _project_facts(reader: Reader, project_id: str) -> tuple[str, str, str, int | None, str | None]:
    if not project_id:
        return "", "", "", None, None
    ((number, title, entity, rank, opinion),) = reader.rows(
        "SELECT p.number, p.title, e.name, p.rank, r.opinion FROM project p JOIN pilot_entity e ON e.id = p.entity_id"
        " LEFT JOIN district_review r ON r.document_id = p.id WHERE p.id = :project",
        project=project_id,
    )
    return number, title, entity, rank, opinion


def _figures(reader: Reader, document_id: str) -> list[FigureInfo]:
    return [
        FigureInfo(*row)
        for row in reader.rows(
            "SELECT field_key, figure, subject, place, shown FROM linked_figure WHERE document_id = :id ORDER BY field_key, seq",
            id=document_id,
        )
    ]


def _attachments(reader: Reader, document_id: str) -> dict[str, list[AttachmentInfo]]:
    found: dict[str, list[AttachmentInfo]] = {}
    for key, *facts in reader.rows(
        "SELECT field_key, id, title, file_name, size, sha256 FROM evidence"
        " WHERE document_id = :id AND field_key <> '' AND deleted_at IS NULL ORDER BY added_at, id",
        id=document_id,
    ):
        found.setdefault(key, []).append(AttachmentInfo(*facts))
    return found


def _explained(state: FormState, findings: list[Finding]) -> list[ExplainedWarning]:
    labels = {field.key: field.label for field in state.form.fields()}
    return [
        ExplainedWarning(labels[f.field], f.message, state.explanations[f.id])
        for f in findings
        if f.level is Level.WARNING and state.explanations.get(f.id)
    ]


def encode(snapshot: FormSnapshot) -> str:
    """Return the JSON text of a snapshot, the same for equal snapshots."""
    return msgspec.json.encode(snapshot, order="deterministic").decode()


def digest(payload: str) -> str:
    """Return the SHA-256 of a snapshot's JSON text, in hex."""
    return hashlib.sha256(payload.encode()).hexdigest()


def of_revision(reader: Reader, document_id: str, number: int) -> FormSnapshot:
    """Return a frozen revision exactly as it was submitted.

    Raises:
        UserError: There is no such revision, or its record has been damaged.
    """
    found = reader.rows("SELECT payload, sha256 FROM revision WHERE document_id = :id AND number = :number", id=document_id, number=number)
    if not found:
        raise UserError(f"没有找到第{number}版。", "请在“版本对照”里选择列出的版本。")
    ((payload, sha256),) = found
    if digest(payload) != sha256:
        raise UserError(f"第{number}版的存档与报送时不一致，不能使用。", "请从备份恢复账套后再试。")
    return decode(payload)


def decode(payload: str) -> FormSnapshot:
    """Read a snapshot back from its JSON text."""
    return msgspec.json.decode(payload, type=FormSnapshot)


def form_of(reader: Reader, programme: Programme, snapshot: FormSnapshot) -> Form:
    """Return the definition of a snapshot: what was handed in keeps the one it was frozen in, whatever the pack says now."""
    if snapshot.frozen_on is not None:
        kept = reader.rows(
            "SELECT payload FROM form_definition WHERE form_id = :form AND version = :version",
            form=snapshot.form,
            version=snapshot.form_version,
        )
        if kept:
            return msgspec.json.decode(kept[0][0], type=Form)
    return load_form(programme, snapshot.form)
