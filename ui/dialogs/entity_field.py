"""Choosing the pilot entity of a project: typing finds it by any part of its name or code; a new one can be registered."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QHBoxLayout, QPushButton, QWidget

from models.queries.entities import EntityChoice
from ui import metrics
from ui.editors.choice import CalmComboBox
from ui.theme import set_tone
from ui.tone import Tone


class EntityField(QWidget):
    """The box and the button beside it.

    Signals:
        chosen: Id of the entity; empty when what is typed names none.
    """

    chosen = Signal(str)

    def __init__(self, register: Callable[[str], str]) -> None:
        """Build it; `register` takes a name to propose and returns the id of the entity registered, or nothing."""
        super().__init__()
        self._register = register
        self.entity_id = ""
        self.box = CalmComboBox(self)
        self.box.setEditable(True)
        self.box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.box.setMinimumContentsLength(18)
        self.box.setAccessibleName("试点主体")
        line = self.box.lineEdit()
        if line is not None:
            line.setPlaceholderText("输入名称或代码的一部分查找")
        self.box.currentTextChanged.connect(self._typed)
        self.button = QPushButton("登记新主体…")
        self.button.setAutoDefault(False)
        self.button.clicked.connect(self._register_new)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(metrics.S)
        row.addWidget(self.box, 1)
        row.addWidget(self.button)
        self.setFocusProxy(self.box)

    def offer(self, entities: Sequence[EntityChoice], entity_id: str) -> None:
        """Show the entities to choose from, and which is chosen."""
        self.box.blockSignals(True)
        self.box.clear()
        for entity in entities:
            self.box.addItem(f"{entity.name}（{entity.uscc}）" if entity.uscc else entity.name, entity.id)
        completer = QCompleter(self.box.model(), self.box)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.box.setCompleter(completer)
        self.box.setCurrentIndex(self.box.findData(entity_id))
        if self.box.currentIndex() < 0:
            self.box.clearEditText()
        self.box.blockSignals(False)
        line = self.box.lineEdit()
        if line is not None:
            line.setCursorPosition(0)
        self._typed()

    def set_read_only(self, read_only: bool) -> None:
        """Only show."""
        self.box.setEnabled(not read_only)
        self.button.setVisible(not read_only)

    def mark(self, wrong: bool) -> None:
        """Show that an entity is missing."""
        set_tone(self.box, Tone.ERROR if wrong else "")

    def _typed(self) -> None:
        text = self.box.currentText().strip().casefold()
        index = self.box.currentIndex()
        if index < 0 or self.box.itemText(index).casefold() != text:
            hits = [place for place in range(self.box.count()) if text and text in self.box.itemText(place).casefold()]
            index = hits[0] if len(hits) == 1 else -1
        self.entity_id = str(self.box.itemData(index)) if index >= 0 else ""
        if self.entity_id:
            self.mark(False)
        self.chosen.emit(self.entity_id)

    def _register_new(self) -> None:
        made = self._register("" if self.entity_id else self.box.currentText().strip())
        if made:
            self.chosen.emit(made)
