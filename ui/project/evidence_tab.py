"""The tab of the evidence (佐证材料): adding by button or by dropping files, opening read-only, renaming, deleting."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog

from forms.definition import Form
from models.operations.evidence import LARGEST_MB, MEDIA_TYPES
from models.queries.showing import local_minute
from models.queries.tracking import EvidenceRow
from models.things import Thing
from ui.dialogs.excerpt import ask, asking
from ui.dialogs.facts_dialog import FactsDialog
from ui.dialogs.passing import show_dialog
from ui.project.list_tab import ListTab
from ui.project.project_presenter import ProjectPresenter
from ui.shortcuts import action
from ui.table.columns import ColumnKind, ColumnSpec

FOLDER = "evidence"
KB = 1024


def size_words(size: int) -> str:
    """Show a size as officers know it."""
    return f"{size / KB / KB:.1f} MB" if size >= KB * KB else f"{max(1, round(size / KB))} KB"


def type_words(media_type: str) -> str:
    """Return the short name of a type found from the content."""
    return next((kind.upper() for kind, (known, _endings) in MEDIA_TYPES.items() if known == media_type), media_type)


def columns(form: Form) -> tuple[ColumnSpec, ...]:
    """Return the columns; attachments of the form are named by their field."""
    labels = {field.key: field.label for field in form.fields()}

    def purpose(row: EvidenceRow) -> str:
        if not row.document_id:
            return "跟踪佐证"
        if not row.field_key:
            return f"{row.document}盖章扫描件"
        return labels.get(row.field_key) or f"{row.document}附件"

    return (
        ColumnSpec("title", "名称", width=14, stretch=True),
        ColumnSpec("file_name", "文件名", width=14),
        ColumnSpec("media_type", "类型", width=4, show=type_words),
        ColumnSpec("size", "大小", ColumnKind.NUMBER, width=5, show=size_words),
        ColumnSpec("purpose", "用途", width=9, value=purpose),
        ColumnSpec("added_at", "添加时间", ColumnKind.DATE, width=9, show=local_minute),
        ColumnSpec("by", "添加人", width=5),
        ColumnSpec("sha256", "校验码（SHA-256）", width=12, visible=False),
    )


class EvidenceTab(ListTab):
    """The files of the project."""

    def __init__(self, presenter: ProjectPresenter) -> None:
        endings = "、".join(endings[0] for _type, endings in MEDIA_TYPES.values())
        empty = (
            "还没有佐证材料",
            f"点“添加文件”选择文件，或把文件拖到这里。可以添加 {endings}，单个不超过 {LARGEST_MB} MB；文件存进账套，随账套一起备份。",
        )
        super().__init__(presenter, Thing.EVIDENCE, "佐证材料", columns(presenter.context.form), empty, "添加文件")
        self.add_action = action(self, "添加文件…", self.add, "", self.title)
        self.add_action.setEnabled(self.editable)
        self.tool(self.add_action, "attachment").setToolTip("添加文件（Ctrl + N），也可以把文件拖到列表上")
        self.open_action = self.row_action("打开（只读）", self._open, "Ctrl+O", reading=True)
        self.rename_action = self.row_action("改名…", self._rename, "F2")
        self.setAcceptDrops(self.editable)
        self.enable()

    def read(self) -> Sequence[Any]:
        """Return the files."""
        return self.presenter.evidence()

    def words_of(self, row: Any) -> str:
        """Return a file's name."""
        return str(row.title)

    def edit(self, row: Any) -> None:
        """Open a file read-only."""
        from ui.evidence_files import open_evidence

        open_evidence(self.context, row.id)

    def add(self) -> None:
        """Choose files and take them in."""
        if not self.editable:
            return
        patterns = " ".join(f"*.{ending}" for _type, endings in MEDIA_TYPES.values() for ending in endings)
        folder = self.context.settings.values.folders.get(FOLDER, "")
        paths, _ = QFileDialog.getOpenFileNames(self.window(), "添加佐证材料", folder, f"可以添加的文件 ({patterns})")
        if paths:
            self.take(paths)

    def take(self, paths: Sequence[str]) -> None:
        """Take files in and show the last one."""
        taken = self.presenter.attach(paths)
        if taken:
            self.show_thing(taken)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files only."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the files in."""
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.take(paths)

    def _open(self) -> None:
        row = self.table.current()
        if row is not None:
            self.edit(row)

    def _rename(self) -> None:
        row = self.table.current()
        if row is None:
            return
        form = asking("evidence", "改名", ask("title", "名称", "text", True, max_length=80, guidance="写明是什么材料，文件名不变。"))
        dialog = FactsDialog(
            self.context,
            "改名",
            form,
            {"title": row.title},
            lambda values, _entered: self.presenter.rename_evidence(row.id, str(values.get("title") or "")),
            parent=self.window(),
        )
        show_dialog(dialog)
