"""What the documents page shows: the kinds of document with what is asked for now, and every document there is."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject

from forms.definition import Form, Scope
from forms.documents import create_document, document_forms
from models.changes import Changes
from models.programme.types import Scope as ObligationScope
from models.queries.documents import DocumentRow, DocumentState, list_documents
from models.queries.obligations import DONE, ObligationRow, Standing, by_project, of_project, overview
from models.things import Thing
from ui.obligations.words import tone_of
from ui.pages.home_presenter import days_words
from ui.tone import Tone

if TYPE_CHECKING:
    from ui.context import Context

EVERYTHING = ""
_RANKS = {Standing.OVERDUE: 0, Standing.OPEN: 1, Standing.NOT_YET: 2, Standing.HISTORY: 4, Standing.ANY_TIME: 5}


@dataclass(frozen=True, slots=True)
class KindLine:
    """One kind of document as the list of kinds shows it; `key` is empty for all kinds."""

    key: str
    title: str
    detail: str
    badge: str
    tone: Tone


class Owing(NamedTuple):
    """A project that owes a document and has none."""

    project_id: str
    title: str


class DocumentsPresenter(QObject):
    """Reads, makes and deletes documents."""

    def __init__(self, context: "Context", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.forms: dict[str, Form] = {form.key: form for form in document_forms(context.programme)}

    def rows(self, form: str = EVERYTHING) -> list[DocumentRow]:
        """Return the documents, what was changed last first."""
        return list_documents(self.context.reader, form=form)

    def kinds(self, rows: Sequence[DocumentRow]) -> list[KindLine]:
        """Return the kinds of document with what is asked for now, and a line for all of them."""
        owed = self._owed()
        counts = Counter(row.form for row in rows)
        drafts = Counter(row.form for row in rows if row.state is not DocumentState.HANDED_IN)
        year = self.context.today().year
        lines = [_kind_line(form, owed.get(form.key), counts[form.key], drafts[form.key], year) for form in self.forms.values()]
        unknown = [key for key in counts if key not in self.forms]
        lines += [KindLine(key, key, f"{counts[key]} 份", "", Tone.NEUTRAL) for key in unknown]
        everything = f"共 {len(rows)} 份，{drafts.total()} 份还没有报送" if rows else "还没有文书"
        return [KindLine(EVERYTHING, "全部文书", everything, "", Tone.NEUTRAL), *lines]

    def name_of(self, form: str) -> str:
        """Return what a kind of document is called."""
        return self.forms[form].name if form in self.forms else form

    def most_urgent(self) -> str:
        """Return the key of the kind that is asked for most urgently; empty when none is."""
        found = [(row.standing, row.due, key) for key, row in self._owed().items() if row.standing in (Standing.OVERDUE, Standing.OPEN)]
        return min(found, key=lambda one: (_RANKS[one[0]], one[1] or self.context.today()))[2] if found else ""

    def owing(self, form: str) -> list[Owing]:
        """Return the projects that owe a kind of document now and have not begun it, by number."""
        context = self.context
        written = {row.project_id for row in list_documents(context.reader, form=form)}
        return [
            Owing(item.project_id, item.project_title)
            for obligation in context.programme.obligations
            if obligation.form == form and obligation.scope is ObligationScope.PROJECT and obligation.due is not None
            for item in by_project(context.reader, context.programme, context.today(), obligation.key)
            if item.standing in (Standing.OPEN, Standing.OVERDUE) and item.project_id not in written
        ]

    def wanted_year(self, form: str) -> str:
        """Return the year of the document that is asked for most urgently; empty when none is, or it is not written every year."""
        row = self._owed().get(form)
        return self.context.programme.obligation(row.key).period if row is not None else ""

    def wanted_of(self, project_id: str) -> str:
        """Return the key of the kind that a project owes most urgently and has not written; else of the first kind of projects."""
        found = of_project(self.context.reader, self.context.programme, self.context.today(), project_id)
        known = {obligation.key: obligation.form for obligation in self.context.programme.obligations}
        written = {row.form for row in list_documents(self.context.reader, project_id=project_id)}
        open_ones = sorted(
            (item for item in found if item.standing not in DONE and known.get(item.key) in self.forms),
            key=lambda item: _RANKS[item.standing],
        )
        wanted = [known[item.key] for item in open_ones]
        wanted += [form.key for form in self.forms.values() if form.document and form.document.scope is Scope.PROJECT]
        return next((key for key in wanted if key not in written), next(iter(wanted), ""))

    def obligation_of(self, row: DocumentRow) -> str:
        """Return the key of the obligation that a document meets; empty when it meets none of the pack."""
        known = self.context.programme.obligations
        return next((obligation.key for obligation in known if (obligation.form, obligation.period) == (row.form, row.period)), "")

    def has_draft(self, form: Form) -> bool:
        """Whether a first draft of a kind of document can be written from the workspace."""
        return any(field.passage or field.table for field in form.fields())

    def create(self, form: str, project_id: str, period: str, *, drafted: bool = False) -> Changes | None:
        """Make a document, with its first draft where wanted."""
        made = self.context.perform(create_document, form, project_id=project_id, period=period)
        if made is not None and drafted and self.has_draft(self.forms[form]):
            from forms.drafting import write_draft

            self.context.perform(write_draft, made.id)
        return made

    def delete(self, document_id: str) -> Changes | None:
        """Move a document to the recycle bin."""
        from models.operations.recycling import delete

        return self.context.perform(delete, Thing.DOCUMENT.value, document_id)

    def _owed(self) -> dict[str, ObligationRow]:
        """Return for each form the obligation that matters most now."""
        known = {obligation.key: obligation.form for obligation in self.context.programme.obligations if obligation.form}
        found: dict[str, ObligationRow] = {}
        for row in overview(self.context.reader, self.context.programme, self.context.today()):
            form = known.get(row.key, "")
            if form and (form not in found or _rank(row) < _rank(found[form])):
                found[form] = row
        return found


def _rank(row: ObligationRow) -> tuple[int, int]:
    """Sort key: overdue, open, then what is due nearest to today, before or after."""
    urgent = row.standing in (Standing.OVERDUE, Standing.OPEN) and bool(row.total)
    days = abs(row.days_left) if row.days_left is not None else 10_000
    return _RANKS[row.standing] if urgent else 2, days


def _kind_line(form: Form, row: ObligationRow | None, count: int, drafts: int, year: int) -> KindLine:
    own = f"{drafts} 份未报" if drafts else f"{count} 份" if count else ""
    if row is None or row.due is None:
        return KindLine(form.key, form.name, own or ("需要时写" if row is None else "随时可报"), "", Tone.NEUTRAL)
    of_projects = row.scope != Scope.DISTRICT.value
    if of_projects and not row.total:
        return KindLine(form.key, form.name, "　".join(part for part in ("目前没有项目要报", own) if part), "", Tone.NEUTRAL)
    badge, tone = "", Tone.NEUTRAL
    if row.standing in (Standing.OPEN, Standing.OVERDUE) and row.days_left is not None:
        badge, tone = days_words(row.days_left), tone_of(row.standing, row.days_left)
    elif row.standing in DONE:
        badge, tone = row.standing.value, Tone.OK
    elif row.standing is Standing.HISTORY:
        badge = row.standing.value
    day = f"{row.due:%m-%d}" if row.due.year == year else row.due.isoformat()
    parts = [day if badge else f"{day} 截止", f"已报 {row.done}/{row.total}" if of_projects else "", own]
    return KindLine(form.key, form.name, "　".join(part for part in parts if part), badge, tone)
