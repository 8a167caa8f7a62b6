"""Old spreadsheets brought in and two typings compared, with real files, in the dialogs of the collecting page."""

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from forms.importing.rows import Action
from models.workspace.store import Workspace
from tests.collecting.filling import edited, filling
from tests.collecting.records import form_of, hand_out, saved
from tests.ui.collecting import MEANT, page, projects, returned, step, values
from tests.ui.script import Script
from ui.collecting.import_dialog import ImportDialog
from ui.collecting.typings_dialog import TypingsDialog
from ui.context import Context
from ui.pages.collecting import CollectingPage

__all__ = ["page", "projects"]


def ledger(folder: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "台账"
    sheet.append(["示例区试点主体台账"])
    sheet.append(["序号", "名头", "手机", "项目名称"])
    sheet.append([1, "示例导入一公司", "13800000000", "订单式技能人才培养"])
    sheet.append([2, "示例导入二公司", "8600", "跨区域用工余缺调剂"])
    sheet.append(["合计"])
    book.save(folder / "台账.xlsx")
    return folder / "台账.xlsx"


def test_an_old_spreadsheet_is_brought_in(
    page: CollectingPage,
    filled_context: Context,
    filled_workspace: Workspace,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path, target = ledger(tmp_path), tmp_path / "未导入.xlsx"
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))

    def go(dialog: ImportDialog) -> None:
        assert dialog.heads.value() == 2
        assert not dialog.onward.isEnabled()  # nobody knows which column is the name
        box = dialog.boxes[2]
        box.setCurrentIndex(box.findData("entity.name"))
        box.activated.emit(box.currentIndex())
        dialog.name.setText("人才科台账")
        dialog.keep.click()
        assert dialog.mapping.currentText() == "人才科台账"
        dialog.onward.click()
        assert [row.action for row in dialog.presenter.rows] == [Action.NEW, Action.BAD]
        dialog.table.select(lambda line: line.number == 4)
        assert "8600" in dialog.detail.text()
        assert dialog.go.text() == "导入1行"
        assert filled_workspace.rows("SELECT count(*) FROM pilot_entity") == [(1,)]
        dialog.go.click()
        assert "已导入1行" in dialog.said.text()
        dialog.leftovers.click()
        qtbot.waitUntil(lambda: not filled_context.worker.busy)
        dialog.close_button.click()

    with Script(step(ImportDialog, go)):
        page.import_ledger()
    assert filled_workspace.rows("SELECT count(*) FROM pilot_entity WHERE name LIKE '示例导入%'") == [(1,)]
    rows = list(openpyxl.load_workbook(target).worksheets[0].iter_rows(values_only=True))
    assert rows[1][1] == "示例导入二公司"
    assert "11位手机号码" in str(rows[1][-1])


def test_progress_and_numbers_of_an_old_spreadsheet_ask_for_their_day(
    page: CollectingPage, filled_workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["序号", "单位名称", "备注栏", "进展情况", "从业人员数", "现代产业学院（个）完成值"])
    sheet.append([1, "示例导入一公司", "订单式技能人才培养", "已挂牌", 128, 3])
    book.save(tmp_path / "进展.xlsx")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "进展.xlsx"), ""))

    def choose(dialog: ImportDialog, column: int, key: str) -> None:
        box = dialog.boxes[column]
        box.setCurrentIndex(box.findData(key))
        box.activated.emit(box.currentIndex())

    def go(dialog: ImportDialog) -> None:
        assert set(dialog.presenter.columns.values()) == {"entity.name"}  # nothing names a project yet
        assert dialog.day_line.isHidden()
        choose(dialog, 3, "project.title")
        assert set(dialog.presenter.columns) == {2, 3, 4, 5, 6}
        assert "数据日期" in dialog.said.text()
        assert not dialog.onward.isEnabled()
        assert dialog.day_line.isVisible()
        dialog.day.line.setText("2026年6月30日")
        dialog.day.line.textEdited.emit("2026年6月30日")
        dialog.onward.click()
        dialog.table.select(lambda line: line.number == 2)
        assert "从业人员数：128人" in dialog.detail.text()
        assert "现代产业学院”：3个" in dialog.detail.text()
        dialog.go.click()
        assert "已导入1行" in dialog.said.text()
        dialog.close_button.click()

    with Script(step(ImportDialog, go)):
        page.import_ledger()
    assert filled_workspace.rows("SELECT \"on\", text FROM progress_entry WHERE text = '已挂牌'") == [("2026-06-30", "已挂牌")]
    ((project,),) = filled_workspace.rows("SELECT id FROM project WHERE title = '订单式技能人才培养'")
    assert values(filled_workspace, project)["staff"] == 128


def test_two_typings_are_compared(page: CollectingPage, filled_workspace: Workspace, projects: list[str], tmp_path: Path) -> None:
    one = returned(filled_workspace, tmp_path, projects[0], "甲录.docx", **MEANT)
    (made,) = hand_out(filled_workspace, tmp_path / "再", projects[0])
    fill = filling(form_of(filled_workspace, projects[0]), {**MEANT, "staff": 182}, filled_workspace.programme)
    other = saved(tmp_path / "再", "乙录.docx", edited(made.path.read_bytes(), fill))

    def go(dialog: TypingsDialog) -> None:
        assert not dialog.go.isEnabled()
        assert dialog.empty.isVisible()
        dialog.take(0, one)
        dialog.take(1, other)
        dialog.go.click()
        rows = [(row.label, row.first, row.second) for row in dialog.table.shown().rows]
        assert rows == [("从业人员数", "128", "182")]
        dialog.held.setChecked(True)
        dialog.go.click()
        assert {row.key for row in dialog.table.shown().rows} == set(MEANT)
        dialog.form.click()

    with Script(step(TypingsDialog, go)):
        page.compare_typings()
    assert page.window().current == "form"  # type: ignore[attr-defined]
    assert values(filled_workspace, projects[0]).get("staff") is None
