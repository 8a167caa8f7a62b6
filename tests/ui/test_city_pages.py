"""The pages of the city edition: each opens, each way leads somewhere, and what districts reported is only looked at."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from forms.loading import load_form
from forms.snapshots import digest, encode
from models.changes import NOTHING, Changes
from models.document import Document, Revision
from models.feedback import CityReturn
from models.indicator import IndicatorValue, ProjectIndicator
from models.operations.city.experts import add_expert
from models.operations.recycling import delete
from models.programme.pack import Programme
from models.project import Project
from models.things import Thing
from models.tracking import Milestone
from models.work import Work
from models.workspace.store import Workspace, open_workspace
from tests.city.review_records import snapshot
from tests.ui.conftest import Clock, children, copy_store, texts, with_dialog
from tests.ui.test_city_home import window_on
from ui.city.document_dialog import DocumentDialog
from ui.dialogs.entity_dialog import EntityDialog
from ui.dialogs.facts_dialog import FactsDialog
from ui.form.leaving_dialog import LeavingDialog
from ui.pages import CITY_PAGES, PAGES
from ui.pages.entities import EntitiesPage
from ui.pages.project import ProjectPage
from ui.pages.projects import ProjectsPage
from ui.pages.recycling import RecyclingPage
from ui.pages.settings import SettingsPage
from ui.preferences.templates_part import TemplatesPart
from ui.preferences.workspace_part import go_over
from ui.project.list_tab import ListTab
from ui.search_presenter import SearchPresenter
from ui.settings import SettingsFile
from ui.window import MainWindow

ROOT = Path(__file__).parents[2]
KEYS = {entry.key for entry in CITY_PAGES}
DISTRICTS_ONLY = (
    "填写申报表",
    "新建项目",
    "登记主体",
    "登记试点主体",
    "本区",
    "我区",
    "新建文书",
    "添加核心指标",
    "办理步骤",
    "修改项目信息",
)
"""What the district edition says and nobody at the city can do."""


@pytest.fixture
def city(city_store: Path, tmp_path: Path) -> Iterator[Workspace]:
    workspace = open_workspace(copy_store(city_store, tmp_path), clock=Clock())
    workspace.perform(reported)
    yield workspace
    workspace.close(backup=False)


def reported(work: Work) -> Changes:
    """Let a district have reported a document of its own, and an indicator with a value, and have deleted a milestone."""
    project = work.session.query(Project).order_by(Project.number).first()
    assert project is not None
    facts = {"created_at": work.at, "updated_at": work.at, "programme_version": work.programme.version}
    work.session.add(Document(id="d" * 32, title="示例年度报告", form_id="yearly", period="2026", office=project.office, **facts))
    held = ProjectIndicator(id="i" * 32, project_id=project.id, seq=9, name="示例带动就业", unit="人", kind="cumulative")
    work.session.add(held)
    work.session.flush()
    work.session.add(IndicatorValue(project_indicator_id=held.id, on=work.on, value="3", recorded_at=work.at))
    work.session.add(Milestone(project_id=project.id, seq=8, title="示例已删里程碑", deleted_at=work.at))
    return NOTHING


@pytest.fixture
def window(qapp: QApplication, city: Workspace, settings: SettingsFile) -> Iterator[MainWindow]:
    yield from window_on(city, settings)


@pytest.fixture
def new_window(qapp: QApplication, new_city_store: Path, tmp_path: Path, settings: SettingsFile) -> Iterator[MainWindow]:
    workspace = open_workspace(copy_store(new_city_store, tmp_path), clock=Clock())
    yield from window_on(workspace, settings)
    workspace.close(backup=False)


def tracked(city: Workspace) -> str:
    """Return the project that came in a package with everything that is tracked."""
    return str(city.rows("SELECT project_id FROM progress_entry")[0][0])


def project_page(window: MainWindow, project: str) -> ProjectPage:
    window.context.navigate("project", project=project)
    QApplication.processEvents()
    page = window.page()
    assert isinstance(page, ProjectPage)
    return page


def said(window: MainWindow) -> str:
    """Return everything the page shown says or offers, on all its tabs."""
    page = window.page()
    actions = [action.text() for action in children(page, QAction) if action.isVisible()]
    buttons = [button.text() for kind in (QPushButton, QToolButton) for button in children(page, kind) if not button.isHidden()]
    return "\n".join([*texts(page), *buttons, *actions, window.header.primary.text()])


def dialogs_opened_by(act: Callable[[], object]) -> list[str]:
    """Do something and close every dialog that it opens; return their titles."""
    titles: list[str] = []
    timer = QTimer()

    def close() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QDialog):
            titles.append(dialog.windowTitle())
            dialog.done(0)

    timer.timeout.connect(close)
    timer.start(5)
    act()
    QApplication.processEvents()
    timer.stop()
    return titles


def press_everything(page: ProjectPage) -> None:
    """Press the keys that add, delete and settle on every tab."""
    control = Qt.KeyboardModifier.ControlModifier
    for place in range(page.tabs.count()):
        page.tabs.setCurrentIndex(place)
        QTest.keyClick(page, Qt.Key.Key_N, control)
        QTest.keyClick(page, Qt.Key.Key_P, control | Qt.KeyboardModifier.ShiftModifier)
        tab = page.tabs.currentWidget()
        if isinstance(tab, ListTab):
            tab.table.select(lambda _row: True)
            QTest.keyClick(tab.table.grid, Qt.Key.Key_Delete)
            QTest.keyClick(tab.table.grid, Qt.Key.Key_D, control)


def show_all(window: MainWindow) -> Iterator[str]:
    first = window.context.reader.rows("SELECT id FROM project ORDER BY number LIMIT 1")
    for entry in CITY_PAGES:
        window.show_page(entry.key, {"project": first[0][0]} if entry.parent and first else {})
        QApplication.processEvents()
        assert window.current == entry.key
        assert QApplication.activeModalWidget() is None, entry.title
        assert window.page().isVisible()
        yield entry.title


@pytest.mark.parametrize("fixture", ["window", "new_window"])
def test_every_page_opens_and_says_nothing_that_only_districts_do(fixture: str, request: pytest.FixtureRequest) -> None:
    window: MainWindow = request.getfixturevalue(fixture)
    for title in show_all(window):
        if title != "帮助":
            words = said(window)
            assert not [phrase for phrase in DISTRICTS_ONLY if phrase in words], title
            assert len(words) > 20


def test_every_shortcut_of_a_page_leads_to_a_page_of_the_city(window: MainWindow) -> None:
    for number, entry in enumerate([entry for entry in CITY_PAGES if not entry.parent][:9], start=1):
        QTest.keyClick(window, Qt.Key(Qt.Key.Key_0 + number), Qt.KeyboardModifier.ControlModifier)
        QApplication.processEvents()
        assert window.current == entry.key


def test_what_only_the_city_has_leads_to_nothing_it_does_not_have() -> None:
    shared = {entry.source.split(":")[0] for entry in PAGES}
    own = [ROOT / "ui" / "pages" / f"{entry.source.split(':')[0]}.py" for entry in CITY_PAGES if entry.source.split(":")[0] not in shared]
    led: dict[str, set[str]] = {}
    for path in (*own, *(ROOT / "ui" / "city").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            named = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "navigate" and node.args
            if named and isinstance(node, ast.Call) and isinstance(node.args[0], ast.Constant):
                led.setdefault(str(node.args[0].value), set()).add(path.name)
    assert {"project", "inbox", "projects", "matrix"} <= led.keys()
    assert led.keys() <= KEYS


def test_everything_that_is_found_leads_to_a_page_of_the_city(window: MainWindow, city: Workspace) -> None:
    hits = [hit for words in ("示例", "年度报告", "试点") for hit in SearchPresenter(window.context).search(words)]
    assert {"试点主体", "试点项目", "文书", "里程碑", "进展", "问题", "支持事项", "指标"} <= {hit.kind for hit in hits}
    for hit in hits:
        assert hit.page in KEYS
        if hit.page != "entities":  # opens a dialog, tried below
            window.context.navigate(hit.page, **hit.target)
            QApplication.processEvents()
            assert window.current == hit.page
    ((own,),) = city.rows("SELECT office FROM document WHERE project_id IS NULL")
    report = next(hit for hit in hits if hit.title == "示例年度报告")
    assert (report.page, report.target) == ("matrix", {"office": own, "key": "yearly-2026"})


def test_projects_stand_with_their_district_which_filters_and_sorts(window: MainWindow, programme: Programme, qtbot: QtBot) -> None:
    window.context.navigate("projects")
    page = window.page()
    assert isinstance(page, ProjectsPage)
    assert page.table.model.columns[0].title == "区县"
    assert page.primary is None
    rows = page.table.model.rows
    assert all(row.district == programme.district(row.office).short for row in rows)
    wanted = rows[-1].district
    page.table.filter_box.setText(wanted)
    qtbot.waitUntil(lambda: page.table.model.rowCount() < len(rows))
    assert {page.table.model.row(place).district for place in range(page.table.model.rowCount())} == {wanted}
    page.table.clear_filter()
    page.table.grid.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    shown = [page.table.model.row(place).district for place in range(page.table.model.rowCount())]
    page.table.grid.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    assert [page.table.model.row(place).district for place in range(page.table.model.rowCount())] == shown[::-1]
    assert len(set(shown)) > 1
    office = rows[-1].office
    window.context.navigate("projects", office=office)
    kept = {page.table.model.row(place).office for place in range(page.table.model.rowCount())}
    assert kept == {office}


def test_a_project_says_its_district_and_offers_only_what_can_be_looked_at(
    window: MainWindow, city: Workspace, programme: Programme
) -> None:
    project = tracked(city)
    page = project_page(window, project)
    ((office,),) = city.rows("SELECT office FROM project WHERE id = :id", id=project)
    assert page.card.number.text().startswith(programme.district(office).short)
    assert page.card.steps == []
    offered = {action.text() for action in window.header.more.menu().actions() if action.isVisible()}
    assert offered == {"审定", "区县报送情况", "导出申请表（Word）…", "查看试点主体", "修改记录"}
    before = city.rows("SELECT COUNT(*) FROM history")
    opened = dialogs_opened_by(lambda: press_everything(page))
    assert opened == []
    assert not [tab.title for tab in page.records if tab.add_action.isVisible()]
    assert city.rows("SELECT COUNT(*) FROM history") == before


def test_every_record_of_a_project_opens_only_to_be_looked_at(window: MainWindow, city: Workspace) -> None:
    page = project_page(window, tracked(city))
    opened = []

    def look(dialog: QDialog) -> None:
        assert isinstance(dialog, FactsDialog)
        opened.append(dialog.windowTitle())
        assert dialog.read_only
        assert "保存" not in [button.text() for button in children(dialog, QPushButton)]
        assert all(line.isReadOnly() or not line.isEnabled() for line in children(dialog, QLineEdit))
        QTest.keyClick(dialog, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
        assert dialog.isVisible(), "nothing is saved"

    for tab in (*page.records, page.indicators):
        assert tab.table.select(lambda _row: True), tab.title
        with_dialog(lambda tab=tab: tab.edit(tab.table.current()), look)  # type: ignore[misc]
    assert opened == ["里程碑", "进展", "问题", "支持事项", "指标与目标"]


def test_an_entity_opens_only_to_be_looked_at(window: MainWindow, city: Workspace) -> None:
    window.context.navigate("entities")
    page = window.page()
    assert isinstance(page, EntitiesPage)
    assert page.table.model.columns[0].title == "区县"
    assert all(row.district for row in page.table.model.rows)
    assert page.table.select(lambda _row: True)
    kept = city.rows("SELECT COUNT(*) FROM pilot_entity WHERE deleted_at IS NULL")

    def press_keys() -> None:
        QTest.keyClick(page.table.grid, Qt.Key.Key_Delete)
        QTest.keyClick(page, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)

    assert dialogs_opened_by(press_keys) == []
    assert city.rows("SELECT COUNT(*) FROM pilot_entity WHERE deleted_at IS NULL") == kept

    def look(dialog: QDialog) -> None:
        assert isinstance(dialog, EntityDialog)
        assert dialog.read_only
        assert any("只能查看" in text for text in texts(dialog))

    with_dialog(lambda: page.edit(page.table.model.rows[0]), look)


def test_a_form_is_read_as_it_came_every_revision_of_it(window: MainWindow, city: Workspace) -> None:
    ((twice,),) = city.rows("SELECT document_id FROM revision WHERE number = 2")
    page = project_page(window, twice)
    shown = []

    def look(dialog: QDialog) -> None:
        assert isinstance(dialog, DocumentDialog)
        for place in range(dialog.box.count()):
            dialog.box.setCurrentIndex(place)
            assert dialog.reading.snapshot is not None
            shown.append(dialog.reading.snapshot.revision)

    assert page.primary is not None
    assert page.primary.text() == "查看申报表"
    with_dialog(page.primary.trigger, look)
    assert shown == [2, 1]


def test_documents_open_with_the_files_of_their_package(window: MainWindow, city: Workspace) -> None:
    page = project_page(window, tracked(city))
    came = [
        name for (name,) in city.rows("SELECT file_name FROM received_part WHERE kind = 'document' AND project_id = :id", id=tracked(city))
    ]
    offered: list[str] = []

    def look(dialog: QDialog) -> None:
        assert isinstance(dialog, DocumentDialog)
        offered.extend(action.text() for action in dialog.reading.menu.actions())

    with_dialog(lambda: page.show_thing(Thing.APPLICATION.value, ""), look)
    assert set(came) <= set(offered)


def with_a_number(work: Work, project_id: str) -> Changes:
    """Let a district have reported one revision more, with the number of an identity card in a text."""
    form, project = load_form(work.programme, "application"), work.session.get_one(Project, project_id)
    plain = snapshot(work, project, form, 3, work.on, project_id)
    words = "示例联系人的身份证号是11010519491231002X"
    payload = encode(msgspec.structs.replace(plain, values=plain.values | {"idea": words}, shown=plain.shown | {"idea": words}))
    facts = {"payload": payload, "sha256": digest(payload), "frozen_at": work.at, "submitted_on": work.on, "by": "示例区县"}
    work.session.add(Revision(document_id=project_id, number=3, **facts))
    work.session.get_one(Document, project_id).revision = 3
    return NOTHING


def test_what_goes_out_stays_as_it_is_when_the_officer_goes_back(window: MainWindow, city: Workspace) -> None:
    ((twice,),) = city.rows("SELECT document_id FROM revision WHERE number = 2")
    city.perform(with_a_number, twice)
    page = project_page(window, twice)
    word = next(made for made in page.secondary if "Word" in made.text())

    def back(dialog: QDialog) -> None:
        assert isinstance(dialog, LeavingDialog)
        dialog.reject()

    with_dialog(word.trigger, back)
    QApplication.processEvents()
    assert window.current == "project"
    assert any("退回区县修改" in text for text in texts(window))


def test_a_report_that_was_sent_back_says_so(window: MainWindow, city: Workspace) -> None:
    ((project, document, revision),) = city.rows(
        "SELECT d.project_id, d.id, r.id FROM document d JOIN revision r ON r.document_id = d.id WHERE d.form_id = 'start_up_report'"
    )
    page = project_page(window, project)
    assert [row.state for row in page.documents.table.model.rows if row.id == document] == ["已报送"]
    city.perform(sent_back, revision)
    page.refresh()
    assert [row.state for row in page.documents.table.model.rows if row.id == document] == ["退回修改"]


def sent_back(work: Work, revision_id: str) -> Changes:
    work.session.add(CityReturn(revision_id=revision_id, reason="示例原因", at=work.at))
    return NOTHING


def test_no_page_is_out_of_sight_on_a_small_screen(window: MainWindow) -> None:
    window.resize(911, 512)
    QApplication.processEvents()
    assert window.navigation.verticalScrollBar().maximum() == 0


def test_the_bin_holds_what_the_city_deleted_alone(window: MainWindow, city: Workspace) -> None:
    expert = city.perform(add_expert, name="示例离任专家", areas=[]).id
    assert window.context.perform(delete, Thing.EXPERT.value, expert) is not None
    window.context.navigate("recycling")
    page = window.page()
    assert isinstance(page, RecyclingPage)
    assert city.rows("SELECT COUNT(*) FROM milestone WHERE deleted_at IS NOT NULL") == [(1,)]
    assert [row.label for row in page.table.model.rows] == ["示例离任专家"]


def test_the_settings_name_the_edition_and_let_it_be(window: MainWindow) -> None:
    window.context.navigate("settings")
    page = window.page()
    assert isinstance(page, SettingsPage)
    assert page.office.district.text().startswith("市级版")
    assert page.office.change_district.isHidden()
    assert "市级下发的新版" not in "\n".join(texts(page))
    part = page.findChild(TemplatesPart)
    assert part is not None
    assert {row.slot.title for row in part.table.model.rows} == {"报送情况通报", "全市汇总报告", "报告（通用）"}


def test_another_workspace_brings_the_pages_of_its_edition(
    window: MainWindow, city: Workspace, filled_store: Path, new_city_store: Path, tmp_path: Path
) -> None:
    context = window.context
    context.navigate("decisions")
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    district = open_workspace(copy_store(filled_store, tmp_path / "a"), clock=Clock())
    go_over(context, district, window)
    QApplication.processEvents()
    assert window.current == PAGES[0].key == "home"
    assert [entry.key for entry in window.navigation.entries()] == [entry.key for entry in PAGES if not entry.parent]
    assert window.navigation.isVisible()
    QTest.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert window.current == "projects"
    assert window.header.primary.text() == "新建项目"
    other = open_workspace(copy_store(new_city_store, tmp_path / "b"), clock=Clock())
    go_over(context, other, window)
    QApplication.processEvents()
    assert window.current == "city_home"
    QTest.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert window.current == "inbox"
    other.close(backup=False)


def test_the_help_tells_of_the_home_page(window: MainWindow) -> None:
    window.context.navigate("help", page="city-home")
    assert "工作首页（市级版）" in window.page().reader.toPlainText()  # type: ignore[attr-defined]
