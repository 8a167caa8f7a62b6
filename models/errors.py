"""The two kinds of failure that are not bugs (architecture.md, "The way of a change")."""


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
