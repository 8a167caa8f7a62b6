"""Settings, 工作交接: giving the work away, what the window then says, and opening the package on another computer."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog

from models.errors import UserError
from models.queries import exchange
from models.queries.handing_over import handed_over
from models.workspace.store import Workspace, open_workspace
from tests.db.acting import add_entity
from tests.exchange import conftest as both_sides
from tests.exchange.sides import Sides
from tests.ui.script import Script, press
from ui.context import Context
from ui.dialogs.first_run import FirstRunGuide
from ui.dialogs.recovery_code import RecoveryCodeDialog
from ui.exchange.reason_dialog import ReasonDialog
from ui.handover.code_dialog import HandoverCodeDialog
from ui.handover.give_dialog import GiveDialog
from ui.handover.handover_part import HandoverPart
from ui.handover.take_dialog import TakeDialog
from ui.message_dialog import MessageDialog
from ui.opening_flow import OpeningFlow
from ui.received_file import take
from ui.settings import SettingsFile
from ui.window import MainWindow

clock, office, stages, at_stage = both_sides.clock, both_sides.office, both_sides.stages, both_sides.at_stage
sent = both_sides.sent
PASSWORD = "correct horse battery"


def part_of(workspace: Workspace, settings: SettingsFile) -> HandoverPart:
    part = HandoverPart(Context(workspace, workspace.programme, settings))
    part.refresh()
    return part


def give(part: HandoverPart, folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Give the work away and return the code."""
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args, **_more: str(folder))
    codes = []

    def agree(dialog: GiveDialog) -> None:
        dialog.successor.setText("示例接任者")
        assert dialog.aware.isHidden() or not dialog.go.isEnabled()
        dialog.aware.setChecked(True)
        dialog.go.click()

    def note(dialog: HandoverCodeDialog) -> None:
        codes.append(dialog.code.text())
        assert not dialog.close_button.isEnabled()
        dialog.noted.setChecked(True)
        dialog.close_button.click()

    with Script((GiveDialog, agree), (HandoverCodeDialog, note)):
        part.give_away()
    return codes[0]


def fill(code: str) -> Callable[[TakeDialog], None]:
    """Open the package: first with nothing typed, then with a wrong code, then rightly."""

    def answer(dialog: TakeDialog) -> None:
        dialog.go.click()
        assert "交接口令" in dialog.said.text()
        dialog.code.setText(code[:-1] + ("2" if code[-1] != "2" else "3"))
        dialog.go.click()
        assert "没有输入密码" in dialog.said.text()
        for line in (dialog.new.first, dialog.new.second):
            line.setText(PASSWORD)
        dialog.go.click()
        assert "交接口令不对" in dialog.said.text()
        dialog.code.setText(code.lower().replace("-", " "))
        dialog.go.click()

    return answer


def keep(dialog: RecoveryCodeDialog) -> None:
    dialog.view.kept.setChecked(True)
    dialog.close_button.click()


def test_the_work_goes_to_a_new_computer_and_comes_to_an_end_here(
    sent: Sides, settings: SettingsFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication
) -> None:
    settings.values.word_font = "仿宋"
    stick = tmp_path / "U盘"
    stick.mkdir()
    part = part_of(sent.district, settings)
    assert part.state.isHidden()
    code = give(part, stick, monkeypatch)
    assert sorted(path.suffix for path in stick.iterdir()) == [".docx", ".rhjj"]
    assert sent.district.read_only
    assert "移交给示例接任者" in part.state.text()
    (package,) = stick.glob("*.rhjj")

    def choose(guide: FirstRunGuide) -> None:
        guide.welcome.choose(package)
        guide.next.click()

    fresh = SettingsFile(tmp_path / "新设置")
    flow = OpeningFlow(fresh, None, clock=sent.district.clock, judge=lambda _path: "", folder=tmp_path / "新电脑")
    with Script((FirstRunGuide, choose), (TakeDialog, fill(code)), (RecoveryCodeDialog, keep)):
        opened = flow.run()
    assert opened is not None
    with opened:
        assert opened.office.officer == "示例接任者"
        assert exchange.stations(opened) == exchange.stations(sent.district)
        assert not Context(opened, opened.programme, fresh).read_only
        opened.changed = False
    assert fresh.values.word_font == "仿宋"
    clicked = OpeningFlow(fresh, None, clock=sent.district.clock, judge=lambda _path: "", folder=tmp_path / "双击打开")
    with Script((TakeDialog, fill(code)), (RecoveryCodeDialog, keep)):  # no guide before it
        opened = clicked.run(package)
    assert opened is not None
    with opened:
        assert opened.office.officer == "示例接任者"
        opened.changed = False


def test_a_handed_over_workspace_opens_for_looking_only_until_it_is_taken_back(
    sent: Sides, settings: SettingsFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication
) -> None:
    path = sent.district.path
    give(part_of(sent.district, settings), tmp_path, monkeypatch)
    sent.district.close(backup=False)
    with open_workspace(path, clock=sent.city.clock) as again:
        part = part_of(again, settings)
        assert again.read_only
        assert part.give.text() == "再生成一个交接包…"
        refused: list[UserError] = []
        monkeypatch.setattr(part._context, "show_failure", refused.append)
        assert part._context.perform(add_entity, "不行") is None
        assert "移交给示例接任者" in refused[0].message

        def once_more(dialog: GiveDialog) -> None:
            assert dialog.successor.text() == "示例接任者"
            dialog.with_list.setChecked(False)
            dialog.go.click()

        def note(dialog: HandoverCodeDialog) -> None:
            dialog.reject()

        with Script((GiveDialog, once_more), (HandoverCodeDialog, note), (MessageDialog, press("没抄也关闭"))):
            part.give_away()
        assert len(list(tmp_path.glob("*.rhjj"))) == 2

        def because(dialog: ReasonDialog) -> None:
            dialog.reason.setText("接任者没有到岗")
            dialog.ok.click()

        with Script((ReasonDialog, because)):
            part.take_back()
        assert not again.read_only
        assert handed_over(again) is None
        assert part.give.text() == "移交给接任者…"
        assert not part.back.isVisibleTo(part)


def test_what_cannot_be_written_or_read_is_said_and_changes_nothing(
    sent: Sides, settings: SettingsFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication
) -> None:
    part = part_of(sent.district, settings)
    failures: list[UserError] = []
    monkeypatch.setattr(part._context, "show_failure", failures.append)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args, **_more: str(tmp_path / "拔掉的U盘"))

    def agree(dialog: GiveDialog) -> None:
        dialog.successor.setText("示例接任者")
        dialog.aware.setChecked(True)
        dialog.go.click()

    with Script((GiveDialog, agree)):
        part.give_away()
    assert "拔掉的U盘" in failures[0].message
    assert not sent.district.read_only
    letter = tmp_path / "不是.rhjj"
    letter.write_bytes(b"%PDF-1.7")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args, **_more: (str(letter), ""))
    with Script((MessageDialog, press("知道了"))):
        part.take_over()
    assert part._context.workspace is sent.district


def test_a_package_opened_in_the_window_becomes_the_workspace_of_the_window(
    window: MainWindow, sent: Sides, settings: SettingsFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = give(part_of(sent.district, settings), tmp_path, monkeypatch)
    (package,) = tmp_path.glob("*.rhjj")
    monkeypatch.setattr("models.workspace.location.default_folder", lambda: tmp_path / "新电脑")
    monkeypatch.setattr("models.workspace.location.judge", lambda _path: "")
    with Script((TakeDialog, fill(code)), (RecoveryCodeDialog, keep)):
        take(window, package)
    opened = window.context.workspace
    assert opened.place.startswith(str(tmp_path / "新电脑"))
    assert opened.office.officer == "示例接任者"
    assert not window.context.read_only
    assert window.context.settings.values.recent[0] == opened.place
    opened.close(backup=False)
