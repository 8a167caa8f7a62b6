"""Pieces of a document's text as the text checks see them: blocks, lines, sentences."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

_SENTENCE = re.compile(r"[^。；！？\n]++[。；！？]?")


class BlockKind(StrEnum):
    """What a block is in the document.

    Attributes:
        TITLE: Title of an official document (公文标题).
        HEADING: Heading inside the text.
        PARAGRAPH: Running text.
        RECIPIENT: Line of the recipients (主送机关).
        ANNEX_LINE: Line of the list of annexes (附件说明); the first may begin with 附件：.
        ANNEX_TITLE: Title on the first page of an annex.
        CELL: Cell of a table; its label is the name of the row or column.
    """

    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    RECIPIENT = "recipient"
    ANNEX_LINE = "annex_line"
    ANNEX_TITLE = "annex_title"
    CELL = "cell"


@dataclass(frozen=True, slots=True)
class TextBlock:
    """One piece of text of a document; each of its lines is a paragraph.

    Attributes:
        key: By which the caller finds it again; unique in the document.
        label: Where it is, in the officer's words.
    """

    key: str
    label: str
    kind: BlockKind
    text: str


def lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield each line of a text with the place where it starts."""
    start = 0
    for line in text.split("\n"):
        yield start, line
        start += len(line) + 1


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """Yield each sentence (up to 。；！？ or the end of the line) with the place where it starts."""
    for found in _SENTENCE.finditer(text):
        yield found.start(), found[0]
