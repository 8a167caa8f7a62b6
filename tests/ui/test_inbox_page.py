"""The city's pages 收件 and 收发登记 in a real window, with real packages of a real district."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QFileDialog

from exports.exchange.kept import entry_of
from exports.exchange.stations import found_own_station, join
from models.queries import exchange
from models.queries.city import inbox
from tests.db.form_records import submitted_project
from tests.exchange import conftest as both_sides
from tests.exchange.sides import Sides, application, nil_report
from tests.ui.script import Script, Step, press
from ui import received_file
from ui.city.enrolment_dialogs import CodesDialog, CompareDialog, InviteDialog
from ui.city.inbox_results import ResultsDialog
from ui.context import Context
from ui.exchange.reason_dialog import ReasonDialog
from ui.message_dialog import MessageDialog
from ui.pages.enrolment import EnrolmentPage
from ui.pages.inbox import InboxPage
from ui.settings import SettingsFile
from ui.window import MainWindow

clock, office, stages, at_stage = both_sides.clock, both_sides.office, both_sides.stages, both_sides.at_stage
enrolled, sides = both_sides.enrolled, both_sides.sides
Opened = Callable[[Sides], InboxPage]


@pytest.fixture
def inbox_of(qapp: QApplication, settings: SettingsFile) -> Iterator[Opened]:
    made: list[tuple[Context, InboxPage]] = []

    def show(both: Sides) -> InboxPage:
        context = Context(both.city, both.city.programme, settings)
        made.append((context, InboxPage(context)))
        made[-1][1].resize(1160, 640)
        made[-1][1].show()
        QApplication.processEvents()
        return made[-1][1]

    yield show
    for context, page in made:
        context.worker.shut_down()
        page.hide()
        page.deleteLater()


def because(words: str) -> Callable[[ReasonDialog], object]:
    """Give a reason."""

    def answer(dialog: ReasonDialog) -> None:
        dialog.reason.setText(words)
        dialog.accept()

    return answer


def files(both: Sides, folder: Path) -> dict[str, Path]:
    """Write packages of every kind of fate and return them by what becomes of them."""
    submitted_project(both.district)
    first, second, third = both.up(application(both)), both.up(nil_report(both)), both.up(nil_report(both))
    found = {}
    for name, data in (
        ("已接收", first.data),
        ("缺号等候", third.data),
        ("损坏", second.data[: len(second.data) // 2]),
        ("不是报送包", b"something else"),
    ):
        found[name] = folder / f"{name}.rhbs"
        found[name].write_bytes(data)
    folder.joinpath("第二个").write_bytes(second.data)
    return found


def taken(
    page: InboxPage, chosen: list[Path], read: Callable[[ResultsDialog], object] = lambda _dialog: None, *then: Step
) -> dict[str, str]:
    verdicts: dict[str, str] = {}

    def answer(dialog: ResultsDialog) -> None:
        try:
            read(dialog)
            verdicts.update({line.name: line.verdict for line in dialog.verdicts})
        finally:
            dialog.accept()

    with Script((ResultsDialog, answer), *then):
        page.take(chosen)
    return verdicts


def test_a_folder_of_packages_each_with_its_verdict(inbox_of: Opened, enrolled: Sides, tmp_path: Path) -> None:
    folder = tmp_path / "收到"
    folder.mkdir()
    written = files(enrolled, folder)
    page = inbox_of(enrolled)
    verdicts = taken(page, [folder])
    assert verdicts == {path.name: verdict for verdict, path in written.items()}
    (row,) = page.table.model.rows
    assert (row.obligation, row.sequence, row.stands) == ("试点申报表", 1, "已导入")
    (waiting,) = page.pending.model.rows
    assert "第2号" in waiting.why
    second = folder / "第二个.rhbs"
    folder.joinpath("第二个").rename(second)

    def read(dialog: ResultsDialog) -> None:
        assert [line.verdict for line in dialog.verdicts] == ["重复", "已接收"]  # what wants attention first
        assert "另有1个等它的包" in dialog.verdicts[1].words

    assert taken(page, [second, written["已接收"]], read) == {second.name: "已接收", "已接收.rhbs": "重复"}
    assert [row.sequence for row in page.table.model.rows] == [3, 2, 1]
    assert page.pending.model.rows == []


def test_what_lay_in_a_package_is_opened_exactly_as_it_was_submitted(
    inbox_of: Opened, enrolled: Sides, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = inbox_of(enrolled)
    taken(page, [files(enrolled, tmp_path)["已接收"]])
    (row,) = inbox.arrivals(enrolled.city, enrolled.city.programme)
    (part,) = inbox.parts(enrolled.city, row.id)
    name, data = page.presenter.part(row.id, part)
    target = tmp_path / name
    target.write_bytes(data)
    words = "\n".join(cell.text for table in docx.Document(str(target)).tables for line in table.rows for cell in line.cells)
    assert "示例人力资源服务有限公司" in words
    assert entry_of(enrolled.city, row.id, part.entry).decode() == enrolled.district.rows("SELECT payload FROM revision")[0][0]
    opened: list[Path] = []

    def open_url(url: QUrl) -> bool:
        opened.append(Path(url.toLocalFile()))
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    page.details.parts.select(lambda _row: True)
    page.details.open_part()
    assert opened[0].stat().st_mode & 0o222 == 0
    assert "新增1" in page.details.effects.text()
    shutil.rmtree(opened[0].parent)


def test_unenrolled_packages_wait_for_the_officers_decision(inbox_of: Opened, sides: Sides, tmp_path: Path) -> None:
    found_own_station(sides.district.perform, sides.district.office.district_code, "示例二号电脑")
    paths = []
    for number in (1, 2, 3):
        paths.append(tmp_path / f"{number}.rhbs")
        paths[-1].write_bytes(sides.up(nil_report(sides)).data)
    page = inbox_of(sides)

    claimed: list[tuple[str, str, int | None]] = []

    def decide(dialog: ResultsDialog) -> None:
        claimed.extend((line.district, line.obligation, line.sequence) for line in dialog.verdicts)
        assert "包里自称" in dialog.words.text()
        assert sides.district.office.officer in dialog.words.text()
        dialog.table.select(lambda line: line.name == "1.rhbs")
        dialog.accept_chosen()
        dialog.table.select(lambda line: line.name == "2.rhbs")
        dialog.refuse_chosen()

    verdicts = taken(page, paths, decide, (MessageDialog, press("接收")), (ReasonDialog, because("示例：电话核实不是")))
    assert verdicts == {"1.rhbs": "已接收", "2.rhbs": "已决定不接收", "3.rhbs": "未登记"}
    assert [row.stands for row in page.table.model.rows] == ["未登记，已接收"]
    assert [(row.stands, row.why, row.receipt) for row in page.pending.model.rows] == [("没有接收", "示例：电话核实不是", "待反馈")]
    short = page.context.programme.district(sides.district.office.district_code).short
    assert claimed == [(f"{short}（自称）", "年度情况报告", number) for number in (1, 2, 3)]
    assert taken(page, [paths[0], paths[1]]) == {"1.rhbs": "重复", "2.rhbs": "以前没有接收"}


def test_a_double_click_on_a_package_goes_to_the_inbox(qapp: QApplication, settings: SettingsFile, enrolled: Sides, tmp_path: Path) -> None:
    path = files(enrolled, tmp_path)["已接收"]
    window = MainWindow(Context(enrolled.city, enrolled.city.programme, settings))
    window.show()
    with Script((ResultsDialog, lambda dialog: dialog.accept())):
        received_file.take(window, path)
        while not enrolled.city.rows("SELECT 1 FROM received_submission"):
            QApplication.processEvents()
        QApplication.processEvents()
    assert window.current == "inbox"
    window.close()


def test_the_empty_inbox_says_what_to_do(inbox_of: Opened, enrolled: Sides, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = inbox_of(enrolled)
    path = files(enrolled, tmp_path)["已接收"]
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(path)], ""))
    assert page.primary is not None
    with Script((ResultsDialog, lambda dialog: dialog.accept())):
        page.table.empty_pressed.emit()
    assert page.tabs.tabText(0) == "已接收 1个"


def test_a_district_is_enrolled_step_by_step(
    qapp: QApplication, settings: SettingsFile, sides: Sides, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = Context(sides.city, sides.city.programme, settings)
    page = EnrolmentPage(context)
    page.resize(1160, 640)
    page.show()
    QApplication.processEvents()
    district = sides.district.office.district_code
    page.table.select(lambda line: line.office == district)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    codes: list[str] = []

    def told(dialog: CodesDialog) -> None:
        codes.extend(one.code for one in dialog.made)
        dialog.accept()
        assert dialog.isVisible()  # the codes are shown only once
        dialog.accept()

    with Script(
        (InviteDialog, lambda dialog: dialog.accept()),
        (CodesDialog, told),
        (MessageDialog, press("再看看")),
        (MessageDialog, press("都告知了")),
    ):
        page.invite()
    (invitation,) = tmp_path.glob("*.rhrw")
    joined = join(sides.district.perform, sides.district, invitation.read_bytes(), codes[0], district, sides.district.clock())
    answer = tmp_path / joined.file_name
    answer.write_bytes(joined.data)
    page.take_answers([answer])
    line = page.table.current()
    assert line is not None
    assert (line.stands, line.fingerprint) == ("已登记，待核对", joined.own_fingerprint)
    with Script((CompareDialog, lambda dialog: dialog.accept())):
        page.compare_chosen()
    assert page.presenter.next_name([district]) == "二号电脑"
    assert exchange.peers(sides.city)[0].state == "confirmed"
    with Script((ReasonDialog, because("换电脑"))):
        page.revoke_chosen()
    assert [(row.state, row.revoke_reason) for row in exchange.peers(sides.city)] == [("revoked", "换电脑")]
    assert any(line.stands == "未登记" and line.office == district for line in page.presenter.lines())
    with Script((MessageDialog, lambda dialog: dialog.accept())):
        page.take_answers([answer])  # its enrolment has ended
    context.worker.shut_down()
    page.hide()
    page.deleteLater()
