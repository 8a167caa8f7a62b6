"""The list of 20,000 projects: showing, filtering, sorting."""

import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QEventLoop, QObject, QSortFilterProxyModel, Qt
from PySide6.QtWidgets import QApplication

from build.bench.figures import Figure, Side, measure, timed
from build.bench.workspaces import read
from models.queries.projects import list_projects
from ui.app import make_application
from ui.context import Context
from ui.pages import entry
from ui.settings import SettingsFile
from ui.table.columns import ColumnSpec
from ui.table.view import TableView

SHORT = 60
ROUNDS = 15
KEYSTROKES = ("示", "示例", "示例精", "示例精密", "示例精", "示例", "示", "")
SIZE = (1366, 768)


class _Painted(QObject):
    """Notices the first paint of a widget."""

    def __init__(self) -> None:
        super().__init__()
        self.done = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 (Qt's name)
        self.done = self.done or event.type() == QEvent.Type.Paint
        return False


def figures(folder: Path, large: Path) -> Iterator[Figure]:
    """Measure the list of projects of a workspace with many.

    Args:
        folder: For settings of its own.
        large: The workspace.
    """
    settings = SettingsFile(folder / "lists")
    application = QApplication.instance() or make_application(["bench"], settings)
    workspace = read(large)
    context = Context(workspace, workspace.programme, settings)
    page: Any = entry("projects").make(context)
    columns: Sequence[ColumnSpec] = page.table.model.columns
    rows = list_projects(workspace, workspace.programme)
    name = f"{len(rows)} 个项目的列表"

    many, few = measure([_showing(columns, settings, rows), _showing(columns, settings, rows[:SHORT])], ROUNDS)
    yield Figure(f"{name}：显示", many, few, 1.1, f"同一表格显示 {SHORT} 行（set_rows、show 到首次绘制）", ROUNDS)

    table = _table(columns, settings)
    table.set_rows(rows)
    table.show()
    application.processEvents()
    keystroke, reset = measure([_typing(table), timed(lambda: _reset(table))], ROUNDS)
    yield Figure(f"{name}：筛选一次按键", keystroke / len(KEYSTROKES), reset, 1.5, "同一表格 beginResetModel/endResetModel 并重绘", ROUNDS)
    table.close()

    title = [column.key for column in columns].index("title")
    ours, proxy = measure([_sorting(table, rows, title), _proxy_sorting(table, title)], 5)
    yield Figure(f"{name}：按名称排序", ours, proxy, 0.05, "QSortFilterProxyModel.sort，同一模型、同一列", 5)
    context.worker.shut_down()
    workspace.close(backup=False)


def _table(columns: Sequence[ColumnSpec], settings: SettingsFile) -> TableView:
    table = TableView("bench", "试点项目", columns, settings)
    table.resize(*SIZE)
    return table


def _showing(columns: Sequence[ColumnSpec], settings: SettingsFile, rows: Sequence[Any]) -> Side:
    """Show a new table with its rows; the time ends with the first paint of the cells."""

    def once() -> float:
        table, painted = _table(columns, settings), _Painted()
        table.grid.viewport().installEventFilter(painted)
        start = time.perf_counter()
        table.set_rows(rows)
        table.show()
        while not painted.done:
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
        seconds = time.perf_counter() - start
        table.close()
        table.deleteLater()
        QApplication.processEvents()
        return seconds

    return once


def _typing(table: TableView) -> Side:
    """Type the words one keystroke after the other, each painted."""

    def once() -> float:
        start = time.perf_counter()
        for text in KEYSTROKES:
            table.set_filter(text)
            table.grid.viewport().repaint()
        return time.perf_counter() - start

    return once


def _reset(table: TableView) -> None:
    table.model.beginResetModel()
    table.model.endResetModel()
    table.grid.viewport().repaint()


def _sorting(table: TableView, rows: Sequence[Any], column: int) -> Side:
    """Sort rows that have never been sorted before."""

    def once() -> float:
        table.model.sort_by(-1)
        table.model.set_rows(rows)
        start = time.perf_counter()
        table.model.sort_by(column)
        return time.perf_counter() - start

    return once


def _proxy_sorting(table: TableView, column: int) -> Side:
    def once() -> float:
        table.model.sort_by(-1)
        proxy = QSortFilterProxyModel()
        proxy.setSourceModel(table.model)
        start = time.perf_counter()
        proxy.sort(column, Qt.SortOrder.AscendingOrder)
        return time.perf_counter() - start

    return once
