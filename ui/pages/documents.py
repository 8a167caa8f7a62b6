"""The documents page (文书): what is asked for now, every document of every stage, and the ways to write, hand in and export one."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QScrollArea, QVBoxLayout, QWidget

from models.changes import Kind
from models.queries.documents import DocumentRow
from ui import messages, metrics
from ui.context import Context
from ui.dialogs.passing import show_dialog
from ui.documents.columns import columns
from ui.documents.documents_presenter import EVERYTHING, DocumentsPresenter, KindLine
from ui.documents.missing_notice import MissingNotice
from ui.documents.old_figures import OldFiguresNotice
from ui.empty_state import EmptyState
from ui.labels import card, label
from ui.line_list import LineList
from ui.page import Page
from ui.shortcuts import action
from ui.table.listing import Shown, export_shown
from ui.table.view import TableView

GROUP = "文书"
SIDE_BY_SIDE = 720
"""From this width of the page on the kinds stand beside the list."""
WORDS = "推荐报告、工作方案、启动情况、年度报告、总结、典型案例和报送函都在这里写。数据取自账套，写好后导出 Word、报送、留存。"
KINDS_WIDTH = 23
"""Width of the list of kinds, in characters."""


class DocumentsPage(Page):
    """All documents but the application forms.

    Targets: ``form`` narrows the list to one kind, ``id`` chooses a document, ``new`` begins a new one (of ``form``, for ``project``
    and ``period`` where given).
    """

    kinds = frozenset(Kind) - {Kind.OFFICE}

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.presenter = DocumentsPresenter(context, self)
        self.chosen = EVERYTHING
        self._changed = True
        self.kind_list = LineList("文书种类", keeps_choice=True)
        self.kind_list.currentRowChanged.connect(self._choose_row)
        self._empty = EmptyState("还没有文书", WORDS, "" if context.read_only else "新建文书", "documents")
        self.table = TableView(
            "documents",
            "文书",
            columns(self.presenter.name_of),
            context.settings,
            self._empty,
        )
        self.table.row_activated.connect(self._open)
        self.table.empty_pressed.connect(self.begin)
        self.table.selection_changed.connect(lambda _rows: self._enable())
        self.table.export_requested.connect(self._export_list)
        self.notice = OldFiguresNotice(context)
        self.missing = MissingNotice(context, self.presenter)
        self._make_actions()
        self._lay_out()
        self._enable()

    def refresh(self) -> None:
        """Read everything again."""
        rows = self.presenter.rows()
        lines = self.presenter.kinds(rows)
        self.kind_list.blockSignals(True)
        self.kind_list.set_lines(lines)
        self.kind_list.setCurrentRow(max(0, next((n for n, line in enumerate(lines) if line.key == self.chosen), 0)))
        self.kind_list.blockSignals(False)
        self.table.set_rows([row for row in rows if self.chosen in (EVERYTHING, row.form)])
        self.missing.show_kind(self.chosen)
        form = self.presenter.forms.get(self.chosen)
        purpose = form.document.purpose if form is not None and form.document is not None else WORDS
        name = self.presenter.name_of(self.chosen) if self.chosen else "文书"
        self._empty.say(f"还没有{name}", purpose, "" if self.context.read_only else f"新建{name}")
        QTimer.singleShot(0, self, self._reveal)
        self._enable()
        if self._changed:
            self._changed = False
            self.notice.check()

    def open(self, **target: str) -> None:
        """Narrow the list, choose a document, or begin a new one."""
        if target.get("new"):
            if not self.context.read_only:
                form, project, period = (target.get(key, "") for key in ("form", "project", "period"))
                QTimer.singleShot(0, self, lambda: self.begin(form, project, period))
            return
        self.chosen = target.get("form", EVERYTHING)
        self._refresh_now()
        if document := target.get("id"):
            self.table.clear_filter()
            self.table.select(lambda row: row.id == document)

    def focus_filter(self) -> None:
        """Put the cursor into the filter box."""
        self.table.focus_filter()

    def choose(self, form: str) -> None:
        """Show the documents of one kind, or all."""
        self.chosen = form
        self.refresh()

    def begin(self, form: str = "", project_id: str = "", period: str = "") -> None:
        """Make a document and open it."""
        from ui.documents.opening import begin_document

        begin_document(self.context, form or self.chosen or self.presenter.most_urgent(), project_id, period)

    def _refresh_now(self) -> None:
        self._changed = True
        super()._refresh_now()

    def _reveal(self) -> None:
        """Scroll to the chosen kind."""
        item = self.kind_list.currentItem()
        if item is not None:
            place = self.kind_list.mapTo(self._inner, self.kind_list.visualItemRect(item).center())
            self._side.ensureVisible(place.x(), place.y(), 0, self.fontMetrics().lineSpacing() * 2)

    def _choose_row(self, row: int) -> None:
        lines: list[KindLine] = self.kind_list.lines()
        if 0 <= row < len(lines) and lines[row].key != self.chosen:
            self.choose(lines[row].key)

    def _make_actions(self) -> None:
        within = Qt.ShortcutContext.WidgetWithChildrenShortcut
        grid = self.table.grid
        self.primary = action(self, "新建文书…", self.begin, "Ctrl+N", GROUP)
        calls: tuple[tuple[str, Callable[[DocumentRow], object], str], ...] = (
            ("打开", self._open, ""),
            ("导出 Word…", self._word, "Ctrl+E"),
            ("导出 PDF…", self._pdf, "Ctrl+Alt+E"),
            ("打印预览", self._preview, "Ctrl+P"),
            ("盖章扫描件与校验码…", self._seal, "Ctrl+Shift+K"),
            ("报送给市级…", self._send_up, "Ctrl+T"),
            ("修改记录", self._history, ""),
        )
        self._with_row: list[QAction] = [
            action(grid, words, partial(self._with_current, call), keys, GROUP, within) for words, call, keys in calls
        ]
        self._delete = action(grid, "删除", lambda: self._with_current(self._remove), "Del", GROUP, within)
        for made in (*self._with_row[1:], self._delete):
            self.table.add_row_action(made)
        code = action(self, "核对纸质件的校验码…", self._check_code, "Ctrl+Shift+J", GROUP)
        listed = action(self, "导出当前列表…", lambda: self._export_list(self.table.shown()), "Ctrl+Shift+E", GROUP)
        self.secondary = (code, listed)

    def _enable(self) -> None:
        current = self.table.current() is not None
        for made in self._with_row:
            made.setEnabled(current)
        self._delete.setEnabled(current and not self.context.read_only)
        if self.primary is not None:
            self.primary.setEnabled(not self.context.read_only)

    def _lay_out(self) -> None:
        self._inner = inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(metrics.S, metrics.S, metrics.S, metrics.S)
        column.setSpacing(metrics.XS)
        column.addWidget(label("要写哪些文书", role="strong"))
        column.addWidget(self.kind_list)
        column.addStretch(1)
        self._side = QScrollArea()
        self._side.setWidgetResizable(True)
        self._side.setFrameShape(QFrame.Shape.NoFrame)
        self._side.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._side.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._side.setWidget(inner)
        self._card = card()
        held = QVBoxLayout(self._card)
        held.setContentsMargins(metrics.XS, metrics.XS, metrics.XS, metrics.XS)
        held.addWidget(self._side)
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._body.setSpacing(metrics.M)
        self._body.addWidget(self._card)
        self._body.addWidget(self.table, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.L, metrics.M, metrics.L, metrics.L)
        layout.setSpacing(metrics.S)
        for line in (self.notice, self.missing):
            layout.addWidget(line)
        layout.addLayout(self._body, 1)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the kinds above the list where there is no room beside it."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        beside = self.width() >= SIDE_BY_SIDE
        self._body.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)
        if beside:
            width = min(self.fontMetrics().horizontalAdvance("字") * KINDS_WIDTH, self.width() // 3)
            self._card.setFixedWidth(width)
            self._card.setMaximumHeight(16777215)
        else:
            self._card.setMinimumWidth(0)
            self._card.setMaximumWidth(16777215)
            self._card.setMaximumHeight(self.fontMetrics().lineSpacing() * 9)

    def _with_current(self, call: Callable[[DocumentRow], object]) -> None:
        row = self.table.current()
        if row is not None:
            call(row)

    def _open(self, row: DocumentRow) -> None:
        self.context.navigate("form", document=row.id)

    def _word(self, row: DocumentRow) -> None:
        """Export the chosen documents: one to a file, several into a folder."""
        from ui.exporting import export_document
        from ui.reports.exporting import export_documents

        chosen = [one.id for one in self.table.selected()]
        if len(chosen) > 1:
            export_documents(self.context, chosen)
        else:
            export_document(self.context, row.id)

    def _pdf(self, row: DocumentRow) -> None:
        from ui.exporting import export_document_pdf

        export_document_pdf(self.context, row.id)

    def _preview(self, row: DocumentRow) -> None:
        from ui.exporting import preview_document

        preview_document(self.context, row.id)

    def _seal(self, row: DocumentRow) -> None:
        from ui.documents.seal_part import SealDialog

        dialog = SealDialog(self.context, row.id, self.window())
        show_dialog(dialog)

    def _send_up(self, row: DocumentRow) -> None:
        """Send what meets the obligation of the chosen document to the city, on the page for that."""
        if not self.context.read_only:
            self.context.navigate("exchange", tab="sent", new=self.presenter.obligation_of(row) or "1")

    def _check_code(self) -> None:
        from ui.documents.code_dialog import CodeDialog

        dialog = CodeDialog(self.context, self.window())
        show_dialog(dialog)

    def _history(self, row: DocumentRow) -> None:
        self.context.navigate("history", object=row.id)

    def _remove(self, row: DocumentRow) -> None:
        whose = f"（{row.project_title}）" if row.project_title else ""
        question = f"删除“{row.title}”{whose}？"
        if messages.question(self.window(), question, "连同附件移到回收站，可以在那里恢复。", yes="删除", danger=True):
            self.presenter.delete(row.id)

    def _export_list(self, shown: object) -> None:
        assert isinstance(shown, Shown)
        export_shown(self.context, shown)
