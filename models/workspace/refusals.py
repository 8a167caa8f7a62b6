"""Why a workspace could not be opened or saved: one class, one sentence, one way out each."""

from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from models.errors import UserError


class Refusal(UserError):  # noqa: N818 (as its base, a refusal and no bug)
    """Base of everything the store refuses."""


class MissingFile(Refusal):
    """There is no file at the path."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"找不到账套文件“{path}”。", "请确认它没有被移走或改名；也可以从备份恢复。")


class FileExists(Refusal):
    """A new workspace would overwrite a file."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"“{path}”已经存在，没有新建。", "请换一个名称，或直接打开它。")


class NotAWorkspace(Refusal):
    """The file was not made by this program."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"“{path.name}”不是本程序的账套。", "请选择以 .ronghe 结尾的账套文件。")


class KeyFileMissing(Refusal):
    """The key file is not beside the store."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"账套“{path.name}”旁边缺少密钥文件“{path.name}.key”，不能打开。",
            "请把密钥文件放回同一文件夹；每份备份旁边也有密钥文件，可以从备份恢复。",
        )


class PasswordNeeded(Refusal):
    """The key is wrapped by a password and none was given."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"打开账套“{path.name}”需要密码。", "请输入密码；忘记密码可用恢复码。")


class WrongPassword(Refusal):
    """The password does not unwrap the key."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"密码不正确，账套“{path.name}”没有打开。", "请检查大小写和输入法后再试；忘记密码可用恢复码。")


class WrongRecoveryCode(Refusal):
    """The recovery code is mistyped or belongs to another workspace."""

    def __init__(self, reason: str, hint: str = "请对照纸上的恢复码逐组核对后再输。") -> None:
        super().__init__(reason, hint)


class Damaged(Refusal):
    """The file fails its checksums or its structure is broken."""

    def __init__(self, path: Path, detail: str = "内容没有通过校验") -> None:
        super().__init__(f"账套“{path.name}”已损坏：{detail}。", "请从最近的备份恢复；恢复前会先留存现在的文件，不会丢掉。")


class NewerVersion(Refusal):
    """The file was written by a newer version of the program."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"账套“{path.name}”是用更新版本的程序保存的。", "请升级本程序；也可以先用只读方式打开查看。")


class UpgradeNeeded(Refusal):
    """The file is of an older version and is to be opened read-only, which forbids upgrading it."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"账套“{path.name}”是旧版本程序保存的，要先升级才能查看。", "请复制到本机硬盘，用正常方式打开一次，程序会先备份再升级。"
        )


class InterruptedSave(Refusal):
    """A save was cut off; it is cleaned up by opening for writing, which read-only opening must not do."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"账套“{path.name}”上次没有正常关闭，不能用只读方式打开。", "请复制到本机硬盘，用正常方式打开一次。")


class AlreadyOpen(Refusal):
    """Another window or program of this computer has the workspace open."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"账套“{path.name}”已经打开。", "请切换到已经打开的窗口，或先把它关闭；也可以用只读方式打开。")


class ReadOnlyMedium(Refusal):
    """The folder or the file cannot be written."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"账套“{path.name}”所在的位置不能写入。", "可以用只读方式打开查看；要修改，请复制到本机硬盘再打开。")


class NotReadable(Refusal):
    """The system does not let this user read the file."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"没有读取账套“{path.name}”的权限。", "请用保存它的系统账户登录，或请信息技术人员开放权限。")


class OpenedReadOnly(Refusal):
    """Something was to be saved in a workspace opened read-only."""

    def __init__(self) -> None:
        super().__init__("账套是以只读方式打开的，这次修改没有保存。", "请关闭后用正常方式打开，再修改。")


class Difference(NamedTuple):
    """One thing that two officers changed at once, in the officers' words.

    Attributes:
        kind: What kind of thing.
        label: What it is called.
        field: Which field of it.
        before: What it was before the other officer changed it.
        theirs: What the other officer saved.
        mine: What this officer wants to save.
        by: Name of the other officer.
        at: When the other one saved.
        key: Column or form field.
        entries: Numbers of the other officer's entries in the history.
    """

    kind: str
    label: str
    field: str
    before: str
    theirs: str
    mine: str
    by: str
    at: datetime
    key: str
    entries: tuple[int, ...]


class ChangedMeanwhile(Refusal):
    """Somebody else changed the same record meanwhile (optimistic locking).

    Attributes:
        differences: Theirs and mine, where it is known; then the officer can choose.
    """

    def __init__(self, differences: tuple[Difference, ...] = ()) -> None:
        super().__init__("这条记录刚刚在别处被修改过，这次没有保存。", "请刷新后看看现在的内容，再修改。")
        self.differences = differences


class DiskFull(Refusal):
    """There is no room left."""

    def __init__(self) -> None:
        super().__init__("磁盘已满，这次修改没有保存，原来的内容没有变。", "请删除这个磁盘上不用的文件，再保存一次。")


class StorageFault(Refusal):
    """The disk or the file system failed."""

    def __init__(self) -> None:
        super().__init__("读写磁盘时出错，这次操作没有完成，原来的内容没有变。", "请检查磁盘是否断开或损坏，重新打开账套再试。")


class Busy(Refusal):
    """Something else is reading for a long time."""

    def __init__(self) -> None:
        super().__init__("账套正被另一项工作占用，这次没有保存。", "请等导出、检查或备份完成后再试。")


class BackupFailed(Refusal):
    """A backup could not be finished; nothing half-made is left."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"备份没有完成：{reason}", "请确认备份文件夹可以写入、磁盘还有空间，再备份一次。")


class UpgradeFailed(Refusal):
    """The file could not be brought to the present version; it is as it was."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"账套“{path.name}”没有升级成功，原文件没有改动。", "请继续使用原来版本的程序，并把日志交给信息技术人员。")
