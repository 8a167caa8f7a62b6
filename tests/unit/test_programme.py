"""The programme packs that ship: every file loads, and the facts of the Chongqing notice stand in theirs."""

import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from forms.documents import document_forms
from models.errors import ResourceError
from models.programme.pack import DICTIONARY_KEYS, Programme, load_programme, programme_ids
from models.programme.types import IndicatorKind, Recurrence, Scope
from models.resources import read_text, resource_path

BEFORE, AFTER = date(2025, 11, 5), date(2025, 11, 6)


@pytest.fixture(scope="module")
def programme() -> Programme:
    return load_programme("chongqing-2025")


@pytest.mark.parametrize("programme_id", programme_ids())
def test_every_pack_loads_as_a_whole(programme_id: str) -> None:
    programme = load_programme(programme_id)
    programme.load_all()
    assert programme.id == programme_id
    assert {programme.dictionary(key).key for key in DICTIONARY_KEYS} == set(DICTIONARY_KEYS)
    for area in programme.areas:
        assert any(indicator.core for indicator in programme.indicators if area.key in indicator.areas), area.title
    for item in programme.dictionary("entity_kind").item:
        assert item.class_, item.name


def test_every_data_file_says_first_what_it_is_and_where_it_comes_from() -> None:
    files = [*resource_path("programmes").glob("*/*.toml"), *resource_path("programmes").glob("*/dictionaries/*.toml")]
    files += resource_path("dictionaries").glob("*.toml")
    assert len(files) > 10
    assert [path.name for path in files if not path.read_text(encoding="utf-8").startswith("# ")] == []


def test_the_programme_is_the_one_of_the_notice(programme: Programme) -> None:
    assert (programme.notice, programme.title) == ("渝人社发〔2025〕13号", "人力资源服务业与制造业融合发展试点")
    assert (programme.period.first_month, programme.period.last_month) == ("2025-01", "2027-12")
    assert programme.period.years == (2025, 2026, 2027)
    assert programme.period.baseline_label == "2024年末"
    assert (programme.levels.district, programme.levels.city) == ("区县", "市")
    assert programme.documents[0].number == programme.notice
    assert 8 <= len(programme.check_items) <= 10


def test_nine_areas_with_their_milestones(programme: Programme) -> None:
    assert [area.key for area in programme.areas] == [f"a{number}" for number in range(1, 10)]
    assert [area.clause for area in programme.areas] == [f"三({number})" for number in "一二三四五六七八九"]
    assert len({area.short for area in programme.areas}) == 9
    assert sum(len(area.milestones) for area in programme.areas) == 45
    assert programme.area("a2").title == "重点产业链人力资源统筹调配"
    with pytest.raises(KeyError):
        programme.area("a10")


def test_districts_change_on_the_day_liangjiang_became_one(programme: Programme) -> None:
    before = {district.code for district in programme.districts_on(BEFORE)}
    after = {district.code for district in programme.districts_on(AFTER)}
    assert before - after == {"500105", "500112", "CQ-LJ"}
    assert after - before == {"500157"}
    assert {"CQ-GX", "CQ-WS"} < before & after
    assert (len(before), len(after)) == (41, 39)
    for code in before - after:
        assert programme.district(code).successor == "500157"


def test_districts_propose_the_department_of_their_name(programme: Programme) -> None:
    assert programme.district("500231").department == "垫江县人力资源和社会保障局"
    assert programme.district("500157").department == "两江新区人力资源和社会保障局"
    assert programme.district("CQ-GX").department == "重庆高新区政务服务与社会事务中心"
    assert programme.district("500231").short == "垫江县"
    assert programme.district("500240").short == "石柱县"


def test_obligations_are_due_when_the_notice_says(programme: Programme) -> None:
    due = {obligation.key: obligation.due for obligation in programme.obligations}
    assert due == {
        "application": date(2025, 7, 11),
        "work-plan": date(2025, 7, 31),
        "start-up-report": date(2025, 8, 31),
        "adjustment": None,
        "yearly-2025": date(2025, 11, 30),
        "yearly-2026": date(2026, 11, 30),
        "yearly-2027": date(2027, 11, 30),
        "final-summary": date(2027, 11, 30),
        "district-summary": date(2027, 11, 30),
        "typical-case": None,
    }


def test_every_document_that_the_notice_names_meets_an_obligation(programme: Programme) -> None:
    """A letter and a recommendation go with other papers, an end before its time is written when there is need."""
    met = {obligation.form for obligation in programme.obligations} | {"application"}
    assert {form.key for form in document_forms(programme)} - met == {"recommendation", "cancellation", "cover_letter"}
    assert {kind.form for kind in programme.review.decision} <= met


def test_names_that_documents_take_over_are_written_as_the_standard_wants(programme: Programme) -> None:
    """Chinese texts have full-width brackets (GB/T 15834); names in the notice's own words are quoted beside them."""
    names = [item.name for item in programme.indicators] + [district.name for district in programme.districts]
    names += [text for area in programme.areas for text in (area.title, *area.carriers, *area.milestones)]
    names += [text for obligation in programme.obligations for text in (obligation.title, *obligation.contents)]
    assert [name for name in names if set("()") & set(name)] == []


def test_who_reports_what(programme: Programme) -> None:
    form = programme.obligation("application")
    assert form.contents == ("试点方向", "总体思路", "工作基础", "工作目标", "保障措施")
    assert (form.scope, form.written_by, form.forwarded_by, form.recipient) == (
        Scope.PROJECT,
        "试点主体",
        "区县人力社保部门",
        "市人力社保局",
    )
    yearly = programme.obligation("yearly-2026")
    assert yearly.contents == ("开展情况", "存在的问题", "寻求支持事项")
    assert (yearly.scope, yearly.recurring, yearly.nil_allowed) == (Scope.DISTRICT, Recurrence.YEARLY, True)
    assert (yearly.opens, yearly.on_time_until, yearly.locked) == (date(2026, 11, 1), date(2026, 11, 30), None)
    assert programme.obligation("typical-case").recurring is Recurrence.ANY_TIME


def test_a_project_owes_each_document_in_some_state_before_it_is_summarised(programme: Programme) -> None:
    owed = {state for obligation in programme.obligations for state in obligation.from_states}
    assert owed == {"draft", "review", "selected", "plan_approved", "implementing", "started", "continuing", "adjusting"}


def test_fifty_nine_indicators(programme: Programme) -> None:
    per_area = Counter(indicator.key.split("_")[0] for indicator in programme.indicators)
    assert per_area == {"a1": 5, "a2": 6, "a3": 6, "a4": 6, "a5": 5, "a6": 5, "a7": 6, "a8": 6, "a9": 6, "g": 8}
    for indicator in programme.indicators:
        prefix, number = indicator.key.split("_")
        assert indicator.areas == (() if prefix == "g" else (prefix,))
        assert int(number) >= 1
        assert indicator.decimals == {"万元": 2, "%": 1}.get(indicator.unit, 0)
        assert (indicator.unit == "%") == (indicator.kind is IndicatorKind.RATIO)
        assert bool(indicator.quote) == bool(indicator.clause)
    kinds = Counter(indicator.kind for indicator in programme.indicators)
    assert kinds == {IndicatorKind.CUMULATIVE: 32, IndicatorKind.YEARLY: 23, IndicatorKind.POINT: 3, IndicatorKind.RATIO: 1}


def test_indicators_of_areas_come_first_and_the_common_ones_after(programme: Programme) -> None:
    keys = [indicator.key for indicator in programme.indicators_of(["a8", "a1"])]
    assert keys[:2] == ["a1_01", "a1_02"]
    assert keys[5:7] == ["a8_01", "a8_02"]
    assert keys[11:] == [f"g_{number:02}" for number in range(1, 9)]
    assert [indicator.key for indicator in programme.indicators_of([])] == keys[11:]


def test_the_one_ratio_names_its_parts(programme: Programme) -> None:
    ratio = programme.indicator("a1_05")
    assert ratio.kind is IndicatorKind.RATIO
    assert ratio.numerator.startswith("当届毕业")
    assert ratio.denominator == "当届毕业人数"
    assert not ratio.core


def test_clusters_are_3_3_6_18_with_their_marks(programme: Programme) -> None:
    clusters = [item for item in programme.dictionary("cluster").item if item.parent]
    assert Counter(item.parent for item in clusters) == {
        "tier_1": 3,
        "tier_2": 3,
        "tier_3": 6,
        "tier_4_future": 6,
        "tier_4_growth": 12,
    }
    assert Counter(item.mark for item in clusters) == {"已核": 6, "部分未核": 4, "未核": 20}
    assert programme.dictionary("cluster").note.startswith("部分未核")


def test_industries_have_divisions_and_groups(programme: Programme) -> None:
    items = programme.dictionary("gbt4754").item
    assert Counter(len(item.key) for item in items) == {2: 31, 3: 179}
    assert all(item.parent == item.key[:2] for item in items if len(item.key) == 3)
    assert programme.item_name("gbt4754", "391") == "计算机制造"


def test_entity_kinds_carry_class_and_expected_prefixes(programme: Programme) -> None:
    kinds = {item.key: item for item in programme.dictionary("entity_kind").item}
    assert kinds["mfg_leader"].class_ == "manufacturing"
    assert kinds["hr_leader"].class_ == "hr_agency"
    assert kinds["university"].prefixes == ("12", "52", "91")
    assert kinds["other"].prefixes == ()


def test_areas_and_districts_are_dictionaries_too(programme: Programme) -> None:
    assert programme.item_name("pilot_area", "a3") == "制造业通用人力资源服务共享"
    assert programme.item_name("district", "500105") == "江北区"
    assert len(programme.dictionary("pilot_area").item) == 9


def test_an_unknown_key_shows_as_itself_and_an_unknown_dictionary_is_refused(programme: Programme) -> None:
    assert programme.item("platform", "moon") is None
    assert programme.item_name("platform", "moon") == "moon"
    with pytest.raises(ResourceError) as caught:
        programme.item_name("no_such", "x")
    assert caught.value.file == "programmes/chongqing-2025/dictionaries/no_such.toml"


def test_the_straight_way_from_draft_to_closed(programme: Programme) -> None:
    way = ["selected", "plan_approved", "implementing", "started", "continuing", "summarised", "closed"]
    life = programme.life_cycle
    assert (life.initial, life.review, life.submitted, life.returned) == ("draft", "review", "submitted", "draft")
    state = programme.state(life.submitted)
    for key in way:
        assert key in {step.to for step in state.next}, (state.key, key)
        state = programme.state(key)
    assert {step.to for step in programme.state("started").next} >= {"continuing", "adjusting", "cancelled"}


def test_every_state_can_be_reached(programme: Programme) -> None:
    life = programme.life_cycle
    reached: set[str] = set()
    waiting = [life.initial, life.submitted]
    while waiting:
        key = waiting.pop()
        if key not in reached:
            reached.add(key)
            waiting += [step.to for step in programme.state(key).next]
    assert reached == {state.key for state in life.state}


def test_hard_steps_need_a_reason_and_no_state_is_a_trap(programme: Programme) -> None:
    hard = {programme.life_cycle.returned, "not_selected", "cancelled", "withdrawn"}
    for state in programme.life_cycle.state:
        assert state.next, state.key
        assert state.editable == (state.key == "draft")
        for step in state.next:
            assert step.needs_reason or step.to not in hard, (state.key, step.to)


def test_loading_a_pack_loads_neither_orm_nor_what_is_not_needed_yet() -> None:
    code = (
        "import sys; from models.programme.pack import load_programme; p = load_programme('chongqing-2025');"
        "assert not {'sqlalchemy', 'docx', 'openpyxl', 'PySide6'} & set(sys.modules);"
        "assert 'indicators' not in vars(p) and not p._dictionaries"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=resource_path().parent)
    assert ran.returncode == 0, ran.stderr


def test_a_frozen_program_reads_the_resources_it_carries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "resources").mkdir()
    (tmp_path / "resources" / "a.txt").write_bytes("\ufeff内容\r\n".encode())
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert resource_path("a.txt") == tmp_path / "resources" / "a.txt"
    assert read_text("a.txt") == "内容\n"
