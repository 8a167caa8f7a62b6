"""What stands beside the fields of the form page: counters that agree with the check, findings that can be read whole."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtGui import QFont, QTextLayout, QTextOption
from PySide6.QtWidgets import QApplication, QStyle, QStyleOptionViewItem

from models.workspace.store import Workspace
from tests.journeys.acting import field_row, fill
from tests.ui.conftest import texts
from ui.context import Context
from ui.pages.form import FormPage


@pytest.fixture
def page(filled_context: Context, filled_workspace: Workspace) -> Iterator[FormPage]:
    ((project,),) = filled_workspace.rows("SELECT id FROM project WHERE title = '园区技能人才订单培养'")
    made = FormPage(filled_context)
    made.resize(1150, 680)
    made.open(project=project)
    made.show()
    QApplication.processEvents()
    yield made
    made.presenter.flush()
    made.hide()
    made.deleteLater()
    QApplication.processEvents()


@pytest.mark.parametrize("key", ["idea", "pilot_name"])
def test_the_counter_counts_as_the_check_does(page: FormPage, key: str) -> None:
    row = field_row(page, key)
    text = "第一段\u200b𠮷字\u202e。" * 300 if key == "pilot_name" else "第一段\u200b𠮷字。\n\n" * 300
    fill(row, text)
    page.presenter.recheck()
    QApplication.processEvents()
    counted = re.match(r"(\d+) /", row.count.text())
    said = next(re.search(r"现有(\d+)字", words) for words in texts(row) if "现有" in words)
    assert counted is not None
    assert said is not None
    assert counted[1] == said[1] == str(300 * 6)


def painted_height(text: str, font: QFont, width: int) -> float:
    """Return the height of `text`, wrapped as Qt's items wrap theirs when they paint."""
    layout = QTextLayout(text, font)
    wraps = QTextOption()
    wraps.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(wraps)
    layout.beginLayout()
    height = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        height += line.height()
    layout.endLayout()
    return height


def test_every_finding_has_room_for_all_its_words(page: FormPage) -> None:
    found = page.side.list
    delegate: Any = found.itemDelegate()
    assert found.count() > 10
    heights = set()
    for width in range(230, 330, 5):
        page.splitter.setSizes([160, 1150 - 160 - width, width])
        QApplication.processEvents()
        for number in range(found.count()):
            item = found.item(number)
            option: Any = QStyleOptionViewItem()
            found.initViewItemOption(option)
            delegate.initStyleOption(option, found.indexFromItem(item))
            option.rect = found.visualItemRect(item)
            room = found.style().subElementRect(QStyle.SubElement.SE_ItemViewItemText, option, found)
            margin = 2 * (found.style().pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin, option, found) + 1)
            width_left = min(room.right(), found.viewport().width()) - room.left() - margin
            needed = painted_height(item.text(), found.font(), width_left)
            assert room.height() >= needed, (width, item.text())
            heights.add(needed)
    assert len(heights) > 1
