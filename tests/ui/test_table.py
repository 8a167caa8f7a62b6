"""The one table: sorting, filtering, choosing columns, copying, remembering, saying what is missing."""

from typing import NamedTuple

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.conftest import TODAY, children, type_text
from ui.empty_state import EmptyState
from ui.settings import SettingsFile
from ui.table.columns import ColumnKind, ColumnSpec
from ui.table.listing import listing_of
from ui.table.view import TableView
from ui.tone import Tone


class Row(NamedTuple):
    id: str
    title: str
    amount: int | None
    on: str
    filled: tuple[int, int]
    state: str
    note: str


COLUMNS = (
    ColumnSpec("title", "名称", width=12, stretch=True),
    ColumnSpec("amount", "数量", ColumnKind.NUMBER),
    ColumnSpec("on", "日期", ColumnKind.DATE),
    ColumnSpec("filled", "进度", ColumnKind.PROGRESS),
    ColumnSpec("state", "状态", ColumnKind.STATE, show=lambda key: {"a": "已上报", "b": "草拟"}[key], tone=lambda key: Tone.OK),
    ColumnSpec("note", "备注", visible=False),
)
ROWS = [
    Row("1", "重庆园区", 10, "2026-03-01", (3, 10), "a", "𠮷林\t店\n二"),
    Row("2", "安置平台", 9, "2025-12-31", (9, 10), "b", "Alpha"),
    Row("3", "北碚培训", None, "", (0, 0), "a", "只在备注"),
]


@pytest.fixture
def table(qtbot: QtBot, qapp: QApplication, settings: SettingsFile) -> TableView:
    return make_table(qtbot, settings)


def make_table(qtbot: QtBot, settings: SettingsFile) -> TableView:
    made = TableView("test", "示例", COLUMNS, settings, EmptyState("还没有示例", "请先新建。", "新建示例"))
    qtbot.addWidget(made)
    made.resize(900, 400)
    made.set_rows(ROWS)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.grid.setFocus()
    return made


def titles(table: TableView) -> list[str]:
    return [table.model.index(place, 0).data() for place in range(table.model.rowCount())]


def sort(table: TableView, column: int, order: Qt.SortOrder) -> None:
    table.grid.horizontalHeader().setSortIndicator(column, order)


def test_a_tool_tip_shows_what_looks_like_markup_as_it_was_typed(table: TableView) -> None:
    title = '<img src="file:///示例">融合试点项目'
    table.set_rows([ROWS[0]._replace(title=title), ROWS[1]._replace(title="一个名称比较长的示例试点项目")])
    tips = [table.model.index(row, 0).data(Qt.ItemDataRole.ToolTipRole) for row in range(2)]
    assert "一个名称比较长的示例试点项目" in tips
    (shown,) = [tip for tip in tips if "img" in tip]
    document = QTextDocument()
    document.setHtml(shown)
    assert document.toPlainText() == title


def test_cells_show_words_tones_and_alignment(table: TableView) -> None:
    index = table.model.index
    assert [index(0, column).data() for column in range(6)] == ["重庆园区", "10", "2026-03-01", "3/10", "已上报", "𠮷林\t店\n二"]
    assert [index(2, column).data() for column in range(4)] == ["北碚培训", "", "", ""]
    assert index(0, 1).data(Qt.ItemDataRole.TextAlignmentRole) & int(Qt.AlignmentFlag.AlignRight)
    assert table.model.headerData(4, Qt.Orientation.Horizontal) == "状态"


@pytest.mark.parametrize(
    ("column", "order", "expected"),
    [
        (0, Qt.SortOrder.AscendingOrder, ["安置平台", "北碚培训", "重庆园区"]),
        (0, Qt.SortOrder.DescendingOrder, ["重庆园区", "北碚培训", "安置平台"]),
        (1, Qt.SortOrder.AscendingOrder, ["安置平台", "重庆园区", "北碚培训"]),
        (1, Qt.SortOrder.DescendingOrder, ["重庆园区", "安置平台", "北碚培训"]),
        (2, Qt.SortOrder.AscendingOrder, ["安置平台", "重庆园区", "北碚培训"]),
        (3, Qt.SortOrder.DescendingOrder, ["安置平台", "重庆园区", "北碚培训"]),
    ],
)
def test_sorting_is_by_pinyin_number_date_and_share_with_empty_cells_last(
    table: TableView, column: int, order: Qt.SortOrder, expected: list[str]
) -> None:
    sort(table, column, order)
    assert titles(table) == expected


def test_clicking_a_header_sorts_and_a_third_click_restores_the_order(table: TableView, qtbot: QtBot) -> None:
    header = table.grid.horizontalHeader()
    place = header.viewport().rect().topLeft()
    place.setX(header.sectionViewportPosition(0) + 20)
    place.setY(10)
    seen = []
    for _ in range(3):
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
        seen.append(titles(table))
    assert seen[0] == ["安置平台", "北碚培训", "重庆园区"]
    assert seen[1] == ["重庆园区", "北碚培训", "安置平台"]
    assert seen[2] == [row.title for row in ROWS]


def test_typing_filters_by_every_word_also_in_hidden_columns(table: TableView, qtbot: QtBot) -> None:
    type_text(table.filter_box, "备注")
    qtbot.waitUntil(lambda: titles(table) == ["北碚培训"])
    assert table.count.text() == "共 3 条，显示 1 条"
    table.set_filter("平台　ALPHA")
    assert titles(table) == ["安置平台"]
    table.set_filter("平台 园区")
    assert titles(table) == []
    table.clear_filter()
    assert table.count.text() == "共 3 条"


@pytest.mark.parametrize("words", ["", "园区"])
def test_down_leaves_the_filter_for_the_first_row_also_where_it_is_the_only_one(table: TableView, words: str) -> None:
    table.set_filter(words)
    table.focus_filter()
    assert table.selected() == []
    QTest.keyClick(table.filter_box, Qt.Key.Key_Down)
    assert table.grid.hasFocus()
    assert table.selected() == [table.model.row(0)]
    table.focus_filter()
    QTest.keyClick(table.filter_box, Qt.Key.Key_Down)
    assert table.selected() == [table.model.row(0)], "what is chosen stays"


def test_filter_keeps_the_sort_and_sorting_keeps_the_filter(table: TableView) -> None:
    sort(table, 0, Qt.SortOrder.AscendingOrder)
    table.set_filter("已上报")
    assert titles(table) == ["北碚培训", "重庆园区"]
    sort(table, 0, Qt.SortOrder.DescendingOrder)
    assert titles(table) == ["重庆园区", "北碚培训"]


def test_no_match_offers_to_clear_the_filter(table: TableView, qtbot: QtBot) -> None:
    table.set_filter("没有这个词")
    shown = [state for state in children(table, EmptyState) if state.isVisible()]
    assert [state.title.text() for state in shown] == ["没有符合条件的内容"]
    QTest.mouseClick(shown[0].button, Qt.MouseButton.LeftButton)
    assert len(titles(table)) == 3


def test_restriction_is_said_and_can_be_taken_away(table: TableView) -> None:
    table.restrict("状态：草拟", lambda row: row.state == "b")
    assert titles(table) == ["安置平台"]
    assert table.shown().note == "状态：草拟"
    table.restrict("", None)
    assert len(titles(table)) == 3
    assert table.shown().note == ""


def test_empty_table_says_what_to_do_first(table: TableView, qtbot: QtBot) -> None:
    table.set_rows([])
    shown = [state for state in children(table, EmptyState) if state.isVisible()]
    assert [state.title.text() for state in shown] == ["还没有示例"]
    with qtbot.waitSignal(table.empty_pressed):
        QTest.mouseClick(shown[0].button, Qt.MouseButton.LeftButton)


def test_enter_and_double_click_activate_the_row(table: TableView, qtbot: QtBot) -> None:
    assert table.select(lambda row: row.id == "2")
    with qtbot.waitSignal(table.row_activated) as entered:
        QTest.keyClick(table.grid, Qt.Key.Key_Return)
    place = table.grid.visualRect(table.model.index(0, 0)).center()
    QTest.mouseClick(table.grid.viewport(), Qt.MouseButton.LeftButton, pos=place)
    with qtbot.waitSignal(table.row_activated) as clicked:
        QTest.mouseDClick(table.grid.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert entered.args == [ROWS[1]]
    assert clicked.args == [ROWS[0]]


def test_copy_gives_visible_columns_one_line_a_row(table: TableView, qtbot: QtBot) -> None:
    table.grid.show_column(5, True)
    table.grid.selectRow(0)
    QTest.keyClick(table.grid, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == "重庆园区\t10\t2026-03-01\t3/10\t已上报\t𠮷林 店 二"


def test_chosen_rows_stay_chosen_when_the_rows_are_read_again(table: TableView) -> None:
    table.select(lambda row: row.id == "2")
    table.set_rows([ROWS[2], ROWS[1], ROWS[0]])
    assert [row.id for row in table.selected()] == ["2"]
    assert table.current() == ROWS[1]
    table.set_rows([ROWS[0]])
    assert table.selected() == []


def test_what_the_program_selects_is_chosen_also_while_ctrl_is_held(table: TableView) -> None:
    assert table.select(lambda row: row.id == "2")
    QTest.keyPress(table.grid, Qt.Key.Key_Control, Qt.KeyboardModifier.ControlModifier)
    for _ in range(2):
        table.select(lambda row: row.id == "3")
        assert [row.id for row in table.selected()] == ["3"]
    QTest.keyRelease(table.grid, Qt.Key.Key_Control, Qt.KeyboardModifier.NoModifier)


def test_columns_widths_order_and_sort_are_remembered(table: TableView, qtbot: QtBot, settings: SettingsFile) -> None:
    header = table.grid.horizontalHeader()
    header.resizeSection(1, 133)
    header.moveSection(header.visualIndex(4), 0)
    table.grid.show_column(2, False)
    sort(table, 1, Qt.SortOrder.DescendingOrder)
    settings.save()
    again = make_table(qtbot, SettingsFile(settings._path.parent))
    assert again.grid.columnWidth(1) == 133
    assert again.grid.visible_columns() == [4, 0, 1, 3]
    assert titles(again) == ["重庆园区", "安置平台", "北碚培训"]
    again.grid.restore_columns()
    assert again.grid.visible_columns() == [0, 1, 2, 3, 4]


def test_the_last_visible_column_cannot_be_hidden(table: TableView) -> None:
    for column in range(1, 5):
        table.grid.show_column(column, False)
    entries = {item.text(): item for item in table.column_menu().actions()}
    assert entries["名称"].isChecked()
    assert not entries["名称"].isEnabled()
    assert entries["备注"].isEnabled()


def test_stretching_column_takes_the_room_that_is_left(table: TableView) -> None:
    grid = table.grid
    assert sum(grid.columnWidth(column) for column in grid.visible_columns()) == grid.viewport().width()


def test_what_is_shown_becomes_a_listing(table: TableView) -> None:
    sort(table, 1, Qt.SortOrder.AscendingOrder)
    table.set_filter("已上报")
    listing = listing_of(table.shown(), "示例局", TODAY)
    assert [column.title for column in listing.columns] == ["名称", "数量", "日期", "进度", "状态"]
    assert [column.kind for column in listing.columns] == ["text", "number", "date", "text", "text"]
    assert [list(row) for row in listing.rows] == [["重庆园区", 10, "2026-03-01", "3/10", "已上报"], ["北碚培训", "", "", "", "已上报"]]
    assert listing.note == "已上报"


def test_paints_every_kind_of_cell(table: TableView) -> None:
    table.grid.selectRow(0)
    picture = table.grid.viewport().grab().toImage()
    colours = {picture.pixelColor(x, y).name() for x in range(0, picture.width(), 3) for y in range(0, 100, 2)}
    assert len(colours) > 8


def test_twenty_thousand_rows_filter_and_sort_right(table: TableView) -> None:
    many = [Row(str(n), f"项目{n:05d}", n, "", (n % 7, 7), "ab"[n % 2], "") for n in range(20_000)]
    table.set_rows(many)
    sort(table, 1, Qt.SortOrder.DescendingOrder)
    table.set_filter("项目1999")
    assert titles(table) == [f"项目{n:05d}" for n in range(19_999, 19_989, -1)]
    assert table.count.text() == "共 20000 条，显示 10 条"
