"""The city's page 全市汇总 in a real window: the heat map by keys and mouse, chips, the way to a project, a case, the files."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog

from models.changes import NOTHING, Changes
from models.programme.pack import Programme
from models.project import Project
from models.tracking import Problem
from models.work import Work
from models.workspace.workspace import Workspace
from tests.city.review_records import city, report
from tests.city.test_sums import change
from tests.db.conftest import Clock
from tests.ui.conftest import with_dialog
from ui.charts.heat import HeatChart
from ui.city.case_dialog import CaseDialog
from ui.context import Context
from ui.pages.projects import ALL, PILOT, ProjectsPage
from ui.pages.sums import TABS, SumsPage
from ui.settings import SettingsFile

HERE, THERE = "500101", "500109"


@pytest.fixture
def workspace(tmp_path: Path, programme: Programme) -> Iterator[Workspace]:
    clock = Clock()
    clock.now = datetime(2026, 11, 23, 1, tzinfo=UTC)
    made = city(tmp_path, programme, clock)
    yield made
    made.close(backup=False)


@pytest.fixture
def page(qtbot: object, workspace: Workspace, programme: Programme, tmp_path: Path) -> Iterator[SumsPage]:
    context = Context(workspace, programme, SettingsFile(tmp_path / "settings"))
    made = SumsPage(context)
    made.resize(1150, 640)
    made.show()
    yield made
    made.close()
    context.worker.shut_down()


def fill(workspace: Workspace) -> list[str]:
    """Let two districts have reported four projects, one of them with a case, another with problems."""
    ids = report(workspace, 2, "implementing", "typical_case", HERE) + report(workspace, 2, "submitted", office=THERE)
    change(workspace, Project, ids[2], state="selected")
    change(workspace, Project, ids[3], state="continuing")
    report(workspace, 1, office=THERE)
    for id in ids:
        change_area(workspace, id, "a2")
    change_area(workspace, ids[3], "a9")

    def write(work: Work) -> Changes:
        work.session.add(Problem(project_id=ids[0], on=date(2026, 1, 5), text="示例问题一"))
        work.session.add(
            Problem(project_id=ids[3], on=date(2026, 2, 5), text="示例问题二", resolved_on=date(2026, 3, 1), resolution="已协调")
        )
        return NOTHING

    workspace.perform(write)
    return ids


def change_area(workspace: Workspace, project: str, area: str) -> None:
    change(workspace, Project, project, main_area=area)


def show(page: SumsPage, tab: str) -> None:
    page.refresh()
    page.open(tab=tab)
    QApplication.processEvents()


def finish(page: SumsPage) -> None:
    """Let the worker finish what it reads, and then what it writes."""
    for _ in range(2):
        while page.context.worker.busy:
            QApplication.processEvents()
        for _ in range(5):
            QApplication.processEvents()


def test_nothing_reported_yet_is_said_on_every_tab(page: SumsPage) -> None:
    for tab in TABS:
        show(page, tab)
    assert page.summary.text().endswith("个区县还没有报来项目。")
    assert page.chart.count(0, 0) == 0
    assert (page.indicators.table.model.rowCount(), page.problems.table.model.rowCount(), page.cases.model.rowCount()) == (0, 0, 0)


def test_the_heat_map_counts_and_leads_to_the_projects(page: SumsPage, workspace: Workspace) -> None:
    fill(workspace)
    show(page, "coverage")
    assert "报来项目5个，其中入选并在试点的4个，试点主体4家" in page.summary.text()
    chart: HeatChart = page.chart
    assert chart.words(0, 1) == "全市，2. 用工调配：3个项目"
    assert chart.words(1, 1).startswith("万州区，2. 用工调配：2个")
    assert chart.words(1, 0).endswith("空白")
    assert chart.tip(chart.cell_rect(1, 1).center()) == chart.words(1, 1)
    assert chart.tip(QPoint(1, chart.cell_rect(1, 1).center().y())) == "", "a name says itself"
    gone: list[tuple[str, dict[str, str]]] = []
    page.context.navigated.connect(lambda key, target: gone.append((key, target)))
    chart.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Return):
        QTest.keyClick(chart, key)
    assert gone == [("projects", {"office": HERE, "area": "a2", "group": "pilot"})]
    cell = chart.cell_rect(0, len(chart._heat.areas)).center()
    QTest.mouseDClick(chart, Qt.MouseButton.LeftButton, pos=QPoint(cell))
    assert gone[1] == ("projects", {"group": "pilot"})


def test_the_keys_bring_the_last_district_into_sight(page: SumsPage, workspace: Workspace) -> None:
    fill(workspace)
    show(page, "coverage")
    chart = page.chart
    chart.setFocus()
    for _ in range(60):
        QTest.keyClick(chart, Qt.Key.Key_Down)
    QApplication.processEvents()
    row, column = chart.current
    seen, cell = chart.visibleRegion().boundingRect(), chart.cell_rect(row, column)
    assert row == len(page.presenter.heat().lines)
    assert seen.contains(cell)
    head = QPoint(cell.center().x(), seen.top() + 3)
    assert chart.cell_at(head.x(), head.y()) is None, "the titles lie over the cells that are scrolled away"
    for _ in range(60):
        QTest.keyClick(chart, Qt.Key.Key_Up)
    assert chart.visibleRegion().boundingRect().contains(chart.cell_rect(*chart.current))


def test_stages_narrow_the_heat_map(page: SumsPage, workspace: Workspace) -> None:
    fill(workspace)
    show(page, "coverage")
    counts = {key: button.text() for key, button in page.stages.buttons.items()}
    assert (counts["pilot"], counts["*"], counts["申报"], counts["实施"]) == ("试点项目 4", "全部报来的 5", "申报 1", "实施 3")
    page.stages.buttons["实施"].click()
    assert page.chart.count(0, len(page.presenter.heat().areas)) == 3
    page.stages.buttons["*"].click()
    assert page.chart.count(0, len(page.presenter.heat().areas)) == 5


def test_problems_are_narrowed_by_standing_and_area_and_lead_to_their_project(page: SumsPage, workspace: Workspace) -> None:
    ids = fill(workspace)
    show(page, "problems")
    part = page.problems
    assert [row.text for row in part.table.model.rows] == ["示例问题一", "示例问题二"]
    part.areas.buttons[page.context.programme.area("a9").title].click()
    assert [row.text for row in part.table.model.rows] == ["示例问题二"]
    gone: list[tuple[str, dict[str, str]]] = []
    page.context.navigated.connect(lambda key, target: gone.append((key, target)))
    part.table.row_activated.emit(part.table.model.rows[0])
    assert gone == [("project", {"project": ids[3]})]
    part.areas.buttons["*"].click()
    part.stands.buttons["未办结"].click()
    assert [row.text for row in part.table.model.rows] == ["示例问题一"]


def test_a_case_is_read_as_it_was_submitted(page: SumsPage, workspace: Workspace) -> None:
    fill(workspace)
    show(page, "cases")
    assert {row.project for row in page.cases.model.rows} == {"示例试点项目1", "示例试点项目2"}
    page.cases.select(lambda row: row.project == "示例试点项目2")

    def look(dialog: QDialog) -> None:
        assert isinstance(dialog, CaseDialog)
        assert "万州区" in dialog.reading.note.text()
        assert dialog.reading.snapshot is not None
        assert dialog.reading.snapshot.title == "示例试点项目2"
        dialog.reject()

    with_dialog(page.read_case, look)


def test_the_files_say_what_the_page_says(page: SumsPage, workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(workspace)
    show(page, "coverage")
    for export, name in ((page.export_report, "报告.docx"), (page.export_tables, "汇总表.xlsx"), (page.export_register, "台账.xlsx")):
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args, name=name: (str(tmp_path / name), ""))
        export()
        finish(page)
    text = "\n".join(paragraph.text for paragraph in Document(str(tmp_path / "报告.docx")).paragraphs)
    assert "报来项目5个，其中入选并在试点的4个" in text
    cells = {str(cell) for sheet in load_workbook(tmp_path / "台账.xlsx") for row in sheet.iter_rows(values_only=True) for cell in row}
    assert {"万州区", "示例试点项目4"} <= cells
    coverage = load_workbook(tmp_path / "汇总表.xlsx").worksheets[0]
    assert any(row[:2] == (1, "万州区") or "万州区" in row for row in coverage.iter_rows(values_only=True))


def test_the_list_of_projects_shows_what_a_cell_counts(page: SumsPage, workspace: Workspace, programme: Programme) -> None:
    fill(workspace)
    gone = next(one for one in programme.districts if one.successor and not one.valid_on(page.presenter.today))
    (merged,) = report(workspace, 1, "implementing", office=gone.code)
    change_area(workspace, merged, "a2")
    page.refresh()
    found = page.presenter.heat()
    projects = ProjectsPage(page.context)
    projects.show()
    for line in found.lines:
        for place, (area, _number, _short) in enumerate(found.areas):
            if line.counts[place]:
                projects.open(office=line.office, area=area, group=PILOT)
                assert len(projects.table.shown().rows) == line.counts[place], line.name
    projects.open(group=ALL)
    assert len(projects.table.shown().rows) == 6
    assert projects.groups.buttons[PILOT].text() == "试点项目 5"
    projects.close()
