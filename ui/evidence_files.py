"""Opening evidence and other kept files: a read-only copy in a private folder, so that what is kept can never be changed by a viewer."""

import os
import stat
from collections.abc import Callable

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from exports.files import safe_file_name
from exports.scratch import new_folder
from models.errors import UserError
from ui.context import Context


def open_evidence(context: Context, evidence_id: str) -> None:
    """Open one piece of evidence with the system's viewer, read-only."""
    from models.queries.evidence import content

    open_copy(context, lambda: content(context.reader, evidence_id))


def open_copy(context: Context, read: Callable[[], tuple[str, bytes]]) -> None:
    """Open a kept file with the system's viewer, read-only; `read` gives its name and content."""
    name = ""
    try:
        name, data = read()
        path = new_folder() / safe_file_name(name)
        path.write_bytes(data)
        os.chmod(path, stat.S_IREAD)
    except UserError as failure:
        context.show_failure(failure)
        return
    except OSError:
        context.show_failure(UserError(f"“{name}”没有打开：临时目录不能写入。", "请检查磁盘空间后再试。"))
        return
    if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
        context.show_failure(UserError(f"这台电脑上没有能打开“{name}”的程序。", f"文件已放在 {path}，可复制到其他电脑查看。"))
