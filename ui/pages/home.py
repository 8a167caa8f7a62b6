"""The home page (工作首页)."""

from PySide6.QtWidgets import QVBoxLayout

from models.changes import Kind
from ui.context import Context
from ui.labels import label
from ui.page import Page


class HomePage(Page):
    """What matters today."""

    kinds = frozenset(Kind)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        QVBoxLayout(self).addWidget(label("首页", role="heading"))

    def refresh(self) -> None:
        """Show the present state."""
