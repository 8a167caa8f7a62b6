"""Killing a process (kill -9) before each step with which Python touches the disk for good."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]

# One process loads the libraries once and lets a fork of itself die at each step.
_DRIVER = """
import builtins, io, itertools, os, signal, sys
from pathlib import Path
path, before, counted = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
sys.path.insert(0, {root!r})
import sqlcipher3.dbapi2
exec(before)

def dying(function, countdown):
    def step(*args, **kwargs):
        if next(countdown) == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*args, **kwargs)
    return step

def dying_after(function, countdown):
    # Opening for writing empties a file: the moment after it is the worst.
    def step(*args, **kwargs):
        result = function(*args, **kwargs)
        if next(countdown) == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return result
    return step

for number in itertools.count(0, int(sys.argv[4])):
    child = os.fork()
    if child == 0:
        countdown = itertools.count(number, -1)
        for name in ("replace", "fsync", "unlink", "open"):
            setattr(os, name, dying(getattr(os, name), countdown))
        builtins.open = io.open = dying_after(open, countdown)
        try:
            exec(counted)
        except BaseException:
            import traceback
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
    sys.stdin.readline()
"""


def kills(path: Path, before: str, counted: str, every: int = 1) -> Iterator[int]:
    """Run `counted` again and again, killed before its first, second … step, until it comes through; yield after each run.

    Args:
        path: Known to the code as ``path``.
        before: Python that is run once, e.g. imports.
        counted: Python that is killed.
        every: Only every so many-th step, where each of them takes long.
    """
    driver = subprocess.Popen(
        [sys.executable, "-c", _DRIVER.format(root=str(ROOT)), str(path), before, counted, str(every)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert driver.stdin is not None
    assert driver.stdout is not None
    step = 0
    try:
        while True:
            outcome = driver.stdout.readline().strip()
            if outcome not in ("0", "-9"):
                driver.kill()
                raise AssertionError(driver.communicate()[1])
            yield step
            if outcome == "0":
                return
            step += 1
            driver.stdin.write("\n")
            driver.stdin.flush()
    finally:
        driver.kill()
        driver.communicate()
