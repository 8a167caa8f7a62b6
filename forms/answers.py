"""Reading and saving the answers of one document; what is typed is saved whatever the findings say.

The application form of a project is the document with the project's id.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import joinedload, lazyload

from forms import binding
from forms.definition import Field, Form, Level, Place
from forms.field_types import FIELD_TYPES
from forms.finding import Finding
from forms.loading import load_form
from models.changes import NOTHING, Changes, Kind
from models.document import Answer, Document, Explanation, Revision
from models.errors import UserError
from models.feedback import CityReturn
from models.history import HistoryEntry
from models.operations.guarding import decided_by_city, live, refuse_settled
from models.plain import Plain
from models.programme.pack import Programme
from models.project import Project
from models.reading import Reader, SessionReader
from models.recording import TYPING_PAUSE
from models.work import Work

REVISION_KEY = "revision"
"""`HistoryEntry.field_key` of submitting and returning."""

KEPT_ELSEWHERE = frozenset({"attachment", "fixed", "auto", "signature"})
"""Field types whose values are not saved as answers: files have operations of their own, the rest nobody fills in."""


_DOCUMENT = select(Document).options(joinedload(Document.project), lazyload(Document.answers), lazyload(Document.explanations))
"""A document with its project but without its answers: saving one field need not load sixty."""


class Edit(NamedTuple):
    """One edit of a field.

    Attributes:
        value: Plain value; ``{"unparsed": …}`` for text that could not be read.
        entered: What was typed, where it differs from what `value` shows.
    """

    value: Plain
    entered: str = ""


@dataclass(frozen=True, slots=True)
class FormState:
    """One document as it stands.

    Attributes:
        form: The definition it was filled in.
        document_id: Its id.
        project_id: The project it is about; empty for a document of the district.
        period: The year it reports on; empty for what is not written every year.
        revision: Number of the revision being worked on.
        frozen: True when it has been submitted and cannot be edited.
        values: Plain values by field key, bound facts included.
        entered: What was typed, by field key, where normalising changed it.
        explanations: Explanations (说明) by finding id.
    """

    form: Form
    document_id: str
    project_id: str
    period: str
    revision: int
    frozen: bool
    values: dict[str, Plain]
    entered: dict[str, str]
    explanations: dict[str, str]


def read_form(reader: Reader, programme: Programme, document_id: str) -> FormState:
    """Read one document.

    Raises:
        UserError: It does not exist any more.
    """
    found = reader.rows(
        "SELECT project_id, form_id, period, revision, frozen_at, programme_version FROM document WHERE id = :id", id=document_id
    )
    if not found:
        raise UserError("没有找到这份文书。", "它可能已被彻底删除，请返回列表刷新后再试。")
    ((owner, form_id, period, revision, frozen_at, version),) = found
    project_id = owner or ""
    moved_on = frozen_at is not None and version != programme.version
    form = frozen_form(reader, programme, document_id, form_id) if moved_on else load_form(programme, form_id)
    facts = binding.read_facts(reader, project_id)
    values: dict[str, Plain] = {field.key: facts[field.bind] for field in form.fields() if field.bind}
    entered: dict[str, str] = {}
    for key, value, typed in reader.rows("SELECT field_key, value, entered FROM answer WHERE document_id = :id", id=document_id):
        values[key] = None if value is None else json.loads(value)
        if typed:
            entered[key] = typed
    for field in form.fields():
        if field.type == "attachment":
            values[field.key] = None
    for key, evidence in reader.rows(
        "SELECT field_key, id FROM evidence WHERE document_id = :id AND field_key <> '' AND deleted_at IS NULL ORDER BY added_at, id",
        id=document_id,
    ):
        held = values.get(key)
        values[key] = [*(held if isinstance(held, list) else []), evidence]
    explanations = dict(reader.rows("SELECT finding_id, text FROM explanation WHERE document_id = :id", id=document_id))
    return FormState(form, document_id, project_id, period, revision, frozen_at is not None, values, entered, explanations)


def frozen_form(reader: Reader, programme: Programme, document_id: str, form_id: str) -> Form:
    """Return the definition the newest frozen revision of a document was filled in, whatever the pack says now."""
    newest = reader.rows("SELECT payload FROM revision WHERE document_id = :id ORDER BY number DESC LIMIT 1", id=document_id)
    version = json.loads(newest[0][0])["form_version"] if newest else ""
    kept = reader.rows("SELECT payload FROM form_definition WHERE form_id = :form AND version = :version", form=form_id, version=version)
    return msgspec.json.decode(kept[0][0], type=Form) if kept else load_form(programme, form_id)


def unexplained(findings: Iterable[Finding], explanations: dict[str, str]) -> list[Finding]:
    """Return the warnings that still need a 说明."""
    return [f for f in findings if f.level is Level.WARNING and not explanations.get(f.id)]


def open_document(work: Work, document_id: str) -> Document:
    """Return a document for editing.

    Raises:
        UserError: It or its project is gone or in the recycle bin, it has been submitted and is frozen, or the city has brought its
            project to its end.
    """
    document = work.session.scalars(_DOCUMENT.filter_by(id=document_id)).one_or_none()
    live(work, Document, document_id)
    assert document is not None
    if document.project_id is not None:
        _refuse_ended(work, document, live(work, Project, document.project_id))
    if document.frozen_at is not None:
        title = load_form(work.programme, document.form_id).name
        raise UserError(f"这份{title}已经报送，内容已锁定。", "需要修改时，请先办理“退回修改”，形成新的修订版本。")
    return document


def _refuse_ended(work: Work, document: Document, project: Project) -> None:
    """A project that the city brought to its end is not written on, but for what may be written at any time and what the city returned."""
    if not work.programme.state(project.state).settled or not decided_by_city(work, project):
        return
    head = load_form(work.programme, document.form_id).document
    returned = select(CityReturn.id).join(Revision, Revision.id == CityReturn.revision_id)
    returned = returned.where(Revision.document_id == document.id, Revision.number == document.revision - 1)
    if not (head is not None and head.repeats) and work.session.scalars(returned).first() is None:
        refuse_settled(work, project)


def save_answers(work: Work, document_id: str, edits: Mapping[str, Edit]) -> Changes:
    """Save edited fields as they are, valid or not.

    Args:
        work: The unit of work.
        document_id: The document.
        edits: What was edited, by field key.

    Raises:
        UserError: The document has been submitted.
        ValueError: A field does not exist, is set by the program, or is not saved this way (`KEPT_ELSEWHERE`).
    """
    document = open_document(work, document_id)
    form = load_form(work.programme, document.form_id)
    fields = [field for field in form.fields() if field.key in edits and field.type not in KEPT_ELSEWHERE and not field.read_only]
    if len(fields) < len(edits):
        raise ValueError(f"cannot be saved as answers: {sorted(set(edits) - {field.key for field in fields})}")
    with work.session.no_autoflush:
        for field in fields:
            _put(work, document, field, edits[field.key])
        _retitle(document, form, edits)
    kinds = {Kind.DOCUMENT}
    projects = {document.project_id or ""} - {""}
    if document.project is not None and any(field.bind.startswith("entity.") for field in fields):
        kinds.add(Kind.ENTITY)
        entity = document.project.entity_id
        projects |= set(work.session.scalars(select(Project.id).filter_by(entity_id=entity)))
    if any(field.bind.startswith("project.") for field in fields):
        kinds |= {Kind.PROJECT, Kind.INDICATOR}
    return Changes(frozenset(kinds), frozenset(projects), document_id)


def _retitle(document: Document, form: Form, edits: Mapping[str, Edit]) -> None:
    """Let a document of which there may be several go by its own title in the lists."""
    if form.document is None or not form.document.repeats:
        return
    for field in form.fields():
        if field.place is Place.TITLE and field.key in edits:
            own = edits[field.key].value
            document.title = f"{form.name}：{own}" if isinstance(own, str) else form.name


def copy_answers(work: Work, document_id: str, source_id: str, field_keys: Iterable[str]) -> Changes:
    """Copy form-only answers from another document of the same kind; what the target already holds is replaced and stays in the history.

    Args:
        work: The unit of work.
        document_id: The document to fill.
        source_id: The document to copy from.
        field_keys: Which fields; bound fields and attachments belong to their own project and are left alone.
    """
    document = open_document(work, document_id)
    source = read_form(SessionReader(work.session), work.programme, source_id)
    wanted = set(field_keys)
    copied = False
    for field in source.form.fields():
        value = source.values.get(field.key)
        if field.key in wanted and can_copy(field) and value is not None:
            _put(work, document, field, Edit(value))
            copied = True
    if not copied:
        return NOTHING
    return changed(document)


def changed(document: Document, *more: Kind) -> Changes:
    """Return that a document was changed, and what else."""
    return Changes.of(Kind.DOCUMENT, *more, project=document.project_id or "", id=document.id)


def can_copy(field: Field) -> bool:
    """Tell whether the answer of `field` may be copied to another document."""
    return not field.bind and field.type != "pledge" and field.type not in KEPT_ELSEWHERE


def explain(work: Work, document_id: str, finding_id: str, explanation: str) -> Changes:
    """Save the officer's 说明 to one warning; an empty text takes it back."""
    document = open_document(work, document_id)
    held = work.session.get(Explanation, (document.id, finding_id))
    words = explanation.strip()
    old = held.text if held else ""
    if words == old:
        return NOTHING
    if not words:
        work.session.delete(held)
    elif held:
        held.text, held.by, held.at = words, work.by, work.at
    else:
        work.session.add(Explanation(document_id=document.id, finding_id=finding_id, text=words, by=work.by, at=work.at))
    form = load_form(work.programme, document.form_id)
    label = next((f.label for f in form.fields() if f.key == finding_id.split(":")[1]), finding_id)
    _record(work, document, form.name, finding_id, f"{label}（说明）", old, words, "")
    return changed(document)


def _put(work: Work, document: Document, field: Field, edit: Edit) -> None:
    """Write one value to where it lives and, for form-only answers, to the history."""
    answer = work.session.get(Answer, (document.id, field.key))
    document.updated_at = work.at
    name = load_form(work.programme, document.form_id).name
    kind = FIELD_TYPES[field.type]
    old = kind.show(field, answer.value if answer else None, work.programme)
    if field.bind and not binding.is_unparsed(edit.value):
        binding.write_fact(work, document.project_id or "", field.bind, edit.value, edit.entered)
        if answer is not None:
            work.session.delete(answer)
            _record(work, document, name, field.key, field.label, old, kind.show(field, edit.value, work.programme), edit.entered)
        return
    if field.bind and answer is None:
        old = kind.show(field, binding.read_facts(SessionReader(work.session), document.project_id or "")[field.bind], work.programme)
    if answer is None:
        answer = Answer(document_id=document.id, field_key=field.key)
        work.session.add(answer)
    answer.value, answer.entered, answer.updated_at = edit.value, edit.entered, work.at
    _record(work, document, name, field.key, field.label, old, kind.show(field, edit.value, work.programme), edit.entered)


def _record(work: Work, document: Document, name: str, key: str, label: str, old: str, new: str, entered: str) -> None:
    """Record a change of one answer; while somebody is typing, one entry grows instead of many."""
    if old == new:
        return
    about = document.project.title if document.project else name
    last = work.session.scalars(
        select(HistoryEntry)
        .where(HistoryEntry.object_id == document.id, HistoryEntry.field_key.in_((key, REVISION_KEY)))
        .order_by(HistoryEntry.id.desc())
        .limit(1)
    ).first()
    # Submitting between two edits parts them; put back as it was, two entries say more than one from A to A.
    if (
        last
        and (last.field_key, last.action, last.by) == (key, "edit", work.by)
        and timedelta(0) <= work.at - last.at < TYPING_PAUSE
        and last.old != new
    ):
        # Written anew, not over: others see by the number of the newest entry that something has changed.
        old = last.old
        work.session.delete(last)
    work.session.add(
        HistoryEntry(
            at=work.at,
            by=work.by,
            action="edit",
            kind_label=name,
            object_id=document.id,
            project_id=document.project_id or "",
            object_label=about,
            field_key=key,
            field_label=label,
            old=old,
            new=new,
            entered=entered,
        )
    )
