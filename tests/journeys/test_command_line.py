"""The program without a window, as scripts and IT staff call it: what is done, what is said, with which code it ends."""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook
from PySide6.QtGui import QImage

import main
from exports.jobs import WORKBOOKS
from forms.answers import Edit, save_answers
from forms.demo import NAME
from models.programme.pack import load_programme
from models.workspace.store import OfficeDetails, create, open_workspace
from tests.db.acting import flip_bit
from ui.pages import PAGES
from ui.pictures import is_blank

ROOT = Path(main.__file__).parent
PASSWORD = "示例密码-2026"


def run(*arguments: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Start the program as its own process."""
    environ = {key: value for key, value in os.environ.items() if key not in {"RONGHE_PASSWORD", "DISPLAY", "QT_QPA_PLATFORM"}}
    command = [sys.executable, "main.py", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, env=environ | variables, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    folder = tmp_path_factory.mktemp("demo") / "新建" / "示例输出"
    return folder, run("demo", folder)


@pytest.fixture(scope="module")
def store(demo: tuple[Path, subprocess.CompletedProcess[str]]) -> Path:
    return demo[0] / NAME


@pytest.fixture
def locked_store(tmp_path: Path) -> Path:
    """A workspace with a password and no project."""
    programme = load_programme("chongqing-2025")
    at = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
    details = OfficeDetails(programme.districts_on(date(2026, 11, 2))[0].code, "示例区人力资源和社会保障局", "示例经办人")
    workspace, _ = create(tmp_path / "有密码.ronghe", PASSWORD, programme, details, at)
    workspace.close(backup=False)
    return workspace.path


def refused(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    """Run in this process what must fail for a reason, and return the sentence on stderr."""
    assert main.main([str(argument) for argument in arguments]) == main.FAILED
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert re.fullmatch(r"[^\n]*[\u4e00-\u9fff][^\n]*。\n", err)
    assert "Error" not in err
    assert "Traceback" not in err
    return err


def done(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> list[str]:
    """Run in this process what must succeed, and return the lines on stdout."""
    assert main.main([str(argument) for argument in arguments]) == main.OK
    out, err = capsys.readouterr()
    assert err == ""
    return out.splitlines()


def test_the_demonstration_leaves_workspace_documents_and_pictures(demo: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    folder, outcome = demo
    assert (outcome.returncode, outcome.stderr) == (main.OK, "")
    made = [Path(line.partition("\t")[0]) for line in outcome.stdout.splitlines()]
    assert all(path.is_file() for path in made)
    kinds = [path.suffix for path in made]
    assert (kinds.count(".ronghe"), kinds.count(".docx"), kinds.count(".xlsx"), kinds.count(".png")) == (1, 2, 1, len(PAGES))
    for path in made:
        if path.suffix == ".docx":
            assert len(Document(str(path)).tables) > 5
    sheets = load_workbook(next(folder.glob("*.xlsx"))).sheetnames
    assert "台账" in sheets
    assert {path.name for path in folder.iterdir() if path.is_dir()} == {"pictures"}


def test_every_page_is_on_its_picture(demo: tuple[Path, subprocess.CompletedProcess[str]], tmp_path: Path) -> None:
    pictures = sorted((demo[0] / "pictures").iterdir())
    assert [path.stem.split("-")[1] for path in pictures] == [page.key for page in PAGES]
    assert [path.name for path in pictures if is_blank(path)] == []
    nothing = QImage(1366, 768, QImage.Format.Format_RGB32)
    nothing.fill(0xF2F4F6)
    nothing.save(str(tmp_path / "blank.png"))
    assert is_blank(tmp_path / "blank.png")


def test_the_demonstration_can_be_repeated_in_place(demo: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    folder, first = demo
    before = sorted(path.name for path in folder.rglob("*"))
    again = run("demo", folder)
    assert (again.returncode, again.stdout) == (main.OK, first.stdout)
    assert sorted(path.name for path in folder.rglob("*")) == before


def test_the_self_test_passes() -> None:
    outcome = run("selftest")
    assert (outcome.returncode, outcome.stderr) == (main.OK, "")
    *steps, last = outcome.stdout.splitlines()
    assert len(steps) == 10
    assert all(line.startswith("通过") for line in steps)
    assert last == "自检全部通过。"


def test_a_self_test_that_fails_says_where(tmp_path: Path) -> None:
    outcome = run("selftest", TMPDIR=str(tmp_path), PYTHONPATH=str(broken(tmp_path)))
    assert outcome.returncode == main.FAILED
    lines = outcome.stdout.splitlines()
    assert lines[0].startswith("通过  建账套")
    assert lines[-1].startswith("失败  导出并重读申请表：")
    assert len(lines) == 3
    assert outcome.stderr.startswith("自检未通过。")


def broken(folder: Path) -> Path:
    """Return a folder that hides the Word library behind one that cannot be imported."""
    (folder / "broken").mkdir()
    (folder / "broken" / "docx.py").write_text("raise RuntimeError('broken on purpose')\n", encoding="utf-8")
    return folder / "broken"


def whole_text(path: Path) -> str:
    return "".join(text for name, text in texts_of(path) if name == "word/document.xml")


def foot_of(path: Path) -> str:
    return "".join(text for name, text in texts_of(path) if name.startswith("word/footer"))


def texts_of(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the parts of a document with their words, without the markup between them."""
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            if name.endswith(".xml"):
                yield name, re.sub("<[^>]*>", "", package.read(name).decode())


def test_application_forms_are_exported_by_number_by_id_or_all(capsys: pytest.CaptureFixture[str], store: Path, tmp_path: Path) -> None:
    with open_workspace(store, read_only=True) as workspace:
        projects = workspace.rows("SELECT id, number, title FROM project WHERE deleted_at IS NULL ORDER BY number")
    everything = done(capsys, "export", "application", "--workspace", store, "--out", tmp_path / "全部")
    assert len(everything) == len(projects)
    assert len(set(everything)) == len(projects)
    id, number, title = projects[0]
    for folder, project in (("按编号", number), ("按内部编号", id)):
        (one,) = done(capsys, "export", "application", "--workspace", store, "--out", tmp_path / folder, "--project", project)
        assert Path(one).name.startswith(f"{number}-{title}-")
        assert Path(one).read_bytes() == Path(everything[0]).read_bytes()
        assert zipfile.ZipFile(one).testzip() is None


def test_the_ledger_is_exported(capsys: pytest.CaptureFixture[str], store: Path, tmp_path: Path) -> None:
    (path,) = done(capsys, "export", "ledger", "--workspace", store, "--out", tmp_path)
    assert Path(path).parent == tmp_path
    assert load_workbook(path)["台账"].max_row > 5


def test_reports_are_exported_all_or_by_name(capsys: pytest.CaptureFixture[str], store: Path, tmp_path: Path) -> None:
    (path,) = done(capsys, "export", "report", "--kind", "问题清单", "--workspace", store, "--out", tmp_path)
    assert "问题清单" in load_workbook(path).sheetnames
    assert len(done(capsys, "export", "report", "--workspace", store, "--out", tmp_path)) == len(WORKBOOKS)
    assert "可以写：进展汇总表" in refused(capsys, "export", "report", "--kind", "别的表", "--workspace", store, "--out", tmp_path)


def test_personal_facts_are_told_and_masked_on_request(capsys: pytest.CaptureFixture[str], store: Path, tmp_path: Path) -> None:
    phone, copy = "13912345678", tmp_path / store.name
    for path in (store, store.with_name(f"{store.name}.key")):
        shutil.copy2(path, tmp_path)
    with open_workspace(copy) as workspace:
        (id, number), *_ = workspace.rows("SELECT p.id, p.number FROM project p JOIN document d ON d.id = p.id AND d.frozen_at IS NULL")
        workspace.perform(save_answers, id, {"idea": Edit(f"以产业链需求为牵引，联系手机{phone}。")})
    command = ["export", "application", "--workspace", str(copy), "--project", number, "--out"]
    assert main.main([*command, str(tmp_path / "原样")]) == main.REMARKED
    out, err = capsys.readouterr()
    assert phone in whole_text(Path(out.strip()))
    assert "出门检查" in err
    assert f"总体思路：“{phone}”是手机号码" in err
    (name,) = done(capsys, *command, tmp_path / "脱敏", "--masked")
    masked = Path(name)
    assert masked.stem.endswith("（脱敏）")
    assert phone not in whole_text(masked)
    assert "联系手机139****5678" in whole_text(masked)
    assert "脱敏副本" in foot_of(masked)
    assert "校验码" not in foot_of(masked)


def test_exporting_changes_nothing_in_the_workspace(capsys: pytest.CaptureFixture[str], store: Path, tmp_path: Path) -> None:
    before = {path.name: path.read_bytes() for path in store.parent.iterdir() if path.is_file()}
    done(capsys, "export", "ledger", "--workspace", store, "--out", tmp_path)
    assert {path.name: path.read_bytes() for path in store.parent.iterdir() if path.is_file()} == before


def test_a_workspace_in_use_can_be_exported_checked_and_backed_up(capsys: pytest.CaptureFixture[str], store: Path, tmp_path: Path) -> None:
    with open_workspace(store):
        assert done(capsys, "export", "ledger", "--workspace", store, "--out", tmp_path)
        assert done(capsys, "check", store)
        assert done(capsys, "backup", store, tmp_path / "备份")


def test_a_sound_workspace_is_said_to_be_sound(capsys: pytest.CaptureFixture[str], store: Path) -> None:
    (said,) = done(capsys, "check", store)
    assert "完好" in said


def test_damage_is_found_and_named(capsys: pytest.CaptureFixture[str], locked_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RONGHE_PASSWORD", PASSWORD)
    flip_bit(locked_store, locked_store.stat().st_size // 2)
    assert "校验" in refused(capsys, "check", locked_store)


def test_a_backup_is_made_and_opens(capsys: pytest.CaptureFixture[str], store: Path, tmp_path: Path) -> None:
    (copy,) = done(capsys, "backup", store, tmp_path / "备份")
    (said,) = done(capsys, "check", copy)
    assert "完好" in said


@pytest.mark.parametrize("name", ["环境", "文件"])
def test_a_password_opens_what_it_protects(
    capsys: pytest.CaptureFixture[str], locked_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    more: list[str | Path] = []
    if name == "环境":
        monkeypatch.setenv("RONGHE_PASSWORD", PASSWORD)
    else:
        (tmp_path / "密码").write_text(f"{PASSWORD}\n", encoding="utf-8")
        more = ["--password-file", tmp_path / "密码"]
    assert done(capsys, "check", locked_store, *more)
    assert done(capsys, "backup", locked_store, tmp_path / "备份", *more)
    assert done(capsys, "export", "ledger", "--workspace", locked_store, "--out", tmp_path, *more)


def test_what_cannot_be_done_is_said_in_one_sentence(
    capsys: pytest.CaptureFixture[str], store: Path, locked_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RONGHE_PASSWORD", raising=False)
    file, out = tmp_path / "是文件", tmp_path / "输出"
    file.write_bytes(b"not a workspace at all")
    missing = tmp_path / "没有.ronghe"
    for command in (["check", missing], ["backup", missing, out], ["export", "ledger", "--workspace", missing, "--out", out]):
        assert "没有.ronghe" in refused(capsys, *command)
    assert "是文件" in refused(capsys, "check", file)
    assert "密码" in refused(capsys, "check", locked_store)
    monkeypatch.setenv("RONGHE_PASSWORD", "不对")
    for command in (
        ["check", locked_store],
        ["backup", locked_store, out],
        ["export", "ledger", "--workspace", locked_store, "--out", out],
    ):
        assert "密码不正确" in refused(capsys, *command)
    monkeypatch.setenv("RONGHE_PASSWORD", PASSWORD)
    assert "还没有项目" in refused(capsys, "export", "application", "--workspace", locked_store, "--out", out)
    monkeypatch.delenv("RONGHE_PASSWORD")
    assert "500000-1999-001" in refused(capsys, "export", "application", "--workspace", store, "--out", out, "--project", "500000-1999-001")
    for command in (
        ["demo", file / "里面"],
        ["demo", file],
        ["backup", store, file],
        ["export", "ledger", "--workspace", store, "--out", file],
        ["export", "application", "--workspace", store, "--out", file / "里面"],
    ):
        assert "是文件" in refused(capsys, *command)


def test_wrong_use_ends_with_code_2() -> None:
    outcome = run("export", "ledger")
    assert (outcome.returncode, outcome.stdout) == (main.USAGE, "")
    assert "缺少参数" in outcome.stderr


def test_words_reach_a_console_that_cannot_show_them(store: Path) -> None:
    outcome = run("check", store, PYTHONIOENCODING="ascii")
    assert outcome.returncode == main.OK
    assert outcome.stderr == ""
