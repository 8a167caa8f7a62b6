"""The read side of decisions (审定): what waits for the city, what was decided and sent back, follow-ups, field queries."""

from collections import defaultdict
from datetime import date
from typing import Any, NamedTuple

from models.exchange_states import SentState
from models.programme.pack import Programme
from models.queries.city.reviews import area_namer, district_namer
from models.queries.showing import local_minute, state_titles
from models.reading import Reader

_SENT = (
    "SELECT n.item_id FROM sent_news n JOIN sent_package p ON p.id = n.sent_package_id"
    f" WHERE p.state <> '{SentState.WITHDRAWN}'"  # items of withdrawn packages count as not sent
)


class WaitingRow(NamedTuple):
    """A project that is in a state in which the city decides.

    Attributes:
        kind: Key of the kind of decision.
        revision_id: The frozen form it rests on; empty: it has not come yet, or was sent back.
        stands: 待审定 / 已退回，待补报 / 未报来.
        queries: Field queries about that revision: (closed or answered, all).
        notes: Remarks that were noted about its form and not sent back.
    """

    kind: str
    kind_title: str
    project_id: str
    number: str
    title: str
    entity: str
    office: str
    district: str
    area: str
    state: str
    state_title: str
    revision_id: str
    document_id: str
    revision: int
    submitted_on: date | None
    stands: str
    queries: tuple[int, int]
    notes: int


class NoteRow(NamedTuple):
    """A remark noted while reading; `revision` is the number of the revision it was written about."""

    id: str
    revision: int
    field_key: str
    row: str
    text: str
    by: str


class MadeRow(NamedTuple):
    """A decision or a return that the city made; `returned` tells which, `sent` whether the district was told.

    Attributes:
        kind: Key of the kind of decision; of a return that of the first that rests on the form, empty where none does.
    """

    id: str
    returned: bool
    kind: str
    kind_title: str
    project_id: str
    number: str
    title: str
    office: str
    district: str
    outcome: str
    on: date
    reason: str
    basis: str
    adjustments: str
    follow_up_on: date | None
    by: str
    at: str
    sent: bool
    document_id: str
    revision: int
    remarks: int


class FollowUp(NamedTuple):
    """Something that was agreed to be looked at again and still is to be; `late` once the day has passed."""

    decision_id: str
    project_id: str
    number: str
    title: str
    district: str
    state_title: str
    decided_on: date
    due: date
    adjustments: str
    reason: str
    late: bool


class AskedRow(NamedTuple):
    """A field query; `stands` is 未发出 / 待答复 / 已答复 / 已办结."""

    id: str
    project_id: str
    title: str
    district: str
    document_id: str
    form_id: str
    revision_id: str
    revision: int
    field_key: str
    row: str
    text: str
    asked_on: date
    by: str
    answer: str
    answered: str
    stands: str


def waiting(reader: Reader, programme: Programme) -> list[WaitingRow]:
    """Return every project in a state in which the city decides, by kind of decision, district and number."""
    district, area, states = district_namer(programme), area_namer(programme), state_titles(programme)
    kinds = programme.review.decision
    newest = _newest(reader, sorted({state for kind in kinds for state in kind.from_states}))
    decided = {revision for (revision,) in reader.rows("SELECT revision_id FROM city_decision WHERE revision_id IS NOT NULL")}
    asked: dict[str, list[bool]] = defaultdict(list)
    for revision, settled in reader.rows("SELECT revision_id, closed_at IS NOT NULL OR answer <> '' FROM field_query"):
        asked[revision].append(bool(settled))
    noted = dict(
        reader.rows(
            "SELECT r.document_id, COUNT(*) FROM city_comment c JOIN revision r ON r.id = c.revision_id"
            " WHERE c.city_return_id IS NULL GROUP BY r.document_id"
        )
    )
    by_state: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for row in reader.rows(
        "SELECT p.id, p.number, p.title, e.name, p.office, p.main_area, p.state FROM project p JOIN pilot_entity e ON e.id = p.entity_id"
        " WHERE p.deleted_at IS NULL ORDER BY p.office, p.number, p.id"
    ):
        by_state[row[-1]].append(row)
    found = []
    for kind in kinds:
        for id, number, title, entity, office, main, state in (row for key in kind.from_states for row in by_state[key]):
            revision, document, judged, submitted, returned = newest.get((id, kind.form), ("", "", 0, None, False))
            stands = "未报来"
            if returned:
                stands = "已退回，待补报"
            elif revision and revision not in decided:
                stands = "待审定"
            if stands != "待审定":
                revision, submitted = "", None
            settled = asked[revision] if revision else []
            found.append(
                WaitingRow(
                    kind.key,
                    kind.title,
                    id,
                    number,
                    title,
                    entity,
                    office,
                    district(office),
                    area(main),
                    state,
                    states.get(state, state),
                    revision,
                    document,
                    judged,
                    submitted,
                    stands,
                    (sum(settled), len(settled)),
                    int(noted.get(document, 0)) if revision else 0,
                )
            )
    return found


def _newest(reader: Reader, states: list[str]) -> dict[tuple[str, str], tuple[str, str, int, date, bool]]:
    """Return the newest frozen revision by project and form, for the projects in some states; the last says whether it was sent back."""
    names = {f"s{number}": state for number, state in enumerate(states)}
    found: dict[tuple[str, str], tuple[str, str, int, date, bool]] = {}
    for project, form, id, document, number, submitted, returned in reader.rows(
        "SELECT d.project_id, d.form_id, r.id, d.id, r.number, r.submitted_on,"
        " EXISTS (SELECT 1 FROM city_return c WHERE c.revision_id = r.id)"
        " FROM project p JOIN document d ON d.project_id = p.id JOIN revision r ON r.document_id = d.id"
        f" WHERE p.state IN ({', '.join(f':{name}' for name in names)}) AND p.deleted_at IS NULL AND d.deleted_at IS NULL"
        " ORDER BY r.submitted_on, r.frozen_at, r.number",
        **names,
    ):
        found[project, form] = (id, document, int(number), date.fromisoformat(submitted), bool(returned))
    return found


def notes(reader: Reader, document_id: str) -> list[NoteRow]:
    """Return the remarks noted about the revisions of a document that were not sent back, in the order in which they were written."""
    return [
        NoteRow(id, int(revision), field, row, text, by)
        for id, revision, field, row, text, by in reader.rows(
            "SELECT c.id, r.number, c.field_key, c.row, c.text, c.by FROM city_comment c JOIN revision r ON r.id = c.revision_id"
            " WHERE r.document_id = :document AND c.city_return_id IS NULL ORDER BY r.number, c.seq, c.id",
            document=document_id,
        )
    ]


def made(reader: Reader, programme: Programme) -> list[MadeRow]:
    """Return the decisions and returns the city made, the newest first."""
    district, states = district_namer(programme), state_titles(programme)
    sent = {key.partition(" ")[0] for (key,) in reader.rows(_SENT)}
    kinds = {kind.key: kind for kind in programme.review.decision}
    forms = {kind.form: kind for kind in reversed(programme.review.decision)}
    counts = dict(reader.rows("SELECT city_return_id, COUNT(*) FROM city_comment WHERE city_return_id IS NOT NULL GROUP BY city_return_id"))
    found = [
        MadeRow(
            id,
            False,
            kind,
            kinds[kind].title if kind in kinds else kind,
            project,
            number,
            title,
            office,
            district(office),
            states.get(state, state),
            date.fromisoformat(on),
            reason,
            basis,
            adjustments,
            _day(follow_up),
            by,
            at,
            id in sent,
            document or "",
            int(revision or 0),
            0,
        )
        for id, kind, project, number, title, office, state, on, reason, basis, adjustments, follow_up, by, at, document, revision in (
            reader.rows(
                'SELECT c.id, c.decision, p.id, p.number, p.title, p.office, c.state, c."on", c.reason, c.basis, c.adjustments,'
                " c.follow_up_on, c.by, c.at, r.document_id, r.number FROM city_decision c JOIN project p ON p.id = c.project_id"
                " LEFT JOIN revision r ON r.id = c.revision_id WHERE c.received_package_id IS NULL"
            )
        )
    ]
    found += [
        MadeRow(
            id,
            True,
            forms[form].key if form in forms else "",
            forms[form].title if form in forms else document_title,
            project or "",
            number or "",
            title or document_title,
            office,
            district(office),
            "退回修改",
            date.fromisoformat(local_minute(at)[:10]),
            reason,
            "",
            "",
            _day(due),
            by,
            at,
            id in sent,
            document,
            int(revision),
            int(counts.get(id, 0)),
        )
        for id, form, document_title, project, number, title, office, at, reason, due, by, document, revision in reader.rows(
            "SELECT c.id, d.form_id, d.title, p.id, p.number, p.title, c.office, c.at, c.reason, c.due, c.by, d.id, r.number"
            " FROM city_return c JOIN revision r ON r.id = c.revision_id JOIN document d ON d.id = r.document_id"
            " LEFT JOIN project p ON p.id = d.project_id WHERE c.received_package_id IS NULL"
        )
    ]
    found.sort(key=lambda row: (row.at, row.id), reverse=True)
    return [row._replace(at=local_minute(row.at)) for row in found]


def follow_ups(reader: Reader, programme: Programme, on: date) -> list[FollowUp]:
    """Return what is to be looked at again, the earliest first: the last decision of a project names a day and its state still holds."""
    district, states = district_namer(programme), state_titles(programme)
    found: dict[str, FollowUp | None] = {}
    for id, project, number, title, office, state, decided, now, due, adjustments, reason in reader.rows(
        'SELECT c.id, p.id, p.number, p.title, p.office, c.state, c."on", p.state, c.follow_up_on, c.adjustments, c.reason'
        " FROM city_decision c JOIN project p ON p.id = c.project_id"
        " WHERE c.received_package_id IS NULL AND p.deleted_at IS NULL ORDER BY c.at DESC, c.id"
    ):
        if project in found:
            continue
        day = _day(due)
        open_still = day is not None and state == now
        found[project] = (
            FollowUp(
                id,
                project,
                number,
                title,
                district(office),
                states.get(state, state),
                date.fromisoformat(decided),
                day,
                adjustments,
                reason,
                day < on,
            )
            if open_still and day is not None
            else None
        )
    return sorted((row for row in found.values() if row is not None), key=lambda row: (row.due, row.number))


def asked(reader: Reader, programme: Programme, revision_id: str = "") -> list[AskedRow]:
    """Return the field queries about one revision, or all: those the city must look at first (answered), then open, then closed."""
    district = district_namer(programme)
    sent = {key.partition(" ")[0] for (key,) in reader.rows(_SENT)}
    found = []
    for id, project, title, office, document, form, revision, number, field, row, text, on, by, answer, at, closed in reader.rows(
        "SELECT q.id, p.id, COALESCE(p.title, d.title), q.office, d.id, d.form_id, r.id, r.number, q.field_key, q.row, q.text,"
        " q.asked_on, q.by, q.answer, q.answered_at, q.closed_at IS NOT NULL FROM field_query q JOIN revision r ON r.id = q.revision_id"
        " JOIN document d ON d.id = r.document_id LEFT JOIN project p ON p.id = d.project_id"
        " WHERE (:revision = '' OR q.revision_id = :revision) ORDER BY q.asked_on, q.id",
        revision=revision_id,
    ):
        stands = "已办结" if closed else "已答复" if answer else "待答复" if id in sent else "未发出"
        found.append(
            AskedRow(
                id,
                project or "",
                title,
                district(office),
                document,
                form,
                revision,
                int(number),
                field,
                row,
                text,
                date.fromisoformat(on),
                by,
                answer,
                local_minute(at),
                stands,
            )
        )
    order = {"已答复": 0, "未发出": 1, "待答复": 2, "已办结": 3}
    return sorted(found, key=lambda row: (order[row.stands], row.asked_on, row.id))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
