"""Values as people write them, one by one: read right or asked about."""

from typing import Any

import pytest

from forms.collecting.boxes import ticked, understand_boxes, understand_pledge, understand_yes_no
from forms.collecting.comparing_typings import compare_typings
from forms.collecting.content import Cell
from forms.collecting.labels import compact, is_not_data, named_by, names_of
from forms.collecting.tolerant import Understood, same, understand, understand_cell
from forms.definition import Field, Origin
from tests.unit.complete_form import complete_values, form, programme

FIELDS = {field.key: field for field in form().fields()}


def made(type: str, unit: str = "", **more: Any) -> Field:
    return Field(key="x", label="示例栏", type=type, origin=Origin.ADDED, unit=unit, **more)


@pytest.mark.parametrize(
    ("type", "unit", "text", "value"),
    [
        ("integer", "人", "　１，２００ 人", 1200),
        ("integer", "人", "1.2万", 12_000),
        ("integer", "人", "1.2万人", 12_000),
        ("integer", "家", "120", 120),
        ("decimal", "%", "35%", "35"),
        ("decimal", "人", "1,200.50", "1200.50"),
        ("money", "万元", "3,560.00万元", 3_560_000_000),
        ("money", "万元", "5000000元", 500_000_000),
        ("money", "万元", "1.2亿元", 12_000_000_000),
        ("money", "万元", "￥35600000元", None),
        ("money", "万元", "3560", 3_560_000_000),
        ("date", "", "２０２５．７．１１", "2025-07-11"),
        ("date", "", "2025年7月11日", "2025-07-11"),
        ("month", "", "2025/7", "2025-07"),
        ("month_range", "", "2025.7—2027.12", ["2025-07", "2027-12"]),
        ("text", "", "　示例公司　", "示例公司"),
        ("integer", "人", "请填写", None),
        ("integer", "人", "/", None),
        ("text", "", "——", None),
    ],
)
def test_what_is_certain(type: str, unit: str, text: str, value: Any) -> None:
    understood = understand(made(type, unit), text, programme())
    if text.startswith("￥"):
        assert understood.unread
        return
    assert understood == Understood(value)


@pytest.mark.parametrize(
    ("type", "unit", "text"),
    [
        ("integer", "人", "约120"),
        ("integer", "人", "120家"),
        ("integer", "人", "100-120"),
        ("integer", "人", "1.25"),
        ("integer", "人", "一百二十"),
        ("decimal", "人", "35%"),
        ("money", "万元", "500万美元"),
        ("money", "万元", "5百万左右"),
        ("date", "", "2025年7月"),
        ("date", "", "25.7.11"),
        ("date", "", "2025.2.30"),
        ("date", "", "45849"),
        ("month", "", "2025年上半年"),
        ("month_range", "", "2025年7月起"),
        ("integer", "人", "请填写120"),
    ],
)
def test_what_is_not_certain(type: str, unit: str, text: str) -> None:
    understood = understand(made(type, unit), text, programme())
    assert understood.unread or understood.doubt


@pytest.mark.parametrize(
    ("type", "unit", "cell", "value"),
    [
        ("date", "", Cell(1, 1, "date", "2025-07-11", serial="45849"), "2025-07-11"),
        ("date", "", Cell(1, 1, "datetime", "2025-07-11T00:00:00", serial="45849"), "2025-07-11"),
        ("date", "", Cell(1, 1, "number", "45849"), "2025-07-11"),
        ("month", "", Cell(1, 1, "date", "2025-07-01"), "2025-07"),
        ("month", "", Cell(1, 1, "number", "2025.7"), "2025-07"),
        ("decimal", "%", Cell(1, 1, "number", "0.35", format="0%"), "35"),
        ("decimal", "人", Cell(1, 1, "number", "128", format="#,##0"), "128"),
        ("text", "", Cell(1, 1, "number", "13800000000"), "13800000000"),
    ],
)
def test_cells_that_are_certain(type: str, unit: str, cell: Cell, value: Any) -> None:
    assert understand_cell(made(type, unit), cell, programme()) == Understood(value)


@pytest.mark.parametrize(
    ("type", "unit", "cell"),
    [
        ("month", "", Cell(1, 1, "number", "2025.1")),
        ("decimal", "人", Cell(1, 1, "number", "0.35", format="0%")),
        ("decimal", "人", Cell(1, 1, "number", "1.2", format='0.0"万"')),
        ("decimal", "人", Cell(1, 1, "date", "2025-07-11")),
        ("decimal", "人", Cell(1, 1, "uncalculated", formula=True)),
        ("decimal", "人", Cell(1, 1, "error", "#REF!")),
        ("text", "", Cell(1, 1, "number", "500103202600100000", inexact=True)),
        ("date", "", Cell(1, 1, "number", "12")),
    ],
)
def test_cells_that_are_not_certain(type: str, unit: str, cell: Cell) -> None:
    understood = understand_cell(made(type, unit), cell, programme())
    assert understood.doubt or understood.unread


NAMES = {"甲": "a", "乙": "b", "其他": "o", "其他平台": "p"}


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("■甲\n□乙", ["a"]),
        ("√甲　□乙　☑其他平台", ["a", "p"]),
        ("□√甲\n□乙", ["a"]),
        ("√□甲\n□乙", ["a"]),
        ("□甲\n□乙\n□其他：____", []),
        ("■甲■其他", ["a", "o"]),
        ("□甲√\n□乙", None),
        ("□甲√ □乙", None),
        ("甲√\n乙", None),
        ("■甲\n■甲", None),
        ("■甲\n■其他：某某", None),
        ("■甲\n丙", None),
        ("■甲 乙", None),
        ("□甲 □√乙", None),
    ],
)
def test_boxes(text: str, keys: list[str] | None) -> None:
    assert ticked(text, NAMES) == keys


def test_boxes_as_controls_and_as_signs_must_agree() -> None:
    field = FIELDS["depts"]
    items = programme().dictionary("department").item
    checked = {item.key: item.key == "industry" for item in items}
    text = "\n".join(f"{'■' if item.key == 'industry' else '□'}{item.name}" for item in items)
    assert understand_boxes(field, text, checked, programme()) == Understood(["industry"])
    drawn = text.replace("□", "√", 1)
    assert understand_boxes(field, drawn, checked, programme()).doubt
    assert understand_boxes(field, drawn, {}, programme()) == Understood([items[0].key, "industry"])


def test_the_main_one_must_be_among_the_ticked() -> None:
    field, areas = FIELDS["area"], programme().areas
    boxes = "\n".join(f"{'■' if area.key in ('a1', 'a2') else '□'}{area.title}" for area in areas)
    assert understand_boxes(field, f"{boxes}\n其中为主的一项：{areas[1].title}", {}, programme()) == Understood(["a2", "a1"])
    assert understand_boxes(field, f"{boxes}\n其中为主的一项：{areas[4].title}", {}, programme()).doubt
    assert understand_boxes(field, f"{boxes}\n其中为主的一项：请选择", {}, programme()).doubt


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("是\n说明：示例", {"yes": True, "note": "示例"}),
        ("■是　□否\n说明：示例", {"yes": True, "note": "示例"}),
        ("□是　√否\n说明：", {"yes": False, "note": ""}),
        ("请选择\n说明：请填写", None),
        ("□是　□否\n说明：", None),
    ],
)
def test_yes_or_no(text: str, value: Any) -> None:
    assert understand_yes_no(FIELDS["mechanism"], text, programme()) == Understood(value)


@pytest.mark.parametrize("text", ["√是 √否\n说明：", "说明：写了原因", "大概是\n说明：", "是否\n说明："])
def test_yes_or_no_that_is_not_certain(text: str) -> None:
    understood = understand_yes_no(FIELDS["mechanism"], text, programme())
    assert understood.doubt


@pytest.mark.parametrize(
    ("mark", "checked", "value", "asked"),
    [("■", [True], True, False), ("□", [False], None, False), ("√", [], True, False), ("√", [False], True, True), ("□√", [], True, True)],
)
def test_a_pledge(mark: str, checked: list[bool], value: object, asked: bool) -> None:
    field = FIELDS["pledge"]
    understood = understand_pledge(field, f"{field.text}\n{mark}已阅知并承诺", checked)
    assert (understood.value, bool(understood.doubt)) == (value, asked)


@pytest.mark.parametrize("text", ["联 系 人：", "*联系人", "（一）联系人", "3.联系人", "“联系人”", "联系人(必填)"])
def test_labels_as_people_type_them(text: str) -> None:
    named, is_label = named_by(text, names_of(form().fields()))
    assert is_label
    assert named is FIELDS["contact"]


def test_a_text_that_names_several_fields_names_none() -> None:
    twice = [made("text"), made("integer")]
    assert named_by("示例栏", names_of(twice)) == (None, True)
    assert compact("33618产业") == "33618产业"


@pytest.mark.parametrize(
    ("cells", "data"),
    [
        (["合　计", "9"], False),
        (["", "小计"], False),
        (["注：以上为约数"], False),
        (["填表人：示例人", "1"], False),
        (["示例：某公司"], False),
        (["注塑工培训", "1"], True),
        (["示例公司", "1"], True),
        (["合计划拨岗位", "1"], True),
        (["联系电话中心建设", "1"], True),
    ],
)
def test_rows_that_are_no_data(cells: list[str], data: bool) -> None:
    assert is_not_data(cells) is not data


def test_equal_values_differ_only_in_layout() -> None:
    text = FIELDS["profile"]
    assert same(text, "一\n\n二 ", " 一\n二")
    assert not same(text, "一二", "一 二")
    table = FIELDS["partners"]
    assert same(table, [{"id": "a", "name": "甲"}], [{"id": "b", "name": "甲", "duty": None}])
    assert not same(table, [{"id": "a", "name": "甲"}], [{"id": "a", "name": "乙"}])


def test_two_typings_are_compared_place_by_place() -> None:
    first = complete_values()
    second = complete_values() | {"staff": 182, "contact": " 示例人", "area": ["a1", "a2"]}
    second["tasks"] = [*first["tasks"][:1], first["tasks"][1] | {"end": "2027-11"}]
    second["partners"] = first["partners"][:1]
    found = compare_typings(form(), first, second, programme())
    first_area, second_area = (area.title for area in programme().areas[:2])
    assert [(one.field, one.row, one.column, one.first, one.second) for one in found if one.field != "partners"] == [
        ("staff", 0, "", "128", "182"),
        ("area", 0, "", f"{second_area}（主）、{first_area}", f"{first_area}（主）、{second_area}"),
        ("tasks", 2, "end", "2027年12月", "2027年11月"),
    ]
    assert {(one.row, one.column) for one in found if one.field == "partners"} == {(2, "name"), (2, "kind"), (2, "uscc"), (2, "duty")}
    assert compare_typings(form(), first, complete_values(), programme()) == []
