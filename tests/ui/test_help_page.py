"""The help page: contents, search, links, problem report without personal data, self-test."""

import logging
import re
import sys
import tomllib
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QGuiApplication, QTextCursor, QTextTable
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from models.errors import ResourceError
from tests.ui.conftest import FILLED, OFFICE
from ui.context import Context
from ui.crash import report
from ui.help.environment import environment_report, last_crashes
from ui.help.library import HelpText, find, load_help
from ui.help.selftest_dialog import SelfTestDialog, selftest_command
from ui.pages.help import HelpPage
from ui.shortcuts import registered
from ui.version import VERSION
from ui.window import MainWindow

PAGES = load_help()
ROOT = Path(__file__).parents[2]
TITLES = (
    *("快速上手", "填写申报表", "跟踪项目", "审核报送与版本", "导出 Word 与 Excel", "备份与恢复"),
    *("密码与安全", "快捷键", "常见问题", "关于与版权"),
)


@pytest.fixture
def page(window: MainWindow) -> HelpPage:
    window.show_page("help", {})
    shown = window.page()
    assert isinstance(shown, HelpPage)
    QApplication.processEvents()
    return shown


def titles(page: HelpPage) -> list[str]:
    return [page.contents.item(row).text() for row in range(page.contents.count())]


def test_every_page_is_there_in_order() -> None:
    assert [page.title for page in PAGES if page.title in TITLES] == list(TITLES)
    assert all(page.text.startswith("# ") for page in PAGES)


def test_every_link_leads_to_a_page() -> None:
    names = {page.name for page in PAGES}
    links = [link for page in PAGES for link in re.findall(r"\]\(([^)]+)\)", page.text)]
    assert links
    assert set(links) <= names


def test_the_department_has_its_own_name_and_no_developer_words() -> None:
    text = "\n".join(page.text for page in PAGES if page.title in TITLES)
    assert not re.search("人社(?!部)|渝人社(?!发)", text.replace("渝人社发", ""))
    assert not re.search(r"TODO|数据库|事务|线程|commit|JSON", text, re.IGNORECASE)


def test_contents_text_and_links(page: HelpPage) -> None:
    assert titles(page)[:10] == [page.title for page in PAGES][:10]
    assert page.reader.toPlainText().startswith("快速上手")
    page.reader.anchorClicked.emit(QUrl("20-form.md"))
    assert page.reader.toPlainText().startswith("填写申报表")
    page.reader.anchorClicked.emit(QUrl("https://example.invalid/x.md"))
    assert page.reader.toPlainText().startswith("填写申报表")


def test_search_narrows_marks_and_goes_to_the_place(page: HelpPage) -> None:
    page.search.setText("恢复码")
    found = titles(page)
    assert found[0].startswith("密码与安全（")
    assert all("恢复码" in words for words in found)
    marks = page.reader.extraSelections()
    assert len(marks) > 5
    assert page.reader.textCursor().position() > 0
    page.search.setText("没有这样的词")
    assert titles(page) == []
    assert not page.nothing.isHidden()
    page.search.clear()
    assert titles(page)[0] == "快速上手"


def test_search_takes_every_word_and_prefers_titles() -> None:
    pages = (HelpText("1.md", "# 甲\n乙丙 [乙](2.md)"), HelpText("2.md", "# 乙\n丙"), HelpText("3.md", "# 丁\n丙"))
    assert [hit.page.name for hit in find(pages, "乙 丙")] == ["2.md", "1.md"]
    assert find(pages, "2.md") == []
    assert find(pages, "  ") == []


def test_tables_and_headings_are_dressed(page: HelpPage) -> None:
    page.show_page("keys")
    document = page.reader.document()
    tables = [frame for frame in document.rootFrame().childFrames() if isinstance(frame, QTextTable)]
    assert tables
    assert tables[0].cellAt(0, 0).format().toTableCellFormat().leftBorder() == 1
    cursor = QTextCursor(document)
    cursor.movePosition(QTextCursor.MoveOperation.Right, QTextCursor.MoveMode.KeepAnchor)
    assert cursor.charFormat().fontPointSize() > 12


def test_shortcuts_in_the_help_are_those_of_the_window(window: MainWindow) -> None:
    text = next(page.text for page in PAGES if page.title == "快捷键")
    section = text.partition("## 整个窗口")[2].partition("##")[0]
    named = {key for key in re.findall(r"^\| `([^`]+)`", section, re.MULTILINE) if "…" not in key}
    keys = {words.replace(" ", "") for _group, _what, all_keys in registered(window) for words in all_keys.split(" 或 ")}
    assert {key for key in named if not key.endswith("1")} <= keys
    assert "Ctrl+8" in keys


def test_a_manual_added_later_is_found(tmp_path: Path) -> None:
    (tmp_path / "20-b.md").write_text("# 乙", encoding="utf-8")
    (tmp_path / "manual.md").write_text("# 填写项与指标手册", encoding="utf-8")
    (tmp_path / "3-a.md").write_text("# 甲", encoding="utf-8")
    assert [page.title for page in load_help(tmp_path)] == ["甲", "乙", "填写项与指标手册"]
    (tmp_path / "4.md").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ResourceError):
        load_help(tmp_path)


def test_the_report_has_versions_and_nothing_typed(page: HelpPage, filled_context: Context, tmp_path: Path) -> None:
    page.report.click()
    text = QGuiApplication.clipboard().text()
    assert VERSION in text
    assert filled_context.programme.version in text
    assert "项目 4" in text
    for private in (OFFICE, "示例经办人", FILLED[0][0], "示例智能制造产业园", filled_context.workspace.place, str(Path.home())):
        assert private not in text
    log = tmp_path / "ronghe.log"
    line = "2026-11-23 10:00:00,000 {} {}\n"
    crash = report("ABC234", ValueError("13800000000"))
    content = line.format("WARNING qt", "张三的文件") + line.format("ERROR ronghe", crash) + line.format("ERROR models", "张三")
    log.write_text(content, encoding="utf-8")
    assert len(last_crashes(log)) == 1
    whole = environment_report(filled_context, log)
    assert "ABC234" in whole
    assert "builtins.ValueError" in whole
    assert "张三" not in whole
    assert "13800000000" not in whole
    assert last_crashes(tmp_path / "none.log") == []


def test_the_log_is_written_as_the_report_reads_it(tmp_path: Path) -> None:
    from ui.crash import start_log

    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    try:
        start_log(tmp_path)
        logging.getLogger("ronghe").error("%s", report("XYZ789", ValueError("x")))
        assert "XYZ789" in last_crashes(tmp_path / "ronghe.log")[0]
    finally:
        for handler in [handler for handler in root.handlers if handler not in before]:
            root.removeHandler(handler)
            handler.close()
        root.setLevel(level)


@pytest.mark.parametrize(("code", "said"), [(0, "全部通过"), (1, "未通过")])
def test_the_self_test_shows_lines_and_outcome(qapp: QApplication, qtbot: QtBot, code: int, said: str) -> None:
    dialog = SelfTestDialog(None)
    dialog.start([sys.executable, "-c", f"print('通过  一步：三项'); raise SystemExit({code})"])
    qtbot.waitUntil(lambda: dialog.stop.text() == "关闭")
    assert dialog.report.toPlainText() == "通过  一步：三项"
    assert said in dialog.outcome.text()
    dialog.copy.click()
    assert "一步" in QGuiApplication.clipboard().text()
    dialog.deleteLater()


def test_the_self_test_can_be_stopped_and_may_fail_to_start(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = SelfTestDialog(None)
    dialog.start([sys.executable, "-c", "input()"])
    qtbot.waitUntil(lambda: dialog.process.processId() > 0)
    dialog.reject()
    assert dialog.process.processId() == 0
    other = SelfTestDialog(None)
    other.start([str(tmp_path / "没有这个程序")])
    qtbot.waitUntil(lambda: "未通过" in other.outcome.text())
    assert selftest_command()[-1] == "selftest"
    assert Path(selftest_command()[1]).is_file()
    for made in (dialog, other):
        made.deleteLater()


def test_the_version_is_that_of_the_project() -> None:
    assert tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"] == VERSION
