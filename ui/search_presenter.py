"""What the search box asks: the search index of the workspace, as hits that lead to a page."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject

from ui.context import Context


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found.

    Attributes:
        kind: The officer's word for what it is.
        title: Its name.
        detail: What tells it apart.
        icon: Name of an icon.
        page: Key of the page that shows it.
        target: What that page is to open.
    """

    kind: str
    title: str
    detail: str
    icon: str
    page: str
    target: dict[str, str]


class SearchPresenter(QObject):
    """Searches everything."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context

    def search(self, text: str) -> Sequence[Hit]:
        """Return what contains `text`, best first."""
        return []
