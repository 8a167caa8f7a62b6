"""The sizes that installers keep to."""

from pathlib import Path

import pytest

from build.failure import SetupError
from build.package import sizes


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A program folder of three bytes, and a link that counts for nothing."""
    (tmp_path / "program/lib").mkdir(parents=True)
    (tmp_path / "program/lib/one").write_bytes(b"123")
    (tmp_path / "program/two").symlink_to("lib/one")
    return tmp_path / "program"


def test_what_is_small_enough_passes(program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installer = tmp_path / "setup.exe"
    installer.write_bytes(b"12")
    monkeypatch.setattr(sizes, "INSTALLER", 2)
    monkeypatch.setattr(sizes, "INSTALLED", 3)
    assert sizes.size_of(program) == 3
    sizes.require_small(installer, program)


@pytest.mark.parametrize(("installer_limit", "installed_limit", "named"), [(1, 3, "setup.exe"), (2, 2, "安装后")])
def test_what_is_too_large_stops_the_build_and_is_named(
    program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, installer_limit: int, installed_limit: int, named: str
) -> None:
    installer = tmp_path / "setup.exe"
    installer.write_bytes(b"12")
    monkeypatch.setattr(sizes, "INSTALLER", installer_limit)
    monkeypatch.setattr(sizes, "INSTALLED", installed_limit)
    with pytest.raises(SetupError, match=named):
        sizes.require_small(installer, program)


def test_the_limits_are_what_was_promised() -> None:
    assert (sizes.INSTALLER, sizes.INSTALLED) == (60_000_000, 220_000_000)
