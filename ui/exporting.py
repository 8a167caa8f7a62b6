"""Exports from the window: ask where, write on the worker, offer the file; a held file is written under another name."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QWidget

from exports.files import Exported, FileBusy, Progress, free_name, masked_name
from models.errors import UserError
from ui import messages
from ui.context import Context
from ui.tone import Tone

if TYPE_CHECKING:
    from PySide6.QtGui import QTextDocument

    from exports.outgoing import Outgoing
    from exports.pdf import Converter
    from forms.definition import Form
    from forms.inspection import Inspection
    from forms.snapshot import FormSnapshot

FOLDER = "export"
WORD, EXCEL, PDF = "Word 文档 (*.docx)", "Excel 工作簿 (*.xlsx)", "PDF 文件 (*.pdf)"
Write = Callable[[Path], Exported]
WriteWithProgress = Callable[[Path, Progress], Exported]


@dataclass(frozen=True, slots=True)
class Paper:
    """One document as it leaves.

    Attributes:
        snapshot: Its content.
        form: The definition it was filled in.
        name: Name of its Word file.
        masked: It is a masked copy (脱敏副本).
    """

    snapshot: "FormSnapshot"
    form: "Form"
    name: str
    masked: bool = False

    @property
    def pdf_name(self) -> str:
        """Name of its PDF file."""
        return Path(self.name).with_suffix(".pdf").name


@dataclass(frozen=True, slots=True)
class Read:
    """One document that was read once and looked through.

    Attributes:
        paper: As it is.
        masked: With the personal facts masked.
        inspection: What was found.
    """

    paper: Paper
    masked: Paper
    inspection: "Inspection"


def choose_target(context: Context, parent: QWidget | None, name: str, kinds: str) -> Path | None:
    """Ask where to write a file, proposing `name` in the folder used last; ``None`` when cancelled."""
    start = _last_folder(context) / name
    chosen, _ = QFileDialog.getSaveFileName(parent, "导出到", str(start), kinds)
    if not chosen:
        return None
    target = Path(chosen)
    if not target.suffix:
        target = target.with_suffix(Path(name).suffix)
    _remember_folder(context, target.parent)
    return target


def choose_folder(context: Context, parent: QWidget | None) -> Path | None:
    """Ask into which folder to write several files; ``None`` when cancelled."""
    chosen = QFileDialog.getExistingDirectory(parent, "导出到文件夹", str(_last_folder(context)))
    if not chosen:
        return None
    _remember_folder(context, Path(chosen))
    return Path(chosen)


def write_file(context: Context, title: str, what: str, target: Path, write: Write) -> None:
    """Write a file on the worker and say where it lies.

    Args:
        context: The window's surroundings.
        title: What the officer reads while it runs.
        what: What the file is, for the message when it is done.
        target: Where it goes.
        write: Writes it; runs on the worker.
    """
    write_and_say(context, title, what, target, lambda path, _progress: write(path), stoppable=False)


def write_and_say(
    context: Context,
    title: str,
    what: str,
    target: Path,
    write: WriteWithProgress,
    *,
    stoppable: bool = True,
    done: Callable[[Exported], object] | None = None,
    failed: Callable[[Exception], bool] | None = None,
) -> None:
    """Write a file on the worker, with progress and a way to stop it, and say where it lies.

    Args:
        context: The window's surroundings.
        title: What the officer reads while it runs.
        what: What the file is, for the message when it is done.
        target: Where it goes.
        write: Writes it and reports how far it is; runs on the worker.
        stoppable: Whether it can be stopped.
        done: Told of the file, before the officer is.
        failed: Asked first about a failure; true when it has dealt with it.
    """

    def say(exported: Exported) -> None:
        if done is not None:
            done(exported)
        context.announce_file(f"{what}已导出：{exported.path.name}", exported.path)
        if exported.notes:
            messages.information(context.window, f"{what}已导出，有几点请留意。", "\n".join(exported.notes))

    def explain(failure: Exception) -> None:
        if failed is not None and failed(failure):
            return
        if isinstance(failure, FileBusy):
            other = free_name(target)
            if messages.question(context.window, str(failure), f"也可以另存为“{other.name}”。", yes="另存", no="取消"):
                write_and_say(context, title, what, other, write, stoppable=stoppable, done=done, failed=failed)
        elif isinstance(failure, UserError):
            context.show_failure(failure)
        else:
            raise failure

    context.run(title, lambda progress: write(target, progress), say, explain, stoppable=stoppable)


def export_read(
    context: Context, read: "Callable[[Progress], Outgoing]", kinds: str, told: Callable[[Path], object] = lambda _path: None
) -> None:
    """Export one file that is read and looked through on the worker: ask about what was found, then where to, and write it.

    Args:
        context: The window's surroundings.
        read: Reads it; runs on the worker.
        kinds: The kind of file, for the system's dialog.
        told: Told where it lies.
    """
    from ui.form.leaving_dialog import Leave, ask_leaving

    def ask(file: "Outgoing") -> None:
        leave, _ = ask_leaving(context.window, file.title, file.inspection)
        if leave is Leave.BACK:
            say_gone_back(context)
            return
        masked = leave is Leave.MASKED
        target = choose_target(context, context.window, masked_name(file.name) if masked else file.name, kinds)
        if target is not None:
            write_and_say(
                context,
                f"正在导出{file.title}",
                file.title,
                target,
                lambda path, progress: file.write(path, masked, progress),
                done=lambda exported: told(exported.path),
            )

    context.run("正在读取数据", read, ask)


def say_gone_back(context: Context) -> None:
    """Say that nothing was exported because something is to be mended first."""
    context.announce("没有导出。改好内容后，再导出一次。", Tone.NEUTRAL)


def export_document(context: Context, document_id: str, revision: int | None = None) -> None:
    """Export one document as Word: as it stands, or a frozen revision."""
    paper = _asked(context, _read(context, document_id, revision))
    if paper is not None:
        _write_word(context, paper)


def export_document_pdf(context: Context, document_id: str, revision: int | None = None) -> None:
    """Export one document as PDF: through an office program, else in the program's own plain layout."""
    from exports.pdf import find_converter

    paper = _asked(context, _read(context, document_id, revision))
    if paper is None:
        return
    converter = find_converter()
    if converter is None:
        chosen = messages.choice(
            context.window,
            "这台电脑上没有找到可以转换 PDF 的 LibreOffice 或 WPS。",
            ("简易版式 PDF", "改为导出 Word", "取消"),
            "简易版式内容相同，版面比 Word 简单；正式报送的 PDF 建议先导出 Word，再在 WPS 或 Word 里另存为 PDF。",
        )
        if chosen == 0:
            _plain_pdf(context, paper)
        elif chosen == 1:
            _write_word(context, paper)
        return
    target = choose_target(context, context.window, paper.pdf_name, PDF)
    if target is not None:
        _office_pdf(context, paper, target, converter)


def preview_document(context: Context, document_id: str) -> None:
    """Show one document as the program itself prints it; from there it can be printed, or seen in its official layout.

    Both pass the check before leaving: paper is out of the house, and so is what another program shows.
    """
    from exports.pdf import find_converter
    from ui.form.leaving_dialog import PRINT, SHOW
    from ui.official_preview import preview_official
    from ui.print_preview import preview

    read, converter = _read(context, document_id, None), find_converter()

    def leaving() -> "QTextDocument | None":
        paper = _asked(context, read, PRINT)
        return _laid_out(context, paper) if paper is not None else None

    def official() -> None:
        paper = _asked(context, read, SHOW)
        if paper is not None and converter is not None:
            preview_official(context, _writer(context, paper), paper.pdf_name, converter)

    preview(context.window, _laid_out(context, read.paper), read.paper.form.title, leaving, official if converter is not None else None)


def _write_word(context: Context, paper: Paper) -> None:
    target = choose_target(context, context.window, paper.name, WORD)
    if target is not None:
        write_file(context, f"正在导出{paper.form.name}", paper.form.name, target, _writer(context, paper))


def _writer(context: Context, paper: Paper) -> Write:
    """Return what writes the Word file of a document; for the worker."""
    from exports.jobs import write_document

    return partial(write_document, context.workspace, paper.snapshot, settings=context.word_settings(), masked=paper.masked)


def _laid_out(context: Context, paper: Paper) -> "QTextDocument":
    from ui.printing import form_document

    return form_document(paper.snapshot, paper.form, context.programme, context.word_settings().body_font, masked=paper.masked)


def export_ledger(context: Context) -> None:
    """Export the ledger (项目台账)."""
    from ui.reports.exporting import export_report

    export_report(context, "ledger", context.today())


def _office_pdf(context: Context, paper: Paper, target: Path, converter: "Converter") -> None:
    from exports.pdf import PdfFailed

    make = _writer(context, paper)

    def write(path: Path, progress: Progress) -> Exported:
        return pdf_of(lambda folder: make(folder / paper.name), path, progress, converter)

    def failed(failure: Exception) -> bool:
        if not isinstance(failure, PdfFailed):
            return False
        if messages.question(context.window, failure.message, failure.hint, yes="改用简易版式 PDF", no="取消"):
            _plain_pdf(context, paper)
        return True

    write_and_say(context, f"正在通过 {converter.name} 转换 PDF", "PDF", target, write, failed=failed)


def pdf_of(make: Callable[[Path], Exported], target: Path, progress: Progress, converter: "Converter | None" = None) -> Exported:
    """Make a document in a folder of its own and turn it into a PDF; stopping the work stops the office program.

    Args:
        make: Writes the document into the folder it is given.
        target: The PDF.
        progress: Asked whether to go on; it raises when the officer has stopped the work.
        converter: The office program.

    Raises:
        PdfFailed: No PDF was made.
        FileBusy: The target is held by another program.
        CannotWrite: The folder does not take the file.
    """
    from exports.pdf import PdfCancelled, make_pdf, passing_folder

    stopped: list[Exception] = []

    def cancelled() -> bool:
        try:
            progress(0, 0)
        except Exception as stop:
            stopped.append(stop)
        return bool(stopped)

    with passing_folder() as folder:
        document = make(folder)
        try:
            made = make_pdf(document.path, target, converter=converter, cancelled=cancelled)
        except PdfCancelled:
            raise stopped[0] from None
    return Exported(made.path, (*document.notes, *made.notes))


def _plain_pdf(context: Context, paper: Paper) -> None:
    from ui.printing import pdf_bytes

    target = choose_target(context, context.window, paper.pdf_name, PDF)
    if target is None:
        return
    # Text is laid out on the window's thread; only the file is written on the worker.
    content = pdf_bytes(_laid_out(context, paper), paper.form.title)

    def write(path: Path) -> Exported:
        from exports.files import replace_file

        return Exported(replace_file(path, content))

    write_file(context, "正在写入 PDF", "PDF（简易版式）", target, write)


def _read(context: Context, document_id: str, revision: int | None) -> Read:
    """Read a document as it stands, or a frozen revision, and look it through."""
    from exports import jobs
    from forms import snapshots
    from forms.inspection import inspect_form
    from models.queries.entities import person_names

    workspace = context.workspace
    if revision is None:
        snapshot = jobs.current_snapshot(workspace, workspace, document_id, context.today())
    else:
        snapshot = snapshots.of_revision(workspace, document_id, revision)
    form = snapshots.form_of(workspace, context.programme, snapshot)
    name = jobs.document_file_name(snapshot, form)
    copy, inspection = inspect_form(snapshot, form, context.programme, person_names(workspace))
    return Read(Paper(snapshot, form, name), Paper(copy, form, masked_name(name), masked=True), inspection)


def _asked(context: Context, read: Read, way: str = "") -> Paper | None:
    """Return what leaves; ``None`` when the officer goes back to mend it."""
    from forms.texts import Place
    from ui.form.leaving_dialog import EXPORT, Leave, ask_leaving

    leave, finding = ask_leaving(context.window, read.paper.form.title, read.inspection, way=way or EXPORT)
    if leave is not Leave.BACK:
        return read.masked if leave is Leave.MASKED else read.paper
    if context.is_city:
        context.announce("没有导出。区县报来的内容不能在这里改；需要更正的，退回区县修改后重新报送。", Tone.NEUTRAL)
        return None
    known = {field.key for field in read.paper.form.fields()}
    place = Place.of(finding.block) if finding is not None and "\t" in finding.block else None
    target = {"field": place.field} if place is not None and place.field in known else {}
    context.navigate("form", document=read.paper.snapshot.document_id, **target)
    return None


def _last_folder(context: Context) -> Path:
    folder = Path(context.settings.values.folders.get(FOLDER, "") or Path.home())
    return folder if folder.is_dir() else Path.home()


def _remember_folder(context: Context, folder: Path) -> None:
    context.settings.values.folders[FOLDER] = str(folder)
    context.settings.save()
