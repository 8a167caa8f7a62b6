"""A folder beside a store for what is being made: what a kill leaves in it is cleared away by the next one."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from exports.scratch import remove
from models.workspace.durable import disk_in_plain_words

PREFIX = ".ronghe-handover-"


@contextmanager
def working_folder(store: Path) -> Iterator[Path]:
    """Give a folder on the disk of `store` that is gone afterwards.

    Raises:
        UserError: The disk does not take it.
    """
    import psutil

    with disk_in_plain_words(store):
        store.parent.mkdir(parents=True, exist_ok=True)
        for left in store.parent.glob(f"{PREFIX}*"):
            owner = left.name.removeprefix(PREFIX).partition("-")[0]
            if owner.isdigit() and not psutil.pid_exists(int(owner)):
                remove(left)
        folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=store.parent))
    try:
        yield folder
    finally:
        remove(folder)
