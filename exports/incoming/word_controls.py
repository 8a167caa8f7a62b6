"""Content controls and form fields of a Word document: what they are called, what may be chosen, what was chosen."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from exports.incoming import limits
from exports.incoming.markup import whole
from exports.incoming.names import OFF, W14, W
from forms.collecting.content import Control, ControlKind, Item, Place

if TYPE_CHECKING:
    from lxml.etree import _Element

_KINDS: tuple[tuple[str, ControlKind], ...] = (
    (f"{W14}checkbox", "checkbox"),
    (f"{W}dropDownList", "choice"),
    (f"{W}comboBox", "combo"),
    (f"{W}date", "date"),
    *((f"{W}{name}", "other") for name in ("picture", "docPartObj", "docPartList", "group", "citation", "bibliography", "equation")),
)
_LONGEST_NAME = 500
UNFILLED = "\u2002"
"""What an empty text field of the old kind shows: a row of wide spaces."""


@dataclass(frozen=True, slots=True)
class ControlFacts:
    """What the properties of a content control say."""

    kind: ControlKind
    tag: str
    alias: str
    placeholder: bool
    checked: bool | None
    items: tuple[Item, ...]
    date: str

    def filled(self, place: Place, text: str) -> Control:
        """Return the control with its text."""
        value = self.date
        if self.items:
            behind = {item.value for item in self.items if item.shown == text}
            value = behind.pop() if len(behind) == 1 else ""
        return Control(
            self.kind,
            place,
            tag=self.tag,
            alias=self.alias,
            text="" if self.placeholder else text,
            placeholder=self.placeholder,
            checked=self.checked,
            items=self.items,
            value="" if self.placeholder else value,
        )


def control_facts(properties: "_Element | None") -> ControlFacts:
    """Read w:sdtPr."""
    if properties is None:
        return ControlFacts("text", "", "", False, None, (), "")
    kind: ControlKind = "text"
    checked: bool | None = None
    items: tuple[Item, ...] = ()
    date = ""
    for name, found in _KINDS:
        element = properties.find(name)
        if element is None:
            continue
        kind = found
        if kind == "checkbox":
            state = element.find(f"{W14}checked")
            checked = state is not None and state.get(f"{W14}val", "1") not in OFF
        elif kind in ("choice", "combo"):
            items = tuple(_item(entry) for entry in element.findall(f"{W}listItem")[: limits.CHOICES])
        elif kind == "date":
            date = element.get(f"{W}fullDate", "")[:10]
        break
    placeholder = properties.find(f"{W}showingPlcHdr")
    return ControlFacts(
        kind,
        value_of(properties, "tag"),
        value_of(properties, "alias"),
        placeholder is not None and placeholder.get(f"{W}val", "1") not in OFF,
        checked,
        items,
        date,
    )


def field_control(data: "_Element", place: Place, text: str) -> Control:
    """Read w:ffData, the form field of the old kind, with the text that its field shows."""
    name = value_of(data, "name")
    box = data.find(f"{W}checkBox")
    if box is not None:
        state = box.find(f"{W}checked")
        if state is None:
            state = box.find(f"{W}default")
        checked = state is not None and state.get(f"{W}val", "1") not in OFF
        return Control("checkbox", place, tag=name, text="☑" if checked else "□", checked=checked)
    entries = data.find(f"{W}ddList")
    if entries is not None:
        shown = [entry.get(f"{W}val", "") for entry in entries.findall(f"{W}listEntry")[: limits.CHOICES]]
        chosen = value_of(entries, "result") or value_of(entries, "default") or "0"
        number = whole(chosen)
        text = shown[number] if 0 <= number < len(shown) else ""
        return Control("choice", place, tag=name, text=text, items=tuple(Item(entry, entry) for entry in shown), value=text)
    placeholder = not text.strip(UNFILLED)
    return Control("text", place, tag=name, text="" if placeholder else text, placeholder=placeholder)


def value_of(element: "_Element", name: str) -> str:
    """Return w:val of a child, empty without."""
    child = element.find(f"{W}{name}")
    return "" if child is None else child.get(f"{W}val", "")[:_LONGEST_NAME]


def _item(entry: "_Element") -> Item:
    value = entry.get(f"{W}value", "")[:_LONGEST_NAME]
    return Item((entry.get(f"{W}displayText") or value)[:_LONGEST_NAME], value)
