"""What holds for every test: no window on the screen, nothing of the developer's own settings, examples that repeat."""

import os
import shutil
import tempfile

import pytest
from hypothesis import settings

# Set before anything reads them. QT_QPA_PLATFORM=xcb in the shell shows the windows.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
_HOME = tempfile.mkdtemp(prefix="ronghe-tests-")
for _name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"):
    os.environ[_name] = os.path.join(_HOME, _name)
    os.mkdir(os.environ[_name], 0o700)

settings.register_profile("repeatable", deadline=None, derandomize=True, database=None)
settings.load_profile("repeatable")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the folders that stood in for the user's."""
    shutil.rmtree(_HOME, ignore_errors=True)
