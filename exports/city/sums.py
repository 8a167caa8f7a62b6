"""The sums over all districts as of a day, read at once, for the report in Word and the tables in Excel (全市汇总)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from forms.cases import library
from models.programme.pack import Programme
from models.queries.city.indicators import CityIndicators, read_city_indicators
from models.queries.city.matrix import Matrix, matrix
from models.queries.city.sums import CaseRow, Heat, MatterRow, heat, problems, states, support_requests
from models.queries.report_parts import Reporter, read_reporter
from models.reading import Reader


@dataclass(frozen=True, slots=True)
class CitySums:
    """Everything that the documents of the city need, nothing live.

    Attributes:
        reporter: The city's office and the day.
        applied: Projects by district and main area, whatever became of them.
        heat: Pilot projects by district and main area.
        states: All projects by state, in the order of the life cycle.
        indicators: What the indicators of the pilot projects have reached.
        matrix: Who handed in what.
        problems: Those of pilot projects raised until the day, open ones first.
        requests: Support requests of pilot projects raised until the day, open ones first.
        cases: The library of cases.
    """

    reporter: Reporter
    applied: Heat
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
    return CitySums(
        reporter=read_reporter(reader, programme, on),
        applied=heat(reader, programme, on),
        heat=heat(reader, programme, on, programme.pilot_states),
        states=states(reader, programme),
        indicators=read_city_indicators(reader, programme, on, programme.pilot_states),
        matrix=matrix(reader, programme, on),
        problems=_as_of(problems(reader, programme, on), programme, on),
        requests=_as_of(support_requests(reader, programme, on), programme, on),
        cases=tuple(row for row in library(reader, programme, on) if row.submitted_on <= on),
    )


def _as_of(rows: Iterable[MatterRow], programme: Programme, on: date) -> tuple[MatterRow, ...]:
    """Return what had been raised until a day, open ones first, by area and district; what was settled later was open then."""
    held = [row._replace(settled_on=None, settlement="") if row.settled_on and row.settled_on > on else row for row in rows if row.on <= on]
    areas = {area.title: place for place, area in enumerate(programme.areas)}
    offices = {district.code: place for place, district in enumerate(programme.districts)}
    held.sort(key=lambda row: (row.settled_on is not None, areas.get(row.area, len(areas)), offices.get(row.office, len(offices)), row.on))
    return tuple(held)
