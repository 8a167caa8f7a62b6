"""The developer's commands: ``python3 build/dev.py demo|run|test|check|bench|manual|lock|package``. Needs only Python's own library."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from build import environment  # noqa: E402 - only now can it be found
from build.failure import SetupError  # noqa: E402

OLDEST, NEWEST = (3, 11), (3, 13)
DEMO_FOLDER = "demo-output"
SLOW_TESTS = ("tests/documents", "tests/journeys")


@dataclass(frozen=True)
class Step:
    """One step of the checks.

    Attributes:
        title: Shown before it runs.
        command: Arguments for the environment's Python.
    """

    title: str
    command: tuple[str, ...]


STATIC_STEPS = (
    Step("代码排版（ruff format）", ("-m", "ruff", "format", "--check", ".")),
    Step("代码规范（ruff check）", ("-m", "ruff", "check", ".")),
    Step("类型（mypy --strict）", ("-m", "mypy")),
    Step("分层（import-linter）", ("-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-logo")),
)


def test_steps(arguments: list[str], *, quick: bool) -> list[Step]:
    """Return the steps of `test` (everything) or `check` (`quick`: without the slow tests).

    Args:
        arguments: Handed on to pytest.
        quick: Leave out `SLOW_TESTS`.
    """
    left_out = [f"--ignore={folder}" for folder in SLOW_TESTS] if quick else []
    return [*STATIC_STEPS, Step("测试（pytest）", ("-m", "pytest", *left_out, *arguments))]


def run_steps(python: Path, steps: list[Step]) -> int:
    """Run every step, also after one has failed, and return the first exit code that is not 0.

    The last step's own last line stays the last line when all is well.
    """
    codes = []
    for number, step in enumerate(steps, 1):
        print(f"\n[{number}/{len(steps)}] {step.title}", flush=True)
        codes.append(call(python, *step.command))
    failed = [step.title for step, code in zip(steps, codes, strict=True) if code != 0]
    if failed:
        print(f"未通过：{'、'.join(failed)}", file=sys.stderr, flush=True)
    return next((code for code in codes if code != 0), 0)


def call(python: Path, *arguments: str, **variables: str) -> int:
    """Run the environment's Python in the project root and return its exit code.

    Args:
        python: The environment's Python.
        arguments: Its command line.
        variables: Set in its environment besides what is there.
    """
    # Python's own output buffer would otherwise mix up the order of our lines and the child's.
    sys.stdout.flush()
    return subprocess.run([str(python), *arguments], cwd=ROOT, check=False, env=environment.clean(os.environ) | variables).returncode


def has_display(environ: Mapping[str, str], platform: str = sys.platform) -> bool:
    """Tell whether a window can be shown."""
    return not platform.startswith("linux") or bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))


def demo(arguments: list[str]) -> int:
    """Make the demonstration in `demo-output/` (``--city``: of the city edition) and open its workspace where there is a display."""
    python = environment.prepare(environment.RUN)
    code = call(python, "main.py", "demo", DEMO_FOLDER, *arguments, QT_QPA_PLATFORM="offscreen")
    if code != 0:
        return code
    if not has_display(os.environ):
        print("没有显示器，不打开窗口。", flush=True)
        return 0
    # Backups have the same ending, but lie further down; the one that was just made is the newest.
    workspace = max((ROOT / DEMO_FOLDER).glob("*.ronghe"), key=lambda path: path.stat().st_mtime)
    print("打开窗口；关闭窗口即结束。", flush=True)
    return call(python, "main.py", "--workspace", str(workspace))


def run(arguments: list[str]) -> int:
    """Start the program."""
    return call(environment.prepare(environment.RUN), "main.py", *arguments)


def test(arguments: list[str]) -> int:
    """Run everything: format, lint, types, layers, all tests."""
    return run_steps(environment.prepare(environment.DEVELOP), test_steps(arguments, quick=False))


def check(arguments: list[str]) -> int:
    """Run the quick part of `test`."""
    return run_steps(environment.prepare(environment.DEVELOP), test_steps(arguments, quick=True))


def bench(arguments: list[str]) -> int:
    """Run the benchmark."""
    return call(environment.prepare(environment.DEVELOP), "-m", "build.bench", *arguments)


def manual(arguments: list[str]) -> int:
    """Write the generated page of the help anew."""
    return call(environment.prepare(environment.RUN), "-m", "build.manual", *arguments)


def lock(arguments: list[str]) -> int:
    """Write the hashed requirements files anew."""
    from build import locking

    locking.lock(ROOT, arguments)
    return 0


def package(arguments: list[str]) -> int:
    """Make the installers, in an environment of their tools."""
    return call(environment.prepare_tools(), "-m", "build.package", *arguments)


COMMANDS: dict[str, tuple[Callable[[list[str]], int], str]] = {
    "demo": (demo, "生成演示账套、申请表、台账和各页图片到 demo-output/，有显示器时打开窗口；加 --city 为市级版"),
    "run": (run, "启动程序；其后的参数交给 main.py"),
    "test": (test, "全部检查与测试；其后的参数交给 pytest"),
    "check": (check, "快速检查：同 test，但不含文档与全流程测试"),
    "bench": (bench, "性能比较"),
    "manual": (manual, "按方案包重新生成帮助中的填写项、指标和报送任务一览"),
    "lock": (lock, "按 pyproject.toml 重新锁定依赖；加 --upgrade 则更新版本"),
    "package": (package, "制作安装包到 dist/：linux、windows 或 all；--verify 在干净系统里安装验证，--twice 核对两次结果相同"),
}


def usage() -> str:
    """Return the text that explains the commands."""
    lines = [f"  {name:<7} {what}" for name, (_, what) in COMMANDS.items()]
    return "\n".join(["用法：python3 build/dev.py 命令 [参数]（Windows：py build\\dev.py 命令 [参数]）", "命令：", *lines])


def main(arguments: list[str]) -> int:
    """Carry out one command and return its exit code: 0, 1 for an expected failure, 2 for wrong usage."""
    if arguments[:1] in (["-h"], ["--help"]):
        print(usage())
        return 0
    if not arguments or arguments[0] not in COMMANDS:
        print(usage(), file=sys.stderr)
        return 2
    try:
        return COMMANDS[arguments[0]][0](arguments[1:])
    except SetupError as error:
        print(error, file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        sys.exit(f"需要 Python 3.11 至 3.13，现在是 {sys.version.split()[0]}。请换用（Windows：py -3.11 build\\dev.py 命令）。")
    sys.exit(main(sys.argv[1:]))
