"""The project ledger: what it says, how it is built, and that office programs take it as it is."""

import re
import zipfile
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from exports.excel.ledger import AREAS_NAME, COLUMNS, DICTIONARY, GUIDE, INDICATORS, KINDS_NAME, LEDGER, STATES_NAME, SUMMARY, export_ledger
from exports.excel.rows import LONGEST_TEXT
from exports.excel.sheet import FIRST_ROW, HEAD_ROW
from exports.files import Exported
from models.queries.ledger import LedgerSnapshot
from tests.documents import ledger_sample as sample
from tests.documents.golden import assert_golden
from tests.documents.render import Office, fonts, page_sizes, page_texts
from tests.documents.spreadsheet import faults_of, parts_of, words_of

CHART = "xl/charts/chart1.xml"


def export(folder: Path, snapshot: LedgerSnapshot) -> Exported:
    return export_ledger(snapshot, sample.PROGRAMME, folder / "ledger.xlsx")


def opened(folder: Path, snapshot: LedgerSnapshot, *, values: bool = False) -> Workbook:
    return load_workbook(export(folder, snapshot).path, data_only=values)


def column_of(sheet: Worksheet, title: str) -> int:
    return next(cell.column for cell in sheet[HEAD_ROW] if cell.value == title)


def cell_of(sheet: Worksheet, row: int, title: str) -> Cell:
    cell = sheet.cell(row, column_of(sheet, title))
    assert isinstance(cell, Cell)
    return cell


def body_texts(sheet: Worksheet, title: str) -> list[object]:
    last = next(row for row in range(FIRST_ROW, sheet.max_row + 1) if sheet.cell(row, 1).value in ("合计", None))
    return [cell_of(sheet, row, title).value for row in range(FIRST_ROW, last)]


@pytest.mark.parametrize("snapshot", [sample.realistic(), sample.ledger([]), sample.hostile()], ids=["realistic", "empty", "hostile"])
def test_is_sound_open_xml(tmp_path: Path, snapshot: LedgerSnapshot) -> None:
    assert faults_of(export(tmp_path, snapshot).path) == []


def test_says_what_the_golden_file_says(tmp_path: Path) -> None:
    assert_golden("ledger.txt", words_of(export(tmp_path, sample.realistic(5)).path))


def test_same_ledger_gives_same_bytes(tmp_path: Path) -> None:
    first = export(tmp_path, sample.realistic(3)).path.read_bytes()
    assert export(tmp_path, sample.realistic(3)).path.read_bytes() == first


def test_one_ledger_leaves_nothing_in_the_next(tmp_path: Path) -> None:
    first = sample.realistic(4)
    other = replace(sample.realistic(6), office="另一示例单位", on=date(2026, 1, 2))
    alone = export(tmp_path, first).path.read_bytes()
    texts = words_of(export(tmp_path, other).path)
    assert texts.count("另一示例单位") == 4
    assert "示例区人力资源和社会保障局" not in texts
    assert "2026年1月2日" in texts
    assert export(tmp_path, first).path.read_bytes() == alone


def test_sheets_and_hidden_dictionary(tmp_path: Path) -> None:
    book = opened(tmp_path, sample.realistic(3))
    assert book.sheetnames == [GUIDE, LEDGER, SUMMARY, INDICATORS, DICTIONARY]
    assert [sheet.sheet_state for sheet in book] == ["visible"] * 4 + ["veryHidden"]
    assert book.active is not None
    assert book.active.title == LEDGER
    assert [sheet.title for sheet in book.worksheets if sheet.sheet_view.tabSelected] == [LEDGER]


def test_cells_have_types_and_formats(tmp_path: Path) -> None:
    snapshot = sample.ledger([sample.project(1, phone="013800000000", progress_on="2025-07-11")._replace(number="000123")])
    sheet = opened(tmp_path, snapshot)[LEDGER]
    for title, value in (("联系电话", "013800000000"), ("申报编号", "000123"), ("统一社会信用代码", sample.CODE)):
        cell = cell_of(sheet, FIRST_ROW, title)
        assert (cell.value, cell.data_type, cell.number_format) == (value, "s", "@")
    day = cell_of(sheet, FIRST_ROW, "进展日期")
    assert (day.value, day.is_date, day.number_format) == (datetime(2025, 7, 11), True, 'yyyy"年"m"月"d"日"')
    count = cell_of(sheet, FIRST_ROW, "未解决问题数")
    assert (count.value, count.data_type, count.number_format) == (1, "n", "#,##0")


def test_look_follows_the_conventions(tmp_path: Path) -> None:
    sheet = opened(tmp_path, sample.realistic(3))[LEDGER]
    width = len(COLUMNS)
    assert [sheet.cell(HEAD_ROW, 1).value, sheet.cell(HEAD_ROW, width).value] == ["序号", "备注"]
    title, head, body = sheet["A1"], sheet.cell(HEAD_ROW, 2), sheet.cell(FIRST_ROW, 3)
    assert (title.font.name, title.font.size) == ("方正小标宋简体", 18)
    assert (head.font.name, head.font.size, head.fill.start_color.rgb, head.alignment.wrap_text) == ("黑体", 10.5, "00F2F2F2", True)
    assert (body.font.name, body.font.size) == ("仿宋_GB2312", 10.5)
    assert {side.style for cell in (head, body) for side in (cell.border.left, cell.border.right, cell.border.top, cell.border.bottom)} == {
        "thin"
    }
    assert "A1:R1" in {str(merged) for merged in sheet.merged_cells.ranges}
    assert str(sheet["A2"].value).startswith("填报单位（盖章）：示例区")


def test_prints_on_a4_landscape_with_head_and_page_number(tmp_path: Path) -> None:
    book = opened(tmp_path, sample.realistic(3))
    for title in (LEDGER, SUMMARY, INDICATORS):
        sheet: Any = book[title]
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToWidth == 1
        assert sheet.print_title_rows == "$1:$3"
        assert sheet.oddFooter.center.text == "第 &P 页，共 &N 页"
        assert sheet.freeze_panes is not None
        assert sheet.freeze_panes.endswith(str(FIRST_ROW))
    assert book[LEDGER].page_setup.fitToHeight == 0


def test_choices_come_from_the_dictionary(tmp_path: Path) -> None:
    book = opened(tmp_path, sample.realistic(3))
    sheet = book[LEDGER]
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    wanted = {"主方向": AREAS_NAME, "状态": STATES_NAME, "主体类型": KINDS_NAME}
    letters = {title: get_column_letter(column_of(sheet, title)) for title in wanted}
    assert {place: rule.formula1 for place, rule in rules.items()} == {
        f"{letters[title]}{FIRST_ROW}:{letters[title]}{FIRST_ROW + 2}": name for title, name in wanted.items()
    }
    assert {(rule.type, rule.errorStyle or "stop", bool(rule.showErrorMessage)) for rule in rules.values()} == {("list", "stop", True)}
    areas = [cell.value for (cell,) in book[DICTIONARY][str(book.defined_names[AREAS_NAME].attr_text).partition("!")[2].replace("$", "")]]
    assert areas == [area.title for area in sample.PROGRAMME.areas]
    assert set(body_texts(sheet, "主方向")) - {None} <= set(areas)


def test_sign_line_and_notes_follow_the_total(tmp_path: Path) -> None:
    snapshot = sample.ledger([sample.project(1), sample.project(2)], filter_note="状态：草拟")
    sheet = opened(tmp_path, snapshot)[LEDGER]
    total, sign, first_note = (sheet.cell(row, 1).value for row in range(FIRST_ROW + 2, FIRST_ROW + 5))
    assert total == "合计"
    assert re.findall(r"(\S+?)：", str(sign)) == ["单位负责人", "审核人", "填表人", "联系电话"]
    assert first_note == "注1：本表列出的范围：状态：草拟。"


def test_totals_are_formulas_with_values(tmp_path: Path) -> None:
    snapshot = sample.realistic(7)
    row = FIRST_ROW + 7
    formulas, values = opened(tmp_path, snapshot)[LEDGER], opened(tmp_path, snapshot, values=True)[LEDGER]
    letter = get_column_letter(column_of(formulas, "未解决问题数"))
    assert cell_of(formulas, row, "未解决问题数").value == f"=SUBTOTAL(109,{letter}{FIRST_ROW}:{letter}{row - 1})"
    assert cell_of(values, row, "未解决问题数").value == sum(project.open_problems for project in snapshot.projects)
    assert cell_of(values, row, "试点项目名称").value == 7


def test_summary_counts_every_project_once(tmp_path: Path) -> None:
    snapshot = sample.realistic(29)
    sheet = opened(tmp_path, snapshot, values=True)[SUMMARY]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=FIRST_ROW, max_row=FIRST_ROW + 10)]
    assert [row[1] for row in rows] == [*(area.title for area in sample.PROGRAMME.areas), "（尚未选定主方向）", None]
    total = 2 + len(sample.GROUPS)
    assert rows[-1][total] == 29
    assert [row[total] for row in rows[:9]] == [area.total for area in snapshot.areas]


def test_indicators_keep_numbers_and_odd_texts(tmp_path: Path) -> None:
    owner = sample.project(1)
    odd = sample.indicator(
        owner, 1, baseline="约三百", targets=("=1+1", "12345678901234567890", "0.125"), actual=None, actual_on="", rate=None
    )
    sheet = opened(tmp_path, sample.ledger([owner], [sample.indicator(owner, 0), odd]))[INDICATORS]
    titles = ["基期值", "2025年目标值", "2026年目标值", "2027年目标值", "完成值", "完成率"]
    first, second = ([cell_of(sheet, row, title).value for title in titles] for row in (FIRST_ROW, FIRST_ROW + 1))
    assert first == [1200, 1500, 2000.5, None, 1800, pytest.approx(0.89977505)]
    assert second == ["约三百", "=1+1", "12345678901234567890", 0.125, None, None]
    assert cell_of(sheet, FIRST_ROW + 1, "2025年目标值").data_type == "s"
    assert cell_of(sheet, FIRST_ROW, "完成率").number_format == "0.0%"


def test_chart_reads_the_summary(tmp_path: Path) -> None:
    chart = parts_of(export(tmp_path, sample.realistic(5)).path)[CHART].decode()
    assert "各试点方向项目数" in chart
    assert chart.count(f"'{SUMMARY}'!$B${FIRST_ROW}:$B${FIRST_ROW + 9}") == len(sample.GROUPS)
    assert sample.PROGRAMME.areas[0].title in chart


def test_without_projects_says_so_and_has_no_chart(tmp_path: Path) -> None:
    path = export(tmp_path, sample.ledger([])).path
    book = load_workbook(path, data_only=True)
    assert (book[LEDGER].cell(FIRST_ROW, 1).value, book[INDICATORS].cell(FIRST_ROW, 1).value) == ("暂无项目", "暂无指标")
    assert cell_of(book[LEDGER], FIRST_ROW + 1, "试点项目名称").value == 0
    assert book[SUMMARY].cell(FIRST_ROW + 9, 1).value == "合计"
    assert CHART not in parts_of(path)


def test_hostile_text_is_kept_or_noted(tmp_path: Path) -> None:
    exported = export(tmp_path, sample.hostile())
    sheet = load_workbook(exported.path)[LEDGER]
    titles = body_texts(sheet, "试点项目名称")
    asked = [row.title for row in sample.hostile().projects]
    assert titles[: len(sample.INJECTIONS)] == list(sample.INJECTIONS)
    assert all(cell_of(sheet, FIRST_ROW + place, "试点项目名称").quotePrefix for place in range(len(sample.INJECTIONS)))
    by_text = dict(zip(asked, titles, strict=True))
    for kept in ("𠮷野家㛃😀", "a<b>&amp;\"'", "\u202eabc\u200b\u2066", "]]>", "00012345", "1E5", "TRUE", "2025-01-01", " 前后有空格 "):
        assert by_text[kept] == kept
    assert by_text["x\x00\x07\x0b\x1f\ufffe y"] == "x\n y"
    assert by_text["\ud800半个字"] == "半个字"
    assert by_text["第一行\r\n第二行\r第三行"] == "第一行\n第二行\n第三行"
    for long in ("字" * 100_000, "😀" * 20_000):
        cut = str(by_text[long])
        assert len(cut.encode("utf-16-le")) // 2 <= LONGEST_TEXT
        assert cut.endswith(f"……（原文共{len(long)}字，超出一个单元格所能容纳的长度，以下略）")
    notes = "".join(exported.notes)
    assert f"“{LEDGER}”第18行“试点项目名称”" in notes
    assert "控制字符" in notes
    assert "换行" in notes


def test_file_says_which_programme_it_follows(tmp_path: Path) -> None:
    properties = parts_of(export(tmp_path, sample.realistic(2)).path)["docProps/custom.xml"].decode()
    assert f">{sample.PROGRAMME.id} {sample.PROGRAMME.version}<" in properties


def test_lookalike_of_an_escape_is_escaped(tmp_path: Path) -> None:
    sheet = parts_of(export(tmp_path, sample.ledger([sample.project(1, title="_x0041_")])).path)["xl/worksheets/sheet2.xml"].decode()
    assert "_x005F_x0041_" in sheet


def test_cancelling_leaves_the_old_file(tmp_path: Path) -> None:
    path = export(tmp_path, sample.realistic(2)).path
    before = path.read_bytes()

    def cancel(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export_ledger(sample.realistic(3), sample.PROGRAMME, path, cancel)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["ledger.xlsx"]


def test_two_thousand_projects(tmp_path: Path) -> None:
    exported = export(tmp_path, sample.realistic(2000))
    assert exported.notes == ()
    assert faults_of(exported.path) == []
    book = load_workbook(exported.path, read_only=True, data_only=True)
    rows = [row[:3] for row in book[LEDGER].iter_rows(min_row=FIRST_ROW, max_row=FIRST_ROW + 2000, values_only=True)]
    book.close()
    assert [row[0] for row in rows] == [*range(1, 2001), "合计"]
    assert rows[-1][2] == 2000


def test_opens_and_prints_in_an_office_program(tmp_path: Path, office: Office) -> None:
    path = export(tmp_path, sample.realistic(30)).path
    empty = export_ledger(sample.ledger([]), sample.PROGRAMME, tmp_path / "empty.xlsx").path
    pdf, empty_pdf = office.pdf(path, empty)
    texts = page_texts(pdf)
    assert set(page_sizes(pdf)) == {(210, 297), (297, 210)}
    assert page_sizes(pdf)[1:] == [(297, 210)] * (len(texts) - 1)
    pages = [text for text in texts if "统一社会信用代码" in text.replace(" ", "") and "填报单位（盖章）" in text.replace(" ", "")]
    assert len(pages) > 1  # the head stands on every page of the ledger
    for number, text in enumerate(texts, start=1):
        assert f"第{number}页，共{len(texts)}页" in text.replace(" ", "")
    assert "###" not in "".join(texts)
    assert all(font.embedded for font in fonts(pdf))
    assert {font.name.partition("CJK")[0] for font in fonts(pdf)} <= {"NotoSerif", "NotoSans", "LiberationSerif"}
    assert "暂无项目" in "".join(page_texts(empty_pdf)).replace(" ", "")


def test_office_program_reckons_the_same_values(tmp_path: Path, office: Office) -> None:
    path = export(tmp_path, sample.realistic(30)).path
    bare, folder = tmp_path / "bare.xlsx", tmp_path / "reckoned"
    with zipfile.ZipFile(bare, "w") as archive:
        for name, content in parts_of(path).items():
            archive.writestr(name, re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", content))
    (reckoned,) = office.convert("xlsx", folder, bare)
    ours, theirs = load_workbook(path, data_only=True), load_workbook(reckoned, data_only=True)
    formulas = load_workbook(path)
    compared = 0
    for title in (LEDGER, SUMMARY):
        for row in formulas[title].iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    assert theirs[title][cell.coordinate].value == ours[title][cell.coordinate].value, f"{title} {cell.coordinate}"
                    compared += 1
    assert compared > 60


def test_injected_text_stays_text_in_an_office_program(tmp_path: Path, office: Office) -> None:
    path = export(tmp_path, sample.hostile()).path
    (again,) = office.convert("xlsx", tmp_path / "again", path)
    sheet = load_workbook(again)[LEDGER]
    cells = [cell_of(sheet, FIRST_ROW + place, "试点项目名称") for place in range(len(sample.INJECTIONS))]
    assert [(cell.value, cell.data_type) for cell in cells] == [(text, "s") for text in sample.INJECTIONS]
