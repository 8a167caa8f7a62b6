"""The city's sums before they leave: each file read once, looked through for personal facts, written as it is or masked. For the worker."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from exports.city.sums import read_city_sums
from exports.files import Exported, Progress, ignore, safe_file_name
from exports.jobs import LEDGER
from exports.outgoing import SUSPICIOUS, Outgoing, outgoing_plan, read_report
from exports.word.official.structure import Block, Heading, OfficialDocument, Paragraph, TableBlock
from forms.inspection import Inspection
from forms.passages import BlockKind, TextBlock

if TYPE_CHECKING:
    from exports.word.settings import WordSettings
    from models.workspace.workspace import Workspace

REPORT, TABLES, REGISTER = "全市汇总报告", "全市汇总表", "全市台账"
MASKED = "脱敏副本"


def read_summary_report(workspace: "Workspace", on: date, settings: "WordSettings", progress: Progress = ignore) -> Outgoing:
    """Read 全市汇总报告 as of a day and look it through."""
    from exports.city.summary_report import summary_document
    from exports.word.official.chosen import template_of, write_official

    programme = workspace.programme
    with workspace.snapshot() as reader:
        found = read_city_sums(reader, programme, on)
        document = summary_document(found, programme)
        own = template_of(reader, "city_summary", document.kind)
    progress(0, 0)
    inspection = Inspection()
    copy = masked_document(document, inspection)

    def write(path: Path, masked: bool, told: Progress) -> Exported:
        return write_official(copy if masked else document, path, settings, own, told)

    return Outgoing(REPORT, f"{safe_file_name(f'{found.reporter.district}-{REPORT}-{on:%Y%m%d}')}.docx", inspection, write)


def read_summary_tables(workspace: "Workspace", on: date, progress: Progress = ignore) -> Outgoing:
    """Read 全市汇总表 as of a day and look it through."""
    from exports.city.workbooks import summary_plan

    programme = workspace.programme
    with workspace.snapshot() as reader:
        found = read_city_sums(reader, programme, on)
    name = f"{safe_file_name(f'{found.reporter.district}-{TABLES}-{on:%Y%m%d}')}.xlsx"
    return outgoing_plan(summary_plan(found, programme), programme, TABLES, name, progress)


def read_register(workspace: "Workspace", on: date, progress: Progress = ignore) -> Outgoing:
    """Read 全市台账, every project of all districts, as of a day and look it through."""
    ledger = read_report(workspace, LEDGER, on, progress)
    district = workspace.programme.city.name
    return replace(ledger, title=REGISTER, name=f"{safe_file_name(f'{district}-{REGISTER}-{on:%Y%m%d}')}.xlsx")


def masked_document(document: OfficialDocument, inspection: Inspection) -> OfficialDocument:
    """Return an official document with the personal facts masked that an inspection finds; its pages say what it is."""
    annexes = tuple(replace(annex, blocks=_masked(annex.blocks, annex.name, inspection)) for annex in document.annexes)
    return replace(document, blocks=_masked(document.blocks, "正文", inspection), annexes=annexes, mark=f"（{MASKED}）")


def _masked(blocks: Sequence[Block], where: str, inspection: Inspection) -> tuple[Block, ...]:
    def looked(text: str, label: str, kind: BlockKind = BlockKind.PARAGRAPH) -> str:
        return inspection.masked(TextBlock("", label, kind, text)) if SUSPICIOUS.search(text) else text

    found: list[Block] = []
    part = where
    for block in blocks:
        match block:
            case Heading(text=text):
                part = f"{where} {text}"
                found.append(replace(block, text=looked(text, part)))
            case Paragraph(text=text):
                found.append(replace(block, text=looked(text, part)))
            case TableBlock(columns, rows):
                cells = [
                    [
                        looked(text, f"{part} 第{number}行 {column.label}", BlockKind.CELL)
                        for column, text in zip(columns, row, strict=False)
                    ]
                    for number, row in enumerate(rows, start=1)
                ]
                found.append(replace(block, rows=cells))
            case _:
                found.append(block)
    return tuple(found)
