"""The report about program and computer that an officer can copy; nothing that anyone has typed is in it."""

import locale
import platform
import re
from pathlib import Path

from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication

from models.workspace.connection import SCHEMA_NUMBER
from ui.context import Context
from ui.version import VERSION

LAST_BYTES = 64_000
LAST_REPORTS = 3
_ENTRY = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \w+ ", re.MULTILINE)


def environment_report(context: Context, log: Path) -> str:
    """Describe program, computer and workspace, and add the last crash reports.

    Args:
        context: The window's surroundings.
        log: The log file.
    """
    workspace, values = context.workspace, context.settings.values
    screens = "；".join(
        f"{screen.geometry().width()}×{screen.geometry().height()}，缩放 {screen.devicePixelRatio():g}"
        for screen in QGuiApplication.screens()
    )
    where = "服务器，" if workspace.shared else ""
    counts = "，".join(
        f"{name} {workspace.rows(f'SELECT COUNT(*) FROM {table}')[0][0]}"
        for name, table in (("主体", "pilot_entity"), ("项目", "project"), ("修改记录", "history"))
    )
    lines = [
        "融合试点工作台　问题报告",
        f"程序：{VERSION}　方案包：{context.programme.id} {context.programme.version}",
        f"运行环境：Python {platform.python_version()}　Qt {qVersion()}　{QGuiApplication.platformName()}",
        f"系统：{platform.system()} {platform.release()} {platform.machine()}　{locale.getlocale()[0] or ''}",
        f"屏幕：{screens}",
        f"界面：主题 {values.theme}，字号 {values.font_size}",
        f"账套：{where}{workspace.size() // 1024} KB，结构版本 {SCHEMA_NUMBER}，{'只读' if workspace.read_only else '可写'}，{counts}",
        "",
        *(last_crashes(log) or ["最近没有程序故障记录。"]),
    ]
    return "\n".join(lines)


def last_crashes(log: Path) -> list[str]:
    """Return the last crash reports in the log; they hold places in the program, no values (see `ui.crash.report`)."""
    try:
        with log.open("rb") as file:
            file.seek(0, 2)
            file.seek(max(0, file.tell() - LAST_BYTES))
            text = file.read().decode("utf-8", "replace")
    except OSError:
        return []
    starts = [match.start() for match in _ENTRY.finditer(text)]
    entries = [text[start:end].rstrip() for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
    crashes = [entry for entry in entries if " ERROR ronghe 问题编号" in entry]
    return crashes[-LAST_REPORTS:]
