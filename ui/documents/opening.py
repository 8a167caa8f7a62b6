"""The ways that lead to a document: making one, and from an obligation to what meets it."""

from models.programme.types import Obligation
from models.queries.documents import find_document
from ui.context import Context
from ui.dialogs.passing import show_dialog
from ui.documents.documents_presenter import DocumentsPresenter


def begin_document(context: Context, form: str = "", project_id: str = "", period: str = "") -> str:
    """Ask for what a new document needs, make it and open it; one that is there already is opened.

    Returns:
        Its id; empty when the officer took none.
    """
    from ui.documents.new_dialog import NewDocumentDialog

    presenter = DocumentsPresenter(context)
    dialog = NewDocumentDialog(presenter, form, project_id, period, context.window)
    show_dialog(dialog)
    document, written = dialog.document_id, dialog.written
    if document:
        context.navigate("form", document=document)
    if written:
        from ui.documents.draft_dialog import say_reminders

        say_reminders(context, document)
    return document


def open_for(context: Context, obligation: Obligation, project_id: str = "") -> None:
    """Open the document that meets an obligation; where there is none yet, begin it."""
    if not obligation.form:
        return
    if obligation.form == context.form.key:
        context.navigate("form" if project_id else "projects", **({"project": project_id} if project_id else {}))
        return
    held = find_document(context.reader, obligation.form, project_id, obligation.period)
    if held:
        context.navigate("form", document=held)
    elif not context.read_only:
        begin_document(context, obligation.form, project_id, obligation.period)
