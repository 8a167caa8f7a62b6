"""The right side of the form page: guidance and findings, or a panel the officer has opened in their place."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

if TYPE_CHECKING:
    from ui.form.figures_panel import FiguresPanel
    from ui.form.form_presenter import FormPresenter
    from ui.form.proofreading_panel import ProofreadingPanel


class SideArea(QStackedWidget):
    """Shows guidance and findings, 公文体检 or 数据核对; the panels are made when they are first wanted.

    Attributes:
        proofreading: The remarks on the texts; ``None`` before they were wanted.
        figures: The check of the numbers; ``None`` before it was wanted.

    Signals:
        turned: Another of them is shown.
        remark_chosen: A `Remark` to go to.
        words_chosen: ``(field, words before, words)`` to go to.
        cell_chosen: ``(field, row, column)`` to go to.
    """

    turned = Signal()
    remark_chosen = Signal(object)
    words_chosen = Signal(str, str, str)
    cell_chosen = Signal(str, str, str)

    def __init__(self, usual: QWidget, presenter: "FormPresenter", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._usual = usual
        self._presenter = presenter
        self.proofreading: ProofreadingPanel | None = None
        self.figures: FiguresPanel | None = None
        self.addWidget(usual)

    @property
    def with_panel(self) -> bool:
        """Whether a panel is open in place of guidance and findings."""
        return self.currentWidget() is not self._usual

    def proofread(self) -> None:
        """Show the remarks on the texts."""
        from ui.form.proofreading_panel import ProofreadingPanel

        if self.proofreading is None:
            self.proofreading = ProofreadingPanel(self._presenter, self)
            self.proofreading.jumped.connect(self.remark_chosen)
        self._open(self.proofreading)

    def check_figures(self) -> None:
        """Show which numbers have moved on and which contradict each other."""
        from ui.form.figures_panel import FiguresPanel

        if self.figures is None:
            self.figures = FiguresPanel(self._presenter, self)
            self.figures.jumped.connect(self.words_chosen)
            self.figures.cell_chosen.connect(self.cell_chosen)
        self._open(self.figures)

    def close_panel(self) -> None:
        """Give the side back to guidance and findings."""
        self.setCurrentWidget(self._usual)
        self.turned.emit()

    def _open(self, panel: "ProofreadingPanel | FiguresPanel") -> None:
        if self.indexOf(panel) < 0:
            panel.setMinimumWidth(self._usual.minimumWidth())
            panel.closed.connect(self.close_panel)
            self.addWidget(panel)
        self.setCurrentWidget(panel)
        self.turned.emit()
        panel.inspect()
        panel.list.setFocus()
