"""Reports that are about to leave: read once, looked through for personal facts, written as they are or masked. For the worker."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from pkgutil import resolve_name
from typing import TYPE_CHECKING, Any

from exports.files import Exported, Progress, ignore, masked_name, numbered, safe_file_name
from exports.jobs import (
    LEDGER,
    WORKBOOKS,
    application_ids,
    current_snapshot,
    document_file_name,
    ledger_file_name,
    workbook_file_name,
    write_document,
)
from forms.inspection import MOST_KEPT, Inspection, inspect_form
from forms.loading import load_form
from forms.passages import BlockKind, TextBlock
from models.queries.entities import person_names

if TYPE_CHECKING:
    from exports.excel.listing import Listing
    from exports.excel.report import Plan, Sheet
    from exports.word.settings import WordSettings
    from models.programme.pack import Programme
    from models.queries.ledger import LedgerSnapshot
    from models.workspace.store import Workspace

SUSPICIOUS = re.compile(r"(?:[0-9０-９][ 　-]{0,1}){7}|[@＠]")
"""What every personal number or address has; most cells have none, and are not looked at more closely."""
AT_ONCE = 500
"""Rows between two looks at whether to stop."""

Write = Callable[[Path, bool, Progress], Exported]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One file before it is written.

    Attributes:
        title: What the officer calls it.
        name: Name of the file.
        inspection: The personal facts in it.
        write: ``(path, masked, progress)`` writes it.
    """

    title: str
    name: str
    inspection: Inspection
    write: Write


def read_report(workspace: "Workspace", key: str, on: date, progress: Progress = ignore) -> Outgoing:
    """Read a report or the ledger as of a day and look it through.

    Args:
        workspace: The open workspace.
        key: Key in `WORKBOOKS`, or `LEDGER`.
        on: Day of the report.
        progress: Called now and then; may raise to stop.
    """
    if key == LEDGER:
        return _ledger(workspace, on)
    workbook = WORKBOOKS[key]
    with workspace.snapshot() as reader:
        report = resolve_name(workbook.reader)(reader, workspace.programme, on)
    name = workbook_file_name(key, report.reporter.district, on)
    return outgoing_plan(resolve_name(workbook.plan)(report), workspace.programme, workbook.title, name, progress)


def outgoing_plan(plan: "Plan", programme: "Programme", title: str, name: str, progress: Progress = ignore) -> Outgoing:
    """Look a workbook through before it is written.

    Args:
        plan: What it holds.
        programme: The pack the figures follow.
        title: What the officer calls it.
        name: Name of the file.
        progress: Called now and then; may raise to stop.
    """
    inspection = Inspection()
    for sheet in plan.sheets:
        for number, _row in enumerate(_masked_rows(sheet, inspection)):
            if number % AT_ONCE == 0:
                progress(0, 0)

    def write(path: Path, masked: bool, told: Progress) -> Exported:
        from exports.excel.report import write_report

        chosen = replace(plan, sheets=tuple(replace(sheet, rows=MaskedRows(sheet)) for sheet in plan.sheets)) if masked else plan
        return write_report(chosen, programme, path, told)

    return Outgoing(title, name, inspection, write)


def read_applications(workspace: "Workspace", on: date, settings: "WordSettings", progress: Progress = ignore) -> list[Outgoing]:
    """Read the application forms of all projects and look them through.

    Raises:
        UserError: There is no project.
    """
    return read_documents(workspace, application_ids(workspace), on, settings, progress)


def read_documents(
    workspace: "Workspace", ids: Sequence[str], on: date, settings: "WordSettings | None" = None, progress: Progress = ignore
) -> list[Outgoing]:
    """Read documents, application forms among them, and look them through.

    Args:
        workspace: The open workspace.
        ids: The documents.
        on: Day of the export.
        settings: Fonts and line spacing; default: the standard's.
        progress: Told of documents done, of all; may raise to stop.

    Raises:
        UserError: One of them is gone.
    """
    with workspace.snapshot() as reader:
        names = person_names(reader)
        pictures = []
        for done, key in enumerate(ids):
            progress(done, len(ids))
            pictures.append(current_snapshot(reader, workspace, key, on))
    found = []
    for done, snapshot in enumerate(pictures):
        progress(done, len(pictures))
        form = load_form(workspace.programme, snapshot.form)
        copy, inspection = inspect_form(snapshot, form, workspace.programme, names)

        def write(path: Path, masked: bool, _told: Progress, snapshot: Any = snapshot, copy: Any = copy) -> Exported:
            return write_document(workspace, copy if masked else snapshot, path, settings, masked=masked)

        about = f"{snapshot.number} {snapshot.title}".strip()
        title = about if form.document is None else f"{about} {form.name}".strip()
        found.append(Outgoing(title, document_file_name(snapshot, form), inspection, write))
    return found


def targets(folder: Path, files: Sequence[Outgoing], masked: bool) -> list[Path]:
    """Return where each of several files goes in a folder; none of them takes the name of another."""
    found: list[Path] = []
    for file in files:
        target = folder / (masked_name(file.name) if masked else file.name)
        while target in found:
            target = numbered(target)
        found.append(target)
    return found


def read_calendar_file(workspace: "Workspace", on: date, ending: str) -> Outgoing:
    """Read the obligations as of a day and look their own words through, for the workbook (``.xlsx``) or the calendar file (``.ics``)."""
    from models.queries.obligation_calendar import read_calendar

    with workspace.snapshot() as reader:
        calendar = read_calendar(reader, workspace.programme, on)
    inspection = Inspection()

    def looked(label: str, text: str) -> str:
        return inspection.masked(TextBlock("", label, BlockKind.PARAGRAPH, text)) if SUSPICIOUS.search(text) else text

    hidden = replace(
        calendar,
        entries=tuple(
            entry._replace(
                title=looked(entry.title, entry.title),
                contents=tuple(looked(f"{entry.title}　要求", text) for text in entry.contents),
                note=looked(f"{entry.title}　备注", entry.note),
            )
            for entry in calendar.entries
        ),
        changes=tuple(change._replace(reason=looked("改期原因", change.reason)) for change in calendar.changes),
    )

    def write(path: Path, masked: bool, _told: Progress) -> Exported:
        from exports.calendar_file import export_calendar
        from exports.excel.obligations import export_obligations

        chosen = hidden if masked else calendar
        return export_calendar(chosen, path, workspace.clock()) if ending == ".ics" else export_obligations(chosen, path)

    return Outgoing("报送日历", f"{safe_file_name(f'{calendar.district}-报送日历-{on:%Y%m%d}')}{ending}", inspection, write)


def looked_through(listing: "Listing") -> Outgoing:
    """Look a list through as it is shown; columns that are meant for contacts keep what is theirs."""
    inspection = Inspection()
    titles = [column.title.replace("\n", "") for column in listing.columns]
    rows = list(_masked(listing.rows, titles, f"{listing.title} ", None, inspection))

    def write(path: Path, masked: bool, told: Progress) -> Exported:
        from exports.excel.listing import export_listing

        return export_listing(replace(listing, rows=rows) if masked else listing, path, told)

    return Outgoing(listing.title, f"{safe_file_name(f'{listing.title}-{listing.on:%Y%m%d}')}.xlsx", inspection, write)


def gathered(files: Sequence[Outgoing]) -> Inspection:
    """Return what was found in several files, each place with the file it is in."""
    together = Inspection()
    for file in files:
        together.count += file.inspection.count
        together.findings += [replace(f, label=f"{file.title}　{f.label}") for f in file.inspection.findings]
    del together.findings[MOST_KEPT:]
    return together


class MaskedRows:
    """The rows of a sheet with the personal facts masked; they can be read again."""

    def __init__(self, sheet: "Sheet") -> None:
        self._sheet = sheet

    def __iter__(self) -> Iterator[Sequence[Any]]:
        return _masked_rows(self._sheet, Inspection())


def _masked_rows(sheet: "Sheet", inspection: Inspection) -> Iterator[Sequence[Any]]:
    return _masked(sheet.rows, [column.title.replace("\n", "") for column in sheet.columns], f"{sheet.tab} ", sheet.name, inspection)


def _masked(
    rows: Iterable[Sequence[Any]], titles: Sequence[str], table: str, naming: int | None, inspection: Inspection
) -> Iterator[Sequence[Any]]:
    """Yield the rows of a table with the personal facts masked; `naming` is the column that names the row."""
    for number, row in enumerate(rows, start=1):
        suspicious = [place for place, value in enumerate(row) if isinstance(value, str) and SUSPICIOUS.search(value)]
        if not suspicious:
            yield row
            continue
        cells = list(row)
        for place in suspicious:
            named = naming is not None and place != naming and isinstance(row[naming], str)
            about = f"“{row[naming]}”" if named and naming is not None else ""
            block = TextBlock("", f"{table}第{number}行{about} {titles[place]}", BlockKind.CELL, str(row[place]))
            cells[place] = inspection.masked(block)
        yield cells


_LEDGER_TEXTS = {
    "title": "试点项目名称",
    "entity": "试点主体",
    "progress": "最新进展",
    "problems": "未解决问题",
    "support_requests": "支持事项",
    "remark": "备注",
}
_INDICATOR_TEXTS = {
    "project_title": "试点项目名称",
    "entity": "试点主体",
    "name": "指标名称",
    "counting_rule": "统计口径",
    "source": "数据来源",
}


def _ledger(workspace: "Workspace", on: date) -> Outgoing:
    from models.queries.ledger import read_ledger

    with workspace.snapshot() as reader:
        ledger = read_ledger(reader, workspace.programme, on)
    inspection = Inspection()
    projects = tuple(_masked_fields(row, _LEDGER_TEXTS, f"台账 {row.number}", inspection) for row in ledger.projects)
    lines = tuple(_masked_fields(row, _INDICATOR_TEXTS, f"指标 {row.project_number}", inspection) for row in ledger.indicators)

    def write(path: Path, masked: bool, told: Progress) -> Exported:
        from exports.excel.ledger import export_ledger

        chosen: LedgerSnapshot = replace(ledger, projects=projects, indicators=lines) if masked else ledger
        return export_ledger(chosen, workspace.programme, path, told)

    return Outgoing("项目台账", ledger_file_name(ledger.district, on), inspection, write)


def _masked_fields(row: Any, fields: dict[str, str], where: str, inspection: Inspection) -> Any:
    changed = {
        key: inspection.masked(TextBlock("", f"{where} {title}", BlockKind.CELL, text))
        for key, title in fields.items()
        if SUSPICIOUS.search(text := getattr(row, key) or "")
    }
    return row._replace(**changed) if changed else row
