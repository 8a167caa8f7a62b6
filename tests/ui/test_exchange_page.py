"""The page 报送与接收, sending and enrolling: real packages for a second workspace that acts as the city."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from exports.exchange.receiving import look
from exports.exchange.stations import found_own_station, register
from models.exchange import Submission
from models.queries import exchange
from models.queries.obligations import Standing
from tests.db.document_records import drafted, handed_in
from tests.db.form_records import new_project, perform, submitted_project
from tests.exchange import conftest as both_sides
from tests.exchange.sides import Sides
from tests.package.sample import PROGRAM
from tests.ui import exchange_window
from tests.ui.conftest import children, put_into_state, texts
from tests.ui.exchange_window import Shown, rows_of
from tests.ui.script import Script, press
from ui.exchange.code_dialog import CodeDialog
from ui.exchange.reason_dialog import ReasonDialog
from ui.exchange.send_dialog import SendDialog
from ui.exchange.sending_presenter import SendingPresenter
from ui.form.leaving_dialog import LeavingDialog
from ui.message_dialog import MessageDialog

clock, office, stages, at_stage = both_sides.clock, both_sides.office, both_sides.stages, both_sides.at_stage
sides, enrolled, sent = both_sides.sides, both_sides.enrolled, both_sides.sent
page_of = exchange_window.page_of


def choose_folder(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args, **_more: str(folder))
    return folder


def send(dialog: SendDialog) -> None:
    if dialog.offer is not None and not dialog.offer.items:
        dialog.nil.click()
    dialog.send()


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


def test_a_change_of_plan_that_the_city_asked_for_is_sent(
    page_of: Shown, sent: Sides, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ((project,),) = sent.district.rows("SELECT id FROM project")
    page = page_of(sent)
    presenter = SendingPresenter(page.context)
    assert next(row for row in presenter.obligations() if row.key == "adjustment").standing is Standing.NOT_APPLICABLE
    perform(sent.district, put_into_state, project, "adjusting")
    offer = presenter.offer(next(row for row in presenter.obligations() if row.key == "adjustment"))
    assert offer.row.standing is Standing.ANY_TIME
    assert [remark.target for remark in offer.remarks] == [(("new", "1"), ("form", "adjustment"), ("project", project))]
    handed_in(sent.district, drafted(sent.district, "adjustment", project))
    folder = choose_folder(monkeypatch, tmp_path / "U盘")
    with Script((SendDialog, send)):
        page.sent.begin("adjustment")
    (file,) = folder.iterdir()
    content = content_at_city(sent, file)
    assert (content.obligation, len(content.forms), content.projects[0].state) == ("adjustment", 1, "adjusting")


def test_a_document_without_an_obligation_goes_along_when_it_is_ticked(
    page_of: Shown, enrolled: Sides, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    submitted_project(enrolled.district)
    letter = drafted(enrolled.district, "cover_letter", "")
    handed_in(enrolled.district, letter)
    page = page_of(enrolled)
    presenter = SendingPresenter(page.context)
    offer = presenter.offer(next(row for row in presenter.obligations() if row.key == "application"))
    (beside,) = [item for item in offer.items if item.beside]
    assert (beside.kind, beside.sent) == ("随附文书", False)
    assert any("1份定了稿、没有报送过的文书" in remark.text for remark in offer.remarks)
    folder = choose_folder(monkeypatch, tmp_path / "U盘")

    def tick(dialog: SendDialog) -> None:
        (place,) = dialog.items.findItems("随附文书", Qt.MatchFlag.MatchExactly, 0)
        assert place.checkState(0) is Qt.CheckState.Unchecked
        assert beside.id not in dialog.wanted.chosen
        place.setCheckState(0, Qt.CheckState.Checked)
        dialog.send()

    with Script((SendDialog, tick)):
        page.sent.begin("application")
    (file,) = folder.iterdir()
    content = content_at_city(enrolled, file)
    assert {form.document_id for form in content.forms} > {letter}
    again = presenter.offer(offer.row)
    assert all(item.sent for item in again.items if item.kind == "随附文书")
    assert not any("定了稿、没有报送过" in remark.text for remark in again.remarks)


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
        assert not dialog.wanted.nil  # a statement to the city is never made by itself
        dialog.nil.click()
        said.append(dialog.said.text())
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
    assert page.tabs.tabText(0) == "已发出 1个待导出"


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
    found_own_station(sides.district.perform, sides.district.office.district_code, "本机")
    page.refresh()
    assert part.own.isHidden()  # keys for 未登记 packages: nobody compares them
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
