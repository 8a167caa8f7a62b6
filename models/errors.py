"""The two kinds of failure that are not bugs (architecture.md, "The way of a change"), and what the system refuses in words."""

import errno

_SYSTEM_WORDS = {
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "分配的磁盘空间已用完",
    errno.EFBIG: "文件超过这个磁盘允许的大小",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "磁盘是只读的",
    errno.ENOENT: "文件或文件夹不存在",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EISDIR: "这是一个文件夹",
    errno.EEXIST: "已有同名的文件",
    errno.ENAMETOOLONG: "名称太长",
    errno.EBUSY: "正被其他程序使用",
    errno.EIO: "磁盘读写出错",
    errno.ENODEV: "磁盘已断开",
    errno.ENXIO: "磁盘已断开",
}


def system_words(error: OSError) -> str:
    """Return what the system says in the officer's words; its own are English. An unknown one is named by its number, for support."""
    return _SYSTEM_WORDS.get(error.errno or 0, f"系统错误{error.errno}" if error.errno else "系统拒绝")


class UserError(Exception):
    """The officer can act on this.

    Attributes:
        message: What happened and where, in the officer's words (Chinese, one sentence).
        hint: What to do next (Chinese, may be empty).
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}{self.hint}"


class ResourceError(Exception):
    """Our own data is wrong: a pack, template or settings file.

    Attributes:
        file: Name of the file, relative to the resources folder where it lies inside it.
        key: Path of the entry inside the file, e.g. ``area[a3].title``; empty for the whole file.
        reason: Why it is refused (Chinese).
    """

    def __init__(self, file: str, key: str, reason: str) -> None:
        place = f"“{key}”" if key else ""
        super().__init__(f"数据文件“{file}”{place}有误：{reason}")
        self.file = file
        self.key = key
        self.reason = reason
