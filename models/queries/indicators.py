"""Indicators (指标) of a project against their targets, and the values they come from."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from models.arithmetic import Reading, to_number, total_by_kind
from models.programme.pack import Programme
from models.programme.types import Indicator
from models.queries.showing import namer
from models.reading import Reader

OWN_DECIMALS = 2
"""Digits behind the point that an indicator of the officer's own keeps."""


class IndicatorStanding(NamedTuple):
    """One indicator of a project.

    Attributes:
        kind_title: What the officer calls the kind.
        core: True when the pack marks it 核心.
        baseline: As stored.
        targets: Year to target, as stored.
        actual: What it has reached by kind; ``None`` when nothing is recorded.
        actual_on: Day of the latest value that counts.
        target: Target of the year it is measured against.
        rate: actual ÷ target, 1 = reached.
        values: How many values are recorded.
        numerator_label: For ratios: what stands above the line.
        denominator_label: For ratios: what stands below.
    """

    id: str
    seq: int
    key: str
    name: str
    unit: str
    kind: str
    kind_title: str
    core: bool
    counting_rule: str
    baseline: str
    targets: dict[int, str]
    actual: Decimal | None
    actual_on: date | None
    target: Decimal | None
    rate: Decimal | None
    values: int
    numerator_label: str
    denominator_label: str


class ValueRow(NamedTuple):
    """One actual value (完成值), as stored."""

    id: str
    on: date
    value: str
    numerator: str
    denominator: str
    source: str
    evidence_id: str
    evidence_title: str
    note: str


def decimals_of(programme: Programme, key: str) -> int:
    """Return how many digits behind the point an indicator keeps; one of the officer's own keeps `OWN_DECIMALS`."""
    return next((proposal.decimals for proposal in programme.indicators if proposal.key == key), OWN_DECIMALS)


def counts_as(proposal: Indicator | None, kind: str, unit: str) -> bool:
    """Tell whether a project's indicator may be added up with others of the pack's: the officer left its kind and unit as they are."""
    return proposal is not None and proposal.kind == kind and unit.strip().replace("％", "%") in ("", proposal.unit)


def read_readings(rows: list[tuple[str, str, str, str, str]]) -> dict[str, list[Reading]]:
    """Return the readings by indicator from rows of (indicator id, day, value, numerator, denominator) in order of recording."""
    readings: dict[str, list[Reading]] = defaultdict(list)
    for indicator, on, value, above, below in rows:
        readings[indicator].append(Reading(date.fromisoformat(on), to_number(value), to_number(above), to_number(below)))
    return readings


def numbers(targets: dict[int, str]) -> dict[int, Decimal]:
    """Return the targets that are numbers."""
    return {year: number for year, text in targets.items() if (number := to_number(text)) is not None}


def standings(reader: Reader, programme: Programme, project_id: str, today: date) -> list[IndicatorStanding]:
    """Return the indicators of one project in their order, each against the target of the year of `today`."""
    kind_title = namer(programme, "indicator_kind")
    proposals = {proposal.key: proposal for proposal in programme.indicators}
    targets: dict[str, dict[int, str]] = defaultdict(dict)
    for indicator, year, text in reader.rows(
        "SELECT t.project_indicator_id, t.year, t.value FROM indicator_target t JOIN project_indicator i ON i.id = t.project_indicator_id"
        " WHERE i.project_id = :project AND t.value <> '' ORDER BY t.year",
        project=project_id,
    ):
        targets[indicator][year] = text
    readings = read_readings(
        reader.rows(
            'SELECT v.project_indicator_id, v."on", v.value, v.numerator, v.denominator FROM indicator_value v'
            " JOIN project_indicator i ON i.id = v.project_indicator_id"
            " WHERE i.project_id = :project AND v.deleted_at IS NULL ORDER BY v.recorded_at",
            project=project_id,
        )
    )
    rows = []
    for id, seq, key, name, unit, kind, rule, baseline in reader.rows(
        "SELECT id, seq, indicator_key, name, unit, kind, counting_rule, baseline FROM project_indicator"
        " WHERE project_id = :project AND deleted_at IS NULL ORDER BY seq, id",
        project=project_id,
    ):
        proposal = proposals.get(key)
        decimals = proposal.decimals if proposal else OWN_DECIMALS
        stands = total_by_kind(kind, readings[id], numbers(targets[id]), today, unit=unit, decimals=decimals)
        rows.append(
            IndicatorStanding(
                id=id,
                seq=seq,
                key=key,
                name=name,
                unit=unit,
                kind=kind,
                kind_title=kind_title(kind),
                core=proposal is not None and proposal.core,
                counting_rule=rule,
                baseline=baseline,
                targets=targets[id],
                actual=stands.actual,
                actual_on=stands.on,
                target=stands.target,
                rate=stands.rate,
                values=len(readings[id]),
                numerator_label=proposal.numerator if proposal else "",
                denominator_label=proposal.denominator if proposal else "",
            )
        )
    return rows


def values(reader: Reader, indicator_id: str) -> list[ValueRow]:
    """Return the values of one indicator, latest first."""
    return [
        ValueRow(id, date.fromisoformat(on), value, above, below, source, evidence or "", title or "", note)
        for id, on, value, above, below, source, evidence, title, note in reader.rows(
            'SELECT v.id, v."on", v.value, v.numerator, v.denominator, v.source, v.evidence_id, e.title, v.note FROM indicator_value v'
            " LEFT JOIN evidence e ON e.id = v.evidence_id AND e.deleted_at IS NULL"
            ' WHERE v.project_indicator_id = :indicator AND v.deleted_at IS NULL ORDER BY v."on" DESC, v.recorded_at DESC',
            indicator=indicator_id,
        )
    ]
