"""The page of one project: how it stands, its next steps, everything that is tracked, by mouse and by keyboard."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from models.operations.indicators import save_indicator, save_value
from models.operations.recycling import delete
from models.operations.tracking import save_milestone, save_problem, save_progress, save_support_request
from models.workspace.store import Workspace, open_workspace
from tests.ui.conftest import TODAY, Clock, copy_store, press, put_into_state, type_text, with_dialog
from tests.ui.test_entities_page import said, type_into
from ui.charts.timeline import words
from ui.context import Context
from ui.dialogs.facts_dialog import FactsDialog
from ui.dialogs.value_dialog import ValueDialog
from ui.editors.long_text import LongTextEditor
from ui.message_dialog import MessageDialog
from ui.pages.project import ProjectPage
from ui.project.records_tab import RecordsTab
from ui.settings import SettingsFile

MAIN = "汽车产业链人才共育项目"
PDF = b"%PDF-1.4\n% example\n%%EOF\n"
MILESTONES, PROGRESS, PROBLEMS, SUPPORT = range(4)


@pytest.fixture
def project(filled_workspace: Workspace) -> str:
    ((key,),) = filled_workspace.rows("SELECT id FROM project WHERE title = :title", title=MAIN)
    return str(key)


@pytest.fixture
def page(filled_context: Context, project: str) -> Iterator[ProjectPage]:
    yield from shown(filled_context, project)


def shown(context: Context, project: str) -> Iterator[ProjectPage]:
    made = ProjectPage(context)
    made.resize(1150, 680)
    made.open(project=project)
    made.show()
    activate(made)
    yield made
    made.hide()
    made.deleteLater()
    QApplication.processEvents()


def activate(page: ProjectPage) -> None:
    page.activateWindow()
    QApplication.processEvents()


def show_tab(page: ProjectPage, tab: RecordsTab) -> None:
    """Turn to a tab and put the cursor into its list."""
    page.tabs.setCurrentWidget(tab)
    activate(page)
    tab.table.grid.setFocus()
    QApplication.processEvents()


def dialog_of(dialog: QDialog) -> FactsDialog:
    assert isinstance(dialog, FactsDialog)
    return dialog


def write_into(dialog: FactsDialog, key: str, text: str) -> None:
    """Type into a box of several lines."""
    editor = dialog.rows[key].editor
    assert isinstance(editor, LongTextEditor)
    editor.box.setFocus()
    type_text(editor.box, text)


def column(tab: RecordsTab, key: str) -> list[str]:
    """Return what a column shows, row by row."""
    place = [spec.key for spec in tab.table.model.columns].index(key)
    return [tab.table.model.text(row, place) for row in range(tab.table.model.rowCount())]


def message(dialog: QDialog) -> str:
    assert isinstance(dialog, MessageDialog)
    return dialog.message.text()


def test_the_card_says_how_the_project_stands(page: ProjectPage) -> None:
    assert page.heading == MAIN
    assert page.card.state.text() == "实施"
    assert page.card._facts["试点主体"].text() == "示例智能制造产业园"
    assert page.card._facts["主方向"].text() == "制造业专业人才队伍培养"
    assert page.card._facts["联系人"].text() == "—"


def test_only_the_allowed_steps_are_offered(page: ProjectPage) -> None:
    assert [button.text() for button in page.card.steps] == ["登记启动情况已报…", "登记主体退出…"]


def test_a_step_is_taken_with_its_day(page: ProjectPage, filled_workspace: Workspace, project: str) -> None:
    def fill(dialog: QDialog) -> None:
        type_into(dialog_of(dialog), "on", "2026.11.20")
        dialog_of(dialog).save_button.click()

    with_dialog(page.card.steps[0].click, fill)
    assert filled_workspace.rows("SELECT state FROM project WHERE id = :id", id=project) == [("started",)]
    assert filled_workspace.rows("SELECT \"on\" FROM state_change WHERE to_state = 'started'") == [("2026-11-20",)]
    assert page.card.state.text() == "启动情况已报"
    assert "登记继续实施…" in [button.text() for button in page.card.steps]


def test_a_step_that_needs_a_reason_is_not_taken_without(page: ProjectPage, filled_workspace: Workspace, project: str) -> None:
    def fill(dialog: QDialog) -> None:
        dialog_of(dialog).save()
        assert "还没有填写" in said(dialog_of(dialog), "reason")
        assert dialog.isVisible()
        write_into(dialog_of(dialog), "reason", "主体经营调整，书面申请退出。")
        dialog_of(dialog).save()

    with_dialog(page.card.steps[1].click, fill)
    assert filled_workspace.rows("SELECT state FROM project WHERE id = :id", id=project) == [("withdrawn",)]
    assert filled_workspace.rows("SELECT reason FROM state_change WHERE to_state = 'withdrawn'") == [("主体经营调整，书面申请退出。",)]


def test_a_day_to_come_is_refused_beside_the_field(page: ProjectPage, filled_workspace: Workspace, project: str) -> None:
    def fill(dialog: QDialog) -> None:
        type_into(dialog_of(dialog), "on", "2026-12-01")
        dialog_of(dialog).save()
        assert said(dialog_of(dialog), "on")
        with_dialog(dialog.reject, lambda question: press(question, "放弃"))

    with_dialog(page.card.steps[0].click, fill)
    assert filled_workspace.rows("SELECT state FROM project WHERE id = :id", id=project) == [("implementing",)]


def test_submitting_is_done_in_the_form(page: ProjectPage, filled_context: Context, project: str) -> None:
    filled_context.perform(put_into_state, project, "review")
    led: list[str] = []
    filled_context.navigated.connect(lambda key, _target: led.append(key))
    assert [button.text() for button in page.card.steps] == ["审核报送…", "退回修改…"]
    page.card.steps[0].click()
    assert led == ["form"]


def test_the_overview_shows_what_is_late_and_what_happened(page: ProjectPage, filled_context: Context, project: str) -> None:
    perform = filled_context.perform
    perform(save_progress, project, None, on=date(2026, 11, 20), text="首批学员入学")
    perform(save_problem, project, None, on=date(2026, 11, 21), text="实训设备不足")
    perform(save_support_request, project, None, on=date(2026, 11, 22), text="请求协调场地", addressed_to="区经济信息委")
    lines = {line.title: line for line in page.overview.to_do.lines()}
    assert lines["签订三方协议"].badge == "逾期 5 天"
    assert {"实训设备不足", "请求协调场地"} <= set(lines)
    assert [line.title for line in page.overview.recent.lines()][:3] == ["项目登记", "请求协调场地", "实训设备不足"]
    said_words = [words(row) for row in page.overview.timeline.rows]
    assert "2026-11-18 里程碑（计划，已逾期）：签订三方协议" in said_words
    assert "2026-11-30 里程碑（计划）：首批学员结业" in said_words
    assert "2026-11-21 问题（未解决）：实训设备不足" in said_words


def test_the_timeline_opens_what_is_clicked_and_what_the_keys_choose(page: ProjectPage, qtbot: QtBot) -> None:
    timeline = page.overview.timeline
    marks = timeline.marks()
    place = next(number for number, mark in enumerate(marks) if mark.row.title == "首批学员结业")
    with qtbot.waitSignal(timeline.event_activated) as clicked:
        QTest.mouseClick(timeline, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, marks[place].place.toPoint())
    assert clicked.args[0].title == "首批学员结业"
    assert page.tabs.currentWidget() is page.records[MILESTONES]
    assert page.records[MILESTONES].table.current().title == "首批学员结业"  # type: ignore[union-attr]
    page.tabs.setCurrentIndex(0)
    timeline.current = -1
    QTest.keyClick(timeline, Qt.Key.Key_Right)
    with qtbot.waitSignal(timeline.event_activated) as entered:
        QTest.keyClick(timeline, Qt.Key.Key_Return)
    assert entered.args[0] is timeline.rows[0]


def test_a_line_of_the_overview_leads_to_its_tab(page: ProjectPage) -> None:
    item = page.overview.to_do.item(0)
    page.overview.to_do.itemActivated.emit(item)
    assert page.tabs.currentWidget() is page.records[MILESTONES]


def test_milestones_are_proposed_dated_reached_and_moved(page: ProjectPage, filled_context: Context, project: str) -> None:
    tab = page.records[MILESTONES]
    proposed = list(filled_context.programme.area("a1").milestones)
    assert column(tab, "title")[: len(proposed)] == proposed, "a new project has what its area proposes"
    filled_context.perform(delete, "milestone", tab.table.model.rows[0].id)
    assert proposed[0] not in column(tab, "title")
    tab.propose_action.trigger()
    assert proposed[0] in column(tab, "title")
    tab.show_thing(next(row.id for row in tab.table.model.rows if row.title == "签订三方协议"))
    show_tab(page, tab)
    before = column(tab, "title").index("签订三方协议")
    QTest.keyClick(tab.table.grid, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert column(tab, "title").index("签订三方协议") == before - 1

    def close(dialog: QDialog) -> None:
        assert dialog_of(dialog).values["done_on"] == TODAY.isoformat()
        dialog_of(dialog).save()

    with_dialog(lambda: QTest.keyClick(tab.table.grid, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier), close)
    place = column(tab, "title").index("签订三方协议")
    assert column(tab, "state")[place] == "延后完成"
    assert column(tab, "done_on")[place] == "2026-11-23"


@pytest.mark.parametrize(
    ("number", "closed", "open_word", "closed_word"),
    [(PROBLEMS, "resolved_on", "未解决", "已解决"), (SUPPORT, "answered_on", "待答复", "已答复")],
)
def test_records_are_added_with_ctrl_n_closed_and_deleted(
    page: ProjectPage, number: int, closed: str, open_word: str, closed_word: str
) -> None:
    tab = page.records[number]
    show_tab(page, tab)

    def fill(dialog: QDialog) -> None:
        dialog_of(dialog).save()
        assert "还没有填写" in said(dialog_of(dialog), "text")
        write_into(dialog_of(dialog), "text", "示例内容")
        dialog_of(dialog).save()

    with_dialog(lambda: QTest.keyClick(page, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier), fill)
    assert column(tab, "text") == ["示例内容"]
    assert column(tab, "on") == ["2026-11-23"]
    assert column(tab, "state") == [open_word]
    assert page.tabs.tabText(number + 1).endswith(" 1")
    show_tab(page, tab)
    with_dialog(
        lambda: QTest.keyClick(tab.table.grid, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier), lambda dialog: dialog_of(dialog).save()
    )
    assert column(tab, "state") == [closed_word]
    assert column(tab, closed) == ["2026-11-23"]
    show_tab(page, tab)
    with_dialog(lambda: QTest.keyClick(tab.table.grid, Qt.Key.Key_Delete), lambda question: press(question, "删除"))
    assert column(tab, "text") == []


def test_progress_is_added_from_the_overview_and_edited_with_enter(page: ProjectPage) -> None:
    tab = page.records[PROGRESS]

    def fill(dialog: QDialog) -> None:
        type_into(dialog_of(dialog), "on", "2026.11.3")
        write_into(dialog_of(dialog), "text", "走访企业")
        dialog_of(dialog).save()

    with_dialog(lambda: QTest.keyClick(page, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier), fill)
    assert (column(tab, "on"), column(tab, "text"), column(tab, "by")) == (["2026-11-03"], ["走访企业"], ["示例经办人"])
    show_tab(page, tab)

    def edit(dialog: QDialog) -> None:
        write_into(dialog_of(dialog), "text", "和院校")
        dialog_of(dialog).save()

    with_dialog(lambda: QTest.keyClick(tab.table.grid, Qt.Key.Key_Return), edit)
    assert "和院校" in column(tab, "text")[0]


def test_what_the_operation_refuses_keeps_the_dialog_open(page: ProjectPage, filled_context: Context, project: str) -> None:
    filled_context.perform(save_problem, project, None, on=date(2026, 11, 10), text="示例问题")
    tab = page.records[PROBLEMS]
    tab.table.select(lambda row: True)
    refusals: list[str] = []

    def fill(dialog: QDialog) -> None:
        type_into(dialog_of(dialog), "resolved_on", "2026-11-01")

        def read(refusal: QDialog) -> None:
            refusals.append(message(refusal))
            refusal.accept()

        with_dialog(dialog_of(dialog).save, read)
        assert dialog.isVisible()
        with_dialog(dialog.reject, lambda question: press(question, "放弃"))

    with_dialog(lambda: tab.edit(tab.table.current()), fill)
    assert "早于“提出日期”" in refusals[0]


def add_indicator(context: Context, project: str, kind: str, **more: object) -> str:
    facts = {"name": f"示例{kind}指标", "unit": "人", "kind": kind, "baseline": "10", "targets": {"2025": "50", "2026": "100"}} | more
    changes = context.perform(save_indicator, project, None, facts)
    assert changes is not None
    return changes.id


def test_indicators_stand_against_the_target_of_the_year(page: ProjectPage, filled_context: Context, project: str) -> None:
    key = add_indicator(filled_context, project, "cumulative")
    filled_context.perform(save_value, key, None, on="2025-12-31", value="40", source="台账")
    filled_context.perform(save_value, key, None, on="2026-10-31", value="75", source="台账")
    tab = page.indicators
    tab.show_thing(key)
    shown_words = {spec.key: tab.table.model.text(0, place) for place, spec in enumerate(tab.table.model.columns)}
    assert shown_words["target_2026"] == "100"
    assert (shown_words["actual"], shown_words["rate"], shown_words["kind_title"]) == ("75", "75%", "累计")
    assert [tab.chart.words(bar) for bar in tab.chart.bars] == [
        "基期：完成10人",
        "2025年：完成40人，目标50人",
        "2026年：完成75人，目标100人",
        "2027年：没有数",
    ]
    assert [row.value for row in tab.values.model.rows] == ["75", "40"]


def test_a_cumulative_value_that_falls_needs_a_note(page: ProjectPage, filled_context: Context, project: str) -> None:
    key = add_indicator(filled_context, project, "cumulative")
    filled_context.perform(save_value, key, None, on="2026-06-30", value="60")
    tab = page.indicators
    tab.show_thing(key)
    page.tabs.setCurrentWidget(tab)
    activate(page)
    tab.table.grid.setFocus()
    QApplication.processEvents()

    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, ValueDialog)
        type_into(dialog, "value", "５５")
        with_dialog(dialog.save, lambda refusal: refusal.accept())
        assert dialog.isVisible()
        write_into(dialog, "note", "核减重复统计5人")
        dialog.save()

    with_dialog(lambda: QTest.keyClick(tab.table.grid, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier), fill)
    assert [(row.on.isoformat(), row.value, row.note) for row in tab.values.model.rows] == [
        ("2026-11-23", "55", "核减重复统计5人"),
        ("2026-06-30", "60", ""),
    ]


def test_a_ratio_is_computed_from_its_two_numbers(page: ProjectPage, filled_context: Context, project: str) -> None:
    key = add_indicator(filled_context, project, "ratio", unit="%")
    tab = page.indicators
    tab.show_thing(key)

    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, ValueDialog)
        assert "value" not in dialog.rows
        type_into(dialog, "numerator", "1")
        type_into(dialog, "denominator", "3")
        dialog.save()

    with_dialog(tab.add_value, fill)
    assert [(row.value, row.numerator, row.denominator) for row in tab.values.model.rows] == [("33.33", "1", "3")]


def test_a_value_names_its_evidence(page: ProjectPage, filled_context: Context, project: str, tmp_path: Path) -> None:
    proof = tmp_path / "在岗名册.pdf"
    proof.write_bytes(PDF)
    page.evidence.take([str(proof)])
    key = add_indicator(filled_context, project, "point")
    tab = page.indicators
    tab.show_thing(key)

    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, ValueDialog)
        type_into(dialog, "value", "12")
        dialog.evidence.setCurrentIndex(dialog.evidence.findText("在岗名册"))
        dialog.save()

    with_dialog(tab.add_value, fill)
    assert [row.evidence_title for row in tab.values.model.rows] == ["在岗名册"]


def test_core_indicators_are_proposed_from_the_area(page: ProjectPage, filled_context: Context) -> None:
    press(page.indicators.table, "添加核心指标")
    core = {indicator.name for indicator in filled_context.programme.indicators_of(["a1"]) if indicator.core}
    assert {row.name for row in page.indicators.table.model.rows} == core


def test_an_indicator_keeps_targets_that_are_no_numbers(page: ProjectPage, filled_context: Context, project: str) -> None:
    key = add_indicator(filled_context, project, "yearly")
    page.indicators.show_thing(key)

    def fill(dialog: QDialog) -> None:
        type_into(dialog_of(dialog), "target_2027", "约一千")
        dialog_of(dialog).save()

    with_dialog(lambda: page.indicators.edit(page.indicators.table.current()), fill)
    rows = filled_context.reader.rows("SELECT value FROM indicator_target WHERE project_indicator_id = :id AND year = 2027", id=key)
    assert rows == [("约一千",)]


def drop(widget: object, paths: list[Path]) -> None:
    """Drop files on a tab."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(20, 20), copy, mime, left, none)
    widget.dragEnterEvent(enter)  # type: ignore[attr-defined]
    assert enter.isAccepted()
    widget.dropEvent(QDropEvent(QPointF(20, 20), copy, mime, left, none))  # type: ignore[attr-defined]


def test_files_are_dropped_named_by_their_content_and_refused_twice(page: ProjectPage, tmp_path: Path) -> None:
    proof, disguised = tmp_path / "合作协议.pdf", tmp_path / "说明.pdf"
    proof.write_bytes(PDF)
    disguised.write_bytes(b"just words")
    drop(page.evidence, [proof])
    rows = page.evidence.table.model.rows
    assert [(row.title, row.media_type, row.size, len(row.sha256)) for row in rows] == [("合作协议", "application/pdf", len(PDF), 64)]
    refusals: list[str] = []

    def read(dialog: QDialog) -> None:
        refusals.append(message(dialog))
        dialog.accept()

    with_dialog(lambda: drop(page.evidence, [disguised]), read)
    with_dialog(lambda: drop(page.evidence, [proof]), read)
    assert "不是这里可以接收的类型" in refusals[0]
    assert "已经添加过" in refusals[1]
    assert len(page.evidence.table.model.rows) == 1


def test_a_file_is_renamed_and_deleted(page: ProjectPage, tmp_path: Path) -> None:
    proof = tmp_path / "扫描件001.pdf"
    proof.write_bytes(PDF)
    page.evidence.take([str(proof)])

    def fill(dialog: QDialog) -> None:
        type_into(dialog_of(dialog), "title", "三方合作协议")
        dialog_of(dialog).save()

    with_dialog(page.evidence.rename_action.trigger, fill)
    assert [(row.title, row.file_name) for row in page.evidence.table.model.rows] == [("三方合作协议", "扫描件001.pdf")]
    with_dialog(page.evidence.remove_action.trigger, lambda question: press(question, "删除"))
    assert not page.evidence.table.model.rows


def test_a_target_leads_to_one_thing_of_the_project(page: ProjectPage, filled_context: Context, project: str) -> None:
    made = filled_context.perform(save_milestone, project, None, title="示例节点")
    assert made is not None
    page.open(project=project, thing="milestone", id=made.id)
    assert page.tabs.currentWidget() is page.records[MILESTONES]
    current = page.records[MILESTONES].table.current()
    assert current is not None
    assert current.title == "示例节点"


def test_a_project_that_is_gone_says_so(page: ProjectPage, filled_context: Context, project: str) -> None:
    led: list[str] = []
    filled_context.navigated.connect(lambda key, _target: led.append(key))
    filled_context.perform(delete, "project", project)
    assert page.nothing.title.text() == "这个项目已经不在了"
    assert page.primary is not None
    assert not page.primary.isEnabled()
    press(page.nothing, "去选择项目")
    assert led == ["projects"]


def test_another_project_begins_with_its_overview(page: ProjectPage, filled_workspace: Workspace) -> None:
    page.tabs.setCurrentIndex(3)
    ((other,),) = filled_workspace.rows("SELECT id FROM project WHERE title = '方向待定的项目'")
    page.open(project=other)
    assert page.tabs.currentIndex() == 0
    assert page.heading == "方向待定的项目"
    with_dialog(page.records[MILESTONES].propose_action.trigger, lambda refusal: refusal.accept())


def test_the_keys_turn_the_tabs(page: ProjectPage) -> None:
    QTest.keyClick(page, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert page.tabs.currentIndex() == 1
    QTest.keyClick(page, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(page, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    assert page.tabs.currentIndex() == page.tabs.count() - 1


def test_a_read_only_workspace_shows_everything_and_changes_nothing(
    tmp_path: Path, filled_store: Path, settings: SettingsFile, qapp: QApplication
) -> None:
    workspace = open_workspace(copy_store(filled_store, tmp_path), read_only=True, clock=Clock())
    context = Context(workspace, workspace.programme, settings)
    ((key,),) = workspace.rows("SELECT id FROM project WHERE title = :title", title=MAIN)
    for page in shown(context, str(key)):
        assert page.card.state.text() == "实施"
        assert not any(button.isEnabled() for button in page.card.steps)
        tab = page.records[MILESTONES]
        show_tab(page, tab)
        tab.table.select(lambda row: True)
        assert not tab.remove_action.isEnabled()
        assert not tab.propose_action.isEnabled()
        QTest.keyClick(page, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(tab.table.grid, Qt.Key.Key_Delete)
        assert QApplication.activeModalWidget() is None
        assert not page.evidence.acceptDrops()
    context.worker.shut_down()
    workspace.close(backup=False)
