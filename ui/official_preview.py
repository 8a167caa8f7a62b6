"""Looking at a document in its official layout (正式版式预览): an office program makes the PDF, the computer's own viewer shows it."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from exports.files import Exported, Progress
from exports.scratch import new_folder
from models.errors import UserError
from ui.context import Context

if TYPE_CHECKING:
    from exports.pdf import Converter


def preview_official(context: Context, write_word: Callable[[Path], Exported], name: str, converter: "Converter") -> None:
    """Show a document as it will be printed from Word.

    Args:
        context: The window's surroundings.
        write_word: Writes its Word file; runs on the worker.
        name: Name of the PDF file.
        converter: The office program.
    """
    from ui.exporting import pdf_of

    def write(progress: Progress) -> Exported:
        try:
            folder = new_folder()  # a viewer may still hold the one before
        except OSError as error:
            raise UserError("系统的临时文件夹写不进去，没有排出正式版式。", "请清理系统盘、检查磁盘空间后再试。") from error
        target = folder / name
        return pdf_of(lambda work: write_word((work / name).with_suffix(".docx")), target, progress, converter)

    def show(made: Exported) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(made.path))):
            context.show_failure(UserError("这台电脑上没有能打开 PDF 的程序。", "请安装一个 PDF 阅读器，或导出 Word 后在 WPS 里查看。"))

    def explain(failure: Exception) -> None:
        if not isinstance(failure, UserError):
            raise failure
        context.show_failure(failure)

    context.run(f"正在通过 {converter.name} 排出正式版式", write, show, explain)
