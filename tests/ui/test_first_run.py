"""The first-run guide: from nothing to an open workspace, by keyboard, with every refusal in words."""

import subprocess
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path, PurePath

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPdfWriter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from models.programme.pack import Programme
from models.workspace import refusals
from models.workspace.keys import needs_password, unlock_with_recovery_code
from models.workspace.location import Mount, Surroundings, judge, judge_place
from models.workspace.store import open_workspace
from tests.ui.conftest import NOW, type_text
from tests.ui.script import Script, press
from ui.dialogs.first_run import FirstRunGuide
from ui.dialogs.recovery_code import print_sheet, recovery_sheet, set_up_page
from ui.message_dialog import MessageDialog
from ui.passwords import strength

PASSWORD = "三月桃花四月雨 2026"


@pytest.fixture
def guide(qapp: QApplication, programme: Programme, tmp_path: Path) -> Iterator[FirstRunGuide]:
    made = FirstRunGuide(programme, lambda: NOW, tmp_path / "账套", lambda path: "")
    made.show()
    yield made
    if made.workspace is not None:
        made.workspace.close(backup=False)
    made.deleteLater()


def next_page(qtbot: QtBot, guide: FirstRunGuide) -> None:
    QTest.keyClick(QApplication.focusWidget() or guide, Qt.Key.Key_Return)


def to_the_place(guide: FirstRunGuide, officer: str = "示例经办人") -> None:
    guide.go_on()
    guide.district.districts.search.setText("北碚")
    guide.go_on()
    guide.office.officer.setText(officer)
    guide.go_on()
    assert guide.page is guide.place


def test_by_keyboard_from_nothing_to_a_workspace_without_password(qtbot: QtBot, guide: FirstRunGuide, tmp_path: Path) -> None:
    guide.activateWindow()
    qtbot.waitUntil(lambda: guide.welcome.new.hasFocus())
    next_page(qtbot, guide)
    assert guide.page.step == "区县"
    type_text(guide.district.districts.search, "北碚")
    next_page(qtbot, guide)
    assert guide.office.name.text() == "北碚区人力资源和社会保障局"
    assert guide.office.officer.hasFocus()
    type_text(guide.office.officer, "示例经办人")
    next_page(qtbot, guide)
    next_page(qtbot, guide)
    assert guide.page.step == "密码"
    next_page(qtbot, guide)
    assert guide.problem.text() == "还没有输入密码。"
    guide.secret.open.setChecked(True)
    next_page(qtbot, guide)
    assert "勾选" in guide.problem.text()
    assert guide.secret.aware.hasFocus()
    QTest.keyClick(guide.secret.aware, Qt.Key.Key_Space)
    next_page(qtbot, guide)
    assert guide.result() == FirstRunGuide.DialogCode.Accepted
    assert guide.workspace is not None
    assert guide.workspace.path == tmp_path / "账套" / "北碚区融合试点.ronghe"
    assert guide.workspace.office.officer == "示例经办人"
    assert not needs_password(guide.workspace.path)


def test_with_a_password_the_code_is_shown_and_opens_the_workspace(guide: FirstRunGuide) -> None:
    to_the_place(guide)
    guide.go_on()
    guide.secret.new.first.setText(PASSWORD)
    guide.secret.new.second.setText(PASSWORD + "x")
    guide.go_on()
    assert guide.problem.text() == "两遍输入的密码不一样。"
    guide.secret.new.second.setText(PASSWORD)
    guide.go_on()
    assert guide.page is guide.code
    assert not guide.back.isEnabled()
    code = guide.code.view.code.text()
    guide.code.view.copy.click()
    assert QApplication.clipboard().text() == code
    guide.go_on()
    assert "勾选" in guide.problem.text()
    guide.code.view.kept.setChecked(True)
    guide.go_on()
    assert guide.workspace is not None
    path = guide.workspace.path
    guide.workspace.close(backup=False)
    with pytest.raises(refusals.PasswordNeeded):
        open_workspace(path)
    open_workspace(path, PASSWORD).close(backup=False)
    unlock_with_recovery_code(path, code.lower().replace("-", " "), "另一个好记的密码")
    open_workspace(path, "另一个好记的密码").close(backup=False)


def test_a_complaint_goes_when_the_officer_mends_it(guide: FirstRunGuide) -> None:
    guide.go_on()
    guide.district.districts.search.setText("北碚")
    guide.go_on()
    guide.go_on()
    assert guide.problem.text() == "还没有填写经办人姓名。"
    type_text(guide.office.officer, "示")
    assert guide.problem.isHidden()


def test_the_code_may_not_slip_away_unseen(guide: FirstRunGuide) -> None:
    to_the_place(guide)
    guide.go_on()
    guide.secret.new.first.setText(PASSWORD)
    guide.secret.new.second.setText(PASSWORD)
    guide.go_on()
    with Script((MessageDialog, press("返回抄写"))):
        guide.reject()
    assert guide.isVisible()
    with Script((MessageDialog, press("没抄也关闭"))):
        guide.reject()
    assert guide.result() == FirstRunGuide.DialogCode.Accepted


def test_going_back_keeps_everything_and_a_changed_name(guide: FirstRunGuide) -> None:
    to_the_place(guide)
    guide.place.name.setText("我的账套")
    guide.go_back()
    guide.office.name.setText("示例区人力资源和社会保障局")
    guide.go_back()
    guide.district.districts.search.setText("渝中")
    guide.go_on()
    assert guide.office.name.text() == "示例区人力资源和社会保障局"
    assert guide.office.officer.text() == "示例经办人"
    guide.go_on()
    assert guide.place.name.text() == "我的账套"


def test_a_proposed_name_follows_the_district(guide: FirstRunGuide) -> None:
    to_the_place(guide)
    guide.go_back()
    guide.go_back()
    guide.district.districts.search.setText("渝中")
    guide.go_on()
    assert guide.office.name.text() == "渝中区人力资源和社会保障局"
    assert guide.place.name.text() == "渝中区融合试点"


def test_only_districts_of_today_and_who_took_over(guide: FirstRunGuide, programme: Programme) -> None:
    guide.go_on()
    districts = guide.district.districts
    names = [districts.list.item(row).text() for row in range(districts.list.count())]
    assert names == [*(district.name for district in programme.districts_on(date(2026, 11, 23))), "重庆市（市级版）"]
    assert "江北区" not in names
    districts.search.setText("江北")
    assert "请选择“两江新区”" in districts.note.text()
    guide.go_on()
    assert guide.page is guide.district
    assert guide.problem.text() == "请先选择区县。"
    districts.search.setText("北碚")
    assert "500109" in districts.note.text()


def around(*mounts: Mount, synced: tuple[PurePath, ...] = ()) -> Callable[[Path], str]:
    surroundings = Surroundings(proposal=PurePath("/home/office"), mounts=mounts, synced=synced)
    return lambda path: judge_place(path, surroundings)


@pytest.mark.parametrize(
    ("judging", "folder", "said"),
    [
        (around(Mount(PurePath("/mnt/share"), "cifs")), "/mnt/share/a", "网络共享"),
        (around(Mount(PurePath("/media/stick"), "vfat", removable=True)), "/media/stick", "U盘"),
        (around(), "/home/office/坚果云", "坚果云"),
        (judge, "/tmp/账套", "临时文件夹"),
    ],
    ids=["share", "stick", "sync", "temporary, on this computer"],
)
def test_a_bad_place_is_refused_with_the_reason_and_the_right_place(
    qapp: QApplication, programme: Programme, judging: Callable[[Path], str], folder: str, said: str
) -> None:
    guide = FirstRunGuide(programme, lambda: NOW, Path("/home/office"), judging)
    to_the_place(guide)
    guide.place.folder.setText(folder)
    guide.go_on()
    assert guide.page is guide.place
    assert said in guide.problem.text()
    assert "请放在本机硬盘上" in guide.problem.text()
    assert said in guide.place.verdict.text()
    guide.deleteLater()


@pytest.mark.parametrize(("name", "said"), [("", "请填写"), ("a/b", "不能有“/”"), ("a\tb", "不能有"), ("试点.", "不能有“.”")])
def test_a_name_no_system_takes_is_refused(guide: FirstRunGuide, name: str, said: str) -> None:
    to_the_place(guide)
    guide.place.name.setText(name)
    guide.go_on()
    assert guide.page is guide.place
    assert said in guide.problem.text()


def test_an_existing_file_is_never_overwritten(guide: FirstRunGuide, tmp_path: Path) -> None:
    (tmp_path / "账套").mkdir()
    there = tmp_path / "账套" / "北碚区融合试点.ronghe"
    there.write_text("别的内容")
    to_the_place(guide)
    guide.go_on()
    assert guide.page is guide.place
    assert "不会覆盖" in guide.problem.text()
    assert there.read_text() == "别的内容"


def test_what_the_store_refuses_leads_back_to_the_place(guide: FirstRunGuide, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    to_the_place(guide)
    guide.place.folder.setText(str(tmp_path / "file" / "inside"))
    guide.go_on()
    guide.secret.open.setChecked(True)
    guide.secret.aware.setChecked(True)
    guide.go_on()
    assert guide.page is guide.place
    assert guide.problem.text()
    assert guide.workspace is None
    guide.place.folder.setText(str(tmp_path / "good"))
    guide.go_on()
    guide.go_on()
    assert guide.workspace is not None


def test_an_existing_workspace_is_chosen_from_the_recent_ones(qapp: QApplication, programme: Programme, tmp_path: Path) -> None:
    recent = [tmp_path / "没有了.ronghe", tmp_path / "在.ronghe"]
    recent[1].write_bytes(b"x")
    guide = FirstRunGuide(programme, lambda: NOW, tmp_path, lambda path: "", [str(path) for path in recent])
    assert guide.welcome.recent.item(0).text().startswith("（找不到）")
    guide.welcome.existing.setChecked(True)
    assert guide.next.text() == "打开"
    guide.go_on()
    assert "请在列表里选" in guide.problem.text()
    guide.welcome.recent.setCurrentRow(1)
    guide.go_on()
    assert guide.chosen == recent[1]
    guide.deleteLater()


def test_leaving_with_something_typed_asks_first(guide: FirstRunGuide) -> None:
    to_the_place(guide)
    with Script((MessageDialog, press("继续填写"))):
        guide.reject()
    assert guide.isVisible()
    with Script((MessageDialog, press("退出"))):
        guide.reject()
    assert not guide.isVisible()


def test_caps_lock_is_noticed_while_typing(qtbot: QtBot, guide: FirstRunGuide) -> None:
    to_the_place(guide)
    guide.go_on()
    line = guide.secret.new.first
    QTest.keyClicks(line, "A")
    assert "大写锁定" in guide.secret.new.words.text()
    QTest.keyClick(line, Qt.Key.Key_B, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClicks(line, "c")
    assert "大写锁定" not in guide.secret.new.words.text()


@pytest.mark.parametrize(
    ("password", "acceptable", "said"),
    [
        ("", False, "至少 8"),
        ("abc1234", False, "太短"),
        ("12345678", True, "很容易被猜到"),
        ("aaaaaaaaaaaa", True, "很容易被猜到"),
        ("ａｂｃ１２３４", False, "太短"),
        ("kqzwvxpt", True, "偏弱"),
        ("kq7wvxpt", True, "再长几个"),
        (PASSWORD, True, "很好"),
    ],
)
def test_strength_in_words(password: str, acceptable: bool, said: str) -> None:
    judged = strength(password)
    assert judged.acceptable is acceptable
    assert said in judged.words


def test_the_printed_sheet_holds_code_workspace_and_day(qapp: QApplication, tmp_path: Path) -> None:
    target = tmp_path / "sheet.pdf"
    writer = QPdfWriter(str(target))
    set_up_page(writer)
    print_sheet(recovery_sheet("ABCDE-FGHJK-LMNPQ-RSTUV-WXYZ2", "示例.ronghe", date(2026, 11, 23)), writer)
    del writer
    printed = subprocess.run(["pdftotext", "-layout", str(target), "-"], capture_output=True, check=True).stdout.decode()
    text = unicodedata.normalize("NFKC", printed)  # some glyphs are read back as radicals
    assert "ABCDE-FGHJK-LMNPQ-RSTUV-WXYZ2" in text
    assert "2026" in text
    assert "示例.ronghe" in text
    assert text.count("\f") == 1
