"""What can be done when a workspace cannot be opened: which ways out each refusal has, and what they are called."""

import os
import sys
from enum import Enum
from pathlib import Path

from models.errors import UserError
from models.workspace import refusals


class Way(Enum):
    """A way out: words on the button, and what it does."""

    SHOW_WINDOW = ("切换到已打开的窗口", "账套已在另一个窗口里打开，直接用那个窗口。")
    RETRY = ("再试一次", "排除原因后重新打开。")
    KEY_FILE = ("指定密钥文件…", "密钥文件（以 .ronghe.key 结尾）放在别处时，选中它，程序会复制到账套旁边。")
    RESTORE = ("从备份恢复…", "选一份备份恢复；现在的文件会先留存，不会丢掉。")
    READ_ONLY = ("以只读方式打开", "可以查看和导出，不能修改。")
    COPY_HERE = ("复制到本机再打开…", "把账套和密钥文件复制到本机硬盘，打开复制件；原文件不动。")
    COPY_ASIDE = ("另存损坏的文件…", "把账套和密钥文件原样复制到别处，交给信息技术人员查看。")
    OTHER = ("打开其他账套…", "选择另一个账套文件，或最近用过的账套。")
    NEW = ("新建账套…", "从头建一个空的账套。")
    QUIT = ("退出", "关闭程序，什么也不改。")

    @property
    def words(self) -> str:
        """Words on the button."""
        return self.value[0]

    @property
    def meaning(self) -> str:
        """What the way does."""
        return self.value[1]


_WAYS: dict[type[UserError], tuple[Way, ...]] = {
    refusals.MissingFile: (Way.OTHER, Way.RESTORE, Way.NEW),
    refusals.NotReadable: (Way.RETRY, Way.OTHER),
    refusals.NotAWorkspace: (Way.OTHER, Way.RESTORE, Way.NEW),
    refusals.KeyFileMissing: (Way.KEY_FILE, Way.RESTORE, Way.OTHER),
    refusals.Damaged: (Way.RESTORE, Way.READ_ONLY, Way.COPY_ASIDE, Way.OTHER),
    refusals.NewerVersion: (Way.READ_ONLY, Way.OTHER),
    refusals.AlreadyOpen: (Way.RETRY, Way.READ_ONLY, Way.OTHER),
    refusals.ReadOnlyMedium: (Way.READ_ONLY, Way.COPY_HERE, Way.OTHER),
    refusals.UpgradeNeeded: (Way.COPY_HERE, Way.RETRY, Way.OTHER),
    refusals.InterruptedSave: (Way.COPY_HERE, Way.RETRY, Way.OTHER),
    refusals.UpgradeFailed: (Way.RETRY, Way.RESTORE, Way.OTHER),
}
_OTHERWISE = (Way.RETRY, Way.RESTORE, Way.OTHER)


def ways_out(refusal: UserError, *, can_look: bool, has_backups: bool) -> tuple[Way, ...]:
    """Return the ways that make sense now, the best one first; leaving is always the last.

    Args:
        refusal: Why the workspace was not opened.
        can_look: Opening it read-only has been tried and works.
        has_backups: There are backups beside it.
    """
    wanted = next((ways for kind, ways in _WAYS.items() if isinstance(refusal, kind)), _OTHERWISE)
    ways = [way for way in wanted if way is not Way.READ_ONLY or can_look]
    if isinstance(refusal, refusals.MissingFile) and has_backups:
        ways.sort(key=lambda way: way is not Way.RESTORE)  # the file is gone, but its backups are there
    return (*ways, Way.QUIT)


def who_holds(store: Path) -> str:
    """Say which other program of this computer has the workspace open, as far as the system tells; empty when it does not."""
    if sys.platform == "win32":
        return ""  # looking into other processes takes many seconds there
    import psutil

    lock = os.path.realpath(store.with_name(f"{store.name}.lock"))
    for process in psutil.process_iter(["pid", "name", "username"]):
        try:
            if any(os.path.realpath(opened.path) == lock for opened in process.open_files()):
                facts = process.info
                return f"占用它的程序：{facts['name']}（进程号 {facts['pid']}，系统账户 {facts['username']}）。"
        except (psutil.Error, OSError):
            continue
    return ""
