"""Codes, numbers and names: normalised on entry, judged by their standards."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.definition import Level
from forms.patterns import PATTERNS, USCC_ALPHABET, organisation_check_character, uscc_check_character

VALID = ("91350100M000100Y43", "11500000009275780L")


def codes(name: str, text: str) -> list[str]:
    """Return the codes of what is wrong with `text` after normalising."""
    pattern = PATTERNS[name]
    return [flaw.code for flaw in pattern.flaws(pattern.normalise(text))]


@pytest.mark.parametrize("code", VALID)
def test_codes_with_right_check_characters_pass(code: str) -> None:
    assert codes("uscc", code) == []
    assert codes("uscc", f" {code[:8].lower()} {code[8:].lower()} ") == []


@pytest.mark.parametrize("code", VALID)
@pytest.mark.parametrize("place", range(18))
def test_any_one_wrong_character_is_found(code: str, place: int) -> None:
    for sign in USCC_ALPHABET:
        if sign != code[place]:
            assert codes("uscc", code[:place] + sign + code[place + 1 :]) != []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("91350100M000100Y4", "uscc_length"),
        ("91350100M000100Y433", "uscc_length"),
        ("9135O100M000100Y43", "uscc_character"),
        ("９１３５０１００Ｍ０００１００Ｙ４Ａ", "uscc_check"),
        ("9A3A0100M000100Y43", "uscc_division"),
        ("重庆示例公司统一社会信用代码十八位数字", "uscc_length"),
    ],
)
def test_each_fault_of_a_credit_code_is_told_apart(text: str, code: str) -> None:
    assert codes("uscc", text) == [code]


def test_a_wrong_inner_organisation_code_is_only_a_warning() -> None:
    inner = "91350100M000100Y"
    wrong = next(sign for sign in "0123456789" if sign != organisation_check_character(inner[8:16]))
    text = inner + wrong
    (flaw,) = PATTERNS["uscc"].flaws(text + uscc_check_character(text))
    assert (flaw.level, flaw.code) == (Level.WARNING, "uscc_organisation")


@given(st.text(USCC_ALPHABET, min_size=17, max_size=17))
def test_the_check_character_is_always_one_of_the_alphabet(text: str) -> None:
    assert uscc_check_character(text) in USCC_ALPHABET


@pytest.mark.parametrize("text", ["13800000000", "138 0000 0000", "+86-138-0000-0000", "１３８００００００００"])
def test_mobiles_are_normalised(text: str) -> None:
    assert PATTERNS["mobile"].normalise(text) == "13800000000"
    assert codes("mobile", text) == []


@pytest.mark.parametrize("text", ["12800000000", "1380000000", "138000000000", "023-60000000"])
def test_what_is_no_mobile_is_an_error(text: str) -> None:
    assert codes("mobile", text) == ["mobile"]


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("023—60000000", "023-60000000"),
        ("（023）60000000", "023-60000000"),
        ("02360000000", "023-60000000"),
        ("0835-2000000", "0835-2000000"),
        ("60000000", "60000000"),
        ("023-60000000转 8001", "023-60000000转8001"),
        ("400-000-0000", "400-000-0000"),
    ],
)
def test_landlines_are_normalised(text: str, normal: str) -> None:
    assert PATTERNS["landline"].normalise(text) == normal
    assert codes("landline", text) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("landline", "13800000000"),
        ("landline", "023-60000000、60000001"),
        ("email", "name@example"),
        ("email", "name example.com"),
        ("postcode", "40000"),
        ("doc_number", "示例发2025年13号"),
    ],
)
def test_wrong_texts_are_errors(name: str, text: str) -> None:
    assert codes(name, text) == [name]


def test_other_patterns_are_normalised() -> None:
    assert PATTERNS["email"].normalise("name＠example。com") == "name@example.com"
    assert PATTERNS["postcode"].normalise("４０００００") == "400000"
    assert PATTERNS["doc_number"].normalise("示例发[2025]第013号") == "示例发〔2025〕13号"
    assert codes("doc_number", "示例发（2025）13号") == []
    assert PATTERNS["person_name"].normalise("示例•姓名") == "示例·姓名"


def test_a_number_in_a_name_is_a_warning() -> None:
    assert codes("person_name", "示例13800000000") == ["person_name"]
    assert codes("person_name", "示例𠮷") == []


@pytest.mark.parametrize("name", PATTERNS)
@given(text=st.text())
def test_no_text_breaks_a_pattern_and_normalising_twice_changes_nothing(name: str, text: str) -> None:
    normal = PATTERNS[name].normalise(text)
    assert PATTERNS[name].normalise(normal) == normal
    assert len(list(PATTERNS[name].flaws(normal))) <= 1
