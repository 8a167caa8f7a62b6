"""Each field type reads what is typed, shows what is stored, judges it; no text and no stored value breaks it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.definition import Column, Field, Level, Origin
from forms.field_types import COLUMN_TYPES, FIELD_TYPES, read_cell, show_cell
from tests.unit.complete_form import form, programme

DICTIONARIES = {"choice": "entity_kind", "choices": "platform", "choices_main": "pilot_area", "cascade": "gbt4754"}


def field(type: str, **facts: Any) -> Field:
    """Return a field of a type."""
    facts.setdefault("dictionary", DICTIONARIES.get(type, ""))
    return Field(key="x", label="某栏", type=type, origin=Origin.ADDED, **facts)


def table(**facts: Any) -> Field:
    """Return a table with a name, an amount and a hidden column."""
    return field(
        "table",
        column=(
            Column(key="name", label="名称", type="text", required=True, max_length=5),
            Column(key="money", label="金额", type="money", min="0"),
            Column(key="tie", label="来源", type="text", hidden=True),
        ),
        **facts,
    )


def read(field: Field, text: str) -> Any:
    """Read a typed text."""
    return FIELD_TYPES[field.type].read(field, text, programme())


def show(field: Field, value: Any) -> str:
    """Show a stored value."""
    return FIELD_TYPES[field.type].show(field, value, programme())


def faults(field: Field, value: Any) -> list[tuple[Level, str]]:
    """Return level and code of what is wrong."""
    return [(fault.level, fault.code) for fault in FIELD_TYPES[field.type].check(field, value, programme())]


@pytest.mark.parametrize(
    ("type", "text", "value", "shown"),
    [
        ("text", "　示例公司 ", "示例公司", "示例公司"),
        ("long_text", " 一\n\n二 ", " 一\n\n二 ", " 一\n\n二 "),
        ("items", "1. 甲\n2. 乙\n", ["甲", "乙"], "甲\n乙"),
        ("items", "2025年获奖\n3项制度", ["2025年获奖", "3项制度"], "2025年获奖\n3项制度"),
        ("integer", "１，２００", 1200, "1200"),
        ("decimal", "12.50", "12.50", "12.50"),
        ("money", "1,234.56", 1_234_560_000, "1234.56"),
        ("money", "3", 3_000_000, "3.00"),
        ("money", "0.123456", 123_456, "0.123456"),
        ("money", "-0.5", -500_000, "-0.50"),
        ("date", "2025.7.11", "2025-07-11", "2025年7月11日"),
        ("month", "2025/07", "2025-07", "2025年7月"),
        ("month_range", "2025.7-2027.12", ["2025-07", "2027-12"], "2025年7月至2027年12月"),
        ("month_range", "2025.7至", ["2025-07", None], "2025年7月至"),
        ("choice", "高等院校", "university", "高等院校"),
        ("choices", "htz、自贸区(自由贸易试验区)", ["htz", "ftz"], "高新区(高新技术产业开发区)、自贸区(自由贸易试验区)"),
        ("choices_main", "a2，a1", ["a2", "a1"], "重点产业链人力资源统筹调配（主）、制造业专业人才队伍培养"),
        ("choices_main", "a1、重点产业链人力资源统筹调配（主）", ["a2", "a1"], "重点产业链人力资源统筹调配（主）、制造业专业人才队伍培养"),
        ("cascade", "391", ["391"], "391 计算机制造"),
        ("cascade", "蔬菜、菌类、水果和坚果加工", ["137"], "137 蔬菜、菌类、水果和坚果加工"),
        ("yes_no_note", "是：区领导牵头", {"yes": True, "note": "区领导牵头"}, "是：区领导牵头"),
        ("yes_no_note", "否", {"yes": False, "note": ""}, "否"),
        ("pledge", "同意", True, "已承诺"),
    ],
)
def test_read_and_show(type: str, text: str, value: Any, shown: str) -> None:
    assert read(field(type), text) == value
    assert show(field(type), value) == shown
    assert read(field(type), shown) == value or type == "month_range"


@pytest.mark.parametrize("type", FIELD_TYPES)
def test_a_blank_text_is_nothing(type: str) -> None:
    tested = table() if type == "table" else field(type, text="固定文字")
    assert read(tested, "") is None
    assert read(tested, " \u3000\n") is None
    assert FIELD_TYPES[type].is_empty(None)
    assert show(tested, None) == ("固定文字" if type == "fixed" else "")


@pytest.mark.parametrize(
    ("type", "text"),
    [
        ("integer", "1.5"),
        ("integer", "1.5万"),
        ("decimal", "50%"),
        ("money", "3万元"),
        ("money", "0.1234567"),
        ("money", "1" + "0" * 12),
        ("date", "2025-02-30"),
        ("month", "七月"),
        ("month_range", "2025年7月"),
        ("choice", "没有的类型"),
        ("choices", "ftz、没有的平台"),
        ("choices_main", "a1（主）、a2（主）"),
        ("cascade", "999"),
        ("yes_no_note", "是否待定"),
        ("pledge", "再说"),
        ("attachment", "某文件.pdf"),
        ("signature", "某人"),
        ("auto", "1号"),
        ("fixed", "别的字"),
    ],
)
def test_what_cannot_be_read_is_kept_as_typed_and_reported(type: str, text: str) -> None:
    value = read(field(type), text)
    assert value == {"unparsed": text}
    assert show(field(type), value) == text
    if FIELD_TYPES[type].filled:
        assert faults(field(type), value) == [(Level.ERROR, "unparsed")]


@pytest.mark.parametrize(
    ("tested", "value", "found"),
    [
        (field("text", max_length=5), "一二三四五六", [(Level.ERROR, "too_long")]),
        (field("text", max_length=5), "𠮷𠮷𠮷𠮷𠮷", []),
        (field("text", max_length=9), "甲\x01乙", [(Level.WARNING, "illegal_character")]),
        (field("text", max_length=9), "甲\u200b乙", [(Level.HINT, "hidden_character")]),
        (field("text", max_length=9), "甲\ue000乙", [(Level.HINT, "private_character")]),
        (field("text", pattern="uscc"), "91350100M000100Y4A", [(Level.ERROR, "uscc_check")]),
        (field("long_text", min_length=5, max_length=9), "短", [(Level.WARNING, "too_short")]),
        (field("long_text", max_length=1500), "长" * 100_000, [(Level.ERROR, "too_long")]),
        (field("items", min_items=2), ["甲"], [(Level.ERROR, "too_few")]),
        (field("items", max_items=1), ["甲", "乙"], [(Level.ERROR, "too_many")]),
        (field("items", item_length=2), ["甲", "乙丙丁"], [(Level.ERROR, "item_too_long")]),
        (field("items", max_length=3), ["甲乙", "丙丁"], [(Level.ERROR, "too_long")]),
        (field("items"), ["甲", " "], [(Level.HINT, "blank_item")]),
        (field("integer", min="1"), 0, [(Level.ERROR, "below_min")]),
        (field("integer", max="9"), 10, [(Level.ERROR, "above_max")]),
        (field("decimal", decimals=1), "1.25", [(Level.ERROR, "too_many_decimals")]),
        (field("decimal"), "1e5", [(Level.ERROR, "damaged")]),
        (field("money", min="0"), -1, [(Level.ERROR, "below_min"), (Level.ERROR, "too_many_decimals")]),
        (field("money", min="0"), 0, []),
        (field("date", min="2025-07-03"), "2025-07-02", [(Level.ERROR, "below_min")]),
        (field("month", max="2027-12"), "2028-01", [(Level.ERROR, "above_max")]),
        (field("month_range"), ["2025-07", None], [(Level.ERROR, "incomplete")]),
        (field("month_range"), ["2027-12", "2025-07"], [(Level.ERROR, "reversed")]),
        (field("choice"), "gone", [(Level.ERROR, "unknown_choice")]),
        (field("choices"), ["ftz", "ftz"], [(Level.ERROR, "chosen_twice")]),
        (field("choices", dictionary="cluster"), ["tier_1"], [(Level.ERROR, "not_lowest_level")]),
        (field("cascade"), ["39"], [(Level.ERROR, "not_lowest_level")]),
        (field("cascade", max_items=1), ["391", "392"], [(Level.ERROR, "too_many")]),
        (field("yes_no_note"), {"yes": True, "note": " "}, [(Level.ERROR, "note_missing")]),
        (field("attachment"), ["e1", "e1"], [(Level.WARNING, "attached_twice")]),
        (field("pledge"), False, []),
        (table(min_items=2), [{"id": "1", "name": "甲"}], [(Level.ERROR, "too_few")]),
        (table(), [{"id": "1", "money": 5_000_000}], [(Level.ERROR, "required")]),
        (table(), [{"id": "1"}, {"id": "2", "tie": "k"}], [(Level.HINT, "blank_row"), (Level.HINT, "blank_row")]),
        (table(), [{"id": "1", "name": "甲"}, {"id": "1", "name": "乙"}, {"name": "丙"}, "丁"], [(Level.ERROR, "damaged")] * 3),
    ],
)
def test_what_is_wrong_is_found(tested: Field, value: Any, found: list[tuple[Level, str]]) -> None:
    assert faults(tested, value) == found


def test_a_fault_in_a_table_names_table_row_and_column() -> None:
    value = [{"id": "r1", "name": "甲"}, {"id": "r2", "name": "甲乙丙丁戊己", "money": {"unparsed": "三万"}}]
    long, unread = FIELD_TYPES["table"].check(table(), value, programme())
    assert (long.row, long.column, long.row_number) == ("r2", "name", 2)
    assert long.message == "“某栏”第2行“名称”现有6字，超过5字的上限，请删减1字。"
    assert (unread.row, unread.column, unread.row_number) == ("r2", "money", 2)
    assert unread.message == "“某栏”第2行“金额”填写的“三万”无法识别。"
    assert unread.accepted


def test_quotation_marks_inside_a_label_become_single() -> None:
    tested = Field(key="x", label="服务的“33618”产业集群", type="choice", origin=Origin.ADDED, dictionary="cluster")
    (fault,) = FIELD_TYPES["choice"].check(tested, "gone", programme())
    assert fault.message.startswith("“服务的‘33618’产业集群”")


def test_a_block_from_a_spreadsheet_becomes_rows_with_ids_of_their_own() -> None:
    first, second = read(table(), "甲\t1,000\n\n乙\t三万\n")
    assert (first["name"], first["money"]) == ("甲", 1_000_000_000)
    assert (second["name"], second["money"]) == ("乙", {"unparsed": "三万"})
    assert first["id"] != second["id"]
    assert show(table(), [first, second]) == "甲 | 1000.00\n乙 | 三万"


def test_a_block_with_too_many_cells_is_kept_as_typed() -> None:
    assert read(table(), "甲\t1\t多\t余") == {"unparsed": "甲\t1\t多\t余"}


def test_cells_are_read_and_shown_one_by_one() -> None:
    money = table().column[1]
    assert read_cell(money, "１．５", programme()) == 1_500_000
    assert show_cell(money, 1_500_000, programme()) == "1.50"


def test_only_simple_types_stand_in_columns() -> None:
    assert set(COLUMN_TYPES) == {"text", "long_text", "integer", "decimal", "money", "date", "month", "choice"}


FIELDS = (*form().fields(), table(), *(field(type) for type in FIELD_TYPES if type != "table"))
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["a1", "391", "2025-07", "2025-07-11", "NaN"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "name", "yes", "note", "unparsed", "money"]), inner, max_size=4)
    ),
    max_leaves=6,
)


@given(
    st.sampled_from(FIELDS), st.text(st.characters(exclude_categories=()), max_size=40) | st.sampled_from(["9" * 5000, "是：", "、", "\t"])
)
def test_no_text_breaks_a_field_type_or_gets_lost(tested: Field, text: str) -> None:
    value = read(tested, text)
    shown = show(tested, value)
    shown.encode()
    list(FIELD_TYPES[tested.type].check(tested, value, programme()))
    if isinstance(value, dict) and "unparsed" in value:
        assert shown == text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


@given(st.sampled_from(FIELDS), PLAIN)
def test_no_stored_value_breaks_a_field_type(tested: Field, value: Any) -> None:
    show(tested, value)
    found = faults(tested, value)
    if FIELD_TYPES[tested.type].is_empty(value):
        assert found == []
