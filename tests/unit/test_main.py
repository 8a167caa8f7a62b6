"""The command line: its words, its exit codes, and where a password comes from."""

import re
from pathlib import Path
from unicodedata import east_asian_width

import pytest

import main
from models.errors import UserError

COMMANDS = ("demo", "export", "check", "backup", "selftest", "server-setup", "server-account")
OURS = {
    "ronghe", "demo", "export", "application", "ledger", "report", "check", "backup", "selftest", "workspace", "out", "project",
    "password", "file", "help", "h", "RONGHE_PASSWORD", "FILE", "DIR", "ID", "Word", "Excel",
    "document", "kind", "masked", "KEY", "open", "rhbs", "rhfk", "rhfa", "rhjj",
    "server", "setup", "account", "office", "officer", "phone", "from", "role", "keep", "URL", "ACCOUNT", "ROLE", "NAME", "NUMBER",
    "postgresql", "PostgreSQL", "zhangsan", "city",
}  # fmt: skip
"""Names of commands and options, placeholders, and the two programs; nothing else may be in Latin letters."""


def helped(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as left:
        main.main([*arguments, "--help"])
    assert left.value.code == main.OK
    out, err = capsys.readouterr()
    assert err == ""
    return out


@pytest.mark.parametrize("columns", [30, 60, 80, 200])
@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_the_help_is_in_chinese_however_wide_the_screen(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, command: str, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    text = helped(capsys, *filter(None, [command]))
    assert text.startswith("用法：")
    assert set(re.findall(r"[A-Za-z_]+", text)) <= OURS


def test_no_line_of_the_help_is_wider_than_the_screen(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    for command in ("", *COMMANDS):
        for line in helped(capsys, *filter(None, [command])).splitlines():
            width = sum(2 if east_asian_width(character) in "WF" else 1 for character in line)
            assert width <= 80 or line.startswith("用法"), line
            assert line.strip()[:1] not in ("，", "。", "；", "）")


def test_the_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    text = helped(capsys)
    assert all(re.search(rf"^\s+{command}\s+[\u4e00-\u9fff]", text, re.MULTILINE) for command in COMMANDS)
    assert set(main.COMMANDS) == set(COMMANDS)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nonsense"], "不接受 'nonsense'"),
        (["demo"], "缺少参数：DIR"),
        (["demo", "a", "b"], "不认识的参数：b"),
        (["export"], "缺少参数"),
        (["export", "form", "--workspace", "a", "--out", "b"], "不接受 'form'"),
        (["export", "ledger", "--out", "b"], "缺少参数：--workspace"),
        (["export", "ledger", "--workspace", "a", "--out"], "参数 --out 后面要写一个值"),
        (["check"], "缺少参数：FILE"),
        (["check", "a", "--password", "secret"], "不认识的参数"),
        (["backup", "a"], "缺少参数：DIR"),
        (["--help=1"], "命令写法不对"),
        (["--workspace"], "后面要写一个值"),
    ],
)
def test_a_wrong_command_is_explained(capsys: pytest.CaptureFixture[str], arguments: list[str], said: str) -> None:
    with pytest.raises(SystemExit) as left:
        main.main(arguments)
    assert left.value.code == main.USAGE
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err
    assert err.startswith("用法：")
    assert err.endswith("加 --help 查看说明。\n")
    names = re.sub(r"'[^']*'", "", err.rpartition("\n")[0])
    assert "error" not in names
    assert "required" not in names


def password(*arguments: str) -> str | None:
    return main.password_of(main.parser().parse_args(["check", "x.ronghe", *arguments]))


def test_the_password_comes_from_a_file_or_the_environment_never_from_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RONGHE_PASSWORD", raising=False)
    assert password() is None
    monkeypatch.setenv("RONGHE_PASSWORD", "环境里的")
    assert password() == "环境里的"
    file = tmp_path / "密码.txt"
    file.write_bytes("\ufeff文件 里的 \r\n第二行\r\n".encode())
    assert password("--password-file", str(file)) == "文件 里的 "
    file.write_bytes(b"")
    assert password("--password-file", str(file)) == ""


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_a_password_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "密码.txt"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(UserError, match=r"读不到密码文件“.*密码\.txt”"):
        password("--password-file", str(file))
