"""Taking the work over (接收移交): a package becomes a workspace of this computer, under the successor's name and password."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from exports.files import Progress, ignore, safe_file_name
from exports.handover.package import DamagedHandover, Description, check_seal, read_description, unpack
from exports.handover.working import working_folder
from models.errors import UserError
from models.operations.handing_over import take_over as officer_changes
from models.workspace.connection import SCHEMA_NUMBER
from models.workspace.durable import disk_in_plain_words, put_in_place
from models.workspace.integrity import require_sound
from models.workspace.keys import key_path, new_recovery_code, unlock, unlock_with_recovery_code
from models.workspace.lock import StoreLock
from models.workspace.moving import free_place
from models.workspace.refusals import Damaged, WrongRecoveryCode
from models.workspace.store import ENDING, open_workspace
from models.workspace.workspace import utc_now


class Taken(NamedTuple):
    """The workspace that was made, its recovery code (empty without password), and the office's choices that came along."""

    path: Path
    recovery_code: str
    settings: dict[str, str]


def look_into(path: Path) -> Description:
    """Return what a package says of itself; no code is needed for that.

    Raises:
        UserError: It cannot be read, is none, is damaged, or of a newer program.
    """
    return read_description(path, SCHEMA_NUMBER)


def take_over(
    path: Path,
    code: str,
    folder: Path,
    officer: str,
    phone: str = "",
    password: str | None = None,
    progress: Progress = ignore,
    clock: Callable[[], datetime] = utc_now,
) -> Taken:
    """Make a workspace out of a package. Up to the last step nothing is in its place; after it everything is.

    Args:
        path: The package.
        code: Its code (交接口令), as typed.
        folder: Where the workspace shall lie; nothing there is overwritten.
        officer: Name of the successor.
        phone: The office's telephone; empty: as it was.
        password: The successor's own password; ``None`` or empty for knowingly none.
        progress: Bytes done, bytes in all; raising from it cancels.
        clock: Tells the moment.

    Raises:
        UserError: The code is wrong, the package is damaged, or the disk does not take it; nothing has changed then.
    """
    description = look_into(path)
    target = free_place(folder, f"{safe_file_name(description.name)}{ENDING}")
    with working_folder(target) as working:
        store = working / target.name
        with disk_in_plain_words(target):
            unpack(path, description, store, key_path(store), progress)
        try:
            unlock_with_recovery_code(store, code, password or None)
            key = unlock(store, password or None)
            check_seal(path, key)
            require_sound(store, key)
            recovery_code = new_recovery_code(store, password) if password else ""
        except WrongRecoveryCode as error:
            raise UserError(
                "交接口令不对，交接包没有打开。",
                "口令共25个字符，分五组，没有数字0、1和字母I、O。请与前任逐组核对后再输。",
            ) from error
        except Damaged as error:
            raise DamagedHandover(path) from error
        workspace = open_workspace(store, password or None, clock=clock)
        try:
            workspace.perform(officer_changes, officer, phone)
        finally:
            workspace.close(backup=False)
        lock = StoreLock(target)
        try:
            with disk_in_plain_words(target):
                # The key goes first: a workspace that can be seen can be opened.
                put_in_place(key_path(store), key_path(target))
                put_in_place(store, target)
        finally:
            lock.release()
    return Taken(target, recovery_code, description.settings)
