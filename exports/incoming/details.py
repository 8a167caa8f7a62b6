"""What a document says about itself: its properties, own and ordinary."""

from exports.incoming import limits
from exports.incoming.gate import Package
from exports.incoming.markup import parse

_ABOUT = ("title", "subject", "keywords", "description", "category", "identifier")
_LONGEST = 10_000


def custom_properties(package: Package) -> dict[str, str]:
    """Return the custom properties (自定义属性); of two with one name the first."""
    found: dict[str, str] = {}
    for part in package.related("", "custom-properties")[:1]:
        for entry in list(parse(package.markup(part), part))[: limits.PROPERTIES]:
            value = "".join(str(text) for text in entry.itertext())[:_LONGEST]
            found.setdefault(entry.get("name", ""), value)
    return found


def about(package: Package) -> dict[str, str]:
    """Return title, subject and the like, those that are filled in."""
    found: dict[str, str] = {}
    for part in package.related("", "core-properties")[:1]:
        for entry in list(parse(package.markup(part), part))[: limits.PROPERTIES]:
            name = str(entry.tag).rsplit("}", 1)[-1]
            if name in _ABOUT and entry.text:
                found.setdefault(name, entry.text[:_LONGEST])
    return found
