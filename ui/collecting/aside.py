"""Changes that take longer than a moment: made on another thread behind a dialog, then told to the pages."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from models.changes import Changes
from models.errors import UserError
from ui.context import Context, SaveState
from ui.dialogs.busy import run_busy


def perform_aside(
    context: Context, parent: QWidget | None, title: str, operation: Callable[..., Changes], prepare: Callable[[], Any]
) -> Changes | None:
    """Run an operation in one transaction while the officer waits, and tell the pages.

    Args:
        context: The window's surroundings.
        parent: The window over which the dialog stands.
        title: What the officer reads meanwhile.
        operation: The operation.
        prepare: Makes its argument, on the other thread as well.

    Returns:
        What changed, or ``None`` when something forbade it: nothing is written then, and the officer has been told why.
    """
    from forms.keeping import keep_counts

    context.save_state_changed.emit(SaveState.SAVING)
    try:
        made = run_busy(parent, title, lambda _progress: context.workspace.perform(keep_counts, operation, prepare()))
    except UserError as failure:
        context.save_state_changed.emit(SaveState.FAILED)
        context.show_failure(failure)
        return None
    except BaseException:
        context.save_state_changed.emit(SaveState.FAILED)
        raise
    assert isinstance(made, Changes)
    context.saved_at = context.workspace.clock().astimezone()
    context.save_state_changed.emit(SaveState.SAVED)
    context.bus.changed.emit(made)
    return made
