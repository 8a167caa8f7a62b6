"""Indicators over all districts (指标汇总): what each has reached in the whole city and in every district, by the rules of its kind."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from models.programme.pack import Programme
from models.programme.types import Indicator
from models.queries.city.matrix import heirs_on
from models.queries.indicator_report import IndicatorLine, IndicatorSum, chosen_indicators
from models.queries.showing import joined, namer
from models.reading import Reader

COMMON = "通用"
NOT_ADDED = "同一企业可能列在几个项目、几个方向，不相加，请去重后填写"


class DistrictLine(NamedTuple):
    """What an indicator has reached in one district."""

    office: str
    district: str
    line: IndicatorLine


class CityIndicator(NamedTuple):
    """One indicator of the pack.

    Attributes:
        indicator: As the pack has it.
        areas: Short titles of the areas it serves, or `COMMON`.
        whole: The whole city; ratios are Σ numerator ÷ Σ denominator.
        districts: Every district that has a project with it, in the pack's order.
    """

    indicator: Indicator
    areas: str
    whole: IndicatorLine
    districts: tuple[DistrictLine, ...]


class CityIndicators(NamedTuple):
    """All indicators of all districts.

    Attributes:
        lines: Those of the pack that some project has chosen, in its order.
        own: How many indicators of projects are their own, or no longer count like the pack's; they are not added.
    """

    lines: tuple[CityIndicator, ...]
    own: int


def read_city_indicators(reader: Reader, programme: Programme, on: date, states: Collection[str] = ()) -> CityIndicators:
    """Add the indicators of all districts; give it a reader of one transaction (`Workspace.snapshot`).

    What a merged district reported counts for its heir. What counts companies is never added over several projects: the same company
    may stand in each of them, and no project says which companies it counted.

    Args:
        reader: The city's workspace.
        programme: The pack.
        on: The day: what was recorded for later days does not count.
        states: Only projects in these states; empty: in any.
    """
    heirs = heirs_on(programme, on)
    homes = {
        id: heirs.get(office, office)
        for id, office, state in reader.rows("SELECT id, office, state FROM project WHERE deleted_at IS NULL AND office <> ''")
        if not states or state in states
    }
    sums: dict[str, dict[str, IndicatorSum]] = defaultdict(lambda: defaultdict(IndicatorSum))
    own = 0
    for chosen in chosen_indicators(reader, programme, on):
        home = homes.get(chosen.project.id)
        if home is None:
            continue
        if chosen.shared:
            sums[chosen.key][home].add(chosen, on)
        else:
            own += 1
    kind_title, district = namer(programme, "indicator_kind"), namer(programme, "district")
    short = {area.key: area.short for area in programme.areas}
    places = {one.code: place for place, one in enumerate(programme.districts)}
    lines = []
    for indicator in programme.indicators:
        parts = sums.get(indicator.key)
        if not parts:
            continue
        areas, kind = joined(short[key] for key in indicator.areas) or COMMON, kind_title(indicator.kind.value)
        whole = IndicatorSum()
        for part in parts.values():
            whole.merge(part)
        own_lines = tuple(
            DistrictLine(office, district(office), _line(parts[office], areas, indicator, kind))
            for office in sorted(parts, key=lambda office: places.get(office, len(places)))
        )
        lines.append(CityIndicator(indicator, areas, _line(whole, areas, indicator, kind), own_lines))
    return CityIndicators(tuple(lines), own)


def _line(found: IndicatorSum, areas: str, indicator: Indicator, kind: str) -> IndicatorLine:
    several = found.projects > 1
    line = found.line(areas, indicator, kind, across=several)
    return line._replace(remark=NOT_ADDED) if several and indicator.distinct else line
