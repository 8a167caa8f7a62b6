"""What a submission package says of the projects of this workspace, read whole tables at a time; and which revisions can be sent."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from models.exchange import EntityFacts, IndicatorFacts, MatterFacts, MilestoneFacts, ProgressFacts, ProjectFacts, ValueFacts
from models.queries.showing import keys
from models.reading import Reader

Grouped = dict[str, list[tuple[Any, ...]]]


class RevisionRow(NamedTuple):
    """A frozen revision that was not returned since; `project_id` is empty for a document of the district."""

    id: str
    document_id: str
    project_id: str
    form_id: str
    period: str
    number: int
    title: str
    submitted_on: date
    payload: str
    sha256: str


class EvidenceRow(NamedTuple):
    """A piece of evidence, without its content; `project_id` is empty for the district's own."""

    id: str
    project_id: str
    field_key: str
    title: str
    file_name: str
    media_type: str
    size: int
    sha256: str


def newest_revisions(reader: Reader, *, form_id: str, period: str | None = "") -> list[RevisionRow]:
    """Return the newest revision of each document of one form and year (``None``: any) that stands frozen, by project number."""
    of_year = " AND d.period = :period" if period is not None else ""
    return [
        RevisionRow._make((*row[:7], date.fromisoformat(row[7]), *row[8:]))
        for row in reader.rows(
            "SELECT r.id, d.id, COALESCE(d.project_id, ''), d.form_id, d.period, r.number, COALESCE(p.title, d.title), r.submitted_on,"
            " r.payload, r.sha256 FROM revision r JOIN document d ON d.id = r.document_id LEFT JOIN project p ON p.id = d.project_id"
            f" WHERE d.form_id = :form{of_year} AND d.deleted_at IS NULL AND d.frozen_at IS NOT NULL AND p.deleted_at IS NULL"
            " AND r.number = d.revision AND r.returned_at IS NULL ORDER BY p.number NULLS FIRST, d.id",
            form=form_id,
            **({"period": period} if period is not None else {}),
        )
    ]


def evidence_of(reader: Reader, project_ids: Iterable[str], document_ids: Iterable[str] = ()) -> list[EvidenceRow]:
    """Return the evidence and attachments of some projects and of some documents of the district, the oldest first."""
    projects, documents = set(project_ids), set(document_ids)
    return [
        EvidenceRow(id, project or "", *facts)
        for id, project, document, *facts in reader.rows(
            "SELECT id, project_id, document_id, field_key, title, file_name, media_type, size, sha256 FROM evidence"
            " WHERE deleted_at IS NULL ORDER BY added_at, id"
        )
        if project in projects or document in documents
    ]


def project_facts(reader: Reader, project_ids: Iterable[str]) -> tuple[ProjectFacts, ...]:
    """Return projects as they stand, with entity, progress, milestones, problems, support requests and indicators, by number."""
    wanted = set(project_ids)
    found = [
        row
        for row in reader.rows(
            "SELECT p.id, p.number, p.title, p.state, p.main_area, p.other_areas, p.clusters, p.platforms, p.period_start, p.period_end,"
            " p.rank, e.id, e.name, e.kind, e.uscc, e.industry, e.contact, COALESCE(NULLIF(e.mobile, ''), e.tel)"
            " FROM project p JOIN pilot_entity e ON e.id = p.entity_id WHERE p.deleted_at IS NULL ORDER BY p.number"
        )
        if row[0] in wanted
    ]
    rows = _Rows(reader, wanted)
    return tuple(
        ProjectFacts(
            id=id,
            number=number,
            title=title,
            state=state,
            main_area=area,
            other_areas=tuple(keys(others)),
            clusters=tuple(keys(clusters)),
            platforms=tuple(keys(platforms)),
            period_start=start,
            period_end=end,
            rank=rank,
            entity=EntityFacts(**dict(zip(("id", "name", "kind", "uscc", "industry", "contact", "phone"), entity, strict=True))),
            progress=tuple(ProgressFacts(id=row[1], on=_day(row[2]), text=row[3]) for row in rows.progress[id]),
            milestones=tuple(map(_milestone, rows.milestones[id])),
            problems=tuple(_matter(row, "") for row in rows.problems[id]),
            support_requests=tuple(_matter(row[:-1], row[-1]) for row in rows.requests[id]),
            indicators=tuple(_indicator(row, rows) for row in rows.indicators[id]),
            decisions=tuple(row[1] for row in rows.decisions[id]),
            removed=tuple(row[1] for row in rows.removed[id]),
        )
        for id, number, title, state, area, others, clusters, platforms, start, end, rank, *entity in found
    )


class _Rows:
    """The rows of all wanted projects, each table read once, by the id of their owner."""

    def __init__(self, reader: Reader, wanted: set[str]) -> None:
        def grouped(sql: str, owners: Iterable[str] = wanted) -> Grouped:
            held, groups = set(owners), defaultdict[str, list[tuple[Any, ...]]](list)
            for row in reader.rows(sql):
                if row[0] in held:
                    groups[row[0]].append(row)
            return groups

        live = "deleted_at IS NULL"
        self.progress = grouped(f'SELECT project_id, id, "on", text FROM progress_entry WHERE {live} ORDER BY "on", id')
        self.milestones = grouped(
            f"SELECT project_id, id, title, area, planned_on, done_on, note FROM milestone WHERE {live} ORDER BY seq, id"
        )
        self.problems = grouped(f'SELECT project_id, id, "on", text, resolved_on, resolution FROM problem WHERE {live} ORDER BY "on", id')
        self.requests = grouped(
            f'SELECT project_id, id, "on", text, answered_on, answer, addressed_to FROM support_request WHERE {live} ORDER BY "on", id'
        )
        self.indicators = grouped(
            "SELECT project_id, id, name, indicator_key, unit, kind, counting_rule, baseline FROM project_indicator"
            f" WHERE {live} ORDER BY seq, id"
        )
        owned = [row[1] for rows in self.indicators.values() for row in rows]
        self.targets = grouped("SELECT project_indicator_id, year, value FROM indicator_target WHERE value <> '' ORDER BY year", owned)
        self.values = grouped(
            'SELECT project_indicator_id, id, "on", value, numerator, denominator, source FROM indicator_value'
            f' WHERE {live} ORDER BY "on", id',
            owned,
        )
        self.decisions = grouped("SELECT project_id, id FROM city_decision ORDER BY id")
        tables = ("progress_entry", "milestone", "problem", "support_request", "project_indicator")
        gone = [f"SELECT project_id, id FROM {table} WHERE deleted_at IS NOT NULL" for table in tables]
        gone.append(
            "SELECT i.project_id, v.id FROM indicator_value v JOIN project_indicator i ON i.id = v.project_indicator_id"
            " WHERE v.deleted_at IS NOT NULL"
        )
        self.removed = grouped(" UNION ALL ".join(gone))


def _milestone(row: Sequence[Any]) -> MilestoneFacts:
    _, id, title, area, planned, done, note = row
    return MilestoneFacts(id=id, title=title, area=area, planned_on=_day_or_none(planned), done_on=_day_or_none(done), note=note)


def _matter(row: Sequence[Any], addressed_to: str) -> MatterFacts:
    _, id, on, text, settled, settlement = row
    return MatterFacts(id=id, on=_day(on), text=text, addressed_to=addressed_to, settled_on=_day_or_none(settled), settlement=settlement)


def _indicator(row: Sequence[Any], rows: _Rows) -> IndicatorFacts:
    _, id, name, key, unit, kind, rule, baseline = row
    return IndicatorFacts(
        id=id,
        name=name,
        key=key,
        unit=unit,
        kind=kind,
        counting_rule=rule,
        baseline=baseline,
        targets={f"{year:04}": value for _, year, value in rows.targets.get(id, ())},
        values=tuple(
            ValueFacts(id=value[1], on=_day(value[2]), value=value[3], numerator=value[4], denominator=value[5], source=value[6])
            for value in rows.values.get(id, ())
        ),
    )


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _day_or_none(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
