"""Numbers of indicators in a spreadsheet: which indicator each belongs to, and what it cannot be."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from forms.collecting.labels import compact
from forms.definition import TARGET_PREFIX
from forms.importing.facts import BASELINE, INDICATOR, VALUE
from forms.importing.held import HeldProject
from models.arithmetic import to_number
from models.programme.types import IndicatorKind
from models.queries.indicators import decimals_of

if TYPE_CHECKING:
    from models.programme.pack import Programme


class About(NamedTuple):
    """The indicator that a number belongs to.

    Attributes:
        id: Of the project's; empty: it has none of that name yet.
        key: Key in the pack; empty for one of the office's own.
        is_new: Neither the project nor the pack has it.
    """

    id: str = ""
    key: str = ""
    unit: str = ""
    kind: str = ""
    is_new: bool = False


class Number(NamedTuple):
    """One number of a row.

    Attributes:
        column: Where it stands.
        name: The indicator, as the row or the head of the column names it.
        unit: Its unit there; empty where it is not named.
        part: `VALUE`, `BASELINE`, or the target of a year.
        value: Decimal text.
        about: The indicator it belongs to.
    """

    column: int
    name: str
    unit: str
    part: str
    value: str
    about: About = About()

    def held(self, project: HeldProject, on: date | None) -> str | None:
        """Return what the project holds in its place; ``None``: nothing."""
        standing = next((one for all in project.indicators.values() for one in all if one.id == self.about.id), None)
        if standing is None:
            return None
        if self.part == VALUE:
            held = project.values.get((standing.id, on), []) if on is not None else []
            return None if not held else self.value if self.value in held else held[0]
        if self.part == BASELINE:
            return standing.baseline or None
        return standing.targets.get(year_of(self.part)) or None


def year_of(part: str) -> int:
    """Return the year of a target."""
    return int(part.removeprefix(f"{INDICATOR}{TARGET_PREFIX}"))


def found_indicator(number: Number, project: HeldProject, programme: "Programme") -> tuple[str, About]:
    """Return which indicator a number belongs to, the project's before the pack's, and why that is not certain (Chinese sentence)."""
    name = compact(number.name)
    if not name:
        return "没有写是哪个指标。", About()
    own = project.indicators.get(name, [])
    proposed = [one for one in programme.indicators if compact(one.name) == name]
    if len(own) > 1:
        return f"项目里有{len(own)}个指标都叫“{number.name}”，分不清是哪一个。", About()
    if own:
        return "", About(own[0].id, own[0].key, own[0].unit, own[0].kind)
    if len(proposed) > 1:
        return f"指标库里有{len(proposed)}个指标都叫“{number.name}”，分不清是哪一个。", About()
    if proposed:
        return "", About("", proposed[0].key, proposed[0].unit, proposed[0].kind)
    return "", About(unit=number.unit, is_new=True)


def doubt_of(number: Number, about: About, programme: "Programme") -> str:
    """Say why a number cannot be the indicator's (Chinese sentence); empty: it can."""
    if number.unit and about.unit and compact(number.unit) != compact(about.unit):
        return f"台账里的单位是“{number.unit}”，这个指标的单位是“{about.unit}”，请核对。"
    if number.part == VALUE and about.kind == IndicatorKind.RATIO:
        return "比率类指标要填分子和分母，不能只导入完成值；请把这一列改成“不导入”，导入后到项目里填。"
    digits = decimals_of(programme, about.key)
    given = to_number(number.value)
    if number.part == VALUE and given is not None and given != round(given, digits):
        return f"这个指标最多保留{digits}位小数。" if digits else "这个指标只填整数。"
    return ""


def falls(number: Number, about: About, on: date, reached: Iterable[tuple[date, str]]) -> str:
    """Say that a cumulative number would fall (Chinese sentence); empty: it does not."""
    given = to_number(number.value)
    if about.kind != IndicatorKind.CUMULATIVE or given is None:
        return ""
    for day, text in reached:
        other = to_number(text)
        if other is not None and ((day < on and other > given) or (day > on and other < given)):
            return f"“{number.name}”是累计数，{day.isoformat()}已填{text}，与这一行的{number.value}对不上，请核对。"
    return ""
