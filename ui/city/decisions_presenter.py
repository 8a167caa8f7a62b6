"""Behaviour of decisions without widgets: what waits, follow-ups, field queries, what was decided and sent."""

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject

from models.changes import Changes
from models.operations.city import deciding, field_queries, noting
from models.programme.review import DecisionKind
from models.queries.city import decisions
from models.queries.city.came import CameRow, Stands, came
from models.queries.city.decisions import AskedRow, FollowUp, MadeRow, NoteRow, WaitingRow
from models.queries.city.reviews import district_namer

if TYPE_CHECKING:
    from ui.context import Context


class Subject(NamedTuple):
    """A frozen revision that is read.

    Attributes:
        heading: District, entity, state.
        kind: The kind of decision it waits for; ``None``: none, but it can be sent back.
        closed: Why nothing can be said of it any more; empty while it can.
    """

    document_id: str
    revision_id: str
    revision: int
    project_id: str
    title: str
    heading: str
    kind: DecisionKind | None
    closed: str = ""


_CLOSED = {
    Stands.RETURNED: "这一版已经退回，等区县修改后重新报送。",
    Stands.DECIDED: "市级已经根据这一版作出决定；要更正的，在“审定—已办理”里办。",
    Stands.REPLACED: "区县已经报来更新的一版，请看那一版。",
}


class DecisionsPresenter(QObject):
    """Reads and changes decisions."""

    def __init__(self, context: "Context", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.context = context

    def waiting(self) -> list[WaitingRow]:
        """Return every project in a state in which the city decides."""
        return decisions.waiting(self.context.reader, self.context.programme)

    def follow_ups(self) -> list[FollowUp]:
        """Return what is to be looked at again."""
        return decisions.follow_ups(self.context.reader, self.context.programme, self.context.today())

    def asked(self, revision_id: str = "") -> list[AskedRow]:
        """Return the field queries about one revision, or all."""
        return decisions.asked(self.context.reader, self.context.programme, revision_id)

    def notes(self, document_id: str) -> list[NoteRow]:
        """Return the remarks noted about a document and not sent back."""
        return decisions.notes(self.context.reader, document_id)

    def made(self) -> list[MadeRow]:
        """Return what was decided and sent back."""
        return decisions.made(self.context.reader, self.context.programme)

    def kind(self, key: str) -> DecisionKind:
        """Return a kind of decision of the pack."""
        return self.context.programme.review.kind(key)

    def subject(self, row: WaitingRow) -> Subject:
        """Return what is read before a decision."""
        heading = f"{row.district}　{row.entity}　{row.state_title}"
        return Subject(row.document_id, row.revision_id, row.revision, row.project_id, row.title, heading, self.kind(row.kind))

    def came(self, office: str, obligation: str) -> list[CameRow]:
        """Return the documents that came from a district for an obligation."""
        return came(self.context.reader, self.context.programme, office, obligation, self.context.today())

    def subject_of(self, row: CameRow) -> Subject:
        """Return one of them to be read; with the decision it waits for, if it does."""
        waits = next((one for one in self.waiting() if one.revision_id == row.revision_id), None)
        if waits is not None:
            return self.subject(waits)
        district = district_namer(self.context.programme)(row.office)
        heading = "　".join(part for part in (district, row.entity, row.state_title) if part)
        closed = _CLOSED.get(row.stands, "")
        return Subject(row.document_id, row.revision_id, row.revision, row.project_id, row.title, heading, None, closed)

    def send_back(self, revision_id: str, reason: str, due: date | None) -> Changes | None:
        """Send a document back that no decision rests on."""
        return self.context.perform(deciding.send_back, revision_id, reason, (), due)

    def returning(self, kind: DecisionKind) -> str:
        """Return the key of the outcome that sends the form back; empty where there is none."""
        return next((outcome.key for outcome in kind.outcome if outcome.returns), "")

    def field_label(self, row: AskedRow) -> str:
        """Return what the field of a query is called in the form."""
        from forms.loading import load_form

        if not row.field_key:
            return "整份文书"
        form = load_form(self.context.programme, row.form_id)
        return next((field.label for field in form.fields() if field.key == row.field_key), row.field_key)

    def note(self, note_id: str, revision_id: str, text: str, field_key: str, row: str) -> str:
        """Note a remark, or write one anew; return its id, empty where it could not be saved."""
        if note_id:
            changes = self.context.perform(noting.rewrite, note_id, text, field_key, row)
        else:
            changes = self.context.perform(noting.note, revision_id, text, field_key, row)
        return changes.id if changes is not None else ""

    def strike(self, note_id: str) -> Changes | None:
        """Take a remark away."""
        return self.context.perform(noting.strike, note_id)

    def ask(self, revision_id: str, text: str, field_key: str, row: str) -> Changes | None:
        """Ask the district about a field."""
        return self.context.perform(field_queries.ask, revision_id, text, field_key, row)

    def take_back(self, query_id: str) -> Changes | None:
        """Take back a question that was not sent yet."""
        return self.context.perform(field_queries.take_back, query_id)

    def close(self, query_id: str, again: bool = False) -> Changes | None:
        """Close a question, or open it again."""
        return self.context.perform(field_queries.reopen_query if again else field_queries.close_query, query_id)

    def withdraw(self, row: MadeRow, reason: str) -> Changes | None:
        """Take back a decision or a return that was not sent yet."""
        return self.context.perform(deciding.withdraw_return if row.returned else deciding.withdraw, row.id, reason)

    def correcting(self, row: MadeRow) -> DecisionKind | None:
        """Return the kind of decision by which one that was sent is corrected; ``None`` for a return, or an unknown kind."""
        if row.returned or not row.sent:
            return None
        return next((kind for kind in self.context.programme.review.decision if kind.key == row.kind), None)
