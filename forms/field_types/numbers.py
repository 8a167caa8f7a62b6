"""Integers, decimals and money."""

from collections.abc import Iterator
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING, cast

from forms.definition import Input, Level
from forms.field_types.base import Fault, FieldType, named, quoted
from forms.normalising import MOST_DIGITS, number_text, read_number
from models.plain import Plain

if TYPE_CHECKING:
    from models.programme.pack import Programme

FEN_PER_WAN = 1_000_000
"""Fen (分) in one ten thousand yuan (万元)."""

MONEY_DIGITS = 12
"""Most digits before the point of an amount in 万元, so that its fen fit every 64-bit integer."""


def fen_of(wan: Decimal) -> int | None:
    """Return an amount in 万元 as fen; ``None`` when it is no whole number of fen or too large."""
    with localcontext() as context:
        context.prec = 60
        fen = wan * FEN_PER_WAN
    return int(fen) if fen == fen.to_integral_value() and abs(wan) < 10**MONEY_DIGITS else None


def wan_of(fen: int) -> Decimal:
    """Return fen as 万元, exactly, with at least two digits behind the point."""
    sign = "-" if fen < 0 else ""
    whole, rest = divmod(abs(fen), FEN_PER_WAN)
    fraction = f"{rest:06}".rstrip("0").ljust(2, "0")
    return Decimal(f"{sign}{whole}.{fraction}")


def limit_faults(field: Input, number: Decimal, shown: str) -> Iterator[Fault]:
    """Yield errors for a number outside the field's limits or with too many digits behind the point."""
    if field.min and number < Decimal(field.min):
        message = f"{named(field.label)}填写的{quoted(shown)}小于{field.min}{field.unit}。"
        yield Fault(Level.ERROR, "below_min", message, _limits(field))
    elif field.max and number > Decimal(field.max):
        message = f"{named(field.label)}填写的{quoted(shown)}大于{field.max}{field.unit}。"
        yield Fault(Level.ERROR, "above_max", message, _limits(field))


def decimals_faults(field: Input, number: Decimal, shown: str, decimals: int) -> Iterator[Fault]:
    """Yield an error when more than `decimals` digits stand behind the point."""
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and -exponent > decimals:
        message = f"{named(field.label)}填写的{quoted(shown)}小数位数过多。"
        yield Fault(Level.ERROR, "too_many_decimals", message, f"最多{decimals}位小数" if decimals else "不带小数")


def _limits(field: Input) -> str:
    if field.min and field.max:
        return f"{field.min}—{field.max}{field.unit}"
    return f"不小于{field.min}{field.unit}" if field.min else f"不大于{field.max}{field.unit}"


class Integer(FieldType):
    """A whole number."""

    in_columns = True

    def accepted(self, field: Input) -> str:
        """Say that only digits are accepted."""
        return f"只填整数，如 1200，不带单位，最多{MOST_DIGITS}位"

    def _parse(self, field: Input, text: str, programme: "Programme") -> Plain:
        number = read_number(text)
        return int(number) if number is not None and number == number.to_integral_value() else None

    def _sound(self, value: Plain) -> bool:
        return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**MOST_DIGITS

    def _words(self, field: Input, value: Plain, programme: "Programme") -> str:
        return str(value)

    def _faults(self, field: Input, value: Plain, programme: "Programme") -> Iterator[Fault]:
        yield from limit_faults(field, Decimal(cast(int, value)), str(value))


class DecimalNumber(FieldType):
    """A number with digits behind the point, kept as canonical decimal text exactly as precise as typed."""

    in_columns = True

    def accepted(self, field: Input) -> str:
        """Say that only digits and a point are accepted."""
        return "只填数字，如 1200 或 12.5，不带单位和“万”字"

    def _parse(self, field: Input, text: str, programme: "Programme") -> Plain:
        number = read_number(text)
        return None if number is None else number_text(number)

    def _sound(self, value: Plain) -> bool:
        if not isinstance(value, str):
            return False
        number = read_number(value)
        return number is not None and number_text(number) == value

    def _words(self, field: Input, value: Plain, programme: "Programme") -> str:
        return cast(str, value)

    def _faults(self, field: Input, value: Plain, programme: "Programme") -> Iterator[Fault]:
        text = cast(str, value)
        number = Decimal(text)
        yield from limit_faults(field, number, text)
        yield from decimals_faults(field, number, text, field.decimals)


class Money(FieldType):
    """An amount typed and shown in 万元, kept as whole fen; `min` and `max` are in 万元."""

    in_columns = True

    def accepted(self, field: Input) -> str:
        """Say that the amount is in 万元, in digits."""
        return "以万元为单位只填数字，如 1200.50，不带“万”或“元”字"

    def _parse(self, field: Input, text: str, programme: "Programme") -> Plain:
        number = read_number(text)
        return None if number is None else fen_of(number)

    def _sound(self, value: Plain) -> bool:
        return isinstance(value, int) and not isinstance(value, bool) and abs(value) < FEN_PER_WAN * 10**MONEY_DIGITS

    def _words(self, field: Input, value: Plain, programme: "Programme") -> str:
        return number_text(wan_of(cast(int, value)))

    def _faults(self, field: Input, value: Plain, programme: "Programme") -> Iterator[Fault]:
        number = wan_of(cast(int, value))
        shown = number_text(number)
        yield from limit_faults(field, number, shown)
        yield from decimals_faults(field, number, shown, max(field.decimals, 2))
