"""The ledger (项目台账): one frozen picture of projects, areas and indicators for the Excel file, read in a few bulk queries."""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from models import arithmetic
from models.arithmetic import Reading
from models.edition import CITY
from models.programme.pack import Programme
from models.queries.city.matrix import heirs_on
from models.queries.indicators import OWN_DECIMALS, counts_as, numbers, read_readings
from models.queries.showing import groups, joined, keys, namer, period
from models.reading import Reader


class LedgerRow(NamedTuple):
    """One project of the ledger; every word is resolved to what the officer reads, lists are joined by “、”.

    Attributes:
        number: Application number (申报编号).
        uscc: Unified social credit code (统一社会信用代码), text.
        entity_kind: Name of the entity's kind.
        main_area: Key of the main area; empty until chosen.
        main_area_title: Its title in the notice.
        other_areas: Titles of the other areas.
        period: ``2025年7月至2027年12月``; empty when open.
        state: Key of the life-cycle state.
        state_title: Its title.
        state_group: Heading it is counted under.
        phone: Mobile of the contact, else the office telephone; text.
        filled: Fields of the form that hold something.
        applicable: Fields of the form that apply.
        progress_on: Day of the latest progress entry (``YYYY-MM-DD``), or empty.
        open_problems: How many problems are not solved.
        district: Name of the district that reported it; empty in a district's own ledger.
        problems: Their texts, one a line.
        support_requests: Texts of the unanswered support requests, one a line.
        remark: Reason given with the latest step of the project's life.
    """

    project_id: str
    number: str
    title: str
    entity: str
    uscc: str
    entity_kind: str
    main_area: str
    main_area_title: str
    other_areas: str
    clusters: str
    industries: str
    platforms: str
    period: str
    state: str
    state_title: str
    state_group: str
    officer: str
    contact: str
    phone: str
    filled: int
    applicable: int
    errors: int
    warnings: int
    progress: str
    progress_on: str
    open_problems: int
    problems: str
    support_requests: str
    remark: str
    district: str = ""


class AreaRow(NamedTuple):
    """One pilot area of the summary (九项汇总); areas without projects are included.

    Attributes:
        by_group: Projects with this main area, one number for each of `LedgerSnapshot.groups`.
        total: Projects with this main area.
        also: Projects that name it as a further area (not part of the totals).
        entities: Different entities with this main area; those of one credit code count once.
    """

    key: str
    number: int
    title: str
    by_group: tuple[int, ...]
    total: int
    also: int
    entities: int


class IndicatorRow(NamedTuple):
    """One indicator of one project.

    Attributes:
        kind: Key of the indicator kind; empty or unknown words are kept as stored.
        kind_title: What the officer calls it.
        baseline: As stored (decimal text).
        targets: As stored, one for each of `LedgerSnapshot.years`; empty where none.
        actual: Actual value counted by kind up to the ledger's date; ``None`` when there is none.
        actual_on: Day of the latest value (``YYYY-MM-DD``), or empty.
        target: Target that `actual` is measured against; ``None`` when there is none or it is no number.
        rate: actual ÷ target, 1 = reached; ``None`` when it cannot be said.
        district: Name of the district that reported it; empty in a district's own ledger.
    """

    project_id: str
    project_number: str
    project_title: str
    entity: str
    main_area_title: str
    indicator_key: str
    name: str
    unit: str
    kind: str
    kind_title: str
    counting_rule: str
    baseline: str
    targets: tuple[str, ...]
    actual: Decimal | None
    actual_on: str
    target: Decimal | None
    rate: Decimal | None
    source: str
    district: str = ""


class IndicatorTotalRow(NamedTuple):
    """One indicator of the pack over all projects of the ledger; ratios are Σ numerator ÷ Σ denominator, never averaged.

    Attributes:
        projects: Projects that chose it and left its kind and unit as they are.
        reporting: Projects that have a value that counts on the ledger's day.
        actual: Sum over the projects; ``None`` where the same enterprise may be counted by several of them.
    """

    indicator_key: str
    name: str
    unit: str
    kind: str
    kind_title: str
    projects: int
    reporting: int
    actual: Decimal | None


@dataclass(frozen=True, slots=True)
class LedgerSnapshot:
    """Everything that the ledger file needs, nothing live.

    Attributes:
        title: Title of the ledger.
        office: Full name of the reporting office (填报单位).
        district: Name of the district.
        officer: Who fills it in (填表人).
        phone: Telephone of the office.
        on: Day of the ledger.
        years: Years of the programme, for the target columns.
        groups: Headings that states are counted under, in order of the life cycle.
        filter_note: What the ledger was narrowed to, in words; empty for the whole.
        projects: Projects by number.
        areas: All areas of the pack, in order.
        indicators: Indicators by project number and order.
        totals: Indicators of the pack over all projects.
        by_district: It is the city's, of all districts (全市台账).
    """

    title: str
    office: str
    district: str
    officer: str
    phone: str
    on: date
    years: tuple[int, ...]
    groups: tuple[str, ...]
    filter_note: str
    projects: tuple[LedgerRow, ...]
    areas: tuple[AreaRow, ...]
    indicators: tuple[IndicatorRow, ...]
    totals: tuple[IndicatorTotalRow, ...]
    by_district: bool = False


def read_ledger(
    reader: Reader, programme: Programme, on: date, *, areas: Collection[str] = (), states: Collection[str] = ()
) -> LedgerSnapshot:
    """Read the ledger of the office in a few bulk queries; give it a reader of one transaction (`Workspace.snapshot`).

    Args:
        reader: Where to read.
        programme: The pack that names everything.
        on: Day of the ledger: values and progress after it do not count.
        areas: Only projects with one of these main areas; empty: all.
        states: Only projects in one of these states; empty: all.
    """
    found = reader.rows("SELECT name, district_code, officer, phone FROM office")
    office, district, officer, phone = found[0] if found else ("", "", "", "")
    stored = [
        row
        for row in reader.rows(
            "SELECT p.id, p.number, p.title, e.id, e.name, e.uscc, e.kind, e.kind_other, p.main_area, p.other_areas, p.clusters,"
            " p.industries, p.platforms, p.period_start, p.period_end, p.state, p.officer, e.contact, e.mobile, e.tel,"
            " a.filled, a.applicable, a.errors, a.warnings, p.office"
            " FROM project p JOIN pilot_entity e ON e.id = p.entity_id LEFT JOIN document a ON a.id = p.id"
            " WHERE p.deleted_at IS NULL ORDER BY p.number"
        )
        if (not areas or row[8] in areas) and (not states or row[15] in states)
    ]
    projects = _project_rows(reader, programme, on, stored)
    by_district = district == CITY
    if by_district:
        names, heirs = namer(programme, "district"), heirs_on(programme, on)
        projects = [project._replace(district=names(heirs.get(row[-1], row[-1]))) for project, row in zip(projects, stored, strict=True)]
    indicators, totals = _indicator_rows(reader, programme, on, projects)
    return LedgerSnapshot(
        title=f"{programme.short_title}项目台账",
        office=office,
        district=programme.item_name("district", district) if district else "",
        officer=officer,
        phone=phone,
        on=on,
        years=programme.period.years,
        groups=groups(programme),
        filter_note=_filter_note(programme, areas, states),
        projects=tuple(projects),
        areas=_area_rows(programme, projects, stored),
        indicators=tuple(indicators),
        totals=tuple(totals),
        by_district=by_district,
    )


def _filter_note(programme: Programme, areas: Collection[str], states: Collection[str]) -> str:
    parts = []
    if areas:
        parts.append("主方向：" + joined(area.title for area in programme.areas if area.key in areas))
    if states:
        parts.append("状态：" + joined(state.title for state in programme.life_cycle.state if state.key in states))
    return "；".join(parts)


def _project_rows(reader: Reader, programme: Programme, on: date, stored: list[tuple[Any, ...]]) -> list[LedgerRow]:
    area, kind, cluster, industry, platform = (
        namer(programme, key) for key in ("pilot_area", "entity_kind", "cluster", "gbt4754", "platform")
    )
    known = {state.key: state for state in programme.life_cycle.state}
    until = on.isoformat()
    progress: dict[str, tuple[str, str]] = {
        project: (text, day)
        for project, text, day in reader.rows(
            'SELECT project_id, text, "on" FROM progress_entry WHERE deleted_at IS NULL AND "on" <= :until ORDER BY "on", id', until=until
        )
    }
    problems = _texts(reader, "problem", "resolved_on", until)
    requests = _texts(reader, "support_request", "answered_on", until)
    remarks = dict(
        reader.rows("SELECT project_id, reason FROM state_change WHERE from_state <> '' AND \"on\" <= :until ORDER BY at", until=until)
    )
    rows = []
    for id, number, title, _, name, uscc, kind_key, kind_other, main, others, *rest, _ in stored:
        clusters, industries, platforms, start, end, state, officer, contact, mobile, tel, filled, applicable, errors, warnings = rest
        text, day = progress.get(id, ("", ""))
        rows.append(
            LedgerRow(
                project_id=id,
                number=number,
                title=title,
                entity=name,
                uscc=uscc,
                entity_kind=kind_other or kind(kind_key),
                main_area=main,
                main_area_title=area(main),
                other_areas=joined(map(area, keys(others))),
                clusters=joined(map(cluster, keys(clusters))),
                industries=joined(map(industry, keys(industries))),
                platforms=joined(map(platform, keys(platforms))),
                period=period(start, end),
                state=state,
                state_title=known[state].title if state in known else state,
                state_group=known[state].group if state in known else "",
                officer=officer,
                contact=contact,
                phone=mobile or tel,
                filled=filled or 0,
                applicable=applicable or 0,
                errors=errors or 0,
                warnings=warnings or 0,
                progress=text,
                progress_on=day,
                open_problems=len(problems[id]),
                problems="\n".join(problems[id]),
                support_requests="\n".join(requests[id]),
                remark=remarks.get(id, ""),
            )
        )
    return rows


def _texts(reader: Reader, table: str, closed_on: str, until: str) -> dict[str, list[str]]:
    """Return by project the texts that were raised and not closed on the ledger's day."""
    texts: dict[str, list[str]] = defaultdict(list)
    for project, text in reader.rows(
        f'SELECT project_id, text FROM {table} WHERE deleted_at IS NULL AND "on" <= :until'
        f' AND ({closed_on} IS NULL OR {closed_on} > :until) ORDER BY "on", id',
        until=until,
    ):
        texts[project].append(text)
    return texts


def _area_rows(programme: Programme, projects: list[LedgerRow], stored: list[tuple[Any, ...]]) -> tuple[AreaRow, ...]:
    headings = groups(programme)
    by_area: dict[str, Counter[str]] = defaultdict(Counter)
    entities: dict[str, set[str]] = defaultdict(set)
    also: Counter[str] = Counter()
    for project, row in zip(projects, stored, strict=True):
        by_area[project.main_area][project.state_group] += 1
        entities[project.main_area].add(project.uscc or row[3])
        also.update(keys(row[9]))
    return tuple(
        AreaRow(
            area.key,
            area.number,
            area.title,
            tuple(by_area[area.key][heading] for heading in headings),
            by_area[area.key].total(),
            also[area.key],
            len(entities[area.key]),
        )
        for area in programme.areas
    )


def _indicator_rows(
    reader: Reader, programme: Programme, on: date, projects: list[LedgerRow]
) -> tuple[list[IndicatorRow], list[IndicatorTotalRow]]:
    owners = {project.project_id: project for project in projects}
    kind_title = namer(programme, "indicator_kind")
    known = {proposal.key: proposal for proposal in programme.indicators}
    targets: dict[str, dict[int, str]] = defaultdict(dict)
    for indicator, year, text in reader.rows("SELECT project_indicator_id, year, value FROM indicator_target WHERE value <> ''"):
        targets[indicator][year] = text
    readings = read_readings(
        reader.rows(
            'SELECT project_indicator_id, "on", value, numerator, denominator FROM indicator_value'
            " WHERE deleted_at IS NULL ORDER BY recorded_at"
        )
    )
    sources = dict(
        reader.rows(
            "SELECT project_indicator_id, source FROM indicator_value"
            ' WHERE deleted_at IS NULL AND "on" <= :until ORDER BY "on", recorded_at',
            until=on.isoformat(),
        )
    )
    rows: list[IndicatorRow] = []
    shared: dict[str, list[list[Reading]]] = defaultdict(list)
    reporting: Counter[str] = Counter()
    for id, project_id, key, name, unit, kind, rule, baseline in reader.rows(
        "SELECT i.id, i.project_id, i.indicator_key, i.name, i.unit, i.kind, i.counting_rule, i.baseline FROM project_indicator i"
        " JOIN project p ON p.id = i.project_id WHERE i.deleted_at IS NULL AND p.deleted_at IS NULL ORDER BY p.number, i.seq, i.id"
    ):
        if project_id not in owners:
            continue
        owner = owners[project_id]
        proposal = known.get(key)
        decimals = proposal.decimals if proposal else OWN_DECIMALS
        stands = arithmetic.total_by_kind(kind, readings[id], numbers(targets[id]), on, unit=unit, decimals=decimals)
        if counts_as(proposal, kind, unit):
            shared[key].append(readings[id])
            reporting[key] += stands.actual is not None
        rows.append(
            IndicatorRow(
                project_id=project_id,
                project_number=owner.number,
                project_title=owner.title,
                entity=owner.entity,
                main_area_title=owner.main_area_title,
                indicator_key=key,
                name=name,
                unit=unit,
                kind=kind,
                kind_title=kind_title(kind),
                counting_rule=rule,
                baseline=baseline,
                targets=tuple(targets[id].get(year, "") for year in programme.period.years),
                actual=stands.actual,
                actual_on=stands.on.isoformat() if stands.on else "",
                target=stands.target,
                rate=stands.rate,
                source=sources.get(id, ""),
                district=owner.district,
            )
        )
    return rows, _totals(programme, on, shared, reporting)


def _totals(programme: Programme, on: date, shared: dict[str, list[list[Reading]]], reporting: Counter[str]) -> list[IndicatorTotalRow]:
    kind_title = namer(programme, "indicator_kind")
    return [
        IndicatorTotalRow(
            indicator_key=proposal.key,
            name=proposal.name,
            unit=proposal.unit,
            kind=proposal.kind.value,
            kind_title=kind_title(proposal.kind.value),
            projects=len(shared[proposal.key]),
            reporting=reporting[proposal.key],
            actual=None
            if proposal.distinct and len(shared[proposal.key]) > 1
            else arithmetic.total(proposal.kind, shared[proposal.key], on, unit=proposal.unit, decimals=proposal.decimals),
        )
        for proposal in programme.indicators
        if proposal.key in shared
    ]
