"""The dialog in which the city writes a message to districts (消息)."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtWidgets import QWidget

from models.changes import Changes
from models.plain import Plain
from ui.context import Context
from ui.dialogs.excerpt import ask, asking
from ui.dialogs.facts_dialog import FactsDialog
from ui.editors.choice import CalmComboBox

Write = Callable[[str, str, Sequence[str]], Changes | None]


class MessageDialog(FactsDialog):
    """Asks for title and text, and to whom: to all, to those chosen, or to one.

    Attributes:
        whom: The box with the districts.
    """

    def __init__(
        self, context: Context, districts: Sequence[tuple[str, str]], chosen: Sequence[str], write: Write, parent: QWidget | None = None
    ) -> None:
        """Build it; `districts` are key and name, `chosen` the keys of those chosen in the list."""
        self._write = write
        form = asking(
            "message",
            "发消息",
            ask("title", "标题", "text", True, max_length=60),
            ask("text", "内容", "long_text", True, lines=6, guidance="随下一个反馈包发给区县，区县导入后显示在“收到的”里。"),
        )
        super().__init__(context, "给区县发消息", form, {}, self._store, focus="title", parent=parent)
        self.whom = CalmComboBox(self)
        self.whom.setAccessibleName("发给谁")
        self.whom.addItem("全部区县", ())
        if len(chosen) > 1:
            self.whom.addItem(f"所选 {len(chosen)} 个区县", tuple(chosen))
        for key, name in districts:
            self.whom.addItem(name, (key,))
        if len(chosen) == 1:
            self.whom.setCurrentIndex(max(0, [tuple(self.whom.itemData(row)) for row in range(self.whom.count())].index(tuple(chosen))))
        self.place_above(self.captioned("发给谁", self.whom))

    def _store(self, values: Mapping[str, Plain], _entered: Mapping[str, str]) -> Changes | None:
        return self._write(str(values.get("title") or ""), str(values.get("text") or ""), list(self.whom.currentData()))
