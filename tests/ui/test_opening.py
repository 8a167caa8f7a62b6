"""Opening: every refusal, produced for real, its sentence, and each way out taken to the end."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog

from models.errors import UserError
from models.operations.entities import save_entity
from models.programme.pack import Programme
from models.workspace import refusals
from models.workspace.backup import Reason, back_up_file, default_folder, list_backups
from models.workspace.connection import connect
from models.workspace.keys import key_path, unlock
from models.workspace.lock import StoreLock
from models.workspace.moving import copy_files, free_place
from models.workspace.store import OfficeDetails, Workspace, create, open_workspace
from tests.db.acting import flip_bit
from tests.ui.conftest import NOW, TODAY, copy_store
from tests.ui.script import Script, Step, press
from ui.dialogs.backup_list import RestoreDialog
from ui.dialogs.first_run import FirstRunGuide
from ui.dialogs.opening_problem import OpeningProblem
from ui.dialogs.unlocking import PasswordDialog, RecoveryDialog
from ui.message_dialog import MessageDialog
from ui.opening_flow import OpeningFlow
from ui.opening_ways import Way, ways_out, who_holds
from ui.settings import SettingsFile
from ui.single_instance import FirstWindow

PASSWORD = "correct horse battery"


@pytest.fixture(scope="module")
def locked_store(tmp_path_factory: pytest.TempPathFactory, programme: Programme) -> tuple[Path, str]:
    """A workspace with a password, and its recovery code."""
    path = tmp_path_factory.mktemp("locked") / "示例.ronghe"
    office = OfficeDetails(programme.districts_on(TODAY)[0].code, "示例局", "示例经办人")
    workspace, code = create(path, PASSWORD, programme, office, NOW)
    workspace.close(backup=False)
    return path, code


@pytest.fixture
def store(qapp: QApplication, new_store: Path, tmp_path: Path) -> Path:
    return copy_store(new_store, tmp_path)


@pytest.fixture
def flow(qapp: QApplication, settings: SettingsFile, tmp_path: Path) -> OpeningFlow:
    return OpeningFlow(settings, clock=lambda: NOW, judge=lambda path: "", folder=tmp_path / "本机")


@pytest.fixture
def opened() -> Iterator[list[Workspace]]:
    held: list[Workspace] = []
    yield held
    for workspace in held:
        workspace.close(backup=False)


def take(way: Way) -> Step:
    return OpeningProblem, lambda dialog: dialog.buttons[way].click()


def keep(opened: list[Workspace], workspace: Workspace | None) -> Workspace:
    assert workspace is not None
    opened.append(workspace)
    return workspace


def said(dialog: OpeningProblem, seen: list[str], way: Way = Way.QUIT) -> None:
    seen += [dialog.message.text(), *(other.words for other in dialog.buttons)]
    dialog.buttons[way].click()


def test_the_last_used_workspace_opens_without_a_question(store: Path, settings: SettingsFile, opened: list[Workspace]) -> None:
    assert keep(opened, OpeningFlow(settings).run(store)).place == str(store)


def test_nothing_used_yet_begins_with_the_guide(qapp: QApplication, settings: SettingsFile) -> None:
    with Script((FirstRunGuide, lambda guide: guide.reject())):
        assert OpeningFlow(settings).run() is None


def test_a_missing_file_offers_its_backups_first(flow: OpeningFlow, store: Path, opened: list[Workspace]) -> None:
    back_up_file(store, default_folder(store), at=NOW)
    store.unlink()
    with Script(take(Way.RESTORE), (RestoreDialog, lambda dialog: dialog.restore.click())):
        workspace = keep(opened, flow.run(store))
    assert workspace.place == str(store)
    assert not workspace.read_only


def test_a_missing_file_may_be_left_for_the_guide(flow: OpeningFlow, tmp_path: Path) -> None:
    seen: list[str] = []
    gone = tmp_path / "没有.ronghe"
    with Script((OpeningProblem, lambda d: said(d, seen, Way.NEW)), (FirstRunGuide, lambda guide: guide.reject())):
        assert flow.run(gone) is None
    assert "找不到账套文件" in seen[0]
    assert seen[1:] == ["打开其他账套…", "从备份恢复…", "新建账套…", "退出"]


def test_a_damaged_file_is_restored_and_kept(flow: OpeningFlow, store: Path, opened: list[Workspace]) -> None:
    back_up_file(store, default_folder(store), at=NOW)
    flip_bit(store, 2000)
    damaged = store.read_bytes()
    seen: list[str] = []
    with Script((OpeningProblem, lambda d: said(d, seen, Way.RESTORE)), (RestoreDialog, lambda dialog: dialog.restore.click())):
        workspace = keep(opened, flow.run(store))
    assert "已损坏" in seen[0]
    assert "以只读方式打开" not in seen
    assert workspace.office.officer == "示例经办人"
    kept = [backup for backup in list_backups(default_folder(store)) if backup.reason is Reason.DAMAGED]
    assert [backup.path.read_bytes() for backup in kept] == [damaged]


def test_a_damaged_file_can_be_copied_aside(flow: OpeningFlow, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flip_bit(store, 2000)
    aside = tmp_path / "aside"
    aside.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(aside))
    with Script(take(Way.COPY_ASIDE), (MessageDialog, press("知道了")), take(Way.QUIT)):
        assert flow.run(store) is None
    assert (aside / store.name).read_bytes() == store.read_bytes()
    assert key_path(aside / store.name).exists()


def test_the_restore_list_shows_what_cannot_be_restored(qapp: QApplication, settings: SettingsFile, store: Path) -> None:
    folder = default_folder(store)
    backup = back_up_file(store, folder, at=NOW)
    backup.write_bytes(b"x" * 100)
    dialog = RestoreDialog(None, settings, store, folder)
    assert not dialog.restore.isEnabled()
    assert dialog.list.shown().columns[-1].words(False) == "已损坏"
    assert "没有可用的备份" in dialog.words.text()
    dialog.deleteLater()


def test_a_newer_file_can_be_looked_at(flow: OpeningFlow, store: Path, opened: list[Workspace]) -> None:
    connection = connect(store, unlock(store, None))
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    seen: list[str] = []
    with Script((OpeningProblem, lambda d: said(d, seen, Way.READ_ONLY))):
        assert keep(opened, flow.run(store)).read_only
    assert "更新版本" in seen[0]


def test_a_foreign_file_leads_to_another_one(flow: OpeningFlow, store: Path, tmp_path: Path, opened: list[Workspace]) -> None:
    foreign = tmp_path / "通知.ronghe"
    foreign.write_text("这不是账套" * 100, encoding="utf-8")
    seen: list[str] = []

    def choose(guide: FirstRunGuide) -> None:
        guide.welcome.choose(store)
        guide.go_on()

    with Script((OpeningProblem, lambda d: said(d, seen, Way.OTHER)), (FirstRunGuide, choose)):
        assert keep(opened, flow.run(foreign)).place == str(store)
    assert "不是本程序的账套" in seen[0]


def test_already_open_here_brings_that_window_to_the_front(flow: OpeningFlow, store: Path, opened: list[Workspace]) -> None:
    keep(opened, open_workspace(store))
    first = FirstWindow(store)
    asked: list[bool] = []
    first.asked.connect(lambda: asked.append(True))
    with Script():
        assert flow.run(store) is None
    QApplication.processEvents()
    assert asked == [True]
    first.close()


def test_already_open_elsewhere_says_who_and_opens_read_only(flow: OpeningFlow, store: Path, opened: list[Workspace]) -> None:
    keep(opened, open_workspace(store))
    assert f"进程号 {os.getpid()}" in who_holds(store)
    seen: list[str] = []
    with Script((OpeningProblem, lambda d: said(d, seen, Way.READ_ONLY))):
        assert keep(opened, flow.run(store)).read_only
    assert "已经打开" in seen[0]


def test_already_open_may_be_tried_again(flow: OpeningFlow, store: Path, opened: list[Workspace]) -> None:
    lock = StoreLock(store)

    def release(dialog: OpeningProblem) -> None:
        lock.release()
        dialog.buttons[Way.RETRY].click()

    with Script((OpeningProblem, release)):
        assert not keep(opened, flow.run(store)).read_only


def test_a_place_that_cannot_be_written_is_copied_to_this_computer(
    flow: OpeningFlow, store: Path, tmp_path: Path, opened: list[Workspace]
) -> None:
    lock = store.with_name(f"{store.name}.lock")
    lock.unlink(missing_ok=True)
    lock.mkdir()  # nobody, not even root, opens a folder for writing
    seen: list[str] = []
    with Script((OpeningProblem, lambda d: said(d, seen, Way.COPY_HERE)), (MessageDialog, press("知道了"))):
        workspace = keep(opened, flow.run(store))
    assert "不能写入" in seen[0]
    assert Path(workspace.place) == tmp_path / "本机" / store.name
    assert not workspace.read_only


def test_a_place_that_cannot_be_written_can_be_looked_at(flow: OpeningFlow, store: Path, opened: list[Workspace]) -> None:
    lock = store.with_name(f"{store.name}.lock")
    lock.unlink(missing_ok=True)
    lock.mkdir()
    with Script(take(Way.READ_ONLY)):
        assert keep(opened, flow.run(store)).read_only


def test_a_missing_key_file_is_fetched(
    flow: OpeningFlow, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, opened: list[Workspace]
) -> None:
    elsewhere = tmp_path / "elsewhere.key"
    shutil.move(key_path(store), elsewhere)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(elsewhere), ""))
    seen: list[str] = []
    with Script((OpeningProblem, lambda d: said(d, seen, Way.KEY_FILE))):
        keep(opened, flow.run(store))
    assert "缺少密钥文件" in seen[0]


def test_the_wrong_key_file_is_taken_away_again(
    flow: OpeningFlow, store: Path, tmp_path: Path, programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = OfficeDetails(programme.districts_on(TODAY)[0].code, "示例局", "示例经办人")
    other = create(tmp_path / "other.ronghe", None, programme, office, NOW)[0]
    other.close(backup=False)
    key_path(store).unlink()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(key_path(other.path)), ""))
    with Script(take(Way.KEY_FILE), (MessageDialog, press("知道了")), take(Way.QUIT)):
        assert flow.run(store) is None
    assert not key_path(store).exists()


def test_password_wrong_then_right(flow: OpeningFlow, locked_store: tuple[Path, str], tmp_path: Path, opened: list[Workspace]) -> None:
    path = copy_store(locked_store[0], tmp_path)
    words: list[str] = []

    def answer(password: str) -> Callable[[Any], object]:
        def act(dialog: PasswordDialog) -> None:
            words.append(dialog.words.text())
            assert not dialog.open_button.isEnabled()
            dialog.line.setText(password)
            dialog.open_button.click()

        return act

    with Script((PasswordDialog, answer("wrong")), (PasswordDialog, answer(PASSWORD))):
        keep(opened, flow.run(path))
    assert words[0] == ""
    assert "密码不正确" in words[1]


def test_the_recovery_code_sets_a_new_password(
    flow: OpeningFlow, locked_store: tuple[Path, str], tmp_path: Path, opened: list[Workspace]
) -> None:
    path = copy_store(locked_store[0], tmp_path)

    def recover(dialog: RecoveryDialog) -> None:
        dialog.code.setText("ABCDE")
        dialog.accept_button.click()
        assert "25" in dialog.words.text()
        dialog.code.setText(locked_store[1][:-1] + ("A" if locked_store[1][-1] != "A" else "B"))
        assert "抄错" in dialog.words.text()
        dialog.code.setText(locked_store[1])
        dialog.accept_button.click()
        assert dialog.words.text() == "还没有输入密码。"
        dialog.new.first.setText("a new long password")
        dialog.new.second.setText("a new long password")
        dialog.accept_button.click()

    with Script((PasswordDialog, lambda dialog: dialog.recovery.click()), (RecoveryDialog, recover)):
        keep(opened, flow.run(path)).close(backup=False)
    opened.clear()
    open_workspace(path, "a new long password").close(backup=False)


def test_the_code_of_another_workspace_is_refused(
    qapp: QApplication, locked_store: tuple[Path, str], tmp_path: Path, programme: Programme
) -> None:
    path = copy_store(locked_store[0], tmp_path)
    office = OfficeDetails(programme.districts_on(TODAY)[0].code, "示例局", "示例经办人")
    other, code = create(tmp_path / "other.ronghe", PASSWORD, programme, office, NOW)
    other.close(backup=False)
    dialog = RecoveryDialog(None, path)
    dialog.code.setText(code)
    dialog.new.first.setText("a new long password")
    dialog.new.second.setText("a new long password")
    dialog.accept_button.click()
    assert "不是这个账套的恢复码" in dialog.words.text()
    dialog.deleteLater()


def test_restoring_a_workspace_with_a_password_asks_for_it(
    flow: OpeningFlow, locked_store: tuple[Path, str], tmp_path: Path, opened: list[Workspace]
) -> None:
    path = copy_store(locked_store[0], tmp_path)
    back_up_file(path, default_folder(path), PASSWORD, NOW)
    flip_bit(path, 2000)

    def type_password(dialog: PasswordDialog) -> None:
        dialog.line.setText(PASSWORD)
        dialog.open_button.click()

    with Script((PasswordDialog, type_password), take(Way.RESTORE), (RestoreDialog, lambda dialog: dialog.restore.click())):
        keep(opened, flow.run(path))


def test_leaving_the_password_leaves_the_program(flow: OpeningFlow, locked_store: tuple[Path, str], tmp_path: Path) -> None:
    with Script((PasswordDialog, lambda dialog: dialog.reject())):
        assert flow.run(copy_store(locked_store[0], tmp_path)) is None


def test_every_refusal_has_a_way_besides_leaving() -> None:
    path = Path("示例.ronghe")
    kinds = [kind for kind in refusals.Refusal.__subclasses__() if kind.__init__.__code__.co_varnames[:2] == ("self", "path")]
    assert len(kinds) > 10
    for kind in kinds:
        ways = ways_out(cast("Callable[[Path], UserError]", kind)(path), can_look=False, has_backups=False)
        assert ways[-1] is Way.QUIT
        assert len(ways) > 1, kind
        assert Way.READ_ONLY not in ways


def test_copying_never_overwrites_and_leaves_nothing_half_made(store: Path, tmp_path: Path) -> None:
    target = tmp_path / "to" / store.name
    assert copy_files(store, target) == target
    open_workspace(target).close(backup=False)
    with pytest.raises(refusals.FileExists):
        copy_files(store, target)
    assert free_place(target.parent, target.name).name == "示例（2）.ronghe"
    blocked = tmp_path / "blocked"
    blocked.write_text("")
    with pytest.raises(refusals.StorageFault):
        copy_files(store, blocked / "inside" / "x.ronghe")
    with pytest.raises(refusals.MissingFile):
        copy_files(tmp_path / "gone.ronghe", tmp_path / "x.ronghe")


def test_what_was_saved_is_there_after_all_this(flow: OpeningFlow, store: Path, opened: list[Workspace]) -> None:
    with open_workspace(store) as before:
        before.perform(save_entity, None, {"name": "示例公司", "kind": "park_mfg"})
    flip_bit(store, 2000)
    with Script(take(Way.RESTORE), (RestoreDialog, lambda dialog: dialog.restore.click())):
        workspace = keep(opened, flow.run(store))
    assert workspace.rows("SELECT name FROM pilot_entity") == [("示例公司",)]
