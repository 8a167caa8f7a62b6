"""The note on what was mended (整改情况说明): each comment of the city with the district's answer, as a document of its own."""

from collections.abc import Sequence
from datetime import date

from exports.word.official.structure import Block, Heading, Kind, OfficialDocument, Paragraph, Signature
from forms.mending import ToMend


def mending_document(title: str, reasons: Sequence[str], items: Sequence[ToMend], organ: str, recipient: str, on: date) -> OfficialDocument:
    """Return the note on one returned document.

    Args:
        title: Title of the returned document.
        reasons: Why it was returned, the first return first.
        items: The comments with their answers, see `forms.mending.to_mend`.
        organ: The office.
        recipient: Whom it goes to; empty: nobody is named.
        on: Day of the note.
    """
    why = "；".join(reason.strip().rstrip("。；") for reason in reasons if reason.strip())
    blocks: list[Block] = [Paragraph(f"《{title}》退回修改，退回原因：{why}。现将整改情况说明如下。")]
    for item in items:
        blocks.append(Heading(1, item.label))
        blocks.append(Paragraph(f"意见：{item.text}"))
        blocks.append(Paragraph(f"整改情况：{item.answer or '正在整改。'}"))
        if item.field_key:
            blocks.append(Paragraph("该项内容已修改。" if item.changed else "该项内容与报送时相同。"))
    return OfficialDocument(
        Kind.PLAIN, f"关于《{title}》整改情况的说明", blocks=tuple(blocks), organ=organ, recipient=recipient, signature=Signature(organ, on)
    )
