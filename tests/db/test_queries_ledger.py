from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from build.sample_data import insert_sample
from models.operations.indicators import save_indicator, save_value
from models.operations.projects import take_step
from models.operations.recycling import delete
from models.operations.tracking import save_problem, save_progress, save_support_request
from models.programme.pack import Programme
from models.queries.indicator_report import read_indicator_report
from models.queries.indicators import standings, values
from models.queries.ledger import LedgerSnapshot, read_ledger
from models.things import Thing
from models.workspace.store import Workspace
from tests.db.office_records import add_entity, add_project, one

TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def late_november(clock: Any) -> None:
    clock.now = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def ledger(workspace: Workspace, programme: Programme, on: date = TODAY, **narrowed: Any) -> LedgerSnapshot:
    with workspace.snapshot() as reader:
        return read_ledger(reader, programme, on, **narrowed)


def test_the_ledger_says_who_reports_what_and_when(workspace: Workspace, programme: Programme) -> None:
    found = ledger(workspace, programme)
    assert (found.office, found.officer, found.on) == ("示例区人力资源和社会保障局", "示例经办人", TODAY)
    assert found.district == programme.districts_on(TODAY)[0].name
    assert found.years == programme.period.years
    assert [row.key for row in found.areas] == [area.key for area in programme.areas]
    assert (found.projects, found.indicators, found.totals, found.filter_note) == ((), (), (), "")


def test_a_project_is_one_row_in_words(workspace: Workspace, programme: Programme) -> None:
    entity = add_entity(workspace, "示例公司", uscc="91500112MA5U00000X", kind="mfg_leader", contact="示例联系人", mobile="13000000000")
    id = add_project(workspace, "示例项目", entity, other_areas=["a2"], period_start="2025-07", period_end="2027-12", clusters=["nonsense"])
    workspace.perform(take_step, id, "review", date(2025, 7, 8), "材料齐全")
    workspace.perform(save_progress, id, None, on="2026-06-01", text="旧进展")
    workspace.perform(save_progress, id, None, on="2026-09-01", text="新进展")
    workspace.perform(save_problem, id, None, on="2026-02-01", text="场地不足")
    workspace.perform(save_problem, id, None, on="2026-02-01", text="已解决", resolved_on="2026-10-01")
    workspace.perform(save_support_request, id, None, on="2026-02-01", text="请求协调")
    (row,) = ledger(workspace, programme).projects
    assert (row.entity, row.uscc, row.entity_kind) == ("示例公司", "91500112MA5U00000X", "制造业龙头企业")
    assert (row.main_area_title, row.other_areas) == (programme.area("a1").title, programme.area("a2").title)
    assert (row.period, row.clusters) == ("2025年7月至2027年12月", "nonsense")
    assert (row.state_title, row.state_group, row.remark) == ("区县审核", "申报", "材料齐全")
    assert (row.contact, row.phone) == ("示例联系人", "13000000000")
    assert (row.progress, row.progress_on) == ("新进展", "2026-09-01")
    assert (row.open_problems, row.problems, row.support_requests) == (1, "场地不足", "请求协调")
    (earlier,) = ledger(workspace, programme, date(2026, 7, 1)).projects
    assert (earlier.progress, earlier.open_problems) == ("旧进展", 2)


def test_areas_count_main_areas_and_name_further_ones(workspace: Workspace, programme: Programme) -> None:
    entity = add_entity(workspace)
    add_project(workspace, "示例一", entity, other_areas=["a3"])
    add_project(workspace, "示例二", entity)
    workspace.perform(delete, Thing.PROJECT, add_project(workspace, "示例三"))
    found = ledger(workspace, programme)
    areas = {row.key: row for row in found.areas}
    assert (areas["a1"].total, areas["a1"].entities, areas["a1"].also) == (2, 1, 0)
    assert areas["a1"].by_group[found.groups.index("申报")] == 2
    assert (areas["a3"].total, areas["a3"].also) == (0, 1)


def test_the_ledger_is_narrowed_to_areas_and_states(workspace: Workspace, programme: Programme) -> None:
    first = add_project(workspace, "示例一", main_area="a1")
    add_project(workspace, "示例二", main_area="a2")
    workspace.perform(take_step, first, "review", TODAY)
    by_area = ledger(workspace, programme, areas=("a2",))
    assert [row.title for row in by_area.projects] == ["示例二"]
    assert by_area.filter_note == f"主方向：{programme.area('a2').title}"
    by_state = ledger(workspace, programme, states=("review",))
    assert [row.title for row in by_state.projects] == ["示例一"]
    assert sum(row.total for row in by_state.areas) == 1


def add_indicator(workspace: Workspace, project: str, programme: Programme, kind: str) -> str:
    proposal = next(proposal for proposal in programme.indicators if proposal.kind == kind)
    facts: dict[str, Any] = {
        "indicator_key": proposal.key,
        "name": proposal.name,
        "unit": proposal.unit,
        "kind": kind,
        "baseline": "0",
        "targets": {"2025": "5", "2026": "10"},
    }
    return workspace.perform(save_indicator, project, None, facts).id


def test_indicators_stand_against_the_target_of_the_year(workspace: Workspace, programme: Programme) -> None:
    id = add_project(workspace)
    indicator = add_indicator(workspace, id, programme, "cumulative")
    workspace.perform(save_value, indicator, None, on="2025-12-31", value="4", source="台账")
    workspace.perform(save_value, indicator, None, on="2026-06-30", value="8", source="系统")
    (row,) = ledger(workspace, programme).indicators
    assert (row.actual, row.actual_on, row.target, row.rate, row.source) == (Decimal(8), "2026-06-30", Decimal(10), Decimal("0.8"), "系统")
    assert row.targets == ("5", "10", "")[: len(programme.period.years)]
    (earlier,) = ledger(workspace, programme, date(2025, 12, 31)).indicators
    assert (earlier.actual, earlier.target, earlier.source) == (Decimal(4), Decimal(5), "台账")
    (stands,) = standings(workspace, programme, id, TODAY)
    assert (stands.actual, stands.rate, stands.values, stands.targets) == (Decimal(8), Decimal("0.8"), 2, {2025: "5", 2026: "10"})
    assert [value.source for value in values(workspace, indicator)] == ["系统", "台账"]


def test_totals_follow_the_kind_and_never_average_ratios(workspace: Workspace, programme: Programme) -> None:
    first, second = add_project(workspace, "示例一"), add_project(workspace, "示例二")
    for project, above, below in ((first, "90", "100"), (second, "1", "10")):
        ratio = add_indicator(workspace, project, programme, "ratio")
        workspace.perform(save_value, ratio, None, on="2026-06-30", numerator=above, denominator=below)
        yearly = add_indicator(workspace, project, programme, "yearly")
        workspace.perform(save_value, yearly, None, on="2025-06-30", value="100")
        workspace.perform(save_value, yearly, None, on="2026-03-31", value="3")
        workspace.perform(save_value, yearly, None, on="2026-06-30", value="4")
    add_indicator(workspace, first, programme, "cumulative")
    totals = {row.kind: row for row in ledger(workspace, programme).totals}
    assert totals["ratio"].actual == Decimal("82.7")
    assert totals["yearly"].actual == Decimal(14)
    assert (totals["cumulative"].actual, totals["cumulative"].projects, totals["cumulative"].reporting) == (None, 1, 0)
    assert (totals["yearly"].projects, totals["yearly"].reporting) == (2, 2)
    later = {row.kind: row for row in ledger(workspace, programme, date(2027, 1, 31)).totals}
    assert (later["yearly"].projects, later["yearly"].reporting, later["yearly"].actual) == (2, 0, None)


def test_an_indicator_whose_unit_or_kind_was_changed_is_not_added_to_the_others(workspace: Workspace, programme: Programme) -> None:
    ids = [add_indicator(workspace, add_project(workspace, f"示例{number}"), programme, "yearly") for number in (1, 2, 3)]
    for id in ids:
        workspace.perform(save_value, id, None, on="2026-06-30", value="5")
    owner = dict(workspace.rows("SELECT id, project_id FROM project_indicator"))
    workspace.perform(save_indicator, owner[ids[1]], ids[1], {"unit": "千件"})
    workspace.perform(save_indicator, owner[ids[2]], ids[2], {"unit": ""})
    (total,) = ledger(workspace, programme).totals
    assert (total.projects, total.reporting, total.actual) == (2, 2, Decimal(10))
    report = read_indicator_report(workspace, programme, TODAY)
    assert report.own == 1
    assert [row.remark for row in report.rows] == ["", "性质或单位改过，不汇总", ""]
    assert [line.actual for line in report.lines if line.projects] == [Decimal(10)]


def test_values_and_indicators_in_the_bin_do_not_count(workspace: Workspace, programme: Programme) -> None:
    id = add_project(workspace)
    indicator = add_indicator(workspace, id, programme, "cumulative")
    value = workspace.perform(save_value, indicator, None, on="2026-06-30", value="8").id
    workspace.perform(delete, Thing.INDICATOR_VALUE, value)
    assert ledger(workspace, programme).indicators[0].actual is None
    workspace.perform(delete, Thing.INDICATOR, indicator)
    assert ledger(workspace, programme).indicators == ()


def test_the_number_of_queries_does_not_grow_with_the_projects(workspace: Workspace, programme: Programme) -> None:
    class Counting:
        asked = 0

        def rows(self, sql: str, /, **parameters: object) -> list[tuple[Any, ...]]:
            self.asked += 1
            return workspace.rows(sql, **parameters)

    few = Counting()
    read_ledger(few, programme, TODAY)
    workspace.perform(insert_sample, 200)
    many = Counting()
    found = read_ledger(many, programme, TODAY)
    assert many.asked == few.asked
    assert len(found.projects) == 200
    assert len(found.indicators) == one(workspace, "SELECT COUNT(*) FROM project_indicator")
    assert sum(row.total for row in found.areas) == 200
