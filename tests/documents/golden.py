"""Golden files: what a document says, kept as text, so that a change of words or order shows in a review."""

import os
from pathlib import Path

from lxml import etree

FOLDER = Path(__file__).with_name("golden")
REFRESH = "REFRESH_GOLDEN"
"""Set this in the environment to write the golden files anew; then read the difference before committing it."""

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def assert_golden(name: str, text: str) -> None:
    """Compare a text with its golden file."""
    golden = FOLDER / name
    if REFRESH in os.environ:
        golden.write_text(text, encoding="utf-8")
    assert text.splitlines() == golden.read_text(encoding="utf-8").splitlines(), f"set {REFRESH}=1 and read the difference"


def word_text(document: bytes) -> str:
    """Return what ``word/document.xml`` says: a line a paragraph, a line a table row with its cells parted by bars."""
    body = etree.fromstring(document)[0]
    return "\n".join(line for block in body for line in _lines(block)) + "\n"


def _lines(block: etree._Element) -> list[str]:
    if block.tag == f"{W}p":
        turned = block.find(f".//{W}sectPr")
        return [_paragraph(block)] + (["==== section ===="] if turned is not None else [])
    if block.tag != f"{W}tbl":
        return []
    rows = []
    for row in block.iter(f"{W}tr"):
        head = "# " if row.find(f"{W}trPr/{W}tblHeader") is not None else "| "
        cells = ("⏎".join(map(_paragraph, cell.iter(f"{W}p"))) for cell in row.iter(f"{W}tc"))
        rows.append(head + " | ".join(cells))
    return rows


def _paragraph(paragraph: etree._Element) -> str:
    """Return the text of the runs; tab stops in the properties share their tag with tabs."""
    signs = {f"{W}tab": "\t", f"{W}br": "⏎", f"{W}t": None}
    parts = (part for run in paragraph.iter(f"{W}r") for part in run if part.tag in signs)
    return "".join(signs[str(part.tag)] or part.text or "" for part in parts)
