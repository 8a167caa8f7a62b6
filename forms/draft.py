"""A first draft (初稿) of a document: what it says, without any layout, and which of its words come from the workspace."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from forms.consistency import Figure
from forms.passages import BlockKind, TextBlock
from forms.report_definition import DocumentKind

Align = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True)
class DraftHeading:
    """A heading, numbered by the layout.

    Attributes:
        level: 1 to 4.
        after: Text that goes on in the same line; empty: the heading stands alone.
    """

    level: int
    text: str
    after: str = ""


@dataclass(frozen=True, slots=True)
class DraftParagraph:
    """A paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class DraftColumn:
    """A column of a table; `share` is its width as a share of the sum of all."""

    label: str
    share: float = 1
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class DraftTable:
    """A table; `landscape` puts it on turned pages."""

    columns: Sequence[DraftColumn]
    rows: Sequence[Sequence[str]]
    unit: str = ""
    landscape: bool = False


@dataclass(frozen=True, slots=True)
class DraftAnnex:
    """An annex; without table it is only named."""

    name: str
    table: DraftTable | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A word or number of the draft that was taken from the workspace.

    Attributes:
        figure: Its name in the closed lists of `forms.figures`.
        subject: Number of the project whose figure it is; empty for the whole district.
        place: Where it stands, in the officer's words.
        shown: As it stands there.
    """

    figure: str
    subject: str
    place: str
    shown: str


@dataclass(frozen=True, slots=True)
class Draft:
    """One draft.

    Attributes:
        key: Key of its definition.
        name: What the officer calls it.
        number: 发文字号 with the gaps to fill in by hand.
        organ: 发文机关.
        day: Day of the draft and of its figures.
        note: 附注, without brackets.
        links: What was taken from the workspace, in the order of the text.
        figures: The numbers of its tables, for comparing them with the text.
        reminders: Sentences for the officer about what is missing.
    """

    key: str
    name: str
    kind: DocumentKind
    title: str
    number: str
    organ: str
    recipient: str
    day: date
    blocks: Sequence[DraftHeading | DraftParagraph]
    annexes: Sequence[DraftAnnex]
    note: str
    links: Sequence[Link]
    figures: Sequence[Figure]
    reminders: Sequence[str]


def text_blocks(draft: Draft) -> Iterator[TextBlock]:
    """Yield the draft as the text checks (公文体检, 前后打架检查) read it."""
    yield TextBlock("title", "标题", BlockKind.TITLE, draft.title)
    yield TextBlock("recipient", "主送机关", BlockKind.RECIPIENT, f"{draft.recipient}：")
    for place, block in enumerate(draft.blocks, start=1):
        if isinstance(block, DraftParagraph):
            yield TextBlock(f"text-{place}", f"正文第{place}段", BlockKind.PARAGRAPH, block.text)
        elif block.after:
            yield TextBlock(f"text-{place}", f"正文第{place}段", BlockKind.PARAGRAPH, block.text + block.after)
        else:
            yield TextBlock(f"text-{place}", f"正文第{place}段", BlockKind.HEADING, block.text)
    several = len(draft.annexes) > 1
    for place, annex in enumerate(draft.annexes, start=1):
        label = "附件：" if place == 1 else ""
        yield TextBlock(f"annex-{place}", "附件说明", BlockKind.ANNEX_LINE, f"{label}{f'{place}.' if several else ''}{annex.name}")
    for place, annex in enumerate(draft.annexes, start=1):
        if annex.table is None:
            continue
        yield TextBlock(f"annex-title-{place}", f"附件{place}", BlockKind.ANNEX_TITLE, annex.name)
        for row, cells in enumerate(annex.table.rows, start=1):
            for column, text in zip(annex.table.columns, cells, strict=True):
                yield TextBlock(f"cell-{place}-{row}-{column.label}", f"附件{place}第{row}行", BlockKind.CELL, text)


def rewritten(draft: Draft, change: Callable[[TextBlock], str]) -> Draft:
    """Return a draft with each text as `change` gives it back; the contact in the note is meant to be read and stays."""

    def said(label: str, kind: BlockKind, text: str) -> str:
        return change(TextBlock(label, label, kind, text)) if text else ""

    def block(place: int, held: DraftHeading | DraftParagraph) -> DraftHeading | DraftParagraph:
        label = f"正文第{place}段"
        text = said(label, BlockKind.PARAGRAPH, held.text)
        if isinstance(held, DraftParagraph):
            return DraftParagraph(text)
        return DraftHeading(held.level, text, said(label, BlockKind.PARAGRAPH, held.after))

    def annex(place: int, held: DraftAnnex) -> DraftAnnex:
        if held.table is None:
            return held
        rows = [
            [
                said(f"附件{place}第{number}行{column.label}", BlockKind.CELL, text)
                for column, text in zip(held.table.columns, row, strict=True)
            ]
            for number, row in enumerate(held.table.rows, start=1)
        ]
        return DraftAnnex(held.name, replace(held.table, rows=rows))

    return replace(
        draft,
        blocks=[block(place, held) for place, held in enumerate(draft.blocks, start=1)],
        annexes=[annex(place, held) for place, held in enumerate(draft.annexes, start=1)],
    )
