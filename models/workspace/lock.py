"""The lock that keeps a workspace from being opened twice; it is the system's, so it ends with the process.

What the lock file holds does not matter: after a kill or with garbage in it the next start simply takes it.
"""

import os
import sys
from pathlib import Path

from models.workspace.refusals import AlreadyOpen, ReadOnlyMedium


class StoreLock:
    """The lock on one store, held until `release`.

    Attributes:
        path: The lock file, beside the store; it stays, because removing it would let two in.
    """

    def __init__(self, store: Path) -> None:
        """Take the lock.

        Raises:
            AlreadyOpen: Somebody holds it.
            ReadOnlyMedium: The folder cannot be written.
        """
        self.path = store.with_name(f"{store.name}.lock")
        try:
            self._handle: int | None = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise ReadOnlyMedium(store) from error
        try:
            _take(self._handle)
        except OSError as error:
            os.close(self._handle)
            raise AlreadyOpen(store) from error

    def release(self) -> None:
        """Give it back; a second call does nothing."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> None:
        os.lseek(handle, 0, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
