"""How text looks: the fonts, sizes and line spacings of GB/T 9704-2012 and of office practice for forms."""

from dataclasses import dataclass
from functools import cached_property
from xml.sax.saxutils import quoteattr

from exports.word.settings import WordSettings

TITLE_FONT = "方正小标宋简体"
HEADING_FONT = "黑体"
NUMBER_FONT = "宋体"
LATIN_FONT = "Times New Roman"
"""The standard names no Latin font; this one is the practice. Page numbers are in 宋体 (7.5)."""

INSTEAD = {"仿宋_GB2312": "仿宋", "方正仿宋_GBK": "仿宋", TITLE_FONT: "宋体"}
"""What Word takes when the computer lacks a font (``w:altName``); else it picks one silently."""

SIZE_1, SIZE_3, SIZE_4, SIZE_SMALL_4, SIZE_5, SIZE_SMALL_5 = 26.0, 16.0, 14.0, 12.0, 10.5, 9.0
"""Points of 一号, 三号, 四号, 小四 and 五号."""

TWIPS_PER_POINT = 20
TWIPS_PER_MM = 1440 / 25.4


def mm(length: float) -> int:
    """Return a length in mm as twips (1/20 pt)."""
    return round(length * TWIPS_PER_MM)


@dataclass(frozen=True)
class Look:
    """A paragraph style and the run properties that repeat it.

    Word takes Chinese glyphs from ``w:eastAsia`` only, and needs the hint for signs both scripts have (“ ” — …).
    Runs repeat the fonts of their style, because text pasted elsewhere loses the style.

    Attributes:
        style: Id of the paragraph style.
        name: Its name in the list of styles.
        font: Chinese font.
        size: Points.
        line: Fixed line spacing in points; 0: single.
        latin: Font of Latin letters and digits.
        align: ``left`` / ``center`` / ``right`` / ``both``.
        indent: First line indent in characters.
        before: Space before in points.
        after: Space after in points.
        keep_next: Stays on the page of what follows.
        outline: Level in the navigation pane, 0 the highest; -1: none.
        spacing: Extra space between characters in points.
    """

    style: str
    name: str
    font: str
    size: float
    line: float = 0
    latin: str = LATIN_FONT
    align: str = "left"
    indent: int = 0
    before: float = 0
    after: float = 0
    keep_next: bool = False
    outline: int = -1
    spacing: float = 0

    @cached_property
    def run_properties(self) -> str:
        """The ``w:rPr`` of a run of this look."""
        chinese, latin = quoteattr(self.font), quoteattr(self.latin)
        fonts = f'<w:rFonts w:hint="eastAsia" w:ascii={latin} w:hAnsi={latin} w:eastAsia={chinese} w:cs={latin}/>'
        spacing = f'<w:spacing w:val="{round(self.spacing * TWIPS_PER_POINT)}"/>' if self.spacing else ""
        half_points = round(self.size * 2)
        return f'<w:rPr>{fonts}{spacing}<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/></w:rPr>'


@dataclass(frozen=True)
class Looks:
    """All looks of a form."""

    body: Look
    instruction: Look
    form_name: Look
    form_kind: Look
    cover_label: Look
    cover_value: Look
    cover_mark: Look
    page_title: Look
    heading: Look
    caption: Look
    label: Look
    cell: Look
    centred: Look
    sign: Look
    long_text: Look
    column_head: Look
    column_cell: Look
    column_centred: Look
    header: Look
    footer: Look
    mark: Look
    gap: Look

    def all(self) -> tuple[Look, ...]:
        """Every look, in the order of the list of styles."""
        return tuple(vars(self).values())


def looks_of(settings: WordSettings) -> Looks:
    """Return the looks for the office's choices."""
    text, line = settings.body_font, settings.line_pt
    return Looks(
        body=Look("Normal", "Normal", text, SIZE_3, line, align="both"),
        # 0.25 pt less between characters gives the 28 characters a line of GB/T 9704-2012, 5.2.3.
        instruction=Look("Instruction", "说明文字", text, SIZE_3, line, align="both", indent=2, spacing=-0.25),
        form_name=Look("FormName", "表名", TITLE_FONT, 24, 40, align="center"),
        form_kind=Look("FormKind", "文种", TITLE_FONT, 40, 64, align="center", before=6, spacing=12),
        cover_label=Look("CoverLabel", "封面栏目", HEADING_FONT, SIZE_3, align="both"),
        cover_value=Look("CoverValue", "封面内容", text, SIZE_3, align="center"),
        cover_mark=Look("CoverMark", "封面标记", HEADING_FONT, SIZE_4),
        page_title=Look("PageTitle", "页首标题", TITLE_FONT, 22, 36, align="center", after=18, keep_next=True, outline=0),
        heading=Look("Heading1", "heading 1", HEADING_FONT, SIZE_3, line, before=10, after=4, keep_next=True, outline=0),
        caption=Look("TableCaption", "表题", HEADING_FONT, SIZE_SMALL_4, 22, before=6, after=2, keep_next=True),
        label=Look("FieldLabel", "栏目", HEADING_FONT, SIZE_SMALL_4, 18, align="center"),
        cell=Look("FieldValue", "填写内容", text, SIZE_SMALL_4, 18),
        centred=Look("FieldValueCentred", "填写内容居中", text, SIZE_SMALL_4, 18, align="center"),
        sign=Look("SignLine", "签字行", text, SIZE_SMALL_4, 24, align="right"),
        long_text=Look("LongText", "长文本", text, SIZE_4, round(line * SIZE_4 / SIZE_3, 2), align="both", indent=2),
        column_head=Look("ColumnHead", "表头", HEADING_FONT, SIZE_5, 15, align="center"),
        column_cell=Look("ColumnValue", "表内文字", text, SIZE_5, 15),
        column_centred=Look("ColumnValueCentred", "表内文字居中", text, SIZE_5, 15, align="center"),
        header=Look("Header", "header", NUMBER_FONT, SIZE_5, latin=NUMBER_FONT, align="right"),
        footer=Look("Footer", "footer", NUMBER_FONT, SIZE_4, latin=NUMBER_FONT, align="left"),
        mark=Look("FootMark", "版本标记", NUMBER_FONT, SIZE_SMALL_5, latin=NUMBER_FONT),
        gap=Look("Gap", "表间空隙", text, 4, 6),
    )
