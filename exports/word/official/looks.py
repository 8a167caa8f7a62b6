"""How the parts of an official document look: fonts, sizes and line spacings of GB/T 9704-2012."""

from dataclasses import dataclass
from functools import cached_property

from exports.word.looks import (
    HEADING_FONT,
    INSTEAD,
    NUMBER_FONT,
    SIZE_3,
    SIZE_4,
    SIZE_5,
    SIZE_SMALL_4,
    SIZE_SMALL_5,
    TITLE_FONT,
    TWIPS_PER_POINT,
    Look,
)
from exports.word.settings import WordSettings

SIZE_2 = 22.0
"""Points of 二号."""

RED = "FF0000"

TIGHT = -0.25
"""Points between characters: 0.25 pt less gives the 28 characters a line of 5.2.3."""

CHARACTER = round((SIZE_3 + TIGHT) * TWIPS_PER_POINT)
"""Width of a character of the text in twips."""

LINE_CHARACTERS, TITLE_CHARACTERS = 28, 20
"""Characters of 三号 and of 二号 in a line of 156 mm."""

KAITI = {"仿宋_GB2312": "楷体_GB2312", "仿宋": "楷体", "方正仿宋_GBK": "方正楷体_GBK"}
"""The 楷体 that a computer has beside each 仿宋."""

HEITI = {"方正仿宋_GBK": "方正黑体_GBK"}
XIAOBIAOSONG = {"方正仿宋_GBK": "方正小标宋_GBK"}

STAND_INS = {**INSTEAD, "楷体_GB2312": "楷体", "方正楷体_GBK": "楷体", "方正黑体_GBK": "黑体", "方正小标宋_GBK": "宋体"}
"""What Word takes when the computer lacks a font."""


@dataclass(frozen=True)
class RedLook(Look):
    """A look in red, for the head of a document (7.2.4, 10.1)."""

    @cached_property
    def run_properties(self) -> str:
        """The ``w:rPr`` of a run, with its colour."""
        plain = super().run_properties
        place = plain.index("/>") + len("/>")
        return f'{plain[:place]}<w:color w:val="{RED}"/>{plain[place:]}'


@dataclass(frozen=True)
class OfficialLooks:
    """All looks of an official document."""

    plain: Look
    body: Look
    title: Look
    subtitle: Look
    recipient: Look
    headings: tuple[Look, ...]
    annex_note: Look
    signature: Look
    note: Look
    annex_label: Look
    organ_mark: Look
    number: Look
    signer: Look
    imprint: Look
    table_title: Look
    table_unit: Look
    column_head: Look
    cell_left: Look
    cell_center: Look
    cell_right: Look
    small_head: Look
    small_left: Look
    small_center: Look
    small_right: Look
    header: Look
    footer: Look
    mark: Look
    gap: Look

    def all(self) -> tuple[Look, ...]:
        """Every look, in the order of the list of styles."""
        return tuple(look for value in vars(self).values() for look in (value if isinstance(value, tuple) else (value,)))


def official_looks(settings: WordSettings) -> OfficialLooks:
    """Return the looks for the office's choices."""
    text, line = settings.body_font, settings.line_pt
    kaiti, heiti, title = KAITI.get(text, "楷体"), HEITI.get(text, HEADING_FONT), XIAOBIAOSONG.get(text, TITLE_FONT)
    headings = tuple(
        Look(
            f"Heading{level}",
            f"heading {level}",
            font,
            SIZE_3,
            line,
            align="both",
            indent=2,
            spacing=TIGHT,
            keep_next=True,
            outline=level - 1,
        )
        for level, font in enumerate((heiti, kaiti, text, text), start=1)
    )

    def three(style: str, name: str, look_line: float, size: float, **more: str) -> Look:
        return Look(style, name, more.get("font", text), size, look_line, align=more.get("align", "left"))

    return OfficialLooks(
        plain=Look("Normal", "Normal", text, SIZE_3, line, align="both", spacing=TIGHT),
        body=Look("OfficialBody", "公文正文", text, SIZE_3, line, align="both", indent=2, spacing=TIGHT),
        title=Look("OfficialTitle", "公文标题", title, SIZE_2, 33, align="center", keep_next=True),
        subtitle=Look("OfficialSubtitle", "公文副标题", kaiti, SIZE_3, line, align="center", keep_next=True),
        recipient=Look("OfficialRecipient", "主送机关", text, SIZE_3, line, align="both", spacing=TIGHT),
        headings=headings,
        annex_note=Look("OfficialAnnexNote", "附件说明", text, SIZE_3, line, align="both", spacing=TIGHT),
        signature=Look("OfficialSignature", "署名和日期", text, SIZE_3, line, spacing=TIGHT),
        note=Look("OfficialNote", "附注", text, SIZE_3, line, align="both", indent=2, spacing=TIGHT),
        annex_label=Look("OfficialAnnexLabel", "附件标识", heiti, SIZE_3, line, keep_next=True),
        organ_mark=RedLook("OfficialOrganMark", "发文机关标志", title, 36, 46, align="center"),
        number=Look("OfficialNumber", "发文字号", text, SIZE_3, line, spacing=TIGHT),
        signer=Look("OfficialSigner", "签发人", kaiti, SIZE_3, line, spacing=TIGHT),
        imprint=Look("OfficialImprint", "版记", text, SIZE_4, 24),
        table_title=Look("OfficialTableTitle", "表格标题", heiti, SIZE_4, line, align="center", keep_next=True),
        table_unit=Look("OfficialTableUnit", "表格单位", text, SIZE_SMALL_4, 20, align="right", keep_next=True),
        column_head=three("OfficialColumnHead", "表格栏目", 18, SIZE_SMALL_4, align="center", font=heiti),
        cell_left=three("OfficialCell", "表格文字", 18, SIZE_SMALL_4),
        cell_center=three("OfficialCellCentred", "表格文字居中", 18, SIZE_SMALL_4, align="center"),
        cell_right=three("OfficialCellRight", "表格数字", 18, SIZE_SMALL_4, align="right"),
        small_head=three("OfficialSmallHead", "小号表格栏目", 15, SIZE_5, align="center", font=heiti),
        small_left=three("OfficialSmallCell", "小号表格文字", 15, SIZE_5),
        small_center=three("OfficialSmallCellCentred", "小号表格文字居中", 15, SIZE_5, align="center"),
        small_right=three("OfficialSmallCellRight", "小号表格数字", 15, SIZE_5, align="right"),
        header=Look("Header", "header", NUMBER_FONT, SIZE_5, latin=NUMBER_FONT, align="left"),
        footer=Look("Footer", "footer", NUMBER_FONT, SIZE_4, latin=NUMBER_FONT, align="left"),
        mark=Look("OfficialMark", "版本标记", NUMBER_FONT, SIZE_SMALL_5, latin=NUMBER_FONT),
        gap=Look("Gap", "表间空隙", text, 4, 6),
    )
