"""Reading a Word document back, to see that what was written can be opened."""

from pathlib import Path


def count_tables(path: Path) -> int:
    """Open a document as a word processor would and return how many tables stand in it."""
    from docx import Document

    return len(Document(str(path)).tables)
