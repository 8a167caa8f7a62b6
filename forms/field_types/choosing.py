"""Choices from dictionaries: one, several, several with one main, and codes with levels."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from forms.definition import Field, Input, Level
from forms.field_types.base import Fault, FieldType, named, quoted
from forms.field_types.text import count_faults
from forms.normalising import one_line
from models.plain import Plain
from models.programme.types import DictionaryItem

if TYPE_CHECKING:
    from models.programme.pack import Programme

_SEPARATORS = re.compile(r"[、,，;；\n]+")
_MAIN_MARK = "（主）"


def find_key(dictionary: str, text: str, programme: "Programme") -> str | None:
    """Return the key of the item that `text` names by key, by name or by both; ``None`` when none or several do."""
    if programme.item(dictionary, text) is not None:
        return text
    items = programme.dictionary(dictionary).item
    named = [item.key for item in items if text in (item.name, f"{item.key} {item.name}")]
    if len(named) > 1:
        parents = {item.parent for item in items}
        named = [key for key in named if key not in parents]
    return named[0] if len(named) == 1 else None


def _find_keys(dictionary: str, text: str, programme: "Programme") -> list[str] | None:
    whole = find_key(dictionary, one_line(text), programme)
    if whole is not None:
        return [whole]
    keys = [find_key(dictionary, part, programme) for part in (one_line(part) for part in _SEPARATORS.split(text)) if part]
    found = [key for key in keys if key is not None]
    return list(dict.fromkeys(found)) if found and len(found) == len(keys) else None


class Choice(FieldType):
    """One item of a dictionary, kept as its key."""

    in_columns = True

    def accepted(self, field: Input) -> str:
        """Say that one of the listed items is accepted."""
        return "从列表中选一项"

    def _parse(self, field: Input, text: str, programme: "Programme") -> Plain:
        return find_key(field.dictionary, one_line(text), programme)

    def _sound(self, value: Plain) -> bool:
        return isinstance(value, str)

    def _words(self, field: Input, value: Plain, programme: "Programme") -> str:
        return programme.item_name(field.dictionary, cast(str, value))

    def _faults(self, field: Input, value: Plain, programme: "Programme") -> Iterator[Fault]:
        key = cast(str, value)
        if programme.item(field.dictionary, key) is None:
            yield Fault(
                Level.ERROR, "unknown_choice", f"{named(field.label)}的{quoted(key)}不在可选范围内，请重新选择。", self.accepted(field)
            )


class Choices(FieldType):
    """Several items of a dictionary, kept as a list of keys in the order chosen.

    An item that others stand under is a heading: it cannot be chosen.
    """

    def accepted(self, field: Input) -> str:
        """Say that listed items are accepted."""
        return "从列表中选，可多选"

    def _parse(self, field: Input, text: str, programme: "Programme") -> Plain:
        keys = _find_keys(field.dictionary, text, programme)
        return None if keys is None else list(keys)

    def _sound(self, value: Plain) -> bool:
        return isinstance(value, list) and all(isinstance(key, str) for key in value)

    def _words(self, field: Input, value: Plain, programme: "Programme") -> str:
        return "、".join(programme.item_name(field.dictionary, key) for key in cast(list[str], value))

    def _faults(self, field: Input, value: Plain, programme: "Programme") -> Iterator[Fault]:
        keys = cast(list[str], value)
        field = cast(Field, field)
        unknown = [key for key in keys if programme.item(field.dictionary, key) is None]
        if unknown:
            message = f"{named(field.label)}的{quoted('、'.join(unknown))}不在可选范围内，请去掉后重新选择。"
            yield Fault(Level.ERROR, "unknown_choice", message, self.accepted(field))
        upper = {item.parent for item in programme.dictionary(field.dictionary).item if item.parent in keys}
        if upper:
            names = "、".join(programme.item_name(field.dictionary, key) for key in sorted(upper))
            yield Fault(
                Level.ERROR, "not_lowest_level", f"{named(field.label)}的{quoted(names)}是一大类，请选到最末一级。", self.accepted(field)
            )
        if len(set(keys)) < len(keys):
            yield Fault(Level.ERROR, "chosen_twice", f"{named(field.label)}有重复选择的项，请去掉一个。", self.accepted(field))
        yield from count_faults(field, len(keys), "项")


class ChoicesWithMain(Choices):
    """Several items, the first of which is the main one (主)."""

    def accepted(self, field: Input) -> str:
        """Say that the main one is named first."""
        return "从列表中选，并指定一个为主"

    def _parse(self, field: Input, text: str, programme: "Programme") -> Plain:
        parts = [one_line(part) for part in _SEPARATORS.split(text)]
        main = [part for part in parts if part.endswith(_MAIN_MARK)]
        if len(main) > 1:
            return None
        if main:
            parts.remove(main[0])
            parts.insert(0, main[0].removesuffix(_MAIN_MARK))
            text = "\n".join(parts)
        return super()._parse(field, text, programme)

    def _words(self, field: Input, value: Plain, programme: "Programme") -> str:
        main, *others = (programme.item_name(field.dictionary, key) for key in cast(list[str], value))
        return "、".join([main + _MAIN_MARK, *others])


class Cascade(Choices):
    """Items chosen level by level and shown with their code, such as GB/T 4754 groups (中类)."""

    def accepted(self, field: Input) -> str:
        """Say that items are chosen down to the last level."""
        return "逐级选到最末一级，或直接填代码"

    def _words(self, field: Input, value: Plain, programme: "Programme") -> str:
        items = ((key, programme.item(field.dictionary, key)) for key in cast(list[str], value))
        return "、".join(_code_and_name(key, item) for key, item in items)


def _code_and_name(key: str, item: DictionaryItem | None) -> str:
    return key if item is None else f"{key} {item.name}"
