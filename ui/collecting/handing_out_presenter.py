"""Handing out (下发) behind its tab: who can be given what, what was given, the messages; the files are made on the worker."""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject

from exports.files import Progress
from exports.handout.jobs import Made, Wanted, hand_out_forms
from exports.handout.words import message_text, reminder_list, reminder_text
from forms.collecting.preparing import Missing, create_documents
from forms.collecting.tracking import TRACKING, tracking_form
from forms.definition import Form, Scope
from forms.documents import document_forms
from forms.inspection import Inspection
from models.changes import NOTHING, Changes
from models.errors import UserError
from models.operations.hand_outs import record_hand_outs, withdraw_hand_out
from models.queries.documents import find_document
from models.queries.hand_outs import DocumentRow, HandOutRow, documents, hand_outs
from models.queries.projects import ProjectRow, list_projects
from models.reading import Reader
from ui.worker import Cancelled

if TYPE_CHECKING:
    from ui.context import Context

APPLICATION = "application"
NOT_YET, WAITING, ANSWERED, FROZEN = "还没有下发", "已下发未回", "已交回", "已报送"


class Kind(NamedTuple):
    """One kind of form that can be handed out.

    Attributes:
        on_paper: Its full title, as in the names of files.
        file: ``Word`` or ``Excel``.
        period: The year it is about, where it has one.
    """

    key: str
    title: str
    on_paper: str
    file: str
    written_by: str
    period: str


class Addressee(NamedTuple):
    """One project with the entity that fills in its forms.

    Attributes:
        id: The project.
        standing: How it stands with each kind of form, by key: `NOT_YET`, `WAITING`, `ANSWERED` or `FROZEN`.
    """

    id: str
    number: str
    entity: str
    project: str
    state: str
    standing: dict[str, str]

    def wants(self, kinds: Collection[str]) -> list[str]:
        """Return the kinds that it is still to be given: those that it has neither answered nor handed up."""
        return [key for key in kinds if self.standing[key] in (NOT_YET, WAITING)]

    def gets(self, kinds: Collection[str]) -> list[str]:
        """Return the kinds it is given when it is chosen: what it has not answered, and when it has answered all, all once more."""
        return self.wants(kinds) or [key for key in kinds if self.standing[key] != FROZEN]


@dataclass(slots=True)
class HandedBatch:
    """What became of a batch of files.

    Attributes:
        made: What was written, and is recorded.
        changes: What recording them changed.
        failure: Why it ended early; ``None`` when it did not, or was stopped.
    """

    made: list[Made] = field(default_factory=list)
    changes: Changes = NOTHING
    failure: UserError | None = None
    stopped: bool = False


class Letter(NamedTuple):
    """A message to one entity, to be copied."""

    entity: str
    phone: str
    text: str


class HandingOutPresenter(QObject):
    """Reads who can be given which form, makes the files, and knows the words that go with them."""

    def __init__(self, context: "Context", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.context = context

    def kinds(self) -> list[Kind]:
        """Return the forms that entities fill in: the application, the documents of projects, the tracking workbook."""
        programme = self.context.programme
        forms = [form for form in document_forms(programme) if form.document and form.document.scope is Scope.PROJECT]
        application = self.context.form
        tracking = tracking_form(programme)
        return [
            Kind(application.key, application.name, application.title, "Word", "", ""),
            *(
                Kind(form.key, form.name, form.title, "Word", form.document.written_by if form.document else "", self._period(form))
                for form in forms
            ),
            Kind(TRACKING, tracking.title, tracking.title, "Excel", "", ""),
        ]

    def addressees(self, kinds: Sequence[Kind]) -> list[Addressee]:
        """Return every project with how it stands with each kind of form."""
        reader = self.context.reader
        held: dict[tuple[str, str], list[DocumentRow]] = defaultdict(list)
        for document in documents(reader):
            held[document.project_id, document.form_key].append(document)
        given: dict[tuple[str, str], HandOutRow] = {}
        for row in hand_outs(reader, self.context.today()):  # the latest first
            given.setdefault((row.project_id, row.form_key), row)
        return [_addressee(project, kinds, held, given) for project in list_projects(reader, self.context.programme)]

    def rows(self) -> list[HandOutRow]:
        """Return everything that was handed out, latest first."""
        return hand_outs(self.context.reader, self.context.today())

    def inspect(self, wanted: Sequence[tuple[Addressee, Kind]], progress: Progress) -> Inspection:
        """Look for personal facts in what the forms are filled with already, but for the contacts that belong there (出门检查)."""
        from exports.jobs import current_snapshot
        from forms.inspection import inspect_form
        from forms.loading import load_form
        from models.queries.entities import person_names

        workspace, together = self.context.workspace, Inspection()
        with workspace.snapshot() as reader:
            names = person_names(reader)
            for done, (addressee, kind) in enumerate(wanted):
                progress(done, len(wanted))
                document = _document(reader, addressee.id, kind)
                if document and kind.key != TRACKING:
                    snapshot = current_snapshot(reader, workspace, document, self.context.today())
                    _, found = inspect_form(snapshot, load_form(workspace.programme, snapshot.form), workspace.programme, names)
                    together.count += found.count
                    together.findings += found.findings
        return together

    def make(self, wanted: Sequence[tuple[Addressee, Kind]], folder: Path, due: date | None, progress: Progress) -> HandedBatch:
        """Write the files and record what was handed out; what was written before a stop or a fault stays handed out."""
        from forms.keeping import keep_counts

        workspace, today, settings = self.context.workspace, self.context.today(), self.context.word_settings()
        batch = HandedBatch()
        with workspace.snapshot() as reader:
            missing = [
                Missing(kind.key, addressee.id, kind.period) for addressee, kind in wanted if not _document(reader, addressee.id, kind)
            ]
        if missing:
            batch.changes = workspace.perform(keep_counts, create_documents, missing)
        with workspace.snapshot() as reader:
            documents_of = [Wanted(_document(reader, addressee.id, kind), kind.key) for addressee, kind in wanted]
        try:
            for done, one in enumerate(documents_of):
                progress(done, len(wanted))
                batch.made += hand_out_forms(workspace, [one], folder, today, due=due, settings=settings)
        except Cancelled:
            batch.stopped = True
        except UserError as failure:
            batch.failure = failure
        if batch.made:
            recorded = workspace.perform(keep_counts, record_hand_outs, [made.record for made in batch.made])
            batch.changes = Changes(batch.changes.kinds | recorded.kinds, batch.changes.project_ids | recorded.project_ids)
        return batch

    def withdraw(self, rows: Sequence[HandOutRow], withdrawn: bool) -> None:
        """Stop chasing hand-outs, or chase them again."""
        for row in rows:
            if row.withdrawn is not withdrawn:
                self.context.perform(withdraw_hand_out, row.id, withdrawn)

    def letters(self, made: Sequence[Made], due: date | None) -> list[Letter]:
        """Return the message for each entity that goes with its files."""
        its: dict[tuple[str, str, str], list[tuple[str, str]]] = defaultdict(list)
        for one in made:
            title = self._on_paper(one.record.form_key, one.record.title)
            its[one.entity_id, one.entity, one.record.contact].append((one.project, title))
        return [
            Letter(entity, contact, message_text(entity, _titles(all), due, *self._office())) for (_, entity, contact), all in its.items()
        ]

    def letters_again(self, rows: Sequence[HandOutRow]) -> list[Letter]:
        """Return the message for each entity, for files that were handed out before."""
        return self._gathered(rows, lambda entity, titles, due: message_text(entity, titles, due, *self._office()))

    def reminders(self, rows: Sequence[HandOutRow]) -> list[Letter]:
        """Return the reminder (催报) to each entity, and in front one text for all of them when there are several."""
        today = self.context.today()
        each = self._gathered(rows, lambda entity, titles, due: reminder_text(entity, titles, due, today, *self._office()))
        if len(each) < 2:
            return each
        asked: dict[tuple[str, date | None], list[HandOutRow]] = defaultdict(list)
        for row in rows:
            asked[row.entity_id, row.due_on].append(row)
        lines = [(its[0].entity, "、".join(self._titles(its)), due) for (_, due), its in asked.items()]
        return [Letter("全部单位（群发名单）", "", reminder_list(lines, today)), *each]

    def _gathered(self, rows: Sequence[HandOutRow], words: Callable[[str, list[str], date | None], str]) -> list[Letter]:
        found: dict[tuple[str, str, str], list[HandOutRow]] = defaultdict(list)
        for row in rows:
            found[row.entity_id, row.entity, row.contact].append(row)
        letters = []
        for (_, entity, contact), its in found.items():
            days = [row.due_on for row in its if row.due_on is not None]
            letters.append(Letter(entity, contact, words(entity, self._titles(its), min(days, default=None))))
        return letters

    def _titles(self, rows: Sequence[HandOutRow]) -> list[str]:
        return _titles([(row.project, self._on_paper(row.form_key, row.title)) for row in rows])

    def _on_paper(self, form_key: str, title: str) -> str:
        """Return the title that stands on the form and in the name of its file: the lists of the window have shorter names."""
        kind = next((kind for kind in self.kinds() if kind.key == form_key), None)
        return title.replace(kind.title, kind.on_paper, 1) if kind is not None and title.startswith(kind.title) else title

    def _office(self) -> tuple[str, str, str]:
        office = self.context.workspace.office
        return office.name, office.officer, office.phone

    def _period(self, form: Form) -> str:
        if form.document is None or not form.document.yearly:
            return ""
        years = self.context.programme.period.years
        return str(min(max(self.context.today().year, years[0]), years[-1]))


def _document(reader: Reader, project_id: str, kind: Kind) -> str:
    """Return the document of a project that is handed out, one that is open before one that is frozen; empty when there is none."""
    if kind.key in (APPLICATION, TRACKING):
        return project_id
    if kind.period:
        return find_document(reader, kind.key, project_id, kind.period)
    rows = [row for row in documents(reader) if (row.project_id, row.form_key) == (project_id, kind.key)]
    return min(rows, key=lambda row: row.frozen).id if rows else ""


def _addressee(
    project: ProjectRow,
    kinds: Sequence[Kind],
    held: dict[tuple[str, str], list[DocumentRow]],
    given: dict[tuple[str, str], HandOutRow],
) -> Addressee:
    standing = {}
    for kind in kinds:
        last = given.get((project.id, kind.key))
        its = held.get((project.id, kind.key), [])
        if its and all(document.frozen for document in its):
            standing[kind.key] = FROZEN
        elif last is None or last.withdrawn:
            standing[kind.key] = NOT_YET
        else:
            standing[kind.key] = ANSWERED if last.answered else WAITING
    return Addressee(project.id, project.number, project.entity, project.title, project.state_title, standing)


def _titles(its: Sequence[tuple[str, str]]) -> list[str]:
    """Return the titles of forms once each, with their projects (first of each pair) where these are several."""
    several = len({project for project, _ in its}) > 1
    return list(dict.fromkeys(f"{project}——{title}" if several else title for project, title in its))
