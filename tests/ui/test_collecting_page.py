"""The collecting page: real forms filled in, dropped on the window, looked through field by field, written at last."""

import shutil
from datetime import timedelta
from pathlib import Path

import openpyxl
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from forms.answers import Edit, save_answers
from forms.collecting.outcome import Standing
from forms.collecting.tracking import TRACKING
from models.changes import Changes, Kind
from models.document import Document
from models.work import Work
from models.workspace.store import Workspace, open_workspace
from tests.collecting.filling import edited, filling
from tests.collecting.records import form_of, hand_out, saved
from tests.ui.collecting import MEANT, file_named, idle, page, projects, returned, show, step, values, written
from tests.ui.conftest import Clock, copy_store
from tests.ui.script import Script, press
from ui.collecting.file_panel import EVERYTHING
from ui.collecting.hand_out_list import CAME, IN
from ui.collecting.match_dialog import MatchDialog
from ui.collecting.taking_in_presenter import FileState
from ui.context import Context
from ui.message_dialog import MessageDialog
from ui.pages.collecting import CollectingPage
from ui.settings import SettingsFile
from ui.shortcuts import registered

__all__ = ["page", "projects"]

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


def test_empty_page_says_what_to_do_and_has_one_main_action(page: CollectingPage) -> None:
    assert page.primary is not None
    assert (page.primary.text(), page.primary.isEnabled()) == ("下发表格…", True)
    page.open(tab="in")
    assert page.primary.text() == "选择交回的文件…"
    assert page.back.empty.isVisible()
    assert "拖到这里" in page.back.empty.title.text()


def test_a_batch_with_a_hostile_file_is_looked_through_and_written_at_last(
    page: CollectingPage, filled_context: Context, filled_workspace: Workspace, projects: list[str], qtbot: QtBot, tmp_path: Path
) -> None:
    first, second, _ = projects
    returned(filled_workspace, tmp_path, first, "一.docx", **MEANT)
    returned(filled_workspace, tmp_path, second, "二.docx", contact="乙某")
    saved(tmp_path / "交回", "照片.docx", PICTURE)
    # The office changes the same facts after they were handed out.
    filled_context.perform(save_answers, first, {"contact": Edit("局里改的人", "")})
    page.open(tab="in")
    page.back.take([tmp_path / "交回"])
    idle(qtbot, filled_context)
    states = {file.path.name: file.state for file in page.back.presenter.files}
    assert states == {"一.docx": FileState.TO_DECIDE, "二.docx": FileState.TO_DECIDE, "照片.docx": FileState.REFUSED}
    assert {line.state for line in page.out.table.shown().rows} == {CAME}

    show(page, "照片.docx")
    assert "这是一张图片" in page.back.panel.said.text()
    assert page.back.panel.original.isHidden()

    file = show(page, "一.docx")
    shown = {one.key: one for one in page.back.panel.tree.outcomes()}
    assert {key: one.standing for key, one in shown.items()} == {
        "contact": Standing.CONFLICT,
        "staff": Standing.NEW,
        "profile": Standing.NEW,
    }
    assert page.back.panel.tree.go_to("contact")
    assert (page.back.panel.held.toPlainText(), page.back.panel.came.toPlainText()) == ("局里改的人", "甲某")
    assert "都改过" in page.back.panel.why.text()
    page.back.panel.tree.go_to("profile")
    QTest.keyClick(page.back.panel.tree, Qt.Key.Key_Space)  # not this one
    QApplication.processEvents()
    assert file.chosen() == {"staff"}
    page.back.undecided.trigger()
    assert page.back.panel.tree.current().key == "contact"  # type: ignore[union-attr]
    page.back.panel.take.click()
    QApplication.processEvents()
    assert file.chosen() == {"staff", "contact"}
    assert file.state is FileState.READY
    assert values(filled_workspace, first).get("staff") is None  # nothing is written yet

    show(page, "二.docx")
    page.back.panel.tree.go_to("contact")
    page.back.panel.keep.click()
    QApplication.processEvents()
    assert page.primary is not None
    assert page.primary.text() == "写入2份"
    assert written(page)
    now = values(filled_workspace, first)
    assert (now["staff"], now["contact"], now.get("profile")) == (128, "甲某", None)
    kept = filled_workspace.rows("SELECT file_name FROM evidence ORDER BY file_name")
    assert kept == [("一.docx",), ("二.docx",)]
    assert file_named(page, "一.docx").state is FileState.WRITTEN
    assert file_named(page, "照片.docx").state is FileState.REFUSED
    assert {line.state for line in page.out.table.shown().rows} == {IN}
    show(page, "一.docx")
    page.back.panel.form.click()
    assert page.window().current == "form"  # type: ignore[attr-defined]


def test_what_is_not_decided_stays_and_is_asked_about(
    page: CollectingPage, filled_context: Context, filled_workspace: Workspace, projects: list[str], qtbot: QtBot, tmp_path: Path
) -> None:
    path = returned(filled_workspace, tmp_path, projects[0], "一.docx", **MEANT)
    filled_context.perform(save_answers, projects[0], {"contact": Edit("局里改的人", "")})
    page.open(tab="in")
    page.back.take([path])
    idle(qtbot, filled_context)
    with Script((MessageDialog, press("先去确定"))):
        written(page)
    assert filled_workspace.rows("SELECT count(*) FROM evidence") == [(0,)]
    assert page.back.panel.tree.current().key == "contact"  # type: ignore[union-attr]
    with Script((MessageDialog, press("写入其余的"))):
        written(page)
    now = values(filled_workspace, projects[0])
    assert (now["contact"], now["staff"]) == ("局里改的人", 128)


def test_a_change_in_the_workspace_is_compared_again(
    page: CollectingPage, filled_context: Context, filled_workspace: Workspace, projects: list[str], qtbot: QtBot, tmp_path: Path
) -> None:
    path = returned(filled_workspace, tmp_path, projects[0], "一.docx", **MEANT)
    page.open(tab="in")
    page.back.take([path])
    idle(qtbot, filled_context)
    file = show(page, "一.docx")
    page.back.panel.tree.go_to("staff")
    QTest.keyClick(page.back.panel.tree, Qt.Key.Key_Space)
    QApplication.processEvents()
    filled_context.perform(save_answers, projects[0], {"profile": Edit("局里写的", "")})
    idle(qtbot, filled_context)
    standing = {one.key: one.standing for one in file.plan.outcomes if one.standing is not Standing.SAME}
    assert standing == {"contact": Standing.NEW, "staff": Standing.NEW, "profile": Standing.CONFLICT}
    assert file.chosen() == {"contact"}  # the decision about the staff is kept
    page.back.panel.chips.buttons[EVERYTHING].click()
    assert len(page.back.panel.tree.outcomes()) == len(file.plan.outcomes)


def test_a_form_that_names_somebody_else_is_asked_about(
    page: CollectingPage, filled_context: Context, filled_workspace: Workspace, projects: list[str], qtbot: QtBot, tmp_path: Path
) -> None:
    path = returned(filled_workspace, tmp_path, projects[1], "一.docx", org_name="没有登记的公司", **MEANT)
    page.open(tab="in")
    page.back.take([path])
    idle(qtbot, filled_context)
    file = show(page, "一.docx")
    assert file.state is FileState.TO_MATCH
    assert page.primary is not None
    assert not page.primary.isEnabled()

    def choose(dialog: MatchDialog) -> None:
        assert {row.likely for row in dialog.table.shown().rows} == {"可能是", ""}
        assert dialog.table.select(lambda row: row.candidate.document_id == projects[1])
        dialog.ok.click()

    with Script(step(MatchDialog, choose)):
        page.back.panel.match.click()
    assert file.target is not None
    assert file.target.document_id == projects[1]
    # The name of somebody else is not written unless the officer says so.
    (who,) = (one for one in file.plan.outcomes if one.key == "org_name")
    assert (file.state, who.standing, file.takes(who)) == (FileState.TO_DECIDE, Standing.ASKED, None)
    page.back.presenter.decide(file, who, False)
    assert file_named(page, "一.docx").state is FileState.READY
    assert written(page)
    assert values(filled_workspace, projects[1])["staff"] == 128
    assert values(filled_workspace, projects[1])["org_name"] == "示例智能制造产业园"


def test_of_two_files_for_one_form_one_is_taken(
    page: CollectingPage, filled_context: Context, filled_workspace: Workspace, projects: list[str], qtbot: QtBot, tmp_path: Path
) -> None:
    path = returned(filled_workspace, tmp_path, projects[0], "一.docx", staff=128)
    fill = filling(form_of(filled_workspace, projects[0]), {"staff": 130}, filled_workspace.programme)
    (made,) = (tmp_path / "下发").iterdir()
    saved(path.parent, "二.docx", edited(made.read_bytes(), fill))
    page.open(tab="in")
    page.back.take([path.parent])
    idle(qtbot, filled_context)
    assert sorted(file.state for file in page.back.presenter.files) == sorted([FileState.READY, FileState.DOUBLE])
    show(page, "二.docx")
    assert page.back.panel.use.text() == "改用这份"
    page.back.panel.use.click()
    assert [file_named(page, name).state for name in ("一.docx", "二.docx")] == [FileState.LEFT_OUT, FileState.READY]
    assert written(page)
    assert values(filled_workspace, projects[0])["staff"] == 130
    page.back.table.grid.selectAll()
    page.back.remove.trigger()
    assert page.back.presenter.files == []
    assert page.back.empty.isVisible()
    clock = filled_workspace.clock
    assert isinstance(clock, Clock)
    clock.now += timedelta(days=1)
    (again,) = hand_out(filled_workspace, tmp_path / "再", projects[0])  # what was handed out last goes before what was read first
    saved(path.parent, "三.docx", edited(again.path.read_bytes(), fill))
    page.back.take([path.parent])
    idle(qtbot, filled_context)
    assert {file_named(page, name).state for name in ("一.docx", "二.docx")} == {FileState.DOUBLE}
    assert not file_named(page, "三.docx").double


def test_of_two_files_the_one_read_first_stays_proposed_and_the_other_is_not_taken_afterwards(
    page: CollectingPage, filled_context: Context, filled_workspace: Workspace, projects: list[str], qtbot: QtBot, tmp_path: Path
) -> None:
    path = returned(filled_workspace, tmp_path, projects[0], "一.docx", staff=128)
    shutil.copy(path, path.with_name("二.docx"))
    page.open(tab="in")
    page.back.take([path.parent])
    idle(qtbot, filled_context)
    filled_context.perform(save_answers, projects[1], {"staff": Edit(7)})  # everything is compared again
    idle(qtbot, filled_context)
    assert [file_named(page, name).state for name in ("一.docx", "二.docx")] == [FileState.READY, FileState.DOUBLE]
    assert written(page)
    idle(qtbot, filled_context)
    assert [file_named(page, name).state for name in ("一.docx", "二.docx")] == [FileState.WRITTEN, FileState.DOUBLE]
    assert page.primary is not None
    assert not page.primary.isEnabled()


def freeze(work: Work, document: str) -> Changes:
    """Lock a form as handing it up does, which its empty fields would forbid."""
    work.session.get_one(Document, document).frozen_at = work.at
    return Changes.of(Kind.DOCUMENT, project=document, id=document)


def test_what_needs_the_officer_is_shown_first_and_a_locked_form_offers_nothing(
    page: CollectingPage, filled_context: Context, filled_workspace: Workspace, projects: list[str], qtbot: QtBot, tmp_path: Path
) -> None:
    ((locked,),) = filled_workspace.rows("SELECT id FROM project WHERE state = 'submitted'")
    path = returned(filled_workspace, tmp_path, locked, "乙.docx", staff=128)
    returned(filled_workspace, tmp_path, projects[0], "甲.docx", **MEANT)
    filled_workspace.perform(freeze, locked)
    page.open(tab="in")
    page.back.take([path.parent])
    idle(qtbot, filled_context)
    panel = page.back.panel
    assert panel.file is file_named(page, "乙.docx")
    assert panel.file.state is FileState.BLOCKED
    (outcome,) = panel.tree.outcomes()
    (item,) = panel.tree.findItems("从业人员数", Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive)
    assert (outcome.standing, item.text(4)) == (Standing.NEW, "这份不写入")
    assert not item.flags() & Qt.ItemFlag.ItemIsUserCheckable
    assert panel.take.isHidden()
    assert panel.keep.isHidden()


def test_a_tracking_workbook_is_taken_back_row_by_row(
    page: CollectingPage, filled_context: Context, filled_workspace: Workspace, projects: list[str], qtbot: QtBot, tmp_path: Path
) -> None:
    (made,) = hand_out(filled_workspace, tmp_path / "下发", projects[0], form=TRACKING)
    book = openpyxl.load_workbook(made.path)
    sheet = book["进展"]
    head = next(cell for row in sheet.iter_rows() for cell in row if cell.value and str(cell.value).startswith("日期"))
    for place, (day, text) in enumerate((("2026年11月3日", "举办专场招聘会"), ("三月", "没有写清楚日期")), start=2):
        sheet.cell(head.row + place, head.column, day)
        sheet.cell(head.row + place, head.column + 1, text)
    book.save(made.path)
    page.open(tab="in")
    page.back.take([made.path])
    idle(qtbot, filled_context)
    file = show(page, made.path.name)
    assert file.state is FileState.BY_HAND
    assert [one.standing for one in page.back.panel.tree.outcomes()] == [Standing.NEW, Standing.ASKED]
    assert page.back.panel.fill.text() == "去项目里填写…"
    assert written(page)
    assert filled_workspace.rows("SELECT text FROM progress_entry") == [("举办专场招聘会",)]
    page.back.panel.form.click()
    assert page.window().current == "project"  # type: ignore[attr-defined]


def test_files_are_dropped_on_the_page_and_reading_can_be_stopped(
    page: CollectingPage, filled_context: Context, filled_workspace: Workspace, projects: list[str], qtbot: QtBot, tmp_path: Path
) -> None:
    folder = returned(filled_workspace, tmp_path, projects[0], "一.docx", **MEANT).parent
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(folder))])
    buttons, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(9, 9), Qt.DropAction.CopyAction, mime, buttons, none)
    page.dragEnterEvent(enter)
    assert enter.isAccepted()
    page.dropEvent(QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, mime, buttons, none))
    filled_context.worker.cancel()
    idle(qtbot, filled_context)
    assert page.tabs.currentWidget() is page.back
    assert page.back.presenter.files == []
    page.dropEvent(QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, mime, buttons, none))
    idle(qtbot, filled_context)
    assert [file.path.name for file in page.back.presenter.files] == ["一.docx"]


def test_a_file_that_changes_before_writing_stops_everything(
    page: CollectingPage, filled_context: Context, filled_workspace: Workspace, projects: list[str], qtbot: QtBot, tmp_path: Path
) -> None:
    path = returned(filled_workspace, tmp_path, projects[0], "一.docx", **MEANT)
    returned(filled_workspace, tmp_path, projects[1], "二.docx", staff=5)
    page.open(tab="in")
    page.back.take([path.parent])
    idle(qtbot, filled_context)
    path.write_bytes(PICTURE)
    filled_context.window = page.window()
    said: list[str] = []
    with Script(step(MessageDialog, lambda dialog: said.append(dialog.message.text()))):
        written(page)
    assert "“一.docx”：文件在读取之后改动过" in said[0]
    assert filled_workspace.rows("SELECT count(*) FROM evidence") == [(0,)]
    assert values(filled_workspace, projects[1]).get("staff") is None
    assert page.back.presenter.total().files == 2


def test_a_read_only_workspace_shows_but_takes_nothing_in(
    filled_store: Path, qapp: QApplication, settings: SettingsFile, tmp_path: Path
) -> None:
    workspace = open_workspace(copy_store(filled_store, tmp_path), read_only=True, clock=Clock())
    context = Context(workspace, workspace.programme, settings)
    page = CollectingPage(context)
    page.show()
    try:
        assert page.primary is not None
        assert not page.primary.isEnabled()
        page.out.begin()
        page.open(tab="in")
        assert not page.primary.isEnabled()
        page.back.take([tmp_path])
        assert not context.worker.busy
        assert not page.importing.isEnabled()
        assert "只读" in page.back.empty.title.text()
    finally:
        page.hide()
        page.deleteLater()
        context.worker.shut_down()
        workspace.close(backup=False)


def test_everything_has_its_key(page: CollectingPage) -> None:
    keys = {what: keys for _group, what, keys in registered(page.window())}
    assert keys["下发表格"] == "Ctrl + N"
    assert keys["催报"] == "Ctrl + R"
    page.open(tab="in")
    keys = {what: keys for _group, what, keys in registered(page.window())}
    assert keys["选择交回的文件"] == "Ctrl + O"
    assert "Ctrl + 回车" in keys["写入"]
    assert keys["导入旧台账"] == "Ctrl + Shift + I"
