"""A small file kept beside the store: on a full disk even deleting needs room, and this is given up for it."""

import contextlib
import os
from pathlib import Path

SIZE = 256 * 1024
_ROOM = 64 * SIZE
"""Free bytes from which a new one is made."""


def ballast_path(store: Path) -> Path:
    """Return where the ballast of `store` lies."""
    return store.with_name(f"{store.name}.ballast")


def provide(store: Path) -> None:
    """Make the ballast where it is missing and there is room; never a reason to fail."""
    import shutil  # the first window need not wait for it

    path = ballast_path(store)
    with contextlib.suppress(OSError):
        if not path.exists() and shutil.disk_usage(store.parent).free > _ROOM:
            path.write_bytes(os.urandom(SIZE))


def give_up(store: Path) -> bool:
    """Remove the ballast; say whether there was one to give."""
    try:
        ballast_path(store).unlink()
    except OSError:
        return False
    return True
