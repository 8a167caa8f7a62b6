"""The ledger (项目台账): one frozen picture of projects, areas and indicators for the Excel file, read in a few bulk queries."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple


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


class AreaRow(NamedTuple):
    """One pilot area of the summary (九项汇总); areas without projects are included.

    Attributes:
        by_group: Projects with this main area, one number for each of `LedgerSnapshot.groups`.
        total: Projects with this main area.
        also: Projects that name it as a further area (not part of the totals).
        entities: Different entities with this main area.
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


class IndicatorTotalRow(NamedTuple):
    """One indicator of the pack over all projects of the ledger; ratios are Σ numerator ÷ Σ denominator, never averaged.

    Attributes:
        projects: Projects that chose it.
        reporting: Projects that have a value.
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
