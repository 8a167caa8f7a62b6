"""The documents of every stage (文书) as lists show them: whose they are, how far they are, handed in or not."""

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from models.queries.showing import local_minute
from models.reading import Reader


class DocumentState(StrEnum):
    """How a document stands, in the officer's words."""

    DRAFT = "草稿"
    HANDED_IN = "已报送"
    RETURNED = "退回修改"


class DocumentRow(NamedTuple):
    """One document.

    Attributes:
        form: Key of its form in the pack.
        period: The year it reports on; empty for what is not written every year.
        project_id: The project it is about; empty for a document of the district, as are the next three.
        revision: Number of the revision being worked on, or of the one that was handed in.
        filled: Fields that hold something.
        applicable: Fields that apply.
        errors: Findings of level error.
        warnings: Warnings without explanation.
        submitted_on: Day on which it was handed in last; ``None``: never.
        has_scan: The scan of the sealed paper of that revision is attached.
        updated: Local time of the last change.
    """

    id: str
    form: str
    title: str
    period: str
    project_id: str
    number: str
    project_title: str
    entity: str
    revision: int
    state: DocumentState
    filled: int
    applicable: int
    errors: int
    warnings: int
    submitted_on: date | None
    has_scan: bool
    updated: str

    @property
    def findings(self) -> int:
        """How much is to be mended or explained before it can be handed in."""
        return 0 if self.state is DocumentState.HANDED_IN else self.errors + self.warnings


class DocumentFacts(NamedTuple):
    """What the page of one document says about it; `in_bin` also when its project lies in the recycle bin.

    Attributes:
        form: Key of its form in the pack.
        project_state: Key of the state of its project.
        submitted_on: Day on which it was handed in last; ``None``: never.
    """

    form: str
    title: str
    period: str
    project_id: str
    number: str
    project_title: str
    project_state: str
    submitted_on: date | None
    in_bin: bool


_OWN = "(d.project_id IS NULL OR d.project_id <> d.id)"
"""Every document but the application forms, which are shown with their projects."""
_LAST = " LEFT JOIN revision r ON r.document_id = d.id AND r.number = (SELECT MAX(n.number) FROM revision n WHERE n.document_id = d.id)"


def list_documents(reader: Reader, *, project_id: str = "", form: str = "") -> list[DocumentRow]:
    """Return the documents beside the application forms, what was changed last first.

    Args:
        reader: Where to read.
        project_id: Only of this project.
        form: Only of this form.
    """
    given = {"project_id": project_id, "form_id": form}
    narrowed = {column: value for column, value in given.items() if value}
    where = "".join(f" AND d.{column} = :{column}" for column in narrowed)
    return [
        DocumentRow(
            id=id,
            form=form_id,
            title=title,
            period=period,
            project_id=project or "",
            number=number or "",
            project_title=project_title or "",
            entity=entity or "",
            revision=revision,
            state=_state(revision, frozen),
            filled=filled,
            applicable=applicable,
            errors=errors,
            warnings=warnings,
            submitted_on=date.fromisoformat(submitted) if submitted else None,
            has_scan=scan is not None,
            updated=local_minute(updated),
        )
        for (
            id,
            form_id,
            title,
            period,
            project,
            number,
            project_title,
            entity,
            revision,
            frozen,
            filled,
            applicable,
            errors,
            warnings,
            submitted,
            scan,
            updated,
        ) in reader.rows(
            "SELECT d.id, d.form_id, d.title, d.period, d.project_id, p.number, p.title, e.name, d.revision, d.frozen_at,"
            " d.filled, d.applicable, d.errors, d.warnings, r.submitted_on, s.id, d.updated_at"
            " FROM document d LEFT JOIN project p ON p.id = d.project_id LEFT JOIN pilot_entity e ON e.id = p.entity_id"
            f"{_LAST} LEFT JOIN evidence s ON s.id = r.scan_id AND s.deleted_at IS NULL"
            f" WHERE d.deleted_at IS NULL AND p.deleted_at IS NULL AND {_OWN}{where}"
            " ORDER BY d.updated_at DESC, p.number NULLS FIRST, d.title, d.id",
            **narrowed,
        )
    ]


def document_facts(reader: Reader, document_id: str) -> DocumentFacts | None:
    """Return one document, an application form as well; ``None`` when it is gone."""
    for form, title, period, project, number, project_title, state, submitted, deleted, project_deleted in reader.rows(
        "SELECT d.form_id, d.title, d.period, d.project_id, p.number, p.title, p.state, r.submitted_on, d.deleted_at, p.deleted_at"
        f" FROM document d LEFT JOIN project p ON p.id = d.project_id{_LAST} WHERE d.id = :id",
        id=document_id,
    ):
        return DocumentFacts(
            form,
            title,
            period,
            project or "",
            number or "",
            project_title or "",
            state or "",
            date.fromisoformat(submitted) if submitted else None,
            deleted is not None or project_deleted is not None,
        )
    return None


def find_document(reader: Reader, form: str, project_id: str = "", period: str = "") -> str:
    """Return the id of the document of that form, project and year that was changed last; empty when there is none."""
    found = reader.rows(
        "SELECT id FROM document WHERE form_id = :form AND COALESCE(project_id, '') = :project AND period = :period"
        " AND deleted_at IS NULL ORDER BY updated_at DESC LIMIT 1",
        form=form,
        project=project_id,
        period=period,
    )
    return str(found[0][0]) if found else ""


class RecentDocument(NamedTuple):
    """A document edited lately; `at` is local time, `project_title` empty for a document of the district."""

    id: str
    title: str
    project_title: str
    state: DocumentState
    at: str


def recent_documents(reader: Reader, limit: int = 8) -> list[RecentDocument]:
    """Return the documents, application forms left out, that were edited last."""
    return [
        RecentDocument(id, title, project or "", _state(revision, frozen), local_minute(at))
        for id, title, project, revision, frozen, at in reader.rows(
            "SELECT d.id, d.title, p.title, d.revision, d.frozen_at, d.updated_at"
            " FROM document d LEFT JOIN project p ON p.id = d.project_id"
            f" WHERE d.deleted_at IS NULL AND p.deleted_at IS NULL AND {_OWN} ORDER BY d.updated_at DESC LIMIT :limit",
            limit=limit,
        )
    ]


class KeptRevision(NamedTuple):
    """A frozen revision of a document."""

    id: str
    number: int
    submitted_on: date


def kept_revisions(reader: Reader, document_id: str) -> list[KeptRevision]:
    """Return the frozen revisions of a document, the newest first."""
    return [
        KeptRevision(id, number, date.fromisoformat(submitted))
        for id, number, submitted in reader.rows(
            "SELECT id, number, submitted_on FROM revision WHERE document_id = :id ORDER BY number DESC", id=document_id
        )
    ]


def sent_back_by_us(reader: Reader) -> frozenset[str]:
    """Return the documents of districts whose newest frozen revision was sent back from here, at the city."""
    return frozenset(
        document
        for (document,) in reader.rows(
            "SELECT d.id FROM city_return t JOIN revision r ON r.id = t.revision_id"
            " JOIN document d ON d.id = r.document_id AND d.revision = r.number WHERE t.received_package_id IS NULL"
        )
    )


class CopySource(NamedTuple):
    """A document from which answers can be copied."""

    id: str
    title: str
    number: str
    project_title: str


def copy_sources(reader: Reader, document_id: str) -> list[CopySource]:
    """Return the other documents of the same form, those of projects by number, the rest by title."""
    return [
        CopySource(id, title, number or "", project or "")
        for id, title, number, project in reader.rows(
            "SELECT d.id, d.title, p.number, p.title FROM document d LEFT JOIN project p ON p.id = d.project_id"
            " WHERE d.form_id = (SELECT form_id FROM document WHERE id = :id) AND d.id <> :id"
            " AND d.deleted_at IS NULL AND p.deleted_at IS NULL ORDER BY p.number NULLS FIRST, d.title, d.id",
            id=document_id,
        )
    ]


def _state(revision: int, frozen_at: str | None) -> DocumentState:
    if frozen_at is not None:
        return DocumentState.HANDED_IN
    return DocumentState.RETURNED if revision > 1 else DocumentState.DRAFT
