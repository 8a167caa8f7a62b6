"""九项指标完成情况表: what the indicators have reached, by pilot area and over the district, by the rules of their kind."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from models import arithmetic
from models.arithmetic import Reading, plain_number, to_number
from models.programme.pack import Programme
from models.programme.types import Indicator, IndicatorKind
from models.queries.indicators import OWN_DECIMALS, counts_as, numbers, read_readings
from models.queries.report_parts import AreaLine, ByArea, Pages, ProjectLine, Reporter, of_page, project_pages, read_reporter
from models.queries.showing import joined, namer
from models.reading import Reader

SOURCES_SHOWN = 2
RATE_DIGITS = Decimal("0.000001")
REACHED, SHORT, SILENT, AIMLESS = range(4)
"""Columns of the counts by area: target reached, not yet, no value so far, no target to measure it against."""


class IndicatorLine(NamedTuple):
    """One indicator of one area, or of the whole district.

    Attributes:
        area_title: Title of the area; empty for the whole district.
        baseline: Sum of the projects' baselines; of a ratio only where all agree.
        target: The same for the target of the report's year.
        actual: By kind: cumulative and point the last values added, yearly the year's values added, ratio Σ numerator ÷ Σ denominator.
        rate: actual ÷ target, 1 = reached; ``None`` when it cannot be said.
        projects: Projects that chose it; 0 says that no project of the area has any indicator.
        reporting: Projects that have a value.
        source: Where the values come from.
        on: Day of the latest value (``YYYY-MM-DD``), or empty.
        remark: Why a number is missing.
    """

    area_title: str
    name: str
    unit: str
    kind_title: str
    baseline: Decimal | None
    target: Decimal | None
    actual: Decimal | None
    rate: Decimal | None
    projects: int
    reporting: int
    source: str
    on: str
    remark: str


class ProjectIndicatorLine(NamedTuple):
    """One indicator of one project; numbers as decimal text, as stored where they are typed."""

    area_title: str
    number: str
    title: str
    entity: str
    name: str
    unit: str
    kind_title: str
    baseline: str
    target: str
    actual: str
    rate: str
    source: str
    on: str
    remark: str


@dataclass(frozen=True, slots=True)
class IndicatorReport:
    """九项指标完成情况表.

    Attributes:
        reporter: Who reports.
        lines: Indicators of the pack by area; every area has at least one line.
        district: Those that stand under several areas, over the whole district.
        rows: All indicators of all projects.
        areas: How many of them have reached their target, have not, have no value, have no target, by area.
        own: How many are not of the pack, or no longer count like it (`counts_as`); they are only in `rows`.
    """

    reporter: Reporter
    lines: tuple[IndicatorLine, ...]
    district: tuple[IndicatorLine, ...]
    rows: Pages[ProjectIndicatorLine]
    areas: tuple[AreaLine, ...]
    own: int


class ChosenIndicator(NamedTuple):
    """One indicator that a project has chosen, with all that was recorded of it until the day of the report.

    Attributes:
        proposal: The pack's indicator of this key; ``None`` when it is the project's own.
        shared: It still counts like the pack's, so that it can be added to others (`counts_as`).
        source: Source of the latest value.
    """

    project: ProjectLine
    proposal: Indicator | None
    key: str
    name: str
    unit: str
    kind: str
    baseline: str
    readings: list[Reading]
    stands: arithmetic.Standing
    shared: bool
    source: str


@dataclass(slots=True)
class IndicatorSum:
    """What the projects' values of one indicator add up to; it does not grow with them."""

    projects: int = 0
    reporting: int = 0
    untargeted: int = 0
    actual: Decimal = Decimal(0)
    above: Decimal = Decimal(0)
    below: Decimal = Decimal(0)
    baseline: Decimal = Decimal(0)
    baselines: set[Decimal] = field(default_factory=set)
    target: Decimal = Decimal(0)
    targets: set[Decimal] = field(default_factory=set)
    sources: dict[str, None] = field(default_factory=dict)
    on: str = ""

    def add(self, chosen: ChosenIndicator, until: date) -> None:
        """Add one project."""
        stands = chosen.stands
        self.projects += 1
        start = to_number(chosen.baseline)
        if start is not None:
            self.baseline += start
            self.baselines.add(start)
        if stands.target is not None:
            self.target += stands.target
            self.targets.add(stands.target)
        if stands.actual is None:
            return
        self.reporting += 1
        self.untargeted += stands.target is None
        if chosen.kind == IndicatorKind.RATIO:
            for reading in arithmetic.within_year(chosen.readings, until):
                if reading.numerator is not None and reading.denominator is not None:
                    self.above += reading.numerator
                    self.below += reading.denominator
        else:
            self.actual += stands.actual
        if chosen.source:
            self.sources[chosen.source] = None
        self.on = max(self.on, stands.on.isoformat() if stands.on else "")

    def merge(self, other: "IndicatorSum") -> None:
        """Add another area's sum."""
        for name in ("projects", "reporting", "untargeted", "actual", "above", "below", "baseline", "target"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.baselines |= other.baselines
        self.targets |= other.targets
        self.sources |= other.sources
        self.on = max(self.on, other.on)

    def line(self, area_title: str, indicator: Indicator, kind_title: str, *, across: bool = False) -> IndicatorLine:
        """Return the line of the report; `across` says that it joins several areas."""
        is_ratio = indicator.kind is IndicatorKind.RATIO
        remarks = []
        baseline, target, actual = self.baseline if self.baselines else None, self.target if self.targets else None, None
        if is_ratio:
            baseline = next(iter(self.baselines)) if len(self.baselines) == 1 else None
            target = next(iter(self.targets)) if len(self.targets) == 1 else None
            if len(self.targets) > 1:
                remarks.append("各项目目标值不同，比率不相加")
            if self.below:
                actual = arithmetic.ratio(self.above, self.below, unit=indicator.unit, decimals=indicator.decimals)
        elif self.reporting:
            actual = self.actual
        if across and indicator.distinct:
            baseline = target = actual = None
            remarks = ["同一企业可能列在几个方向，各方向不相加，请去重后填写"]
        rate = (actual / target).quantize(RATE_DIGITS) if actual is not None and target and not self.untargeted else None
        if self.untargeted and target is not None:
            remarks.append(f"{self.untargeted}个项目未填当年目标值，不计完成率")
        sources = list(self.sources)
        more = f"等{len(sources)}处" if len(sources) > SOURCES_SHOWN else ""
        return IndicatorLine(
            area_title=area_title,
            name=indicator.name,
            unit=indicator.unit,
            kind_title=kind_title,
            baseline=baseline,
            target=target,
            actual=actual,
            rate=rate,
            projects=self.projects,
            reporting=self.reporting,
            source=joined(sources[:SOURCES_SHOWN]) + more,
            on=self.on,
            remark="；".join(remarks),
        )


def read_indicator_report(reader: Reader, programme: Programme, on: date, only: Collection[str] | None = None) -> IndicatorReport:
    """Read 九项指标完成情况表 as it stands on a day; give it a reader of one transaction (`Workspace.snapshot`).

    An indicator counts under its own area, a common one under the project's main area. With `only`, the projects with these
    numbers.
    """
    kind_title = namer(programme, "indicator_kind")
    area_title = namer(programme, "pilot_area")
    sums: dict[tuple[str, str], IndicatorSum] = defaultdict(IndicatorSum)
    rows: Pages[ProjectIndicatorLine] = Pages(ProjectIndicatorLine._make, prose=(11,))
    counts = ByArea(programme, 4)
    own = 0
    for chosen in chosen_indicators(reader, programme, on):
        project, stands = chosen.project, chosen.stands
        if only is not None and project.number not in only:
            continue
        area = _area_of(chosen.proposal, project)
        counts.add(area, _reached(stands))
        if chosen.shared:
            sums[area, chosen.key].add(chosen, on)
        else:
            own += 1
        rows.add(
            [
                ProjectIndicatorLine(
                    area_title=area_title(area),
                    number=project.number,
                    title=project.title,
                    entity=project.entity,
                    name=chosen.name,
                    unit=chosen.unit,
                    kind_title=kind_title(chosen.kind),
                    baseline=chosen.baseline,
                    target=plain_number(stands.target) if stands.target is not None else "",
                    actual=plain_number(stands.actual) if stands.actual is not None else "",
                    rate=plain_number(stands.rate.quantize(RATE_DIGITS)) if stands.rate is not None else "",
                    source=chosen.source,
                    on=stands.on.isoformat() if stands.on else "",
                    remark="" if chosen.shared else "性质或单位改过，不汇总" if chosen.proposal else "自拟指标",
                )
            ]
        )
    return IndicatorReport(
        reporter=read_reporter(reader, programme, on),
        lines=tuple(_lines(programme, sums)),
        district=tuple(_district(programme, sums)),
        rows=rows.measured(),
        areas=counts.lines(),
        own=own,
    )


def chosen_indicators(reader: Reader, programme: Programme, on: date) -> Iterator[ChosenIndicator]:
    """Yield all indicators of all projects as they stand on a day, project by project in the order of their numbers."""
    known = {proposal.key: proposal for proposal in programme.indicators}
    for page in project_pages(reader, programme):
        chosen = of_page(
            reader, page, "c.id, c.indicator_key, c.name, c.unit, c.kind, c.baseline", "project_indicator", order="c.seq, c.id"
        )
        targets, readings, sources = _of_indicators(reader, page.after, page.last, on)
        for project in page.projects:
            for id, key, name, unit, kind, baseline in chosen[project.id]:
                proposal = known.get(key)
                decimals = proposal.decimals if proposal else OWN_DECIMALS
                stands = arithmetic.total_by_kind(kind, readings[id], numbers(targets[id]), on, unit=unit, decimals=decimals)
                yield ChosenIndicator(
                    project=project,
                    proposal=proposal,
                    key=key,
                    name=name,
                    unit=unit,
                    kind=kind,
                    baseline=baseline,
                    readings=readings[id],
                    stands=stands,
                    shared=counts_as(proposal, kind, unit),
                    source=sources.get(id, ""),
                )


def _of_indicators(
    reader: Reader, after: str, last: str, on: date
) -> tuple[dict[str, dict[int, str]], dict[str, list[Reading]], dict[str, str]]:
    """Return targets, readings and the latest source, by indicator, of the projects with numbers in a range."""
    join = (
        " FROM project p JOIN project_indicator i ON i.project_id = p.id AND i.deleted_at IS NULL JOIN {} ON c.project_indicator_id = i.id"
        " WHERE p.number > :after AND p.number <= :last AND p.deleted_at IS NULL"
    )
    targets: dict[str, dict[int, str]] = defaultdict(dict)
    for id, year, text in reader.rows(f"SELECT i.id, c.year, c.value{join.format('indicator_target c')}", after=after, last=last):
        if text:
            targets[id][year] = text
    values = reader.rows(
        f'SELECT i.id, c."on", c.value, c.numerator, c.denominator, c.source{join.format("indicator_value c")}'
        ' AND c.deleted_at IS NULL AND c."on" <= :until ORDER BY c."on", c.recorded_at',
        after=after,
        last=last,
        until=on.isoformat(),
    )
    sources = {row[0]: row[5] for row in values}
    return targets, read_readings([row[:5] for row in values]), sources


def _area_of(proposal: Indicator | None, project: ProjectLine) -> str:
    areas = proposal.areas if proposal else ()
    return areas[0] if areas and project.area not in areas else project.area


def _reached(stands: arithmetic.Standing) -> int:
    if stands.actual is None:
        return SILENT
    if stands.rate is None:
        return AIMLESS
    return REACHED if stands.rate >= 1 else SHORT


def _lines(programme: Programme, sums: dict[tuple[str, str], IndicatorSum]) -> Iterable[IndicatorLine]:
    kind_title = namer(programme, "indicator_kind")
    keys = {area.key for area in programme.areas}
    areas: list[tuple[str, str]] = [(area.key, area.title) for area in programme.areas]
    areas += [(key, "（尚未选定主方向）") for key in dict.fromkeys(area for area, _ in sums) if key not in keys]
    for area, title in areas:
        found = [
            sums[area, proposal.key].line(title, proposal, kind_title(proposal.kind.value))
            for proposal in programme.indicators
            if (area, proposal.key) in sums
        ]
        yield from found or [_nothing(title)]


def _nothing(area_title: str) -> IndicatorLine:
    blank: dict[str, Any] = dict.fromkeys(IndicatorLine._fields, "") | {"projects": 0, "reporting": 0}
    blank |= {"baseline": None, "target": None, "actual": None, "rate": None}
    return IndicatorLine(**blank)._replace(area_title=area_title, name="（暂无项目选用指标）")


def _district(programme: Programme, sums: dict[tuple[str, str], IndicatorSum]) -> Iterable[IndicatorLine]:
    kind_title = namer(programme, "indicator_kind")
    for proposal in programme.indicators:
        parts = [part for (_, key), part in sums.items() if key == proposal.key]
        if len(parts) < 2:
            continue
        whole = IndicatorSum()
        for part in parts:
            whole.merge(part)
        yield whole.line("", proposal, kind_title(proposal.kind.value), across=True)
