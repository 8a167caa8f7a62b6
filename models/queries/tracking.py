"""What is tracked of one project: milestones, progress entries, problems, support requests, evidence."""

from datetime import date
from typing import NamedTuple

from models.reading import Reader


class MilestoneRow(NamedTuple):
    """One milestone (里程碑); `late` when it should have been reached and was not, or was reached after its day."""

    id: str
    seq: int
    area: str
    title: str
    planned_on: date | None
    done_on: date | None
    note: str
    late: bool


class ProgressRow(NamedTuple):
    """One progress entry (进展)."""

    id: str
    on: date
    text: str
    by: str


class ProblemRow(NamedTuple):
    """One problem (问题)."""

    id: str
    on: date
    text: str
    resolved_on: date | None
    resolution: str


class SupportRow(NamedTuple):
    """One support request (支持事项)."""

    id: str
    on: date
    text: str
    addressed_to: str
    answered_on: date | None
    answer: str


class EvidenceRow(NamedTuple):
    """One piece of evidence without its content; `size` in bytes, `added_at` UTC text.

    Attributes:
        document_id: The document whose attachment or sealed scan it is; empty for evidence of tracking.
        document: Title of that document.
    """

    id: str
    title: str
    file_name: str
    media_type: str
    size: int
    field_key: str
    added_at: str
    by: str
    sha256: str
    document_id: str
    document: str


def to_day(text: str | None) -> date | None:
    """Return a stored day."""
    return date.fromisoformat(text) if text else None


def milestones(reader: Reader, project_id: str, today: date) -> list[MilestoneRow]:
    """Return the milestones in their order."""
    rows = []
    for id, seq, area, title, planned, done, note in reader.rows(
        "SELECT id, seq, area, title, planned_on, done_on, note FROM milestone"
        " WHERE project_id = :project AND deleted_at IS NULL ORDER BY seq, id",
        project=project_id,
    ):
        planned_on, done_on = to_day(planned), to_day(done)
        late = planned_on is not None and (done_on or today) > planned_on
        rows.append(MilestoneRow(id, seq, area, title, planned_on, done_on, note, late))
    return rows


def progress(reader: Reader, project_id: str) -> list[ProgressRow]:
    """Return the progress entries, latest first."""
    return [
        ProgressRow(id, date.fromisoformat(on), text, by)
        for id, on, text, by in reader.rows(
            'SELECT id, "on", text, by FROM progress_entry WHERE project_id = :project AND deleted_at IS NULL ORDER BY "on" DESC, id',
            project=project_id,
        )
    ]


def problems(reader: Reader, project_id: str) -> list[ProblemRow]:
    """Return the problems, open ones first, then latest first."""
    rows = [
        ProblemRow(id, date.fromisoformat(on), text, to_day(resolved), resolution)
        for id, on, text, resolved, resolution in reader.rows(
            'SELECT id, "on", text, resolved_on, resolution FROM problem'
            ' WHERE project_id = :project AND deleted_at IS NULL ORDER BY "on" DESC, id',
            project=project_id,
        )
    ]
    return sorted(rows, key=lambda row: row.resolved_on is not None)


def support_requests(reader: Reader, project_id: str) -> list[SupportRow]:
    """Return the support requests, unanswered ones first, then latest first."""
    rows = [
        SupportRow(id, date.fromisoformat(on), text, addressed_to, to_day(answered), answer)
        for id, on, text, addressed_to, answered, answer in reader.rows(
            'SELECT id, "on", text, addressed_to, answered_on, answer FROM support_request'
            ' WHERE project_id = :project AND deleted_at IS NULL ORDER BY "on" DESC, id',
            project=project_id,
        )
    ]
    return sorted(rows, key=lambda row: row.answered_on is not None)


def evidence(reader: Reader, project_id: str, field_key: str | None = None) -> list[EvidenceRow]:
    """Return the evidence of a project, oldest first; narrowed to one attachment field (empty text: tracking only) where given."""
    narrowed = {} if field_key is None else {"field_key": field_key}
    return [
        EvidenceRow(*row)
        for row in reader.rows(
            "SELECT x.id, x.title, x.file_name, x.media_type, x.size, x.field_key, x.added_at, x.by, x.sha256,"
            " COALESCE(d.id, ''), COALESCE(d.title, '') FROM evidence x LEFT JOIN document d ON d.id = x.document_id"
            " WHERE x.project_id = :project AND x.deleted_at IS NULL AND d.deleted_at IS NULL"
            f"{' AND x.field_key = :field_key' if narrowed else ''} ORDER BY x.added_at, x.id",
            project=project_id,
            **narrowed,
        )
    ]
