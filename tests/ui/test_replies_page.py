"""The city's page 反馈 in a real window: what is due, one click for all, what was sent, messages."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from exports.exchange.receiving import look
from models.exchange import Reply
from models.programme.pack import Programme
from tests.exchange.conftest import at_stage, clock, enrolled, office, stages  # noqa: F401 (fixtures)
from tests.exchange.sides import Sides
from tests.exchange.test_replies import reported
from tests.package.sample import PROGRAM
from tests.packs.versions import changed
from ui.context import Context
from ui.pages.replies import RepliesPage
from ui.settings import SettingsFile


@pytest.fixture
def shown(qtbot: QtBot, enrolled: Sides, tmp_path: Path) -> Iterator[Callable[[Programme], RepliesPage]]:  # noqa: F811
    """Show the page of a city that works with a pack; a form has come."""
    made: list[RepliesPage] = []

    def show(programme: Programme) -> RepliesPage:
        reported(enrolled)
        made.append(RepliesPage(Context(enrolled.city, programme, SettingsFile(tmp_path / "settings"))))
        made[-1].resize(1200, 700)
        made[-1].show()
        return made[-1]

    yield show
    for page in made:
        page.close()
        page.context.worker.shut_down()


@pytest.fixture
def page(shown: Callable[[Programme], RepliesPage], programme: Programme) -> RepliesPage:
    return shown(programme)


def test_the_receipt_is_due_and_goes_out_with_one_click(
    page: RepliesPage,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    enrolled: Sides,  # noqa: F811
) -> None:
    line = page.table.current()
    assert line is not None
    assert (line.news, line.words) == (1, "回执1")
    assert page.told.model.row(0).text == "已收到"
    page.presenter.write_message("培训通知", "下周三上午培训。", [])
    assert page.table.current().words == "消息1、回执1"  # type: ignore[union-attr]
    folder = tmp_path / "U盘"
    folder.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
    page.send()
    qtbot.waitUntil(lambda: page.sent.table.model.rowCount() == 1, timeout=20_000)
    (file,) = folder.iterdir()
    looked = look(enrolled.district, file.read_bytes(), file.name, PROGRAM)
    assert looked.opened is not None
    assert isinstance(looked.opened.content, Reply)
    assert [message.title for message in looked.opened.content.messages] == ["培训通知"]
    assert page.table.current().news == 0  # type: ignore[union-attr]
    row = page.sent.table.model.row(0)
    assert (row.stands, row.file_name) == ("已导出", file.name)


def test_the_new_pack_goes_along_when_it_is_ticked(
    shown: Callable[[Programme], RepliesPage],
    qtbot: QtBot,
    programme: Programme,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    enrolled: Sides,  # noqa: F811
) -> None:
    newer = changed(programme, {})
    page = shown(newer)
    assert page.pack.isVisible()
    assert page.pack.text() == f"一并下发新的方案包（版本{newer.version}）：1个区县还在用旧版本"
    assert (page.pack.isChecked(), page.table.current().words) == (False, "回执1")  # type: ignore[union-attr]
    page.pack.click()
    assert page.table.current().words == "方案包1、回执1"  # type: ignore[union-attr]
    row = page.told.model.row(0)
    assert (row.kind, row.about) == ("方案包", f"版本{newer.version}")
    assert programme.version in row.text
    folder = tmp_path / "U盘"
    folder.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
    page.send()
    qtbot.waitUntil(lambda: page.sent.table.model.rowCount() == 1, timeout=20_000)
    (file,) = folder.iterdir()
    looked = look(enrolled.district, file.read_bytes(), file.name, PROGRAM)
    assert looked.opened is not None
    assert isinstance(looked.opened.content, Reply)
    assert looked.opened.content.pack is not None
    assert looked.opened.content.pack.version == newer.version
    assert not page.pack.isVisible()


def test_no_pack_is_offered_where_nobody_is_behind(page: RepliesPage) -> None:
    assert not page.pack.isVisible()


def test_a_message_can_be_taken_back_until_it_went_out(page: RepliesPage, agree: Callable[[], None]) -> None:
    page.presenter.write_message("培训通知", "下周三上午培训。", [])
    assert page.told.select(lambda row: row.kind == "消息")
    agree()
    page.delete_message()
    assert page.table.current().words == "回执1"  # type: ignore[union-attr]


@pytest.fixture
def agree(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Answer the next question with yes."""
    from ui import messages

    return lambda: monkeypatch.setattr(messages, "question", lambda *_args, **_kwargs: True)
