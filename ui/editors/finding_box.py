"""A box of many entries in which typing any part of an entry finds it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QWidget

from ui.editors.choice import CalmComboBox


class FindingBox(CalmComboBox):
    """Chooses one of many.

    Attributes:
        chosen_id: Id of the entry; empty when what is typed names none.

    Signals:
        chosen: The same, whenever it is looked up anew.
    """

    chosen = Signal(str)

    def __init__(self, name: str, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chosen_id = ""
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(18)
        self.setAccessibleName(name)
        line = self.lineEdit()
        if line is not None:
            line.setPlaceholderText(hint)
        self.currentTextChanged.connect(self._look_up)

    def offer(self, entries: Sequence[tuple[str, str]], chosen: str = "") -> None:
        """Show entries of (words, id) to choose from, and which is chosen."""
        self.blockSignals(True)
        self.clear()
        for words, id in entries:
            self.addItem(words, id)
        completer = QCompleter(self.model(), self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.setCompleter(completer)
        self.setCurrentIndex(self.findData(chosen))
        if self.currentIndex() < 0:
            self.clearEditText()
        self.blockSignals(False)
        line = self.lineEdit()
        if line is not None:
            line.setCursorPosition(0)
        self._look_up()

    def _look_up(self) -> None:
        text = self.currentText().strip().casefold()
        index = self.currentIndex()
        if index < 0 or self.itemText(index).casefold() != text:
            hits = [place for place in range(self.count()) if text and text in self.itemText(place).casefold()]
            index = hits[0] if len(hits) == 1 else -1
        self.chosen_id = str(self.itemData(index)) if index >= 0 else ""
        self.chosen.emit(self.chosen_id)
