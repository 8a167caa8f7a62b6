"""What is open when the work goes over: read once, for the list on paper (交接清单) and for the window."""

from datetime import date
from typing import NamedTuple

from exports.package.parties import CITY
from models.exchange_states import ReceivedState, SentState
from models.programme.pack import Programme
from models.queries import exchange, feedback
from models.queries.feedback import ReturnRow
from models.queries.hand_outs import HandOutRow, waiting
from models.queries.obligations import ObligationRow, Standing, overview
from models.queries.office_templates import own_templates
from models.reading import Reader

AWAITED = (SentState.MADE, SentState.EXPORTED, SentState.WAITING)
"""States of a sent package about which the city has not said anything yet."""


class Draft(NamedTuple):
    """A document that is not handed in: what it is called, its kind, and the findings that stand in the way."""

    title: str
    kind: str
    errors: int
    warnings: int


class Mending(NamedTuple):
    """A returned document that was not handed in again."""

    title: str
    row: ReturnRow


class Matters(NamedTuple):
    """The whole workspace in a few lists.

    Attributes:
        counts: Label and how many.
        obligations: Overdue and open ones, due first in front.
        drafts: Documents that are not handed in.
        mendings: Documents the city returned.
        sent: Packages without receipt.
        received: Packages that wait for one before them.
        messages: Titles of the city's messages that nobody has read.
        hand_outs: Forms that entities have not brought back.
        stations: This office's identities, the present ones first, as label and code.
        city: How the enrolment with the city stands; empty: never enrolled.
        next_number: Number of the next package to the city.
        templates: File names of the office's own templates.
    """

    counts: tuple[tuple[str, int], ...]
    obligations: tuple[ObligationRow, ...]
    drafts: tuple[Draft, ...]
    mendings: tuple[Mending, ...]
    sent: tuple[exchange.SentRow, ...]
    received: tuple[exchange.ReceivedRow, ...]
    messages: tuple[str, ...]
    hand_outs: tuple[HandOutRow, ...]
    stations: tuple[tuple[str, str], ...]
    city: str
    next_number: int
    templates: tuple[str, ...]


def open_matters(reader: Reader, programme: Programme, on: date) -> Matters:
    """Read what is open.

    Args:
        reader: One consistent state of the workspace.
        programme: The pack.
        on: The officer's local date.
    """
    own = exchange.stations(reader)
    present = next((row for row in own if not row.replaced), None)
    city = next((row for row in exchange.peers(reader) if present is not None and row.enrolment_id == present.enrolment_id), None)
    links = exchange.chain_to(reader, present.id, city.id if city is not None else CITY) if present is not None else []
    due = (row for row in overview(reader, programme, on) if row.standing in (Standing.OVERDUE, Standing.OPEN))
    return Matters(
        counts=_counts(reader),
        obligations=tuple(due),
        drafts=tuple(_drafts(reader)),
        mendings=tuple(_mendings(reader)),
        sent=tuple(row for row in exchange.sent(reader) if row.state in AWAITED),
        received=tuple(row for row in exchange.received(reader) if row.state == ReceivedState.WAITING),
        messages=tuple(row.title for row in feedback.messages(reader) if not row.read),
        hand_outs=tuple(waiting(reader, on)),
        stations=tuple((f"{row.name or '本机'}{'（已停用）' if row.replaced else ''}", row.fingerprint) for row in own),
        city=f"{city.name}：{city.stands}" if city is not None else "",
        next_number=links[-1].sequence + 1 if links else 1,
        templates=tuple(template.file_name for template in own_templates(reader).values()),
    )


def _counts(reader: Reader) -> tuple[tuple[str, int], ...]:
    asked = (
        ("试点主体（家）", "SELECT COUNT(*) FROM pilot_entity WHERE deleted_at IS NULL"),
        ("试点项目（个）", "SELECT COUNT(*) FROM project WHERE deleted_at IS NULL"),
        ("文书（份）", "SELECT COUNT(*) FROM document WHERE deleted_at IS NULL"),
        ("佐证材料（件）", "SELECT COUNT(*) FROM evidence WHERE deleted_at IS NULL"),
        ("发出的包（个）", "SELECT COUNT(*) FROM sent_package"),
        ("收到的包（个）", "SELECT COUNT(*) FROM received_package"),
    )
    return tuple((label, int(reader.rows(sql)[0][0])) for label, sql in asked)


def _drafts(reader: Reader) -> list[Draft]:
    return [
        Draft(project or title, title, errors, warnings)
        for title, project, errors, warnings in reader.rows(
            "SELECT d.title, p.title, d.errors, d.warnings FROM document d LEFT JOIN project p ON p.id = d.project_id"
            " WHERE d.deleted_at IS NULL AND p.deleted_at IS NULL AND d.frozen_at IS NULL ORDER BY d.title, p.number NULLS FIRST, d.id"
        )
    ]


def _mendings(reader: Reader) -> list[Mending]:
    """Return the newest return of each document that has not been handed in again."""
    open_ones = reader.rows(
        "SELECT d.id, COALESCE(p.title, d.title) FROM document d LEFT JOIN project p ON p.id = d.project_id"
        " WHERE d.deleted_at IS NULL AND p.deleted_at IS NULL AND d.frozen_at IS NULL"
    )
    again = dict(open_ones)
    newest: dict[str, ReturnRow] = {}
    for row in feedback.returns(reader):
        newest.setdefault(row.document_id, row)
    return [Mending(again[document], row) for document, row in newest.items() if document in again]
