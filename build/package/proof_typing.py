"""Proves that Chinese typed through the usual input methods arrives in a form and in the store, with no variable set for them."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from build.package import wheels
from build.package.chroots import OFFICER, Root
from build.package.layout import NAME, Build
from build.package.linux_package import zig
from build.package.portable_python import PYTHON, build_python
from build.package.proof_linux import require
from build.package.running import environment_with, run
from build.package.screen import screen

TOOLS = ("openbox", "dbus", "xdotool", "imagemagick")
TYPED, MEANT = "nihao", "你好"


@dataclass(frozen=True)
class Method:
    """One input method.

    Attributes:
        title: What it is called.
        packages: What Debian has of it, with an engine for Pinyin.
        start: Starts it, in the foreground.
        switch: Turns Pinyin on for the field that has the cursor.
        profile: Its settings: a file below the user's folder for settings, and what stands in it; empty where none are needed.
    """

    title: str
    packages: tuple[str, ...]
    start: str
    switch: str
    profile: tuple[str, str] = ("", "")


FCITX_4 = Method(
    "fcitx 4",
    ("fcitx-bin", "fcitx-pinyin", "fcitx-module-dbus"),
    "fcitx -D",
    "fcitx-remote -o; fcitx-remote -s pinyin",
    ("fcitx/profile", "[Profile]\nIMName=pinyin\nEnabledIMList=fcitx-keyboard-us:True,pinyin:True\n"),
)
FCITX_5 = Method(
    "fcitx 5",
    ("fcitx5", "fcitx5-pinyin", "fcitx5-modules"),
    "fcitx5",
    "fcitx5-remote -o",
    (
        "fcitx5/profile",
        "[Groups/0]\nName=Default\nDefault Layout=us\nDefaultIM=pinyin\n[Groups/0/Items/0]\nName=keyboard-us\n"
        "[Groups/0/Items/1]\nName=pinyin\n[GroupOrder]\n0=Default\n",
    ),
)
IBUS = Method("IBus", ("ibus", "ibus-libpinyin"), "ibus-daemon", "ibus engine libpinyin")

METHODS = {"bullseye": (FCITX_4,), "bookworm": (FCITX_5, IBUS)}
"""What is tried in which system."""

SESSION = """
type_word() {{
    {switch}; sleep 1
    for key in {keys}; do xdotool key $key; sleep 0.3; done
    sleep 1; import -window root "$1"; xdotool key space; sleep 1
}}
openbox & manager=$!
{start} & method=$!
sleep 4
/usr/bin/{program} --workspace "$1" & started=$!
for i in $(seq 20); do
    sleep 1; window=$(xdotool search --onlyvisible --class {program} | tail -1); [ -n "$window" ] && break
done
sleep 4; xdotool windowfocus "$window"
xdotool key ctrl+3; sleep 2
xdotool key ctrl+f; xdotool type {number}; sleep 2
xdotool key Down; sleep 1; xdotool key space; sleep 1; xdotool key ctrl+Return; sleep 3
for i in 1 2; do xdotool key F8; sleep 1; done
type_word /tmp/line.png
for i in 1 2 3 4 5; do xdotool key F8; sleep 1; done
type_word /tmp/lines.png
xdotool key ctrl+s; sleep 2
kill $started; wait $started
kill $method; wait $method
kill $manager; wait $manager
true
"""
"""The projects, the draft among them, its application form; there the second thing missing (one line), and the fifth after it (several)."""

DRAFT = "008"
"""How the number of the demonstration's draft ends."""

FOUND = """
import sys
from pathlib import Path
from forms.answers import read_form
from models.workspace.store import open_workspace
workspace = open_workspace(Path(sys.argv[1]), read_only=True)
((project,),) = workspace.rows("SELECT id FROM project WHERE number LIKE :ending", ending="%" + sys.argv[2])
state = read_form(workspace, workspace.programme, project)
print(*sorted(field.type for field in state.form.fields() if state.values.get(field.key) == sys.argv[3]))
"""


def prove_typing(build: Build, root: Root, method: Method) -> None:
    """Type a Chinese word into two fields of a form of the installed program, and look for it in the store.

    Args:
        build: The build.
        root: A system in which the program is installed.
        method: The input method.

    Raises:
        SetupError: It did not arrive.
    """
    root.install(*TOOLS, *method.packages)
    home = Path("/home") / OFFICER
    name = method.packages[0]
    place, settings = method.profile
    if place:
        profile = root.folder / home.relative_to("/") / ".config" / place
        profile.parent.mkdir(parents=True, exist_ok=True)
        profile.write_text(settings, encoding="utf-8")
        root.run("chown", "-R", f"{OFFICER}:{OFFICER}", str(home / ".config"))
    root.run(f"/usr/bin/{NAME}", "demo", str(home / name), user=OFFICER)
    (store,) = (root.folder / home.relative_to("/") / name).glob("*.ronghe")
    script = root.folder / "tmp/session.sh"
    words = {"program": NAME, "keys": " ".join(TYPED), "number": DRAFT, "start": method.start, "switch": method.switch}
    script.write_text(SESSION.format(**words), encoding="utf-8")
    with screen() as display:
        inside = str(Path("/") / store.relative_to(root.folder))
        root.run("dbus-run-session", "--", "bash", "/tmp/session.sh", inside, user=OFFICER, DISPLAY=display, limit=180)
    pictures = [build.work / f"pictures/typing-{name}-{kind}.png" for kind in ("line", "lines")]
    for picture in pictures:
        shutil.copyfile(root.folder / "tmp" / f"{picture.stem.rpartition('-')[2]}.png", picture)
    python = build_python(build.work, "amd64", zig()) / "bin" / f"python{PYTHON}"
    environ = environment_with(PYTHONPATH=f"{wheels.install(build.work, 'amd64')}:{build.source}", PYTHONDONTWRITEBYTECODE="1")
    found = run([python, "-c", FOUND, store, DRAFT, MEANT], environ=environ).split()
    require(found == ["long_text", "text"], f"用 {method.title} 输入的“{MEANT}”没有都存进账套，只有：{found}")
    print(f"  用 {method.title} 在申报表的单行、多行栏输入“{MEANT}”：通过，图片 {pictures[0]}", flush=True)
