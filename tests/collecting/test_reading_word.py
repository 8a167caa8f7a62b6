"""A Word form goes out, is filled in by people and office programs of every habit, and comes back: no field is ever wrong."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest

from forms.answers import read_form
from forms.collecting.content import WordContent
from forms.collecting.outcome import Standing
from forms.collecting.planning import plan_word
from forms.definition import Form
from models.plain import Plain
from models.programme.pack import Programme
from models.workspace.store import OfficeDetails, Workspace, create
from tests.collecting import habits
from tests.collecting.counting import Count, count
from tests.collecting.filling import Show, W, by_hand, cells, edited, filling, plainly, retype, text_of
from tests.collecting.records import come_back, empty_project, form_of, hand_out, held, outcome, read_here, saved
from tests.db.conftest import AT
from tests.documents.render import Office
from tests.unit.complete_form import complete_values

NOT_ASKED_FOR = ("app_no", "district", "district_opinion", "a1", "a2", "a3")
LONG = "坚持需求导向，聚焦笔电产业链用工“忙闲不均”。\n一是组建联合体，2025年覆盖 42 家企业；\n二是建立余缺调剂台账（每月更新）。"


class Given(NamedTuple):
    """A form that was handed out, and what a person means to say."""

    workspace: Workspace
    project: str
    form: Form
    data: bytes
    meant: dict[str, Plain]


@pytest.fixture(scope="module")
def given(programme: Programme, office: OfficeDetails, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Given]:
    """One for all tests here: reading and planning change nothing."""
    tmp_path = tmp_path_factory.mktemp("given")
    with create(tmp_path / "示例", None, programme, office, AT, lambda: AT)[0] as workspace:
        yield handed(workspace, tmp_path)


def handed(workspace: Workspace, tmp_path: Path) -> Given:
    project = empty_project(workspace)
    (made,) = hand_out(workspace, tmp_path / "out", project)
    meant = {key: value for key, value in complete_values().items() if key not in NOT_ASKED_FOR}
    meant |= {"idea": LONG, "base": LONG * 3, "guarantee": LONG * 2, "profile": LONG, "b_mfg_emp": 12_000}
    return Given(workspace, project, form_of(workspace, project), made.path.read_bytes(), meant)


def read(given: Given, path: Path, meant: dict[str, Plain] | None = None) -> Count:
    """Read what came back and count; it must have been matched by its ids."""
    (plan,) = come_back(given.workspace, path)
    assert plan.match.chosen is not None, plan.match.doubts
    assert plan.match.chosen.document_id == given.project
    return count(plan.outcomes, given.form, given.meant if meant is None else meant, held(given.workspace, given.project))


def filled(given: Given, folder: Path, *changes: Callable[[Any], None], name: str = "交回.docx") -> Path:
    return saved(folder, name, edited(given.data, *changes))


HABITS: dict[str, tuple[bool, Show, tuple[Callable[[Any], None], ...]]] = {
    "as word leaves it": (True, plainly, ()),
    "typed over, boxes by √": (False, plainly, ()),
    "units, 万, full-width signs": (True, habits.in_peoples_words, ()),
    "units, typed over": (False, habits.in_peoples_words, (habits.unwrapped,)),
    "no controls": (True, plainly, (habits.unwrapped,)),
    "no controls and bookmarks": (True, plainly, (habits.unwrapped, habits.without_bookmarks)),
    "labels typed anew": (True, plainly, (habits.unwrapped, habits.without_bookmarks, habits.respaced_labels)),
    "columns of the form swapped": (True, plainly, (habits.unwrapped, habits.without_bookmarks, habits.guidance_first)),
    "guidance deleted": (False, plainly, (habits.unwrapped, habits.without_bookmarks, habits.guidance_gone)),
    "totals and signatures": (True, plainly, (habits.totals_and_signatures,)),
    "totals, no controls": (False, plainly, (habits.unwrapped, habits.totals_and_signatures)),
    "rows inserted": (True, plainly, (habits.rows_inserted,)),
    "columns of tables moved": (True, plainly, (habits.columns_moved,)),
    "columns moved, no controls": (True, plainly, (habits.unwrapped, habits.columns_moved)),
}


@pytest.mark.parametrize("habit", HABITS)
def test_what_people_do_is_read_right(given: Given, tmp_path: Path, habit: str) -> None:
    controls, show, changes = HABITS[habit]
    fill = (filling if controls else by_hand)(given.form, given.meant, given.workspace.programme, show)
    counted = read(given, filled(given, tmp_path / "back", fill, *changes))
    assert (counted.wrong, counted.missing, counted.asked) == ([], [], [])
    assert counted.right == counted.all > 50


def test_saved_by_libreoffice(given: Given, tmp_path: Path, soffice: Office) -> None:
    fill = filling(given.form, given.meant, given.workspace.programme)
    hand = by_hand(given.form, given.meant, given.workspace.programme)
    back, again = tmp_path / "back", tmp_path / "again"
    for folder in (back, again):
        folder.mkdir()
    files = [
        filled(given, back, fill, name="word.docx"),
        filled(given, back, hand, name="hand.docx"),
        saved(back, "empty.docx", given.data),
        filled(given, back, fill, habits.totals_and_signatures, habits.columns_moved, name="moved.docx"),
    ]
    word, hand_filled, empty, moved = soffice.convert("docx", again, *files)
    late = saved(back, "late.docx", edited(empty.read_bytes(), hand))
    total = Count()
    for path in (word, hand_filled, moved, late):
        total.add(read(given, path))
    total.add(read(given, empty, {}))
    assert (total.wrong, total.missing) == ([], [])
    assert len(total.asked) <= total.all // 100, total.asked


def test_a_text_that_a_program_saved_several_times_is_asked_about(given: Given, tmp_path: Path) -> None:
    """LibreOffice 7.4 repeats controls that Word has put round whole paragraphs."""

    def repeated(tree: Any) -> None:
        for control in list(tree.iter(f"{W}sdt")):
            alias = control.find(f"{W}sdtPr/{W}alias")
            if alias is not None and alias.get(f"{W}val") == "单位简介":
                tag = control.find(f"{W}sdtPr/{W}tag")
                tag.getparent().remove(tag)
                control.addnext(deepcopy(control))

    fill = filling(given.form, given.meant, given.workspace.programme)
    counted = read(given, filled(given, tmp_path / "back", fill, repeated))
    assert (counted.wrong, counted.missing) == ([], [])
    assert [line.split(":")[0] for line in counted.asked] == ["profile"]


@pytest.mark.parametrize("changes", [(), (habits.unwrapped, habits.without_bookmarks)])
def test_a_label_that_appears_twice_is_asked_about(given: Given, tmp_path: Path, changes: tuple[Any, ...]) -> None:
    fill = filling(given.form, given.meant, given.workspace.programme)
    path = filled(given, tmp_path / "back", fill, *changes, habits.label_twice("联系人", "另一人"))
    counted = read(given, path)
    assert (counted.wrong, counted.missing) == ([], [])
    assert [line.split(":")[0] for line in counted.asked] == ["contact"]
    (plan,) = come_back(given.workspace, path)
    assert outcome(plan, "contact").standing is Standing.ASKED


def test_merged_cells_of_a_table_are_asked_about(given: Given, tmp_path: Path) -> None:
    fill = filling(given.form, given.meant, given.workspace.programme)
    counted = read(given, filled(given, tmp_path / "back", fill, habits.merged_down))
    assert (counted.wrong, counted.missing) == ([], [])
    assert sorted(line.split(":")[0] for line in counted.asked) == ["indicators", "partners", "tasks"]


def test_a_deleted_row_is_said_to_be_missing(given: Given, tmp_path: Path) -> None:
    def without_row(tree: Any) -> None:
        for row, row_cells in cells(tree):
            if text_of(row_cells[0]) == "联系人":
                row.getparent().remove(row)

    fill = filling(given.form, given.meant, given.workspace.programme)
    counted = read(given, filled(given, tmp_path / "back", fill, without_row))
    assert counted.wrong == []
    assert [line.split(":")[0] for line in counted.missing] == ["contact"]


def test_answers_put_into_each_others_places_are_asked_about(given: Given, tmp_path: Path) -> None:
    """Somebody drags the labels of two rows: the tag says one thing, the label beside it another."""

    def labels_swapped(tree: Any) -> None:
        found = {text_of(row_cells[0]): row_cells[0] for _, row_cells in cells(tree)}
        retype(found["职务"], "联系人")
        retype(found["联系人"], "职务")

    meant = given.meant | {"contact": "甲某", "contact_title": "科长"}
    fill = filling(given.form, meant, given.workspace.programme)
    counted = read(given, filled(given, tmp_path / "back", fill, labels_swapped), meant)
    assert counted.wrong == []
    assert {"contact", "contact_title"} <= {line.split(":")[0] for line in counted.asked}


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("staff", "约120"),
        ("staff", "120家"),
        ("revenue", "两千多万"),
        ("fill_date", "25年7月"),
        ("fill_date", "45848"),
        ("founded", "2012年"),
    ],
)
def test_what_cannot_be_read_for_certain_is_never_filled_in(given: Given, tmp_path: Path, key: str, text: str) -> None:
    (field,) = [field for field in given.form.fields() if field.key == key]

    def show(wanted: Any, value: Plain, programme: Any) -> str:
        return text if wanted is field else plainly(wanted, value, programme)

    meant = given.meant | {"fill_date": "2025-07-10"}
    (plan,) = come_back(given.workspace, filled(given, tmp_path, filling(given.form, meant, given.workspace.programme, show)))
    found = outcome(plan, key)
    assert found.standing in (Standing.UNREAD, Standing.ASKED)
    assert found.why
    assert text in (found.typed, found.new_shown)


@pytest.mark.parametrize("changes", [(), (habits.unwrapped, habits.without_bookmarks)])
@pytest.mark.parametrize(
    ("habit", "asked"),
    [
        (habits.cell_split("联系人", "和乙某"), ["contact"]),
        (habits.written_on_below("单位简介", "接着写的一段。"), ["profile"]),
        (habits.places_merged("联系人"), ["contact", "contact_title"]),
    ],
)
def test_what_may_not_be_the_whole_answer_is_asked_about(
    given: Given, tmp_path: Path, habit: Callable[[Any], None], asked: list[str], changes: tuple[Any, ...]
) -> None:
    meant = given.meant | {"contact": "甲某", "profile": "第一段。"}
    fill = filling(given.form, meant, given.workspace.programme)
    counted = read(given, filled(given, tmp_path / "back", fill, *changes, habit), meant)
    assert counted.wrong == []
    assert sorted(line.split(":")[0] for line in (*counted.asked, *counted.missing)) == asked


def test_a_row_that_goes_on_below_is_asked_about(given: Given, tmp_path: Path) -> None:
    """The text of a task goes on in the next row of the table, whose other cells are empty."""

    def goes_on(tree: Any) -> None:
        for _, row_cells in cells(tree):
            if len(row_cells) == 7 and text_of(row_cells[0]) == "3":
                retype(row_cells[2], "接着写的内容")

    fill = filling(given.form, given.meant, given.workspace.programme)
    counted = read(given, filled(given, tmp_path / "back", fill, goes_on))
    assert counted.wrong == []
    assert [line.split(":")[0] for line in counted.asked] == ["tasks"]


def test_an_example_that_was_copied_is_asked_about(given: Given, tmp_path: Path) -> None:
    meant = given.meant | {"contact_title": "示例：科长"}
    (plan,) = come_back(given.workspace, filled(given, tmp_path / "back", filling(given.form, meant, given.workspace.programme)))
    assert outcome(plan, "contact_title").standing is Standing.ASKED


def test_a_form_of_an_earlier_version_whose_keys_were_renamed(given: Given, tmp_path: Path) -> None:
    """The pack renames a field between handing out and coming back: tag, bookmark and what was handed out have the old key."""

    def older(tree: Any) -> None:
        for tag in tree.iter(f"{W}tag"):
            tag.set(f"{W}val", tag.get(f"{W}val").replace("rh:staff", "rh:headcount"))
        for mark in tree.iter(f"{W}bookmarkStart"):
            mark.set(f"{W}name", mark.get(f"{W}name").replace("rh_f_staff", "rh_f_headcount"))

    path = filled(given, tmp_path, filling(given.form, given.meant, given.workspace.programme), older, habits.guidance_gone)
    (file,) = read_here(path)
    state = read_form(given.workspace, given.workspace.programme, given.project)
    newer = replace(state, form=msgspec.structs.replace(state.form, renamed={"headcount": "staff"}))
    assert isinstance(file.content, WordContent)
    outcomes = {one.key: one for one in plan_word(file.content, newer, {"headcount": 5}, given.workspace.programme)}
    assert (outcomes["staff"].standing, outcomes["staff"].new) == (Standing.NEW, 128)
    untouched = {one.key: one for one in plan_word(file.content, newer, {"headcount": 128}, given.workspace.programme)}
    assert untouched["staff"].standing is Standing.SAME


def test_an_answer_in_the_wrong_column_is_not_dropped_unseen(given: Given, tmp_path: Path) -> None:
    def misplaced(tree: Any) -> None:
        for _, row_cells in cells(tree):
            if text_of(row_cells[0]) == "职务":
                retype(row_cells[2], "科长")

    fill = filling(given.form, given.meant, given.workspace.programme)
    (plan,) = come_back(given.workspace, filled(given, tmp_path, fill, misplaced))
    assert plan.notes == ("“职务”的填写说明栏里有内容“科长”，没有读取，请核对。",)
