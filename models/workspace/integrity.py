"""Checking a store from the first to the last page."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from models.workspace.connection import PAGE, connect, dbapi, in_plain_words, look_at, schema_number
from models.workspace.keys import unlock
from models.workspace.refusals import Damaged

if TYPE_CHECKING:
    from models.workspace.file_workspace import FileWorkspace

Progress = Callable[[int, int], None]
"""Told how many steps of how many are done; may raise to cancel."""

STEPS = 3
_MOST_SHOWN = 20
_INSTRUCTIONS = 100_000


def ignore(done: int, total: int) -> None:
    """Take no notice of progress."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found.

    Attributes:
        path: The file.
        pages: Pages of 4 KiB that were read.
        problems: What is wrong, one sentence each (Chinese); empty when all is well.
    """

    path: Path
    pages: int
    problems: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems

    @property
    def summary(self) -> str:
        """The outcome in the officer's words, with what to do."""
        if self.sound:
            return f"账套“{self.path.name}”完好：{self.pages}页全部通过校验，结构和相互引用正确。"
        shown = "；".join(self.problems[:_MOST_SHOWN])
        more = f"等{len(self.problems)}处" if len(self.problems) > _MOST_SHOWN else ""
        return f"账套“{self.path.name}”有问题：{shown}{more}。请从最近的备份恢复。"


def check_file(path: Path, password: str | None = None, *, progress: Progress = ignore) -> Report:
    """Check a store: the checksum of every page, the structure, the references.

    Works beside an open workspace, which then cannot save for as long as it takes (seconds for hundreds of megabytes).

    Args:
        path: The store; its key file lies beside it.
        password: Its password.
        progress: Called after each of `STEPS` steps and now and then between; raising from it cancels.

    Raises:
        Refusal: It cannot even be opened.
    """
    look_at(path)
    return check_with_key(path, unlock(path, password), progress)


def check_workspace(workspace: "FileWorkspace", progress: Progress = ignore) -> Report:
    """Check the file of an open workspace; may run on another thread."""
    return check_with_key(workspace.path, workspace.key, progress)


def check_with_key(path: Path, key: bytes, progress: Progress = ignore) -> Report:
    """Check a store whose data key is known."""
    with in_plain_words(path):
        connection = connect(path, key, "read")
    try:
        # Holding the read transaction keeps a save from changing pages while they are being checked.
        connection.execute("BEGIN")
        try:
            schema_number(connection, path)
        except Damaged as error:
            return _damaged(connection, path, error)
        return _check(connection, path, progress)
    finally:
        connection.close()


def _check(connection: dbapi.Connection, path: Path, progress: Progress) -> Report:
    size = path.stat().st_size
    problems = ["文件大小不是整页，可能没有复制完整"] if size % PAGE else []
    raised: list[BaseException] = []
    done = 0

    def step() -> int:
        try:
            progress(done, STEPS)
        except BaseException as error:
            raised.append(error)  # the driver would swallow it
            return 1
        return 0

    connection.set_progress_handler(step, _INSTRUCTIONS)
    checks = (_check_pages, _check_structure, _check_references)
    for done, check in enumerate(checks):  # noqa: B007 (step reads it)
        if step() == 0:
            try:
                problems += check(connection)
            except dbapi.DatabaseError:
                if not raised:
                    problems.append("有的页读不出来")
        if raised:
            raise raised[0]
    progress(STEPS, STEPS)
    return Report(path, size // PAGE, tuple(dict.fromkeys(problems)))


def require_sound_pages(connection: dbapi.Connection, path: Path) -> None:
    """Raise `Damaged` where a page fails its checksum; for copying, which would pass such a page on as zeros."""
    connection.execute("BEGIN")  # no save may change pages meanwhile
    try:
        schema_number(connection, path)
        problems = _check_pages(connection)
    finally:
        connection.execute("COMMIT")
    if problems:
        raise Damaged(path, problems[0])


def _damaged(connection: dbapi.Connection, path: Path, error: Damaged) -> Report:
    """Name the pages of a file that is too damaged for the other checks."""
    try:
        problems = _check_pages(connection)
    except dbapi.DatabaseError:
        problems = []
    return Report(path, path.stat().st_size // PAGE, tuple(problems) or (error.message.rstrip("。"),))


def _check_pages(connection: dbapi.Connection) -> list[str]:
    found = connection.execute("PRAGMA cipher_integrity_check").fetchall()
    pages = [str(row[0]).rpartition(" ")[2] for row in found]
    return [f"第{page}页校验不符" if page.isdigit() else "有的页校验不符" for page in pages]


def _check_structure(connection: dbapi.Connection) -> list[str]:
    found = [row[0] for row in connection.execute("PRAGMA integrity_check").fetchall()]
    return [] if found == ["ok"] else [f"数据结构有{len(found)}处错误"]


def _check_references(connection: dbapi.Connection) -> list[str]:
    tables = sorted({row[0] for row in connection.execute("PRAGMA foreign_key_check").fetchall()})
    return [f"表“{table}”里有的记录指向不存在的记录" for table in tables]


def require_sound(path: Path, key: bytes, progress: Progress = ignore) -> None:
    """Raise `Damaged` where the check finds anything."""
    report = check_with_key(path, key, progress)
    if not report.sound:
        raise Damaged(path, report.problems[0])
