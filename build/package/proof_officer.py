"""Proves what users of an installed package meet: its window, a double click, a folder that cannot be written, somebody else's account."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import time
from pathlib import Path

from build.failure import SetupError
from build.package.chroots import COLLEAGUE, OFFICER, Root
from build.package.deb import PLACE
from build.package.layout import NAME, Build
from build.package.proof_linux import PASSED, require
from build.package.screen import screen, wait_for_window

PATIENCE = 40.0
"""Seconds within which a window must have been painted."""

HELP_TOOLS = ("dbus", "openbox", "xdotool", "imagemagick", "xclip")
HELP = """
openbox & manager=$!
/usr/bin/{program} --workspace "$1" & started=$!
for i in $(seq 20); do
    sleep 1; window=$(xdotool search --onlyvisible --class {program} | tail -1); [ -n "$window" ] && break
done
sleep 4; xdotool windowfocus "$window"
xdotool key F6; sleep 1; xdotool key End; sleep 1; xdotool key Return; sleep 2
xdotool key ctrl+f; sleep 1; for i in 1 2 3; do xdotool key Tab; done; sleep 1; xdotool key space; sleep 3
xdotool key Tab
for i in $(seq 30); do
    sleep 2; xdotool key space; sleep 1
    timeout 5 xclip -o -selection clipboard > /tmp/copied && grep -q -e 自检全部通过 -e 自检未通过 /tmp/copied && break
done
import -window root /tmp/help.png
cat /tmp/copied
kill $started; wait $started
kill $manager; wait $manager
true
"""
"""The navigation's last page, the button behind the list, and in the dialog the button behind the report, again and again."""

TOOLS = ("dbus", "libglib2.0-bin", "xdotool")
DESKTOP = 'gio open "$1"; sleep 60'
"""A session that opens a file by its type, and lasts while the program does."""

IMPORTING = "导入"
"""Stands in the title of what a received file is answered with."""


def window_settings(root: Root) -> Path:
    """Return where the officer's settings lie, seen from outside."""
    return root.folder / "home" / OFFICER / ".config" / NAME / "settings.json"


def make_store(root: Root, user: str) -> str:
    """Make the demonstration in the folder of a user, and return its workspace's path inside."""
    folder = f"/home/{user}/demo"
    root.run(f"/usr/bin/{NAME}", "demo", folder, user=user)
    (store,) = (root.folder / folder[1:]).glob("*.ronghe")
    return f"{folder}/{store.name}"


def show_window(build: Build, root: Root, suite: str, store: str) -> None:
    """Start the program on a screen of its own, and take its picture, to be looked at.

    Raises:
        SetupError: No window came.
    """
    picture = build.work / "pictures" / f"window-{suite}.png"
    with screen() as display:
        window = root.start(f"/usr/bin/{NAME}", "--workspace", store, user=OFFICER, DISPLAY=display)
        try:
            require(wait_for_window(display, picture, PATIENCE), "窗口没有画出来")
        finally:
            window.terminate()
            window.wait(30)
    print(f"  窗口图片：{picture}", flush=True)


def double_click(root: Root) -> None:
    """Open a received file by its type, as the desktop does; the program answers in the workspace that was used last.

    Raises:
        SetupError: The type is not the program's, or nothing came.
    """
    root.install(*TOOLS)
    kind = f"application/x-{NAME}-report"
    require(f"{NAME}.desktop" in root.run("gio", "mime", kind, user=OFFICER), "文件类型没有登记为由本程序打开")
    file = root.folder / "home" / OFFICER / "示例.rhbs"
    file.write_bytes(b"x")
    with screen() as display:
        desktop = root.start(
            "dbus-run-session", "--", "sh", "-c", DESKTOP, "sh", f"/home/{OFFICER}/{file.name}", user=OFFICER, DISPLAY=display
        )
        process = ""
        try:
            given_up = time.monotonic() + PATIENCE
            while time.monotonic() < given_up:
                time.sleep(1)
                windows = _visible_windows(root, display)
                process = process or next((held for held, _ in windows), "")
                if any(IMPORTING in title for _, title in windows):
                    return
            raise SetupError(f"验证未通过：双击文件后没有答复：{windows}")
        finally:
            if process:
                os.kill(int(process), signal.SIGTERM)
            desktop.terminate()
            desktop.wait(30)


def selftest_in_help(build: Build, root: Root, suite: str, store: str) -> None:
    """Run the self-test from the help page, by the keyboard, and copy its report.

    Raises:
        SetupError: It did not pass, or the report was not copied.
    """
    root.install(*HELP_TOOLS)
    (root.folder / "tmp/help.sh").write_text(HELP.format(program=NAME), encoding="utf-8")
    with screen() as display:
        copied = root.run("dbus-run-session", "--", "bash", "/tmp/help.sh", store, user=OFFICER, DISPLAY=display, limit=180)
    shutil.copyfile(root.folder / "tmp/help.png", build.work / "pictures" / f"selftest-{suite}.png")
    require(PASSED in copied, f"“帮助 → 自检”没有通过，或结果没有复制：{copied}")


def _visible_windows(root: Root, display: str) -> list[tuple[str, str]]:
    """Return process and title of every window of the program."""
    try:
        found = root.run("xdotool", "search", "--onlyvisible", "--class", NAME, DISPLAY=display).split()
    except SetupError:
        return []
    told = [root.run("xdotool", "getwindowpid", window, "getwindowname", window, DISPLAY=display) for window in found if window.isdigit()]
    return [(lines.partition("\n")[0].strip(), lines.partition("\n")[2].strip()) for lines in told]


def read_only_folder(root: Root, package: str) -> None:
    """Unpack the package without installing it, where nothing may be written, and try it there.

    Args:
        root: The system.
        package: The .deb, inside.

    Raises:
        SetupError: It does not run, or something was written.
    """
    home = f"/home/{OFFICER}"
    folder = f"{home}/unpacked"
    root.run("dpkg", "-x", package, folder, user=OFFICER)
    root.run("chmod", "-R", "a-w", folder, user=OFFICER)
    before = _state(root.folder / folder[1:])
    report = root.run(f"{folder}/{PLACE}/{NAME}", "--selftest", user=OFFICER, failed="在不能写入的目录里自检没有通过")
    require(PASSED in report, "在不能写入的目录里自检没有说全部通过")
    require(_state(root.folder / folder[1:]) == before, "程序在自己的目录里写了文件")


def second_user(root: Root, store: str) -> None:
    """Let a colleague use the machine while the officer's window is open: he begins with nothing, and reaches nothing of hers.

    Args:
        root: The system, in which the officer has used the program.
        store: Her workspace, inside.

    Raises:
        SetupError: They are not kept apart.
    """
    root.run("useradd", "--create-home", COLLEAGUE)
    mine = root.folder / "home" / OFFICER
    with screen() as display:
        first = root.start(f"/usr/bin/{NAME}", "--workspace", store, user=OFFICER, DISPLAY=display)
        other = root.start(f"/usr/bin/{NAME}", user=COLLEAGUE, DISPLAY=display)
        try:
            given_up = time.monotonic() + PATIENCE
            while len({process for process, _ in _visible_windows(root, display)}) < 2:
                require(time.monotonic() < given_up, "两个用户不能同时使用程序")
                time.sleep(1)
        finally:
            for window in (first, other):
                window.terminate()
                window.wait(30)
    before = _state(mine)
    theirs = root.folder / "home" / COLLEAGUE / ".config" / NAME / "settings.json"
    require(not theirs.exists() or OFFICER not in theirs.read_text(encoding="utf-8"), "第二个用户看到了第一个用户的账套位置")
    made = make_store(root, COLLEAGUE)
    require("完好" in root.run(f"/usr/bin/{NAME}", "check", made, user=COLLEAGUE), "第二个用户的账套不完好")
    try:
        root.run("cat", f"{store}.key", user=COLLEAGUE)
    except SetupError:
        pass
    else:
        raise SetupError("验证未通过：第二个用户能读到第一个用户的密钥文件")
    require(_state(mine) == before, "第二个用户动了第一个用户的文件")


def _state(folder: Path) -> dict[str, str]:
    """Return every file below a folder and what it holds, as check sums."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }
