"""The typed shape of a report definition (文书定义): which parts a document has and with what words its first draft begins.

A text may hold named figures (``{projects}``) of the closed lists in `forms.figures`, and nothing else: no expressions, no formats.
What is said only sometimes names one figure in ``when``: it is said when that figure is neither zero nor empty.
"""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from models.programme.types import Entry, Key, Text, Texts


class DocumentKind(StrEnum):
    """Which layout a document gets: 报告 or 函."""

    REPORT = "report"
    LETTER = "letter"


class Origin(StrEnum):
    """Where a part comes from."""

    NOTICE = "notice"
    """The notice names it."""

    INFERRED = "inferred"
    """It follows from the notice."""

    ADDED = "added"
    """The pack adds it; 参考,可改."""


class Sentence(Entry, frozen=True, kw_only=True):
    """One or more sentences, with their punctuation."""

    text: Text
    when: str = ""


class Passage(Entry, frozen=True, kw_only=True):
    """A paragraph, a paragraph for each project, or a numbered list.

    Attributes:
        sentences: Those that are said stand one behind the other in one paragraph.
        each: Name of `forms.figures.EACH`: the paragraph is written for each of these projects, with their own figures.
        head: Only with `each`: heading of the paragraph, one level below the section's, in the same line.
        items: Name of `forms.figures.ITEMS`: a numbered list, grouped, instead of sentences.
    """

    sentences: tuple[Sentence, ...] = ()
    each: str = ""
    head: str = ""
    items: str = ""


class Section(Entry, frozen=True, kw_only=True):
    """One part of the text.

    Attributes:
        heading: Without number.
        clause: Clause of the notice; empty for what the pack adds.
        origin: ``notice`` / ``inferred`` / ``added``.
    """

    heading: Text
    level: Annotated[int, Meta(ge=1, le=3)]
    origin: Origin
    clause: str = ""
    when: str = ""
    passage: tuple[Passage, ...] = ()


class Annex(Entry, frozen=True, kw_only=True):
    """One annex.

    Attributes:
        name: Its name in the list of annexes, and its title.
        table: Name of `forms.figures.TABLES`; empty: it is bound separately and only named.
    """

    name: Text
    table: str = ""
    when: str = ""


class Report(Entry, frozen=True, kw_only=True):
    """One file of ``reports/``.

    Attributes:
        key: The file's name.
        place: Place among the drafts that are offered, from 1.
        name: What the officer calls the document; also in the file's name.
        purpose: One sentence for the officer: what it is for and what it is written from.
        title: Title of the document.
        number: 发文字号 with the gaps that are filled in by hand.
        recipient: 主送机关.
        pilot_groups: Groups of life-cycle states whose projects are pilot projects for this document.
        opening: What stands before the first heading.
        closing: Last paragraph; empty: none.
        contact: 附注.
        reminder: What the officer is told when the draft has been written.
    """

    key: Key
    place: Annotated[int, Meta(ge=1)]
    name: Text
    purpose: Text
    kind: DocumentKind
    title: Text
    number: Text
    recipient: Text
    pilot_groups: Texts
    opening: tuple[Passage, ...] = ()
    section: tuple[Section, ...] = ()
    closing: str = ""
    annex: tuple[Annex, ...] = ()
    contact: tuple[Sentence, ...] = ()
    reminder: tuple[Sentence, ...] = ()
