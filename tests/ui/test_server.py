"""Several officers in the window: opening a workspace on a server, who is on what, a conflict, a server that goes away."""

import sys
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QPlainTextEdit

from forms.answers import Edit, read_form, save_answers
from forms.keeping import keep_counts
from forms.packs.switching import switch_pack
from models.errors import ResourceError
from models.operations.entities import save_entity
from models.operations.projects import create_project
from models.programme.pack import Programme
from models.workspace.server.address import place_of
from models.workspace.server.server_workspace import ServerWorkspace
from models.workspace.store import OfficeDetails
from models.workspace.workspace import Present, Workspace
from tests.db.server import MANAGER, Databases, Server
from tests.packs.versions import changed
from tests.ui.conftest import NOW, TODAY, Clock, texts, type_text, with_dialog
from ui.context import Context
from ui.dialogs.first_run import FirstRunGuide
from ui.opening_flow import OpeningFlow
from ui.pages.form import FormPage
from ui.pages.settings import SettingsPage
from ui.server.company import words_for
from ui.server.conflict_dialog import ConflictDialog, Decision
from ui.server.opening_dialog import ServerDialog
from ui.settings import SettingsFile
from ui.window import MainWindow

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the server of the tests runs on Linux")
FIELD = "idea"


@pytest.fixture(scope="module")
def databases(programme: Programme) -> Iterator[Databases]:
    server = Server()
    district = programme.districts_on(TODAY)[0]
    yield Databases(server, programme, OfficeDetails(district.code, "示例区人力资源和社会保障局", "示例经办人"), NOW)
    server.remove()


@pytest.fixture
def colleague(databases: Databases) -> Iterator[ServerWorkspace]:
    """The other officer, with one project made."""
    opened = databases.open(databases.make(), Clock(), "乙同事")
    entity = opened.perform(save_entity, None, {"name": "示例公司", "kind": "park_mfg"}).id
    opened.perform(keep_counts, create_project, entity_id=entity, title="示例项目", main_area="a1")
    yield opened
    opened.close()
    databases.clear()


@pytest.fixture
def window(qapp: QApplication, databases: Databases, colleague: ServerWorkspace, settings: SettingsFile) -> Iterator[MainWindow]:
    """The window of the first officer on the same workspace."""
    own = databases.open(colleague.label, Clock(), "甲经办")
    context = Context(own, own.programme, settings)
    made = MainWindow(context)
    made.resize(1366, 728)
    made.show()
    QApplication.processEvents()
    yield made
    made.hide()
    made.company.stop()
    made.deleteLater()
    context.worker.shut_down()
    QApplication.processEvents()
    own.close()


def project_of(workspace: Workspace) -> str:
    return str(workspace.rows("SELECT id FROM project")[0][0])


def look(window: MainWindow) -> None:
    """Let the window look at the others once, and take in what it sees."""
    while window.company.looking:
        QApplication.processEvents()
    loop = QEventLoop()
    window.company.seen.connect(loop.quit)
    window.company.look()
    loop.exec()
    window.company.seen.disconnect(loop.quit)


def open_form(window: MainWindow) -> FormPage:
    window.show_page("form", {"project": project_of(window.context.workspace)})
    page = window.page()
    assert isinstance(page, FormPage)
    return page


def answer(workspace: ServerWorkspace, words: str, field: str = FIELD) -> None:
    workspace.perform(keep_counts, save_answers, project_of(workspace), {field: Edit(words)})


def stored(workspace: ServerWorkspace, field: str = FIELD) -> object:
    return read_form(workspace, workspace.programme, project_of(workspace)).values.get(field)


# opening


def typed(dialog: ServerDialog, **facts: str) -> ServerDialog:
    for name, text in facts.items():
        getattr(dialog, name).setText(text)
    return dialog


def test_a_workspace_on_a_server_is_opened_and_remembered_without_password(
    qapp: QApplication, databases: Databases, colleague: ServerWorkspace, settings: SettingsFile
) -> None:
    dialog = ServerDialog(settings, "", Clock())
    dialog.try_to_open()
    assert dialog.problem.text() == "还没有填写服务器地址。"
    typed(dialog, host=str(databases.server.folder), database=colleague.label, account="niemand", officer="甲经办", password="falsch-1")
    dialog.try_to_open()
    assert "密码不正确" in dialog.problem.text()
    assert dialog.database.text() == colleague.label, "what was typed stays"
    typed(dialog, account=MANAGER, port="99999")
    dialog.try_to_open()
    assert "端口" in dialog.problem.text()
    typed(dialog, port="5432").try_to_open()
    workspace = dialog.workspace
    assert isinstance(workspace, ServerWorkspace)
    assert workspace.office.officer == settings.values.officer == "甲经办"
    assert "falsch" not in workspace.place
    workspace.close()
    again = ServerDialog(settings, workspace.place, Clock())
    assert (again.host.text(), again.account.text(), again.officer.text()) == (str(databases.server.folder), MANAGER, "甲经办")
    assert again.password.text() == ""


def test_an_address_pasted_as_one_line_is_taken_apart(qapp: QApplication, settings: SettingsFile) -> None:
    dialog = ServerDialog(settings, "", Clock())
    dialog.host.setText("postgresql://zhangsan@10.0.0.5:6000/ronghe")
    dialog.host.textEdited.emit(dialog.host.text())
    assert [field.text() for field in (dialog.host, dialog.port, dialog.database, dialog.account)] == [
        "10.0.0.5",
        "6000",
        "ronghe",
        "zhangsan",
    ]
    dialog.host.setText("postgresql://zhangsan:geheim@10.0.0.5/ronghe")
    dialog.host.textEdited.emit(dialog.host.text())
    assert "不要写密码" in dialog.problem.text()


def test_the_flow_goes_from_the_guide_to_the_server(
    qapp: QApplication, databases: Databases, colleague: ServerWorkspace, settings: SettingsFile
) -> None:
    settings.values.officer = "甲经办"
    settings.values.recent = [colleague.place]
    opened: list[object] = []

    def at_server(dialog: QDialog) -> None:
        assert isinstance(dialog, ServerDialog)
        dialog.try_to_open()

    def at_guide(guide: QDialog) -> None:
        assert isinstance(guide, FirstRunGuide)
        assert "服务器" in guide.welcome.recent.item(0).text()
        guide.welcome.recent.setCurrentRow(0)
        guide.go_on()
        assert guide.server == colleague.place
        QTimer.singleShot(0, lambda: with_dialog(lambda: None, at_server))

    with_dialog(lambda: opened.append(OpeningFlow(settings).run()), at_guide)
    (workspace,) = opened
    assert isinstance(workspace, ServerWorkspace)
    workspace.close()


def test_a_remembered_address_is_no_path() -> None:
    assert place_of("postgresql://a@h/b") == "postgresql://a@h/b"


def test_the_settings_show_the_server_in_place_of_file_and_backup(window: MainWindow) -> None:
    window.show_page("settings")
    page = window.page()
    assert isinstance(page, SettingsPage)
    titles = [page.tabs.tabText(number) for number in range(page.tabs.count()) if page.tabs.isTabVisible(number)]
    assert "服务器账套" in titles
    assert not {"账套与密码", "备份与检查", "工作交接"} & set(titles)
    assert any("pg_dump" in words for words in texts(page.server))
    page.office.officer.setText("丙新来")
    assert page.office.save()
    workspace = window.context.workspace
    assert workspace.office.officer == window.context.settings.values.officer == "丙新来"
    assert workspace.rows("SELECT officer FROM office") == [("示例经办人",)], "the office's officer is everybody's"


# who is on what


def test_who_else_has_the_document_open_is_said(window: MainWindow, colleague: ServerWorkspace) -> None:
    open_form(window)
    document = f"document:{project_of(colleague)}"
    colleague.attend(document, editing=False)
    look(window)
    assert "乙同事正在查看。" in texts(window)
    assert colleague.attend(document, editing=True) == (Present("甲经办", False),)
    look(window)
    assert "乙同事正在修改。" in texts(window)
    colleague.attend("", editing=False)
    look(window)
    assert not any("乙同事" in words for words in texts(window))
    assert words_for((Present("甲", True), Present("乙", False), Present("丙", True))) == "甲、丙正在修改，乙正在查看。"


def test_pages_to_work_on_are_things_as_well_and_an_open_dialog_is_work(window: MainWindow, colleague: ServerWorkspace) -> None:
    window.show_page("entities")
    dialog = QDialog(window)
    dialog.open()
    look(window)
    assert colleague.attend("page:entities", editing=False) == (Present("甲经办", True),)
    dialog.close()
    look(window)
    assert "乙同事正在查看。" in texts(window)
    window.show_page("history")
    look(window)
    assert colleague.attend("page:history", editing=False) == ()


def test_what_a_colleague_saved_shows_by_itself(window: MainWindow, colleague: ServerWorkspace) -> None:
    page = open_form(window)
    answer(colleague, "同事写的")
    look(window)
    assert page.presenter.current.values[FIELD] == "同事写的"
    page.presenter.edit(FIELD, "接着写的")
    assert page.presenter.flush(), "what was seen is no conflict"
    assert stored(colleague) == "接着写的"


def test_the_field_with_the_cursor_does_not_bring_back_what_was_replaced(window: MainWindow, colleague: ServerWorkspace) -> None:
    page = open_form(window)
    window.activateWindow()
    window.show_page("form", {"project": project_of(colleague), "field": FIELD})
    box = QApplication.focusWidget()
    assert isinstance(box, QPlainTextEdit)
    look(window)
    answer(colleague, "同事写的")
    look(window)
    assert (box.toPlainText(), box.hasFocus()) == ("同事写的", True)
    type_text(box, "我接着写。")
    answer(colleague, "同事又写的")
    look(window)
    assert "我接着写。" in box.toPlainText(), "typing is not disturbed"
    with_dialog(page.presenter.flush, take_theirs)
    assert stored(colleague) == "同事又写的"
    assert box.toPlainText() == "同事又写的"


# conflicts


def take_theirs(dialog: QDialog) -> None:
    assert isinstance(dialog, ConflictDialog)
    dialog.buttons[Decision.THEIRS].click()


def conflict(window: MainWindow, colleague: ServerWorkspace, decision: Decision) -> tuple[FormPage, list[str]]:
    """Both change the same field, and another one by the first alone; the dialog is answered with `decision`."""
    page = open_form(window)
    answer(colleague, "同事写的")
    page.presenter.edit(FIELD, "我写的")
    page.presenter.edit("innovation", "只有我写的")
    said: list[str] = []

    def choose(dialog: QDialog) -> None:
        assert isinstance(dialog, ConflictDialog)
        said.extend(texts(dialog))
        dialog.buttons[decision].click()

    with_dialog(page.presenter.flush, choose)
    return page, said


def test_mine_replaces_theirs_knowingly(window: MainWindow, colleague: ServerWorkspace) -> None:
    page, said = conflict(window, colleague, Decision.MINE)
    assert "我写的" in said
    assert any(words.startswith("同事写的") and "乙同事" in words for words in said)
    assert (stored(colleague), stored(colleague, "innovation")) == ("我写的", "只有我写的")
    assert not page.typing
    assert colleague.rows("SELECT COUNT(*) FROM history WHERE new = '同事写的'") == [(1,)], "theirs stays in the history"


def test_theirs_stays_and_nothing_else_of_mine_is_lost(window: MainWindow, colleague: ServerWorkspace) -> None:
    page, _ = conflict(window, colleague, Decision.THEIRS)
    assert page.presenter.current.values[FIELD] == "同事写的"
    assert page.presenter.current.values["innovation"] == "只有我写的"
    assert page.presenter.flush()
    assert (stored(colleague), stored(colleague, "innovation")) == ("同事写的", "只有我写的")


def test_later_keeps_everything_typed(window: MainWindow, colleague: ServerWorkspace) -> None:
    page, _ = conflict(window, colleague, Decision.LATER)
    assert stored(colleague) == "同事写的"
    assert page.presenter.current.values[FIELD] == "我写的"
    assert page.typing
    look(window)
    assert page.presenter.current.values[FIELD] == "我写的", "what is not saved is not forgotten by looking again"
    with_dialog(page.presenter.flush, QDialog.reject)
    assert page.typing


# another version of the pack


def test_the_window_follows_a_colleague_to_another_pack_once_nothing_is_typed(window: MainWindow, colleague: ServerWorkspace) -> None:
    page = open_form(window)
    page.presenter.edit(FIELD, "我写的")
    newer = changed(colleague.programme, {})
    colleague.perform(switch_pack, newer)
    for _ in range(2):
        look(window)
    assert window.page() is page, "what is typed is not taken away"
    assert page.presenter.current.values[FIELD] == "我写的"
    assert any(f"换成版本{newer.version}。请先保存" in words for words in texts(window))
    assert page.presenter.flush()
    for _ in range(2):  # a look tells whether the cursor stands still since the last one
        look(window)
    assert window.context.programme.version == window.context.workspace.programme.version == newer.version
    again = window.page()
    assert again is not page
    assert isinstance(again, FormPage)
    assert again.presenter.current.values[FIELD] == "我写的", "the same form is open again"
    assert any("窗口已经换用" in words for words in texts(window))
    assert not any("请先保存" in words for words in texts(window))


def test_a_pack_that_cannot_be_used_here_is_named(window: MainWindow, colleague: ServerWorkspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise ResourceError("programme.toml", "title", "缺少")

    newer = changed(colleague.programme, {})
    colleague.perform(switch_pack, newer)
    monkeypatch.setattr("forms.good_pack.pack_in_use", refuse)
    look(window)
    assert window.context.programme.version != newer.version
    assert any("这台电脑上不能用" in words for words in texts(window))


# a server that goes away


def test_a_server_that_goes_away_leaves_the_form_as_it_is(window: MainWindow, databases: Databases, colleague: ServerWorkspace) -> None:
    page = open_form(window)
    page.presenter.edit(FIELD, "没丢的内容")
    said: list[str] = []

    def hear(dialog: QDialog) -> None:
        said.extend(texts(dialog))
        dialog.reject()

    databases.server.stop()
    try:
        with_dialog(page.presenter.flush, hear)
        look(window)
        assert any("暂时连不上" in words for words in texts(window))
    finally:
        databases.server.start()
    assert any("还在窗口里" in words for words in said)
    assert page.presenter.current.values[FIELD] == "没丢的内容"
    look(window)
    assert not any("暂时连不上" in words for words in texts(window))
    assert page.presenter.flush()
    assert stored(colleague) == "没丢的内容"
