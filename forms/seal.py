"""The seal loop (盖章闭环): the short code on paper, the scan of the sealed paper, and whether the data still is what was sealed."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime

import msgspec
from sqlalchemy import select

from forms import snapshots
from forms.comparing import Difference, compare
from forms.loading import load_form
from forms.snapshot import FormSnapshot
from models.changes import Changes
from models.document import Document, Revision
from models.errors import UserError
from models.operations.evidence import attach
from models.operations.guarding import live
from models.operations.recycling import delete
from models.programme.pack import Programme
from models.reading import Reader
from models.things import Thing
from models.tracking import Evidence
from models.work import Work

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Signs of the code, five bits each: none can be taken for another (no 0, 1, I, O)."""

CODE_LENGTH, GROUP = 8, 4
SCAN_ENDINGS = ("pdf", "jpg", "jpeg", "png", "ofd")

_HEX_DIGITS = CODE_LENGTH * 5 // 4


@dataclass(frozen=True, slots=True)
class Seal:
    """The latest revision of a document that was handed in, and how the data stands to it.

    Attributes:
        document_id: The document.
        revision: Number of the revision.
        code: Its short code (校验码), as on paper.
        submitted_on: Day it was handed in.
        scan_id: The scan of the sealed paper, a piece of evidence; empty: not attached.
        scan_name: The scan's file name.
        returned_at: When it was taken back for editing; ``None``: it is in force.
        differences: What the data says now that the sealed paper does not; empty: it still is what was sealed.
    """

    document_id: str
    revision: int
    code: str
    submitted_on: date
    scan_id: str
    scan_name: str
    returned_at: datetime | None
    differences: tuple[Difference, ...]

    @property
    def holds(self) -> bool:
        """Whether the data still is what was sealed."""
        return not self.differences


def short_code(snapshot: FormSnapshot) -> str:
    """Return the code that is printed on a document: the same for the same content and revision, else another."""
    try:
        payload = snapshots.encode(snapshot)
    except UnicodeEncodeError:  # halves of characters, which no store takes; never in what was handed in
        payload = json.dumps(msgspec.to_builtins(snapshot), sort_keys=True)
    return code_of(snapshots.digest(payload))


def code_of(sha256: str) -> str:
    """Return the code of a revision.

    Args:
        sha256: `Revision.sha256`, in hex; 40 of its 256 bits are in the code.
    """
    number = int(sha256[:_HEX_DIGITS], 16)
    signs = "".join(ALPHABET[number >> shift & 31] for shift in range(5 * (CODE_LENGTH - 1), -1, -5))
    return f"{signs[:GROUP]}-{signs[GROUP:]}"


def find_code(reader: Reader, code: str) -> list[tuple[str, int]]:
    """Return document and revision that a code on paper belongs to, as typed or as a scanner reads it from the QR code.

    Args:
        reader: Where to read.
        code: The code in any writing: small letters, without the dash, or the whole text of the QR code.

    Returns:
        Ids of documents with the numbers of revisions; more than one only by a chance of one in 10^12.
    """
    signs = "".join(sign for sign in code.upper().rpartition(":")[2] if sign.isalnum())
    if len(signs) != CODE_LENGTH or not set(signs) <= set(ALPHABET):
        return []
    number = 0
    for sign in signs:
        number = number << 5 | ALPHABET.index(sign)
    rows = reader.rows(
        "SELECT document_id, number FROM revision WHERE sha256 LIKE :start ORDER BY document_id, number",
        start=f"{number:0{_HEX_DIGITS}x}%",
    )
    return [(document_id, revision) for document_id, revision in rows]


def still_sealed(reader: Reader, programme: Programme, document_id: str, on: date) -> Seal | None:
    """Compare the latest revision that was handed in with the data as it is now.

    Args:
        reader: One consistent state of the workspace.
        programme: The pack.
        document_id: The document.
        on: The day of checking.

    Returns:
        ``None`` when the document was never handed in.

    Raises:
        UserError: The revision's record has been damaged.
    """
    found = reader.rows(
        "SELECT r.number, r.sha256, r.submitted_on, r.returned_at, e.id, e.file_name FROM revision r"
        " LEFT JOIN evidence e ON e.id = r.scan_id AND e.deleted_at IS NULL"
        " WHERE r.document_id = :id ORDER BY r.number DESC LIMIT 1",
        id=document_id,
    )
    if not found:
        return None
    ((number, sha256, submitted_on, returned_at, scan_id, scan_name),) = found
    sealed = snapshots.of_revision(reader, document_id, number)
    now = snapshots.current(reader, programme, document_id, on)
    form = snapshots.form_of(reader, programme, sealed)
    return Seal(
        document_id=document_id,
        revision=number,
        code=code_of(sha256),
        submitted_on=date.fromisoformat(submitted_on),
        scan_id=scan_id or "",
        scan_name=scan_name or "",
        returned_at=datetime.fromisoformat(returned_at).replace(tzinfo=UTC) if returned_at else None,
        differences=tuple(compare(form, sealed, now, programme)),
    )


def attach_scan(work: Work, document_id: str, revision: int, file_name: str, data: bytes) -> Changes:
    """Attach the scan of the sealed paper (盖章扫描件) to a revision; an earlier scan goes to the recycle bin.

    Args:
        work: The unit of work.
        document_id: The document.
        revision: Number of the revision that was sealed.
        file_name: Name of the file.
        data: Its content.

    Raises:
        UserError: There is no such revision, or the file cannot be taken.
    """
    document = live(work, Document, document_id)
    sealed = work.session.scalars(select(Revision).filter_by(document_id=document_id, number=revision)).one_or_none()
    name = load_form(work.programme, document.form_id).name
    if sealed is None:
        raise UserError(f"这份{name}的第{revision}版还没有报送，不能附盖章扫描件。", "请先报送，再附报送那一版的扫描件。")
    changes = attach(
        work,
        document.project_id,
        file_name=file_name,
        title=f"{name}第{revision}版盖章扫描件",
        data=data,
        document_id=document_id,
        extensions=SCAN_ENDINGS,
    )
    _to_the_bin(work, sealed.scan_id)
    sealed.scan_id = changes.id
    return changes


def _to_the_bin(work: Work, evidence_id: str | None) -> None:
    earlier = work.session.get(Evidence, evidence_id) if evidence_id else None
    if earlier is not None and earlier.deleted_at is None:
        delete(work, Thing.EVIDENCE, earlier.id)
