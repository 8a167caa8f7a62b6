"""Whole exports for the window and the command line: read one consistent state, name the file, write it."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from pkgutil import resolve_name
from typing import TYPE_CHECKING, NamedTuple

from exports.files import NAME_BYTES, NAME_CHARACTERS, Exported, Progress, ignore, safe_file_name
from forms import snapshots
from forms.definition import Place
from forms.snapshot import FormSnapshot
from models.errors import UserError
from models.reading import Reader

if TYPE_CHECKING:
    from exports.pdf import Converter
    from exports.word.settings import WordSettings
    from forms.definition import Form
    from models.programme.pack import Programme
    from models.workspace.store import Workspace


def document_file_name(snapshot: FormSnapshot, form: "Form") -> str:
    """Return the name of a document's file: whose it is, which document, for which year, which revision.

    A long title gives way, so that document and revision can always be read.
    """
    year = f"（{snapshot.period}年）" if snapshot.period else ""
    mark = f"第{snapshot.revision}版" if snapshot.frozen_on else f"第{snapshot.revision}版草稿"
    own = [snapshot.shown.get(field.key, "") for field in form.fields() if field.place is Place.TITLE]
    whose = f"{snapshot.number}-{snapshot.title}" if snapshot.project_id else snapshot.district
    several = "-".join(filter(None, own)) if form.document is not None and form.document.repeats else ""
    tail = f"-{form.name}{year}-{mark}"
    front = f"{whose}-{several}" if several else whose
    room = NAME_BYTES - len(safe_file_name(tail).encode())
    shortened = front[: NAME_CHARACTERS - len(tail)].encode()[:room].decode(errors="ignore")
    return safe_file_name(f"{shortened.strip(' -')}{tail}") + ".docx"


def ledger_file_name(district: str, on: date) -> str:
    """Return the name of the ledger's file: district, table, year and month (Excel conventions)."""
    return safe_file_name(f"{district}-试点项目台账-{on:%Y%m}.xlsx")


def current_snapshot(reader: Reader, workspace: "Workspace", document_id: str, on: date) -> FormSnapshot:
    """Return what an export of the form should show: the frozen revision when it is submitted, else the draft."""
    ((revision, frozen),) = reader.rows("SELECT revision, frozen_at FROM document WHERE id = :id", id=document_id)
    if frozen is not None:
        return snapshots.of_revision(reader, document_id, revision)
    return snapshots.current(reader, workspace.programme, document_id, on)


def application_ids(reader: Reader, project: str = "") -> list[str]:
    """Return the ids of the application forms of all projects, or of one.

    Args:
        reader: Where to read.
        project: Id or number of the only project; empty: all that are not in the recycle bin.

    Raises:
        UserError: There is none.
    """
    rows = reader.rows("SELECT id, number FROM project WHERE deleted_at IS NULL ORDER BY number, id")
    ids = [key for key, number in rows if project in ("", key, number)]
    if not ids:
        raise UserError(f"没有找到项目“{project}”。" if project else "这个账套里还没有项目。", "请核对申报编号，或先在窗口里新建项目。")
    return ids


def stage_document_ids(reader: Reader, programme: "Programme", kind: str = "", project: str = "") -> list[str]:
    """Return the ids of the documents of every stage: all but the application forms.

    Args:
        reader: Where to read.
        programme: The pack.
        kind: Key or name of the only form; empty: all.
        project: Id or number of the only project; empty: all, and the district's own documents.

    Raises:
        UserError: There is no such form or no such document.
    """
    from forms.documents import document_forms

    offered = {form.key: form.name for form in document_forms(programme)}
    wanted = [key for key, name in offered.items() if kind in ("", key, name)]
    if not wanted:
        raise UserError(f"没有“{kind}”这种文书。", f"可以写：{'、'.join(offered.values())}。")
    rows = reader.rows(
        "SELECT d.id, d.form_id, p.id, p.number FROM document d LEFT JOIN project p ON p.id = d.project_id"
        " WHERE d.deleted_at IS NULL AND p.deleted_at IS NULL ORDER BY d.form_id, p.number NULLS FIRST, d.period, d.created_at, d.id"
    )
    ids = [id for id, form, *owner in rows if form in wanted and (not project or project in owner)]
    if not ids:
        raise UserError("没有找到要导出的文书。", "请先在窗口的“文书”里起草，或核对文书种类和申报编号。")
    return ids


def export_applications(
    workspace: "Workspace",
    folder: Path,
    on: date,
    *,
    project: str = "",
    settings: "WordSettings | None" = None,
    progress: Progress = ignore,
) -> list[Exported]:
    """Export the application forms of all projects, or of one.

    Args:
        workspace: The open workspace.
        folder: Where the files go; it must exist.
        on: Day of the export.
        project: Id or number of the only project; empty: all that are not in the recycle bin.
        settings: Fonts and line spacing; default: the standard's.
        progress: Called with files done and files in all.

    Raises:
        UserError: No such project, or a file cannot be written.
    """
    with workspace.snapshot() as reader:
        pictures = [current_snapshot(reader, workspace, key, on) for key in application_ids(reader, project)]
    exported = []
    for done, snapshot in enumerate(pictures, start=1):
        exported.append(write_document(workspace, snapshot, folder, settings))
        progress(done, len(pictures))
    return exported


def write_document(
    workspace: "Workspace", snapshot: FormSnapshot, target: Path, settings: "WordSettings | None" = None, *, masked: bool = False
) -> Exported:
    """Write one document as a Word file: a form of tables and cells, or an official document, with the office's own template if it has one.

    Args:
        workspace: The open workspace.
        snapshot: The document.
        target: The folder, under the rule's name, or the file; an existing file is replaced.
        settings: Fonts and line spacing; default: the standard's.
        masked: It is a masked copy (脱敏副本), and says so on every page.

    Raises:
        FileBusy: The target is held by another program.
        CannotWrite: The folder does not take the file.
    """
    from exports.word.application import export_application
    from exports.word.official.chosen import template_of, write_official
    from exports.word.official.composed import KINDS, composed
    from exports.word.settings import WordSettings

    programme, chosen = workspace.programme, settings or WordSettings()
    form = snapshots.form_of(workspace, programme, snapshot)
    path = target / document_file_name(snapshot, form) if target.is_dir() else target
    if form.layout not in KINDS:
        return export_application(snapshot, form, programme, path, chosen, masked=masked)
    document = composed(snapshot, form, programme, masked=masked)
    return write_official(document, path, chosen, template_of(workspace, form.key, document.kind))


def export_document(workspace: "Workspace", document_id: str, target: Path, on: date, settings: "WordSettings | None" = None) -> Exported:
    """Write one document: the revision that was handed in, else the draft as it stands.

    Args:
        workspace: The open workspace.
        document_id: The document; the application form of a project has the project's id.
        target: The folder, under the rule's name, or the file; an existing file is replaced.
        on: Day of the export.
        settings: Fonts and line spacing; default: the standard's.

    Raises:
        UserError: It does not exist any more, its record is damaged, or the file cannot be written.
    """
    with workspace.snapshot() as reader:
        snapshot = current_snapshot(reader, workspace, document_id, on)
    return write_document(workspace, snapshot, target, settings)


def write_document_pdf(
    workspace: "Workspace",
    snapshot: FormSnapshot,
    target: Path,
    settings: "WordSettings | None" = None,
    *,
    converter: "Converter | None" = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Exported:
    """Write one document as PDF through an office program that is installed.

    Args:
        workspace: The open workspace.
        snapshot: The document.
        target: The folder, under the rule's name, or the file; an existing file is replaced.
        settings: Fonts and line spacing; default: the standard's.
        converter: The office program; default: the one that is found.
        cancelled: Asked ten times a second whether to stop.

    Raises:
        PdfFailed: There is no office program, or it made no PDF.
        PdfCancelled: `cancelled` said so.
        FileBusy: The target is held by another program.
        CannotWrite: The folder does not take the file.
    """
    from exports.pdf import make_pdf, passing_folder

    with passing_folder() as folder:
        document = write_document(workspace, snapshot, folder, settings)
        path = target / document.path.with_suffix(".pdf").name if target.is_dir() else target
        made = make_pdf(document.path, path, converter=converter, cancelled=cancelled)
    return Exported(made.path, (*document.notes, *made.notes))


def export_ledger_file(workspace: "Workspace", target: Path, on: date, progress: Progress = ignore) -> Exported:
    """Export the ledger (项目台账) into a folder, under the rule's name, or to a named file."""
    from exports.excel.ledger import export_ledger
    from models.queries.ledger import read_ledger

    with workspace.snapshot() as reader:
        ledger = read_ledger(reader, workspace.programme, on)
    path = target / ledger_file_name(ledger.district, on) if target.is_dir() else target
    return export_ledger(ledger, workspace.programme, path, progress)


LEDGER = "ledger"
"""Key of the ledger (项目台账) where it is offered beside the reports."""


class Workbook(NamedTuple):
    """One report of the district.

    Attributes:
        title: What the officer calls it; also in the file's name.
        reader: Reads it, ``module:function(reader, programme, on) -> report``.
        plan: Says what its workbook holds, ``module:function(report) -> Plan``; the module loads openpyxl.
    """

    title: str
    reader: str
    plan: str


WORKBOOKS: dict[str, Workbook] = {
    "progress": Workbook("进展汇总表", "models.queries.reports:read_progress", "exports.excel.progress:progress_plan"),
    "indicators": Workbook(
        "九项指标完成情况表", "models.queries.indicator_report:read_indicator_report", "exports.excel.indicator_table:indicator_plan"
    ),
    "tasks": Workbook("任务清单", "models.queries.reports:read_tasks", "exports.excel.task_list:task_plan"),
    "problems": Workbook("问题清单", "models.queries.reports:read_problems", "exports.excel.matter_list:problem_plan"),
    "requests": Workbook("支持事项清单", "models.queries.reports:read_requests", "exports.excel.matter_list:request_plan"),
    "submissions": Workbook(
        "报送情况一览", "models.queries.submission_report:read_submissions", "exports.excel.submission_overview:submission_plan"
    ),
    "entities": Workbook("主体名录", "models.queries.reports:read_entities", "exports.excel.entity_list:entity_plan"),
}
"""The reports of the district, in the order they are offered."""


def workbook_file_name(key: str, district: str, on: date) -> str:
    """Return the name of a report's file: district, table, year and month (Excel conventions)."""
    return safe_file_name(f"{district}-{WORKBOOKS[key].title}-{on:%Y%m}") + ".xlsx"


def export_workbook(workspace: "Workspace", key: str, target: Path, on: date, progress: Progress = ignore) -> Exported:
    """Export one report into a folder, under the rule's name, or to a named file.

    Args:
        workspace: The open workspace.
        key: Key in `WORKBOOKS`.
        target: The folder, or the file; an existing file is replaced.
        on: Day of the report.
        progress: Told how many parts of the workbook are done.

    Raises:
        UserError: The store cannot be read or the file cannot be written.
    """
    from exports.excel.report import write_report

    workbook = WORKBOOKS[key]
    with workspace.snapshot() as reader:
        report = resolve_name(workbook.reader)(reader, workspace.programme, on)
    path = target / workbook_file_name(key, report.reporter.district, on) if target.is_dir() else target
    return write_report(resolve_name(workbook.plan)(report), workspace.programme, path, progress)
