"""A part of the application form as a form of its own, so that a dialog asks, reads and judges facts as the form does."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from msgspec.structs import replace

from forms.definition import Condition, Field, Form, Origin, Section


class Excerpt(NamedTuple):
    """A part of a form.

    Attributes:
        form: The fields and the rules that need no others.
        columns: Field key to the name of the fact it shows, without its owner: ``org_name`` to ``name``.
    """

    form: Form
    columns: dict[str, str]


def excerpt(form: Form, owner: str, leave_out: Sequence[str] = ()) -> Excerpt:
    """Return what a form asks about one owner of facts.

    Args:
        form: The whole form.
        owner: First word of the facts' names: ``entity`` or ``project``.
        leave_out: Facts that are edited elsewhere, without owner.
    """
    held = [field for field in form.fields() if _fact(field, owner) and _fact(field, owner) not in leave_out and not field.read_only]
    keys = {field.key for field in held}
    fields = tuple(
        replace(field, mandated=False, shown_when=_within(field.shown_when, keys), required_when=_within(field.required_when, keys))
        for field in held
    )
    checks = tuple(check for check in form.check if {check.field, *check.fields} <= keys)
    columns = {field.key: _fact(field, owner) for field in fields}
    return Excerpt(replace(form, section=(Section(key=owner, title="", field=fields),), check=checks, date_field=""), columns)


def _fact(field: Field, owner: str) -> str:
    holder, _, name = field.bind.partition(".")
    return name if holder == owner else ""


def _within(condition: Condition | None, keys: set[str]) -> Condition | None:
    return condition if condition is not None and condition.field in keys else None


def asking(key: str, title: str, *fields: Field) -> Form:
    """Return a small form of the window's own, of one section without heading."""
    section = Section(key=key, title="", field=fields)
    return Form(key=key, title=title, name=title, version="1", notice="", instructions=(), section=(section,))


def ask(key: str, label: str, type: str, required: bool = False, **rest: Any) -> Field:
    """Return a field of the window's own; `rest` are further attributes of `Field`."""
    return Field(key=key, label=label, type=type, required=required, origin=Origin.ADDED, **rest)
