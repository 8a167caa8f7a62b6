"""A first draft as an official document: the neutral draft of `forms.drafting` in the blocks of the layout."""

from exports.word.official.structure import (
    Annex,
    Column,
    Heading,
    Kind,
    OfficialDocument,
    Paragraph,
    Signature,
    TableBlock,
)
from forms.draft import Draft, DraftHeading, DraftParagraph, DraftTable
from forms.report_definition import DocumentKind

KINDS = {DocumentKind.REPORT: Kind.REPORT, DocumentKind.LETTER: Kind.LETTER}

SIGNER_GAP = "　　　　"
"""Room for the signer of a document that goes up, who signs by hand."""


def official(draft: Draft) -> OfficialDocument:
    """Return the document; number and signer are left to be filled in, the imprint (版记) is set by the office that prints it."""
    report = draft.kind is DocumentKind.REPORT
    return OfficialDocument(
        KINDS[draft.kind],
        draft.title,
        blocks=[_block(block) for block in draft.blocks],
        organ=draft.organ,
        number=draft.number,
        recipient=draft.recipient,
        annexes=[Annex(annex.name, (_table(annex.table),) if annex.table else ()) for annex in draft.annexes],
        signature=Signature(draft.organ, draft.day),
        note=draft.note,
        signer=SIGNER_GAP if report else "",
    )


def _block(block: DraftHeading | DraftParagraph) -> Heading | Paragraph:
    if isinstance(block, DraftParagraph):
        return Paragraph(block.text)
    return Heading(block.level, block.text, block.after)


def _table(table: DraftTable) -> TableBlock:
    columns = [Column(column.label, column.share, column.align) for column in table.columns]
    return TableBlock(columns, table.rows, unit=table.unit, landscape=table.landscape)
