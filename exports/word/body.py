"""A small writer of WordprocessingML: paragraphs, runs, tables; every function returns XML with its children in the standard's order."""

from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

from exports.files import LINE_ENDS
from exports.word.looks import Look, mm

BORDER_EIGHTHS = 4
"""Width of table lines in 1/8 pt: 0.5 pt."""

CELL_MARGIN = mm(1.5)

_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
_LINE = f'w:val="single" w:sz="{BORDER_EIGHTHS}" w:space="0" w:color="000000"'
_BORDERS = "".join(["<w:tblBorders>", *(f"<w:{side} {_LINE}/>" for side in _SIDES), "</w:tblBorders>"])
_TABLE_MARGINS = (
    f'<w:tblCellMar><w:top w:w="28" w:type="dxa"/><w:left w:w="{CELL_MARGIN}" w:type="dxa"/>'
    f'<w:bottom w:w="28" w:type="dxa"/><w:right w:w="{CELL_MARGIN}" w:type="dxa"/></w:tblCellMar>'
)


def run(text: str, look: Look) -> str:
    """Return runs for a text: line ends become breaks, tabs stay tabs."""
    safe = escape(LINE_ENDS.sub("\n", text))
    for sign, element in (("\n", "<w:br/>"), ("\t", "<w:tab/>")):
        safe = safe.replace(sign, f'</w:t>{element}<w:t xml:space="preserve">')
    return f'<w:r>{look.run_properties}<w:t xml:space="preserve">{safe}</w:t></w:r>' if text else ""


def page_number(look: Look) -> str:
    """Return the runs of the field that shows the number of the page."""
    marks = {kind: f'<w:r>{look.run_properties}<w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")}
    code = f'<w:r>{look.run_properties}<w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
    return f"{marks['begin']}{code}{marks['separate']}{run('1', look)}{marks['end']}"


def paragraph(
    look: Look,
    *runs: str,
    align: str = "",
    keep_next: bool = False,
    page_break: bool = False,
    stops: Sequence[int] = (),
    indents: tuple[int, int] | None = None,
    section: str = "",
) -> str:
    """Return one paragraph.

    Args:
        look: Its style.
        runs: What `run` and `page_number` return.
        align: Overrides the style's alignment.
        keep_next: Stays on the page of what follows.
        page_break: Begins a new page.
        stops: Tab stops in twips.
        indents: Left and right indent in twips.
        section: The ``w:sectPr`` of the section that ends here.
    """
    tabs = "".join(f'<w:tab w:val="left" w:pos="{stop}"/>' for stop in stops)
    properties = [
        f'<w:pStyle w:val="{look.style}"/>',
        "<w:keepNext/>" if keep_next else "",
        "<w:pageBreakBefore/>" if page_break else "",
        f"<w:tabs>{tabs}</w:tabs>" if tabs else "",
        f'<w:ind w:left="{indents[0]}" w:right="{indents[1]}"/>' if indents else "",
        f'<w:jc w:val="{align}"/>' if align else "",
        look.run_properties,
        section,
    ]
    return f"<w:p><w:pPr>{''.join(properties)}</w:pPr>{''.join(runs)}</w:p>"


def paragraphs(look: Look, text: str, *, keep_next: bool = False) -> str:
    """Return a text as paragraphs, one a line; one empty paragraph for no text."""
    lines = [line for line in LINE_ENDS.sub("\n", text).split("\n") if line.strip()]
    return "".join(paragraph(look, run(line.strip(), look), keep_next=keep_next) for line in lines) or paragraph(look, keep_next=keep_next)


def cell(
    content: str, width: int, *, span: int = 1, merge: str = "", open_side: str = "", under: bool = False, align: str = "center"
) -> str:
    """Return one cell.

    Args:
        content: Its paragraphs; a cell without one is refused by Word.
        width: Twips.
        span: Columns of the grid it covers.
        merge: ``restart`` for the first, ``continue`` for the other cells merged downwards.
        open_side: The side without a line: ``top`` / ``bottom``.
        under: With a line below in a table without lines.
        align: ``top`` / ``center`` / ``bottom``.
    """
    borders = f'<w:{open_side} w:val="nil"/>' if open_side else f"<w:bottom {_LINE}/>" if under else ""
    properties = [
        f'<w:tcW w:w="{width}" w:type="dxa"/>',
        f'<w:gridSpan w:val="{span}"/>' if span > 1 else "",
        f'<w:vMerge w:val="{merge}"/>' if merge else "",
        f"<w:tcBorders>{borders}</w:tcBorders>" if borders else "",
        f'<w:vAlign w:val="{align}"/>',
    ]
    return f"<w:tc><w:tcPr>{''.join(properties)}</w:tcPr>{content}</w:tc>"


def row(cells: Iterable[str], *, height: int = 0, whole: bool = True, head: bool = False) -> str:
    """Return one row.

    Args:
        cells: What `cell` returns.
        height: Least height in twips.
        whole: Never broken over two pages.
        head: Repeated on every page.
    """
    properties = [
        "<w:cantSplit/>" if whole else "",
        f'<w:trHeight w:val="{height}" w:hRule="atLeast"/>' if height else "",
        "<w:tblHeader/>" if head else "",
    ]
    return f"<w:tr><w:trPr>{''.join(properties)}</w:trPr>{''.join(cells)}</w:tr>"


def table(grid: Sequence[int], rows: Iterable[str], *, lines: bool = True) -> str:
    """Return a table of fixed layout.

    Args:
        grid: Widths of the columns in twips.
        rows: What `row` returns.
        lines: With lines around every cell.
    """
    properties = [
        f'<w:tblW w:w="{sum(grid)}" w:type="dxa"/>',
        '<w:jc w:val="center"/>',
        _BORDERS if lines else "",
        '<w:tblLayout w:type="fixed"/>',
        _TABLE_MARGINS,
    ]
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in grid)
    return f"<w:tbl><w:tblPr>{''.join(properties)}</w:tblPr><w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
