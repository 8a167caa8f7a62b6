"""The documents exactly as a district submitted them: out of the package that was kept."""

from typing import NamedTuple

from exports.exchange.receiving import look
from models.errors import UserError
from models.reading import Reader


class SubmittedFile(NamedTuple):
    """A file of a package that was taken in; `entry` is its place there."""

    package_id: str
    entry: str
    title: str
    file_name: str
    size: int


def submitted_files(reader: Reader, revision_id: str) -> list[SubmittedFile]:
    """Return the documents that came with a frozen revision, those of the last package first."""
    return [
        SubmittedFile(*row)
        for row in reader.rows(
            "SELECT p.received_package_id, p.entry, p.title, p.file_name, p.size FROM received_part p"
            " JOIN received_package k ON k.id = p.received_package_id WHERE p.revision_id = :revision AND p.kind = 'document'"
            " ORDER BY k.received_at DESC, p.entry",
            revision=revision_id,
        )
    ]


def submitted_bytes(reader: Reader, file: SubmittedFile, program: str) -> bytes:
    """Return the content of one of them, byte for byte.

    Args:
        reader: The workspace.
        file: See `submitted_files`.
        program: Version of the program.

    Raises:
        UserError: The package is no longer as it came.
    """
    found = reader.rows("SELECT data FROM received_package_content WHERE received_package_id = :id", id=file.package_id)
    opened = look(reader, bytes(found[0][0]), file.file_name, program, accept_unenrolled=True).opened if found else None
    if opened is None or file.entry not in opened.files:
        raise UserError(f"“{file.file_name}”取不出来：保存的报送包与收到时不一致。", "请从备份恢复账套，或请区县把这个包再导出一次。")
    return bytes(opened.files[file.entry])
