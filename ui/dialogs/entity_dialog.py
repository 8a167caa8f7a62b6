"""The dialog of one pilot entity (试点主体): all facts, and a look for the same credit code while it is typed."""

from collections.abc import Mapping

from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from models.changes import Changes
from models.plain import Plain
from models.queries.entities import SameCode
from ui import messages, metrics
from ui.context import Context
from ui.dialogs.facts_dialog import FactsDialog
from ui.dialogs.passing import show_dialog
from ui.entities.entities_presenter import EntitiesPresenter
from ui.labels import label
from ui.tone import Tone

NOTE = "可以先保存，再慢慢补齐；没有填的内容，报送申报表之前会提醒。"
REPORTED = "区县报来的内容，只能查看。需要更正的，请退回区县修改后重新报送。"


class EntityDialog(FactsDialog):
    """Registers an entity or edits one.

    Attributes:
        entity_id: The entity; ``None`` for a new one.
        twin: Another entity that carries the same code, if any.
        wanted: Id of an entity that the officer asked to open instead; empty when none.
    """

    def __init__(self, context: Context, entity_id: str | None, name: str = "", parent: QWidget | None = None) -> None:
        """Build the dialog; `name` is proposed for a new entity."""
        self.presenter = EntitiesPresenter(context)
        self.entity_id = entity_id
        self.twin: SameCode | None = None
        self.wanted = ""
        named, code = self.presenter.key_of("name"), self.presenter.key_of("uscc")
        values = (self.presenter.values(entity_id) if entity_id else None) or {}
        super().__init__(
            context,
            "试点主体" if entity_id else "登记主体",
            self.presenter.form,
            values,
            self._store,
            strict=False,
            needed=(named,),
            note=REPORTED if context.is_city else NOTE,
            read_only=context.is_city,
            parent=parent,
        )
        self._code = code
        self._make_twin_bar()
        if name and not entity_id:
            self.put(named, name)
        if code in self.rows and not self.read_only:
            self.rows[code].edited.connect(lambda *_: self._look_for_twin())
            self._look_for_twin()

    def _store(self, values: Mapping[str, Plain], entered: Mapping[str, str]) -> Changes | None:
        return self.presenter.save(self.entity_id, values, entered)

    def _make_twin_bar(self) -> None:
        self.twin_bar = QFrame()
        self.twin_bar.setProperty("role", "card")
        row = QHBoxLayout(self.twin_bar)
        row.setContentsMargins(metrics.M, metrics.S, metrics.M, metrics.S)
        self.twin_words = label(tone=Tone.WARNING, wrap=True)
        row.addWidget(self.twin_words, 1)
        self.twin_button = QPushButton("打开已有主体")
        self.twin_button.setAutoDefault(False)
        self.twin_button.clicked.connect(self._open_twin)
        row.addWidget(self.twin_button)
        self.twin_bar.hide()
        self.place_above(self.twin_bar)

    def _look_for_twin(self) -> None:
        self.twin = self.presenter.same_code(self.values.get(self._code), self.entity_id or "")
        if self.twin is not None:
            projects = f"，名下有{self.twin.projects}个项目" if self.twin.projects else ""
            self.twin_words.setText(f"已有同代码主体“{self.twin.name}”{projects}，是否打开？")
        self.twin_bar.setVisible(self.twin is not None)

    def _open_twin(self) -> None:
        if self.twin is None:
            return
        if self.changed and not messages.question(
            self, f"打开“{self.twin.name}”，放弃这里填写的内容？", yes="打开", no="继续填写", danger=True
        ):
            return
        self.wanted = self.twin.id
        self.done(EntityDialog.DialogCode.Rejected)


def edit_entity(context: Context, entity_id: str | None, name: str = "", parent: QWidget | None = None) -> str:
    """Register or edit an entity, going on with another one that carries the same code if the officer wishes.

    Returns:
        Id of the entity saved or chosen; empty when the officer gave up.
    """
    taken = ""
    while True:
        dialog = EntityDialog(context, entity_id, name, parent)
        saved = show_dialog(dialog) == EntityDialog.DialogCode.Accepted
        outcome, wanted = dialog.outcome, dialog.wanted
        if saved and outcome is not None:
            return outcome.id
        if not wanted:
            return taken
        entity_id, name, taken = wanted, "", wanted
