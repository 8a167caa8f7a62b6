"""What the submission wizard shows: what an obligation sends, what is still missing, and the package itself. For the worker."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from exports.files import free_name
from exports.package.parties import CITY
from forms.documents import document_forms
from forms.inspection import MOST_KEPT, Inspection, inspect_form
from models.changes import Changes
from models.errors import UserError
from models.obligation import Outcome
from models.operations.obligations import record_obligation
from models.programme.pack import Programme
from models.programme.types import Scope
from models.queries import exchange, feedback
from models.queries.entities import person_names
from models.queries.exchange_facts import EvidenceRow, RevisionRow, evidence_of, newest_revisions
from models.queries.obligations import DONE, ObligationRow, Standing, by_project, overview
from models.reading import Reader
from ui.tone import Tone
from ui.version import VERSION
from ui.worker import Progress

if TYPE_CHECKING:
    from exports.exchange.sending import Outgoing, OutgoingDocument
    from ui.context import Context

LIVE = ("made", "exported", "received", "waiting", "accepted")
"""States of a package in which what it holds need not be sent again."""


class Remark(NamedTuple):
    """Something that is missing: what, how serious, and where to go to mend it."""

    text: str
    tone: Tone
    page: str = ""
    target: tuple[tuple[str, str], ...] = ()


class Item(NamedTuple):
    """One thing that can be sent.

    Attributes:
        kind: The officer's word.
        sent: A package still in force holds it already.
        beside: It is none of what the obligation wants; it goes along (随附文书) only when the officer ticks it.
    """

    id: str
    kind: str
    title: str
    detail: str
    sent: bool
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """Everything an obligation can send, and what is missing.

    Attributes:
        row: The obligation.
        nil_allowed: A nil report (零报告) may be sent instead.
        project_ids: Projects whose state travels along whatever is chosen.
    """

    row: ObligationRow
    items: tuple[Item, ...]
    remarks: tuple[Remark, ...]
    revisions: tuple[RevisionRow, ...]
    evidence: tuple[EvidenceRow, ...]
    nil_allowed: bool = False
    project_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the officer decided to send."""

    offer: Offer
    chosen: frozenset[str]
    note: str = ""
    nil: bool = False

    @property
    def revisions(self) -> list[RevisionRow]:
        """The chosen revisions."""
        return [] if self.nil else [row for row in self.offer.revisions if row.id in self.chosen]

    @property
    def evidence(self) -> list[EvidenceRow]:
        """The chosen evidence."""
        return [] if self.nil else [row for row in self.offer.evidence if row.id in self.chosen]


@dataclass(slots=True)
class Sent:
    """A package that was made: where it lies, and what went wrong while it was written (it is kept all the same)."""

    changes: list[Changes] = field(default_factory=list)
    path: Path | None = None
    failure: Exception | None = None


class SendingPresenter:
    """Reads what can be sent and sends it."""

    def __init__(self, context: "Context") -> None:
        self.context = context

    def obligations(self) -> list[ObligationRow]:
        """Return what can be sent, what is due first: overdue and open ones, then those met lately, then the rest."""
        rows = overview(self.context.reader, self.context.programme, self.context.today())
        ranks = {Standing.OVERDUE: 0, Standing.OPEN: 0, Standing.DONE: 1, Standing.DONE_LATE: 1, Standing.ANY_TIME: 2}
        return sorted(rows, key=lambda row: ranks.get(row.standing, 3))

    def enrolled(self) -> bool:
        """Whether packages go to the city in an envelope."""
        return any(row.state in ("registered", "confirmed") and row.office == CITY for row in exchange.peers(self.context.reader))

    def offer(self, row: ObligationRow) -> Offer:
        """Read what an obligation can send and what is missing."""
        context = self.context
        known = {obligation.key: obligation for obligation in context.programme.obligations}
        obligation = known.get(row.key)
        form, period = _form_of(context, row.key)
        with context.workspace.snapshot() as reader:
            revisions = newest_revisions(reader, form_id=form, period=period) if form else []
            missing = _missing(context, reader, row, form, period, revisions)
            owners = [revision.project_id for revision in revisions if revision.project_id]
            if row.scope == Scope.DISTRICT.value:
                owners = [id for (id,) in reader.rows("SELECT id FROM project WHERE deleted_at IS NULL")]
            elif not form:
                owners = [item.project_id for item in by_project(reader, context.programme, context.today(), row.key) if item.project_id]
            beside = _beside(reader, context.programme)
            documents = {revision.document_id for revision in (*revisions, *beside)}
            evidence = evidence_of(reader, owners, documents)
            belongs = dict(reader.rows("SELECT id, document_id FROM evidence WHERE document_id IS NOT NULL"))
            if form:  # an attachment goes with its document, not with another one of the same project
                evidence = [item for item in evidence if item.id not in belongs or belongs[item.id] in documents]
            scans = dict(reader.rows("SELECT id, scan_id FROM revision WHERE scan_id IS NOT NULL"))
            stale = {scan for id, scan in scans.items() if id not in {revision.id for revision in (*revisions, *beside)}}
            evidence = [item for item in evidence if item.id not in stale]
            live = ", ".join(f"'{state}'" for state in LIVE)
            parts = "SELECT s.revision_id, s.evidence_id FROM sent_part s JOIN sent_package p ON p.id = s.sent_package_id"
            held = {id for ids in reader.rows(f"{parts} WHERE p.state IN ({live})") for id in ids if id}
            titles = dict(reader.rows("SELECT id, title FROM project"))
        items = [_revision_item(revision, held) for revision in revisions]
        loose = {item.id for item in evidence if belongs.get(item.id) in {revision.document_id for revision in beside}}
        own, along = [item for item in evidence if item.id not in loose], [item for item in evidence if item.id in loose]
        items += [_evidence_item(item, titles, set(scans.values()), held) for item in own]
        items += [_revision_item(revision, held)._replace(kind="随附文书", beside=True) for revision in beside]
        items += [_evidence_item(item, titles, set(scans.values()), held)._replace(beside=True) for item in along]
        present = {item.id for item in evidence}
        missing += [
            Remark(f"{revision.title}：没有盖章扫描件", Tone.WARNING, *_place(revision))
            for revision in revisions
            if scans.get(revision.id) not in present
        ]
        bare = {revision.project_id: revision for revision in revisions if revision.project_id}
        missing += [
            Remark(f"{revision.title}：没有佐证材料或附件", Tone.HINT, "project", (("project", project),))
            for project, revision in bare.items()
            if not any(item.project_id == project for item in evidence)
        ]
        nil = bool(obligation and obligation.nil_allowed) or row.ad_hoc
        fresh = [item.title for item in items if item.beside and item.kind == "随附文书" and not item.sent]
        if fresh:
            missing.append(Remark(f"还有{len(fresh)}份定了稿、没有报送过的文书，要一并报送的请勾选：{'、'.join(fresh[:3])}", Tone.HINT))
        together = (*revisions, *beside)
        return Offer(row, tuple(items), tuple(missing), together, tuple(evidence), nil, tuple(owners) if not revisions else ())

    def answers_only(self) -> bool:
        """Whether answers to field queries of the city wait to be sent, so that a package may hold nothing else."""
        return bool(feedback.query_answers(self.context.reader))

    def inspect(self, wanted: Wanted, progress: Progress) -> Inspection:
        """Look through everything that is about to leave (出门检查)."""
        from forms.passages import BlockKind, TextBlock
        from forms.snapshots import decode, form_of
        from models.queries.exchange_facts import project_facts

        together = Inspection()
        with self.context.workspace.snapshot() as reader:
            names = person_names(reader)
            facts = project_facts(reader, self._projects(wanted))
            for done, revision in enumerate(wanted.revisions):
                progress(done, len(wanted.revisions))
                snapshot = decode(revision.payload)
                _, found = inspect_form(snapshot, form_of(reader, self.context.programme, snapshot), self.context.programme, names)
                together.count += found.count
                together.findings += [replace(one, label=f"{revision.title}　{one.label}") for one in found.findings]
            mended = feedback.answers(reader, {revision.document_id for revision in wanted.revisions})
            asked = feedback.query_answers(reader)
        loose = [("给市级的话", wanted.note), *(("整改情况", answer) for answer in mended.values())]
        loose += [("对市级询问的答复", answer) for answer in asked.values()]
        for project in facts:
            loose += [(f"{project.title}　进展", entry.text) for entry in project.progress]
            loose += [(f"{project.title}　问题", text) for entry in project.problems for text in (entry.text, entry.settlement)]
            loose += [(f"{project.title}　支持事项", text) for entry in project.support_requests for text in (entry.text, entry.settlement)]
        for about, text in loose:
            together.masked(TextBlock(about, about, BlockKind.PARAGRAPH, text))
        del together.findings[MOST_KEPT:]
        return together

    def send(self, wanted: Wanted, folder: Path, progress: Progress) -> Sent:
        """Make the package, keep it, write it into a folder and read it back; nil reports are recorded as such."""
        from exports.exchange.sending import make_package, write_package
        from exports.exchange.stations import found_own_station
        from forms.keeping import keep_counts

        workspace, sent = self.context.workspace, Sent()

        def perform(operation: object, *args: object, **kwargs: object) -> Changes:
            changes = workspace.perform(keep_counts, operation, *args, **kwargs)
            sent.changes.append(changes)
            return changes

        try:
            if not any(not row.replaced for row in exchange.stations(workspace)):
                found_own_station(perform, workspace.office.district_code, "本机")
            outgoing = self._gather(wanted, progress)
            made = make_package(perform, workspace, self.context.programme, outgoing, workspace.clock(), VERSION)
            target = folder / made.file_name
            target = free_name(target) if target.exists() else target
            sent.path = write_package(perform, workspace, made.id, target, data=made.data)
            if wanted.nil and wanted.offer.row.scope == Scope.DISTRICT.value and wanted.offer.row.standing not in DONE:
                perform(record_obligation, wanted.offer.row.key, None, Outcome.NIL.value, self.context.today(), "随报送包零报告")
        except UserError as failure:
            sent.failure = failure
        return sent

    def _gather(self, wanted: Wanted, progress: Progress) -> "Outgoing":
        from exports.exchange.sending import gather

        workspace, row = self.context.workspace, wanted.offer.row
        documents = self._documents(wanted.revisions, progress)
        with workspace.snapshot() as reader:
            return gather(
                reader,
                self.context.programme,
                obligation=row.key,
                obligation_title=row.title,
                on=self.context.today(),
                officer=workspace.office.officer,
                phone=workspace.office.phone,
                note=wanted.note,
                nil=wanted.nil,
                project_ids=self._projects(wanted),
                revisions=wanted.revisions,
                documents=documents,
                evidence=wanted.evidence,
                answers=feedback.answers(reader, {revision.document_id for revision in wanted.revisions}) | feedback.query_answers(reader),
            )

    def _documents(self, revisions: Sequence[RevisionRow], progress: Progress) -> "list[OutgoingDocument]":
        """Make the Word file of each revision, exactly as it is printed for handing in."""
        import tempfile

        from exports.exchange.sending import OutgoingDocument
        from exports.jobs import write_document
        from forms.snapshots import decode

        workspace, settings, made = self.context.workspace, self.context.word_settings(), []
        with tempfile.TemporaryDirectory(prefix="ronghe-") as folder:
            for done, revision in enumerate(revisions):
                progress(done, len(revisions))
                own = Path(folder) / str(done)
                own.mkdir()
                exported = write_document(workspace, decode(revision.payload), own, settings)
                made.append(OutgoingDocument(revision.title, exported.path.name, exported.path.read_bytes(), revision.id))
        return made

    def _projects(self, wanted: Wanted) -> tuple[str, ...]:
        """Return the projects whose state travels: those of the district's own document, else of what was chosen."""
        if wanted.nil:
            return ()
        if wanted.offer.row.scope == Scope.DISTRICT.value:
            return tuple(id for (id,) in self.context.workspace.rows("SELECT id FROM project WHERE deleted_at IS NULL"))
        chosen = {row.project_id for row in wanted.revisions} | {row.project_id for row in wanted.evidence}
        return tuple((chosen | set(wanted.offer.project_ids)) - {""})


def _beside(reader: Reader, programme: Programme) -> list[RevisionRow]:
    """Return the frozen documents that meet no obligation of their own: 推荐报告, 报送函, 取消报告 …."""
    met = {obligation.form for obligation in programme.obligations}
    forms = [form.key for form in document_forms(programme) if form.key not in met]
    return [row for form in forms for row in newest_revisions(reader, form_id=form, period=None)]


def _form_of(context: "Context", key: str) -> tuple[str, str]:
    """Return the form that meets an obligation, and its year; the application form where only the state says that it was met."""
    for obligation in context.programme.obligations:
        if obligation.key == key:
            own = context.form.key if obligation.met_by and not obligation.form else ""
            return obligation.form or own, obligation.period
    return "", ""


def _missing(
    context: "Context", reader: Reader, row: ObligationRow, form: str, period: str, revisions: Collection[RevisionRow]
) -> list[Remark]:
    """Return what has not been handed in yet."""
    if not form:
        return []
    found: list[Remark] = []
    drafts = reader.rows(
        "SELECT d.id, COALESCE(p.title, d.title), COALESCE(d.project_id, ''), d.errors, d.warnings FROM document d"
        " LEFT JOIN project p ON p.id = d.project_id WHERE d.form_id = :form AND d.period = :period AND d.deleted_at IS NULL"
        " AND p.deleted_at IS NULL AND d.frozen_at IS NULL ORDER BY p.number, d.id",
        form=form,
        period=period,
    )
    for id, title, _project, errors, warnings in drafts:
        parts = [f"{errors}处错误要改正"] * bool(errors) + [f"{warnings}条警告要写说明"] * bool(warnings)
        words = "还没有报送定稿" + (f"，有{'，'.join(parts)}" if parts else "")
        found.append(Remark(f"{title}：{words}", Tone.ERROR if errors else Tone.WARNING, "form", (("document", id),)))
    there = {project for _id, _title, project, _errors, _warnings in drafts} | {revision.project_id for revision in revisions}
    if row.scope == Scope.DISTRICT.value:
        if not there:
            target = (("new", "1"), ("form", form), ("period", period))
            found.append(Remark(f"{row.title}：还没有写", Tone.WARNING, "documents", target))
        return found
    for item in by_project(reader, context.programme, context.today(), row.key):
        if item.project_id and item.project_id not in there and item.standing not in DONE:
            target = (("new", "1"), ("form", form), ("project", item.project_id))
            found.append(Remark(f"{item.project_title}：还没有写", Tone.WARNING, "documents", target))
    return found


def _place(revision: RevisionRow) -> tuple[str, tuple[tuple[str, str], ...]]:
    return "form", (("document", revision.document_id),)


def _revision_item(revision: RevisionRow, held: Collection[str]) -> Item:
    detail = f"第{revision.number}版，{revision.submitted_on:%Y-%m-%d}定稿，附Word文件"
    return Item(revision.id, "文书", revision.title, detail, revision.id in held)


def _evidence_item(item: EvidenceRow, titles: dict[str, str], scans: Collection[str], held: Collection[str]) -> Item:
    kind = "盖章扫描件" if item.id in scans else "附件" if item.field_key else "佐证材料"
    whose = titles.get(item.project_id, "")
    detail = "，".join(part for part in (whose, item.file_name, size_words(item.size)) if part)
    return Item(item.id, kind, item.title or item.file_name, detail, item.id in held)


def size_words(size: int) -> str:
    """Return a number of bytes in the officer's words."""
    return f"{size / 1_048_576:.1f} MB" if size >= 1_048_576 else f"{max(1, size // 1024)} KB"
