"""The settings page: office, look, documents, password, backups, restore, check; on real files."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from models.operations.entities import save_entity
from models.programme.pack import Programme
from models.workspace import refusals
from models.workspace.backup import Reason, back_up_file, default_folder, list_backups
from models.workspace.keys import needs_password, read_key_file
from models.workspace.store import OfficeDetails, Workspace, create, open_workspace
from tests.ui.conftest import NOW, OFFICE, TODAY, copy_store
from tests.ui.script import Script, press
from ui.context import Context
from ui.dialogs.change_password import ChangePasswordDialog, Task
from ui.dialogs.first_run import FirstRunGuide
from ui.dialogs.recovery_code import RecoveryCodeDialog
from ui.dialogs.unlocking import PasswordDialog
from ui.message_dialog import MessageDialog
from ui.pages.settings import SettingsPage
from ui.preferences.office_part import DistrictDialog
from ui.settings import SettingsFile
from ui.theme import ThemeChoice, theme
from ui.window import MainWindow

PASSWORD = "correct horse battery"


@pytest.fixture
def page(window: MainWindow, filled_context: Context) -> Iterator[SettingsPage]:
    window.show_page("settings", {})
    shown = window.page()
    assert isinstance(shown, SettingsPage)
    QApplication.processEvents()
    yield shown
    filled_context.worker.shut_down()
    filled_context.workspace.close(backup=False)


def add(context: Context, name: str) -> None:
    assert context.perform(save_entity, None, {"name": name, "kind": "park_mfg"}) is not None


def names(workspace: Workspace) -> list[str]:
    return [row[0] for row in workspace.rows("SELECT name FROM pilot_entity ORDER BY created_at, name")]


def wait(qtbot: QtBot, context: Context) -> None:
    qtbot.waitUntil(lambda: not context.worker.busy)
    QApplication.processEvents()


def test_the_office_is_edited_and_the_window_follows(page: SettingsPage, window: MainWindow, filled_context: Context) -> None:
    assert page.office.name.text() == OFFICE
    assert not page.office.save_button.isEnabled()
    page.office.name.setText("示例区新名称局")
    page.office.officer.setText("新经办人")
    page.office.save_button.click()
    assert filled_context.workspace.office.name == "示例区新名称局"
    assert "示例区新名称局" in window.windowTitle()
    assert not page.office.save_button.isEnabled()


def test_an_empty_name_is_refused_and_stays_to_be_mended(page: SettingsPage, filled_context: Context) -> None:
    page.office.name.setText("  ")
    with Script((MessageDialog, press("知道了"))):
        page.office.save_button.click()
    assert filled_context.workspace.office.name == OFFICE
    assert page.office.changed


def test_leaving_asks_about_what_is_not_saved(page: SettingsPage, window: MainWindow, filled_context: Context) -> None:
    page.office.phone.setText("023-00000000")
    with Script((MessageDialog, press("继续填写"))):
        window.show_page("home", {})
    assert window.current == "settings"
    with Script((MessageDialog, press("放弃修改"))):
        window.show_page("home", {})
    assert window.current == "home"
    window.show_page("settings", {})
    page.office.phone.setText("023-11111111")
    with Script((MessageDialog, press("保存"))):
        window.show_page("home", {})
    assert filled_context.workspace.office.phone == "023-11111111"


def test_another_district(page: SettingsPage, filled_context: Context) -> None:
    def choose(dialog: DistrictDialog) -> None:
        dialog.districts.search.setText("两江新区")
        dialog.accept()

    with Script((DistrictDialog, choose)):
        page.office.change_district.click()
    page.office.save_button.click()
    assert filled_context.programme.district(filled_context.workspace.office.district_code).name == "两江新区"


def test_look_is_in_force_at_once_and_kept(page: SettingsPage, filled_context: Context, tmp_path: Path) -> None:
    before = theme().choice, theme().points
    try:
        look = page.look
        look.theme_box.setCurrentIndex(look.theme_box.findData("dark"))
        look.theme_box.activated.emit(0)
        look.size_box.setCurrentIndex(look.size_box.findData("large"))
        look.size_box.activated.emit(0)
        assert theme().palette_name == "dark"
        assert theme().points == 12.0
        again = SettingsFile(tmp_path / "config").values
        assert (again.theme, again.font_size) == ("dark", "large")
    finally:
        theme().apply(ThemeChoice(before[0]), "standard")


def test_documents_follow_the_settings(page: SettingsPage, filled_context: Context) -> None:
    look = page.look
    look.font_box.setCurrentIndex(look.font_box.findData("方正仿宋_GBK"))
    look.font_box.activated.emit(0)
    look.spacing.setCurrentIndex(look.spacing.findData("30.0"))
    look.spacing.activated.emit(0)
    chosen = filled_context.word_settings()
    assert (chosen.body_font, chosen.line_pt) == ("方正仿宋_GBK", 30.0)


def test_password_set_changed_new_code_and_given_up(page: SettingsPage, filled_context: Context, qtbot: QtBot) -> None:
    part, path = page.store, Path(filled_context.workspace.place)
    codes: list[str] = []

    def fill(old: str, new: str) -> Callable[[Any], object]:
        def act(dialog: ChangePasswordDialog) -> None:
            dialog.old.setText(old)
            dialog.new.first.setText(new)
            dialog.new.second.setText(new)
            dialog.aware.setChecked(True)
            dialog.press.click()

        return act

    def note(dialog: RecoveryCodeDialog) -> None:
        codes.append(dialog.view.code.text())
        assert not dialog.close_button.isEnabled()
        dialog.view.kept.setChecked(True)
        dialog.close_button.click()

    assert [task for task, button in part.buttons.items() if not button.isHidden()] == [Task.SET]
    with Script((ChangePasswordDialog, fill("", PASSWORD)), (RecoveryCodeDialog, note)):
        part.buttons[Task.SET].click()
    assert needs_password(path)
    assert part.buttons[Task.SET].isHidden()
    with Script((ChangePasswordDialog, fill(PASSWORD, "another long password"))):
        part.buttons[Task.CHANGE].click()
    with Script((ChangePasswordDialog, fill("another long password", "")), (RecoveryCodeDialog, note)):
        part.buttons[Task.NEW_CODE].click()
    assert len(set(codes)) == 2
    wrong: list[str] = []

    def mistake(dialog: ChangePasswordDialog) -> None:
        dialog.aware.setChecked(True)
        dialog.press.click()
        wrong.append(dialog.words.text())
        dialog.old.setText("not this one")
        dialog.press.click()
        wrong.append(dialog.words.text())
        dialog.old.setText("another long password")
        dialog.press.click()

    with Script((ChangePasswordDialog, mistake)):
        part.buttons[Task.REMOVE].click()
    assert wrong == ["请输入现在的密码。", "密码不正确。"]
    assert not needs_password(path)


def test_backup_now_is_listed_and_restored_in_two_clicks(page: SettingsPage, filled_context: Context, qtbot: QtBot) -> None:
    page.open(tab="backup")
    part = page.backup
    add(filled_context, "备份前的公司")
    part.now.click()
    wait(qtbot, filled_context)
    assert len(part.list.model.rows) == 1
    assert part.list.model.row(0).reason is Reason.MANUAL
    add(filled_context, "备份后的公司")
    before = filled_context.workspace
    with Script((MessageDialog, press("恢复"))):
        part.restore_button.click()
    assert filled_context.workspace is not before
    assert set(names(filled_context.workspace)) == {"示例智能制造产业园", "备份前的公司"}
    reasons = [backup.reason for backup in list_backups(default_folder(Path(filled_context.workspace.place)))]
    assert sorted(reasons) == sorted([Reason.BEFORE_RESTORE, Reason.MANUAL])
    assert len(part.list.model.rows) == 2
    add(filled_context, "恢复后还能写")
    saved = next(row for row in part.list.model.rows if row.reason is Reason.BEFORE_RESTORE)
    part.list.select(lambda row: row.path == saved.path)
    with Script((MessageDialog, press("恢复"))):
        part.restore_button.click()
    assert "备份后的公司" in names(filled_context.workspace)


def test_restoring_is_refused_and_everything_goes_on(page: SettingsPage, filled_context: Context, qtbot: QtBot) -> None:
    part = page.backup
    part.now.click()
    wait(qtbot, filled_context)
    backup = part.list.model.row(0).path
    content = bytearray(backup.read_bytes())
    content[9000] ^= 1
    backup.write_bytes(content)
    before = filled_context.workspace
    with Script((MessageDialog, press("知道了"))):
        assert not part.restore(backup)
    assert filled_context.workspace is before
    add(filled_context, "还能写")


def test_a_copy_elsewhere_and_restoring_from_there(
    page: SettingsPage, filled_context: Context, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "U盘"))
    page.backup.elsewhere.click()
    wait(qtbot, filled_context)
    (made,) = list_backups(tmp_path / "U盘")
    add(filled_context, "之后的公司")
    assert page.backup.restore(made.path)
    assert "之后的公司" not in names(filled_context.workspace)


def test_the_check_says_sound_and_names_the_broken_page(page: SettingsPage, filled_context: Context, qtbot: QtBot) -> None:
    part = page.backup
    part.check()
    wait(qtbot, filled_context)
    assert "完好" in part.outcome.text()
    content = bytearray(Path(filled_context.workspace.place).read_bytes())
    content[4096 * 20 + 100] ^= 1
    Path(filled_context.workspace.place).write_bytes(content)
    part.check()
    wait(qtbot, filled_context)
    assert "第21页校验不符" in part.outcome.text()
    assert part.check_button.isEnabled()


def test_a_stopped_check_says_so(page: SettingsPage, filled_context: Context, qtbot: QtBot) -> None:
    page.backup.check()
    filled_context.worker.cancel()
    wait(qtbot, filled_context)
    assert page.backup.outcome.text() == "检查已停止。"
    assert page.backup.check_button.isEnabled()


def test_going_over_to_another_workspace_backs_this_one_up(
    page: SettingsPage, window: MainWindow, filled_context: Context, new_store: Path, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    other = copy_store(new_store, tmp_path / "other")
    add(filled_context, "换账套前的公司")
    old = Path(filled_context.workspace.place)

    def choose(guide: FirstRunGuide) -> None:
        guide.welcome.choose(other)
        guide.go_on()

    with Script((FirstRunGuide, choose)):
        page.store.switch.click()
    assert Path(filled_context.workspace.place) == other
    assert window.current == "home"
    assert filled_context.settings.values.recent[0] == str(other)
    assert [backup.reason for backup in list_backups(default_folder(old))] == [Reason.CLOSE]
    open_workspace(old).close(backup=False)


def test_read_only_offers_nothing_that_changes(qapp: QApplication, filled_workspace: Workspace, settings: SettingsFile) -> None:
    with open_workspace(Path(filled_workspace.place), read_only=True) as looking:
        context = Context(looking, looking.programme, settings)
        page = SettingsPage(context)
        page.refresh()
        assert page.office.name.isReadOnly()
        assert not page.office.change_district.isEnabled()
        assert not page.store.buttons[Task.SET].isEnabled()
        assert not page.backup.now.isEnabled()
        assert not page.backup.restore_button.isEnabled()
        with pytest.raises(refusals.OpenedReadOnly):
            looking.restore(looking.path)
        context.worker.shut_down()
        page.deleteLater()


def test_a_backup_of_another_workspace_asks_for_its_password(
    page: SettingsPage, filled_context: Context, tmp_path: Path, programme: Programme
) -> None:
    office = OfficeDetails(programme.districts_on(TODAY)[0].code, "另一个示例局", "示例经办人")
    made = create(tmp_path / "other", PASSWORD, programme, office, NOW)[0]
    made.close(backup=False)
    other = made.path
    backup = back_up_file(other, tmp_path / "b", PASSWORD, NOW)

    def type_password(dialog: PasswordDialog) -> None:
        dialog.line.setText(PASSWORD)
        dialog.open_button.click()

    assert not same_key(Path(filled_context.workspace.place), other)
    with Script((PasswordDialog, type_password)):
        assert page.backup.restore(backup)


def same_key(path: Path, other: Path) -> bool:
    return read_key_file(path).key_id == read_key_file(other).key_id
