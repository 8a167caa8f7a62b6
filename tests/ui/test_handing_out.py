"""Handing out in the window: files by the rule, messages to copy, documents that are not there yet."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from forms.answers import Edit, save_answers
from forms.collecting.tracking import TRACKING
from models.operations.entities import save_entity
from models.operations.projects import create_project
from models.workspace.store import Workspace
from tests.ui.collecting import idle, page, projects, step
from tests.ui.conftest import type_text
from tests.ui.script import Script, press
from ui.collecting.hand_out_dialog import HandOutDialog
from ui.collecting.hand_out_list import AWAITED
from ui.collecting.letters_dialog import LettersDialog
from ui.context import Context
from ui.message_dialog import MessageDialog
from ui.pages.collecting import CollectingPage

__all__ = ["page", "projects"]


def test_forms_are_handed_out_by_the_rule_with_messages_to_copy(
    page: CollectingPage, filled_context: Context, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "下发"
    folder.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))

    def choose(dialog: HandOutDialog) -> None:
        tracking = next(row for row in range(dialog.kinds.count()) if dialog.kinds.item(row).data(Qt.ItemDataRole.UserRole) == TRACKING)
        assert {kind.key for kind in dialog.chosen_kinds()} == {"application"}
        dialog.kinds.item(tracking).setCheckState(Qt.CheckState.Checked)
        assert len(dialog.pairs()) == 8  # four projects that have not answered, chosen to begin with
        assert "申报编号-单位名称-表名-第几版" in dialog.rule.text()
        dialog.tick_all(False)
        assert not dialog.ok.isEnabled()
        dialog.projects.topLevelItem(0).setCheckState(0, Qt.CheckState.Checked)
        type_text(dialog.due_line.line, "2026年12月5日")
        dialog.ok.click()

    seen: list[str] = []

    def copy(dialog: LettersDialog) -> None:
        dialog.copy.click()
        seen.append(QGuiApplication.clipboard().text())

    with Script(step(HandOutDialog, choose), step(LettersDialog, copy)):
        page.out.begin()
        idle(qtbot, filled_context)
    ((number, entity),) = filled_context.reader.rows(
        "SELECT p.number, e.name FROM project p JOIN pilot_entity e ON e.id = p.entity_id ORDER BY p.number LIMIT 1"
    )
    names = sorted(path.name for path in folder.iterdir())
    assert len(names) == 2
    assert all(name.startswith(f"{number}-{entity}-") and "-第1版." in name for name in names)
    assert seen[0].startswith(f"{entity}：您好！")
    assert "2026年12月5日前" in seen[0]
    assert [line.state for line in page.out.table.shown().rows] == [AWAITED] * 2
    assert "2份未回" in page.tabs.tabText(0)

    with Script(step(LettersDialog, lambda dialog: seen.append(dialog.texts[0]))):
        page.out.remind()
    assert "还没有收到" in seen[1]
    page.out.table.select(lambda line: line.title == "试点进度表")
    page.out.call_off.trigger()
    assert [line.state for line in page.out.table.shown().rows if line.title == "试点进度表"] == ["不再催报"]


def test_words_keep_two_entities_of_one_name_and_several_projects_apart(
    page: CollectingPage, filled_context: Context, filled_workspace: Workspace, projects: list[str], tmp_path: Path
) -> None:
    twin = filled_workspace.perform(save_entity, None, {"name": "示例智能制造产业园", "kind": "park_mfg"}).id
    filled_workspace.perform(create_project, entity_id=twin, title="同名单位的项目", main_area="a1")
    presenter = page.out.presenter
    (kind, *_) = presenter.kinds()
    wanted = [(one, kind) for one in presenter.addressees([kind]) if one.wants([kind.key])]
    made = presenter.make(wanted, tmp_path, None, lambda _done, _total: None).made
    for letters in (presenter.letters(made, None), presenter.reminders(presenter.rows())[1:]):
        texts = sorted((letter.text for letter in letters), key=len)
        assert len(texts) == 2
        assert "《人力资源服务业与制造业融合发展试点申请表》" in texts[0]
        assert texts[1].count("——人力资源服务业与制造业融合发展试点申请表》") == 4
        assert "《园区技能人才订单培养——人力资源服务业与制造业融合发展试点申请表》" in texts[1]
    assert len(presenter.reminders(presenter.rows())[0].text.splitlines()) == 3


def test_personal_facts_in_what_is_filled_in_already_are_asked_about(
    page: CollectingPage, filled_context: Context, projects: list[str], qtbot: QtBot
) -> None:
    filled_context.perform(save_answers, projects[0], {"profile": Edit("联系人电话13912345678。", "")})
    said: list[str] = []

    def ask(dialog: MessageDialog) -> None:
        said.append(dialog.hint.text())
        press("先不下发")(dialog)

    with Script(step(HandOutDialog, lambda dialog: dialog.ok.click()), step(MessageDialog, ask)):
        page.out.begin()
        idle(qtbot, filled_context)
    assert "单位简介" in said[0]
    assert page.out.presenter.rows() == []


def test_handing_out_can_be_stopped_and_records_what_was_made(
    page: CollectingPage, filled_context: Context, projects: list[str], tmp_path: Path
) -> None:
    presenter = page.out.presenter
    kinds = presenter.kinds()
    wanted = [(one, kinds[0]) for one in presenter.addressees(kinds)]

    def stop(done: int, _total: int) -> None:
        from ui.worker import Cancelled

        if done == 2:
            raise Cancelled

    batch = presenter.make(wanted, tmp_path, None, stop)
    assert (batch.stopped, len(batch.made)) == (True, 2)
    assert len(presenter.rows()) == 2
    assert len(list(tmp_path.glob("*.docx"))) == 2


def test_documents_that_are_not_there_yet_are_made_to_be_handed_out(page: CollectingPage, tmp_path: Path) -> None:
    presenter = page.out.presenter
    kinds = presenter.kinds()
    plan = next(kind for kind in kinds if kind.key == "work_plan")
    wanted = [(one, plan) for one in presenter.addressees(kinds)[:2]]
    assert presenter.make(wanted, tmp_path, None, lambda _done, _total: None).failure is None
    assert [row.form_key for row in presenter.rows()] == ["work_plan"] * 2
    assert all(one.standing["work_plan"] == "已下发未回" for one in presenter.addressees(kinds)[:2])
