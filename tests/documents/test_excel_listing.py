"""Any list as an Excel file: what is shown, typed, and fast for long ones."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from exports.excel.listing import SHEET, ListColumn, Listing, export_listing
from exports.excel.sheet import FIRST_ROW, HEAD_ROW
from tests.documents.render import Office, page_sizes, page_texts
from tests.documents.spreadsheet import faults_of

COLUMNS = (ListColumn("名称", width=30), ListColumn("人数", "number"), ListColumn("日期", "date"), ListColumn("投入（万元）", "money"))


def listing(rows: list[tuple[str | int | Decimal | date | None, ...]], note: str = "") -> Listing:
    return Listing("试点主体", "示例区人力资源和社会保障局", date(2026, 11, 23), COLUMNS, rows, note)


def test_values_by_kind(tmp_path: Path) -> None:
    rows: list[tuple[str | int | Decimal | date | None, ...]] = [
        ("示例甲", 12, date(2025, 7, 11), 1_234_560_000),
        ("=1+1", "1_000", "2025.7.11", "三十"),
        ("", Decimal("12.5"), "2025-02-30", None),
        ("示例丁", "-3", "2025-07-11", -100),
    ]
    path = export_listing(listing(rows, "状态：草拟"), tmp_path / "list.xlsx").path
    sheet = load_workbook(path)[SHEET]
    assert [cell.value for cell in sheet[HEAD_ROW]] == ["序号", "名称", "人数", "日期", "投入（万元）"]
    found = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=FIRST_ROW, max_row=FIRST_ROW + 3)]
    assert found == [
        [1, "示例甲", 12, datetime(2025, 7, 11), 1234.56],
        [2, "=1+1", "1_000", "2025.7.11", "三十"],
        [3, None, 12.5, "2025-02-30", None],
        [4, "示例丁", -3, datetime(2025, 7, 11), pytest.approx(-0.0001)],
    ]
    assert sheet.cell(FIRST_ROW, 5).number_format == "#,##0.00"
    assert sheet.cell(FIRST_ROW + 1, 2).data_type == "s"
    assert sheet.cell(FIRST_ROW + 4, 1).value == "注：列出的范围：状态：草拟。"
    assert faults_of(path) == []


def test_empty_list_says_so(tmp_path: Path) -> None:
    path = export_listing(listing([]), tmp_path / "list.xlsx").path
    assert load_workbook(path)[SHEET].cell(FIRST_ROW, 1).value == "没有内容"
    assert faults_of(path) == []


def test_twenty_thousand_rows(tmp_path: Path) -> None:
    rows: list[tuple[str | int | Decimal | date | None, ...]] = [
        (f"示例主体{number}", number, "2025-07-11", None) for number in range(20_000)
    ]
    path = export_listing(listing(rows), tmp_path / "list.xlsx").path
    book = load_workbook(path, read_only=True)
    last = next(book[SHEET].iter_rows(min_row=FIRST_ROW + 19_999, max_row=FIRST_ROW + 19_999, values_only=True))
    book.close()
    assert last[:3] == (20_000, "示例主体19999", 19_999)


def test_head_is_repeated_on_paper(tmp_path: Path, office: Office) -> None:
    rows: list[tuple[str | int | Decimal | date | None, ...]] = [(f"示例主体{number}", number, "2025-07-11", None) for number in range(60)]
    (pdf,) = office.pdf(export_listing(listing(rows), tmp_path / "list.xlsx").path)
    texts = [text.replace(" ", "") for text in page_texts(pdf)]
    assert len(texts) > 1
    assert all("名称" in text and f"共{len(texts)}页" in text for text in texts)
    assert set(page_sizes(pdf)) == {(297, 210)}
