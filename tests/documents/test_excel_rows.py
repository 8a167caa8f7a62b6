"""Rows written as text: heights that show everything, and any text at all."""

from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.excel.heights import LONGEST_ROW, height_of, lines_of, room_of
from exports.excel.look import Look
from exports.excel.rows import Column, Kind, Rows, Value
from exports.excel.workbook import new_book
from exports.files import clean_text


def written(columns: tuple[Column, ...], *rows: tuple[Value, ...]) -> tuple[ElementTree.Element, Rows]:
    book = new_book()
    book.create_sheet("表")
    rows_of = Rows("表", columns, Look(book))
    return ElementTree.fromstring(b"<d>" + b"".join(rows_of.write(rows, 4)) + b"</d>"), rows_of


@pytest.mark.parametrize(
    ("text", "lines"),
    [("", 1), ("一二三四五", 1), ("一二三四五六", 2), ("abcdefghij", 1), ("一\n二\r\n三", 3), ("字" * 50, 12), ("\n" * 9, 10)],
)
def test_lines_of_a_text(text: str, lines: int) -> None:
    assert lines_of(text, 10.0) == lines


def test_rows_are_as_high_as_their_fullest_cell() -> None:
    columns = (Column("甲", width=10), Column("乙", width=20))
    tree, rows = written(columns, ("短", "短"), ("字" * 30, "短"), ("短", "字" * 5000))
    heights = [float(row.get("ht", "0")) for row in tree]
    assert heights == [24.0, height_of(lines_of("字" * 30, room_of(10))), LONGEST_ROW]
    assert rows.notes == ["“表”第6行文字较长，行高已到上限，打印时可能显示不全；单元格里的文字是完整的。"]


@pytest.mark.parametrize(
    ("value", "kind", "shown"),
    [
        ("12345678901234567890", Kind.NUMBER, "12345678901234567890"),
        (Decimal(1) / 3, Kind.PERCENT, "0.333333333333333"),
        (10**20, Kind.NUMBER, str(10**20)),
        ("1_000", Kind.NUMBER, "1_000"),
        ("１２", Kind.NUMBER, "１２"),
        ("1E5", Kind.NUMBER, "1E5"),
        (date(1900, 2, 28), Kind.DATE, "1900-02-28"),
        (date(2025, 7, 11), Kind.DATE, "45849"),
        (1_234_560_000, Kind.MONEY, "1234.56"),
    ],
)
def test_numbers_and_days_are_exact_or_text(value: Value, kind: Kind, shown: str) -> None:
    tree, _ = written((Column("甲", kind),), (value,))
    assert "".join(tree.itertext()) == shown


@given(st.lists(st.text(st.characters(), max_size=60), min_size=1, max_size=4))
def test_any_text_comes_back(texts: list[str]) -> None:
    tree, _ = written((Column("甲"),), *((text,) for text in texts))
    found = ["".join(cell.itertext()).replace("_x005F_", "_") for row in tree for cell in row]
    assert found == [clean_text(text)[0].replace("_x005F_", "_") for text in texts]


@given(st.one_of(st.integers(), st.decimals(allow_nan=False), st.text(max_size=25), st.dates()), st.sampled_from(Kind))
def test_any_value_is_a_number_or_the_text_it_is(value: Value, kind: Kind) -> None:
    tree, _ = written((Column("甲", kind),), (value,))
    cell = tree[0][0]
    number = cell.find("v")
    if number is not None:
        assert kind is not Kind.TEXT
        float(number.text or "")
    else:
        shown = str(value)
        assert "".join(cell.itertext()).replace("_x005F_", "_") == clean_text(shown)[0].replace("_x005F_", "_")
