"""The page 报送与接收, receiving and mending: real packages of a second workspace that acts as the city."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import docx
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from exports.exchange.packs import outgoing_pack, with_pack
from exports.exchange.sending import Outgoing, make_package
from forms.feedback import Effect
from forms.submission import reopen, submit
from models.exchange import ChangedDates, FieldComment, Message, Query, Reply, ReturnedForm
from models.operations.feedback import answer_comment
from models.programme.pack import Programme
from models.queries import exchange, feedback
from models.queries.packs import kept_packs
from models.workspace.backup import default_folder, list_backups
from tests.db.form_records import perform, save, to_review, today
from tests.exchange import conftest as both_sides
from tests.exchange.sides import Sides
from tests.package.sample import PROGRAM, id_of
from tests.packs.versions import changed
from tests.ui import exchange_window
from tests.ui.exchange_window import Shown, rows_of
from tests.ui.script import Script
from ui import received_file
from ui.context import Context
from ui.exchange.mend_dialog import MendDialog
from ui.exchange.receive_dialog import HELD, ReceiveDialog
from ui.exchange.sending_presenter import SendingPresenter, Wanted
from ui.message_dialog import MessageDialog
from ui.pages.exchange import ExchangePage
from ui.settings import SettingsFile
from ui.window import MainWindow
from ui.worker import Progress

clock, office, stages, at_stage = both_sides.clock, both_sides.office, both_sides.stages, both_sides.at_stage
sent = both_sides.sent
page_of = exchange_window.page_of


def returned(both: Sides, *, words: str = "请写具体") -> Reply:
    ((project, revision),) = both.district.rows("SELECT d.project_id, r.id FROM revision r JOIN document d ON d.id = r.document_id")
    comment = FieldComment(id=id_of(12), field="idea", text=words)
    form = ReturnedForm(id=id_of(11), document_id=project, revision_id=revision, reason="目标不具体", comments=(comment,))
    message = Message(id=id_of(23), title="示例消息", text="请尽快修改", on=today(both.city))
    dates = ChangedDates(id=id_of(22), obligation="yearly-2026", due=date(2026, 12, 15), reason="示例通知")
    return Reply(on=today(both.city), officer="示例市级经办人", returned=(form,), messages=(message,), dates=(dates,))


def lands(both: Sides, folder: Path, reply: Reply) -> Path:
    made = both.down(reply)
    path = folder / made.file_name
    path.write_bytes(made.data)
    return path


def look_and_close(page: ExchangePage, files: list[Path], read: Callable[[ReceiveDialog], object] = lambda _dialog: None) -> list[str]:
    """Let a test look at the dialog, close it whatever happens, and return the first verdict on each file."""
    verdicts: list[str] = []

    def answer(dialog: ReceiveDialog) -> None:
        verdicts.extend(one.verdict for one in dialog.judged)
        try:
            read(dialog)
        finally:
            dialog.reject()

    with Script((ReceiveDialog, answer)):
        page.take(files)
    return verdicts


def effects_shown(dialog: ReceiveDialog) -> list[Effect]:
    items = [dialog.effects.topLevelItem(number) for number in range(dialog.effects.topLevelItemCount())]
    return [item.data(0, HELD) for item in items if item is not None]


def effects_of(dialog: ReceiveDialog) -> list[tuple[str, bool]]:
    found = [dialog.effects.topLevelItem(number) for number in range(dialog.effects.topLevelItemCount())]
    return [(item.text(0), bool(item.flags() & Qt.ItemFlag.ItemIsUserCheckable)) for item in found if item is not None]


def test_feedback_shows_every_effect_and_applies_once_after_a_backup(page_of: Shown, sent: Sides, tmp_path: Path) -> None:
    file = lands(sent, tmp_path, returned(sent))
    damaged = tmp_path / "损坏.rhfk"
    damaged.write_bytes(file.read_bytes()[:-200] + b"x" * 200)
    page = page_of(sent)
    backups = default_folder(sent.district.path)

    def read(dialog: ReceiveDialog) -> None:
        assert [(one.verdict, one.good) for one in dialog.judged] == [("可以导入", True), ("不能导入", False)]
        assert effects_of(dialog) == [("退回修改", True), ("日期更改", True), ("消息", False)]
        assert "对“" in dialog.detail.text()
        assert "请写具体" in dialog.detail.text()
        assert not dialog.ways.isVisible()
        assert list_backups(backups) == []
        dates = dialog.effects.topLevelItem(1)
        assert dates is not None
        dates.setCheckState(0, Qt.CheckState.Unchecked)
        dialog.go.click()
        assert [one.verdict for one in dialog.judged] == ["不能导入"]
        assert not dialog.go.isVisible()

    look_and_close(page, [file, damaged], read)
    assert len(list_backups(backups)) == 1
    assert rows_of(page)[0].stands == "退回"
    assert sent.district.rows("SELECT COUNT(*) FROM obligation_change") == [(0,)]
    assert [line.badge for line in page.received.messages.lines()] == ["未读"]
    assert page.tabs.tabText(1) == "收到的 1项待处理"
    assert look_and_close(page, [file]) == ["已收到过"]
    with Script((MessageDialog, lambda dialog: dialog.accept())):
        page.received.messages.line_activated.emit(page.received.messages.lines()[0])
    assert page.tabs.tabText(1) == "收到的"


def test_a_pack_that_came_along_is_one_of_the_effects(page_of: Shown, sent: Sides, programme: Programme, tmp_path: Path) -> None:
    newer = changed(programme, {})
    outgoing = with_pack(Outgoing("反馈", Reply(on=today(sent.city), officer="示例市级经办人")), outgoing_pack(newer, "日期有更改"))
    city = sent.city
    (station,) = [row.id for row in exchange.peers(city)]
    made = make_package(city.perform, city, newer, outgoing, city.clock(), PROGRAM, station)
    file = tmp_path / made.file_name
    file.write_bytes(made.data)
    page = page_of(sent)

    def read(dialog: ReceiveDialog) -> None:
        item = dialog.effects.topLevelItem(0)
        assert item is not None
        assert [item.text(column) for column in (0, 2, 3)] == ["方案包", programme.version, f"{newer.version}（先存放）"]
        assert "到“设置—方案包”看过变化再定" in dialog.detail.text()
        assert "市级的话：日期有更改" in dialog.detail.text()
        dialog.go.click()

    assert look_and_close(page, [file], read) == ["可以导入"]
    assert [(row.version, row.origin) for row in kept_packs(sent.district, newer.id)] == [(newer.version, "city")]
    assert sent.district.office.programme_version == programme.version


def test_files_dropped_on_the_page_are_looked_at(page_of: Shown, sent: Sides, tmp_path: Path) -> None:
    file, foreign = lands(sent, tmp_path, returned(sent)), tmp_path / "通知.docx"
    foreign.write_bytes(b"PK")
    page = page_of(sent)
    held = QMimeData()
    held.setUrls([QUrl.fromLocalFile(str(path)) for path in (foreign, file)])
    drop = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, held, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    verdicts: list[str] = []

    def answer(dialog: ReceiveDialog) -> None:
        verdicts.extend(one.verdict for one in dialog.judged)
        dialog.reject()

    with Script((ReceiveDialog, answer)):
        page.dropEvent(drop)
        while not verdicts:
            QApplication.processEvents()
    assert verdicts == ["可以导入", "不能导入"]
    assert page.tabs.currentWidget() is page.received


def test_a_conflict_is_shown_three_ways(page_of: Shown, sent: Sides, tmp_path: Path) -> None:
    file = lands(sent, tmp_path, returned(sent))
    ((project,),) = sent.district.rows("SELECT id FROM project")
    perform(sent.district, reopen, project, today(sent.district), "自行修改")
    save(sent.district, project, "legal_rep", "示例新负责人")
    page = page_of(sent)
    ways: list[list[str]] = []

    def read(dialog: ReceiveDialog) -> None:
        assert "第2版" in dialog.detail.text()
        found = [dialog.ways.topLevelItem(number) for number in range(dialog.ways.topLevelItemCount())]
        dialog.ways.setCurrentItem(dialog.ways.topLevelItem(0))
        assert "市级意见：请写具体" in dialog.detail.text()
        ways.extend([item.text(column) for column in range(4)] for item in found if item is not None)

    look_and_close(page, [file], read)
    assert ways[0][2] == "请写具体"
    assert ways[0][1] == ways[0][3] != ""
    assert [way[3] for way in ways[1:]] == ["示例新负责人"]
    assert rows_of(page)[0].stands != "退回"


def test_a_question_names_its_field_and_what_does_not_concern_this_computer_comes_last(page_of: Shown, sent: Sides, tmp_path: Path) -> None:
    page = page_of(sent)
    ((project, revision),) = sent.district.rows("SELECT d.project_id, r.id FROM revision r JOIN document d ON d.id = r.document_id")
    asked = [
        Query(id=id_of(number), document_id=project, revision_id=of, field="idea", text="怎么算的", on=today(sent.city))
        for number, of in ((41, id_of(99)), (42, revision))
    ]
    reply = Reply(on=today(sent.city), officer="示例市级经办人", queries=tuple(asked))
    found: list[str] = []

    def read(dialog: ReceiveDialog) -> None:
        assert [item.applies for item in effects_shown(dialog)] == [True, False]
        found.append(dialog.detail.text())

    assert look_and_close(page, [lands(sent, tmp_path, reply)], read) == ["可以导入"]
    label = next(one.label for one in page.context.form.fields() if one.key == "idea")
    assert found == [f"对“{label}”的询问：怎么算的"]


def test_a_package_behind_a_gap_waits_in_the_tray_and_follows(page_of: Shown, sent: Sides, tmp_path: Path) -> None:
    first = lands(sent, tmp_path, Reply(on=today(sent.city), officer="示例市级经办人"))
    second = lands(sent, tmp_path, returned(sent))
    page = page_of(sent)

    def keep(dialog: ReceiveDialog) -> None:
        assert dialog.go.text() == "放入待处理"
        dialog.go.click()

    look_and_close(page, [second], keep)
    assert [row.state for row in page.received.table.shown().rows] == ["waiting"]

    def both(dialog: ReceiveDialog) -> None:
        assert [one.verdict for one in dialog.judged] == ["可以导入", "等前面的包"]
        dialog.go.click()
        assert [one.verdict for one in dialog.judged] == ["可以导入"]
        dialog.go.click()

    look_and_close(page, [first], both)
    assert {row.state for row in page.received.table.shown().rows} == {"taken"}
    assert rows_of(page)[0].stands == "退回"


def test_a_file_handed_over_by_double_click_is_looked_at(qapp: QApplication, settings: SettingsFile, sent: Sides, tmp_path: Path) -> None:
    file = lands(sent, tmp_path, returned(sent))
    context = Context(sent.district, sent.district.programme, settings)
    window = MainWindow(context)
    window.show()
    names: list[str] = []

    def read(dialog: ReceiveDialog) -> None:
        names.append(dialog.judged[0].name)
        dialog.reject()

    with Script((ReceiveDialog, read)):
        received_file.take(window, file)
        while not names:
            QApplication.processEvents()
    assert names == [file.name]
    context.worker.shut_down()
    window.hide()
    window.deleteLater()


def test_a_returned_form_is_mended_comment_by_comment_and_ends_in_a_note(
    page_of: Shown, sent: Sides, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    file, note = lands(sent, tmp_path, returned(sent)), tmp_path / "整改情况说明.docx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args, **_more: (str(note), ""))
    page = page_of(sent)
    look_and_close(page, [file], lambda dialog: dialog.go.click())
    page.open(tab="mending")
    ((project,),) = sent.district.rows("SELECT id FROM project")
    assert page.tabs.tabText(2) == "退回整改 1份"
    went: list[tuple[str, dict[str, str]]] = []
    page.context.navigated.connect(lambda key, target: went.append((key, target)))

    def mend(dialog: MendDialog) -> None:
        assert "请写具体" in dialog.words.text()
        assert "还没有修改" in dialog.words.text()
        dialog.answer.setPlainText("已写明数量和时间。")
        dialog.export()
        assert [line.badge for line in dialog.list.lines()] == ["已答复"]
        dialog.go()

    assert page.primary is not None
    with Script((MendDialog, mend)):
        page.primary.trigger()
    qtbot.waitUntil(lambda: note.exists() and not page.context.worker.busy)
    said = [paragraph.text for paragraph in docx.Document(str(note)).paragraphs]
    assert any(text.startswith("整改情况：已写明数量和时间") for text in said)
    assert any("目标不具体" in text for text in said)
    assert went == [("form", {"document": project, "field": "idea"})]
    assert feedback.answers(sent.district, {project}) == {id_of(12): "已写明数量和时间。"}
    assert page.tabs.tabText(2) == "退回整改"


def test_what_was_mended_is_looked_through_before_it_leaves(page_of: Shown, sent: Sides, tmp_path: Path) -> None:
    page = page_of(sent)
    look_and_close(page, [lands(sent, tmp_path, returned(sent))], lambda dialog: dialog.go.click())
    perform(sent.district, answer_comment, id_of(12), "已改，可联系13812345678。")
    ((project,),) = sent.district.rows("SELECT id FROM project")
    to_review(sent.district, project, rank=1)
    perform(sent.district, submit, project, today(sent.district))
    presenter = SendingPresenter(page.context)
    offer = presenter.offer(next(row for row in presenter.obligations() if row.key == "application"))
    wanted = Wanted(offer, frozenset(revision.id for revision in offer.revisions))
    found = presenter.inspect(wanted, Progress(lambda _done, _total: None)).findings
    assert [one.label for one in found if "13812345678" in one.message] == ["整改情况"]
