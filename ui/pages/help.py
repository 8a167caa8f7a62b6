"""The help page (帮助): contents, search, text; problem report and self-test."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QPushButton, QSplitter, QVBoxLayout, QWidget

from ui import metrics
from ui.context import Context
from ui.crash import log_folder
from ui.dialogs.passing import show_dialog
from ui.help.environment import environment_report
from ui.help.library import HelpText, find, load_help
from ui.help.reader import HelpReader
from ui.labels import label
from ui.page import Page
from ui.shortcuts import action
from ui.theme import set_icon
from ui.version import VERSION

GROUP = "帮助"
CONTENTS_WIDTH = 248
_PAGE = Qt.ItemDataRole.UserRole


class HelpPage(Page):
    """The help.

    Targets: ``page`` (file name, with or without number and ending), ``search`` (words to look for).
    """

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.pages: tuple[HelpText, ...] = ()
        self.contents = QListWidget()
        self.search = QLineEdit()
        self.search.setPlaceholderText("在帮助中查找（Ctrl+F）")
        self.search.setAccessibleName("在帮助中查找")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(lambda _text: self._list())
        self.search.returnPressed.connect(lambda: self.contents.setFocus())
        self.contents.setAccessibleName("帮助目录")
        self.contents.setWordWrap(True)
        self.contents.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.contents.currentItemChanged.connect(lambda *_: self._show())
        self.nothing = label("没有找到，请换个说法再找。", role="muted", wrap=True)
        self.reader = HelpReader()
        self.reader.page_wanted.connect(self.show_page)
        self.report = QPushButton("复制问题报告")
        set_icon(self.report, "copy")
        self.report.setToolTip("程序版本、系统和最近的故障位置，不含您填写的任何内容")
        self.report.clicked.connect(self.copy_report)
        self.selftest = QPushButton("自检…")
        set_icon(self.selftest, "check")
        self.selftest.clicked.connect(self._selftest)
        copy = action(self, "复制问题报告", self.copy_report, "", GROUP)
        test = action(self, "自检…", self._selftest, "", GROUP)
        self.secondary = (copy, test)
        self._lay_out()

    def refresh(self) -> None:
        """Read the help pages; what is shown stays shown."""
        if not self.pages:
            self.pages = load_help()
            self._list()

    def open(self, **target: str) -> None:
        """Show one help page, or look for words."""
        self._refresh_now()
        if "search" in target:
            self.search.setText(target["search"])
        elif name := target.get("page", ""):
            self.search.clear()
            self.show_page(name)

    def focus_filter(self) -> None:
        """Put the cursor into the search line."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def show_page(self, name: str) -> None:
        """Show the help page with a file name, given with or without number and ending."""
        self.search.clear()
        for row, page in enumerate(self.pages):
            if name in (page.name, page.name.removesuffix(".md"), page.name.removesuffix(".md").partition("-")[2]):
                self.contents.setCurrentRow(row)

    def copy_report(self) -> None:
        """Copy the report about program and computer."""
        QGuiApplication.clipboard().setText(environment_report(self.context, log_folder() / "ronghe.log"))
        self.context.announce("问题报告已复制，可以粘贴到邮件或记事本里。报告不含您填写的任何内容。")

    def _selftest(self) -> None:
        from ui.help.selftest_dialog import SelfTestDialog

        dialog = SelfTestDialog(self.window())
        dialog.start()
        show_dialog(dialog)

    def _list(self) -> None:
        text = self.search.text().strip()
        shown = self._current()
        found = [(hit.page, f"{hit.page.title}（{hit.times} 处）\n{hit.snippet}") for hit in find(self.pages, text)]
        entries = found if text else [(page, page.title) for page in self.pages]
        self.contents.blockSignals(True)
        self.contents.clear()
        for page, words in entries:
            item = QListWidgetItem(words)
            item.setData(_PAGE, page)
            self.contents.addItem(item)
        names = [page.name for page, _words in entries]
        row = names.index(shown.name) if shown is not None and shown.name in names and not text else 0
        self.contents.setCurrentRow(row if entries else -1)
        self.contents.blockSignals(False)
        self.nothing.setVisible(not entries)
        self._show()

    def _current(self) -> HelpText | None:
        item = self.contents.currentItem()
        page = item.data(_PAGE) if item is not None else None
        return page if isinstance(page, HelpText) else None

    def _show(self) -> None:
        page = self._current()
        if page is not None:
            self.reader.show_text(page.text, self.search.text().strip())

    def _lay_out(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(metrics.S)
        column.addWidget(self.search)
        column.addWidget(self.nothing)
        column.addWidget(self.contents, 1)
        programme = self.context.programme
        column.addWidget(label(f"程序 {VERSION}　方案包 {programme.version}", role="small"))
        buttons = QHBoxLayout()
        buttons.setSpacing(metrics.S)
        buttons.addWidget(self.report)
        buttons.addWidget(self.selftest)
        column.addLayout(buttons)
        self.nothing.hide()
        splitter = QSplitter()
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(left)
        splitter.addWidget(self.reader)
        splitter.setSizes([CONTENTS_WIDTH, 900])
        splitter.setStretchFactor(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.L, metrics.M, metrics.L, metrics.L)
        layout.addWidget(splitter)
