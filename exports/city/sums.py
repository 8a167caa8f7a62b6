"""The sums over all districts as of a day, read at once, for the report in Word and the tables in Excel (全市汇总)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from forms.cases import library
from models.programme.pack import Programme
from models.queries.city.indicators import CityIndicators, read_city_indicators
from models.queries.city.matrix import Matrix, heirs_on, matrix
from models.queries.city.sums import CaseRow, Heat, MatterRow, heat, problems, states, support_requests
from models.queries.report_parts import Reporter, read_reporter
from models.queries.showing import namer
from models.reading import Reader

Row = TypeVar("Row", MatterRow, CaseRow)


@dataclass(frozen=True, slots=True)
class CitySums:
    """Everything that the documents of the city need, nothing live.

    Attributes:
        reporter: The city's office and the day.
        heat: Projects by district and main area.
        states: Projects by state, in the order of the life cycle.
        indicators: What the indicators have reached.
        matrix: Who handed in what.
        problems: Those raised until the day, open ones first.
        requests: Support requests raised until the day, open ones first.
        cases: The library of cases.
    """

    reporter: Reporter
    heat: Heat
    states: tuple[tuple[str, int], ...]
    indicators: CityIndicators
    matrix: Matrix
    problems: tuple[MatterRow, ...]
    requests: tuple[MatterRow, ...]
    cases: tuple[CaseRow, ...]


def read_city_sums(reader: Reader, programme: Programme, on: date) -> CitySums:
    """Read the sums as they stand on a day; give it a reader of one transaction (`Workspace.snapshot`).

    What a district reported that has since been merged into another stands under the one that took over.
    """
    heirs, names = heirs_on(programme, on), namer(programme, "district")

    def now(row: Row) -> Row:
        office = heirs.get(row.office, row.office)
        return row._replace(office=office, district=names(office))

    return CitySums(
        reporter=read_reporter(reader, programme, on),
        heat=heat(reader, programme, on),
        states=states(reader, programme),
        indicators=read_city_indicators(reader, programme, on),
        matrix=matrix(reader, programme, on),
        problems=_as_of(map(now, problems(reader, programme)), programme, on),
        requests=_as_of(map(now, support_requests(reader, programme)), programme, on),
        cases=tuple(now(row) for row in library(reader, programme) if row.submitted_on <= on),
    )


def _as_of(rows: Iterable[MatterRow], programme: Programme, on: date) -> tuple[MatterRow, ...]:
    """Return what had been raised until a day, open ones first, by area and district; what was settled later was open then."""
    held = [row._replace(settled_on=None, settlement="") if row.settled_on and row.settled_on > on else row for row in rows if row.on <= on]
    areas = {area.title: place for place, area in enumerate(programme.areas)}
    offices = {district.code: place for place, district in enumerate(programme.districts)}
    held.sort(key=lambda row: (row.settled_on is not None, areas.get(row.area, len(areas)), offices.get(row.office, len(offices)), row.on))
    return tuple(held)
