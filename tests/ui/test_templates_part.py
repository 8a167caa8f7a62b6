"""The templates in the settings: listed, checked before use, taken or not, looked at, given up; documents follow."""

from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog
from pytestqt.qtbot import QtBot

from exports.word.official.chosen import ALL
from exports.word.official.packages import LARGEST_FILE
from exports.word.official.structure import Kind
from exports.word.official.templates import list_places, shipped_template
from models.operations.office_templates import take_template
from models.queries.office_templates import own_templates, template_file
from models.workspace.store import FileWorkspace, open_workspace
from tests.ui.conftest import with_dialog
from tests.ui.script import Script, press
from ui.context import Context
from ui.dialogs.template_check import TemplateCheckDialog
from ui.message_dialog import MessageDialog
from ui.pages.settings import SettingsPage
from ui.preferences.templates_part import TemplatesPart
from ui.settings import SettingsFile
from ui.tone import Tone
from ui.window import MainWindow

REPORTS = ALL + Kind.REPORT
WHERE = {place.name: place.where for place in list_places(shipped_template("chongqing-2025", Kind.REPORT))}


@pytest.fixture
def part(window: MainWindow, filled_context: Context, qtbot: QtBot) -> Iterator[TemplatesPart]:
    window.show_page("settings", {"tab": "templates"})
    shown = window.page()
    assert isinstance(shown, SettingsPage)
    assert shown.tabs.currentWidget() is shown.templates
    qtbot.waitUntil(lambda: all(row.looked is not None for row in shown.templates.table.model.rows))
    yield shown.templates
    filled_context.worker.shut_down()
    filled_context.workspace.close(backup=False)


def template(folder: Path, kind: Kind = Kind.REPORT, name: str = "改好的.docx", **edits: str) -> Path:
    """Return a copy of the shipped template in which the paragraphs of some places say something else."""
    document = docx.Document(str(shipped_template("chongqing-2025", kind)))
    for paragraph in document.paragraphs:
        if paragraph.text.strip("{}") in edits:
            paragraph.runs[0].text = edits[paragraph.text.strip("{}")]
    path = folder / name
    document.save(str(path))
    return path


def opened_files(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Return a list that gets every file which would be opened in the office program."""
    opened: list[Path] = []

    def note(path: Path) -> bool:
        opened.append(path)
        return True

    monkeypatch.setattr("ui.preferences.templates_part.open_path", note)
    return opened


def choose(part: TemplatesPart, key: str) -> None:
    assert part.table.select(lambda row: row.id == key)


def states(part: TemplatesPart) -> dict[str, tuple[str, str, Tone]]:
    return {row.slot.key: (row.in_use, row.state, row.tone) for row in part.table.model.rows}


def settled(qtbot: QtBot, part: TemplatesPart, context: Context) -> None:
    qtbot.waitUntil(lambda: not context.worker.busy)
    qtbot.waitUntil(lambda: all(row.looked is not None for row in part.table.model.rows))


def offer(part: TemplatesPart, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    part.replace_button.click()


def test_every_document_and_kind_is_listed_with_the_shipped_template(part: TemplatesPart) -> None:
    found = states(part)
    assert {"yearly", "cover_letter", REPORTS} <= set(found)
    assert set(found.values()) == {("自带模板", "正常", Tone.OK)}
    choose(part, "yearly")
    assert part.use.text() == "现在用：随程序提供的自带模板。"
    assert any(line.startswith(f"{WHERE['标题']}：{{{{标题}}}}") for line in part.list.lines())
    assert not part.reset_button.isEnabled()
    heights = {part.list.item(row).text(): part.list.sizeHintForRow(row) for row in range(part.list.count())}
    line = part.list.fontMetrics().height()
    assert min(heights.values()) > line
    assert heights[max(heights, key=len)] > 3 * line, "a long text is cut"


def test_a_changed_file_is_checked_taken_and_written_with(
    part: TemplatesPart, filled_context: Context, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(part, "yearly")
    path = template(tmp_path, 附注="承办：示例科　{{附注}}")
    seen = []

    def take(dialog: QDialog) -> None:
        assert isinstance(dialog, TemplateCheckDialog)
        seen.extend([dialog.words.text(), *dialog.list.lines()])
        dialog.take.click()

    with_dialog(lambda: offer(part, path, monkeypatch), take)
    assert seen[:2] == ["没有发现问题，可以使用。", "没有发现问题。"]
    settled(qtbot, part, filled_context)
    assert states(part)["yearly"] == ("改好的.docx", "正常", Tone.OK)
    assert states(part)["recommendation"][0] == "自带模板"
    assert "由示例经办人换上" in part.use.text()
    target = tmp_path / "另存.docx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    part.save_copy.click()
    settled(qtbot, part, filled_context)
    assert target.read_bytes() == path.read_bytes()


def test_errors_are_listed_with_their_place_and_keep_the_file_from_use(
    part: TemplatesPart, filled_context: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(part, "yearly")
    path = template(tmp_path, 主送="{{主送机关}}", 正文="{{正文}")

    def look(dialog: QDialog) -> None:
        assert isinstance(dialog, TemplateCheckDialog)
        assert "有3处错误，改正前不能使用" in dialog.words.text()
        assert dialog.list.lines()[0].startswith(f"{WHERE['主送']}的“{{{{主送机关}}}}”不是本文书的填充位置")
        assert not dialog.take.isEnabled()
        assert not dialog.preview.isEnabled()
        press("复制核对结果")(dialog)
        press("不用")(dialog)

    with_dialog(lambda: offer(part, path, monkeypatch), look)
    assert f"{WHERE['正文']}的花括号不成对" in QGuiApplication.clipboard().text()
    assert own_templates(filled_context.workspace) == {}


def test_a_file_that_cannot_be_a_template_is_said(
    part: TemplatesPart, filled_context: Context, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(part, "yearly")
    large = tmp_path / "大.docx"
    large.write_bytes(bytes(LARGEST_FILE + 1))
    for path, words in ((tmp_path / "没有.docx", "没有找到模板"), (large, "超过10 MB")):
        told: list[str] = []
        with_dialog(lambda path=path: offer(part, path, monkeypatch), lambda dialog, told=told: told.append(dialog.accessibleName()))  # type: ignore[misc]
        assert words in told[0]
    old = tmp_path / "旧.doc"
    old.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old")
    shown: list[str] = []

    def read(dialog: QDialog) -> None:
        assert isinstance(dialog, TemplateCheckDialog)
        shown.extend(dialog.list.lines())

    with_dialog(lambda: offer(part, old, monkeypatch), read)
    assert "旧格式（.doc）" in shown[0]
    settled(qtbot, part, filled_context)
    assert own_templates(filled_context.workspace) == {}


def test_a_warning_leaves_the_choice_and_a_specimen_can_be_seen_first(
    part: TemplatesPart, filled_context: Context, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = opened_files(monkeypatch)
    choose(part, "cover_letter")
    path = template(tmp_path, Kind.LETTER, 附件="固定的话，没有填充位置")

    def look(dialog: QDialog) -> None:
        assert isinstance(dialog, TemplateCheckDialog)
        assert dialog.words.text() == "可以使用，有1处请留意。"
        dialog.preview.click()
        take_when_seen(dialog)

    def take_when_seen(dialog: TemplateCheckDialog, looks: int = 400) -> None:
        if opened:
            dialog.take.click()
        elif looks:
            QTimer.singleShot(10, lambda: take_when_seen(dialog, looks - 1))
        else:
            dialog.reject()

    # The note about what the template leaves out comes up over the check.
    with Script((TemplateCheckDialog, look), (MessageDialog, press("知道了"))):
        offer(part, path, monkeypatch)
        qtbot.waitUntil(lambda: "cover_letter" in own_templates(filled_context.workspace))
    assert opened[0].name == "报送函样张.docx"
    assert "固定的话" in "\n".join(paragraph.text for paragraph in docx.Document(str(opened[0])).paragraphs)
    settled(qtbot, part, filled_context)
    assert states(part)["cover_letter"] == ("改好的.docx", "1处提醒", Tone.WARNING)


def test_one_for_all_of_a_kind_and_the_way_back(part: TemplatesPart, filled_context: Context, qtbot: QtBot, tmp_path: Path) -> None:
    content = template(tmp_path, 附注="通用{{附注}}").read_bytes()
    assert filled_context.perform(take_template, REPORTS, "报告（通用）", "通用.docx", content) is not None
    settled(qtbot, part, filled_context)
    found = states(part)
    assert (found[REPORTS][0], found["yearly"][0], found["cover_letter"][0]) == ("通用.docx", "随通用：通用.docx", "自带模板")
    choose(part, "yearly")
    assert not part.reset_button.isEnabled()
    choose(part, REPORTS)
    with Script((MessageDialog, press("取消"))):
        part.reset_button.click()
    assert template_file(filled_context.workspace, REPORTS) is not None
    with Script((MessageDialog, press("恢复为自带模板"))):
        part.reset_button.click()
    settled(qtbot, part, filled_context)
    assert {row[0] for row in states(part).values()} == {"自带模板"}


def test_a_template_gone_bad_is_shown_and_writes_in_the_shipped_layout(
    part: TemplatesPart, filled_context: Context, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = opened_files(monkeypatch)
    assert filled_context.perform(take_template, "yearly", "年度报告", "坏.docx", b"PK torn") is not None
    settled(qtbot, part, filled_context)
    assert states(part)["yearly"] == ("坏.docx", "不能使用", Tone.ERROR)
    choose(part, "yearly")
    assert part.summary.text() == "模板有错误，这份文书现在按自带的版式导出；改好后再换上来。"
    told: list[str] = []
    with_dialog(part.look.click, lambda dialog: told.append(dialog.accessibleName()))
    qtbot.waitUntil(lambda: bool(opened))
    assert told == ["样张已写好，有几点请留意。"]
    assert docx.Document(str(opened[0])).paragraphs


def test_read_only_offers_nothing_that_changes(filled_workspace: FileWorkspace, settings: SettingsFile, qapp: QApplication) -> None:
    with open_workspace(filled_workspace.path, read_only=True) as looking:
        context = Context(looking, looking.programme, settings)
        part = TemplatesPart(context)
        part.refresh()
        assert part.save_copy.isEnabled()
        assert not part.replace_button.isEnabled()
        assert not part.reset_button.isEnabled()
        context.worker.shut_down()
        part.deleteLater()
