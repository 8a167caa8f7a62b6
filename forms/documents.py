"""Documents of every stage (各阶段文书): which there are, making one, handing it in (报送) and taking it back for editing."""

from datetime import date

import msgspec
from sqlalchemy import select

from forms import snapshots
from forms.answers import REVISION_KEY, changed, open_document, read_form, unexplained
from forms.checking import check
from forms.definition import Form, Level, Scope
from forms.drafting import picture_of, spoken
from forms.loading import load_form
from forms.loading_documents import load_documents
from forms.packs.switching import bring_up
from models.changes import Changes, Kind
from models.document import Document, Revision
from models.errors import UserError
from models.form_definition import FormDefinition
from models.history import HistoryEntry
from models.obligation import Outcome
from models.operations.guarding import live, live_project, past_day, refuse_against_city, refuse_under_review
from models.operations.obligations import held_record, record_obligation
from models.operations.projects import enter_state, state_of
from models.programme.pack import Programme
from models.programme.types import Obligation, Recurrence
from models.programme.types import Scope as Obliged
from models.project import Project
from models.reading import Reader, SessionReader
from models.work import Work


def document_forms(programme: Programme) -> list[Form]:
    """Return the forms of the pack that are documents of their own, in the order in which they are offered.

    Raises:
        ResourceError: A form is wrong, or an obligation names one that cannot meet it.
    """
    return list(load_documents(programme))


def create_document(work: Work, form_id: str, *, project_id: str = "", period: str = "") -> Changes:
    """Make an empty document.

    Args:
        work: The unit of work.
        form_id: Key of its form.
        project_id: The project it is about; empty for a document of the district.
        period: The year it reports on; only for what is written every year.

    Returns:
        `Changes.id` is the document.

    Raises:
        UserError: There is one already, or the project is gone.
        ValueError: The form is none of a document, or project or period do not fit it.
    """
    form = load_form(work.programme, form_id)
    head = form.document
    if head is None or (head.scope is Scope.PROJECT) != bool(project_id) or head.yearly != bool(period):
        raise ValueError(f"{form_id}: project {project_id!r}, period {period!r}")
    project = live_project(work, project_id) if project_id else None
    held = select(Document).filter_by(form_id=form_id, project_id=project_id or None, period=period, deleted_at=None)
    if not head.repeats and work.session.scalars(held).first() is not None:
        whose = f"“{project.title}”" if project else f"{period}年" if period else ""
        raise UserError(f"{whose}已经有一份{form.name}了。", "请直接打开它；确要重写的，先把原来的删除。")
    document = Document(
        title=f"{form.name}（{period}年）" if period else form.name,
        project_id=project_id or None,
        form_id=form_id,
        period=period,
        programme_version=work.programme.version,
        created_at=work.at,
        updated_at=work.at,
    )
    work.session.add(document)
    work.session.flush()
    record_revision(work, document, "create", "", document.title)
    return changed(document)


def reminders(reader: Reader, programme: Programme, document_id: str, on: date) -> list[str]:
    """Return what the officer is told when the first draft of a document has been written: what is missing, what to look at.

    Args:
        reader: One consistent state of the workspace.
        programme: The pack.
        document_id: The document.
        on: Today.

    Raises:
        UserError: The document does not exist any more.
    """
    state = read_form(reader, programme, document_id)
    head = state.form.document
    return list(spoken(head.reminder, picture_of(reader, programme, state, on))) if head else []


def obstacles(work: Work, document: Document) -> list[str]:
    """Return what still stands against handing a document in, one clause each; empty when nothing does."""
    state = read_form(SessionReader(work.session), work.programme, document.id)
    findings = check(state.form, state.values, work.programme, work.on)
    errors = [finding for finding in findings if finding.level is Level.ERROR]
    warnings = unexplained(findings, state.explanations)
    found = []
    if errors:
        found.append(f"还有{len(errors)}处错误要改正（例如：{errors[0].message}）")
    if warnings:
        found.append(f"还有{len(warnings)}条警告没有写说明（例如：{warnings[0].message}）")
    return found


def freeze(work: Work, document: Document, on: date) -> Revision:
    """Freeze a document as it stands as its next revision.

    Args:
        work: The unit of work.
        document: The document.
        on: Day of handing in.
    """
    snapshot = snapshots.current(SessionReader(work.session), work.programme, document.id, work.on, frozen_on=on)
    payload = snapshots.encode(snapshot)
    revision = Revision(
        document_id=document.id,
        number=document.revision,
        payload=payload,
        sha256=snapshots.digest(payload),
        frozen_at=work.at,
        submitted_on=on,
        by=work.by,
    )
    work.session.add(revision)
    if work.session.get(FormDefinition, (snapshot.form, snapshot.form_version)) is None:
        definition = msgspec.json.encode(load_form(work.programme, document.form_id)).decode()
        work.session.add(FormDefinition(form_id=snapshot.form, version=snapshot.form_version, payload=definition))
    document.frozen_at, document.programme_version = work.at, work.programme.version
    return revision


def obligations_of(programme: Programme, document: Document) -> list[Obligation]:
    """Return the obligations that handing a document in meets."""
    return [found for found in programme.obligations if (found.form, found.period) == (document.form_id, document.period)]


def hand_in(work: Work, document_id: str, on: date) -> Changes:
    """Hand a document in (报送): check again inside this transaction, freeze the revision, meet its obligation.

    Where the pack says that a state of the project's life is entered by handing in, the project enters it.

    Args:
        work: The unit of work.
        document_id: The document; application forms go the way of `forms.submission.submit`.
        on: Day of handing in.

    Raises:
        UserError: Something still stands against it, or the day lies in the future; the message says what.
    """
    document = open_document(work, document_id)
    form = load_form(work.programme, document.form_id)
    if form.document is None:
        raise ValueError(f"{document.form_id} is no document of its own")
    past_day(work, on, "报送日期")
    against = obstacles(work, document)
    if against:
        raise UserError("现在还不能报送：" + "；".join(against) + "。", "请逐项处理后再报送。")
    freeze(work, document, on)
    kinds = {Kind.OBLIGATION} if _meet(work, document, on) else set()
    record_revision(work, document, "submit", "", f"第{document.revision}版")
    return changed(document, Kind.PROJECT, *kinds) if document.project_id else changed(document, *kinds)


def _meet(work: Work, document: Document, on: date) -> bool:
    """Meet what the document meets; handing it in again after a return leaves the first day as it is."""
    met = False
    for obligation in obligations_of(work.programme, document):
        owner = document.project_id if obligation.scope is Obliged.PROJECT else None
        project = work.session.get(Project, owner) if owner else None
        if project is not None and obligation.met_by and any(step.to == obligation.met_by for step in state_of(work, project).next):
            enter_state(work, project, obligation.met_by, on, f"报送{obligation.title}")
            met = True
        elif document.revision == 1 and not _is_met(work, obligation, project):
            record_obligation(work, obligation.key, owner, Outcome.SUBMITTED, on)
            met = True
    return met


def _is_met(work: Work, obligation: Obligation, project: Project | None) -> bool:
    if obligation.recurring is Recurrence.ANY_TIME:
        return False
    entered = project is not None and any(change.to_state == obligation.met_by for change in project.state_changes)
    return entered or held_record(work, obligation.key, project.id if project else None) is not None


def take_back(work: Work, document_id: str, reason: str, *, by_city: bool = False) -> Changes:
    """Return a document that was handed in to editing as the next revision (退回修改); the frozen one stays for ever.

    Args:
        work: The unit of work.
        document_id: The document.
        reason: Why.
        by_city: The city returned it, which also opens what belongs to a project that the city had brought to an end.

    Raises:
        UserError: It has not been handed in, no reason is given, the city has it, or a decision of the city has brought its project
            to its end.
    """
    document = live(work, Document, document_id)
    head = load_form(work.programme, document.form_id).document
    if document.project_id is not None and not by_city and not (head is not None and head.repeats):
        refuse_against_city(work, live(work, Project, document.project_id))
    open_next_revision(work, document, reason, by_city=by_city)
    record_return(work, document, reason)
    return changed(document)


def open_next_revision(work: Work, document: Document, reason: str, *, by_city: bool = False) -> None:
    """Open the next revision of a frozen document for editing and keep with the frozen one why it was returned.

    Raises:
        UserError: It is not frozen, the city has it and does not return it, or no reason is given.
    """
    if document.frozen_at is None:
        raise UserError(f"这份{load_form(work.programme, document.form_id).name}还没有报送，可以直接修改。")
    if not by_city:
        refuse_under_review(work, document.revisions[-1])
    if not reason.strip():
        raise UserError("退回修改必须写明原因。", "请在“原因”栏填写后再试。")
    frozen = document.revisions[-1]
    frozen.returned_at, frozen.return_reason = work.at, reason.strip()
    document.revision += 1
    document.frozen_at = None
    bring_up(work, document)


def record_return(work: Work, document: Document, reason: str) -> None:
    """Put into the history that a revision was returned and the next one is open."""
    record_revision(work, document, "return", f"第{document.revision - 1}版", f"第{document.revision}版（{reason.strip()}）")


def record_revision(work: Work, document: Document, action: str, old: str, new: str) -> None:
    """Put a step of a document's revisions (made, handed in, returned) into the history."""
    form = load_form(work.programme, document.form_id)
    work.session.add(
        HistoryEntry(
            at=work.at,
            by=work.by,
            action=action,
            kind_label=form.name,
            object_id=document.id,
            project_id=document.project_id or "",
            object_label=document.project.title if document.project else document.title,
            field_key=REVISION_KEY,
            field_label="修订版本",
            old=old,
            new=new,
        )
    )
