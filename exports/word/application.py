"""The application form (试点申请表) as a Word document."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from exports.files import Exported, Progress, clean_text, ignore, removal_note, replace_file
from exports.seal_code import seal_mark, seal_text
from exports.word.body import cell, paragraph, row, run, table
from exports.word.fields import form_tables
from exports.word.listings import annex_list, explained_warnings, repeating_table
from exports.word.looks import mm
from exports.word.settings import WordSettings
from exports.word.sheet import Block, Sheet
from exports.word.skeleton import Skeleton, skeleton_of
from forms.definition import Field, Form, Section
from forms.snapshot import FormSnapshot
from models.programme.pack import Programme

EXPLAINED_TITLE = "附：需要说明的情况"
_COVER_GRID = (mm(34), mm(106))
_IN_BRACKETS = re.compile(r"[（(][^（）()]*[）)]$")
_NOT_ON_COVER = frozenset({"fixed", "auto"})


def export_application(
    snapshot: FormSnapshot,
    form: Form,
    programme: Programme,
    target: Path,
    settings: WordSettings,
    progress: Progress = ignore,
    *,
    masked: bool = False,
) -> Exported:
    """Write one application form, or another document that is a form of tables and cells.

    Args:
        snapshot: The form's content at one moment.
        form: The definition it was filled in.
        programme: The pack of the form.
        target: The file to write.
        settings: The office's choices.
        progress: Told when the file is written.
        masked: It is a masked copy (see `exports.seal_code.seal_mark`).

    Raises:
        FileBusy: The target is held by another program.
        CannotWrite: The folder does not take the file.
    """
    content, removed = document_of(snapshot, form, programme, settings, masked=masked)
    path = replace_file(target, content)
    progress(1, 1)
    return Exported(path, removal_note(removed))


def document_of(
    snapshot: FormSnapshot, form: Form, programme: Programme, settings: WordSettings, *, masked: bool = False
) -> tuple[bytes, int]:
    """Return the document and how many characters had to be removed from it."""
    skeleton = skeleton_of(settings)
    sheet = Sheet(snapshot, form, programme, skeleton.looks)
    xml, removed = clean_text(_joined(_blocks(sheet), skeleton))
    title, mark, office = (clean_text(text)[0] for text in (f"{form.title} {snapshot.title}", revision_mark(snapshot), snapshot.office))
    foot, code = seal_mark(snapshot, masked=masked), "" if masked else seal_text(snapshot)
    return skeleton.document(xml, title.strip(), office, mark, foot, code), removed


def revision_mark(snapshot: FormSnapshot) -> str:
    """Return the line that says which copy this is: a draft, or the submitted one with its number."""
    if snapshot.frozen_on is None:
        return f"草稿　第{snapshot.revision}版（未报送）"
    return f"申报编号：{snapshot.number}　第{snapshot.revision}版"


def _joined(blocks: Iterable[Block], skeleton: Skeleton) -> str:
    """Join blocks; where the page turns, a paragraph of no height ends the section."""
    gap = skeleton.looks.gap
    parts: list[str] = []
    section, wide = skeleton.first, False
    for block in blocks:
        if block.wide != wide:
            parts.append(paragraph(gap, section=section))
            wide = block.wide
            section = skeleton.wide if wide else skeleton.upright
        parts.append(block.xml)
    return "".join((*parts, section))


def _blocks(sheet: Sheet) -> Iterator[Block]:
    yield Block(_cover(sheet) + _instructions(sheet))
    explained = bool(sheet.snapshot.explained)
    new_page = True
    for section in sheet.sections:
        fields = [field for field in section.field if sheet.applies(field)]
        if explained and any(field.type == "signature" for field in fields):
            yield from _headed(EXPLAINED_TITLE, [explained_warnings(sheet)], sheet)
            explained = False
        if fields:
            yield from _headed(section.title, list(_section_blocks(section, fields, sheet)), sheet, new_page or section.break_before)
            new_page = False
    if explained:
        yield from _headed(EXPLAINED_TITLE, [explained_warnings(sheet)], sheet)


def _headed(title: str, blocks: list[Block], sheet: Sheet, new_page: bool = False) -> Iterator[Block]:
    """Put the heading before the first block and gaps between the others: Word would join tables that touch."""
    look, gap = sheet.looks.heading, paragraph(sheet.looks.gap)
    heading = paragraph(look, run(title, look), page_break=new_page)
    for position, block in enumerate(blocks):
        before = heading if position == 0 else "" if block.wide != blocks[position - 1].wide else gap
        yield Block(before + block.xml, block.wide)


def _section_blocks(section: Section, fields: list[Field], sheet: Sheet) -> Iterator[Block]:
    """Part the fields into form tables, repeating tables and lists of annexes, in the form's order."""
    for kind, group in groupby(fields, key=lambda field: field.type if field.type in ("table", "attachment") else ""):
        together = list(group)
        if kind == "table":
            for field in together:
                block = repeating_table(field, sheet)
                yield Block(_caption(field.label, section, sheet) + block.xml, block.wide)
        elif kind == "attachment":
            yield annex_list(together, sheet)
        else:
            yield Block(form_tables(section, together, sheet))


def _caption(label: str, section: Section, sheet: Sheet) -> str:
    look = sheet.looks.caption
    return "" if section.title.endswith(label) else paragraph(look, run(label, look))


def _cover(sheet: Sheet) -> str:
    looks, snapshot = sheet.looks, sheet.snapshot
    mark = f"草稿　第{snapshot.revision}版" if snapshot.frozen_on is None else f"第{snapshot.revision}版"
    name, kind = _parted_title(sheet)
    fields = sorted(
        (field for field in sheet.cover_fields if field.type not in _NOT_ON_COVER), key=lambda field: field.key == sheet.form.date_field
    )
    lines = [("项目名称", snapshot.title), ("申报主体", snapshot.entity), ("报送单位", snapshot.office)]
    lines += [(_IN_BRACKETS.sub("", field.label), sheet.shown(field)) for field in fields]
    return "".join(
        (
            paragraph(looks.cover_mark, run(f"申报编号：{snapshot.number}", looks.cover_mark)),
            paragraph(looks.cover_mark, run(mark, looks.cover_mark)),
            *(paragraph(looks.body) for _ in range(4)),
            paragraph(looks.form_name, run(name, looks.form_name)),
            paragraph(looks.form_kind, run(kind, looks.form_kind)) if kind else "",
            *(paragraph(looks.body) for _ in range(4)),
            table(_COVER_GRID, (_cover_line(label, value, sheet) for label, value in lines), lines=False),
        )
    )


def _parted_title(sheet: Sheet) -> tuple[str, str]:
    """Part the form's title into what it is about and what kind of document it is, for two lines."""
    title, about = sheet.form.title, sheet.programme.title
    return (about, title.removeprefix(about)) if title.startswith(about) else (title, "")


def _cover_line(label: str, value: str, sheet: Sheet) -> str:
    looks = sheet.looks
    cells = (
        cell(paragraph(looks.cover_label, run(label, looks.cover_label), align="distribute"), _COVER_GRID[0], align="bottom"),
        cell(paragraph(looks.cover_value, run(value, looks.cover_value)), _COVER_GRID[1], under=True, align="bottom"),
    )
    return row(cells, height=mm(14))


def _instructions(sheet: Sheet) -> str:
    if not sheet.form.instructions:
        return ""
    title, look = sheet.looks.page_title, sheet.looks.instruction
    texts = enumerate(sheet.form.instructions, start=1)
    return paragraph(title, run("填写说明", title), page_break=True) + "".join(
        paragraph(look, run(f"{number}. {text}", look)) for number, text in texts
    )
