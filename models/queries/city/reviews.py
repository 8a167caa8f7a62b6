"""The read side of reviews (评审): experts, rounds, the board of a round, the ranking."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from models.arithmetic import plain_number
from models.programme.pack import Programme
from models.queries.showing import joined, keys, local_minute, namer
from models.reading import Reader
from models.review_scores import NO_RESULT, Result, places, result, total

OPEN, BEGUN, DONE, CONFLICT = "未评", "在评", "已评", "回避"
"""Where a score sheet stands, in the officer's words."""


class ExpertRow(NamedTuple):
    """One expert; `areas` are keys, `area_names` their short names; `open_sheets` counts those of rounds that run."""

    id: str
    name: str
    organisation: str
    title: str
    areas: tuple[str, ...]
    area_names: str
    phone: str
    remark: str
    sheets: int
    open_sheets: int


class RoundRow(NamedTuple):
    """One round with how far it has come; `handed` is (sheets finished or set aside, all sheets)."""

    id: str
    title: str
    decision: str
    decision_title: str
    opened_on: date
    closed_on: date | None
    projects: int
    experts: int
    handed: tuple[int, int]
    note: str

    @property
    def stands(self) -> str:
        """进行中 or 已结束."""
        return "已结束" if self.closed_on else "进行中"


class Weight(NamedTuple):
    """A criterion as a round uses it; `weight` is its highest points."""

    key: str
    title: str
    short: str
    points: str
    weight: Decimal
    bonus: bool


class RoundFacts(NamedTuple):
    """What one round is: the criteria it uses, how it adds up."""

    id: str
    title: str
    decision: str
    weights: tuple[Weight, ...]
    trimmed: bool
    pass_line: str
    opened_on: date
    closed_on: date | None
    note: str

    @property
    def full(self) -> Decimal:
        """The highest total, bonus included."""
        return total(weight.weight for weight in self.weights)


class Judged(NamedTuple):
    """One project of a round with the revision that is judged; `newer` is the number of a later one that came since, 0 for none."""

    project_id: str
    number: str
    title: str
    entity: str
    office: str
    district: str
    area: str
    revision_id: str
    document_id: str
    revision: int
    newer: int


class Cell(NamedTuple):
    """One score sheet on the board; `points` holds what was given so far, by criterion."""

    sheet_id: str
    expert_id: str
    project_id: str
    stands: str
    points: dict[str, Decimal]
    comment: str
    conflict_note: str
    source: str
    handed_in: str

    @property
    def total(self) -> str:
        """The total as text, empty while nothing was given."""
        return plain_number(total(self.points.values())) if self.points else ""


class Board(NamedTuple):
    """A round: projects by number, experts by name, a sheet for every pair that was assigned."""

    facts: RoundFacts
    projects: tuple[Judged, ...]
    experts: tuple[tuple[str, str], ...]
    cells: dict[tuple[str, str], Cell]

    def of_project(self, project_id: str) -> list[Cell]:
        """Return the sheets of one project, in the order of the experts."""
        return [self.cells[project_id, expert] for expert, _ in self.experts if (project_id, expert) in self.cells]


class Ranked(NamedTuple):
    """A project of the ranking; `place` is 0 without a result, `passed` is ``None`` without a line or a result."""

    place: int
    judged: Judged
    result: Result
    passed: bool | None
    conflicts: int
    waiting: int


class Candidate(NamedTuple):
    """A project that waits for a decision and lies in no open round."""

    project_id: str
    number: str
    title: str
    entity: str
    office: str
    district: str
    area: str
    submitted_on: date


def experts(reader: Reader, programme: Programme) -> list[ExpertRow]:
    """Return the experts by name."""
    short = {area.key: area.short for area in programme.areas}
    return [
        ExpertRow(
            id,
            name,
            unit,
            title,
            tuple(keys(areas)),
            joined(short.get(key, key) for key in keys(areas)),
            phone,
            remark,
            sheets,
            open_sheets,
        )
        for id, name, unit, title, areas, phone, remark, sheets, open_sheets in reader.rows(
            "SELECT e.id, e.name, e.organisation, e.title, e.areas, e.phone, e.remark,"
            " (SELECT COUNT(*) FROM score_sheet s WHERE s.expert_id = e.id),"
            " (SELECT COUNT(*) FROM score_sheet s JOIN review_round r ON r.id = s.review_round_id WHERE s.expert_id = e.id"
            " AND s.handed_in_at IS NULL AND NOT s.conflict AND r.closed_on IS NULL AND r.deleted_at IS NULL)"
            " FROM expert e WHERE e.deleted_at IS NULL ORDER BY e.name, e.id"
        )
    ]


def rounds(reader: Reader, programme: Programme) -> list[RoundRow]:
    """Return the rounds, those that run first, then the newest."""
    titles = {kind.key: kind.title for kind in programme.review.decision}
    sheets: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for round_id, expert, settled in reader.rows(
        "SELECT review_round_id, expert_id, handed_in_at IS NOT NULL OR conflict FROM score_sheet"
    ):
        sheets[round_id].append((expert, bool(settled)))
    items = dict(reader.rows("SELECT review_round_id, COUNT(*) FROM review_item GROUP BY review_round_id"))
    found = []
    for id, title, decision, opened, closed, note in reader.rows(
        "SELECT id, title, decision, opened_on, closed_on, note FROM review_round WHERE deleted_at IS NULL"
        " ORDER BY CASE WHEN closed_on IS NULL THEN 0 ELSE 1 END, opened_on DESC, created_at DESC"
    ):
        own = sheets[id]
        found.append(
            RoundRow(
                id,
                title,
                decision,
                titles.get(decision, decision),
                date.fromisoformat(opened),
                _day(closed),
                int(items.get(id, 0)),
                len({expert for expert, _ in own}),
                (sum(settled for _, settled in own), len(own)),
                note,
            )
        )
    return found


def round_facts(reader: Reader, programme: Programme, round_id: str) -> RoundFacts | None:
    """Return what one round is; ``None`` when it is gone."""
    found = reader.rows(
        "SELECT id, title, decision, weights, trimmed, pass_line, opened_on, closed_on, note FROM review_round"
        " WHERE id = :id AND deleted_at IS NULL",
        id=round_id,
    )
    if not found:
        return None
    ((id, title, decision, weights, trimmed, pass_line, opened, closed, note),) = found
    held = json.loads(weights) if weights else None
    return RoundFacts(
        id, title, decision, weights_of(programme, held), bool(trimmed), pass_line, date.fromisoformat(opened), _day(closed), note
    )


def weights_of(programme: Programme, held: Mapping[str, Any] | None) -> tuple[Weight, ...]:
    """Return the criteria a round uses, in the pack's order; those of 0 points are not used.

    Args:
        programme: The pack.
        held: What the round keeps; ``None``: as in the pack.
    """
    known = {criterion.key: criterion for criterion in programme.review.criterion}
    given = {key: str(entry.weight) for key, entry in known.items()} if held is None else {key: str(value) for key, value in held.items()}
    found = []
    for key, text in given.items():
        weight, entry = Decimal(text), known.get(key)
        if weight > 0 and entry is not None:
            found.append(Weight(key, entry.title, entry.short, entry.points, weight, entry.bonus))
        elif weight > 0:  # a criterion of an earlier pack: what was scored by it still counts
            found.append(Weight(key, key, key, "", weight, False))
    return tuple(found)


def board(reader: Reader, programme: Programme, round_id: str) -> Board | None:
    """Return a round with all its sheets; ``None`` when it is gone."""
    facts = round_facts(reader, programme, round_id)
    if facts is None:
        return None
    cells: dict[tuple[str, str], Cell] = {}
    named: dict[str, str] = {}
    for id, expert, name, project, conflict, note, scores, comment, handed_in, source in reader.rows(
        "SELECT s.id, s.expert_id, e.name, s.project_id, s.conflict, s.conflict_note, s.scores, s.comment, s.handed_in_at, s.source"
        " FROM score_sheet s JOIN expert e ON e.id = s.expert_id WHERE s.review_round_id = :id ORDER BY e.name, e.id",
        id=round_id,
    ):
        named[expert] = name
        points = {key: Decimal(str(given)) for key, given in (json.loads(scores) if scores else {}).items()}
        stands = CONFLICT if conflict else DONE if handed_in else BEGUN if points or comment else OPEN
        cells[project, expert] = Cell(id, expert, project, stands, points, comment, note, source, local_minute(handed_in))
    return Board(facts, tuple(_judged(reader, programme, round_id)), tuple(named.items()), cells)


def _judged(reader: Reader, programme: Programme, round_id: str) -> list[Judged]:
    district, area = district_namer(programme), area_namer(programme)
    newest = dict(
        reader.rows(
            "SELECT i.project_id, MAX(n.number) FROM review_item i JOIN revision r ON r.id = i.revision_id"
            " JOIN revision n ON n.document_id = r.document_id WHERE i.review_round_id = :id GROUP BY i.project_id",
            id=round_id,
        )
    )
    return [
        Judged(
            id, number, title, entity, office, district(office), area(main), revision, document, judged, _later(newest.get(id, 0), judged)
        )
        for id, number, title, entity, office, main, revision, document, judged in reader.rows(
            "SELECT p.id, p.number, p.title, e.name, p.office, p.main_area, r.id, r.document_id, r.number FROM review_item i"
            " JOIN project p ON p.id = i.project_id JOIN pilot_entity e ON e.id = p.entity_id JOIN revision r ON r.id = i.revision_id"
            " WHERE i.review_round_id = :id ORDER BY p.number, p.id",
            id=round_id,
        )
    ]


def _later(newest: int, judged: int) -> int:
    return newest if newest > judged else 0


def ranking(programme: Programme, shown: Board) -> list[Ranked]:
    """Return the projects of a round by place; those without a result last."""
    scoring, facts = programme.review.scoring, shown.facts
    used = {weight.key for weight in facts.weights}
    results: dict[str, Result] = {}
    for judged in shown.projects:
        counting = [
            {key: points for key, points in cell.points.items() if key in used}
            for cell in shown.of_project(judged.project_id)
            if cell.stands == DONE
        ]
        results[judged.project_id] = result(counting, scoring, trimmed=facts.trimmed)
    place = places(results, scoring.tie_break)
    line = Decimal(facts.pass_line) if facts.pass_line else None
    found = []
    for judged in shown.projects:
        own = results.get(judged.project_id, NO_RESULT)
        stands = [cell.stands for cell in shown.of_project(judged.project_id)]
        passed = own.counted >= line if line is not None and own.counted is not None else None
        waiting = sum(stand in (OPEN, BEGUN) for stand in stands)
        found.append(Ranked(place.get(judged.project_id, 0), judged, own, passed, stands.count(CONFLICT), waiting))
    return sorted(found, key=lambda row: (row.place or len(found) + 1, row.judged.number))


def remarks(programme: Programme, shown: Board) -> list[str]:
    """Return what the officer should know of a round: too few experts, an even number of them, revisions that came since."""
    scoring = programme.review.scoring
    few, even = [], []
    for judged in shown.projects:
        counting = sum(cell.stands != CONFLICT for cell in shown.of_project(judged.project_id))
        if counting < scoring.experts_from:
            few.append((judged, counting))
        elif scoring.odd and counting % 2 == 0:
            even.append((judged, counting))
    found = []
    if few:
        least = min(count for _, count in few)
        found.append(f"{_some([judged for judged, _ in few])}的专家不足{scoring.experts_from}人（最少{least}人，回避的不算）。")
    if even:
        found.append(f"{_some([judged for judged, _ in even])}的专家是双数，建议单数。")
    later = [judged for judged in shown.projects if judged.newer]
    if later:
        found.append(f"{_some(later)}报来了更新的一版，现在评的还是原来的一版。")
    return found


def _some(judged: Sequence[Judged]) -> str:
    return f"“{judged[0].title}”" if len(judged) == 1 else f"“{judged[0].title}”等{len(judged)}个项目"


def candidates(reader: Reader, programme: Programme, decision: str) -> list[Candidate]:
    """Return the projects that may enter a round of this kind of decision, by district and number."""
    from models.queries.city.decisions import waiting

    busy = {
        project
        for (project,) in reader.rows(
            "SELECT i.project_id FROM review_item i JOIN review_round r ON r.id = i.review_round_id"
            " WHERE r.decision = :decision AND r.closed_on IS NULL AND r.deleted_at IS NULL",
            decision=decision,
        )
    }
    return [
        Candidate(row.project_id, row.number, row.title, row.entity, row.office, row.district, row.area, row.submitted_on)
        for row in waiting(reader, programme)
        if row.kind == decision and row.submitted_on is not None and row.project_id not in busy
    ]


def district_namer(programme: Programme) -> Any:
    """Return a fast look-up of districts' short names; an unknown key is shown as it is."""
    short = {district.code: district.short for district in programme.districts}
    return lambda code: short.get(code, code)


def area_namer(programme: Programme) -> Any:
    """Return a fast look-up of areas' short names."""
    short = {area.key: area.short for area in programme.areas}
    named = namer(programme, "pilot_area")
    return lambda key: short.get(key) or named(key)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
