"""The hand-over package (交接包, .rhjj): one file that holds a whole workspace, locked with a code that is told by itself.

An archive that only stores, with three entries in this order: the description (readable before the code is known), the encrypted
store, its key file. The description names size and SHA-256 of the others; its seal, made with the data key, stands in the
comment of the archive, so that only who made the store can have written it.
"""

import errno
import hashlib
import hmac
import os
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, TypeVar

import msgspec

from exports.files import Progress, ignore
from models.errors import UserError, system_words

ENDING = ".rhjj"
FORMAT = 1
DESCRIPTION, STORE, KEY = "ronghe-handover.json", "workspace.ronghe", "workspace.ronghe.key"
LARGEST_DESCRIPTION = 1 << 20
_BLOCK = 1 << 20
_SEAL = b"ronghe handover v1\n"

T = TypeVar("T")


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Size in bytes and SHA-256 of one entry."""

    size: int
    sha256: str


class Description(msgspec.Struct, frozen=True, kw_only=True):
    """What a package says of itself.

    Attributes:
        program: Version of the program that made it.
        schema: Number of the newest migration of the store.
        name: Name of the workspace's file, without ending.
        office: Full name of the office.
        officer: The predecessor.
        successor: For whom it was made.
        store: The store.
        key: Its key file.
        settings: The office's choices about its documents, by name.
    """

    format: int
    program: str
    made_at: datetime
    schema: int
    name: str
    office: str
    officer: str
    successor: str
    store: Entry
    key: Entry
    settings: dict[str, str] = {}


class NotHandover(UserError):  # noqa: N818 (a refusal and no bug)
    """The file is no hand-over package."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"“{path.name}”不是交接包。", f"请选择前任移交的、以 {ENDING} 结尾的文件。")


class DamagedHandover(UserError):  # noqa: N818 (as above)
    """The file is cut off or was changed."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"交接包“{path.name}”不完整或已损坏，没有打开，本机没有任何改动。",
            "请从U盘重新复制一次；还不行，请前任再生成一个交接包。",
        )


class NewerHandover(UserError):  # noqa: N818 (as above)
    """The file was made by a newer program."""

    def __init__(self, path: Path, program: str) -> None:
        super().__init__(f"交接包“{path.name}”是更新版本的程序（{program}）生成的，本机的程序打不开。", "请先升级本程序，再打开交接包。")


def entry_of(path: Path) -> Entry:
    """Return size and hash of a file."""
    with path.open("rb") as file:
        return Entry(size=path.stat().st_size, sha256=hashlib.file_digest(file, "sha256").hexdigest())


def write_package(description: Description, store: Path, key: Path, data_key: bytes) -> Callable[[BinaryIO], object]:
    """Return what writes a package into an open file; nothing of the store is held in memory."""

    def write(file: BinaryIO) -> None:
        content = msgspec.json.encode(description)
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            archive.writestr(DESCRIPTION, content)
            archive.write(store, STORE)
            archive.write(key, KEY)
            archive.comment = _seal(content, data_key)

    return write


def read_description(path: Path, newest_schema: int) -> Description:
    """Read what a package says of itself, without its code; the other entries are not read yet.

    Raises:
        UserError: It cannot be read, is none, is damaged, or of a newer program.
    """
    with _opened(path) as archive:
        found = archive.infolist()
        if [info.filename for info in found] != [DESCRIPTION, STORE, KEY]:
            raise DamagedHandover(path)
        if any(info.compress_type != zipfile.ZIP_STORED or info.compress_size != info.file_size for info in found):
            raise DamagedHandover(path)
        if found[0].file_size > LARGEST_DESCRIPTION:
            raise DamagedHandover(path)
        content = _reading(path, lambda: archive.read(DESCRIPTION))
        try:
            told = msgspec.json.decode(content)
            if told["format"] > FORMAT:
                raise NewerHandover(path, str(told["program"]))
            description = msgspec.json.decode(content, type=Description)
        except (msgspec.MsgspecError, KeyError, TypeError) as error:
            raise DamagedHandover(path) from error
        if description.schema > newest_schema:
            raise NewerHandover(path, description.program)
        if [description.store.size, description.key.size] != [info.file_size for info in found[1:]]:
            raise DamagedHandover(path)
    return description


def unpack(path: Path, description: Description, store: Path, key: Path, progress: Progress = ignore) -> None:
    """Write the store and its key file out of a package, checking them on the way.

    Raises:
        UserError: The package cannot be read or is damaged; what was written then is of no worth.
        OSError: They cannot be written.
    """
    done, total = 0, description.store.size + description.key.size
    with _opened(path) as archive:
        for name, entry, target in ((STORE, description.store, store), (KEY, description.key, key)):
            with target.open("wb") as copy:
                for block in _blocks(archive, path, name, entry):
                    copy.write(block)
                    done += len(block)
                    progress(done, total)
                copy.flush()
                os.fsync(copy.fileno())


def check(path: Path, description: Description) -> None:
    """Read a package that was just written back from the medium and compare it.

    Raises:
        UserError: It is not what was written.
    """
    if hasattr(os, "posix_fadvise"):
        with path.open("rb") as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    if read_description(path, description.schema) != description:
        raise DamagedHandover(path)
    with _opened(path) as archive:
        for name, entry in ((STORE, description.store), (KEY, description.key)):
            for _ in _blocks(archive, path, name, entry):
                pass


def check_seal(path: Path, data_key: bytes) -> None:
    """Make sure that the description was written by who made the store.

    Raises:
        UserError: It was not.
    """
    with _opened(path) as archive:
        content = _reading(path, lambda: archive.read(DESCRIPTION))
        if not hmac.compare_digest(archive.comment, _seal(content, data_key)):
            raise DamagedHandover(path)


def _seal(content: bytes, data_key: bytes) -> bytes:
    return hmac.new(data_key, _SEAL + content, hashlib.sha256).hexdigest().encode()


def _opened(path: Path) -> zipfile.ZipFile:
    start = _reading(path, lambda: _start(path))
    if start[:4] != b"PK\x03\x04" or start[30:] != DESCRIPTION.encode():
        raise NotHandover(path)
    return _reading(path, lambda: zipfile.ZipFile(path))


def _start(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(30 + len(DESCRIPTION))


def _blocks(archive: zipfile.ZipFile, path: Path, name: str, entry: Entry) -> Iterator[bytes]:
    """Yield the bytes of an entry; after the last of them it is known that they are right."""
    counted = hashlib.sha256()
    with _reading(path, lambda: archive.open(name)) as source:
        while block := _reading(path, lambda: source.read(_BLOCK)):
            counted.update(block)
            yield block
    if counted.hexdigest() != entry.sha256:
        raise DamagedHandover(path)


def _reading(path: Path, read: Callable[[], T]) -> T:
    """Do something with the file, and turn what goes wrong into a sentence."""
    try:
        return read()
    except FileNotFoundError as error:
        raise UserError(f"找不到交接包“{path.name}”。", "请检查U盘是否插好，文件是否被移走，再选一次。") from error
    except (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError, RuntimeError, KeyError) as error:
        raise DamagedHandover(path) from error
    except OSError as error:
        if error.errno == errno.EINVAL:  # a place before the beginning
            raise DamagedHandover(path) from error
        raise UserError(f"交接包“{path.name}”读不出来（{system_words(error)}）。", "请检查U盘是否插好，再选一次。") from error
