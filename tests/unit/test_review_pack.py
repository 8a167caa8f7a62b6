"""How projects are reviewed, as the pack says: the shipped file, wrong entries, and the arithmetic of score sheets."""

import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec.structs import replace

from models.errors import ResourceError
from models.programme.pack import Programme, load_programme
from models.resources import resource_path
from models.review_scores import Points, places, result

PACK = "chongqing-2025"


@pytest.fixture(scope="module")
def programme() -> Programme:
    return load_programme(PACK)


def test_the_hundred_points_and_the_decisions_of_the_notice(programme: Programme) -> None:
    review = programme.review
    assert [(entry.weight, entry.bonus) for entry in review.criterion] == [(20, False)] * 2 + [(15, False)] * 4 + [(5, True)]
    assert [kind.key for kind in review.decision] == ["selection", "plan", "feasibility", "re_evaluation", "acceptance"]
    feasibility = [outcome.state for outcome in review.kind("feasibility").outcome]
    assert feasibility == ["continuing", "adjusting", "cancelled", ""]
    reachable = {state.key: {step.to for step in state.next} for state in programme.life_cycle.state}
    for kind in review.decision:
        assert kind.outcome[-1].returns, kind.title
        for state in kind.from_states:
            told = {outcome.state for outcome in kind.outcome if outcome.state and not outcome.returns} - {state}
            assert told <= reachable[state], kind.title  # the district's own life cycle knows every step the city takes


@pytest.mark.parametrize(
    ("old", "new", "key", "reason"),
    [
        ("weight = 20", "weight = 21", "criterion", "现在是101"),
        ('pilot_groups = ["方案"', 'pilot_groups = ["计划"', "pilot_groups[0]", "没有“计划”这组状态"),
        ('tie_break = ["targets"', 'tie_break = ["target"', "scoring.tie_break", "没有“target”这项"),
        ("experts_to = 7 ", "experts_to = 3 ", "scoring.experts_to", "不能小于"),
        ('share = "0.8"', 'share = "0.4"', "mark", "从高到低"),
        ('form = "work_plan"', 'form = "plan"', "decision[plan].form", "没有“plan”这个表格"),
        ('from_states = ["started"]', 'from_states = ["begun"]', "decision[feasibility].from_states", "没有“begun”"),
        ('state = "cancelled"', 'state = "gone"', "decision[feasibility].outcome[cancel].state", "没有“gone”"),
        ('state = "draft"', 'state = "review"', "decision[selection].outcome[returned].state", "只能是“draft”"),
        ('state = "plan_approved"\n', "", "decision[plan].outcome[approved].state", "应写明"),
        ('key = "not_selected"', 'key = "selected"', "decision[selection].outcome[selected]", "重复"),
        ('share = "1"', 'share = "1.5"', "mark[excellent].share", "写法不符合要求"),
    ],
)
def test_a_wrong_entry_is_named(tmp_path: Path, old: str, new: str, key: str, reason: str) -> None:
    shutil.copytree(resource_path("programmes", PACK), tmp_path / "programmes" / PACK)
    shutil.copytree(resource_path("dictionaries"), tmp_path / "dictionaries")
    file = tmp_path / "programmes" / PACK / "review.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ResourceError) as caught:
        load_programme(PACK, tmp_path).load_all()
    assert caught.value.key == key
    assert reason in caught.value.reason


def sheets(*totals: str) -> list[Points]:
    return [{"direction": Decimal(text)} for text in totals]


def test_averages_leave_out_the_extremes_where_there_are_enough(programme: Programme) -> None:
    scoring = programme.review.scoring
    four = result(sheets("60", "70", "80", "95.5"), scoring, trimmed=True)
    assert (four.plain, four.trimmed, four.counted) == (Decimal("76.38"), None, Decimal("76.38"))
    five = result(sheets("60", "70", "80", "81", "95.5"), scoring, trimmed=True)
    assert (five.plain, five.trimmed, five.counted, five.lowest, five.highest) == (
        Decimal("77.30"),
        Decimal("77.00"),
        Decimal("77.00"),
        Decimal(60),
        Decimal("95.5"),
    )
    assert result(sheets("60", "70", "80", "81", "95.5"), scoring, trimmed=False).counted == Decimal("77.30")
    assert result([], scoring, trimmed=True).counted is None
    assert result(sheets("0.005"), scoring, trimmed=False).plain == Decimal("0.01")


def test_equal_averages_are_told_apart_by_the_criteria_or_share_a_place(programme: Programme) -> None:
    scoring = replace(programme.review.scoring, trimmed=False)

    def of(**points: str) -> Points:
        return {key: Decimal(text) for key, text in points.items()}

    results = {
        "a": result([of(targets="10", tasks="5", basis="5")], scoring, trimmed=False),
        "b": result([of(targets="10", tasks="6", basis="4")], scoring, trimmed=False),
        "c": result([of(targets="11", tasks="1", basis="8")], scoring, trimmed=False),
        "d": result([of(targets="10", tasks="5", basis="5")], scoring, trimmed=False),
        "e": result([of(targets="1", tasks="1", basis="1")], scoring, trimmed=False),
        "none": result([], scoring, trimmed=False),
    }
    assert places(results, scoring.tie_break) == {"c": 1, "b": 2, "a": 3, "d": 3, "e": 5}
