"""PDF files through an office program: a real LibreOffice, and real programs that fail, hang and are stopped."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from filelock import FileLock

from exports import pdf
from exports.files import FileBusy
from exports.pdf import Converter, PdfCancelled, PdfFailed, find_converter, make_pdf
from exports.word.official.layout import export_official
from exports.word.settings import WordSettings
from tests.documents import official_sample as sample
from tests.documents.render import page_sizes


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return export_official(sample.letter(), tmp_path_factory.mktemp("pdf") / "推荐函 1.docx", WordSettings()).path


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("profile") / "office"


def program(folder: Path, script: str) -> Converter:
    """Return an office program that does what a shell script says."""
    path = folder / "soffice"
    path.write_text(f"#!{sys.executable}\n{script}", encoding="utf-8")
    path.chmod(0o755)
    return Converter("libreoffice", path, "LibreOffice")


def test_makes_a_pdf_beside_the_document(document: Path, profile: Path) -> None:
    target = document.with_name("推荐函.pdf")
    assert make_pdf(document, target, profile=profile).path == target
    assert page_sizes(target)[0] == (210, 297)
    assert {path.name for path in document.parent.iterdir()} == {document.name, target.name}


def test_two_at_once_take_turns(document: Path, profile: Path, tmp_path: Path) -> None:
    failures: list[BaseException] = []

    def work(number: int) -> None:
        try:
            make_pdf(document, tmp_path / f"{number}.pdf", profile=profile)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0.pdf", "1.pdf"]


def test_another_process_on_the_same_profile_is_waited_for(document: Path, tmp_path: Path) -> None:
    profile = tmp_path / "office"
    with FileLock(profile.with_name("office.lock")), pytest.raises(PdfFailed, match="另一个文件正在转换"):
        make_pdf(document, tmp_path / "a.pdf", profile=profile, timeout=0.3)
    with FileLock(profile.with_name("office.lock")), pytest.raises(PdfCancelled):
        make_pdf(document, tmp_path / "a.pdf", profile=profile, cancelled=lambda: True)
    assert not (tmp_path / "a.pdf").exists()


def test_cancelling_ends_the_program_and_its_children(document: Path, tmp_path: Path) -> None:
    script = f"""
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
open({str(tmp_path / "child")!r}, "w").write(str(child.pid))
time.sleep(600)
"""
    told = tmp_path / "child"

    def cancelled() -> bool:
        return told.exists() and bool(told.read_text())

    target = tmp_path / "a.pdf"
    target.write_bytes(b"old")
    with pytest.raises(PdfCancelled, match="没有写入"):
        make_pdf(document, target, converter=program(tmp_path, script), profile=tmp_path / "office", cancelled=cancelled)
    assert target.read_bytes() == b"old"
    assert _gone(int(told.read_text()))


def _gone(pid: int) -> bool:
    """Tell whether a process has ended, a moment after it was told to; what init has not yet collected has."""
    looks = (subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True).stdout.strip() for _ in range(500))
    return any(state in ("", "Z") for state in looks)


def test_a_program_that_hangs_is_given_up(document: Path, tmp_path: Path) -> None:
    with pytest.raises(PdfFailed, match="已停止"):
        make_pdf(
            document, tmp_path / "a.pdf", converter=program(tmp_path, "import time; time.sleep(600)"), profile=tmp_path / "o", timeout=0.5
        )


@pytest.mark.parametrize(("script", "words"), [("raise SystemExit(77)", "返回77"), ("pass", "没有能把“推荐函 1.docx”转换为 PDF。")])
def test_a_program_that_fails_is_said(script: str, words: str, document: Path, tmp_path: Path) -> None:
    with pytest.raises(PdfFailed, match=words):
        make_pdf(document, tmp_path / "a.pdf", converter=program(tmp_path, script), profile=tmp_path / "office")
    assert not (tmp_path / "a.pdf").exists()


def test_a_program_that_does_not_start_is_said(document: Path, tmp_path: Path) -> None:
    nothing = Converter("libreoffice", tmp_path / "missing", "LibreOffice")
    with pytest.raises(PdfFailed, match="没有启动"):
        make_pdf(document, tmp_path / "a.pdf", converter=nothing, profile=tmp_path / "office")


def test_a_pdf_held_open_is_left_alone(document: Path, tmp_path: Path) -> None:
    script = "import sys, pathlib\npathlib.Path(sys.argv[-1]).with_suffix('.pdf').write_bytes(b'%PDF-1.7 new')"
    target = tmp_path / "a.pdf"
    target.write_bytes(b"old")
    (tmp_path / ".~lock.a.pdf#").write_text("x")
    with pytest.raises(FileBusy):
        make_pdf(document, target, converter=program(tmp_path, script), profile=tmp_path / "office")
    assert target.read_bytes() == b"old"


def test_without_an_office_program_the_way_out_is_named(document: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(pdf, "_LINUX_FOLDERS", (str(tmp_path),))
    assert find_converter() is None
    with pytest.raises(PdfFailed, match="没有找到") as refusal:
        make_pdf(document, tmp_path / "a.pdf", profile=tmp_path / "office")
    assert "打印" in refusal.value.hint


def test_an_office_program_is_found_on_the_path_and_in_usual_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = tmp_path / "apps" / "org.libreoffice.fresh" / "files" / "libreoffice7.6" / "program"
    store.mkdir(parents=True)
    installed = program(store, "pass")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(pdf, "_LINUX_FOLDERS", (str(tmp_path),))
    assert find_converter() == installed
    first = program(tmp_path, "pass")
    assert find_converter() == first
    os.chmod(first.program, 0o644)
    assert find_converter() == installed


def test_a_document_that_is_gone_is_said(tmp_path: Path) -> None:
    with pytest.raises(PdfFailed, match="没有找到文件"):
        make_pdf(tmp_path / "missing.docx", tmp_path / "a.pdf", profile=tmp_path / "office")
