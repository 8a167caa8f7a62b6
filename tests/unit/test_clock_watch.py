from datetime import UTC, datetime, timedelta

import pytest

from models.clock_watch import Marks, judge_clock

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("recorded", "seen", "received", "said"),
    [
        (None, None, None, ""),
        (NOW, NOW, NOW, ""),
        (NOW + 10 * MINUTE, None, None, ""),
        (NOW + 11 * MINUTE, None, None, "可能被调回了"),
        (NOW - DAY, NOW + 11 * MINUTE, None, "可能被调回了"),
        (NOW + DAY, NOW - DAY, None, "可能被调回了"),
        (NOW - DAY, None, NOW + DAY, ""),
        (NOW - DAY, None, NOW + DAY + MINUTE, "早于最近收到的文件的时间"),
    ],
)
def test_the_clock_is_judged_by_what_was_seen(
    recorded: datetime | None, seen: datetime | None, received: datetime | None, said: str
) -> None:
    sentence = judge_clock(NOW, Marks(recorded, seen, None, received))
    assert bool(sentence) == bool(said)
    assert said in sentence


def test_the_sentence_names_both_moments_in_local_time_and_what_to_do() -> None:
    later = NOW + 40 * DAY
    sentence = judge_clock(NOW, Marks(later, None, None))
    for moment in (NOW, later):
        local = moment.astimezone()
        assert f"{local.year}年{local.month}月{local.day}日{local:%H:%M}" in sentence
    assert "请在系统设置里核对日期和时间" in sentence


def test_a_file_the_officer_excused_says_nothing_more() -> None:
    received = NOW + 5 * DAY
    assert judge_clock(NOW, Marks(NOW, NOW, received, received)) == ""
    assert judge_clock(NOW, Marks(NOW, NOW, received, received + MINUTE))
