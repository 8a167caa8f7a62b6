"""Proves the Windows installer under Wine: installed silently, tried, a file opened, upgraded, not downgraded, removed with the data left.

Wine is not Windows: what only real Windows shows (SmartScreen, antivirus programs, printing, input methods) is listed in the guide.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from pathlib import Path

from build.failure import SetupError
from build.package.chroots import require_tools
from build.package.layout import NAME, RECIPES, TITLE, Build
from build.package.linux_package import zig
from build.package.proof_linux import PASSED, require
from build.package.proof_server import postgres, prove_server
from build.package.running import environment_with, run
from build.package.screen import screen, wait_for_window
from build.package.wine import Wine, windows_path

PATIENCE = 90.0
"""Seconds within which a window must have been painted; Wine needs some."""

ARP = rf"Software\Microsoft\Windows\CurrentVersion\Uninstall\{NAME}"
SETTINGS = r"HKLM\Software\Microsoft\WindowsRuntime\ActivatableClassId\Windows.UI.ViewManagement.UISettings"
TEST_LIBRARIES = {"test_settings.c": "test_settings.dll", "test_random.c": "bcryptprimitives.dll"}
"""Parts of Windows 10 that Wine 8 lacks, for the trial only: source, and the name it is looked for under."""

PLACE = rf"AppData\Local\Programs\{NAME}"
FONTS = Path("/usr/share/fonts/opentype/noto")
"""Chinese fonts of this system; Wine brings none."""

NEWER = 5
"""How the installer leaves when a newer version is there."""


def prove(build: Build, setup: Path) -> None:
    """Try the installer and the portable folder in a fresh Windows.

    Raises:
        SetupError: Says what did not hold.
    """
    require_tools()
    print(f"验证 {setup.name}（Wine）", flush=True)
    prefix = build.work / "wine-trial"
    shutil.rmtree(prefix, ignore_errors=True)
    with screen() as display:
        wine = Wine(prefix, DISPLAY=display)
        try:
            _add_test_libraries(build, wine)
            for font in FONTS.glob("NotoSansCJK-*.ttc"):
                shutil.copyfile(font, prefix / "drive_c/windows/Fonts" / font.name)
            _Trial(build, wine, setup).all()
        finally:
            wine.stop()
            shutil.rmtree(prefix, ignore_errors=True)


def _add_test_libraries(build: Build, wine: Wine) -> None:
    """Give this Wine the two parts of Windows 10 that Qt and cryptography ask for and that it lacks."""
    cache = str(build.work / "zig-cache")
    for source, name in TEST_LIBRARIES.items():
        library = wine.prefix / "drive_c/windows/system32" / name
        run(
            [zig(), "cc", "-target", "x86_64-windows-gnu", "-shared", "-O2", "-o", library, RECIPES / "windows" / source, "-ladvapi32"],
            environ=environment_with(ZIG_GLOBAL_CACHE_DIR=cache, ZIG_LOCAL_CACHE_DIR=cache),
            failed=f"验证用的 {name} 没有编译成",
        )
    entries = (
        ("DllPath", "REG_SZ", rf"C:\windows\system32\{TEST_LIBRARIES['test_settings.c']}"),
        ("ActivationType", "REG_DWORD", "0"),
        ("Threading", "REG_DWORD", "0"),
    )
    for name, kind, value in entries:
        wine.run(["reg", "add", SETTINGS, "/v", name, "/t", kind, "/d", value, "/f", "/reg:64"])


class _Trial:
    """One installer in one Windows."""

    def __init__(self, build: Build, wine: Wine, setup: Path) -> None:
        self.build, self.wine, self.setup = build, wine, setup
        (self.home,) = (path for path in (wine.prefix / "drive_c/users").iterdir() if path.name != "Public")
        self.place = self.home / PLACE.replace("\\", "/")

    def all(self) -> None:
        """Run every step in order."""
        self.install()
        self.selftest(self.place)
        self.server()
        self.register()
        self.open_by_type()
        self.upgrade()
        self.refuse_downgrade()
        self.remove()
        self.for_everybody()
        self.portable()
        print("  静默安装、自检、服务器上的账套、文件类型、升级、拒绝降级、卸载、为所有用户安装、免安装目录：通过", flush=True)

    def install(self) -> None:
        """Install silently, for this user only."""
        self.wine.run([self.setup, "/S"], failed="静默安装没有成功", limit=300)
        self.wine.wait()
        for name in (f"{NAME}.exe", f"{NAME}-cli.exe", "uninstall.exe", "_internal/resources", "licenses/COMPONENTS.txt"):
            require((self.place / name).exists(), f"安装后缺少 {name}")
        shortcuts = [path.name for path in self.home.rglob("*.lnk")]
        require(f"{TITLE}.lnk" in shortcuts, "开始菜单里没有程序")

    def selftest(self, place: Path) -> None:
        """Run the self-test of a program folder, with and without a console."""
        for name in (f"{NAME}-cli.exe", f"{NAME}.exe"):
            report = self.wine.run([place / name, "--selftest"], failed="装好的程序自检没有通过", limit=300)
            require(PASSED in report, f"{name} 的自检没有说全部通过：{report[-300:]}")

    def server(self) -> None:
        """Use a workspace on a server: Wine reaches this computer's net."""

        def installed(*arguments: str, **variables: str) -> str:
            command: list[str | Path] = ["wine", self.place / f"{NAME}-cli.exe", *arguments]
            return run(command, environ={**self.wine.environ, **variables}, limit=300)

        with postgres() as cluster:
            prove_server(cluster, installed, windows_path(self.home / "from-server"))

    def register(self) -> None:
        """Look at what Windows was told."""
        said = self.wine.run(["reg", "query", rf"HKCU\{ARP}", "/reg:64"])
        # Wine prints Chinese as question marks.
        require(self.build.version in said and "uninstall.exe" in said, f"“程序和功能”里没有登记：{said}")
        for ending in ("rhbs", "rhfk", "rhfa", "rhjj"):
            require(f"{NAME}." in self.wine.run(["reg", "query", rf"HKCU\Software\Classes\.{ending}", "/reg:64"]), f".{ending} 没有登记")

    def open_by_type(self) -> None:
        """Run the command that is registered for a file type, as a double click does, and take a picture of what it shows."""
        said = self.wine.run(["reg", "query", rf"HKCU\Software\Classes\{NAME}.report\shell\open\command", "/ve", "/reg:64"])
        found = re.search(r'"([^"]+\.exe)" "%1"', said)
        require(found is not None, "文件类型没有登记打开命令")
        assert found is not None
        file = self.home / "示例.rhbs"
        file.write_bytes(b"x")
        picture = self.build.work / "pictures" / "window-wine.png"
        shown = subprocess.Popen(
            ["wine", found[1], windows_path(file)],
            env=self.wine.environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            require(wait_for_window(self.wine.environ["DISPLAY"], picture, PATIENCE), "双击文件后没有出现窗口")
            print(f"  窗口图片：{picture}", flush=True)
        finally:
            self.wine.stop()
            shown.wait(30)

    def upgrade(self) -> None:
        """Install over an older version: nothing of it stays, what the user has stays."""
        self.set_version("0.0.1")
        (self.place / "_internal/left_over.txt").write_text("x", encoding="ascii")
        data = self.home / "AppData/Local" / NAME / "示例.txt"
        data.parent.mkdir(parents=True, exist_ok=True)
        data.write_text("x", encoding="ascii")
        self.install()
        require(not (self.place / "_internal/left_over.txt").exists(), "升级后还留着旧版的文件")
        require(data.exists(), "升级动了用户的数据")

    def set_version(self, version: str) -> None:
        """Make Windows believe that another version is installed."""
        self.wine.run(["reg", "add", rf"HKCU\{ARP}", "/v", "DisplayVersion", "/t", "REG_SZ", "/d", version, "/f", "/reg:64"])
        self.wine.wait()

    def refuse_downgrade(self) -> None:
        """Try to install over a newer version."""
        self.set_version("99.0")
        try:
            self.wine.run([self.setup, "/S"], limit=300)
        except SetupError as refused:
            require(f"退出码 {NEWER}" in str(refused), f"拒绝降级时的退出码不对：{refused}")
        else:
            raise SetupError("验证未通过：没有拒绝用旧版覆盖新版")
        self.set_version(self.build.version)

    def remove(self) -> None:
        """Remove silently: the program goes, the data stay."""
        self.wine.run([self.place / "uninstall.exe", "/S"], failed="静默卸载没有成功", limit=300)
        self.wine.wait()
        require(not (self.place / f"{NAME}.exe").exists() and not (self.place / "_internal").exists(), "卸载后程序还在")
        require((self.home / "AppData/Local" / NAME / "示例.txt").exists(), "卸载动了用户的数据")
        require(f"{TITLE}.lnk" not in [path.name for path in self.home.rglob("*.lnk")], "卸载后快捷方式还在")

    def for_everybody(self) -> None:
        """Install silently for all users, and remove that again."""
        self.wine.run([self.setup, "/S", "/AllUsers"], failed="为所有用户静默安装没有成功", limit=300)
        self.wine.wait()
        place = self.wine.prefix / "drive_c/Program Files" / NAME
        require((place / f"{NAME}.exe").exists() and not self.place.exists(), "为所有用户安装时没有装到 Program Files")
        require("uninstall.exe" in self.wine.run(["reg", "query", rf"HKLM\{ARP}", "/reg:64"]), "“程序和功能”里没有为所有用户登记")
        self.wine.run([place / "uninstall.exe", "/S"], failed="静默卸载没有成功", limit=300)
        self.wine.wait()
        require(not place.exists(), "为所有用户安装的程序没有卸载干净")

    def portable(self) -> None:
        """Run the portable folder from a place where nothing may be written."""
        folder = self.home / "portable"
        with zipfile.ZipFile(self.setup.with_name(self.setup.name.replace("setup.exe", "portable.zip"))) as archive:
            archive.extractall(folder)
        before = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))
        self.selftest(folder / NAME)
        require(sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*")) == before, "程序在自己的目录里写了文件")
