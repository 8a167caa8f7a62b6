"""The header of a page: way back, title, search box, further actions, and the one primary action."""

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QToolButton

from ui import metrics
from ui.labels import ElidedLabel
from ui.page import Page
from ui.search_box import SearchBox
from ui.theme import set_icon


class Header(QFrame):
    """The line above the page."""

    def __init__(self, back: QAction, search_box: SearchBox) -> None:
        super().__init__()
        self.setObjectName("header")
        row = QHBoxLayout(self)
        row.setContentsMargins(metrics.L, metrics.S, metrics.L, metrics.S)
        row.setSpacing(metrics.S)
        self._back = QToolButton()
        self._back.setProperty("role", "plain")
        self._back.setDefaultAction(back)
        set_icon(back, "back")
        self._back.setAccessibleName(back.text())
        row.addWidget(self._back)
        self.title = ElidedLabel(role="title")
        row.addWidget(self.title, 3)
        row.addWidget(search_box, 2)
        self.more = QToolButton()
        self.more.setText("更多")
        self.more.setToolTip("更多操作")
        self.more.setAccessibleName("更多操作")
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setMenu(QMenu(self.more))
        row.addWidget(self.more)
        self.primary = QPushButton()
        self.primary.setProperty("role", "primary")
        self.primary.clicked.connect(self._trigger)
        row.addWidget(self.primary)
        self._action: QAction | None = None

    def show_page(self, page: Page, title: str) -> None:
        """Show the title and the actions of `page`."""
        self.title.setText(title)
        menu = self.more.menu()
        menu.clear()
        menu.addActions(list(page.secondary))
        self.more.setVisible(bool(page.secondary))
        if self._action is not None:
            self._action.changed.disconnect(self._show_action)
        self._action = page.primary
        self.primary.setVisible(page.primary is not None)
        if page.primary is not None:
            page.primary.changed.connect(self._show_action)
            self._show_action()

    def _show_action(self) -> None:
        if self._action is not None:
            self.primary.setText(self._action.text())
            self.primary.setEnabled(self._action.isEnabled())
            self.primary.setToolTip(self._action.toolTip())
            self.primary.setVisible(self._action.isVisible())

    def _trigger(self) -> None:
        if self._action is not None:
            self._action.trigger()
