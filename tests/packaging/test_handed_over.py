"""What a double click, an administrator and the session hand to the program."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

import main
from tests.ui.conftest import texts
from tests.ui.script import Script
from ui import input_method
from ui.input_method import choose
from ui.message_dialog import MessageDialog
from ui.received_file import KINDS, is_received_file, take


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        (["/盘/示例.rhbs"], ["--open", "/盘/示例.rhbs"]),
        (["示例.RHFK"], ["--open", "示例.RHFK"]),
        (["示例.rhfa"], ["--open", "示例.rhfa"]),
        (["示例.rhjj"], ["--open", "示例.rhjj"]),
        (["示例.ronghe"], ["--workspace", "示例.ronghe"]),
        (["--selftest"], ["selftest"]),
        (["selftest"], ["selftest"]),
        (["check", "示例.ronghe"], ["check", "示例.ronghe"]),
        (["示例.docx"], ["示例.docx"]),
        ([], []),
    ],
)
def test_a_file_alone_is_opened(given: list[str], meant: list[str]) -> None:
    assert main.as_options(given) == meant


def test_the_options_are_understood(tmp_path: Path) -> None:
    read = main.parser().parse_args(main.as_options([str(tmp_path / "示例.rhbs")]))
    assert (read.open, read.workspace, read.command) == (tmp_path / "示例.rhbs", None, None)


@pytest.mark.parametrize("ending", KINDS)
def test_a_received_file_is_answered_with_what_it_is_and_what_to_do(qapp: QApplication, tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"示例区{ending.upper()}"
    file.write_bytes(b"x")
    assert is_received_file(file)
    said: list[str] = []

    def read(dialog: MessageDialog) -> None:
        said.extend(texts(dialog))
        dialog.accept()

    with Script((MessageDialog, read)):
        take(None, file)
    text = "".join(said)
    assert file.name in text
    assert KINDS[ending] in text
    assert "没有改动" in text
    assert file.read_bytes() == b"x"


FCITX_SESSION = {"QT_IM_MODULE": "fcitx", "XMODIFIERS": "@im=fcitx"}


@pytest.mark.parametrize(
    ("environ", "programs", "has_fcitx", "expected"),
    [
        (FCITX_SESSION, [], True, {"QT_IM_MODULE": "fcitx"}),
        (FCITX_SESSION, [], False, {"QT_IM_MODULE": "ibus", "IBUS_USE_PORTAL": "1"}),
        ({"QT_IM_MODULE": "fcitx5"}, [], True, {"QT_IM_MODULE": "fcitx"}),
        ({"QT_IM_MODULE": "ibus"}, ["fcitx5"], True, {"QT_IM_MODULE": "ibus"}),
        ({"QT_IM_MODULE": "xim", "XMODIFIERS": "@im=fcitx"}, [], True, {"QT_IM_MODULE": "fcitx"}),
        ({"XMODIFIERS": "@im=ibus"}, ["fcitx"], True, {"QT_IM_MODULE": "ibus"}),
        ({}, ["bash", "fcitx5", "ibus-daemon"], True, {"QT_IM_MODULE": "fcitx"}),
        ({}, ["bash", "ibus-daemon"], True, {"QT_IM_MODULE": "ibus"}),
        ({}, ["bash"], True, {}),
        ({"XDG_SESSION_TYPE": "wayland", "XMODIFIERS": "@im=ibus"}, ["fcitx5"], True, {}),
        ({"QT_IM_MODULES": "wayland;fcitx", "XMODIFIERS": "@im=ibus"}, [], True, {}),
        ({"QT_IM_MODULE": "compose"}, ["fcitx5"], True, {}),
    ],
)
def test_the_input_method_of_the_session_is_found(
    environ: dict[str, str], programs: list[str], has_fcitx: bool, expected: dict[str, str]
) -> None:
    assert choose(environ, programs, has_fcitx=has_fcitx) == expected


def test_only_ones_own_programs_count(tmp_path: Path) -> None:
    for number, name in (("12", "fcitx5"), ("7", "bash"), ("self", "not a process")):
        (tmp_path / number).mkdir()
        (tmp_path / number / "comm").write_text(f"{name}\n", encoding="utf-8")
    (tmp_path / "99").mkdir()  # ended meanwhile
    assert sorted(input_method.running_programs(tmp_path)) == ["bash", "fcitx5"]
