"""The page 报送与接收: real packages between the window's workspace and a second one that acts as the city."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from exports.exchange.receiving import look
from exports.exchange.stations import register
from forms.submission import reopen
from models.exchange import ChangedDates, FieldComment, Message, Reply, ReturnedForm, Submission
from models.queries import exchange, feedback
from models.workspace.backup import default_folder, list_backups
from tests.db.form_records import new_project, perform, save, submitted_project, today
from tests.exchange import conftest as both_sides
from tests.exchange.sides import Sides
from tests.package.sample import PROGRAM, id_of
from tests.ui.conftest import children, texts
from tests.ui.script import Script, press
from ui import received_file
from ui.context import Context
from ui.exchange.code_dialog import CodeDialog
from ui.exchange.mend_dialog import MendDialog
from ui.exchange.reason_dialog import ReasonDialog
from ui.exchange.receive_dialog import ReceiveDialog
from ui.exchange.send_dialog import SendDialog
from ui.exchange.sending_presenter import SendingPresenter
from ui.form.leaving_dialog import LeavingDialog
from ui.message_dialog import MessageDialog
from ui.pages.exchange import ExchangePage
from ui.settings import SettingsFile
from ui.window import MainWindow

Shown = Callable[[Sides], ExchangePage]

clock, office, stages, at_stage = both_sides.clock, both_sides.office, both_sides.stages, both_sides.at_stage
sides, enrolled, sent = both_sides.sides, both_sides.enrolled, both_sides.sent


@pytest.fixture
def page_of(qapp: QApplication, settings: SettingsFile) -> Iterator[Shown]:
    made: list[tuple[Context, ExchangePage]] = []

    def show(both: Sides) -> ExchangePage:
        context = Context(both.district, both.district.programme, settings)
        page = ExchangePage(context)
        made.append((context, page))
        page.resize(1150, 640)
        page.show()
        QApplication.processEvents()
        return page

    yield show
    for context, page in made:
        context.worker.shut_down()
        page.hide()
        page.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def choose_folder(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args, **_more: str(folder))
    return folder


def send(dialog: SendDialog) -> None:
    dialog.send()


def rows_of(page: ExchangePage) -> list[Any]:
    return list(page.sent.table.shown().rows)


def content_at_city(both: Sides, file: Path) -> Submission:
    looked = look(both.city, file.read_bytes(), file.name, PROGRAM)
    assert looked.opened is not None, looked.refused
    assert isinstance(looked.opened.content, Submission)
    return looked.opened.content


def test_an_application_is_sent_with_its_word_file_and_evidence(
    page_of: Shown, enrolled: Sides, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    submitted_project(enrolled.district)
    draft = new_project(enrolled.district, "示例科技有限公司")
    page = page_of(enrolled)
    folder = choose_folder(monkeypatch, tmp_path / "U盘")
    presenter = SendingPresenter(page.context)
    offer = presenter.offer(next(row for row in presenter.obligations() if row.key == "application"))
    assert any(remark.target == (("document", draft),) and "还没有报送定稿" in remark.text for remark in offer.remarks)
    assert any("没有盖章扫描件" in remark.text for remark in offer.remarks)
    assert {item.kind for item in offer.items} == {"文书", "附件"}
    assert not any(item.sent for item in offer.items)

    def with_words(dialog: SendDialog) -> None:
        dialog.note.setText("请联系13900000000")
        dialog.send()

    def look_through(dialog: LeavingDialog) -> None:
        assert "给市级的话" in dialog.list.item(0).text()
        assert "导出脱敏副本" not in [button.text() for button in children(dialog, QPushButton)]
        press("照常导出")(dialog)

    with Script((SendDialog, with_words), (LeavingDialog, look_through)):
        page.sent.begin("application")
    (file,) = folder.iterdir()
    content = content_at_city(enrolled, file)
    assert (content.obligation, len(content.forms), len(content.documents)) == ("application", 1, 1)
    assert len(content.evidence) == len(offer.evidence) > 0
    (row,) = rows_of(page)
    assert (row.sequence, row.stands) == (1, "已导出")
    assert page.tabs.tabText(0) == "已发出 1个等回执"
    again = presenter.offer(offer.row)
    assert all(item.sent for item in again.items)


def test_what_is_missing_leads_to_where_it_is_mended(page_of: Shown, enrolled: Sides) -> None:
    project = new_project(enrolled.district)
    page = page_of(enrolled)
    went: list[tuple[str, dict[str, str]]] = []
    page.context.navigated.connect(lambda key, target: went.append((key, target)))

    def jump(dialog: SendDialog) -> None:
        dialog.missing.itemActivated.emit(dialog.missing.item(0))

    with Script((SendDialog, jump)):
        page.sent.begin("application")
    assert went == [("form", {"document": project})]
    assert rows_of(page) == []


def test_a_nil_report_of_an_office_that_is_not_enrolled_says_so(
    page_of: Shown, sides: Sides, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_of(sides)
    folder = choose_folder(monkeypatch, tmp_path / "U盘")
    said: list[str] = []

    def nil(dialog: SendDialog) -> None:
        said.append(dialog.said.text())
        assert dialog.wanted.nil
        dialog.note.setText("本年没有试点项目")
        dialog.send()

    with Script((SendDialog, nil)):
        page.sent.begin("yearly-2026")
    (file,) = folder.iterdir()
    assert "未登记" in said[0]
    assert "未登记" in file.name
    looked = look(sides.city, file.read_bytes(), file.name, PROGRAM, accept_unenrolled=True)
    assert looked.opened is not None
    content = looked.opened.content
    assert isinstance(content, Submission)
    assert (content.nil, content.note, content.forms) == (True, "本年没有试点项目", ())
    assert next(row for row in SendingPresenter(page.context).obligations() if row.key == "yearly-2026").standing.value == "零报告"


def test_the_same_package_is_written_again_byte_for_byte_and_can_be_withdrawn(
    page_of: Shown, sent: Sides, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    page = page_of(sent)
    (row,) = rows_of(page)
    page.sent.table.select(lambda _row: True)
    target = tmp_path / "再次.rhbs"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args, **_more: (str(target), ""))
    page.sent.write_again()
    qtbot.waitUntil(lambda: target.exists() and not page.context.worker.busy)
    assert target.read_bytes() == exchange.sent_file(sent.district, row.id)[1]

    def withdraw(dialog: ReasonDialog) -> None:
        assert not dialog.ok.isEnabled()
        dialog.reason.setText("漏附扫描件")
        dialog.ok.click()

    with Script((ReasonDialog, withdraw)):
        page.sent.withdraw_current()
    assert rows_of(page)[0].stands == "已撤回"
    assert not page.sent.again.isEnabled()


def test_a_folder_that_takes_nothing_leaves_the_package_to_be_written_later(
    page_of: Shown, enrolled: Sides, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_of(enrolled)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args, **_more: str(tmp_path / "拔掉的U盘"))
    said: list[str] = []

    def read(dialog: MessageDialog) -> None:
        said.append("".join(texts(dialog)))
        dialog.accept()

    with Script((SendDialog, send), (MessageDialog, read)):
        page.sent.begin("yearly-2026")
    assert "待导出" in said[0]
    (row,) = rows_of(page)
    assert row.stands == "待导出"


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


def test_enrolment_asks_for_the_code_shows_it_large_and_saves_the_answer(
    page_of: Shown, sides: Sides, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    data, code = sides.invited()
    file, answer = tmp_path / "入网文件.rhrw", tmp_path / "回执.rhdj"
    file.write_bytes(data)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args, **_more: (str(file), ""))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args, **_more: (str(answer), ""))
    page = page_of(sides)
    page.open(tab="enrolment")
    part = page.enrolment
    assert part.standing.text() == "未登记"
    assert page.primary is not None
    assert page.primary.text() == "导入入网文件…"
    said: list[str] = []

    def typed(dialog: CodeDialog) -> None:
        dialog.code.setText("1111 1111 1111 1111")
        dialog.ok.click()
        said.append(dialog.said.text())
        dialog.code.setText(code)
        dialog.ok.click()

    with Script((CodeDialog, typed)):
        page.primary.trigger()
    assert "口令" in said[0]
    qtbot.waitUntil(lambda: answer.exists() and not page.context.worker.busy)
    peer = register(sides.city.perform, sides.city, answer.read_bytes())
    assert part.own.text() == next(row.fingerprint for row in exchange.peers(sides.city) if row.id == peer)
    assert [len(group) for group in part.own.text().split()] == [4] * 6
    assert part.city.text() == exchange.stations(sides.city)[0].fingerprint
    assert page.primary.text() == "保存登记回执…"
    with Script((MessageDialog, press("一致"))):
        part.same.trigger()
    assert part.standing.text() == "已核对"
    assert not part.answer.isEnabled()
    file.write_bytes(sides.invited()[0])
    with Script((MessageDialog, press("取消"))):
        part.choose()
    assert part.standing.text() == "已核对"
    before = part.own.text()
    data, code = sides.invited()
    file.write_bytes(data)

    def again(dialog: CodeDialog) -> None:
        dialog.code.setText(code)
        dialog.ok.click()

    with Script((MessageDialog, press("重新登记")), (CodeDialog, again)):
        part.choose()
    assert part.standing.text() == "已登记，待核对"
    assert part.own.text() != before
    assert before in part.former.text()

    def end(dialog: ReasonDialog) -> None:
        dialog.reason.setText("本机停用")
        dialog.ok.click()

    with Script((ReasonDialog, end)):
        part.end.trigger()
    assert part.standing.text() == "已注销"
    assert "本机停用" in part.next.text()


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


def test_a_read_only_workspace_shows_and_sends_nothing(page_of: Shown, sent: Sides) -> None:
    sent.district.read_only = True
    page = page_of(sent)
    page.sent.table.select(lambda _row: True)
    assert len(rows_of(page)) == 1
    assert page.primary is not None
    assert not page.primary.isEnabled()
    assert not page.sent.again.isEnabled()
    page.tabs.setCurrentWidget(page.received)
    assert not page.primary.isEnabled()
    with Script():
        page.sent.begin()
        page.received.choose()
    sent.district.read_only = False
