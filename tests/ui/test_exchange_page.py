"""The page 报送与接收: real packages between the window's workspace and a second one that acts as the city."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from exports.exchange.receiving import look
from models.exchange import Submission
from models.queries import exchange
from tests.db.form_records import new_project, submitted_project
from tests.exchange import conftest as both_sides
from tests.exchange.sides import Sides
from tests.package.sample import PROGRAM
from tests.ui.script import Script, press
from ui.context import Context
from ui.exchange.reason_dialog import ReasonDialog
from ui.exchange.send_dialog import SendDialog
from ui.exchange.sending_presenter import SendingPresenter
from ui.form.leaving_dialog import LeavingDialog
from ui.message_dialog import MessageDialog
from ui.pages.exchange import ExchangePage
from ui.settings import SettingsFile

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
        assert "导出脱敏副本" not in [button.text() for button in dialog.findChildren(QPushButton)]
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
        said.append(dialog.accessibleName() + "".join(box.text() for box in dialog.findChildren(type(page.sent.table.count))))
        dialog.accept()

    with Script((SendDialog, send), (MessageDialog, read)):
        page.sent.begin("yearly-2026")
    assert "待导出" in said[0]
    (row,) = rows_of(page)
    assert row.stands == "待导出"


def test_a_read_only_workspace_shows_and_sends_nothing(page_of: Shown, sent: Sides) -> None:
    sent.district.read_only = True
    page = page_of(sent)
    page.sent.table.select(lambda _row: True)
    assert len(rows_of(page)) == 1
    assert page.primary is not None
    assert not page.primary.isEnabled()
    assert not page.sent.again.isEnabled()
    with Script():
        page.sent.begin()
    sent.district.read_only = False
