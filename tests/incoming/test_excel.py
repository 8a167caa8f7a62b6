"""What is read from an Excel workbook: typed cells, dates of both calendars, merges, names, lists, what is hidden."""

import pytest

from exports.incoming.child import read_content
from exports.incoming.excel_values import canonical, time_kind
from forms.collecting.content import Area, Cell, Choices, Name, Sheet, Workbook
from tests.incoming.files import Parts, S, excel, packed, relations, with_styles, with_texts


def read(parts: Parts) -> Workbook:
    content = read_content(packed(parts), ".xlsx")
    assert isinstance(content, Workbook)
    return content


def sheet(rows: str, after: str = "") -> Sheet:
    return read(excel(rows, after)).sheets[0]


def cell(inside: str, attributes: str = "") -> Cell:
    (found,) = sheet(f'<row r="1"><c r="A1" {attributes}>{inside}</c></row>').cells
    return found


def dated(serial: str, code: str, *, from_1904: bool = False) -> tuple[str, str]:
    parts = with_styles(excel(f'<row r="1"><c r="A1" s="1"><v>{serial}</v></c></row>'), code)
    if from_1904:
        parts["xl/workbook.xml"] = str(parts["xl/workbook.xml"]).replace("<sheets>", '<workbookPr date1904="1"/><sheets>')
    (found,) = read(parts).sheets[0].cells
    return found.kind, found.text


def test_cells_have_types() -> None:
    assert cell("<is><t>文字</t></is>", 't="inlineStr"') == Cell(1, 1, "text", "文字")
    assert cell("<is><r><t>粗</t></r><r><t>细</t></r><rPh><t>cu</t></rPh></is>", 't="inlineStr"') == Cell(1, 1, "text", "粗细")
    assert cell("<v>12.50</v>") == Cell(1, 1, "number", "12.5")
    assert cell("<v>1</v>", 't="b"') == Cell(1, 1, "bool", "true")
    assert cell("<v>#REF!</v>", 't="e"') == Cell(1, 1, "error", "#REF!")
    assert cell("<f>A2*2</f><v>6</v>") == Cell(1, 1, "number", "6", formula=True)
    assert cell("<f>A2&amp;1</f><v>六</v>", 't="str"') == Cell(1, 1, "text", "六", formula=True)
    assert cell("<f>A2*2</f>") == Cell(1, 1, "uncalculated", formula=True)
    assert cell("<v>2025-07-11T00:00:00</v>", 't="d"') == Cell(1, 1, "date", "2025-07-11")
    assert cell("<v>a_x000D_b_xD800__x0007_</v>", 't="str"').text == "a\rb_xD800__x0007_"


def test_formulas_that_look_like_programs_but_are_none() -> None:
    assert cell("<f>'甲|乙'!A1&amp;\"|\"</f><v>1</v>").text == "1"
    assert cell('<f>"call("&amp;A1</f><v>1</v>').text == "1"


def test_shared_texts_and_empty_cells() -> None:
    rows = '<row r="2"><c r="B2" t="s"><v>1</v></c><c r="C2" s="0"/><c r="D2" t="s"><v>0</v></c></row>'
    found = read(with_texts(excel(rows), "", "　单位名称 ")).sheets[0]
    assert found.cells == (Cell(2, 2, "text", "　单位名称 "),)
    assert (found.rows, found.columns) == (2, 2)


def test_places_may_be_left_out() -> None:
    rows = "<row><c><v>1</v></c><c><v>2</v></c></row><row><c r='C2'><v>3</v></c><c><v>4</v></c></row>"
    assert [(found.row, found.column, found.text) for found in sheet(rows).cells] == [(1, 1, "1"), (1, 2, "2"), (2, 3, "3"), (2, 4, "4")]


@pytest.mark.parametrize(
    ("number", "shown"),
    [(0.1 + 0.2, "0.3"), (1234567.0, "1234567"), (1e21, "1000000000000000000000"), (-0.0, "0"), (1.5e-7, "0.00000015"), (100.0, "100")],
)
def test_numbers_are_plain_decimals(number: float, shown: str) -> None:
    assert canonical(number) == shown


def test_a_code_of_eighteen_digits_typed_as_a_number_is_known_to_be_wrong() -> None:
    assert cell("<v>915000001234567890</v>").inexact
    assert not cell("<v>13800000000</v>").inexact


@pytest.mark.parametrize(
    ("serial", "code", "expected"),
    [
        ("45849", "yyyy/m/d", ("date", "2025-07-11")),
        ("45849", "yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@", ("date", "2025-07-11")),
        ("45839", "yyyy&quot;年&quot;m&quot;月&quot;", ("date", "2025-07-01")),
        ("45849", "[$-804]aaaa", ("date", "2025-07-11")),
        ("45849.75", "yyyy-mm-dd hh:mm", ("datetime", "2025-07-11T18:00:00")),
        ("45849.75", "yyyy-mm-dd", ("datetime", "2025-07-11T18:00:00")),
        ("0.5", "h:mm", ("time", "12:00:00")),
        ("0.999999999", "h:mm:ss", ("number", "0.999999999")),
        ("1.25", "[h]:mm", ("number", "1.25")),
        ("1", "yyyy/m/d", ("date", "1900-01-01")),
        ("59", "yyyy/m/d", ("date", "1900-02-28")),
        ("60", "yyyy/m/d", ("number", "60")),
        ("61", "yyyy/m/d", ("date", "1900-03-01")),
        ("-5", "yyyy/m/d", ("number", "-5")),
        ("9999999", "yyyy/m/d", ("number", "9999999")),
        ("45849", "0.00&quot;万元&quot;", ("number", "45849")),
        ("45849", "#,##0;[Red]-#,##0", ("number", "45849")),
        ("45849", "0.00E+00", ("number", "45849")),
        ("45849", "General", ("number", "45849")),
        ("45849", "0&quot;年&quot;", ("number", "45849")),
    ],
)
def test_dates_are_told_from_numbers_by_their_format(serial: str, code: str, expected: tuple[str, str]) -> None:
    assert dated(serial, code) == expected


def test_the_calendar_of_1904() -> None:
    assert dated("0", "yyyy/m/d", from_1904=True) == ("date", "1904-01-01")
    assert dated("44387", "yyyy/m/d", from_1904=True) == ("date", "2025-07-11")


def test_formats_named_only_by_number_include_the_chinese_ones() -> None:
    used = "".join(f'<xf numFmtId="{number}"/>' for number in (31, 57, 9, 2))
    styles = f'<styleSheet xmlns="{S}"><cellXfs>{used}</cellXfs></styleSheet>'
    cells = "".join(f'<c s="{style}"><v>45849</v></c>' for style in range(4))
    linked = relations(("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml"))
    found = read(excel(f"<row>{cells}</row>") | {"xl/styles.xml": styles, "xl/_rels/workbook.xml.rels": linked}).sheets[0].cells
    assert [(entry.kind, entry.format) for entry in found] == [
        ("date", 'yyyy"年"m"月"d"日"'),
        ("date", 'yyyy"年"m"月"'),
        ("number", "0%"),
        ("number", ""),
    ]


def test_letters_in_quotes_are_no_dates() -> None:
    assert time_kind('"day" 0') is None
    assert time_kind("[Red]0") is None
    assert time_kind("\\d0") is None
    assert time_kind("mm:ss.0") == "time"
    assert time_kind("上午/下午h:mm") == "time"


def test_merges_are_cut_at_what_is_used_and_hide_what_lies_under_them() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row><row r="3"><c r="C3"><v>3</v></c></row>'
    merges = '<mergeCell ref="A1:B2"/><mergeCell ref="C3:XFD3"/><mergeCell ref="F9:G9"/>'
    content = read(excel(rows, f"<mergeCells>{merges}</mergeCells>"))
    (found,) = content.sheets
    assert [(entry.row, entry.column) for entry in found.cells] == [(1, 1), (3, 3)]
    assert found.merged == (Area(1, 1, 2, 2), Area(3, 3, 3, 3))
    assert content.remarks == ("工作表“台账”的合并单元格下面还压着1个看不见的内容，没有读取。",)


def test_hidden_rows_columns_and_sheets() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="2" hidden="1"><c r="B2"><v>2</v></c></row><row r="3" hidden="1"/>'
    parts = excel(rows)
    parts["xl/worksheets/sheet1.xml"] = str(parts["xl/worksheets/sheet1.xml"]).replace(
        "<sheetData>", '<cols><col min="2" max="16384" hidden="1"/></cols><sheetData>'
    )
    parts["xl/workbook.xml"] = str(parts["xl/workbook.xml"]).replace('sheetId="1"', 'sheetId="1" state="veryHidden"')
    (found,) = read(parts).sheets
    assert (found.hidden, found.hidden_rows, found.hidden_columns) == (True, (2,), (2,))


def test_lists_to_choose_from() -> None:
    row = '<row r="{0}"><c r="H{0}" t="inlineStr"><is><t>{1}</t></is></c></row>'
    rows = row.format(1, "甲") + row.format(2, "乙") + row.format(4, "丙")
    rules = [
        ("A1:A9 C1", "&quot;是, 否&quot;"),
        ("A2", "$H$1:$H$5"),
        ("A3", "台账!$H$1:$H$2"),
        ("A4", "种类"),
        ("A5", "INDIRECT(B1)"),
        ("A6", "$H:$H"),
    ]
    listed = "".join(
        f'<dataValidation type="list" sqref="{where}"><formula1>{formula}</formula1></dataValidation>' for where, formula in rules
    )
    newer = (
        '<x14:dataValidations xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"'
        ' xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:dataValidation type="list">'
        "<x14:formula1><xm:f>台账!$H$2</xm:f></x14:formula1><xm:sqref>B7</xm:sqref></x14:dataValidation></x14:dataValidations>"
    )
    parts = excel(rows, f"<dataValidations>{listed}</dataValidations><extLst><ext>{newer}</ext></extLst>")
    names = '<definedNames><definedName name="种类">台账!$H$4</definedName><definedName name="式">A1+1</definedName></definedNames>'
    parts["xl/workbook.xml"] = str(parts["xl/workbook.xml"]).replace("</workbook>", f"{names}</workbook>")
    content = read(parts)
    assert content.names == (Name("种类", "台账", Area(4, 8, 4, 8)),)
    assert content.sheets[0].choices == (
        Choices((Area(1, 1, 9, 1), Area(1, 3, 1, 3)), ("是", "否")),
        Choices((Area(2, 1, 2, 1),), ("甲", "乙", "丙")),
        Choices((Area(3, 1, 3, 1),), ("甲", "乙")),
        Choices((Area(4, 1, 4, 1),), ("丙",)),
        Choices((Area(5, 1, 5, 1),), ()),
        Choices((Area(6, 1, 6, 1),), ("甲", "乙", "丙")),
        Choices((Area(7, 2, 7, 2),), ("乙",)),
    )


def test_chart_sheets_comments_and_pictures_are_remarked_on() -> None:
    parts = excel()
    parts["xl/workbook.xml"] = str(parts["xl/workbook.xml"]).replace("</sheets>", '<sheet name="图1" sheetId="2" r:id="rId2"/></sheets>')
    parts["xl/_rels/workbook.xml.rels"] = relations(("worksheet", "worksheets/sheet1.xml"), ("chartsheet", "chartsheets/sheet1.xml"))
    parts["xl/chartsheets/sheet1.xml"] = "<chartsheet/>"
    parts["xl/worksheets/_rels/sheet1.xml.rels"] = relations(("comments", "../comments1.xml"))
    parts["xl/comments1.xml"] = "<comments/>"
    parts["xl/media/image1.png"] = b"\x89PNG"
    content = read(parts)
    assert [found.title for found in content.sheets] == ["台账"]
    assert content.remarks == (
        "工作表“台账”里有批注，批注没有读取。",
        "“图1”不是表格，没有读取。",
        "文件里有1张图片，图片里的内容没有读取。",
    )


def test_a_sheet_is_found_by_its_title_and_its_cells_by_place() -> None:
    content = read(excel('<row r="2"><c r="B2"><v>5</v></c></row>'))
    found = content.sheet("台账")
    assert found is not None
    assert found.grid()[2, 2].text == "5"
    assert content.sheet("别的") is None
