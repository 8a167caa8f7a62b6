"""From the start of the process to the first painted window with data, against a bare window: one line of text."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from build.bench.figures import Figure, Side, measure

ROOT = Path(__file__).parents[2]
ROUNDS = 15

# The program's own start, from its entrance on; it says a word where it would begin to load what may wait.
_OURS = """
import sys
import main
from ui import app
def painted(run, workspace):
    view = run.frame.centralWidget()
    print("painted" if view.look.recent and view.isVisible() else "empty", flush=True)
app.Run.furnish = painted
main.main(["--workspace", sys.argv[1]])
"""

# The same start until the home page with everything on it has been painted.
_WHOLE = """
import sys
import main
from ui import app
def painted(context, window):
    with_data = window.pages["home"].figures.day.text() and window.isVisible()
    print("painted" if with_data else "empty", flush=True)
app.after_first_paint = painted
main.main(["--workspace", sys.argv[1]])
"""

_BARE = """
import sys
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, lambda: print("painted", flush=True))

application = QApplication(sys.argv)
window = Window()
window.setCentralWidget(QLabel("融合试点工作台", alignment=Qt.AlignmentFlag.AlignCenter))
window.resize(1280, 800)
window.show()
application.exec()
"""


def figures(folder: Path, small: Path, large: Path) -> Iterator[Figure]:
    """Measure the start with few and with many projects.

    Args:
        folder: For settings of its own.
        small: A workspace with few projects.
        large: A workspace with many.
    """
    environ = _environ(folder)
    sides = [_start(_BARE, environ), _start(_OURS, environ, small), _start(_OURS, environ, large), _start(_WHOLE, environ, small)]
    bare, few, many, whole = measure(sides, ROUNDS)
    yield Figure("首个窗口（50 个项目）", few, bare, 1.3, "只有一行字的 PySide6 QMainWindow 脚本，均从进程启动到首次绘制", ROUNDS)
    yield Figure("首个窗口（20000 个项目）", many, few, 1.1, "同一程序打开 50 个项目的账套", ROUNDS)
    yield Figure("完整的工作首页（50 个项目）", whole, bare, 3.0, "同上，到首页全部内容绘制完为止", ROUNDS)


def _environ(folder: Path) -> dict[str, str]:
    environ = {key: value for key, value in os.environ.items() if key not in {"PYTHONDONTWRITEBYTECODE", "DISPLAY"}}
    homes = {name: str(folder / name) for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")}
    return environ | homes | {"QT_QPA_PLATFORM": "offscreen", "QT_LOGGING_RULES": "default.warning=false", "PYTHONPATH": str(ROOT)}


def _start(code: str, environ: dict[str, str], *arguments: Path) -> Side:
    command = [sys.executable, "-c", code, *map(str, arguments)]

    def once() -> float:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert process.stdout is not None
        line = process.stdout.readline()
        seconds = time.perf_counter() - start
        process.kill()
        _, errors = process.communicate()
        if not line.startswith("painted"):
            raise RuntimeError(f"no window was painted:\n{errors}")
        return seconds

    return once
