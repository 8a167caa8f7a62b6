"""Laying out an official document (公文) in Word, to the measures of GB/T 9704-2012."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from exports.files import Exported, Progress, clean_text, ignore, removal_note, replace_file
from exports.word.official import parts
from exports.word.official.blocks import Flow
from exports.word.official.looks import LINE_CHARACTERS
from exports.word.official.skeleton import official_skeleton
from exports.word.official.structure import (
    AnnexNote,
    AnnexStart,
    Block,
    Imprint,
    Kind,
    Letterhead,
    Note,
    OfficialDocument,
    Paragraph,
    Recipient,
    Title,
)
from exports.word.settings import WordSettings

KEPT_CHARACTERS = 6 * LINE_CHARACTERS
"""A longer last paragraph would leave too much room empty where it is taken away."""


def export_official(document: OfficialDocument, target: Path, settings: WordSettings, progress: Progress = ignore) -> Exported:
    """Write an official document.

    Args:
        document: What it says.
        target: The file to write.
        settings: The office's choices.
        progress: Told when the file is written.

    Raises:
        FileBusy: The target is held by another program.
        CannotWrite: The folder does not take the file.
    """
    content, removed = official_bytes(document, settings)
    path = replace_file(target, content)
    progress(1, 1)
    return Exported(path, removal_note(removed))


def official_bytes(document: OfficialDocument, settings: WordSettings) -> tuple[bytes, int]:
    """Return the document and how many characters had to be removed from it."""
    skeleton = official_skeleton(settings, letter=document.kind is Kind.LETTER)
    flow = Flow(skeleton.looks, skeleton.first, skeleton.upright, skeleton.wide)
    if document.kind is Kind.LETTER:
        flow.xml.append(parts.letter_number(document.number, skeleton.looks))
    flow.write(blocks_of(document))
    xml, removed = clean_text(flow.end())
    title, organ, mark = (clean_text(text)[0] for text in (document.title.replace("\n", ""), document.organ, document.mark))
    return skeleton.document(xml, title=title, organ=organ, mark=mark, code=document.code), removed


def blocks_of(document: OfficialDocument) -> Iterator[Block]:
    """Yield everything from head to imprint, in order."""
    if document.kind is Kind.REPORT and document.letterhead:
        yield Letterhead(document.organ, document.number, document.signer)
    if document.kind is Kind.ANNEX:
        yield AnnexStart(document.annex_label, document.title, new_page=False)
    else:
        yield Title(document.title, document.subtitle)
    yield Recipient(document.recipient)
    yield from text_blocks(document)
    yield AnnexNote([annex.name for annex in document.annexes])
    if document.signature:
        yield document.signature
    yield Note(document.note)
    yield from annex_blocks(document)
    yield imprint_of(document)


def text_blocks(document: OfficialDocument) -> list[Block]:
    """Return the text; a short last paragraph goes to the page of the signature, which must not stand without text (7.3.5.5)."""
    blocks = list(document.blocks)
    if document.signature and blocks and isinstance(blocks[-1], Paragraph) and len(blocks[-1].text) <= KEPT_CHARACTERS:
        blocks[-1] = replace(blocks[-1], keep=True)
    return blocks


def annex_blocks(document: OfficialDocument) -> Iterator[Block]:
    """Yield the annexes that lie in the same file, each on a new page."""
    several = len(document.annexes) > 1
    for place, annex in enumerate(document.annexes, start=1):
        if annex.blocks:
            yield AnnexStart(f"附件{place}" if several else "附件", parts.annex_name(annex.name))
            yield from annex.blocks


def imprint_of(document: OfficialDocument) -> Imprint:
    """Return the imprint; of a letter's only the organs that get a copy are left, without rules (10.1)."""
    if document.kind is Kind.LETTER:
        return Imprint(document.cc, rules=False)
    return Imprint(document.cc, document.printed_by, document.printed_on)
