"""What Word refuses and LibreOffice forgives: parts, relationships, order of children; and how titles break."""

import io
import zipfile
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from exports.word.comparison import Comparison, comparison_bytes
from exports.word.looks import mm
from exports.word.official.blocks import grid_of
from exports.word.official.layout import official_bytes
from exports.word.official.lines import broken, width_of
from exports.word.official.numbers import written_date
from exports.word.official.packages import read_package
from exports.word.official.shipped import template_bytes
from exports.word.official.structure import Column, Kind
from exports.word.official.templates import filled_bytes, shipped_template, values_of
from exports.word.settings import WordSettings
from forms.comparing import Difference
from forms.numbering import HeadingNumbers, chinese
from tests.documents import official_sample as sample
from tests.documents.test_word_structure import ORDERS, RELATIONS, TYPES, R, W, local

SETTINGS = WordSettings()
SHIPPED = shipped_template("chongqing-2025", Kind.REPORT)
COMPARED = Comparison("修改对照表", "示例", "第1版", "第2版", sample.ORGAN, sample.DAY)
DOCUMENTS = {
    "report": lambda: official_bytes(sample.report(), SETTINGS)[0],
    "letter": lambda: official_bytes(sample.letter(), SETTINGS)[0],
    "extreme": lambda: official_bytes(sample.extreme(), SETTINGS)[0],
    "empty": lambda: official_bytes(sample.EMPTY, SETTINGS)[0],
    "template": lambda: template_bytes(Kind.LETTER),
    "filled": lambda: filled_bytes(read_package(SHIPPED), SHIPPED.name, values_of(sample.report()), SETTINGS)[0],
    "comparison": lambda: comparison_bytes(COMPARED, [Difference("甲", "乙", "丙丁", "丙戊")], {}, SETTINGS)[0],
}


@pytest.fixture(params=DOCUMENTS)
def package(request: pytest.FixtureRequest) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(DOCUMENTS[request.param]()))


def test_children_come_in_the_standards_order(package: zipfile.ZipFile) -> None:
    checked = 0
    for name in package.namelist():
        for element in etree.fromstring(package.read(name)).iter():
            if not isinstance(element.tag, str) or not element.tag.startswith(W) or local(element) not in ORDERS:
                continue
            order, children = ORDERS[local(element)].split(), [local(child) for child in element]
            assert set(children) <= set(order), (name, local(element), children)
            places = [order.index(child) for child in children]
            if local(element) == "sectPr":  # headers and footers are one choice
                places = [max(place, 1) for place in places]
            assert places == sorted(places), (name, local(element), children)
            checked += 1
    assert checked > 20


def test_parts_have_types_and_relationships_parts(package: zipfile.ZipFile) -> None:
    names = set(package.namelist())
    assert package.testzip() is None
    types = etree.fromstring(package.read("[Content_Types].xml"))
    typed = {part.get("PartName", "").lstrip("/") for part in types.iter(f"{TYPES}Override")}
    assert typed == {name for name in names if not name.endswith(".rels")} - {"[Content_Types].xml"}
    relations = etree.fromstring(package.read("word/_rels/document.xml.rels"))
    ids = {relation.get("Id"): relation.get("Target") for relation in relations.iter(f"{RELATIONS}Relationship")}
    assert {f"word/{target}" for target in ids.values()} <= names
    body = etree.fromstring(package.read("word/document.xml"))
    assert {element.get(f"{R}id") for element in body.iter() if element.get(f"{R}id")} <= set(ids)


def test_tables_are_whole_and_parted(package: zipfile.ZipFile) -> None:
    body = etree.fromstring(package.read("word/document.xml"))[0]
    assert local(body[-1]) == "sectPr"
    assert not any(local(one) == local(two) == "tbl" for one, two in pairwise(body)), "Word joins tables that touch"
    assert local(body[-2]) == "p", "Word wants a paragraph behind the last table"
    styles = {style.get(f"{W}styleId") for style in etree.fromstring(package.read("word/styles.xml")).iter(f"{W}style")}
    assert {used.get(f"{W}val") for used in body.iter(f"{W}pStyle")} <= styles
    for table in body.iter(f"{W}tbl"):
        grid = [int(column.get(f"{W}w", "")) for column in table.iter(f"{W}gridCol")]
        assert sum(grid) in (8844, 12756, 12755)
        for row in table.iter(f"{W}tr"):
            cells = list(row.iter(f"{W}tc"))
            assert len(cells) in (len(grid), 1)
            assert all(local(cell[-1]) == "p" for cell in cells)


def test_the_gaps_beside_digits_count_in_the_width_of_a_title() -> None:
    assert broken("示例汽车零部件专业机构孵化项目22总结报告", 20) == ["示例汽车零部件专业机构", "孵化项目22总结报告"]


def test_titles_break_where_words_end() -> None:
    assert broken("示例区人力资源和社会保障局关于报送人力资源服务业与制造业融合发展试点推荐项目的报告", 20) == [
        "示例区人力资源和社会保障局",
        "关于报送人力资源服务业与制造业",
        "融合发展试点推荐项目的报告",
    ]
    assert broken("人力资源服务业与制造业融合发展试点推荐汇总表", 20) == ["人力资源服务业与制造业", "融合发展试点推荐汇总表"]
    assert broken("关于报送2026年度人力资源服务业与制造业融合发展试点工作情况的报告", 20) == [
        "关于报送2026年度人力资源服务业",
        "与制造业融合发展试点工作情况的报告",
    ]
    assert broken("试点工作方案", 20) == ["试点工作方案"]
    assert broken("第一行\n第二行", 20) == ["第一行", "第二行"]
    assert broken("", 20) == []


@given(st.text(alphabet="人力资源服务业与制造关于的，。（）《》“”ABC123年 国", max_size=90), st.integers(4, 24))
def test_breaking_keeps_every_character_and_the_room(text: str, room: int) -> None:
    lines = broken(text, room)
    assert "".join(lines) == text
    kept = [line for line in lines if width_of(line) > room]
    assert not kept or len(lines) == 1  # nothing but signs that may not begin a line


def test_numbers_of_headings() -> None:
    assert [chinese(number) for number in (1, 9, 10, 11, 19, 20, 21, 99, 100)] == [
        "一",
        "九",
        "十",
        "十一",
        "十九",
        "二十",
        "二十一",
        "九十九",
        "100",
    ]
    with pytest.raises(ValueError, match="heading level 5"):
        HeadingNumbers().next(5)
    assert written_date(sample.DAY) == "2026年11月5日"


@given(st.lists(st.floats(0, 50), min_size=1, max_size=20))
def test_columns_fill_the_width_and_hold_a_word(shares: list[float]) -> None:
    grid = grid_of([Column("甲", share) for share in shares], 8844)
    assert sum(grid) == 8844
    assert min(grid) >= min(mm(12.5) - 1, 8844 // len(shares)) - len(shares)
