"""The way of reports out of the window: read and looked through on the worker, then asked about, then written on the worker."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from exports.files import Exported, FileBusy, Progress, free_name
from exports.outgoing import Outgoing, gathered, read_applications, read_documents, read_report, targets
from models.errors import UserError
from ui import messages
from ui.context import Context
from ui.exporting import EXCEL, choose_folder, export_read, say_gone_back
from ui.form.leaving_dialog import Leave, ask_leaving
from ui.reports.catalogue import APPLICATIONS, OFFERS
from ui.tone import Tone
from ui.worker import Cancelled

Told = Callable[[str, Path], object]
"""Told the key of what was written, and where it lies."""


def ignore_written(key: str, path: Path) -> None:
    """Take no notice."""


@dataclass(slots=True)
class Batch:
    """What became of several files.

    Attributes:
        files: Key of the offer and what was written, in order.
        failure: Why it ended early; ``None`` when it did not, or was stopped.
    """

    files: list[tuple[str, Exported]] = field(default_factory=list)
    failure: UserError | None = None
    stopped: bool = False


def export_report(context: Context, key: str, on: date, told: Told = ignore_written) -> None:
    """Export one report, or the ledger, as of a day."""
    workspace = context.workspace
    export_read(context, lambda progress: read_report(workspace, key, on, progress), EXCEL, lambda path: told(key, path))


def export_many(context: Context, keys: Sequence[str], on: date, told: Told = ignore_written) -> None:
    """Export several offers into one folder."""
    workspace, settings = context.workspace, context.word_settings()

    def read(progress: Progress) -> list[tuple[str, Outgoing]]:
        files: list[tuple[str, Outgoing]] = []
        for done, key in enumerate(keys):
            progress(done, len(keys))
            if key == APPLICATIONS:
                files += [(key, file) for file in read_applications(workspace, on, settings, progress)]
            else:
                files.append((key, read_report(workspace, key, on, progress)))
        return files

    context.run("正在读取数据", read, lambda files: _ask_and_write(context, files, told))


def export_documents(context: Context, ids: Sequence[str]) -> None:
    """Export several documents as Word into one folder."""
    workspace, settings, on = context.workspace, context.word_settings(), context.today()

    def read(progress: Progress) -> list[tuple[str, Outgoing]]:
        return [("", file) for file in read_documents(workspace, ids, on, settings, progress)]

    context.run("正在读取文书", read, lambda files: _ask_and_write(context, files, ignore_written))


def _ask_and_write(context: Context, files: Sequence[tuple[str, Outgoing]], told: Told) -> None:
    """Ask about what was found in several files and where to, then write them."""
    leave, _ = ask_leaving(context.window, "要导出的文件", gathered([file for _, file in files]))
    if leave is Leave.BACK:
        say_gone_back(context)
        return
    folder = choose_folder(context, context.window)
    if folder is None:
        return
    masked = leave is Leave.MASKED
    chosen = _targets(context, targets(folder, [file for _, file in files], masked))
    if chosen is not None:
        _write_batch(context, files, chosen, masked, told)


def every_report() -> list[str]:
    """Return the keys of all reports and the ledger."""
    return [offer.key for offer in OFFERS if offer.key != APPLICATIONS]


def _targets(context: Context, wanted: list[Path]) -> list[Path] | None:
    """Return where each file goes; ask what to do when there are files of these names already."""
    there = [target for target in wanted if target.exists()]
    if not there:
        return wanted
    named = "、".join(f"“{target.name}”" for target in there[:2])
    chosen = messages.choice(
        context.window,
        f"这个文件夹里已有{len(there)}个同名文件。",
        ("保留原来的，新文件另外编号", "替换", "取消"),
        f"{named}{'等' if len(there) > 2 else ''}",
    )
    if chosen == 0:
        return [free_name(target) if target in there else target for target in wanted]
    return wanted if chosen == 1 else None


def _write_batch(context: Context, files: Sequence[tuple[str, Outgoing]], chosen: Sequence[Path], masked: bool, told: Told) -> None:
    def write(progress: Progress) -> Batch:
        batch = Batch()
        try:
            for number, ((key, file), target) in enumerate(zip(files, chosen, strict=True)):
                progress(number, len(files))

                def go_on(_done: int, _total: int, number: int = number) -> None:
                    progress(number, len(files))

                try:
                    exported = file.write(target, masked, go_on)
                except FileBusy as busy:
                    exported = file.write(busy.proposal, masked, go_on)
                    note = f"“{target.name}”正被其他程序打开，已另存为“{busy.proposal.name}”。"
                    exported = Exported(exported.path, (note, *exported.notes))
                batch.files.append((key, exported))
        except Cancelled:
            batch.stopped = True
        except UserError as failure:
            batch.failure = failure
        return batch

    def say(batch: Batch) -> None:
        for key, exported in batch.files:
            told(key, exported.path)
        count = f"{len(batch.files)}个文件"
        if batch.failure is not None:
            kept = f"之前的{count}已经写好。" if batch.files else ""
            messages.error(context.window, batch.failure.message, f"{kept}{batch.failure.hint}")
        elif batch.stopped:
            context.announce(f"已停止，写好的{count}保留在文件夹里。" if batch.files else "已停止，没有写入文件。", Tone.WARNING)
        else:
            context.announce_file(f"已导出{count}到“{chosen[0].parent.name}”", batch.files[0][1].path)
            notes = [f"{exported.path.name}：{note}" for _, exported in batch.files for note in exported.notes]
            if notes:
                messages.information(context.window, f"已导出{count}，有几点请留意。", "\n".join(notes))

    context.run(f"正在导出{len(files)}个文件", write, say)
