"""The lists of check sums that go with the installers: SHA-256, and SM3 (GB/T 32905-2016)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

LISTS = {"SHA256": "SHA256SUMS.txt", "SM3": "SM3SUMS.txt"}
BLOCK = 1 << 20


def check_sum(path: Path, algorithm: str) -> str:
    """Return the check sum of a file in hexadecimal.

    Args:
        path: The file.
        algorithm: ``SHA256`` or ``SM3``.
    """
    from cryptography.hazmat.primitives import hashes

    digest = hashes.Hash(getattr(hashes, algorithm)())
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.finalize().hex()


def write_sums(files: Iterable[Path], folder: Path) -> list[Path]:
    """Write both lists, in the form that ``sha256sum -c`` reads, and return them.

    Args:
        files: What is listed, all in `folder`.
        folder: Where the lists go.
    """
    files = sorted(files)
    written = []
    for algorithm, name in LISTS.items():
        target = folder / name
        target.write_text("".join(f"{check_sum(path, algorithm)}  {path.name}\n" for path in files), encoding="ascii")
        written.append(target)
    return written
