"""The one reader of the files under ``resources/``, from a checkout and from a frozen program alike."""

import sys
from pathlib import Path

from models.errors import ResourceError, system_words


def resource_path(*parts: str) -> Path:
    """Return the path of a file or folder under ``resources/``; it need not exist.

    A frozen program keeps its resources in the folder that the boot loader names (``sys._MEIPASS``).
    """
    bundle = getattr(sys, "_MEIPASS", None)
    base = Path(bundle) if bundle else Path(__file__).resolve().parent.parent
    return base.joinpath("resources", *parts)


def read_text(*parts: str, root: Path | None = None) -> str:
    """Read a UTF-8 text file (with or without byte order mark) under ``resources/``.

    Args:
        *parts: Folders and file name below the resources folder.
        root: Another resources folder to read from.

    Raises:
        ResourceError: The file is missing, cannot be read, or is not UTF-8.
    """
    file = "/".join(parts)
    path = resource_path(*parts) if root is None else root.joinpath(*parts)
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ResourceError(file, "", "文件不存在，请重新安装程序") from None
    except UnicodeDecodeError:
        raise ResourceError(file, "", "不是 UTF-8 编码的文本，请用 UTF-8 编码重新保存") from None
    except OSError as error:
        raise ResourceError(file, "", f"文件读不出来（{system_words(error)}），请检查磁盘或权限") from None
