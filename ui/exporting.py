"""Exports from the window: ask where, write on the worker, offer the file; a held file is written under another name."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from exports.files import Exported, FileBusy, free_name
from models.errors import UserError
from ui import messages
from ui.context import Context

FOLDER = "export"
Write = Callable[[Path], Exported]


def choose_target(context: Context, parent: QWidget | None, name: str, kinds: str) -> Path | None:
    """Ask where to write a file, proposing `name` in the folder used last; ``None`` when cancelled."""
    folder = Path(context.settings.values.folders.get(FOLDER, "") or Path.home())
    start = folder / name if folder.is_dir() else Path.home() / name
    chosen, _ = QFileDialog.getSaveFileName(parent, "导出到", str(start), kinds)
    if not chosen:
        return None
    target = Path(chosen)
    if not target.suffix:
        target = target.with_suffix(Path(name).suffix)
    context.settings.values.folders[FOLDER] = str(target.parent)
    context.settings.save()
    return target


def write_file(context: Context, title: str, what: str, target: Path, write: Write) -> None:
    """Write a file on the worker and say where it lies.

    Args:
        context: The window's surroundings.
        title: What the officer reads while it runs.
        what: What the file is, for the message when it is done.
        target: Where it goes.
        write: Writes it; runs on the worker.
    """

    def done(exported: Exported) -> None:
        context.announce_file(f"{what}已导出：{exported.path.name}", exported.path)
        if exported.notes:
            messages.information(context.window, f"{what}已导出，有几点请留意。", "\n".join(exported.notes))

    def failed(failure: Exception) -> None:
        if isinstance(failure, FileBusy):
            other = free_name(target)
            if messages.question(context.window, str(failure), f"也可以另存为“{other.name}”。", yes="另存", no="取消"):
                write_file(context, title, what, other, write)
        elif isinstance(failure, UserError):
            context.show_failure(failure)
        else:
            raise failure

    context.run(title, lambda progress: write(target), done, failed, stoppable=False)


def export_application(context: Context, project_id: str, revision: int | None = None) -> None:
    """Export the application form of one project: as it stands, or a frozen revision."""
    from exports import jobs
    from forms import snapshots
    from forms.loading import load_form

    workspace = context.workspace
    if revision is None:
        snapshot = jobs.current_snapshot(workspace, workspace, project_id, context.today())
    else:
        snapshot = snapshots.of_revision(workspace, project_id, revision)
    form = load_form(context.programme, snapshot.form)
    name = jobs.application_file_name(snapshot, form.title)
    target = choose_target(context, context.window, name, "Word 文档 (*.docx)")
    if target is not None:
        settings = context.word_settings()
        write_file(context, "正在导出申请表", "申请表", target, lambda path: jobs.write_application(workspace, snapshot, path, settings))


def export_ledger(context: Context) -> None:
    """Export the ledger (项目台账)."""
    from exports import jobs

    workspace, on = context.workspace, context.today()
    district = context.programme.district(workspace.office.district_code).name
    target = choose_target(context, context.window, jobs.ledger_file_name(district, on), "Excel 工作簿 (*.xlsx)")
    if target is not None:
        write_file(context, "正在导出项目台账", "项目台账", target, lambda path: jobs.export_ledger_file(workspace, path, on))
