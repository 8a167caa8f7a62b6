"""A form to be filled in by hand in any office program (下发的Word表): label, place, guidance; known facts filled in, ids hidden."""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from exports.files import Exported, clean_text, removal_note, replace_file
from exports.handout.controls import Bookmarks
from exports.handout.facts import Handed
from exports.handout.places import Places
from exports.handout.properties import with_property
from exports.handout.words import due_line
from exports.word.body import cell, paragraph, paragraphs, row, run, table
from exports.word.looks import Looks, mm
from exports.word.settings import WordSettings
from exports.word.sheet import label_of
from exports.word.skeleton import Skeleton, skeleton_of
from forms.collecting.marks import DOCUMENT_BOOKMARK, HAND_OUT_BOOKMARK, PROPERTY, check_code, encode
from forms.collecting.scope import HEADS, filled_in_by_entity, guidance_of
from forms.definition import Field, Section
from forms.field_types import FIELD_TYPES
from models.programme.pack import Programme

GRID = (mm(31), mm(85), mm(40))
"""Widths of label, place and guidance."""

EXAMPLE_MARK = "示例"
EXAMPLES = 3
"""Example rows under the instructions."""

LINE_HEIGHT, TEXT_HEIGHT, SIGNATURE_HEIGHT = mm(9), mm(30), mm(35)
SIGN_LINES = "负责人签字：　　　　　　　　（盖章）\n年　　月　　日"
NOT_LONG = frozenset({"text", "integer", "decimal", "money", "date", "month", "month_range", "choice"})

INSTRUCTIONS = (
    "请直接在“填写内容”栏的灰色字处填写，已经填好的请核对，有误的直接改。栏目名称和表格的行列请不要改动，行数不够时在表内插入行。",
    "列有选项的，点方框打“■”，也可以把方框改成“√”；有下拉列表的从列表中选。没有的项目留空，不写“无”或“/”。",
    "日期写成“2025年7月11日”这样；数字按栏目注明的单位填写，不带单位。",
    "填好后请仍存为 Word 文件（.docx）交回，不要转成 PDF、图片或 .wps、.doc；不要设密码。",
)


def export_word_form(handed: Handed, programme: Programme, target: Path, settings: WordSettings) -> Exported:
    """Write one form to hand out.

    Args:
        handed: The form and what is known already.
        programme: The pack of the form.
        target: The file to write.
        settings: The office's choices.

    Raises:
        FileBusy: The target is held by another program.
        CannotWrite: The folder does not take the file.
    """
    content, removed = word_form(handed, programme, settings)
    return Exported(replace_file(target, content), removal_note(removed))


def word_form(handed: Handed, programme: Programme, settings: WordSettings) -> tuple[bytes, int]:
    """Return the document and how many characters had to be removed from it."""
    skeleton = skeleton_of(settings)
    identity = handed.identity
    page = _Page(handed, programme, skeleton)
    xml, removed = clean_text(page.content())
    mark = f"申报编号：{identity.number}　第{identity.revision}版　核对码：{check_code(identity)}"
    title, mark, office = (clean_text(text)[0] for text in (f"{handed.form.title} {handed.entity}", mark, handed.office))
    return with_property(skeleton.document(xml, title.strip(), office, mark), PROPERTY, encode(identity)), removed


class _Page:
    """Lays out one form."""

    def __init__(self, handed: Handed, programme: Programme, skeleton: Skeleton) -> None:
        self._handed = handed
        self._programme = programme
        self._skeleton = skeleton
        self._looks: Looks = skeleton.looks
        self._bookmarks = Bookmarks()
        self._places = Places(handed.values, programme, skeleton.looks, self._bookmarks)

    def content(self) -> str:
        """Return the content of ``w:body`` with its last section."""
        parts = [self._head()]
        wide = False
        for xml, turned in self._blocks():
            if turned != wide:
                parts.append(paragraph(self._looks.gap, section=self._skeleton.wide if wide else self._skeleton.first))
                wide = turned
            parts.append(xml)
        parts.append(self._skeleton.wide if wide else self._skeleton.first)
        return "".join(parts)

    def _head(self) -> str:
        looks, handed = self._looks, self._handed
        title = paragraph(looks.page_title, run(handed.form.title, looks.page_title))
        title = self._bookmarks.around(DOCUMENT_BOOKMARK + handed.identity.document, title)
        who = paragraph(looks.caption, run(f"填报单位：{handed.entity}　　项目：{handed.title}", looks.caption))
        who = self._bookmarks.around(HAND_OUT_BOOKMARK + handed.identity.hand_out, who)
        look = looks.cell
        lines = [f"{number}. {text}" for number, text in enumerate((*INSTRUCTIONS, *handed.form.instructions), start=1)]
        if handed.due is not None:
            lines.insert(0, due_line(handed.due, handed.office, handed.officer, handed.phone))
        heading = paragraph(looks.caption, run("填表说明", looks.caption))
        return title + who + heading + "".join(paragraph(look, run(line, look)) for line in lines) + self._examples()

    def _examples(self) -> str:
        """Return some rows filled in as an example; their labels say so, so that nobody takes them for the form's own."""
        with_example = [field for field in self._handed.form.fields() if field.example and filled_in_by_entity(field)][:EXAMPLES]
        if not with_example:
            return ""
        rows = [self._heads()]
        for field in with_example:
            texts = (f"{EXAMPLE_MARK}：{field.label}", _marked(field.example), "示例，仅供参考，请填写本单位的实际情况。")
            looks = (self._looks.label, self._looks.cell, self._looks.column_cell)
            rows.append(row(cell(paragraphs(look, text), width) for look, text, width in zip(looks, texts, GRID, strict=True)))
        return table(GRID, rows)

    def _heads(self) -> str:
        look = self._looks.column_head
        return row((cell(paragraph(look, run(text, look)), width) for text, width in zip(HEADS, GRID, strict=True)), head=True)

    def _blocks(self) -> Iterator[tuple[str, bool]]:
        look, gap = self._looks.heading, paragraph(self._looks.gap)
        for section in self._handed.form.section:
            fields = [field for field in section.field if self._is_shown(field)]
            if not fields:
                continue
            first = paragraph(look, run(section.title, look))
            if section.note:
                first += paragraph(self._looks.column_cell, run(section.note, self._looks.column_cell), keep_next=True)
            for is_table, group in groupby(fields, key=lambda field: field.type == "table"):
                together = list(group)
                blocks = [self._repeating(field, section) for field in together] if is_table else [(self._rows(together), False)]
                for xml, wide in blocks:
                    yield first + xml, wide
                    first = gap
        wanted = [field.label for field in self._handed.form.fields() if field.type == "attachment"]
        if wanted:
            lines = ["随表一并交回（单独的文件，不要插入本表）：", *wanted]
            yield gap + "".join(paragraph(self._looks.cell, run(line, self._looks.cell)) for line in lines), False

    def _is_shown(self, field: Field) -> bool:
        kept = filled_in_by_entity(field) or (field.type == "signature" and field.filled_by == "entity")
        return kept or (field.read_only and not FIELD_TYPES["text"].is_empty(self._handed.values.get(field.key)))

    def _repeating(self, field: Field, section: Section) -> tuple[str, bool]:
        caption = self._looks.caption
        words = [f"{field.label}（{field.guidance}）" if field.guidance else field.label]
        xml, wide = self._places.table(field)
        return "".join(paragraph(caption, run(text, caption), keep_next=True) for text in words) + xml, wide

    def _rows(self, fields: list[Field]) -> str:
        return table(GRID, [self._heads(), *(self._row(field) for field in fields)])

    def _row(self, field: Field) -> str:
        looks, label_look = self._looks, self._looks.label
        label = cell(paragraph(label_look, run(label_of(field.label, field.unit), label_look)), GRID[0])
        if field.type == "signature":
            sign = "".join(paragraph(looks.sign, run(line, looks.sign), indents=(0, mm(4))) for line in SIGN_LINES.split("\n"))
            return row((label, cell(sign, GRID[1] + GRID[2], span=2, align="bottom")), height=SIGNATURE_HEIGHT)
        guidance = cell(paragraphs(looks.column_cell, guidance_of(field)), GRID[2])
        if not filled_in_by_entity(field):
            shown = FIELD_TYPES[field.type].show(field, self._handed.values.get(field.key), self._programme)
            return row((label, cell(paragraphs(looks.cell, shown), GRID[1]), guidance), height=LINE_HEIGHT)
        height = TEXT_HEIGHT if field.type in ("long_text", "items") else LINE_HEIGHT
        place = cell(self._places.place(field), GRID[1], align="center" if field.type in NOT_LONG else "top")
        return row((label, place, guidance), height=height, whole=field.type in NOT_LONG)


def _marked(example: str) -> str:
    return example if example.startswith(EXAMPLE_MARK) else f"{EXAMPLE_MARK}：{example}"
