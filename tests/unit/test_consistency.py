"""Numbers that contradict each other are found with both places and both numbers; what is not certain stays a hint."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.consistency import (
    Completion,
    Disagreement,
    Figure,
    Sum,
    against_earlier,
    disagreements,
    failing_completions,
    failing_sums,
    falling,
    text_against_tables,
)
from forms.definition import Level
from forms.passages import BlockKind, TextBlock

CENTRES, TRAINED, INVESTED = "跨企业培训中心", "培训人数", "投入资金"


def figure(
    value: str, name: str = TRAINED, unit: str = "人次", kind: str = "yearly", period: str = "", place: str = "汇总表", subject: str = ""
) -> Figure:
    return Figure(name, unit, kind, period, Decimal(value), place, subject)


def in_text(text: str, *figures: Figure) -> list[Disagreement]:
    return text_against_tables([TextBlock("p1", "第1段", BlockKind.PARAGRAPH, text)], figures)


def test_a_total_must_be_the_sum_of_its_parts() -> None:
    parts = (figure("70", place="第1行"), figure("80.5", place="第2行"))
    assert failing_sums([Sum(figure("150.50", place="合计"), parts)]) == []
    (found,) = failing_sums([Sum(figure("150", place="合计"), parts)])
    assert (found.code, found.level) == ("sum", Level.ERROR)
    assert (found.first.place, found.first.number) == ("合计", "150人次")
    assert (found.second.place, found.second.number) == ("第1行、第2行", "150.5人次")
    assert failing_sums([Sum(figure("5"), ())]) == []


def test_units_are_converted_and_different_ones_only_hinted_at() -> None:
    parts = (figure("5000", unit="元"), figure("0.5", unit="万元"))
    assert failing_sums([Sum(figure("1", unit="万元"), parts)]) == []
    (found,) = failing_sums([Sum(figure("1", unit="家"), parts)])
    assert found.level is Level.HINT


def test_shares_may_miss_the_whole_by_rounding_only() -> None:
    thirds = tuple(figure("33.3", unit="%") for _ in range(3))
    assert failing_sums([Sum(figure("100", unit="%"), thirds)]) == []
    assert len(failing_sums([Sum(figure("100", unit="%"), (figure("60", unit="%"), figure("45", unit="%")))])) == 1


@given(st.lists(st.decimals(-(10**9), 10**9, places=2), min_size=1, max_size=20), st.decimals(-100, 100, places=2))
def test_only_a_true_difference_of_a_sum_is_found(values: list[Decimal], difference: Decimal) -> None:
    parts = tuple(figure(str(value)) for value in values)
    total = figure(str(sum(values) + difference))
    assert bool(failing_sums([Sum(total, parts)])) == (difference != 0)


@pytest.mark.parametrize(("rate", "right"), [("83.3", True), ("83", True), ("83.33", True), ("83.4", False), ("84", False), ("120", False)])
def test_completion_rates(rate: str, right: bool) -> None:
    entry = Completion(figure("100"), figure("120"), figure(rate, "完成率", "%", place="第3列"))
    found = failing_completions([entry])
    assert (found == []) == right
    for each in found:
        assert each.first.number == f"{rate}%"
        assert each.second.number.startswith("83.3" if "." in rate else "83")
    assert failing_completions([Completion(figure("1"), figure("0"), figure("5", unit="%"))]) == []


def test_cumulative_figures_never_fall() -> None:
    first = figure("5", CENTRES, "个", "cumulative", "2025-12", "2025年年报")
    second = figure("4", CENTRES, "个", "cumulative", "2026", "2026年年报")
    (found,) = falling([second, first])
    assert (found.level, found.first.place, found.first.number) == (Level.ERROR, "2026年年报", "4个")
    assert (found.second.place, found.second.number) == ("2025年年报", "5个")
    assert falling([first, figure("4", CENTRES, "个", "point", "2026")]) == []
    assert falling([first, figure("4", CENTRES, "个", "cumulative", "2026", subject="另一个项目")]) == []
    assert falling([first, figure("4", CENTRES, "个", "cumulative", "年底")]) == []
    assert falling([figure("9000", INVESTED, "元", "cumulative", "2025"), figure("1", INVESTED, "万元", "cumulative", "2026")]) == []


def test_the_same_period_must_say_what_was_reported() -> None:
    now, old = figure("321", period="2025"), figure("320", period="2025", place="上次报告")
    (found,) = against_earlier([now], [old])
    assert (found.level, found.first.number, found.second.number, found.second.place) == (Level.WARNING, "321人次", "320人次", "上次报告")
    assert against_earlier([now], [figure("321.0", period="2025"), figure("320", period="2026"), figure("320")]) == []


@pytest.mark.parametrize(
    "text",
    [
        "全年培训人数321人次。",
        "全年培训人数达到321 人次。",
        "完成321人次培训人数统计，比例为5%。",
        "培训人数较快增长。另有500人次参观。",
        "培训人数约300人次。",
        "培训人数320余人次。",
        "培训人数321人次，跨企业培训中心3个。",
        "3个跨企业培训中心，培训人数321人次。",
        "2027年培训人数500人次。",
    ],
)
def test_text_that_agrees_with_the_table(text: str) -> None:
    assert in_text(text, figure("321", period="2025"), figure("3", CENTRES, "个", period="2025")) == []


@pytest.mark.parametrize(
    ("text", "found", "level"),
    [
        ("全年培训人数312人次。", ["312人次"], Level.ERROR),
        ("全年培训人数1,321人次。", ["1,321人次"], Level.ERROR),
        ("2025年培训人数312人次。", ["312人次"], Level.ERROR),
        ("建成5个跨企业培训中心。", ["5个"], Level.ERROR),
        ("跨企业培训中心5个、培训人数321人次。", ["5个"], Level.ERROR),
        ("培训人数目标500人次。", ["500人次"], Level.HINT),
        ("培训人数增加20人次。", ["20人次"], Level.HINT),
        ("培训人数约500人次。", ["500人次"], Level.HINT),
        ("累计培训人数900人次。", ["900人次"], Level.HINT),
    ],
)
def test_text_that_differs_from_the_table(text: str, found: list[str], level: Level) -> None:
    hits = in_text(text, figure("321", period="2025"), figure("3", CENTRES, "个", period="2025"))
    assert [text[hit.first.start : hit.first.end] for hit in hits] == found
    assert {(hit.level, hit.first.block, hit.first.place, hit.second.place) for hit in hits} == {(level, "p1", "第1段", "汇总表")}


def test_several_numbers_in_the_tables_make_a_hint() -> None:
    hits = in_text("培训人数312人次。", figure("321", period="2025"), figure("400", period="2026"))
    assert [hit.level for hit in hits] == [Level.HINT]
    assert in_text("培训人数400人次。", figure("321", period="2025"), figure("400", period="2026")) == []
    assert [hit.level for hit in in_text("2026年培训人数321人次。", figure("321", period="2025"), figure("400", period="2026"))] == [
        Level.ERROR
    ]


def test_units_of_text_and_table_are_converted_and_rounding_is_no_difference() -> None:
    invested = figure("12345.67", INVESTED, "万元")
    assert in_text("投入资金1.23亿元，投入资金12346万元，投入资金123456700元。", invested) == []
    assert [hit.first.number for hit in in_text("投入资金1.24亿元。", invested)] == ["1.24亿元"]
    assert in_text("培训人数1.2万人次。", figure("12345")) == []


def test_a_longer_name_is_not_taken_for_a_shorter_one_and_brackets_may_differ() -> None:
    short, long = figure("3", "市场", "个"), figure("5", "行业性人力资源(人才)市场", "个")
    assert in_text("行业性人力资源（人才）市场5个。", short, long) == []
    assert len(in_text("行业性人力资源（人才）市场3个。", short, long)) == 1


def test_everything_at_once() -> None:
    now = [figure("4", CENTRES, "个", "cumulative", "2026"), figure("321", period="2025")]
    earlier = [figure("5", CENTRES, "个", "cumulative", "2025"), figure("320", period="2025")]
    blocks = [TextBlock("p", "第1段", BlockKind.PARAGRAPH, "2025年培训人数312人次。")]
    sums = [Sum(figure("5"), (figure("6"),))]
    rates = [Completion(figure("1"), figure("2"), figure("60", unit="%"))]
    found = disagreements(now, earlier, blocks, sums, rates)
    assert [each.code for each in found] == ["sum", "completion", "text_table", "earlier_report", "falls"]


@given(
    st.lists(
        st.sampled_from([TRAINED, CENTRES, "2025年", "321", "人次", "个", "1,000", ".5", "万", "约", "余", "。", "，", "的", "累计"]),
        max_size=30,
    )
)
def test_no_text_breaks_the_comparison_and_places_are_exact(pieces: list[str]) -> None:
    text = "".join(pieces)
    for hit in in_text(text, figure("321", period="2025"), figure("3", CENTRES, "个")):
        assert text[hit.first.start : hit.first.end] == hit.first.number


@pytest.mark.parametrize("piece", [TRAINED, "1", "321人次", "培训人数312人次，", "2025年", "1,000"])
def test_a_long_sentence_is_read_to_its_end(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    assert all(hit.first.end <= len(text) for hit in in_text(text, figure("321")))
