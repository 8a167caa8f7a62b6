"""Proves that Chinese typed through fcitx 5 arrives in the installed program and in its store, with no variable set for input methods."""

from __future__ import annotations

import shutil
from pathlib import Path

from build.package import wheels
from build.package.chroots import OFFICER, Root
from build.package.layout import NAME, Build
from build.package.linux_package import zig
from build.package.portable_python import PYTHON, build_python
from build.package.proof_linux import require
from build.package.running import environment_with, run
from build.package.screen import screen

PACKAGES = ("fcitx5", "fcitx5-pinyin", "fcitx5-modules", "openbox", "dbus", "xdotool", "imagemagick")
TYPED, MEANT = "nihao", "你好"
PROFILE = """[Groups/0]
Name=Default
Default Layout=us
DefaultIM=pinyin
[Groups/0/Items/0]
Name=keyboard-us
[Groups/0/Items/1]
Name=pinyin
[GroupOrder]
0=Default
"""
SESSION = """
openbox & fcitx5 >/dev/null 2>&1 &
sleep 3
/usr/bin/{program} --workspace "$1" & started=$!
for i in 1 2 3 4 5 6 7 8 9 10; do
    sleep 1; window=$(xdotool search --onlyvisible --class {program} | tail -1); [ -n "$window" ] && break
done
sleep 3; xdotool windowfocus "$window"
xdotool key ctrl+2; sleep 2; xdotool key ctrl+n; sleep 2
fcitx5-remote -o; sleep 1
for key in {keys}; do xdotool key $key; sleep 0.3; done
sleep 1; import -window root /tmp/typing.png
xdotool key space; sleep 1; xdotool key ctrl+s; sleep 2
kill $started; wait $started; kill %1
"""
"""The second page, a new entity, its name: typed, taken over with the space bar, saved."""

COUNT = """
import sys
from pathlib import Path
from models.workspace.store import open_workspace
workspace = open_workspace(Path(sys.argv[1]), read_only=True)
print(workspace.rows("SELECT count(*) FROM pilot_entity WHERE name = :name", name=sys.argv[2])[0][0])
"""


def prove_typing(build: Build, root: Root, store: Path) -> None:
    """Type a Chinese word into the installed program, and look for it in the store.

    Args:
        build: The build.
        root: A system in which the program is installed and a workspace made.
        store: The workspace's file, seen from outside.

    Raises:
        SetupError: It did not arrive.
    """
    root.install(*PACKAGES)
    settings = root.folder / "home" / OFFICER / ".config/fcitx5"
    settings.mkdir(parents=True)
    (settings / "profile").write_text(PROFILE, encoding="utf-8")
    (settings / "config").write_text("[Behavior]\nActiveByDefault=True\n", encoding="utf-8")
    root.run("chown", "-R", f"{OFFICER}:{OFFICER}", f"/home/{OFFICER}/.config")
    script = root.folder / "tmp/session.sh"
    script.write_text(SESSION.format(program=NAME, keys=" ".join(TYPED)), encoding="utf-8")
    inside = Path("/") / store.relative_to(root.folder)
    with screen() as display:
        root.run("dbus-run-session", "--", "bash", "/tmp/session.sh", str(inside), user=OFFICER, DISPLAY=display, limit=180)
    shutil.copyfile(root.folder / "tmp/typing.png", build.work / "pictures/typing.png")
    python = build_python(build.work, "amd64", zig()) / "bin" / f"python{PYTHON}"
    environ = environment_with(PYTHONPATH=f"{wheels.install(build.work, 'amd64')}:{build.source}", PYTHONDONTWRITEBYTECODE="1")
    counted = run([python, "-c", COUNT, store, MEANT], environ=environ)
    require(counted.split()[-1] == "1", f"用 fcitx 5 输入的“{MEANT}”没有存进账套")
    print(f"  用 fcitx 5 输入“{MEANT}”：通过，图片 {build.work / 'pictures/typing.png'}", flush=True)
