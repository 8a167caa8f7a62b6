"""Where a named word or number of a first draft comes from: the closed lists of figures, or a field of another document of the project.

A name with a dot (``application.goal_text``) is a field of the project's newest document of that form.
"""

from typing import Any

from forms.field_types import FIELD_TYPES, TABLE
from forms.figures import FIGURES, ITEMS, sources
from forms.numbering import split_number
from forms.picture import Matter, Picture, one_line
from forms.project_figures import PROJECT_FIGURES, Value
from models.plain import Plain
from models.queries.reports import ProgressLine

FIXED = frozenset({"today", "year", "here", "programme", "notice"})
"""Figures that do not come from what is recorded: no link is kept of them."""

CONTACTS = frozenset({"office", "officer", "phone"})
"""Figures that say who reports: a document stays right when they change after it has been handed in."""

CALENDAR = "as_of"
"""The figure that moves on with every day; that alone is no news."""


def value(name: str, picture: Picture, project: ProgressLine | None = None) -> Value:
    """Return a figure as it stands; zero and the empty text mean that there is nothing to say.

    Args:
        name: Its name.
        picture: What the document is about.
        project: The project a paragraph is about, in a document of the district.
    """
    about = project or picture.own
    form, dot, key = name.partition(".")
    if dot:
        text = _quoted(form, key, picture, about)
        # In a paragraph about one of several projects its headings would run into those of the document.
        return one_line("\n".join(split_number(line)[1] for line in text.splitlines())) if project else text
    if name in PROJECT_FIGURES:
        return PROJECT_FIGURES[name](about, picture) if about else ""
    return FIGURES[name](picture)


def is_of_project(name: str) -> bool:
    """Tell whether a figure is one of a project, not of the whole district."""
    return "." in name or name in PROJECT_FIGURES


def matters(name: str, picture: Picture) -> list[tuple[str, str]]:
    """Return the entries of a numbered list: the heading of its group, and its text without the sign at its end."""
    form, dot, key = name.partition(".")
    if dot:
        held = _value(form, key, picture, picture.own)
        lines = held if isinstance(held, list) else str(held or "").splitlines()
        return [("", text) for text in (one_line(str(line)) for line in lines) if text]
    read, heading = ITEMS[name]
    found: list[Matter] = read(picture)
    return [(heading(matter.group), f"{matter.text}{sources(matter)}") for matter in found]


def copied_rows(name: str, picture: Picture) -> list[dict[str, Any]]:
    """Return the rows of a table of another document of the project."""
    form, _, key = name.partition(".")
    return TABLE.rows(_value(form, key, picture, picture.own))


def _value(form: str, key: str, picture: Picture, project: ProgressLine | None) -> Plain:
    state = picture.record.form(form, project.number) if project else None
    return state.values.get(key) if state else None


def _quoted(form: str, key: str, picture: Picture, project: ProgressLine | None) -> str:
    state = picture.record.form(form, project.number) if project else None
    field = next((field for field in state.form.fields() if field.key == key), None) if state else None
    if state is None or field is None:
        return ""
    return FIELD_TYPES[field.type].show(field, state.values.get(key), picture.programme).strip()
