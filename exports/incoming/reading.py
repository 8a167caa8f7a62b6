"""Reading files from outside in a process of its own, within limits of time and memory; one bad file never stops the others."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from exports.files import Progress, ignore
from forms.collecting.content import Incoming


def files_below(dropped: Iterable[Path]) -> list[Path]:
    """Return the files in what was dropped on the window: files themselves, folders with all below them, sorted.

    Office programs' own lock files and what systems leave behind (``~$…``, ``.~lock…``, ``Thumbs.db``) are left out.
    """
    raise NotImplementedError


def read_files(paths: Sequence[Path], progress: Progress = ignore) -> list[Incoming]:
    """Read Word and Excel files, one result for each path, in their order; never raises for a file.

    Args:
        paths: The files.
        progress: Called with files done and files in all, several times a second; may raise to stop, which ends the other process at once.
    """
    raise NotImplementedError
