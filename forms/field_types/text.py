"""Single-line text, long text and lists of items."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from forms.characters import hidden_characters, illegal_characters, length, private_characters
from forms.definition import Field, Input, Level
from forms.field_types.base import Fault, FieldType, named
from forms.normalising import one_line, whole_text
from forms.patterns import PATTERNS
from models.plain import Plain

if TYPE_CHECKING:
    from models.programme.pack import Programme

_NUMBERED = re.compile(r"[(（]?([0-9]{1,2})(?:[.．、)）]|[)）][.．、])\s*(?=\S)")


def character_faults(label: str, text: str) -> Iterator[Fault]:
    """Yield a warning for characters that documents cannot hold and hints for those that cannot be seen or carried over."""
    if text.isascii() and text.isprintable():
        return
    illegal = illegal_characters(text)
    if illegal:
        message = f"{named(label)}含有文档不能保存的字符：{illegal}，导出时会去掉。"
        yield Fault(Level.WARNING, "illegal_character", message, "删去这些字符")
    hidden = hidden_characters(text)
    if hidden:
        message = f"{named(label)}含有看不见或已损坏的字符：{hidden}，可能影响查找和排版。"
        yield Fault(Level.HINT, "hidden_character", message, "不需要的请删去后重新输入")
    private = private_characters(text)
    if private:
        message = f"{named(label)}含有自造字：{private}，换一台电脑可能显示不出。"
        yield Fault(Level.HINT, "private_character", message, "改用标准字库里的字")


def length_faults(field: Input, text: str) -> Iterator[Fault]:
    """Yield an error for a text that is too long and a warning for one that is too short."""
    count = length(text)
    if field.max_length and count > field.max_length:
        message = f"{named(field.label)}现有{count}字，超过{field.max_length}字的上限，请删减{count - field.max_length}字。"
        yield Fault(Level.ERROR, "too_long", message, _range(field))
    elif field.min_length and count < field.min_length:
        message = f"{named(field.label)}现有{count}字，少于{field.min_length}字，请补充。"
        yield Fault(Level.WARNING, "too_short", message, _range(field))


def _range(field: Input) -> str:
    if field.min_length and field.max_length:
        return f"{field.min_length}—{field.max_length}字"
    if not field.min_length and not field.max_length:
        return ""
    return f"不超过{field.max_length}字" if field.max_length else f"至少{field.min_length}字"


class Text(FieldType):
    """Text of one line, trimmed; with a pattern it is normalised and judged by it."""

    in_columns = True

    def accepted(self, field: Input) -> str:
        """Say how long the text may be."""
        return _range(field)

    def _parse(self, field: Input, text: str, programme: "Programme") -> Plain:
        line = one_line(text)
        return PATTERNS[field.pattern].normalise(line) if field.pattern else line

    def _sound(self, value: Plain) -> bool:
        return isinstance(value, str)

    def _words(self, field: Input, value: Plain, programme: "Programme") -> str:
        return cast(str, value)

    def _faults(self, field: Input, value: Plain, programme: "Programme") -> Iterator[Fault]:
        text = cast(str, value)
        yield from length_faults(field, text)
        yield from character_faults(field.label, text)
        if field.pattern:
            for flaw in PATTERNS[field.pattern].flaws(text):
                yield Fault(flaw.level, flaw.code, f"{named(field.label)}{flaw.words}", flaw.accepted)


class LongText(FieldType):
    """Text of any number of lines, kept as typed."""

    in_columns = True

    def is_empty(self, value: Plain) -> bool:
        """Tell whether there is nothing but white space."""
        return super().is_empty(value) or (isinstance(value, str) and value.isspace())

    def accepted(self, field: Input) -> str:
        """Say how long the text may be."""
        return _range(field)

    def _parse(self, field: Input, text: str, programme: "Programme") -> Plain:
        return whole_text(text)

    def _sound(self, value: Plain) -> bool:
        return isinstance(value, str)

    def _words(self, field: Input, value: Plain, programme: "Programme") -> str:
        return cast(str, value)

    def _faults(self, field: Input, value: Plain, programme: "Programme") -> Iterator[Fault]:
        text = cast(str, value)
        yield from length_faults(field, text)
        yield from character_faults(field.label, text)


class Items(FieldType):
    """A list of short texts, one a line (条目)."""

    def accepted(self, field: Input) -> str:
        """Say that every line is an item."""
        return "每行一条"

    def _parse(self, field: Input, text: str, programme: "Programme") -> Plain:
        lines = [line for line in (one_line(line) for line in text.splitlines()) if line]
        return _without_numbers(lines) or None

    def _sound(self, value: Plain) -> bool:
        return isinstance(value, list) and all(isinstance(item, str) for item in value)

    def _words(self, field: Input, value: Plain, programme: "Programme") -> str:
        return "\n".join(cast(list[str], value))

    def _faults(self, field: Input, value: Plain, programme: "Programme") -> Iterator[Fault]:
        items = cast(list[str], value)
        field = cast(Field, field)
        yield from count_faults(field, len(items), "条")
        blank = [str(number) for number, item in enumerate(items, start=1) if not item or item.isspace()]
        if blank:
            yield Fault(Level.HINT, "blank_item", f"{named(field.label)}第{'、'.join(blank[:5])}条是空的。", "删去空行")
        long = [str(number) for number, item in enumerate(items, start=1) if length(item) > field.item_length > 0]
        if long:
            message = f"{named(field.label)}第{'、'.join(long[:5])}条超过{field.item_length}字，请删减。"
            yield Fault(Level.ERROR, "item_too_long", message, f"每条不超过{field.item_length}字")
        joined = "\n".join(items)
        yield from length_faults(field, joined)
        yield from character_faults(field.label, joined)


def _without_numbers(lines: list[str]) -> list[str]:
    """Drop typed numbers in front of the items, but only when they run 1, 2, 3 … through all of them."""
    found = [_NUMBERED.match(line) for line in lines]
    if len(lines) > 1 and [match and int(match[1]) for match in found] == list(range(1, len(lines) + 1)):
        return [line[match.end() :] for line, match in zip(lines, found, strict=True) if match]
    return lines


def count_faults(field: Field, count: int, measure: str) -> Iterator[Fault]:
    """Yield an error when there are fewer or more things than the field allows; `measure` is their measure word."""
    if field.min_items and count < field.min_items:
        message = f"{named(field.label)}至少{field.min_items}{measure}，现有{count}{measure}。"
        yield Fault(Level.ERROR, "too_few", message, _count_range(field, measure))
    elif field.max_items and count > field.max_items:
        message = f"{named(field.label)}最多{field.max_items}{measure}，现有{count}{measure}。"
        yield Fault(Level.ERROR, "too_many", message, _count_range(field, measure))


def _count_range(field: Field, measure: str) -> str:
    if field.min_items and field.max_items:
        return f"{field.min_items}—{field.max_items}{measure}"
    return f"至少{field.min_items}{measure}" if field.min_items else f"最多{field.max_items}{measure}"
