"""The obligations as files: a calendar file (.ics) for Outlook and phones, a workbook (报送日历)."""

from pathlib import Path

from exports.files import Exported, safe_file_name
from ui.context import Context
from ui.exporting import choose_target, write_file

WHAT = "报送日历"


def export_calendar_file(context: Context) -> None:
    """Ask where to, and write the calendar file on the worker."""
    target = choose_target(context, context.window, _name(context, ".ics"), "日历文件 (*.ics)")
    if target is None:
        return
    workspace, on = context.workspace, context.today()

    def write(path: Path) -> Exported:
        from exports.calendar_file import export_calendar
        from models.queries.obligation_calendar import read_calendar

        with workspace.snapshot() as reader:
            calendar = read_calendar(reader, workspace.programme, on)
        return export_calendar(calendar, path, workspace.clock())

    write_file(context, "正在导出日历文件", "日历文件", target, write)


def export_calendar_workbook(context: Context) -> None:
    """Ask where to, and write the workbook on the worker."""
    target = choose_target(context, context.window, _name(context, ".xlsx"), "Excel 工作簿 (*.xlsx)")
    if target is None:
        return
    workspace, on = context.workspace, context.today()

    def write(path: Path) -> Exported:
        from exports.excel.obligations import export_obligations
        from models.queries.obligation_calendar import read_calendar

        with workspace.snapshot() as reader:
            calendar = read_calendar(reader, workspace.programme, on)
        return export_obligations(calendar, path)

    write_file(context, "正在导出报送日历", WHAT, target, write)


def _name(context: Context, suffix: str) -> str:
    district = context.programme.district(context.workspace.office.district_code).name
    return safe_file_name(f"{district}-{WHAT}-{context.today():%Y%m%d}") + suffix
