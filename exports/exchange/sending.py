"""Sending (报送): gathering what goes into a package, making it, writing it to a stick and reading it back."""

import hashlib
import os
import re
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path, PurePath
from typing import NamedTuple

import msgspec

from exports.exchange.stations import Perform, pinned_peers, place_for, present_station
from exports.files import CannotWrite, Progress, ignore, replace_file, safe_file_name
from exports.package.manifest import PackVersion, Party
from exports.package.parties import CITY
from exports.package.reading import open_envelope
from exports.package.writing import JSON, File, build, seal
from forms.definition import Form
from forms.loading import load_form
from forms.snapshots import decode, digest
from models.errors import UserError, system_words
from models.exchange import Content, DocumentFile, EvidenceFile, FormFile, PackageKind, Submission
from models.exchange_states import PeerState
from models.operations.exchange import PartFacts, SentFacts, mark_exported, record_sent
from models.programme.pack import Programme
from models.queries import exchange
from models.queries.evidence import content as evidence_content
from models.queries.exchange_facts import EvidenceRow, RevisionRow, project_facts
from models.reading import Reader

KIND_NAMES = {PackageKind.SUBMISSION: "报送包", PackageKind.REPLY: "反馈包", PackageKind.PACK: "方案包"}
MEDIA_TYPES = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pdf": "application/pdf",
    ".ofd": "application/ofd",
    ".png": "image/png",
    ".jpg": "image/jpeg",
}


class OutgoingDocument(NamedTuple):
    """A document as it is submitted: title, file name and bytes; `revision_id` where it was made from a frozen revision."""

    title: str
    file_name: str
    data: bytes
    revision_id: str = ""


class Outgoing(NamedTuple):
    """Everything a package will hold, before it is made: what the officer is shown as a list."""

    title: str
    content: Content
    files: tuple[File, ...] = ()
    parts: tuple[PartFacts, ...] = ()

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(len(file.data) for file in self.files)


class Made(NamedTuple):
    """A package that was made and kept: its id, a name for its file, and its bytes."""

    id: str
    file_name: str
    data: bytes
    digest: str


def gather(
    reader: Reader,
    programme: Programme,
    *,
    obligation: str,
    obligation_title: str,
    on: date,
    officer: str,
    phone: str = "",
    note: str = "",
    nil: bool = False,
    project_ids: Sequence[str] = (),
    revisions: Sequence[RevisionRow] = (),
    documents: Sequence[OutgoingDocument] = (),
    evidence: Sequence[EvidenceRow] = (),
    answers: dict[str, str] | None = None,
) -> Outgoing:
    """Gather a submission; nothing changes.

    Args:
        reader: One consistent state of the workspace.
        programme: The pack.
        obligation: Key of what is met.
        obligation_title: Its title.
        on: Day of submitting.
        officer: Who sends it.
        phone: The office's telephone.
        note: Words to the city.
        nil: A nil report (零报告).
        project_ids: Projects whose state, progress and figures travel; those of `revisions` and `evidence` travel anyway.
        revisions: Frozen revisions, see `models.queries.exchange_facts.newest_revisions`.
        documents: Documents exactly as they are submitted.
        evidence: Evidence, see `evidence_of`.
        answers: The district's answers to comments of the city (整改情况).

    Raises:
        UserError: A revision or a piece of evidence is damaged, or the form's definition of that time is gone.
    """
    packing = _Packing()
    forms = tuple(packing.form(reader, programme, row) for row in revisions)
    owners = {row.id: row.project_id for row in revisions}
    sent_documents = tuple(packing.document(document, owners.get(document.revision_id, "")) for document in documents)
    sent_evidence = tuple(packing.evidence(reader, item) for item in evidence)
    wanted = {*project_ids, *owners.values(), *(item.project_id for item in evidence)} - {""}
    content = Submission(
        obligation=obligation,
        obligation_title=obligation_title,
        on=on,
        officer=officer,
        phone=phone,
        note=note,
        nil=nil,
        projects=project_facts(reader, wanted),
        forms=forms,
        documents=sent_documents,
        evidence=sent_evidence,
        answers=answers or {},
    )
    return Outgoing(obligation_title, content, tuple(packing.files), tuple(packing.parts))


class _Packing:
    """The files of a package as they are gathered, each with its record of what was sent."""

    def __init__(self) -> None:
        self.files: list[File] = []
        self.parts: list[PartFacts] = []

    def form(self, reader: Reader, programme: Programme, row: RevisionRow) -> FormFile:
        """Add a frozen revision, and its form definition the first time."""
        payload, form = _definition(reader, programme, row)
        definition = f"definitions/{_plain(form.key)}-{_plain(form.version)}.json"
        if definition not in {file.name for file in self.files}:
            self._add(definition, form.title, JSON, payload.encode())
        name = self._next("forms", ".json")
        self._add(name, row.title, JSON, row.payload.encode(), revision_id=row.id, project_id=row.project_id)
        return FormFile(
            file=name,
            definition=definition,
            document_id=row.document_id,
            revision_id=row.id,
            number=row.number,
            submitted_on=row.submitted_on,
        )

    def document(self, document: OutgoingDocument, project_id: str) -> DocumentFile:
        """Add a document as it is submitted."""
        ending = PurePath(document.file_name).suffix.lower()
        name = self._next("documents", ending)
        media_type = MEDIA_TYPES.get(ending, "application/octet-stream")
        self._add(name, document.title, media_type, document.data, revision_id=document.revision_id, project_id=project_id)
        return DocumentFile(file=name, file_name=document.file_name, title=document.title, revision_id=document.revision_id)

    def evidence(self, reader: Reader, item: EvidenceRow) -> EvidenceFile:
        """Add a piece of evidence, its content checked."""
        file_name, data = evidence_content(reader, item.id)
        name = self._next("evidence", PurePath(file_name).suffix.lower())
        self._add(name, item.title, item.media_type, data, evidence_id=item.id, project_id=item.project_id)
        return EvidenceFile(
            file=name,
            evidence_id=item.id,
            project_id=item.project_id,
            file_name=file_name,
            title=item.title,
            field_key=item.field_key,
        )

    def _next(self, folder: str, ending: str) -> str:
        number = sum(file.name.startswith(f"{folder}/") for file in self.files) + 1
        return f"{folder}/{number:04}{ending if ending in MEDIA_TYPES or ending == '.json' else '.bin'}"

    def _add(self, name: str, title: str, media_type: str, data: bytes, **of: str) -> None:
        self.files.append(File(name, title, media_type, data))
        self.parts.append(PartFacts(name, title, len(data), hashlib.sha256(data).hexdigest(), **of))


def make_package(
    perform: Perform, reader: Reader, programme: Programme, outgoing: Outgoing, at: datetime, program: str, peer_id: str = ""
) -> Made:
    """Make a package, in an envelope where the recipient is enrolled, and keep it; no file is written yet.

    Args:
        perform: Runs the operation that keeps it.
        reader: The workspace.
        programme: The pack.
        outgoing: What it holds.
        at: The moment.
        program: Version of the program.
        peer_id: For whom; empty: for the city.

    Raises:
        UserError: There are no keys yet, the enrolment has ended, something cannot travel, or another package was made meanwhile.
    """
    row = _recipient(reader, peer_id)
    peer = pinned_peers(reader)[row.id] if row else None
    own = present_station(reader, peer.keys.suite if peer else "")
    recipient = peer.party if peer else Party(office=CITY, name=programme.levels.city)
    place = place_for(reader, own.party.station, recipient.station or recipient.office)
    built = build(
        outgoing.content,
        outgoing.files,
        sender=own,
        recipient=recipient,
        enrolment=peer.enrolment if peer else "",
        place=place,
        pack=PackVersion(id=programme.id, version=programme.version),
        made_at=at,
        program=program,
    )
    data = built.archive
    if peer is not None:
        data = seal(built, own, peer.keys)
        if open_envelope(data, peer.keys.suite, (own,)) != built.archive:
            raise RuntimeError("the envelope does not open to what was put into it")
    mark = "" if peer else "-未登记"
    kind = built.manifest.kind
    name = f"{_named(KIND_NAMES[kind], own.party.name, outgoing.title, f'{place.sequence:03}{mark}')}.{kind.value}"
    facts = SentFacts(
        station_id=own.party.station,
        recipient=recipient.station or recipient.office,
        kind=kind.value,
        sequence=place.sequence,
        digest=built.digest,
        previous=place.previous,
        title=outgoing.title,
        file_name=name,
        obligation_id=outgoing.content.obligation if isinstance(outgoing.content, Submission) else "",
        parts=outgoing.parts,
    )
    return Made(perform(record_sent, facts, data).id, name, data, built.digest)


def write_package(perform: Perform, reader: Reader, sent_id: str, target: Path, progress: Progress = ignore, data: bytes = b"") -> Path:
    """Write a kept package to a stick or folder, byte for byte as it was made, read it back, and note that it was handed out.

    Args:
        perform: Runs the operation that notes it.
        reader: The workspace.
        sent_id: The package.
        target: The file.
        progress: Told of three steps: written, read back, noted.
        data: Its bytes where they were just made; else they are read from the workspace.

    Raises:
        UserError: It cannot be written, or the medium gives back something else than was written.
    """
    data = data or exchange.sent_file(reader, sent_id)[1]
    replace_file(target, data)
    progress(1, 3)
    try:
        same = _read_back(target) == data
    except OSError as error:
        raise CannotWrite(
            f"“{target.name}”写好后读不回来（{system_words(error)}），不能确认写对了。", "请检查U盘是否已拔出，插好后再导出一次。"
        ) from error
    if not same:
        raise CannotWrite(f"“{target.name}”写到磁盘后读回核对不一致，这个文件不能使用。", "请换一个U盘或文件夹再导出一次。")
    progress(2, 3)
    perform(mark_exported, sent_id)
    progress(3, 3)
    return target


def _recipient(reader: Reader, peer_id: str) -> exchange.PeerRow | None:
    """Return the peer a package goes to; ``None`` for a district that is not enrolled with the city."""
    known = [row for row in exchange.peers(reader) if row.state in (PeerState.REGISTERED, PeerState.CONFIRMED)]
    if not peer_id:
        return next((row for row in known if row.office == CITY), None)
    found = next((row for row in known if row.id == peer_id), None)
    if found is None:
        raise UserError("收件单位没有登记，或登记已经注销。", "请先办理登记。")
    return found


def _named(kind: str, office: str, title: str, end: str) -> str:
    """Return a file name without ending; where it would be too long, the longer of office and title gives way, never the number."""
    while not (name := safe_file_name(f"{kind}-{office}-{title}-{end}")).endswith(end):
        office, title = (office[:-1], title) if len(office) > len(title) else (office, title[:-1])
    return name


def _read_back(target: Path) -> bytes:
    """Read a file from the medium itself, as far as the system lets go of what it still holds in memory."""
    with target.open("rb") as file:
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        return file.read()


def _definition(reader: Reader, programme: Programme, row: RevisionRow) -> tuple[str, Form]:
    """Return the definition a revision was filled in, as it was kept then, after checking that the revision is as it was frozen."""
    if digest(row.payload) != row.sha256:
        raise UserError(f"“{row.title}”第{row.number}版的存档与报送时不一致，不能使用。", "请从备份恢复账套后再试。")
    version = decode(row.payload).form_version
    kept = reader.rows(
        "SELECT payload FROM form_definition WHERE form_id = :form AND version = :version", form=row.form_id, version=version
    )
    if kept:
        ((payload,),) = kept
        return payload, msgspec.json.decode(payload, type=Form)
    form = load_form(programme, row.form_id)
    if form.version != version:
        raise UserError(f"“{row.title}”第{row.number}版填报时的表格（{version}版）没有存下来，不能报送。", "请从备份恢复账套后再试。")
    return msgspec.json.encode(form).decode(), form


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9_.-]", "-", text.lower())
