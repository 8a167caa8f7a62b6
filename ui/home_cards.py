"""What the home pages of both editions are made of: cards, the numbers at the top, the first steps, a notice, one or two columns."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui import metrics
from ui.context import Context
from ui.labels import label
from ui.pages.home_presenter import Figure, Step
from ui.theme import set_picture, set_tone
from ui.tone import Tone

TWO_COLUMNS = 860
"""From this width on the cards stand side by side."""


class Card(QFrame):
    """A titled card with one widget, or a sentence where there is nothing to show."""

    def __init__(self, title: str, body: QWidget, nothing: str = "") -> None:
        super().__init__()
        self.setProperty("role", "card")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.L, metrics.M, metrics.L, metrics.M)
        layout.setSpacing(metrics.S)
        self._head = QHBoxLayout()
        self._head.addWidget(label(title, role="heading"))
        self._head.addStretch(1)
        layout.addLayout(self._head)
        self._body = body
        layout.addWidget(body)
        self._nothing = label(nothing, role="muted", wrap=True)
        layout.addWidget(self._nothing)
        layout.addStretch(1)
        self.show_nothing(False)

    def add_link(self, words: str) -> QPushButton:
        """Put a link at the right of the title."""
        link = QPushButton(words)
        link.setProperty("role", "link")
        link.setCursor(Qt.CursorShape.PointingHandCursor)
        self._head.addWidget(link)
        return link

    def show_nothing(self, nothing: bool) -> None:
        """Show the sentence in place of the widget."""
        self._body.setVisible(not nothing)
        self._nothing.setVisible(nothing)


class FigureStrip(QFrame):
    """The day and the numbers at the top; two lines where there is no room for one."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(metrics.L, metrics.S, metrics.L, metrics.S)
        self._grid.setHorizontalSpacing(metrics.L)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(0, 1)
        self.day = label(role="muted")
        self._boxes: list[tuple[QWidget, QLabel, QLabel]] = []
        self._lines = 0

    def set_figures(self, day: str, figures: Sequence[Figure]) -> None:
        """Show other numbers."""
        self.day.setText(day)
        while len(self._boxes) < len(figures):
            box, number, words = QWidget(), label(role="number"), label(role="muted")
            row = QHBoxLayout(box)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(metrics.XS + 2)
            row.addWidget(number)
            row.addWidget(words)
            row.addStretch(1)
            self._boxes.append((box, number, words))
        for (_box, number, words), figure in zip(self._boxes, figures, strict=True):
            number.setText(str(figure.number))
            words.setText(figure.words)
            set_tone(number, figure.tone if figure.tone is not Tone.NEUTRAL else "")
        self._lines = 0
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        """Need the width of half the numbers only; the rest goes to a second line."""
        return QSize(self._width_needed(2), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take one line or two."""
        super().resizeEvent(event)
        self._arrange()

    def _width_needed(self, lines: int) -> int:
        widths = [box.sizeHint().width() for box, _number, _words in self._boxes]
        columns = -(-len(widths) // lines)
        rows = [widths[start : start + columns] for start in range(0, len(widths), columns)] if columns else []
        widest = sum(max(row[column] for row in rows if column < len(row)) for column in range(columns))
        return self.day.sizeHint().width() + widest + columns * metrics.L + 2 * metrics.L + metrics.S

    def _arrange(self) -> None:
        lines = 1 if self.width() >= self._width_needed(1) else 2
        if lines == self._lines or not self._boxes:
            return
        self._lines = lines
        self._grid.addWidget(self.day, 0, 0, lines, 1)
        columns = -(-len(self._boxes) // lines)
        for number, (box, _number, _words) in enumerate(self._boxes):
            self._grid.addWidget(box, number // columns, 1 + number % columns)
            box.show()


class FirstSteps(QFrame):
    """What to do first in a new workspace."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._context = context
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(metrics.XL, metrics.L, metrics.XL, metrics.L)
        self._layout.setSpacing(metrics.M)
        self._layout.addWidget(label("从这三步开始", role="heading"))
        self._rows: list[QWidget] = []
        self.buttons: list[QPushButton] = []

    def set_steps(self, steps: Sequence[Step]) -> None:
        """Show other steps; the first one not done is the one to press."""
        for row in self._rows:
            row.deleteLater()
        self._rows, self.buttons = [], []
        following = next((number for number, step in enumerate(steps) if not step.done), -1)
        for number, step in enumerate(steps):
            row = QWidget()
            grid = QGridLayout(row)
            grid.setContentsMargins(0, 0, 0, 0)
            grid.setHorizontalSpacing(metrics.M)
            grid.setVerticalSpacing(2)
            mark = label(str(number + 1), role="number")
            mark.setFixedWidth(32)
            if step.done:
                set_picture(mark, "ok", "ok", 28)
                mark.setAccessibleName("已完成")
            grid.addWidget(mark, 0, 0, 2, 1)
            grid.addWidget(label(step.title + ("（已完成）" if step.done else ""), role="strong"), 0, 1)
            grid.addWidget(label(step.text, role="muted", wrap=True), 1, 1)
            grid.setColumnStretch(1, 1)
            if number == following:
                button = QPushButton(step.title)
                button.setProperty("role", "primary")
                button.clicked.connect(lambda _checked=False, page=step.page: self._context.navigate(page, new="1"))
                grid.addWidget(button, 0, 2, 2, 1)
                self.buttons.append(button)
            self._layout.addWidget(row)
            self._rows.append(row)


class Notice(QFrame):
    """One calm sentence above everything else, with one button."""

    def __init__(self, words: str, button: str) -> None:
        super().__init__()
        self.setProperty("role", "card")
        picture = QLabel()
        set_picture(picture, "warning", "warning")
        self.words = label(words, wrap=True)
        self.button = QPushButton(button)
        row = QHBoxLayout(self)
        row.setContentsMargins(metrics.L, metrics.S, metrics.M, metrics.S)
        row.setSpacing(metrics.M)
        row.addWidget(picture)
        row.addWidget(self.words, 1)
        row.addWidget(self.button)
        self.hide()

    def say(self, words: str) -> None:
        """Show the sentence; nothing hides it."""
        self.words.setText(words)
        self.setAccessibleName(words)
        self.setVisible(bool(words))


class Columns(QHBoxLayout):
    """Cards in two columns where there is room, else in one."""

    def __init__(self, left: Sequence[Card], right: Sequence[Card], narrow: Sequence[Card]) -> None:
        """Build the columns; `narrow` are all cards in the order in which they stand in one column."""
        super().__init__()
        self._wide, self._narrow = (tuple(left), tuple(right)), (tuple(narrow), ())
        self._columns = (QVBoxLayout(), QVBoxLayout())
        self._count = 0
        for column, share in zip(self._columns, (3, 2), strict=True):
            column.setSpacing(metrics.M)
            self.addLayout(column, share)

    def arrange(self, width: int) -> None:
        """Lay the cards out for a width of the page."""
        count = 2 if width >= TWO_COLUMNS else 1
        if count == self._count:
            return
        self._count = count
        for column, cards in zip(self._columns, self._wide if count == 2 else self._narrow, strict=True):
            while column.count():
                column.takeAt(0)
            for card in cards:
                column.addWidget(card)
            column.addStretch(1)
        self.setStretch(1, 2 if count == 2 else 0)
        self.setSpacing(metrics.M if count == 2 else 0)
