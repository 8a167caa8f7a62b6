"""Days, months and ranges of months."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from forms.definition import Input, Level
from forms.field_types.base import Fault, FieldType, named
from forms.normalising import read_date, read_month, read_month_range
from models.plain import Plain

if TYPE_CHECKING:
    from models.programme.pack import Programme


def shown_date(value: str) -> str:
    """Return ``2025-07-11`` as 2025年7月11日 and ``2025-07`` as 2025年7月."""
    year, month, *day = value.split("-")
    return f"{int(year)}年{int(month)}月" + "".join(f"{int(number)}日" for number in day)


def limit_faults(field: Input, value: str) -> Iterator[Fault]:
    """Yield errors for a day or month outside the field's limits."""
    if field.min and value < field.min:
        message = f"{named(field.label)}填写的{shown_date(value)}早于{shown_date(field.min)}。"
        yield Fault(Level.ERROR, "below_min", message, f"不早于{shown_date(field.min)}")
    elif field.max and value > field.max:
        message = f"{named(field.label)}填写的{shown_date(value)}晚于{shown_date(field.max)}。"
        yield Fault(Level.ERROR, "above_max", message, f"不晚于{shown_date(field.max)}")


class Day(FieldType):
    """A day of the calendar, ``YYYY-MM-DD``."""

    in_columns = True

    def accepted(self, field: Input) -> str:
        """Show the ways a day may be written."""
        return "年、月、日齐全的日期，如 2025年7月11日、2025.7.11 或 20250711"

    def _parse(self, field: Input, text: str, programme: "Programme") -> Plain:
        return read_date(text)

    def _sound(self, value: Plain) -> bool:
        return isinstance(value, str) and read_date(value) == value

    def _words(self, field: Input, value: Plain, programme: "Programme") -> str:
        return shown_date(cast(str, value))

    def _faults(self, field: Input, value: Plain, programme: "Programme") -> Iterator[Fault]:
        yield from limit_faults(field, cast(str, value))


class Month(FieldType):
    """A month, ``YYYY-MM``."""

    in_columns = True

    def accepted(self, field: Input) -> str:
        """Show the ways a month may be written."""
        return "年和月，如 2025年7月、2025.7 或 2025-07"

    def _parse(self, field: Input, text: str, programme: "Programme") -> Plain:
        return read_month(text)

    def _sound(self, value: Plain) -> bool:
        return isinstance(value, str) and read_month(value) == value

    def _words(self, field: Input, value: Plain, programme: "Programme") -> str:
        return shown_date(cast(str, value))

    def _faults(self, field: Input, value: Plain, programme: "Programme") -> Iterator[Fault]:
        yield from limit_faults(field, cast(str, value))


class MonthRange(FieldType):
    """The first and the last month of a time, each ``YYYY-MM`` or missing."""

    def is_empty(self, value: Plain) -> bool:
        """Tell whether both months are missing."""
        return super().is_empty(value) or (isinstance(value, list) and not any(value))

    def accepted(self, field: Input) -> str:
        """Show how a range is written."""
        return "起止年月，如 2025年7月至2027年12月"

    def _parse(self, field: Input, text: str, programme: "Programme") -> Plain:
        months = read_month_range(text)
        return None if months is None else list(months)

    def _sound(self, value: Plain) -> bool:
        return (
            isinstance(value, list)
            and len(value) == 2
            and all(month is None or (isinstance(month, str) and read_month(month) == month) for month in value)
        )

    def _words(self, field: Input, value: Plain, programme: "Programme") -> str:
        start, end = (shown_date(month) if month else "" for month in cast(list[str | None], value))
        return f"{start}至{end}"

    def _faults(self, field: Input, value: Plain, programme: "Programme") -> Iterator[Fault]:
        start, end = cast(list[str | None], value)
        if not start or not end:
            missing = "截止" if start else "开始"
            yield Fault(Level.ERROR, "incomplete", f"{named(field.label)}缺少{missing}年月。", self.accepted(field))
            return
        if start > end:
            message = f"{named(field.label)}的开始{shown_date(start)}晚于截止{shown_date(end)}。"
            yield Fault(Level.ERROR, "reversed", message, "开始年月不晚于截止年月")
            return
        yield from limit_faults(field, start)
        if end != start:
            for fault in limit_faults(field, end):
                if not (field.min and start < field.min):
                    yield fault
