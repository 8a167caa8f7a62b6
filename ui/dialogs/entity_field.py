"""Choosing the pilot entity of a project: typing finds it by any part of its name or code; a new one can be registered."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from models.queries.entities import EntityChoice
from ui import metrics
from ui.editors.finding_box import FindingBox
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
        self.box = FindingBox("试点主体", "输入名称或代码的一部分查找", self)
        self.box.chosen.connect(self._looked_up)
        self.button = QPushButton("登记新主体…")
        self.button.setAutoDefault(False)
        self.button.clicked.connect(self._register_new)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(metrics.S)
        row.addWidget(self.box, 1)
        row.addWidget(self.button)
        self.setFocusProxy(self.box)

    @property
    def entity_id(self) -> str:
        """Id of the entity; empty when what is typed names none."""
        return self.box.chosen_id

    def offer(self, entities: Sequence[EntityChoice], entity_id: str) -> None:
        """Show the entities to choose from, and which is chosen."""
        self.box.offer([(f"{e.name}（{e.uscc}）" if e.uscc else e.name, e.id) for e in entities], entity_id)

    def set_read_only(self, read_only: bool) -> None:
        """Only show."""
        self.box.setEnabled(not read_only)
        self.button.setVisible(not read_only)

    def mark(self, wrong: bool) -> None:
        """Show that an entity is missing."""
        set_tone(self.box, Tone.ERROR if wrong else "")

    def _looked_up(self, entity_id: str) -> None:
        if entity_id:
            self.mark(False)
        self.chosen.emit(entity_id)

    def _register_new(self) -> None:
        made = self._register("" if self.entity_id else self.box.currentText().strip())
        if made:
            self.chosen.emit(made)
