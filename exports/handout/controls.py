"""Content controls and bookmarks of WordprocessingML: the places of a form that are filled in (ECMA-376 part 1, 17.5.2 and 17.13.6)."""

import zlib
from collections.abc import Iterator, Sequence
from itertools import count
from xml.sax.saxutils import quoteattr

from exports.word.body import run
from exports.word.looks import Look
from forms.collecting.marks import CHOSEN, OPEN, PLEASE_CHOOSE, PLEASE_FILL

LONGEST_ALIAS = 60
"""Word refuses titles and tags of more than 64 characters."""

_CHECKBOX_NAMESPACE = "http://schemas.microsoft.com/office/word/2010/wordml"
_GREY = '<w:color w:val="808080"/>'


def text_control(tag: str, alias: str, text: str, look: Look) -> str:
    """Return a control for text within a paragraph; the prompt shows while it is empty.

    It is of the rich kind and within one paragraph: LibreOffice 7.4 saves the text of a plain control (``w:text``), or of one round whole
    paragraphs, several times over.
    """
    return _control(tag, alias, "", run(text, look) if text else _prompt(PLEASE_FILL, look), look, empty=not text)


def choice_control(tag: str, alias: str, items: Sequence[tuple[str, str]], chosen: str, look: Look) -> str:
    """Return a list to choose from.

    Args:
        tag: Its tag.
        alias: Its title.
        items: Keys and names.
        chosen: Name of the chosen one; empty: none yet.
        look: How the chosen name looks.
    """
    entries = "".join(f"<w:listItem w:displayText={quoteattr(name)} w:value={quoteattr(key)}/>" for key, name in items)
    kind = f"<w:dropDownList>{entries}</w:dropDownList>"
    return _control(tag, alias, kind, run(chosen, look) if chosen else _prompt(PLEASE_CHOOSE, look), look, empty=not chosen)


def check_control(tag: str, alias: str, checked: bool, look: Look) -> str:
    """Return a box to tick; its signs are in every Chinese font."""
    states = "".join(
        f'<w14:{name} w14:val="{ord(sign):04X}" w14:font="宋体"/>' for name, sign in (("checkedState", CHOSEN), ("uncheckedState", OPEN))
    )
    kind = f'<w14:checkbox xmlns:w14="{_CHECKBOX_NAMESPACE}"><w14:checked w14:val="{int(checked)}"/>{states}</w14:checkbox>'
    return _control(tag, alias, kind, run(CHOSEN if checked else OPEN, look), look)


def _prompt(text: str, look: Look) -> str:
    return run(text, look).replace("<w:sz ", f"{_GREY}<w:sz ", 1)


def _control(tag: str, alias: str, kind: str, content: str, look: Look, *, empty: bool = False) -> str:
    properties = [
        look.run_properties,
        f"<w:alias w:val={quoteattr(alias[:LONGEST_ALIAS])}/>",
        f"<w:tag w:val={quoteattr(tag)}/>",
        f'<w:id w:val="{zlib.crc32(tag.encode()) & 0x7FFFFFFF}"/>',
        "<w:showingPlcHdr/>" if empty else "",
        kind,
    ]
    return f"<w:sdt><w:sdtPr>{''.join(properties)}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


class Bookmarks:
    """Numbers the bookmarks of one document."""

    def __init__(self) -> None:
        self._numbers: Iterator[int] = count(1)

    def around(self, name: str, content: str) -> str:
        """Put a bookmark round the inside of one paragraph, or of a run of paragraphs: from the first one's start to the last one's end."""
        number = next(self._numbers)
        start, end = f'<w:bookmarkStart w:id="{number}" w:name={quoteattr(name)}/>', f'<w:bookmarkEnd w:id="{number}"/>'
        head, properties, rest = content.partition("</w:pPr>")
        body, closing, behind = rest.rpartition("</w:p>")
        return f"{head}{properties}{start}{body}{end}{closing}{behind}"
