"""Choosing indicators of the pack for the form's target table."""

from collections.abc import Mapping

from PySide6.QtWidgets import QWidget

from forms.definition import Field, Form
from models.base import new_id
from models.plain import Plain
from models.programme.pack import Programme
from models.programme.types import Dictionary, DictionaryItem
from ui.editors.cells import Row
from ui.editors.picker import pick_keys

COMMON = "common"


def chosen_areas(form: Form, values: Mapping[str, Plain]) -> list[str]:
    """Return the areas that the form names, the main one first."""
    for field in form.fields():
        value = values.get(field.key)
        if field.bind == "project.areas" and isinstance(value, list):
            return [str(key) for key in value]
    return []


def indicator_dictionary(programme: Programme, areas: list[str], used: set[str]) -> Dictionary:
    """Return the indicators of some areas (of all where none is chosen) and the common ones, under their areas."""
    wanted = areas or [area.key for area in programme.areas]
    items = [DictionaryItem(key=key, name=programme.area(key).title) for key in wanted]
    items.append(DictionaryItem(key=COMMON, name="各方向通用"))
    for indicator in programme.indicators:
        if indicator.key in used:
            continue
        parents = [key for key in indicator.areas if key in wanted] if indicator.areas else [COMMON]
        for parent in parents[:1]:
            mark = "核心" if indicator.core else "参考"
            name = f"{indicator.name}（{indicator.unit}）"
            items.append(DictionaryItem(key=indicator.key, name=name, parent=parent, mark=mark, note=indicator.counting_rule))
    return Dictionary(key="indicator", title="指标库", source="", item=tuple(items), note="指标库为参考，选入后名称和口径都可以改。")


def pick_indicators(parent: QWidget, programme: Programme, form: Form, values: Mapping[str, Plain], field: Field) -> list[Row]:
    """Let the officer tick indicators; return the new table rows."""
    held = values.get(field.key)
    rows = held if isinstance(held, list) else []
    used = {str(row.get("indicator_key") or "") for row in rows}
    dictionary = indicator_dictionary(programme, chosen_areas(form, values), used)
    keys = pick_keys(parent, "指标", dictionary, [])
    return [indicator_row(programme, key) for key in keys or []]


def indicator_row(programme: Programme, key: str) -> Row:
    """Return a new row of the target table for an indicator of the pack."""
    indicator = programme.indicator(key)
    return {
        "id": new_id(),
        "indicator_key": indicator.key,
        "name": indicator.name,
        "unit": indicator.unit,
        "kind": indicator.kind.value,
        "counting_rule": indicator.counting_rule,
    }
