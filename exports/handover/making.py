"""Giving the work away (移交): the package is written and read back, then the workspace here becomes read-only, then the code is known.

A kill before the mark leaves a file that nobody has the code of, and everything as it was; one after it leaves a marked workspace,
from which the package can be made again. So no two computers go on with one chain of packages.
"""

import secrets
from pathlib import Path
from typing import NamedTuple

from exports.files import Progress, ignore, replace_file
from exports.handover.package import ENDING, FORMAT, Description, check, entry_of, write_package
from exports.handover.working import working_folder
from models.errors import UserError
from models.operations import handing_over
from models.queries.handing_over import handed_over, last_change
from models.workspace.backup import copy_store
from models.workspace.connection import SCHEMA_NUMBER
from models.workspace.durable import disk_in_plain_words, remove
from models.workspace.integrity import require_sound
from models.workspace.keys import key_path, new_key, write_key_file
from models.workspace.refusals import BackupFailed
from models.workspace.store import FileWorkspace


class Given(NamedTuple):
    """A package that was written, and its code (交接口令), which is told by itself."""

    path: Path
    code: str


def give_away(
    workspace: FileWorkspace, target: Path, successor: str, settings: dict[str, str], program: str, progress: Progress = ignore
) -> Given:
    """Write the package and mark the workspace as handed over; where it is already, only the package is made anew.

    Args:
        workspace: The open workspace; read-only afterwards.
        target: The file.
        successor: Name of who takes over.
        settings: The office's choices about its documents, by name.
        program: Version of the program.
        progress: Pages done, pages in all; raising from it cancels.

    Raises:
        UserError: The package could not be made, the medium gives back something else, or something was changed meanwhile. The
            workspace is as it was.
    """
    already = handed_over(workspace)
    seen = last_change(workspace)
    with working_folder(workspace.path) as folder:
        copy = folder / workspace.path.name
        # Nobody ever learns this password: what opens the package is the code, which is made with it.
        key_file, key, code = new_key(secrets.token_urlsafe(32))
        try:
            copy_store(workspace.path, workspace.key, copy, key, progress)
            require_sound(copy, key)
        except BackupFailed as error:
            raise UserError("交接包没有做成：账套所在的磁盘空间不够。", "请清理磁盘后再做一次；账套没有改动。") from error
        write_key_file(copy, key_file)
        with disk_in_plain_words(copy):
            description = Description(
                format=FORMAT,
                program=program,
                made_at=workspace.clock().replace(microsecond=0),
                schema=SCHEMA_NUMBER,
                name=workspace.path.stem,
                office=workspace.office.name,
                officer=workspace.office.officer,
                successor=successor,
                store=entry_of(copy),
                key=entry_of(key_path(copy)),
                settings=settings,
            )
        replace_file(target, write_package(description, copy, key_path(copy), key))
    try:
        check(target, description)
        if already is None:
            workspace.perform(handing_over.hand_over, successor, seen)
        workspace.read_only = True
    except BaseException:
        remove(target)
        raise
    return Given(target, code)


def take_back(workspace: FileWorkspace, reason: str) -> None:
    """Go on here after all, because the package was not opened anywhere.

    Raises:
        UserError: No reason is given, or it could not be saved; the workspace then stays read-only.
    """
    workspace.read_only = False
    try:
        workspace.perform(handing_over.take_back, reason)
    except BaseException:
        workspace.read_only = True
        raise


def file_name(workspace: FileWorkspace) -> str:
    """Return a name for the package."""
    from exports.files import safe_file_name

    return f"{safe_file_name(f'交接包-{workspace.office.name}-{workspace.clock().astimezone():%Y%m%d}')}{ENDING}"
