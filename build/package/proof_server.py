"""Proves the packed program with a real PostgreSQL: a workspace is made there by commands, opened by its address, also in the window."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from build import system_packages
from build.failure import SetupError
from build.package.chroots import OFFICER, Root
from build.package.layout import NAME, Build
from build.package.proof_linux import require
from build.package.proof_officer import PATIENCE, window_settings
from build.package.running import environment_with, run
from build.package.screen import FURNISHING, screen
from build.postgres import ADMINISTRATOR, Cluster, free_port

DATABASE, ACCOUNT, PASSWORD = "ronghe", "wang", "Trial-2026"
NOWHERE = "postgresql://x@127.0.0.1:1/x"
"""Nobody listens there."""


class Program(Protocol):
    """Runs the packed program in its system."""

    def __call__(self, *arguments: str, **variables: str) -> str:
        """Return what it printed; raise `SetupError` where it left with another code than 0."""


@contextmanager
def postgres() -> Iterator[Cluster]:
    """Give a server that listens on this computer's net, for it is another system that calls it."""
    system_packages.ensure(("postgresql",))
    cluster = Cluster(port=free_port())
    try:
        yield cluster
    finally:
        cluster.remove()


def url(cluster: Cluster, account: str) -> str:
    """Return the address of the workspace as `account` opens it."""
    return f"postgresql://{account}@127.0.0.1:{cluster.port}/{DATABASE}"


def prove_server(cluster: Cluster, program: Program, folder: str, store: str = "") -> None:
    """Make a workspace on the server, an account for it, open it and read from it; try what cannot be reached as well.

    Args:
        cluster: The server.
        program: Runs the packed program.
        folder: Where it may write, as it calls it.
        store: A workspace in a file that moves to the server; empty: an empty workspace.

    Raises:
        SetupError: Says what did not hold.
    """
    export = ("export", "ledger", "--out", folder, "--workspace")
    require("连不上服务器" in _refused(program, *export, NOWHERE), "没有说明服务器连不上")
    what = ("--from", store) if store else ("--office", "示例市人力资源和社会保障局", "--officer", "示例经办人")
    said = program("server-setup", url(cluster, ADMINISTRATOR), *what, RONGHE_PASSWORD="")
    require("已建立" in said, f"服务器上的账套没有建立：{said}")
    program("server-account", url(cluster, ADMINISTRATOR), ACCOUNT, "--role", "管理", RONGHE_PASSWORD="", RONGHE_NEW_PASSWORD=PASSWORD)
    refused = _refused(program, *export, url(cluster, ACCOUNT), RONGHE_PASSWORD="wrong")
    require("密码不正确" in refused, f"没有说明密码不正确：{refused}")
    said = program(*export, url(cluster, ACCOUNT), RONGHE_PASSWORD=PASSWORD)
    require(".xlsx" in said, f"没有从服务器上的账套导出台账：{said}")


def _refused(program: Program, *arguments: str, **variables: str) -> str:
    try:
        said = program(*arguments, **variables)
    except SetupError as refused:
        return str(refused)
    raise SetupError(f"验证未通过：应当打不开的账套打开了：{said}")


def prove_server_window(build: Build, root: Root, suite: str, cluster: Cluster) -> None:
    """Open the workspace on the server in the window, as the officer does: the address is remembered, the password is typed.

    The server itself says that the window is there: it notes who is on what.

    Raises:
        SetupError: The window did not come.
    """
    settings = window_settings(root)
    values = json.loads(settings.read_text(encoding="utf-8"))
    settings.write_text(json.dumps({**values, "officer": "示例经办人"}), encoding="utf-8")
    with screen() as display:
        manager = root.start("openbox", user=OFFICER, DISPLAY=display)
        window = root.start(f"/usr/bin/{NAME}", "--workspace", url(cluster, ACCOUNT), user=OFFICER, DISPLAY=display)
        try:
            dialog = _visible(root, display)
            root.run("xdotool", "windowfocus", dialog, "type", "--delay", "60", PASSWORD, DISPLAY=display)
            root.run("xdotool", "key", "Return", DISPLAY=display)
            given_up = time.monotonic() + PATIENCE
            while not (present := cluster.ask(DATABASE, "SELECT account FROM presence")):
                require(time.monotonic() < given_up, "窗口没有打开服务器上的账套")
                time.sleep(1)
            require(present == ACCOUNT, f"服务器上记的不是这个账号：{present}")
            time.sleep(FURNISHING)
            picture = build.work / "pictures" / f"server-{suite}.png"
            run(["import", "-window", "root", picture], environ=environment_with(DISPLAY=display))
            print(f"  窗口图片：{picture}", flush=True)
        finally:
            for process in (window, manager):
                process.terminate()
                process.wait(30)


def _visible(root: Root, display: str) -> str:
    """Wait for a window of the program and return its number."""
    given_up = time.monotonic() + PATIENCE
    while time.monotonic() < given_up:
        time.sleep(2)
        try:
            return root.run("xdotool", "search", "--onlyvisible", "--class", NAME, DISPLAY=display).split()[-1]
        except (SetupError, IndexError):
            continue
    raise SetupError("验证未通过：没有出现打开服务器账套的窗口")
