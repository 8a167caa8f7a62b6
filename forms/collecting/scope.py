"""Which fields of a form an entity fills in, and how a list is offered on paper."""

from typing import TYPE_CHECKING

from forms.answers import KEPT_ELSEWHERE
from forms.definition import Field, Form, Input
from forms.field_types import FIELD_TYPES
from models.programme.types import DictionaryItem

if TYPE_CHECKING:
    from models.programme.pack import Programme

OFFICE_OWN = "review."
"""Begins the facts that the office itself states."""

HEADS = ("栏目", "填写内容", "填写说明")
"""Heads of the columns of a handed-out form: label, place, guidance."""

MOST_BOXES = 40
"""Longest list of which every item is printed with a box to tick; of longer ones names or codes are written."""


def filled_in_by_entity(field: Field) -> bool:
    """Tell whether the entity answers a field: not what the program or the office gives, nor signatures and files."""
    return (
        FIELD_TYPES[field.type].filled
        and not field.read_only
        and field.type not in KEPT_ELSEWHERE
        and field.filled_by != "city"
        and not field.bind.startswith(OFFICE_OWN)
    )


def fields_to_fill(form: Form) -> tuple[Field, ...]:
    """Return the fields the entity answers, in the form's order."""
    return tuple(field for field in form.fields() if filled_in_by_entity(field))


def offered(field: Input, programme: "Programme") -> list[DictionaryItem]:
    """Return the items that may be chosen: headings stand for what is under them and cannot."""
    items = programme.dictionary(field.dictionary).item
    upper = {item.parent for item in items}
    return [item for item in items if item.key not in upper]


def has_boxes(field: Input, programme: "Programme") -> bool:
    """Tell whether the items of a field of several choices are printed with boxes."""
    return field.type in ("choices", "choices_main") and len(offered(field, programme)) <= MOST_BOXES


def guidance_of(field: Field) -> str:
    """Return what stands beside a place: whether it must be filled, how, and how long it may be."""
    kind = FIELD_TYPES[field.type]
    needed = "必填。" if field.required else ""
    accepted = kind.accepted(field)
    return f"{needed}{field.guidance}" + (f"（{accepted}）" if accepted and field.type in ("text", "long_text", "date", "month") else "")
