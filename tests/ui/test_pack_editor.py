"""The city edits the next version in the window, finishes it and sends it down; the district takes it in and goes over."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QCheckBox

from exports.exchange.packs import judge_pack
from exports.exchange.receiving import facts_of, look
from forms.feedback import apply_pack
from forms.packs.draft import Address
from forms.packs.switching import plan_switch, switch_pack
from models.exchange import NewPack
from models.pack_origins import DRAFT
from models.programme.kept import kept_files, load_files
from models.queries import exchange
from models.queries.packs import kept_packs
from tests.db.form_records import complete_project, save, today
from tests.exchange import conftest as both_sides
from tests.exchange.sides import Sides
from tests.package.sample import PROGRAM
from tests.ui.script import Script, press
from ui.context import Context
from ui.message_dialog import MessageDialog
from ui.packs.changes_dialog import ChangesDialog
from ui.packs.new_field_dialog import NewFieldDialog
from ui.packs.send_dialog import SendPackDialog
from ui.pages.programme_pack import ProgrammePackPage
from ui.settings import SettingsFile

clock, office, stages, at_stage = both_sides.clock, both_sides.office, both_sides.stages, both_sides.at_stage
enrolled = both_sides.enrolled

SUBJECT = Address("forms/application.toml").inside("section", "subject")
PLAN = Address("obligations.toml", ("obligation", "work-plan"))


@pytest.fixture
def page(qapp: QApplication, settings: SettingsFile, enrolled: Sides) -> Iterator[ProgrammePackPage]:
    context = Context(enrolled.city, enrolled.city.programme, settings)
    made = ProgrammePackPage(context)
    context.window = made
    made.resize(1150, 640)
    made.show()
    QApplication.processEvents()
    yield made
    context.worker.shut_down()
    made.hide()
    made.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def say(page: ProgrammePackPage, address: Address, key: str, value: object) -> None:
    """Edit one attribute as its editor does."""
    page.editor.choose(address)
    row = page.editor.rows[key]
    if isinstance(row, QCheckBox):
        row.setChecked(bool(value))
    else:
        row.editor.edited.emit(value, "")


def test_a_draft_is_kept_as_it_is_edited_and_problems_lead_to_their_entry(page: ProgrammePackPage, enrolled: Sides) -> None:
    assert page.presenter.draft is None
    page.editor.empty.pressed.emit()
    used = enrolled.city.programme.version
    assert page.presenter.version != used
    say(page, PLAN, "due", "2025-12-15")
    assert page.presenter.flush()
    assert "试点工作方案" in page.editor.state.text()
    assert not page.editor.finish_button.isEnabled()
    page.editor.choose(None)
    page.editor.to_problem.click()
    assert page.editor.node is not None
    assert page.editor.node.address == PLAN
    say(page, PLAN, "on_time_until", {"unparsed": "年底"})
    assert "年底" in page.editor.state.text()
    say(page, PLAN, "on_time_until", "2025-12-15")
    assert page.presenter.flush()
    assert "核对无误" in page.editor.state.text()
    again = ProgrammePackPage(page.context)
    again.refresh()
    assert again.presenter.current.entry(PLAN)["due"].isoformat() == "2025-12-15"
    again.deleteLater()
    with Script((MessageDialog, press("放弃"))):
        page.editor.drop.click()
    assert kept_files(enrolled.city, enrolled.city.programme.id, DRAFT) == {}
    assert page.presenter.draft is None


def test_a_field_in_use_elsewhere_cannot_be_retired(page: ProgrammePackPage) -> None:
    page.presenter.begin()
    page.editor.choose(SUBJECT.inside("field", "hr_business"))
    with Script((MessageDialog, press("停用")), (MessageDialog, press("知道了"))):
        page.editor.remove_button.click()
    assert page.presenter.current.entry(SUBJECT.inside("field", "hr_business"))


def test_from_the_editor_to_the_district_and_back(page: ProgrammePackPage, enrolled: Sides, tmp_path: Path) -> None:
    page.presenter.begin()
    say(page, SUBJECT.inside("field", "staff"), "label", "职工人数")
    page.editor.choose(SUBJECT.inside("field", "email"))

    def new_field(dialog: NewFieldDialog) -> None:
        dialog.name.setText("示例新增项")
        dialog.accept()

    with Script((NewFieldDialog, new_field)):
        page.editor.add_button.click()
    added = page.editor.node
    assert added is not None
    assert added.address is not None
    say(page, added.address, "required", True)
    page.editor.choose(SUBJECT.inside("field", "profile"))
    page.editor.note.textEdited.emit("示例说明")
    seen: list[tuple[str, ...]] = []

    def read(dialog: ChangesDialog) -> None:
        seen.extend(dialog.view.lines())
        dialog.reject()

    with Script((ChangesDialog, read)):
        page.editor.preview.click()
    assert any("示例新增项" in line[0] and "补填" in line[4] for line in seen)
    version = page.presenter.version
    with Script((MessageDialog, press("定版"))):
        page.editor.finish_button.click()
    assert [(row.version, row.origin, row.note) for row in kept_packs(enrolled.city, enrolled.city.programme.id)] == [
        (version, "own", "示例说明")
    ]
    page.refresh()
    assert page.versions.chosen is not None
    assert page.versions.chosen.version == version

    def send(dialog: SendPackDialog) -> None:
        dialog.send(tmp_path)
        dialog.reject()

    with Script((SendPackDialog, send)):
        page.versions.send.click()
    (file,) = tmp_path.glob("*.rhfa")
    assert enrolled.district.office.name in file.name or "示例" in file.name
    assert [row.kind for row in exchange.sent(enrolled.city)] == ["rhfa"]
    assert "1台" in page.versions.note.text()
    project = complete_project(enrolled.district)
    save(enrolled.district, project, "email", "example@example.com")
    looked = look(enrolled.district, file.read_bytes(), file.name, PROGRAM)
    assert looked.refused is None
    assert looked.opened is not None
    content = looked.opened.content
    assert isinstance(content, NewPack)
    assert judge_pack(content, looked.opened.files) == ""
    enrolled.district.perform(apply_pack, content, facts_of(looked), looked.data, looked.opened.files)
    new = load_files(content.id, kept_files(enrolled.district, content.id, version))
    plan = plan_switch(enrolled.district, enrolled.district.programme, new, today(enrolled.district))
    assert [draft.errors for draft in plan.drafts] == [(0, 1)]
    enrolled.district.perform(switch_pack, new)
    assert enrolled.district.office.programme_version == version
