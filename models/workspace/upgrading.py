"""Bringing a store to the present schema: on a copy, which takes the place of the original only when all went well."""

import logging
from datetime import datetime
from pathlib import Path

from models.workspace.backup import Reason, copy_store, default_folder, make_copy
from models.workspace.connection import SCHEMA_NUMBER
from models.workspace.durable import put_in_place, remove, sync_file
from models.workspace.integrity import require_sound
from models.workspace.refusals import UpgradeFailed

_log = logging.getLogger(__name__)


def upgrade_store(path: Path, key: bytes, at: datetime, versions: Path | None = None, target: int = SCHEMA_NUMBER) -> Path:
    """Upgrade the store at `path`, whose lock the caller holds and which nobody else has open.

    Args:
        path: The store.
        key: Its data key.
        at: The moment, for the backup's name.
        versions: Folder of the migrations; the program's own by default.
        target: Schema number to reach.

    Returns:
        The backup that was made before.

    Raises:
        BackupFailed: There is no backup, so nothing was tried.
        UpgradeFailed: A step failed; the file is as it was.
    """
    from models.migrations import VERSIONS, migrate

    backup = make_copy(path, key, default_folder(path), Reason.BEFORE_UPGRADE, at)
    working = path.with_name(f"{path.name}.upgrading")
    try:
        copy_store(path, key, working, key)
        migrate(working, key, versions or VERSIONS, target)
        sync_file(working)
        require_sound(working, key)
        put_in_place(working, path)
    except Exception as error:
        _log.error("upgrade failed", exc_info=True)
        raise UpgradeFailed(path) from error
    finally:
        remove(working)
        remove(working.with_name(f"{working.name}-journal"))
    return backup
