"""A damaged pack: the last good one is used and it is said; nothing good at all is refused."""

import shutil
from pathlib import Path

import pytest

from forms.good_pack import load_good_pack
from forms.loading import load_form
from models.errors import ResourceError
from models.resources import resource_path

PACK = "chongqing-2025"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the resources that may be damaged."""
    for part in ("programmes", "dictionaries"):
        shutil.copytree(resource_path(part), tmp_path / "resources" / part)
    return tmp_path / "resources"


@pytest.mark.parametrize("file", ["programme.toml", "indicators.toml", "forms/application.toml", "proofreading.toml"])
def test_a_damaged_file_gives_the_last_good_pack_and_says_so(root: Path, tmp_path: Path, file: str) -> None:
    kept = tmp_path / "kept"
    programme, notice = load_good_pack(PACK, kept, root)
    assert notice == ""
    damaged = root / "programmes" / PACK / file
    damaged.write_bytes(damaged.read_bytes()[:200])
    last, notice = load_good_pack(PACK, kept, root)
    assert file.rpartition("/")[2] in notice
    assert "重新安装" in notice
    assert (last.id, last.version, last.root) == (programme.id, programme.version, kept)
    assert load_form(last).section
    last.load_all()


def test_without_a_good_one_it_is_refused(root: Path, tmp_path: Path) -> None:
    damaged = root / "programmes" / PACK / "districts.toml"
    damaged.write_text("nothing = 1", encoding="utf-8")
    with pytest.raises(ResourceError) as refused:
        load_good_pack(PACK, tmp_path / "kept", root)
    assert refused.value.file.endswith("districts.toml")


def test_a_kept_copy_of_another_pack_does_not_help(root: Path, tmp_path: Path) -> None:
    load_good_pack(PACK, tmp_path / "kept", root)
    (tmp_path / "kept" / "whole.json").write_text('["other", "x"]', encoding="utf-8")
    (root / "programmes" / PACK / "programme.toml").write_text("", encoding="utf-8")
    with pytest.raises(ResourceError):
        load_good_pack(PACK, tmp_path / "kept", root)


def test_a_new_version_is_checked_and_kept_in_its_place(root: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    load_good_pack(PACK, kept, root)
    newer = root / "programmes" / PACK / "programme.toml"
    newer.write_text(newer.read_text(encoding="utf-8") + "# newer\n", encoding="utf-8")
    load_good_pack(PACK, kept, root)
    assert (kept / "programmes" / PACK / "programme.toml").read_text(encoding="utf-8").endswith("# newer\n")
    assert not [path for path in tmp_path.iterdir() if path.name.startswith("tmp")]


def test_a_folder_that_cannot_be_written_is_no_obstacle(root: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    programme, notice = load_good_pack(PACK, blocked / "kept", root)
    assert (programme.id, notice) == (PACK, "")
