"""Going over to another version of the pack in the window: offered, shown, done, and back."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from forms.answers import Edit, save_answers
from models.changes import NOTHING, Changes
from models.operations.packs import PackFacts, keep_pack
from models.pack_origins import PackOrigin
from models.programme.pack import Programme
from models.work import Work
from models.workspace.backup import list_backups
from tests.packs.versions import NEWER, changed_files, without_field
from tests.ui.script import Script
from ui.app import offer_newer_pack
from ui.context import Context
from ui.message_dialog import MessageDialog
from ui.packs.retired_dialog import RetiredDialog
from ui.packs.switch_dialog import SwitchDialog
from ui.pages.exchange import ExchangePage
from ui.pages.form import FormPage
from ui.pages.settings import SettingsPage
from ui.window import MainWindow

FORM = "forms/application.toml"


def keep(work: Work, version: str, files: dict[str, bytes]) -> Changes:
    keep_pack(work, PackFacts(work.programme.id, version, PackOrigin.CITY, "示例：调整日期"), files)
    return NOTHING


def settings_page(window: MainWindow) -> SettingsPage:
    window.show_page("settings", {"tab": "packs"})
    page = window.page()
    assert isinstance(page, SettingsPage)
    QApplication.processEvents()
    return page


@pytest.fixture
def project(filled_context: Context, programme: Programme) -> str:
    """A draft with an answer that the newer version, which is kept, has no field for."""
    ((id,),) = filled_context.reader.rows("SELECT id FROM project WHERE title = '园区技能人才订单培养'")
    filled_context.perform(save_answers, id, {"remark": Edit("示例备注"), "idea": Edit("示例思路")})
    changes = (without_field(programme, "application", "remark"),)
    dates = (("due = 2025-07-31\non_time_until = 2025-07-31", "due = 2025-08-15\non_time_until = 2025-08-15"),)
    filled_context.workspace.perform(keep, NEWER, changed_files(programme, {FORM: changes, "obligations.toml": dates}))
    return str(id)


@pytest.fixture
def closed(window: MainWindow) -> Iterator[None]:
    yield
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.mark.usefixtures("closed")
def test_a_version_is_looked_at_gone_over_to_and_left_again(window: MainWindow, filled_context: Context, project: str) -> None:
    used = filled_context.programme.version
    window.show_page("form", {"project": project})
    part = settings_page(window).packs
    assert [(line.version, line.badge) for line in part.presenter.at_hand()] == [(NEWER, "较新"), (used, "使用中")]
    assert part.chosen is not None
    assert (part.chosen.version, part.go.isEnabled()) == (NEWER, True)
    seen: list[object] = []

    def look(dialog: SwitchDialog) -> None:
        seen.append([line[1] for line in dialog.changes.lines()])
        seen.append([dialog.drafts.topLevelItem(row).text(1) for row in range(dialog.drafts.topLevelItemCount())])
        seen.append(dialog.summary.text())
        dialog.go.click()
        dialog.reject()

    with Script((SwitchDialog, look)):
        part.go.click()
    assert ["修改：截止日期" in str(seen[0]), "不再使用" in str(seen[0])] == [True, True]
    assert seen[1] == ["备注"]
    assert "其中1份受影响" in str(seen[2])
    assert (filled_context.programme.version, filled_context.workspace.office.programme_version) == (NEWER, NEWER)
    assert len(list_backups(filled_context.workspace.path.parent / "备份")) == 1  # type: ignore[attr-defined]
    window.show_page("form", {"project": project})
    page = window.page()
    assert isinstance(page, FormPage)
    assert page.presenter.form.version == NEWER
    assert not page.side.retired.isHidden()
    texts: list[str] = []

    def read(dialog: RetiredDialog) -> None:
        texts.append(dialog.whole.toPlainText())
        dialog.reject()

    with Script((RetiredDialog, read)):
        page.side.retired.click()
    assert texts == ["示例备注"]
    part = settings_page(window).packs
    part.list.setCurrentRow(1)
    assert part.go.text() == "查看变化并换回…"
    with Script((SwitchDialog, lambda dialog: dialog.go.click())):
        part.go.click()
    assert filled_context.programme.version == used
    window.show_page("form", {"project": project})
    page = window.page()
    assert isinstance(page, FormPage)
    assert page.presenter.current.values["remark"] == "示例备注"
    assert page.side.retired.isHidden()


@pytest.mark.usefixtures("closed", "project")
def test_a_newer_version_is_offered_at_the_start_and_where_feedback_comes_in(window: MainWindow, filled_context: Context) -> None:
    offer_newer_pack(filled_context)
    assert NEWER in window.banner.words.text()
    window.show_page("exchange", {"tab": "received"})
    page = window.page()
    assert isinstance(page, ExchangePage)
    assert NEWER in page.received.pack_words.text()
    with Script((SwitchDialog, lambda dialog: dialog.close_button.click())):
        page.received.pack_button.click()
    assert filled_context.programme.version != NEWER


@pytest.mark.usefixtures("closed")
def test_a_version_that_is_wrong_is_refused_with_its_place(window: MainWindow, filled_context: Context, programme: Programme) -> None:
    files = changed_files(programme, {})
    files["indicators.toml"] = files["indicators.toml"].replace(b'kind = "cumulative"', b'kind = "odd"', 1)
    filled_context.workspace.perform(keep, NEWER, files)
    part = settings_page(window).packs
    words: list[str] = []

    def read(dialog: MessageDialog) -> None:
        words.append(dialog.message.text())
        dialog.reject()

    with Script((MessageDialog, read)):
        part.go.click()
    assert "indicators.toml" in words[0]
    assert filled_context.programme.version == programme.version
