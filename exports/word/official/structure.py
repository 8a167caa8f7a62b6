"""What an official document consists of, without any layout; the layout numbers headings and annexes by itself."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Literal

Align = Literal["left", "center", "right"]


class Kind(StrEnum):
    """The kinds of document, each with a shipped template of the same name."""

    REPORT = "report"
    """报告: an ordinary document (公文), with the red head when `OfficialDocument.letterhead` asks for it."""

    LETTER = "letter"
    """函 in the letter form (信函格式) of clause 10.1."""

    ANNEX = "annex"
    """附件材料 that is bound on its own (7.3.7)."""

    PLAIN = "plain"
    """材料 without head: plans, summaries, cases."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; its number (一、 / （一） / 1. / （1）) is given by the layout.

    Attributes:
        level: 1 to 4.
        text: Without number.
        after: Text that goes on in the same line, as under the lower levels; empty: the heading stands alone.
        number: The number as somebody has typed it, kept as it is; empty: the layout counts.
    """

    level: int
    text: str
    after: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One or more paragraphs, parted by line ends.

    Attributes:
        text: The text.
        keep: The last one stays on the page of what follows.
    """

    text: str
    keep: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes:
        label: Its head.
        share: Width as a share of the sum of all.
        align: How its cells stand.
    """

    label: str
    share: float = 1
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table with a repeated head.

    Attributes:
        columns: At least one.
        rows: Texts of the cells; short rows are filled up.
        title: Above the table; may be empty.
        unit: Named right above the table (单位：…); may be empty.
        landscape: On turned pages of its own.
        together: Not broken over two pages; only for a few rows.
    """

    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    title: str = ""
    unit: str = ""
    landscape: bool = False
    together: bool = False


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins a new page."""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """版头: the red mark of the organ, document number, signer, red rule (7.2.4 to 7.2.7)."""

    organ: str
    number: str = ""
    signer: str = ""


@dataclass(frozen=True, slots=True)
class Title:
    """The title (7.3.1); broken so that words stay whole.

    Attributes:
        subtitle: The line under it, e.g. whose case it is; empty: none.
    """

    text: str
    subtitle: str = ""


@dataclass(frozen=True, slots=True)
class Recipient:
    """主送机关 (7.3.2), without colon."""

    text: str


@dataclass(frozen=True, slots=True)
class AnnexNote:
    """附件说明: the names of the annexes under the text (7.3.4)."""

    names: Sequence[str]


@dataclass(frozen=True, slots=True)
class Signature:
    """发文机关署名 and 成文日期 (7.3.5).

    Attributes:
        organ: Full or standard short name.
        day: Day of the document; ``None`` leaves room to write it by hand; a text that is no date is printed as it is.
        sealed: With a seal: the organ stands centred above the date.
    """

    organ: str
    day: date | str | None = None
    sealed: bool = True


@dataclass(frozen=True, slots=True)
class Note:
    """附注, e.g. contact and phone, set in brackets under the date (7.3.6)."""

    text: str


@dataclass(frozen=True, slots=True)
class AnnexStart:
    """The head of an annex: 附件 and its number in the first line of a new page, its title in the third (7.3.7).

    Attributes:
        label: ``附件``, ``附件1`` or, bound separately, the document number with it.
        title: Title of the annex.
        new_page: Not at the very beginning of a file.
    """

    label: str
    title: str
    new_page: bool = True


@dataclass(frozen=True, slots=True)
class Imprint:
    """版记 at the foot of the last page (7.4).

    Attributes:
        cc: 抄送机关, parted as they shall be printed.
        printed_by: 印发机关.
        printed_on: 印发日期.
        rules: With rules above, between and below; a letter has none (10.1).
    """

    cc: str = ""
    printed_by: str = ""
    printed_on: date | None = None
    rules: bool = True


Block = Heading | Paragraph | TableBlock | PageBreak | Letterhead | Title | Recipient | AnnexNote | Signature | Note | AnnexStart | Imprint
"""What stands one below the other. Authors write the first four; the others come from the fields of `OfficialDocument`."""


@dataclass(frozen=True, slots=True)
class Annex:
    """One annex: its name in the note and, when it lies in the same file, its content."""

    name: str
    blocks: Sequence[Block] = ()


@dataclass(frozen=True, slots=True)
class OfficialDocument:
    """One official document.

    Attributes:
        kind: Which layout it gets.
        title: Title; line ends in it are kept, else the layout breaks it.
        subtitle: The line under the title; empty: none.
        blocks: The text.
        organ: 发文机关, full name.
        number: 发文字号, e.g. ``示例人社文〔2026〕1号``.
        recipient: 主送机关, without colon.
        annexes: In order; named under the text, and printed behind it when they have content.
        signature: Organ, date and seal.
        note: 附注, without brackets.
        cc: 抄送机关.
        printed_by: 印发机关.
        printed_on: 印发日期.
        signer: 签发人 of a document that goes up; only in the red head.
        letterhead: Print the red head of a report; without it the report is laid out for blank paper or the office system.
        annex_label: First line of a document of the kind ``ANNEX``, e.g. ``附件1``.
        mark: Small line at the inner foot of each page: draft or revision, short code.
        code: Text of the QR code in the lower margin; empty: none.
    """

    kind: Kind
    title: str
    blocks: Sequence[Block] = ()
    organ: str = ""
    number: str = ""
    recipient: str = ""
    annexes: Sequence[Annex] = field(default=())
    signature: Signature | None = None
    note: str = ""
    cc: str = ""
    printed_by: str = ""
    printed_on: date | None = None
    signer: str = ""
    letterhead: bool = True
    annex_label: str = "附件"
    mark: str = ""
    code: str = ""
    subtitle: str = ""
