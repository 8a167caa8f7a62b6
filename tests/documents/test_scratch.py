"""Temporary folders: gone when they should be, also after a kill, and never somebody else's."""

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from exports import scratch

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def in_another_program(end: str, place: Path) -> subprocess.CompletedProcess[str]:
    """Make a folder with a read-only file in a program of its own, and end it."""
    script = f"import os, sys; from exports import scratch; f = scratch.new_folder() / '示例.pdf'; f.write_text('x'); f.chmod(0o400); {end}"
    environment = os.environ | {"TMPDIR": str(place), "PYTHONPATH": str(ROOT)}
    return subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False)


def test_a_folder_for_a_viewer_is_private_and_gone_with_the_program(tmp_path: Path) -> None:
    folder = scratch.new_folder()
    assert folder.parent == tmp_path
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    done = in_another_program("sys.exit(0)", tmp_path)
    assert done.returncode == 0, done.stderr
    assert list(tmp_path.iterdir()) == [folder]


def test_what_a_killed_program_left_is_cleared_and_what_is_in_use_stays(tmp_path: Path) -> None:
    mine = scratch.new_folder()
    others = tmp_path / "ronghe-example"
    others.mkdir()
    killed = in_another_program("os.kill(os.getpid(), 9)", tmp_path)
    assert killed.returncode == -signal.SIGKILL
    (left,) = set(tmp_path.iterdir()) - {mine, others}
    assert [file.name for file in left.iterdir()] == ["示例.pdf"]
    scratch.clear_leftovers()
    assert set(tmp_path.iterdir()) == {mine, others}


def fail_inside() -> None:
    with scratch.passing_folder() as folder:
        (folder / "示例.docx").write_bytes(b"x")
        raise ValueError("示例")


def test_a_passing_folder_is_gone_also_after_a_failure(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="示例"):
        fail_inside()
    assert list(tmp_path.iterdir()) == []


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    kept = tmp_path / "别处.txt"
    kept.write_text("示例", encoding="utf-8")
    kept.chmod(0o444)
    with scratch.passing_folder() as folder:
        (folder / "示例").symlink_to(kept)
    assert kept.read_text(encoding="utf-8") == "示例"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o444
