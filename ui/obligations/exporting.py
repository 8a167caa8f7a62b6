"""The obligations as files: a calendar file (.ics) for Outlook and phones, a workbook (报送日历)."""

from exports.outgoing import read_calendar_file
from ui.context import Context
from ui.exporting import EXCEL, export_read


def export_calendar_file(context: Context) -> None:
    """Look the obligations through, ask where to, and write the calendar file on the worker."""
    _export(context, ".ics", "日历文件 (*.ics)")


def export_calendar_workbook(context: Context) -> None:
    """Look the obligations through, ask where to, and write the workbook on the worker."""
    _export(context, ".xlsx", EXCEL)


def _export(context: Context, ending: str, kinds: str) -> None:
    workspace, on = context.workspace, context.today()
    export_read(context, lambda _progress: read_calendar_file(workspace, on, ending), kinds)
