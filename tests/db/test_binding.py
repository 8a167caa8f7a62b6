"""Facts of register, project and office that the form shows and edits: written once, seen everywhere (一数一源)."""

from datetime import date, timedelta
from typing import Any

import pytest

from forms.answers import Edit, save_answers
from forms.definition import BINDS
from models.operations.entities import save_entity
from models.operations.indicators import save_indicator, save_value
from models.operations.office import edit_office
from models.operations.recycling import restore
from models.plain import Plain
from models.programme.pack import Programme
from models.queries.indicators import standings
from models.things import Thing
from models.workspace.store import Workspace
from tests.db.conftest import Clock
from tests.db.form_records import complete_project, new_project, perform, save, state, value
from tests.db.office_records import one
from tests.unit.complete_form import complete_values, form, indicator

BOUND = {field.bind: field for field in form().fields() if field.bind}
WRITABLE = sorted(bind for bind, field in BOUND.items() if not field.read_only)
OTHER: dict[str, Any] = {
    "entity.kind": "other",
    "entity.founded": "1999-12",
    "entity.tags": ["chain_owner", "hr_backbone"],
    "entity.industry": ["361", "391"],
    "project.areas": ["a9", "a3", "a4"],
    "project.clusters": ["c07", "c02"],
    "project.industries": ["392"],
    "project.platforms": ["hr_park", "etdz"],
    "project.period": [None, "2026-12"],
    "project.indicators": [indicator(7, "a1_01", baseline="0.50", target_2025=None, target_2026={"unparsed": "约二十"}) | {"note": None}],
}


def test_every_fact_is_bound() -> None:
    assert set(BOUND) == BINDS - {"office.name", "office.officer", "office.phone"}  # for documents of the district


@pytest.mark.parametrize("bind", WRITABLE)
def test_a_fact_written_in_the_form_is_read_back_and_nothing_else_changes(workspace: Workspace, bind: str) -> None:
    project = complete_project(workspace)
    before = state(workspace, project).values
    new = OTHER.get(bind, "示例文字")
    save(workspace, project, BOUND[bind].key, new)
    after = state(workspace, project).values
    if bind == "project.indicators":
        (row,) = rows(workspace, project)
        assert row == {key: cell for key, cell in new[0].items() if key not in {"note", "target_2025"}}
    else:
        assert after[BOUND[bind].key] == new
    assert {key: kept for key, kept in after.items() if before[key] != kept} == {BOUND[bind].key: after[BOUND[bind].key]}
    assert one(workspace, "SELECT COUNT(*) FROM answer WHERE field_key = :key", key=BOUND[bind].key) == 0


@pytest.mark.parametrize("bind", sorted(bind for bind in WRITABLE if bind.startswith("entity.")))
def test_a_fact_of_the_register_is_one_for_all_projects(workspace: Workspace, bind: str) -> None:
    project, sister = complete_project(workspace), complete_project(workspace, "另一家")
    entity = one(workspace, "SELECT entity_id FROM project WHERE id = :id", id=project)
    column, new = bind.removeprefix("entity."), OTHER.get(bind, "示例文字")
    text = ",".join(new) if column == "industry" else new
    perform(workspace, save_entity, entity, {column: text})
    shown = value(workspace, project, BOUND[bind].key)
    assert shown == (new.upper() if column == "uscc" and isinstance(new, str) else new)
    assert value(workspace, sister, BOUND[bind].key) != shown


def test_renaming_in_the_register_counts_the_forms_of_the_entity_anew(workspace: Workspace) -> None:
    project = complete_project(workspace)
    assert one(workspace, "SELECT errors FROM document") == 0
    perform(
        workspace, save_entity, one(workspace, "SELECT entity_id FROM project WHERE id = :id", id=project), {"uscc": "91350100M000100Y44"}
    )
    assert one(workspace, "SELECT errors FROM document") == 1


def test_the_number_and_the_district_are_shown_from_where_they_are_kept(workspace: Workspace, programme: Programme) -> None:
    project = new_project(workspace)
    moved = programme.districts_on(date(2026, 3, 2))[5].code
    perform(workspace, edit_office, district_code=moved)
    assert value(workspace, project, "app_no") == one(workspace, "SELECT number FROM project")
    assert value(workspace, project, "district") == moved


def test_facts_of_a_new_project_are_empty_not_blank(workspace: Workspace) -> None:
    values = state(workspace, new_project(workspace, main_area="")).values
    filled = {field.bind for field in form().fields() if field.bind and values[field.key] is not None}
    assert filled == {"entity.name", "project.number", "project.title", "office.district"}


def rows(workspace: Workspace, project: str) -> list[dict[str, Any]]:
    found = value(workspace, project, "indicators")
    return list(found or [])


def test_indicators_of_the_project_are_the_rows_of_the_form(workspace: Workspace) -> None:
    project = new_project(workspace)
    typed = [indicator(1, "a2_01"), indicator(2, "a1_01", baseline="12.50", target_2027="1200")]
    save(workspace, project, "indicators", typed)
    assert rows(workspace, project) == typed
    assert [(row.name, row.baseline) for row in standings(workspace, workspace.programme, project, date(2026, 3, 2))] == [
        (str(row["name"]), str(row["baseline"])) for row in typed
    ]
    facts: dict[str, Plain] = {"baseline": "１,300", "targets": {"2026": "约二十"}}
    perform(workspace, save_indicator, project, "i2", facts)
    assert rows(workspace, project)[1] == typed[1] | {"baseline": "1300", "target_2026": {"unparsed": "约二十"}}


def test_a_removed_row_goes_to_the_recycle_bin_with_its_values_and_comes_back_with_them(workspace: Workspace, clock: Clock) -> None:
    project = new_project(workspace)
    both = [indicator(1, "a2_01"), indicator(2, "a1_01")]
    save(workspace, project, "indicators", both)
    perform(workspace, save_value, "i2", None, on="2026-02-01", value="5", numerator="1", denominator="2", source="示例台账")
    clock.now += timedelta(hours=1)
    save(workspace, project, "indicators", both[:1])
    assert [row["id"] for row in rows(workspace, project)] == ["i1"]
    assert workspace.rows("SELECT id FROM project_indicator WHERE deleted_at IS NOT NULL") == [("i2",)]
    save(workspace, project, "indicators", [both[1], both[0]])
    assert rows(workspace, project) == [both[1], both[0]]
    assert workspace.rows("SELECT project_indicator_id, source FROM indicator_value WHERE deleted_at IS NULL") == [("i2", "示例台账")]
    save(workspace, project, "indicators", both[:1])
    perform(workspace, restore, Thing.INDICATOR, "i2")
    assert sorted(row["id"] for row in rows(workspace, project)) == ["i1", "i2"]


def test_a_row_says_everything_about_its_targets(workspace: Workspace) -> None:
    project = new_project(workspace)
    row = indicator(1, "a2_01")
    save(workspace, project, "indicators", [row])
    save(workspace, project, "indicators", [{key: cell for key, cell in row.items() if key != "target_2026"}])
    assert rows(workspace, project)[0].get("target_2026") is None
    save(workspace, project, "indicators", [row])
    assert rows(workspace, project) == [row]


@pytest.mark.parametrize("text", ["NaN", "Infinity", "1e5", "十二", "1.2.3", " "])
def test_a_target_that_is_no_number_is_kept_as_typed(workspace: Workspace, text: str) -> None:
    project = new_project(workspace)
    save(workspace, project, "indicators", [indicator(1, "a2_01", target_2026={"unparsed": text})])
    assert rows(workspace, project)[0]["target_2026"] == {"unparsed": text}


def test_many_edits_at_once_write_every_fact(workspace: Workspace) -> None:
    project = new_project(workspace)
    edits = {
        field.key: Edit(complete_values()[field.key])
        for bind, field in BOUND.items()
        if not field.read_only and field.key in complete_values()
    }
    perform(workspace, save_answers, project, edits)
    kept = state(workspace, project).values
    assert {key: kept[key] for key in edits} == {key: edit.value for key, edit in edits.items()}
