"""Evidence and attachments (佐证材料、附件) kept inside the workspace, told apart by content (PDF, PNG, JPEG, OOXML, OFD GB/T 33190)."""

import hashlib
import io
import zipfile
from collections.abc import Sequence
from pathlib import PurePath

from sqlalchemy import select

from models.changes import Changes, Kind
from models.errors import UserError
from models.operations.guarding import line, live, live_project, open_project
from models.recording import note_entered
from models.tracking import Evidence, EvidenceContent
from models.work import Work

MEDIA_TYPES: dict[str, tuple[str, tuple[str, ...]]] = {
    "pdf": ("application/pdf", ("pdf",)),
    "png": ("image/png", ("png",)),
    "jpg": ("image/jpeg", ("jpg", "jpeg")),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ("docx",)),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ("xlsx",)),
    "pptx": ("application/vnd.openxmlformats-officedocument.presentationml.presentation", ("pptx",)),
    "ofd": ("application/ofd", ("ofd",)),
    "zip": ("application/zip", ("zip",)),
}
"""What is accepted: found type to media type and the file name endings that belong to it."""

LARGEST_MB = 50
MB = 1024 * 1024


def attach(
    work: Work,
    project_id: str | None,
    *,
    file_name: str,
    title: str,
    data: bytes,
    document_id: str = "",
    field_key: str = "",
    extensions: Sequence[str] = (),
    max_mb: int = 0,
) -> Changes:
    """Store a file as evidence of a project, or as an attachment or the sealed scan of a document.

    Args:
        work: The unit of work.
        project_id: The project; ``None`` for what belongs to a document of the district.
        file_name: Name of the file it came from.
        title: What the officer calls it; the file's name when empty.
        data: The content.
        document_id: The document it belongs to; empty for evidence of tracking.
        field_key: Attachment field of the document's form; empty for evidence of tracking and sealed scans.
        extensions: Accepted endings, without dot; empty: all that `MEDIA_TYPES` knows.
        max_mb: Largest size in MB; 0: `LARGEST_MB`.

    Raises:
        UserError: The file is empty, too large, of a type that is not accepted, misnamed, or stored already.
    """
    if project_id is not None:
        (live_project if document_id else open_project)(work, project_id)
    name = PurePath(file_name.replace("\\", "/")).name
    limit = max_mb or LARGEST_MB
    if not data:
        raise UserError(f"文件“{name}”是空的。", "请检查原文件能否正常打开。")
    if len(data) > limit * MB:
        raise UserError(f"文件“{name}”有{len(data) / MB:.1f} MB，超过{limit} MB。", "请压缩图片或拆成几个文件后再添加。")
    found = detect(data)
    accepted = [kind for kind in MEDIA_TYPES if not extensions or set(MEDIA_TYPES[kind][1]) & {e.lower() for e in extensions}]
    if found not in accepted:
        endings = "、".join(extensions or [MEDIA_TYPES[kind][1][0] for kind in accepted])
        raise UserError(f"文件“{name}”的内容不是这里可以接收的类型。", f"可以接收：{endings}。请另存为其中一种格式后再添加。")
    media_type, endings_of = MEDIA_TYPES[found]
    if PurePath(name).suffix.lower().lstrip(".") not in endings_of:
        raise UserError(
            f"文件“{name}”的内容是 {found.upper()}，与文件名后缀不符。", f"请把后缀改为“.{endings_of[0]}”，或检查是否选错了文件。"
        )
    digest = hashlib.sha256(data).hexdigest()
    refuse_same_content(work, project_id, document_id or None, digest)
    evidence = Evidence(
        project_id=project_id,
        document_id=document_id or None,
        field_key=field_key,
        title=line(title) or PurePath(name).stem,
        file_name=name,
        media_type=media_type,
        size=len(data),
        sha256=digest,
        added_at=work.at,
        by=work.by,
    )
    work.session.add(evidence)
    work.session.flush()
    work.session.add(EvidenceContent(evidence_id=evidence.id, data=data))
    work.session.flush()
    kinds = (Kind.EVIDENCE, Kind.DOCUMENT) if document_id else (Kind.EVIDENCE,)
    return Changes.of(*kinds, project=project_id or "", id=evidence.id)


def rename_evidence(work: Work, evidence_id: str, title: str) -> Changes:
    """Change what the officer calls a piece of evidence; an empty title falls back to the file's name."""
    evidence = live(work, Evidence, evidence_id)
    if evidence.project_id is not None:
        (live_project if evidence.document_id else open_project)(work, evidence.project_id)
    evidence.title = line(title) or PurePath(evidence.file_name).stem
    if evidence.title != title:
        note_entered(work.session, evidence, "title", title)
    return Changes.of(Kind.EVIDENCE, project=evidence.project_id or "", id=evidence.id)


def detect(data: bytes) -> str:
    """Return the type found from the content (a key of `MEDIA_TYPES`), or an empty text."""
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith(b"\xff\xd8\xff"):
        return "jpg"
    return _detect_zip(data) if data.startswith(b"PK\x03\x04") else ""


def refuse_same_content(work: Work, project_id: str | None, document_id: str | None, digest: str) -> None:
    """Refuse a content that the project, or the district's document, holds already.

    Raises:
        UserError: It is there; the message names it.
    """
    owner = Evidence.project_id == project_id if project_id is not None else Evidence.document_id == document_id
    held = work.session.scalars(select(Evidence).where(owner, Evidence.sha256 == digest, Evidence.deleted_at.is_(None)).limit(1)).first()
    if held is not None:
        raise UserError(f"内容完全相同的文件已经添加过：“{held.title}”（{held.file_name}）。", "不需要重复添加；如要替换，请先删除原来的。")


def _detect_zip(data: bytes) -> str:
    """Tell the zip-based types apart by the names inside; nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, UnicodeDecodeError):
        return ""
    if "OFD.xml" in names:
        return "ofd"
    if "[Content_Types].xml" in names:
        return next(
            (kind for kind, folder in (("docx", "word/"), ("xlsx", "xl/"), ("pptx", "ppt/")) if any(n.startswith(folder) for n in names)),
            "zip",
        )
    return "zip"
