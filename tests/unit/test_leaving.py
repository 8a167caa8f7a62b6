"""What should not leave unseen: personal numbers are found where they do not belong, codes are not, and masking hides them."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.definition import Level
from forms.leaving import (
    LeavingContext,
    Personal,
    is_identity_number,
    leaving_findings,
    masked,
    passes_luhn,
    personal_names,
    personal_numbers,
)
from forms.passages import BlockKind, TextBlock
from forms.patterns import uscc_check_character

RESOURCES = Path(__file__).parents[2] / "resources"
# Made up: the area code 599999 is not assigned; the card number is the well-known one for tests.
CARD = "4111111111111111"
CREDIT_CODES = ("91350100M000100Y43", "11500000009275780L")


def kinds(text: str) -> list[Personal]:
    return [fact.kind for fact in personal_numbers(text)]


def with_check(first: str) -> str:
    """Return an identity number from its first 17 digits."""
    (number,) = (first + sign for sign in "0123456789X" if is_identity_number(first + sign))
    return number


IDENTITY = with_check("59999919900101123")


@pytest.mark.parametrize("day", ["19900101", "20240229"])
def test_identity_numbers_need_their_check_digit(day: str) -> None:
    number = with_check(f"599999{day}123")
    (fact,) = personal_numbers(f"身份证{number}。")
    assert (fact.kind, fact.level, fact.found) == (Personal.IDENTITY, Level.ERROR, number)
    assert fact.masked == f"599***********{number[-4:]}"
    wrong = number[:17] + ("1" if number[17] != "1" else "2")
    assert Personal.IDENTITY not in kinds(wrong)
    assert kinds(f"身份证号码：{wrong}") == [Personal.IDENTITY], "one digit mistyped, and still the number of a person"


def test_identity_numbers_in_other_writings() -> None:
    full_width = IDENTITY.translate({ord(d): ord(d) + 0xFEE0 for d in "0123456789X"})
    for text in (f"{IDENTITY[:6]} {IDENTITY[6:14]} {IDENTITY[14:]}", full_width, IDENTITY.lower()):
        (fact,) = personal_numbers(f"号码{text}")
        assert (fact.kind, fact.found) == (Personal.IDENTITY, text)
    assert kinds("599999900101123") == [Personal.IDENTITY]
    assert kinds("599999901301123") == []
    assert not is_identity_number("²" * 17 + "X")


def test_cards_pass_luhn_and_credit_codes_are_no_cards() -> None:
    assert kinds(f"卡号{CARD}") == kinds("卡号4111 1111 1111 1111") == [Personal.BANK_CARD]
    assert kinds("卡号4111111111111112") == []
    assert kinds("4" * 16) == []
    assert [kinds(code) for code in CREDIT_CODES] == [[], []]
    assert masked(CARD) == ("4111********1111", 1)


def test_a_credit_code_of_digits_alone_is_no_card() -> None:
    codes = (f"9150010{number:010}" for number in range(2000))
    code = next(
        c for first in codes if (c := first + uscc_check_character(first)).isdigit() and passes_luhn(c) and not is_identity_number(c)
    )
    assert kinds(code) == []


@pytest.mark.parametrize(
    ("text", "kind", "shown"),
    [
        ("13800000000", Personal.MOBILE, "138****0000"),
        ("138-0000-0000", Personal.MOBILE, "138****0000"),
        ("+86 13800000000", Personal.MOBILE, "138****0000"),
        ("１３８００００００００", Personal.MOBILE, "138****0000"),
        ("023-60000000", Personal.LANDLINE, "023-****0000"),
        ("023—60000000", Personal.LANDLINE, "023—****0000"),
        ("（023）60000000", Personal.LANDLINE, None),
        ("0835-2000000", Personal.LANDLINE, "0835-****0000"),
        ("name@example.com", Personal.EMAIL, "n***@example.com"),
    ],
)
def test_phones_and_addresses(text: str, kind: Personal, shown: str | None) -> None:
    (fact,) = personal_numbers(f"请联系{text}。")
    assert (fact.kind, fact.found) == (kind, text)
    assert shown in (None, fact.masked)
    assert fact.masked != text


def test_a_local_number_needs_the_word_before_it() -> None:
    assert kinds("电话：60000000") == [Personal.LANDLINE]
    assert kinds("投入60000000元") == []


@pytest.mark.parametrize(
    "text", ["2025-07-11", "12345678901234567890", "渝人社发〔2025〕13号", "3.1415926535897", "1380000000", "A13800000000", "邮编400000"]
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert kinds(text) == []


def block(text: str, label: str = "正文第1段", kind: BlockKind = BlockKind.PARAGRAPH, key: str = "b") -> TextBlock:
    return TextBlock(key, label, kind, text)


def test_contacts_may_stand_in_contact_fields_but_identity_numbers_nowhere() -> None:
    text = f"13800000000 {with_check('59999919900101123')}"
    assert [f.kind for f in leaving_findings([block(text)])] == [Personal.MOBILE, Personal.IDENTITY]
    assert [f.kind for f in leaving_findings([block(text, "联系电话", BlockKind.CELL)])] == [Personal.IDENTITY]
    assert [f.kind for f in leaving_findings([block(text)], LeavingContext(contact_keys=frozenset({"b"})))] == [Personal.IDENTITY]
    (finding,) = leaving_findings([block("甲"), block("电话13800000000", "第2段", key="c")])
    assert (finding.block, finding.label, finding.start, finding.end) == ("c", "第2段", 2, 13)
    assert "13800000000" in finding.message


def test_names_are_hints_in_case_texts_only() -> None:
    text = "示例公司经理张某某介绍，王小示同志、李例女士和欧阳示例老师、丙丁戊参加。"
    assert leaving_findings([block(text)]) == []
    found = leaving_findings([block(text)], LeavingContext(case_text=True, names=frozenset({"丙丁戊"})))
    assert [f.found for f in found] == ["王小示", "李例", "欧阳示例", "丙丁戊"]
    assert {f.level for f in found} == {Level.HINT}


@pytest.mark.parametrize(
    "text",
    ["项目经理、高级工程师、车间主任、常务主任", "任高级工程师", "安全主任会议", "金融经理", "江北区区长", "万州区副区长", "古镇镇长"],
)
def test_titles_alone_are_no_names(text: str) -> None:
    assert personal_names(text) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("技工张三在示例公司工作", ["张三"]),
        ("员工张小明月收入8000元", ["张小明"]),
        ("焊工王强（男，35岁）", ["王强"]),
        ("毕业生欧阳小示入职示例公司", ["欧阳小示"]),
        ("员工高强说：“学到了手艺。”", ["高强"]),
        ("技工李明月，今年30岁", ["李明月"]),
        ("班长陈明和组长赵亮", ["陈明", "赵亮"]),
        ("技工李四配合班长王强完成调试", ["李四", "王强"]),
        ("学员李娟、王芳等通过培训", ["李娟", "王芳"]),
    ],
)
def test_names_after_what_people_are(text: str, names: list[str]) -> None:
    assert [fact.found for fact in personal_names(text)] == names


@pytest.mark.parametrize(
    "text",
    [
        "员工成长、员工关系、员工安置", "员工周末培训，员工许多，员工高度认可", "员工代表说，员工方面表示", "技工学校、技工荣誉、技工钱款",
        "职工江北区就业", "工人王家坪镇就业", "毕业生江苏、浙江就业", "员工张开双臂", "员工张某、李某某", "学生毕业，毕业生成功就业",
        "员工田间地头，员工付出，员工计划", "青年人才、居民小区、村民委员会", "员工任何时候",
    ],
)  # fmt: skip
def test_words_after_what_people_are_are_no_names(text: str) -> None:
    assert personal_names(text) == []


def test_no_names_are_seen_in_what_is_shipped() -> None:
    texts = [path.read_text(encoding="utf-8") for pattern in ("*.md", "*.toml") for path in RESOURCES.rglob(pattern)]
    assert sum(map(len, texts)) > 100_000
    assert [fact.found for text in texts for fact in personal_names(text)] == []


def test_masking_makes_a_copy() -> None:
    text = f"王小示同志（{IDENTITY}，13800000000）、李例女士"
    assert masked(text) == (f"王某某同志（599***********{IDENTITY[-4:]}，138****0000）、李某女士", 4)
    assert masked("丙丁戊到会", ["丙丁戊"]) == ("丙某某到会", 1)
    assert masked("没有个人信息") == ("没有个人信息", 0)


NUMBERS = st.sampled_from([IDENTITY, CARD, *CREDIT_CODES, "13800000000", "023-60000000", "name@example.com", "王小示同志"])
TEXTS = st.lists(NUMBERS | st.text("0123456789Xx -@.，甲电话：０１９", max_size=12) | st.text(max_size=5), max_size=8).map("".join)


@given(TEXTS)
def test_masking_any_text_leaves_no_number_behind(text: str) -> None:
    copy, count = masked(text)
    assert count == len([*personal_numbers(text), *personal_names(text)])
    assert not {Personal.IDENTITY, Personal.BANK_CARD, Personal.MOBILE} & set(kinds(copy))
    for fact in personal_numbers(text):
        assert text[fact.start : fact.end] == fact.found


@pytest.mark.parametrize("piece", ["1", "13800000000 ", "1 ", "a", "a@", "a.", "0", "电话", "张", "张三同志", "4111111111111111，"])
def test_a_long_text_of_any_one_piece_is_read_to_its_end(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    copy, count = masked(text)
    assert (copy == text) == (count == 0)
