"""The content of a piece of evidence, never handed out unverified."""

import hashlib

from models.errors import UserError
from models.reading import Reader


def content(reader: Reader, evidence_id: str) -> tuple[str, bytes]:
    """Return file name and content.

    Raises:
        UserError: It is gone, or its content is not what was stored.
    """
    rows = reader.rows(
        "SELECT e.file_name, e.sha256, c.data FROM evidence e LEFT JOIN evidence_content c ON c.evidence_id = e.id WHERE e.id = :id",
        id=evidence_id,
    )
    if not rows:
        raise UserError("这份佐证材料已经不在了。", "请刷新页面后再试。")
    ((file_name, digest, stored),) = rows
    data = bytes(stored or b"")
    if hashlib.sha256(data).hexdigest() != digest:
        raise UserError(f"文件“{file_name}”的内容与添加时不一致，可能已损坏。", "请从备份恢复，或删除后重新添加原文件。")
    return str(file_name), data
