"""Reading a Word document that has passed the gate: text, tables, content controls, bookmarks, hidden ids."""

import re
from typing import TYPE_CHECKING

from exports.incoming.details import about, custom_properties
from exports.incoming.gate import Package
from exports.incoming.markup import parse
from exports.incoming.names import W
from exports.incoming.refusals import Refused
from exports.incoming.word_controls import value_of
from exports.incoming.word_flow import Flow
from forms.collecting.content import Bookmark, Where, WordContent

if TYPE_CHECKING:
    from lxml.etree import _Element

_MARGINS: tuple[tuple[str, Where], ...] = (("header", "header"), ("footer", "footer"), ("footnotes", "note"), ("endnotes", "note"))
_NOTES = {f"{W}footnote", f"{W}endnote"}
_MOST_MARGINS = 40
_OFFICE_BOOKMARK = re.compile(r"_(GoBack|Hlk\d|Hlt\d|Toc\d|Ref\d|PictureBullets|MON_|_Fieldmark__|_DdeLink__|_RefHeading__)")


def read_word(package: Package) -> WordContent:
    """Read a Word document.

    Raises:
        Refused: It is broken, far too large for a form, or starts programs through its fields.
    """
    body = parse(package.markup(package.main), package.main).find(f"{W}body")
    if body is None:
        raise Refused("no_document")
    flow = Flow(_style_names(package))
    flow.read(body, "body")
    for kind, where in _MARGINS:
        for part in package.related(package.main, kind)[:_MOST_MARGINS]:
            root = parse(package.markup(part), part)
            for text in [root] if where != "note" else [note for note in root if note.tag in _NOTES and not note.get(f"{W}type")]:
                flow.read(text, where)
    return WordContent(
        blocks=flow.finished_blocks(),
        controls=flow.finished_controls(),
        bookmarks=tuple(Bookmark(name, place, text) for name, place, text in flow.finished_bookmarks() if not _OFFICE_BOOKMARK.match(name)),
        properties=custom_properties(package),
        about=about(package),
        variables=_variables(package),
        hidden=tuple(flow.hidden),
        remarks=tuple(flow.remarks(has_comments=bool(package.related(package.main, "comments")))),
    )


def _style_names(package: Package) -> dict[str, str]:
    """Return the names of the styles by their ids, which every office program chooses differently."""
    for part in package.related(package.main, "styles")[:1]:
        return {style.get(f"{W}styleId", ""): value_of(style, "name") for style in parse(package.markup(part), part).iter(f"{W}style")}
    return {}


def _variables(package: Package) -> dict[str, str]:
    for part in package.related(package.main, "settings")[:1]:
        found: list[_Element] = list(parse(package.markup(part), part).iter(f"{W}docVar"))
        return {entry.get(f"{W}name", ""): entry.get(f"{W}val", "") for entry in found}
    return {}
