"""The main window: navigation, header, the pages (made when first shown), status bar."""

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMainWindow, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from models.changes import Changes, Kind
from models.errors import ResourceError, UserError
from models.queries.handing_over import handed_over
from ui import messages, metrics
from ui.banner import Banner
from ui.context import Context
from ui.dialogs.passing import show_dialog
from ui.frame import PROGRAM, place
from ui.header import Header
from ui.labels import label
from ui.navigation import Navigation
from ui.page import Page
from ui.pages import PageEntry, entry, pages_of
from ui.search_box import SearchBox
from ui.search_presenter import Hit, SearchPresenter
from ui.server.company import Company
from ui.shortcuts import ShortcutList, action
from ui.status_bar import StatusBar
from ui.tone import Tone

GROUP = "整个窗口"
ONCE = frozenset({"new", "file"})
"""Words of a target that begin something: showing the page again does not begin it again."""


def lasting(target: dict[str, str]) -> dict[str, str]:
    """Return what of a target can be shown again."""
    return {name: value for name, value in target.items() if name not in ONCE}


class MainWindow(QMainWindow):
    """The one window of the program on one workspace.

    Attributes:
        pages: The pages made so far, by key.
        current: Key of the page shown.

    Signals:
        first_painted: Once, after the first paint; what is heavy loads from then on.
        closed: The window has closed and its work is done.
    """

    first_painted = Signal()
    closed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        context.window = self
        self._known = pages_of(city=context.is_city)
        self.pages: dict[str, Page] = {}
        self._areas: dict[str, QScrollArea] = {}
        self.current = ""
        self._target: dict[str, str] = {}
        self._trail: list[tuple[str, dict[str, str]]] = []
        self._painted = False
        self._make_widgets()
        self._make_actions()
        context.announcer = self.banner
        context.navigated.connect(self.show_page)
        context.bus.changed.connect(self._on_changes)
        context.pack_changed.connect(self._renew_pages)
        context.workspace_replaced.connect(self._follow_edition)
        self.setMinimumSize(*metrics.WINDOW_MINIMUM)
        place(self, context.settings.values.geometry)
        self._show_window_title()
        self.show_page(self._known[0].key, {})
        if context.settings.notice:
            QTimer.singleShot(0, lambda: context.announce(context.settings.notice, Tone.WARNING))
        gone = handed_over(context.reader)
        if gone is not None:
            QTimer.singleShot(0, lambda: context.announce(gone.words, Tone.WARNING))

    def show_page(self, key: str, target: dict[str, str] | None = None) -> None:
        """Show a page, and on it what `target` says; does nothing when the page shown may not be left."""
        shown = self.pages.get(self.current)
        if shown is not None and key != self.current and not shown.may_leave():
            self._mark()
            return
        self.search_box.close_results()
        target = target or {}
        before = (self.current, self._target)
        if self._put(key, target) and shown is not None and (key, target) != before:
            self._trail.append((before[0], lasting(before[1])))
            del self._trail[:-50]
            self._back.setEnabled(True)

    def go_back(self) -> None:
        """Return to what was shown before."""
        shown = self.pages.get(self.current)
        if self._trail and (shown is None or shown.may_leave()):
            self._put(*self._trail.pop())

    def show_company(self, words: str) -> None:
        """Say who else has open what is shown; empty: nobody."""
        self._others.setText(words)
        self._others.setVisible(bool(words))

    def page(self) -> Page:
        """Return the page shown."""
        return self.pages[self.current]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Say once that the window is there."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self.first_painted.emit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out the words of the navigation where the window is narrow."""
        super().resizeEvent(event)
        narrow = self.width() < metrics.NARROW_WINDOW
        if narrow != self.navigation.narrow:
            self.navigation.set_narrow(narrow)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Finish what is being typed, never stop long work unasked, remember place and size."""
        if any(not page.may_leave() for page in self.pages.values()) or not self._stop_work():
            event.ignore()
            return
        values = self.context.settings.values
        values.geometry = bytes(self.window().saveGeometry().toBase64().data()).decode("ascii")
        self.context.settings.save()
        self.context.worker.shut_down()
        event.accept()
        self.closed.emit()

    def _put(self, key: str, target: dict[str, str]) -> bool:
        """Show a page and on it what `target` says; False, and the officer is told, when that is not there any more."""
        known = entry(key, self._known)
        if key not in self.pages:
            self.pages[key] = self._make_page(known)
        page = self.pages[key]
        try:
            if target:
                page.open(**target)
        except (UserError, ResourceError) as failure:
            self._mark()
            self.context.show_failure(failure)
            return False
        self.current, self._target = key, target
        self._stack.setCurrentWidget(self._areas[key])
        self._mark()
        self.header.show_page(page, page.heading or known.title)
        self.company.moved()
        self._back.setEnabled(bool(self._trail))
        return True

    def _mark(self) -> None:
        """Mark the entry of the page shown in the navigation."""
        page = self.pages.get(self.current)
        self.navigation.mark(entry(page.home if page is not None and page.home else self.current, self._known))

    def _make_page(self, known: PageEntry) -> Page:
        page = known.make(self.context)
        page.title_changed.connect(partial(self._show_title, known))
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(page)
        self._stack.addWidget(area)
        self._areas[known.key] = area
        return page

    def _renew_pages(self) -> None:
        """Make every page anew: what they are built over, the forms and names of the pack, is another one now.

        What was open is opened again, where the pack still has it.
        """
        shown, target = entry(self.current, self._known), lasting(self._target)
        for area in self._areas.values():
            self._stack.removeWidget(area)
            area.deleteLater()
        self.pages, self._areas, self._trail = {}, {}, []
        if not target or not self._put(shown.key, target):
            self._put(shown.parent or shown.key, {})

    def _follow_edition(self) -> None:
        """Show the pages of the other edition where the workspace that takes the place of the present one is of that."""
        known = pages_of(city=self.context.is_city)
        if known is self._known:
            return
        self._known = known
        before = self.navigation
        self._make_navigation()
        self._columns.replaceWidget(before, self.navigation)
        before.deleteLater()
        for made in self._page_actions:
            self.removeAction(made)
            made.deleteLater()
        self._make_page_actions()
        self.current = known[0].key
        self._renew_pages()

    def _show_title(self, known: PageEntry, text: str) -> None:
        if known.key == self.current:
            self.header.title.setText(text or known.title)

    def _make_widgets(self) -> None:
        self._make_navigation()
        self._search = SearchPresenter(self.context)
        self.search_box = SearchBox(self._search.search)
        self.search_box.chosen.connect(self._open_hit)
        self._back = action(self, "返回上一页", self.go_back, "Alt+Left", GROUP)
        self._back.setToolTip("返回上一页（Alt+←）")
        self.header = Header(self._back, self.search_box)
        self._stack = QStackedWidget()
        self._stack.setObjectName("pages")
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self.header)
        self._others = label(tone=Tone.WARNING, wrap=True)
        self._others.setObjectName("others")
        self._others.setContentsMargins(metrics.L, metrics.XS, metrics.L, metrics.XS)
        self._others.hide()
        right.addWidget(self._others)
        right.addWidget(self._stack, 1)
        body = QWidget()
        self._columns = QHBoxLayout(body)
        self._columns.setContentsMargins(0, 0, 0, 0)
        self._columns.setSpacing(0)
        self._columns.addWidget(self.navigation)
        self._columns.addLayout(right, 1)
        self.setCentralWidget(body)
        self.status = StatusBar(self.context)
        self.setStatusBar(self.status)
        self.banner = Banner(self._stack)
        self.company = Company(self)

    def _make_navigation(self) -> None:
        self.navigation = Navigation(self._known)
        self.navigation.set_narrow(self.width() < metrics.NARROW_WINDOW)
        self.navigation.chosen.connect(self.show_page)

    def _make_page_actions(self) -> None:
        self._page_actions = [
            action(self, f"转到“{page.title}”", partial(self.show_page, page.key), f"Ctrl+{number}", "页面")
            for number, page in enumerate(self.navigation.entries()[:9], start=1)
        ]

    def _make_actions(self) -> None:
        self._make_page_actions()
        action(self, "搜索全部内容", self._focus_search, "Ctrl+K", GROUP)
        action(self, "在本页中筛选", lambda: self.page().focus_filter(), "Ctrl+F", GROUP)
        action(self, "刷新本页", lambda: self.page().refresh(), "F5", GROUP)
        action(self, "快捷键一览", lambda: show_dialog(ShortcutList(self)), "F1", GROUP)
        action(self, "转到页面导航", self.navigation.setFocus, "F6", GROUP)
        action(self, "退出程序", self.close, "Ctrl+Q", GROUP)

    def _focus_search(self) -> None:
        self.search_box.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _open_hit(self, hit: Hit) -> None:
        self.context.navigate(hit.page, **hit.target)

    def _on_changes(self, changes: Changes) -> None:
        if Kind.OFFICE in changes.kinds:
            self._show_window_title()
            self.status.show_office()
        if Kind.EXCHANGE in changes.kinds:
            self.status.look_again()

    def _show_window_title(self) -> None:
        self.setWindowTitle(f"{PROGRAM} — {self.context.workspace.office.name}")

    def _stop_work(self) -> bool:
        worker = self.context.worker
        if not worker.busy:
            return True
        return messages.question(
            self,
            f"{worker.title}，还没有完成。",
            "现在退出会停止这项工作，已写了一半的文件会被清除。",
            yes="停止并退出",
            no="继续等待",
            danger=True,
        )
