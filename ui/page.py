"""The base of every page: refreshes when shown and stale, at once when visible, never while hidden."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import QWidget

from models.changes import Changes, Kind
from ui.context import Context


class Page(QWidget):
    """One page of the window.

    A page sets `kinds`, builds its widgets in ``__init__`` and fills them in `refresh`, which is called before it is
    first shown and whenever something it shows has changed.

    Attributes:
        kinds: The kinds of thing it shows.
        context: What it works with.
        primary: The one main action, a button at the right of the header; ``None`` when there is none.
        secondary: Further actions, in the header's menu 更多.
        home: Key of the page whose entry the navigation marks while this one shows, where that depends on what it shows.

    Signals:
        title_changed: The words of the header have changed; empty means the page's title in the navigation.
    """

    kinds: frozenset[Kind] = frozenset()
    title_changed = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.setObjectName("page")
        self.context = context
        self.primary: QAction | None = None
        self.secondary: Sequence[QAction] = ()
        self.heading = ""
        self.home = ""
        self._stale = True
        self._missed = False  # kept apart: a page that opens something else says it is not stale, which says nothing of what it missed
        context.bus.changed.connect(self._on_changes)

    def refresh(self) -> None:
        """Show the present state of the workspace."""
        raise NotImplementedError

    def open(self, **target: str) -> None:
        """Show one thing on this page, after navigating to it; the words of `target` are the page's own."""

    def focus_filter(self) -> None:
        """Put the cursor where the page's list is filtered (Ctrl+F)."""

    def may_leave(self) -> bool:
        """Finish what is being typed; False keeps the officer on the page."""
        return True

    def attended(self) -> tuple[str, bool]:
        """Return which thing is open here (kind and id), for others in the workspace to see, and whether it is being changed."""
        return "", False

    @property
    def typing(self) -> bool:
        """Whether something typed here is not saved yet."""
        return False

    def set_heading(self, text: str) -> None:
        """Change the words of the header."""
        self.heading = text
        self.title_changed.emit(text)

    def mark_stale(self) -> None:
        """Refresh now when visible, else before being shown next."""
        if self.isVisible():
            self._refresh_now()
        else:
            self._missed = True

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what changed while hidden."""
        if self._stale or self._missed:
            self._refresh_now()
        super().showEvent(event)

    def _refresh_now(self) -> None:
        self._stale = self._missed = False
        self.refresh()

    def _on_changes(self, changes: Changes) -> None:
        if self.kinds & changes.kinds:
            self.mark_stale()
