"""Messages: plain text, what to do next, safe answers for Enter and Esc; the banner; settings that are broken."""

from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from models.errors import ResourceError, UserError
from tests.ui.conftest import children, press, texts, with_dialog
from ui import messages
from ui.banner import Banner
from ui.message_dialog import MessageDialog
from ui.settings import Settings, SettingsFile
from ui.tone import Tone

NASTY = "<b>粗</b><img src=x> & 𠮷\u202e"


@pytest.fixture
def host(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(800, 500)
    made.show()
    return made


def test_a_failure_says_what_happened_and_what_to_do(host: QWidget) -> None:
    seen: list[list[str]] = []

    def answer(dialog: QDialog) -> None:
        seen.append(texts(dialog))
        press(dialog, "知道了")

    with_dialog(lambda: messages.show_failure(host, UserError("名称太长。", "请缩短到 50 字以内。")), answer)
    with_dialog(lambda: messages.show_failure(host, ResourceError("a.toml", "x[1]", "缺少标题")), answer)
    assert seen[0] == ["名称太长。", "请缩短到 50 字以内。"]
    assert "a.toml" in seen[1][0]
    assert "x[1]" in seen[1][0]


def test_what_was_typed_is_never_read_as_markup(host: QWidget) -> None:
    formats: list[Qt.TextFormat] = []

    def answer(dialog: QDialog) -> None:
        formats.extend(label.textFormat() for label in children(dialog, QLabel) if label.text())
        assert NASTY in texts(dialog)
        press(dialog, "知道了")

    with_dialog(lambda: messages.warning(host, NASTY, NASTY), answer)
    assert set(formats) == {Qt.TextFormat.PlainText}


@pytest.mark.parametrize(
    ("key", "danger", "expected"),
    [
        (Qt.Key.Key_Return, False, True),
        (Qt.Key.Key_Escape, False, False),
        (Qt.Key.Key_Return, True, False),
        (Qt.Key.Key_Escape, True, False),
    ],
)
def test_enter_and_esc_never_destroy(host: QWidget, qtbot: QtBot, key: Qt.Key, danger: bool, expected: bool) -> None:
    answers: list[bool] = []

    def ask() -> None:
        answers.append(messages.question(host, "删除“示例”？", yes="删除", danger=danger))

    def answer(dialog: QDialog) -> None:
        focused = dialog.focusWidget() or dialog
        QTest.keyClick(focused, key)

    with_dialog(ask, answer)
    assert answers == [expected]


@pytest.mark.parametrize(("danger", "expected"), [(False, False), (True, True)])
def test_enter_presses_the_button_that_has_the_focus(host: QWidget, danger: bool, expected: bool) -> None:
    answers: list[bool] = []

    def answer(dialog: QDialog) -> None:
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)

    with_dialog(lambda: answers.append(messages.question(host, "删除“示例”？", yes="删除", danger=danger)), answer)
    assert answers == [expected]


def test_choice_gives_the_button_pressed_or_none(host: QWidget) -> None:
    answers: list[int] = []

    def ask() -> None:
        answers.append(messages.choice(host, "怎样打开？", ("只读打开", "重试", "取消")))

    with_dialog(ask, lambda dialog: press(dialog, "重试"))
    with_dialog(ask, lambda dialog: dialog.reject())
    assert answers == [1, -1]


def test_details_fold_out(host: QWidget, qtbot: QtBot) -> None:
    dialog = MessageDialog(host, Tone.ERROR, "未能导出。", details="第 3 行")
    qtbot.addWidget(dialog)
    dialog.show()
    focused = dialog.focusWidget()
    assert isinstance(focused, QPushButton)
    assert focused.text() == "知道了"
    (details,) = children(dialog, QPlainTextEdit)
    assert not details.isVisible()
    press(dialog, "显示详情")
    assert details.isVisible()
    assert details.toPlainText() == "第 3 行"


class Opened(QObject):
    """Stands where the system's own program would open a file."""

    def __init__(self) -> None:
        super().__init__()
        self.paths: list[str] = []

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        self.paths.append(url.toLocalFile())


def test_banner_offers_the_file_and_its_folder(host: QWidget, qtbot: QtBot, tmp_path: Path) -> None:
    opened = Opened()
    QDesktopServices.setUrlHandler("file", opened, "take")  # type: ignore[arg-type]  # the stubs want bytes, the binding a name
    try:
        banner = Banner(host)
        banner.show_file("已导出：示例.docx", tmp_path / "示例.docx")
        assert banner.isVisible()
        assert banner.words.textFormat() is Qt.TextFormat.PlainText
        assert [button.text() for button in banner.buttons] == ["打开文件", "打开所在文件夹"]
        for button in banner.buttons:
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    finally:
        QDesktopServices.unsetUrlHandler("file")
    assert opened.paths == [str(tmp_path / "示例.docx"), str(tmp_path)]


def test_banner_stays_inside_its_host(host: QWidget) -> None:
    banner = Banner(host)
    banner.show_message("很长的说明" * 30, Tone.WARNING)
    for width in (800, 420):
        host.resize(width, 400)
        assert host.rect().contains(banner.geometry())


def test_settings_come_back_as_they_were(tmp_path: Path) -> None:
    first = SettingsFile(tmp_path)
    first.values.theme = "dark"
    first.values.folders["export"] = "某处"
    first.save()
    again = SettingsFile(tmp_path)
    assert again.values == first.values
    assert again.notice == ""


@pytest.mark.parametrize("broken", [b"", b"{", b"[]", b'{"theme": "pink"}', b"\xff\xfe", b'{"recent": [1]}'])
def test_broken_settings_fall_back_to_the_last_good_ones(tmp_path: Path, broken: bytes) -> None:
    first = SettingsFile(tmp_path)
    first.values.font_size = "large"
    first.save()
    (tmp_path / "settings.json").write_bytes(broken)
    again = SettingsFile(tmp_path)
    assert again.values.font_size == "large"
    assert "上一次的设置" in again.notice
    (tmp_path / "settings.last-good.json").write_bytes(broken)
    last = SettingsFile(tmp_path)
    assert last.values == Settings()
    assert "默认设置" in last.notice


def test_settings_that_cannot_be_written_are_said_not_raised(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    settings = SettingsFile(tmp_path / "file" / "config")
    settings.save()
    assert "未能保存" in settings.notice
