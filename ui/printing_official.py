"""The program's own print of an official document: its words in their order in a plain layout, without the measures of the standard."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from exports.word.official.layout import blocks_of
from exports.word.official.numbers import written_date
from exports.word.official.structure import (
    AnnexNote,
    AnnexStart,
    Block,
    Heading,
    Kind,
    Letterhead,
    Note,
    OfficialDocument,
    PageBreak,
    Paragraph,
    Recipient,
    Signature,
    TableBlock,
    Title,
)
from forms.numbering import HeadingNumbers

INDENT = "text-indent: 30px;"


def official_parts(document: OfficialDocument) -> Iterator[str]:
    """Yield the parts of a document as HTML that a text document of Qt shows.

    Args:
        document: What it says.
    """
    yield f'<p align="right">{words(document.mark)}</p>'
    if document.kind is Kind.LETTER:
        yield f'<h2 align="center">{words(document.organ)}</h2><p align="right">{words(document.number)}</p>'
    numbers = HeadingNumbers()
    for block in blocks_of(document):
        if isinstance(block, AnnexStart):
            numbers = HeadingNumbers()
        yield _block(block, numbers)


def _block(block: Block, numbers: HeadingNumbers) -> str:
    match block:
        case Letterhead(organ, number, _):
            return f'<h2 align="center">{words(organ)}</h2><p align="center">{words(number)}</p>'
        case Title(text, subtitle):
            return f"<h1>{words(text)}</h1>" + (f'<p align="center">{words(subtitle)}</p>' if subtitle else "")
        case Recipient(text):
            return f"<p>{words(text.rstrip('：: '))}：</p>" if text else ""
        case Heading():
            number = block.number or numbers.next(block.level)
            return _paragraphs(f"{number}{block.text}{block.after}", bold=block.level < 3 and not block.after)
        case Paragraph(text):
            return _paragraphs(text)
        case TableBlock():
            return _table(block)
        case AnnexNote(names):
            several = len(names) > 1
            listed = (f"{place}. {name}" if several else name for place, name in enumerate(names, start=1))
            return _paragraphs("\n".join(f"{'附件：' if place == 0 else '　　　'}{name}" for place, name in enumerate(listed)))
        case Signature(organ, day):
            return f'<p align="right">{words(organ)}</p><p align="right">{words(written_date(day))}</p>'
        case Note(text):
            return _paragraphs(f"（{text.strip('（）()')}）") if text else ""
        case AnnexStart(label, title):
            return f'<p style="page-break-before: always;"><b>{words(label)}</b></p><h1>{words(title)}</h1>'
        case PageBreak():
            return '<p style="page-break-before: always;"></p>'
    return ""


def _paragraphs(text: str, *, bold: bool = False) -> str:
    lines = (words(line) for line in text.split("\n") if line.strip())
    return "".join(f'<p style="{INDENT}">{f"<b>{line}</b>" if bold else line}</p>' for line in lines)


def _table(block: TableBlock) -> str:
    total = sum(column.share for column in block.columns)
    title = f'<p align="center"><b>{words(block.title)}</b></p>' if block.title else ""
    return title + grid(
        [column.label for column in block.columns], [int(column.share * 100 / total) for column in block.columns], block.rows
    )


def grid(heads: Iterable[str], widths: Iterable[int], rows: Iterable[Sequence[str]]) -> str:
    """Return a table whose head is repeated on every page; widths are in percent."""
    head = "".join(f'<th width="{width}%">{words(title)}</th>' for title, width in zip(heads, widths, strict=True))
    body = "".join("<tr>" + "".join(f"<td>{words(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return framed(f"<thead><tr>{head}</tr></thead>{body}")


def framed(rows: str) -> str:
    """Return rows as a table over the whole width."""
    return f'<table width="100%" border="1" cellspacing="0">{rows}</table>'


def words(text: str) -> str:
    """Return typed words as markup that shows them and nothing else; Qt would join spaces, wide ones as well."""
    return escape(text).replace("\n", "<br/>").replace("  ", "&nbsp; ").replace("　", "&nbsp;&nbsp;&nbsp;&nbsp;")
