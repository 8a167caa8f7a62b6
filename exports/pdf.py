"""PDF files made by an office program that is installed: LibreOffice, or WPS where it can be driven without a window."""

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from filelock import FileLock, Timeout

from exports import scratch
from exports.files import Exported, replace_file
from models.errors import UserError

TIMEOUT = 180
"""Seconds one conversion may take: an old computer starts LibreOffice in half a minute, and large tables take another."""

POLL = 0.1
"""Seconds between looks at cancel and end."""

_NEXT = "也可以在 WPS 或 Word 中打开该文件，另存为 PDF。"

_LIBREOFFICE_NAMES = ("soffice", "libreoffice")
_LINUX_FOLDERS = ("/usr/bin", "/usr/lib/libreoffice/program", "/opt", "/usr/local/bin", "/snap/bin")
_LINUX_PATTERNS = (
    "libreoffice[0-9]*",
    "libreoffice*/program/soffice",
    "apps/*/files/libreoffice*/program/soffice",
    "apps/org.libreoffice*/files/bin/soffice",
)
_WINDOWS_PATTERNS = ("LibreOffice*/program/soffice.exe", "LibreOffice*/program/soffice.com")
_WPS_CLASSES = ("KWPS.Application", "WPS.Application")

_one_at_a_time = threading.Lock()


class PdfFailed(UserError):  # noqa: N818 (as its base)
    """No PDF was made."""


class PdfCancelled(UserError):  # noqa: N818 (as its base)
    """The officer has stopped it."""


@dataclass(frozen=True, slots=True)
class Converter:
    """An office program that can make PDF files.

    Attributes:
        kind: Which one.
        program: What is started.
        name: What it is called in the window.
    """

    kind: Literal["libreoffice", "wps"]
    program: Path
    name: str


def find_converter() -> Converter | None:
    """Return the office program to use; ``None`` when the computer has none that can be driven without a window."""
    for candidate in _candidates():
        if candidate.is_file() and (os.name == "nt" or os.access(candidate, os.X_OK)):
            return Converter("libreoffice", candidate, "LibreOffice")
    powershell = shutil.which("powershell") if sys.platform == "win32" else None
    if powershell and _wps_registered():
        return Converter("wps", Path(powershell), "WPS Office")
    return None


def make_pdf(
    source: Path,
    target: Path,
    *,
    converter: Converter | None = None,
    profile: Path | None = None,
    cancelled: Callable[[], bool] = lambda: False,
    timeout: float = TIMEOUT,
) -> Exported:
    """Make a PDF of a Word or Excel file.

    Args:
        source: The document.
        target: The PDF to write; an existing one is replaced only by a whole one.
        converter: The office program; default: the one that is found.
        profile: Folder in which the office program keeps its own settings, apart from the officer's; default: one for this user.
        cancelled: Asked ten times a second whether to stop.
        timeout: Seconds after which the office program is given up.

    Raises:
        PdfFailed: There is no office program, or it made no PDF.
        PdfCancelled: `cancelled` said so.
        FileBusy: The target is held by another program.
        CannotWrite: The folder does not take the file.
    """
    used = converter or find_converter()
    if used is None:
        raise PdfFailed(
            "这台电脑上没有找到可以转换 PDF 的 LibreOffice 或 WPS。", "可使用本程序的打印功能输出 PDF，或请管理员安装 LibreOffice。"
        )
    if not source.is_file():
        raise PdfFailed(f"没有找到文件“{source.name}”，不能转换为 PDF。", "请先重新导出该文件。")
    folder = profile or _default_profile()
    with _alone(folder, cancelled, timeout), passing_folder() as work:
        copy = work / f"source{source.suffix.lower()}"
        try:
            shutil.copyfile(source, copy)
        except OSError as error:
            raise PdfFailed(
                f"文件“{source.name}”读不出来，或磁盘空间不足，没有转换为 PDF。", "请关闭打开它的程序、检查磁盘后再试。"
            ) from error
        made = copy.with_suffix(".pdf")
        command = _libreoffice(used, copy, folder) if used.kind == "libreoffice" else _wps(used, copy, made)
        _run(command, used, source.name, cancelled, timeout)
        content = made.read_bytes() if made.is_file() else b""
        if not content.startswith(b"%PDF"):
            raise PdfFailed(f"{used.name} 没有能把“{source.name}”转换为 PDF。", _NEXT)
        return Exported(replace_file(target, content))


@contextmanager
def passing_folder() -> Iterator[Path]:
    """Give a folder that is gone afterwards.

    Raises:
        PdfFailed: The system's folder for temporary files takes nothing.
    """
    with ExitStack() as stack:
        try:
            folder = stack.enter_context(scratch.passing_folder())
        except OSError as error:
            raise PdfFailed("系统的临时文件夹写不进去，没有转换为 PDF。", "请清理系统盘、检查磁盘空间后再试。") from error
        yield folder


def _candidates() -> Iterator[Path]:
    """Yield where LibreOffice may lie: on the path, then in the usual places of Windows, Kylin, UOS and other Linux."""
    for name in _LIBREOFFICE_NAMES:
        found = shutil.which(name)
        if found:
            yield Path(found)
    if sys.platform == "win32":
        for variable in ("ProgramFiles", "ProgramFiles(x86)", "LOCALAPPDATA"):
            base = os.environ.get(variable)
            for pattern in _WINDOWS_PATTERNS if base else ():
                yield from sorted(Path(str(base)).glob(pattern), reverse=True)
        return
    for folder in map(Path, _LINUX_FOLDERS):
        yield from (folder / name for name in _LIBREOFFICE_NAMES)
        for pattern in _LINUX_PATTERNS:
            yield from sorted(folder.glob(pattern), reverse=True)


def _wps_registered() -> bool:
    """Tell whether WPS has entered itself as a program that others may drive."""
    if sys.platform != "win32":
        return False
    import winreg

    for name in _WPS_CLASSES:
        try:
            winreg.CloseKey(winreg.OpenKey(winreg.HKEY_CLASSES_ROOT, name))
        except OSError:
            continue
        return True
    return False


def _default_profile() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("ronghe") / "office-profile"


class _alone:  # noqa: N801 (used like a function)
    """Let one conversion at a time use a profile: a second LibreOffice would hand its work to the first and end at once."""

    def __init__(self, profile: Path, cancelled: Callable[[], bool], timeout: float) -> None:
        self._cancelled, self._until = cancelled, time.monotonic() + timeout
        self._profile = profile
        self._file: FileLock | None = None

    def __enter__(self) -> None:
        self._wait(lambda: _one_at_a_time.acquire(timeout=POLL))
        try:
            self._profile.mkdir(parents=True, exist_ok=True)
            self._file = FileLock(self._profile.with_name(f"{self._profile.name}.lock"))
            self._wait(self._take)
        except OSError as error:
            _one_at_a_time.release()
            raise PdfFailed(f"转换 PDF 要用的文件夹“{self._profile}”写不进去。", "请检查磁盘空间和权限。") from error
        except BaseException:
            _one_at_a_time.release()
            raise

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.release()
        _one_at_a_time.release()

    def _take(self) -> bool:
        if self._file is None:
            return False
        try:
            self._file.acquire(timeout=POLL)
        except Timeout:
            return False
        return True

    def _wait(self, attempt: Callable[[], bool]) -> None:
        while not attempt():
            if self._cancelled():
                raise PdfCancelled("已停止转换 PDF，没有写入文件。")
            if time.monotonic() > self._until:
                raise PdfFailed("另一个文件正在转换为 PDF，等了很久仍未结束。", "请稍后再试。")


def _libreoffice(converter: Converter, copy: Path, profile: Path) -> list[str]:
    switches = ("--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo")
    return [
        str(converter.program),
        f"-env:UserInstallation={profile.resolve().as_uri()}",
        *switches,
        "--convert-to",
        "pdf",
        "--outdir",
        str(copy.parent),
        str(copy),
    ]


def _wps(converter: Converter, copy: Path, made: Path) -> list[str]:
    """Return the command that drives WPS through its automation interface (format 17 is PDF)."""
    if copy.suffix not in (".docx", ".doc"):
        raise PdfFailed("这台电脑上的 WPS 只能转换 Word 文件，不能转换这个文件。", _NEXT)
    names = ",".join(f"'{name}'" for name in _WPS_CLASSES)
    script = (
        "$ErrorActionPreference='Stop'; $app=$null;"
        f" foreach ($name in @({names})) {{ try {{ $app=New-Object -ComObject $name; break }} catch {{ }} }}"
        " if ($app -eq $null) { exit 3 }; $app.Visible=$false; $app.DisplayAlerts=0;"
        f" try {{ $doc=$app.Documents.Open('{_quoted(copy)}',$false,$true); $doc.SaveAs2('{_quoted(made)}',17); $doc.Close($false) }}"
        " finally { $app.Quit() }"
    )
    return [str(converter.program), "-NoProfile", "-NonInteractive", "-ExecutionPolicy", "Bypass", "-Command", script]


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _run(command: list[str], converter: Converter, name: str, cancelled: Callable[[], bool], timeout: float) -> None:
    """Run the office program to its end, or stop it with everything it has started."""
    until = time.monotonic() + timeout
    new_group = {"creationflags": getattr(subprocess, "CREATE_NO_WINDOW", 0)} if os.name == "nt" else {"start_new_session": True}
    try:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **new_group)
    except OSError as error:
        raise PdfFailed(f"{converter.name} 没有启动，“{name}”没有转换为 PDF。", _NEXT) from error
    try:
        while True:
            try:
                code = process.wait(timeout=POLL)
                break
            except subprocess.TimeoutExpired:
                if cancelled():
                    raise PdfCancelled("已停止转换 PDF，没有写入文件。") from None
                if time.monotonic() > until:
                    raise PdfFailed(f"{converter.name} 用了{timeout:.0f}秒仍没有把“{name}”转换为 PDF，已停止。", _NEXT) from None
    finally:
        _stop(process)
    if code != 0:
        raise PdfFailed(f"{converter.name} 没有能把“{name}”转换为 PDF（返回{code}）。", _NEXT)


def _stop(process: "subprocess.Popen[bytes]") -> None:
    """End the program and its children: LibreOffice works in a child of what was started."""
    import psutil

    try:
        family = [*psutil.Process(process.pid).children(recursive=True), psutil.Process(process.pid)] if process.poll() is None else []
    except psutil.NoSuchProcess:
        family = []
    for member in family:
        try:
            member.kill()
        except psutil.NoSuchProcess:
            continue
    process.wait()
