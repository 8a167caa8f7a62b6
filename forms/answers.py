"""Reading and saving the answers of one application form; what is typed is saved whatever the findings say."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import joinedload, lazyload

from forms import binding
from forms.definition import Field, Form, Level
from forms.field_types import FIELD_TYPES
from forms.finding import Finding
from forms.loading import load_form
from models.application import Answer, Application, Explanation
from models.changes import NOTHING, Changes, Kind
from models.errors import UserError
from models.history import HistoryEntry
from models.operations.guarding import live
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


_APPLICATION = select(Application).options(
    joinedload(Application.project), lazyload(Application.answers), lazyload(Application.explanations)
)
"""A form with its project but without its answers: saving one field need not load sixty."""


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
    """One application form as it stands.

    Attributes:
        form: The definition it was filled in.
        application_id: Id of the application.
        revision: Number of the revision being worked on.
        frozen: True when it has been submitted and cannot be edited.
        values: Plain values by field key, bound facts included.
        entered: What was typed, by field key, where normalising changed it.
        explanations: Explanations (说明) by finding id.
    """

    form: Form
    application_id: str
    revision: int
    frozen: bool
    values: dict[str, Plain]
    entered: dict[str, str]
    explanations: dict[str, str]


def read_form(reader: Reader, programme: Programme, project_id: str) -> FormState:
    """Read the application form of one project.

    Raises:
        UserError: The project does not exist any more.
    """
    found = reader.rows("SELECT id, form_id, revision, frozen_at FROM application WHERE project_id = :project", project=project_id)
    if not found:
        raise UserError("没有找到这个项目的申报表。", "它可能已被彻底删除，请返回项目列表刷新后再试。")
    ((application_id, form_id, revision, frozen_at),) = found
    form = load_form(programme, form_id)
    facts = binding.read_facts(reader, project_id)
    values: dict[str, Plain] = {field.key: facts[field.bind] for field in form.fields() if field.bind}
    entered: dict[str, str] = {}
    for key, value, typed in reader.rows("SELECT field_key, value, entered FROM answer WHERE application_id = :id", id=application_id):
        values[key] = None if value is None else json.loads(value)
        if typed:
            entered[key] = typed
    for field in form.fields():
        if field.type == "attachment":
            values[field.key] = None
    for key, evidence in reader.rows(
        "SELECT field_key, id FROM evidence WHERE project_id = :project AND field_key <> '' AND deleted_at IS NULL ORDER BY added_at, id",
        project=project_id,
    ):
        held = values.get(key)
        values[key] = [*(held if isinstance(held, list) else []), evidence]
    explanations = dict(reader.rows("SELECT finding_id, text FROM explanation WHERE application_id = :id", id=application_id))
    return FormState(form, application_id, revision, frozen_at is not None, values, entered, explanations)


def unexplained(findings: Iterable[Finding], explanations: dict[str, str]) -> list[Finding]:
    """Return the warnings that still need a 说明."""
    return [f for f in findings if f.level is Level.WARNING and not explanations.get(f.id)]


def open_application(work: Work, project_id: str) -> Application:
    """Return the application of a project for editing.

    Raises:
        UserError: The project is gone or in the recycle bin, or the form has been submitted and is frozen.
    """
    application = work.session.scalars(_APPLICATION.filter_by(project_id=project_id)).one_or_none()
    live(work, Project, project_id)
    assert application is not None
    if application.frozen_at is not None:
        raise UserError("这份申报表已经报送，内容已锁定。", "需要修改时，请先在“审核报送”页“退回修改”，形成新的修订版本。")
    return application


def save_answers(work: Work, project_id: str, edits: Mapping[str, Edit]) -> Changes:
    """Save edited fields as they are, valid or not.

    Args:
        work: The unit of work.
        project_id: The project whose form it is.
        edits: What was edited, by field key.

    Raises:
        UserError: The form has been submitted.
        ValueError: A field does not exist, is set by the program, or is not saved this way (`KEPT_ELSEWHERE`).
    """
    application = open_application(work, project_id)
    form = load_form(work.programme, application.form_id)
    fields = [field for field in form.fields() if field.key in edits and field.type not in KEPT_ELSEWHERE and not field.read_only]
    if len(fields) < len(edits):
        raise ValueError(f"cannot be saved as answers: {sorted(set(edits) - {field.key for field in fields})}")
    with work.session.no_autoflush:
        for field in fields:
            _put(work, application, field, edits[field.key])
    kinds = {Kind.APPLICATION}
    projects = {project_id}
    if any(field.bind.startswith("entity.") for field in fields):
        kinds.add(Kind.ENTITY)
        entity = work.session.get_one(Project, project_id).entity_id
        projects |= set(work.session.scalars(select(Project.id).filter_by(entity_id=entity)))
    if any(field.bind.startswith("project.") for field in fields):
        kinds |= {Kind.PROJECT, Kind.INDICATOR}
    return Changes(frozenset(kinds), frozenset(projects))


def copy_answers(work: Work, project_id: str, source_project_id: str, field_keys: Iterable[str]) -> Changes:
    """Copy form-only answers from another project's form; what the target already holds is replaced and stays in the history.

    Args:
        work: The unit of work.
        project_id: The form to fill.
        source_project_id: The form to copy from.
        field_keys: Which fields; bound fields and attachments belong to their own project and are left alone.
    """
    application = open_application(work, project_id)
    source = read_form(SessionReader(work.session), work.programme, source_project_id)
    wanted = set(field_keys)
    copied = False
    for field in source.form.fields():
        value = source.values.get(field.key)
        if field.key in wanted and can_copy(field) and value is not None:
            _put(work, application, field, Edit(value))
            copied = True
    if not copied:
        return NOTHING
    return Changes.of(Kind.APPLICATION, project=project_id)


def can_copy(field: Field) -> bool:
    """Tell whether the answer of `field` may be copied to another project's form."""
    return not field.bind and field.type != "pledge" and field.type not in KEPT_ELSEWHERE


def explain(work: Work, project_id: str, finding_id: str, explanation: str) -> Changes:
    """Save the officer's 说明 to one warning; an empty text takes it back."""
    application = open_application(work, project_id)
    held = work.session.get(Explanation, (application.id, finding_id))
    words = explanation.strip()
    old = held.text if held else ""
    if words == old:
        return NOTHING
    if not words:
        work.session.delete(held)
    elif held:
        held.text, held.by, held.at = words, work.by, work.at
    else:
        work.session.add(Explanation(application_id=application.id, finding_id=finding_id, text=words, by=work.by, at=work.at))
    form = load_form(work.programme, application.form_id)
    label = next((f.label for f in form.fields() if f.key == finding_id.split(":")[1]), finding_id)
    _record(work, application, finding_id, f"{label}（说明）", old, words, "")
    return Changes.of(Kind.APPLICATION, project=project_id)


def _put(work: Work, application: Application, field: Field, edit: Edit) -> None:
    """Write one value to where it lives and, for form-only answers, to the history."""
    answer = work.session.get(Answer, (application.id, field.key))
    application.updated_at = work.at
    kind = FIELD_TYPES[field.type]
    old = kind.show(field, answer.value if answer else None, work.programme)
    if field.bind and not binding.is_unparsed(edit.value):
        binding.write_fact(work, application.project_id, field.bind, edit.value, edit.entered)
        if answer is not None:
            work.session.delete(answer)
            _record(work, application, field.key, field.label, old, kind.show(field, edit.value, work.programme), edit.entered)
        return
    if field.bind and answer is None:
        old = kind.show(field, binding.read_facts(SessionReader(work.session), application.project_id)[field.bind], work.programme)
    if answer is None:
        answer = Answer(application_id=application.id, field_key=field.key)
        work.session.add(answer)
    answer.value, answer.entered, answer.updated_at = edit.value, edit.entered, work.at
    _record(work, application, field.key, field.label, old, kind.show(field, edit.value, work.programme), edit.entered)


def _record(work: Work, application: Application, key: str, label: str, old: str, new: str, entered: str) -> None:
    """Record a change of one answer; while somebody is typing, one entry grows instead of many."""
    if old == new:
        return
    project = work.session.get_one(Project, application.project_id)
    last = work.session.scalars(
        select(HistoryEntry)
        .where(HistoryEntry.object_id == application.id, HistoryEntry.field_key.in_((key, REVISION_KEY)))
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
        last.new, last.entered, last.at, last.object_label = new, entered, work.at, project.title
        return
    work.session.add(
        HistoryEntry(
            at=work.at,
            by=work.by,
            action="edit",
            kind_label="申报表",
            object_id=application.id,
            project_id=application.project_id,
            object_label=project.title,
            field_key=key,
            field_label=label,
            old=old,
            new=new,
            entered=entered,
        )
    )
