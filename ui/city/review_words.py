"""Asking for one text (a reason, a remark) in a small dialog."""

from collections.abc import Mapping

from PySide6.QtWidgets import QWidget

from models.changes import NOTHING, Changes
from models.plain import Plain
from ui.context import Context
from ui.dialogs.excerpt import ask, asking
from ui.dialogs.facts_dialog import FactsDialog
from ui.dialogs.passing import show_dialog


def ask_words(
    context: Context, title: str, caption: str, guidance: str, note: str = "", parent: QWidget | None = None, held: str = ""
) -> str:
    """Ask for a text that must not be empty; empty when the officer cancelled.

    Args:
        context: The window's surroundings.
        title: Words of the title bar.
        caption: What the text is.
        guidance: An example.
        note: One sentence above.
        parent: The window it belongs to.
        held: What stands there to begin with.
    """
    form = asking("words", title, ask("text", caption, "long_text", True, lines=4, guidance=guidance))
    given: list[str] = []

    def keep(values: Mapping[str, Plain], _entered: Mapping[str, str]) -> Changes | None:
        given.append(str(values.get("text") or "").strip())
        return NOTHING

    show_dialog(FactsDialog(context, title, form, {"text": held or None}, keep, note=note, parent=parent))
    return given[0] if given else ""
