"""Handing out forms for many entities in one go: read once, one file a form, named by the rule; what was made is recorded afterwards."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from uuid import uuid4

from exports.files import Progress, free_name, ignore
from exports.handout.facts import Handed
from exports.handout.words import handout_file_name
from forms.answers import read_form
from forms.collecting.marks import Identity
from forms.collecting.matching import Register
from forms.collecting.scope import fields_to_fill
from forms.collecting.tracking import TRACKING, tracking_form, tracking_values
from models.errors import UserError
from models.operations.hand_outs import HandingOut
from models.plain import Plain
from models.queries.hand_outs import DocumentRow
from models.reading import Reader

if TYPE_CHECKING:
    from exports.word.settings import WordSettings
    from models.programme.pack import Programme
    from models.workspace.store import Workspace


class Wanted(NamedTuple):
    """One form to hand out: a document with the key of its form; for the tracking workbook the project's id and `TRACKING`."""

    document_id: str
    form_key: str


class Made(NamedTuple):
    """One file that was made.

    Attributes:
        path: The file.
        record: What `models.operations.hand_outs.record_hand_outs` keeps of it.
        entity: Name of the pilot entity.
        entity_id: Its id: two entities may have one name.
        project: Title of the project.
        mobile: Its contact's mobile number.
        notes: What the officer should know about the file.
    """

    path: Path
    record: HandingOut
    entity: str
    entity_id: str
    project: str
    mobile: str
    notes: tuple[str, ...]


class _Ready(NamedTuple):
    handed: Handed
    row: DocumentRow
    contact: str
    mobile: str
    held: dict[str, Plain]


def hand_out_forms(
    workspace: "Workspace",
    wanted: Sequence[Wanted],
    folder: Path,
    on: date,
    *,
    due: date | None = None,
    settings: "WordSettings | None" = None,
    progress: Progress = ignore,
) -> list[Made]:
    """Write the forms of entities into a folder; an existing file is never replaced.

    Args:
        workspace: The open workspace.
        wanted: Which forms.
        folder: Where the files go; it must exist.
        on: Today.
        due: Day until which they are asked back.
        settings: Fonts and line spacing; default: the standard's.
        progress: Called with files done and files in all; may raise to stop.

    Returns:
        What was made; to be recorded by ``perform(record_hand_outs, [made.record …])``.

    Raises:
        UserError: A document is gone, or a file cannot be written.
    """
    from exports.handout.excel import export_excel_form
    from exports.handout.word import export_word_form
    from exports.word.settings import WordSettings
    from forms.collecting.collecting import read_register

    programme = workspace.programme
    with workspace.snapshot() as reader:
        register = read_register(reader, programme)
        ready = [_prepare(reader, programme, register, one, due, on, workspace) for one in wanted]
    made = []
    for done, one in enumerate(ready, start=1):
        identity, form = one.handed.identity, one.handed.form
        ending = "xlsx" if form.key == TRACKING else "docx"
        target = folder / handout_file_name(identity.number, one.handed.entity, form.title, identity.revision, ending)
        if target.exists():
            target = free_name(target)
        if form.key == TRACKING:
            exported = export_excel_form(one.handed, programme, target)
        else:
            exported = export_word_form(one.handed, programme, target, settings or WordSettings())
        record = HandingOut(
            id=identity.hand_out,
            project_id=one.row.project_id,
            document_id=identity.document,
            form_key=form.key,
            form_version=form.version,
            revision=identity.revision,
            title=one.row.title,
            file_name=exported.path.name,
            held=one.held,
            contact=one.contact,
            due_on=due,
        )
        made.append(Made(exported.path, record, one.handed.entity, one.row.entity_id, one.row.project, one.mobile, exported.notes))
        progress(done, len(ready))
    return made


def _prepare(
    reader: Reader, programme: "Programme", register: Register, wanted: Wanted, due: date | None, on: date, workspace: "Workspace"
) -> _Ready:
    row = register.row(wanted.document_id, wanted.form_key)
    if row is None:
        raise UserError("要下发的文书已经不在了。", "请刷新列表后再试。")
    if wanted.form_key == TRACKING:
        form, values = tracking_form(programme), tracking_values(reader, programme, row.project_id, on)
    else:
        state = read_form(reader, programme, wanted.document_id)
        form, values = state.form, state.values
    ((contact, mobile, tel),) = reader.rows("SELECT contact, mobile, tel FROM pilot_entity WHERE id = :id", id=row.entity_id)
    office = workspace.office
    handed = Handed(
        form=form,
        identity=Identity(row.number, form.key, form.version, wanted.document_id, row.revision, uuid4().hex),
        values=values,
        entity=row.entity,
        title=row.project,
        office=office.name,
        officer=office.officer,
        phone=office.phone,
        due=due,
    )
    held = {field.key: values.get(field.key) for field in fields_to_fill(form)}
    return _Ready(handed, row, " ".join(part for part in (contact, mobile or tel) if part), mobile, held)
