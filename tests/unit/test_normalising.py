"""Typed texts become plain values, or nothing at all: no guessing."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.characters import hidden_characters, illegal_characters, length, private_characters
from forms.normalising import (
    half_width,
    number_text,
    one_line,
    read_date,
    read_month,
    read_month_range,
    read_number,
    whole_text,
)


@pytest.mark.parametrize(
    "text", ["2025.7.11", "2025年7月11日", "2025/7/11", "20250711", "2025-07-11", "２０２５年７月１１日", " 2025—7—11 ", "2025．7．11"]
)
def test_a_day_is_read_however_it_is_written(text: str) -> None:
    assert read_date(text) == "2025-07-11"


@pytest.mark.parametrize("text", ["2025-02-30", "2025-13-01", "2025-07", "25.7.11", "7月11日", "今天", "", "2025-7-11下午", "0000-01-01"])
def test_what_is_no_day_is_not_read(text: str) -> None:
    assert read_date(text) is None


@pytest.mark.parametrize("text", ["2025-07", "2025.7", "2025年7月", "2025/7", "202507", "２０２５．７", "2025年7月11日"])
def test_a_month_is_read_however_it_is_written(text: str) -> None:
    assert read_month(text) == "2025-07"


@pytest.mark.parametrize("text", ["2025", "2025-00", "2025-13", "7月", "2025年", "2025-7-32"])
def test_what_is_no_month_is_not_read(text: str) -> None:
    assert read_month(text) is None


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("2025年7月至2027年12月", ("2025-07", "2027-12")),
        ("2025.7-2027.12", ("2025-07", "2027-12")),
        ("2025-07～2027-12", ("2025-07", "2027-12")),
        ("2025年7月—2027年12月", ("2025-07", "2027-12")),
        ("202507到202712", ("2025-07", "2027-12")),
        ("2025年7月至", ("2025-07", None)),
        ("至2027年12月", (None, "2027-12")),
        ("2025年7月", None),
        ("2025—2027年", None),
        ("2025年7月至年底", None),
        ("至", None),
    ],
)
def test_a_range_of_months(text: str, months: tuple[str | None, str | None] | None) -> None:
    assert read_month_range(text) == months


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1200", "1200"),
        ("1,234,567", "1234567"),
        ("１，２３４．５０", "1234.50"),
        ("012", "12"),
        ("−5", "-5"),
        ("-0", "0"),
        ("12。5", "12.5"),
    ],
)
def test_a_number_is_read_exactly(text: str, number: str) -> None:
    read = read_number(text)
    assert read is not None
    assert number_text(read) == number


@pytest.mark.parametrize("text", ["1.5万", "3家", "50%", "1,23", "1e5", "NaN", "٣", "一百", "12.", "1..2", "9" * 16, "9" * 100_000, "约5"])
def test_units_words_and_slips_are_not_guessed(text: str) -> None:
    assert read_number(text) is None


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**14), max_value=10**14, places=4))
def test_numbers_come_back_from_their_text(number: Decimal) -> None:
    assert read_number(number_text(number)) == number


def test_full_width_signs_become_half_width_and_chinese_stays() -> None:
    assert half_width("ＡＢ１２（重庆）＠") == "AB12(重庆)@"


def test_one_line_trims_and_joins_lines() -> None:
    assert one_line("\u3000 示例\r\n公司\t \u3000") == "示例 公司"


def test_half_a_character_is_replaced_and_a_pair_is_joined() -> None:
    assert whole_text("a\ud842b\ud842\udfb7") == "a\ufffdb𠮷"


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 0), ("abc", 3), ("𠮷㛃", 2), ("甲\r\n乙", 2), ("e\u0301", 1), ("甲\u200b乙", 2), ("☺\ufe0f", 1), ("a\ud800", 1)],
)
def test_length_counts_what_a_reader_counts(text: str, count: int) -> None:
    assert length(text) == count


def test_characters_that_need_attention_are_named() -> None:
    assert illegal_characters("甲\x00\x0b乙") == "不可见字符(U+0000)、不可见字符(U+000B)"
    assert hidden_characters("甲\u200b乙\u202e\u200b") == "零宽空格(U+200B)、不可见字符(U+202E)"
    assert private_characters("\ue000") == "自造字(U+E000)"


@pytest.mark.parametrize("text", ["普通文字，含𠮷㛃和“标点”", "👨\u200d👩\u200d👧", "第一行\n第二行\t末"])
def test_ordinary_text_rare_characters_and_emoji_need_no_attention(text: str) -> None:
    assert (illegal_characters(text), hidden_characters(text), private_characters(text)) == ("", "", "")
