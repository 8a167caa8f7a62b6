"""What a document still holds and no field shows any more (不再使用的填报内容)."""

import json
from typing import NamedTuple

from forms.answers import FormState
from forms.definition import Field, Form
from forms.field_types import FIELD_TYPES, TABLE, show_cell
from forms.packs.carrying import base_key, decoded, holds, lost_columns
from models.plain import Plain
from models.programme.pack import Programme
from models.reading import Reader


class Retired(NamedTuple):
    """One answer that no field shows: where it stood, its label, what it shows, and the version of the form that had it."""

    section: str
    label: str
    text: str
    version: str


def retired(reader: Reader, programme: Programme, state: FormState) -> list[Retired]:
    """Return what a document holds beside its form, in the order of the forms that had it.

    Args:
        reader: One consistent state of the workspace.
        programme: The pack.
        state: The document (`forms.answers.read_form`).
    """
    fields = {field.key: field for field in state.form.fields()}
    stored = {
        key: None if value is None else json.loads(value)
        for key, value in reader.rows("SELECT field_key, value FROM answer WHERE document_id = :id", id=state.document_id)
    }
    values: dict[str, Plain] = {}
    columns: dict[str, set[str]] = {}
    for key, value in stored.items():
        field = fields.get(key)
        if value is not None and (field is None or not (field.bind or holds(field, None, value, programme))):
            values[key] = value
        elif field is not None and field.type == "table" and (lost := lost_columns(field, value)):
            columns[key] = lost
    files = reader.rows(
        "SELECT field_key, title, file_name FROM evidence WHERE document_id = :id AND field_key <> '' AND deleted_at IS NULL"
        " ORDER BY added_at, id",
        id=state.document_id,
    )
    attached: dict[str, list[str]] = {}
    for key, title, name in files:
        if key not in fields or fields[key].type != "attachment":
            attached.setdefault(key, []).append(f"{title}（{name}）")
    if not (values or columns or attached):
        return []
    places = _places(reader, state)
    found = [_answer(places, key, value, programme) for key, value in values.items()]
    found += [_column(places, fields[key], column, stored[key], programme) for key, lost in columns.items() for column in sorted(lost)]
    for key, names in attached.items():
        held = next(iter(places.get(key, ())), _Place("", None, ""))
        found.append(Retired(held.section, held.field.label if held.field else "附件", "；".join(names), held.version))
    return found


class _Place(NamedTuple):
    """Where a field stood in a definition that was kept, and that definition's version."""

    section: str
    field: Field | None
    version: str


def _places(reader: Reader, state: FormState) -> dict[str, list[_Place]]:
    """Return where every field stood, the newest definition that had it first."""
    places: dict[str, list[_Place]] = {}
    for (payload,) in reader.rows("SELECT payload FROM form_definition WHERE form_id = :form ORDER BY version DESC", form=state.form.key):
        form: Form = decoded(payload)
        for section in form.section:
            for field in section.field:
                places.setdefault(field.key, []).append(_Place(section.title, field, form.version))
    return places


def _answer(places: dict[str, list[_Place]], key: str, value: Plain, programme: Programme) -> Retired:
    for place in places.get(base_key(key), ()):
        if place.field is not None and holds(place.field, place.field, value, programme):
            return Retired(
                place.section, place.field.label, FIELD_TYPES[place.field.type].show(place.field, value, programme), place.version
            )
    return Retired("", key, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False), "")


def _column(places: dict[str, list[_Place]], table: Field, key: str, value: Plain, programme: Programme) -> Retired:
    cells = [(number, row.get(key)) for number, row in enumerate(TABLE.rows(value), 1) if row.get(key) is not None]
    for place in places.get(table.key, ()):
        column = next((one for one in place.field.column if one.key == key), None) if place.field else None
        if column is not None:
            shown = "；".join(f"第{number}行：{text}" for number, cell in cells if (text := show_cell(column, cell, programme)))
            return Retired(place.section, f"{table.label} · {column.label}列", shown, place.version)
    return Retired("", f"{table.label} · {key}列", "；".join(f"第{number}行：{cell}" for number, cell in cells), "")
