"""How a file leaves the program: whole or not at all, under a name every system takes, with text every office program reads."""

import errno
import os
import re
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from models.errors import UserError, system_words

Progress = Callable[[int, int], None]
"""Told how many steps of how many are done; may raise to cancel."""

Write = Callable[[BinaryIO], object]
"""Writes the whole content into an open file."""

RETRY_AFTER = (0.1, 0.2, 0.4, 0.8)
"""Seconds between attempts while somebody holds the file: virus scanners and indexers let go within a second."""

NAME_CHARACTERS = 80
NAME_BYTES = 200
"""Longest file name without ending: ext4 takes 255 bytes, Windows 255 characters; the rest is for the ending and ``(2)``."""

MASKED_MARK = "（脱敏）"
"""Ends the name of a masked copy (脱敏副本)."""

LINE_ENDS = re.compile("\r\n?|[\v\f\u0085\u2028\u2029]")
"""Every way a pasted text ends a line, besides ``\\n``."""

_ILLEGAL_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_UNSEEN_IN_NAMES = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]+")
_FULL_WIDTH = str.maketrans('<>:"/\\|?*', "＜＞：＂／＼｜？＊")
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)", re.IGNORECASE)
_NUMBERED = re.compile(r"^(.*)\((\d{1,3})\)$", re.DOTALL)


class FileBusy(UserError):  # noqa: N818 (as its base, a refusal and no bug)
    """The target is held by another program.

    Attributes:
        target: The file that is held.
        proposal: A free name beside it.
    """

    def __init__(self, target: Path) -> None:
        self.target = target
        self.proposal = free_name(target)
        super().__init__(
            f"文件“{target.name}”正被其他程序打开，或是只读文件，没有写入，原文件未改动。",
            f"请关闭打开它的程序后再试，或另存为“{self.proposal.name}”。",
        )


class CannotWrite(UserError):  # noqa: N818 (as its base)
    """The folder or the medium does not take the file."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export gave.

    Attributes:
        path: The file.
        notes: What the officer should know about it, one sentence each (Chinese), e.g. that characters were removed.
    """

    path: Path
    notes: tuple[str, ...] = ()


def ignore(done: int, total: int) -> None:
    """Take no notice of progress."""


def replace_file(target: Path, content: bytes | Write) -> Path:
    """Write a file so that at every moment there is the whole old one or the whole new one.

    Args:
        target: The file to write; an existing one is replaced.
        content: The bytes, or a function that writes them into an open file.

    Returns:
        The target.

    Raises:
        FileBusy: Another program holds the target, also after some attempts.
        CannotWrite: The folder is missing, closed to us, full, or gone.
    """
    folder = target.parent
    if os.path.isdir(target):
        raise CannotWrite(f"“{target}”是一个文件夹，不能写成文件。", "请换一个文件名。")
    if not os.path.isdir(folder):
        raise CannotWrite(f"没有找到文件夹“{folder}”。", "请检查文件夹是否被移走、U盘是否已拔出，或另选一个文件夹。")
    part = folder / f".{uuid.uuid4().hex}.part"
    try:
        try:
            _write(part, content)
            _move(part, target)
            _sync_folder(folder)
        except OSError as error:
            raise _plain(error, target) from error
    finally:
        _discard(part)
    return target


def free_name(target: Path) -> Path:
    """Return the first of ``名称(2).docx``, ``名称(3).docx`` … that no file has."""
    proposal = numbered(target)
    while proposal.exists():
        proposal = numbered(proposal)
    return proposal


def numbered(target: Path) -> Path:
    """Return the next name: ``名称(2).docx`` after ``名称.docx``, ``名称(3).docx`` after that."""
    found = _NUMBERED.match(target.stem)
    stem, number = (found[1], int(found[2])) if found else (target.stem, 1)
    return target.with_name(f"{stem}({number + 1}){target.suffix}")


def masked_name(name: str) -> str:
    """Return the name of the masked copy (脱敏副本) of a file."""
    path = Path(name)
    return f"{path.stem}{MASKED_MARK}{path.suffix}"


def safe_file_name(text: str) -> str:
    """Turn any text into a file name without ending that Windows, Linux and a FAT stick take.

    Forbidden signs become their full-width twins, so that the name stays readable; unseen characters go.
    """
    name = _UNSEEN_IN_NAMES.sub(" ", text).translate(_FULL_WIDTH)
    name = " ".join(name.split())[:NAME_CHARACTERS]
    name = name.encode("utf-8")[:NAME_BYTES].decode("utf-8", errors="ignore").strip(" .")
    if _RESERVED.match(name):
        name = f"_{name}"
    return name or "未命名"


def clean_text(text: str) -> tuple[str, int]:
    """Return the text as XML 1.0 can hold it (section 2.2), line ends as ``\\n``, and how many characters had to go."""
    return _ILLEGAL_IN_XML.subn("", LINE_ENDS.sub("\n", text))


def removal_note(count: int) -> tuple[str, ...]:
    """Return the note for an export from which `count` characters were removed; none for 0."""
    return (f"导出的文件中去掉了{count}处不能写入文档的控制字符；原填写内容未改动。",) if count else ()


def _write(part: Path, content: bytes | Write) -> None:
    with part.open("xb") as file:
        if callable(content):
            content(file)
        else:
            file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _move(part: Path, target: Path) -> None:
    for pause in (*RETRY_AFTER, None):
        try:
            if _held_by_office(target):
                raise PermissionError(errno.EACCES, "held", str(target))
            os.replace(part, target)
            return
        except PermissionError:
            if pause is None:
                raise FileBusy(target) from None
            time.sleep(pause)


def _held_by_office(target: Path) -> bool:
    """Tell whether an office program has the file open.

    Windows refuses to replace an open file by itself; Linux does not, and the officer would go on in the old text.
    LibreOffice, WPS and Word mark an open file by a hidden file beside it.
    """
    name = target.name
    marks = (f".~lock.{name}#", f".~{name}", f"~${name}", f"~${name[2:]}")
    return os.path.exists(target) and any(os.path.exists(target.parent / mark) for mark in marks)


def _sync_folder(folder: Path) -> None:
    """Make the new name itself survive a power cut; Windows has no such call and some sticks and shares refuse it."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.EACCES, errno.EPERM, errno.EBADF):
            raise
    finally:
        os.close(handle)


def _discard(part: Path) -> None:
    try:
        part.unlink(missing_ok=True)
    except OSError:
        return  # the medium is gone; what matters has been said already


def _plain(error: OSError, target: Path) -> UserError:
    folder = target.parent
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return CannotWrite(f"磁盘空间不足，文件“{target.name}”没有写入。", f"请清理“{folder}”所在的磁盘，或另选一个文件夹。")
    if error.errno == errno.EROFS:
        return CannotWrite(
            f"“{folder}”所在的磁盘是只读的，文件“{target.name}”没有写入。", "U盘有写保护开关的，请拨到可写再试；或另选一个文件夹。"
        )
    if error.errno in (errno.EACCES, errno.EPERM):
        return CannotWrite(f"没有在文件夹“{folder}”中写文件的权限，文件“{target.name}”没有写入。", "请另选一个文件夹，例如“文档”或“桌面”。")
    if error.errno in (errno.ENAMETOOLONG, errno.EINVAL, errno.EILSEQ):
        return CannotWrite(f"文件名“{target.name[:40]}…”过长或含有不能使用的字符。", "请换一个较短的文件名。")
    if error.errno in (errno.ENOENT, errno.ENODEV, errno.ENXIO, errno.EIO, errno.ENOTCONN, errno.ESTALE) or not os.path.isdir(folder):
        return CannotWrite(f"写入“{target.name}”时磁盘或U盘断开，文件没有写完。", "请检查U盘或网络是否连好，再导出一次。")
    return CannotWrite(f"文件“{target.name}”没有写入（{system_words(error)}）。", "请另选一个文件夹再试。")
