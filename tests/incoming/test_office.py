"""Documents that a real LibreOffice has written, or opened and saved again, are read as what they say."""

from pathlib import Path

import pytest

from exports.incoming.reading import read_files
from forms.collecting.content import Area, Bookmark, Choices, Item, Name, Paragraph, Place, Table, TableCell, WordContent, Workbook
from tests.documents.render import Office
from tests.incoming.files import TYPES, Parts, excel, packed, relations, types, with_styles, word

SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{space}:1.0"'
    for name, space in {"number": "datastyle", **{name: name for name in ("office", "table", "text", "style", "meta")}}.items()
)
FLAT = (
    f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document {SPACES} xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2"'
    ' office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.{}">'
    '<office:meta><meta:user-defined meta:name="编号">R-2</meta:user-defined></office:meta>{}</office:document>'
)
WRITER = """<office:body><office:text><text:h text:outline-level="1">一、基本情况</text:h>
<text:p>单位：<text:bookmark-start text:name="f_name"/>示例公司<text:bookmark-end text:name="f_name"/>。</text:p>
<table:table table:name="T"><table:table-column table:number-columns-repeated="3"/>
<table:table-row><table:table-cell table:number-rows-spanned="2"><text:p>单位</text:p></table:table-cell>
<table:table-cell><text:p>名称</text:p></table:table-cell><table:table-cell><text:p>甲</text:p></table:table-cell></table:table-row>
<table:table-row><table:covered-table-cell/><table:table-cell table:number-columns-spanned="2"><text:p>宽</text:p><text:p>两段</text:p>
</table:table-cell><table:covered-table-cell/></table:table-row></table:table></office:text></office:body>"""
CALC = """<office:automatic-styles>
<number:date-style style:name="N1"><number:year number:style="long"/><number:text>年</number:text><number:month/>
<number:text>月</number:text><number:day/><number:text>日</number:text></number:date-style>
<number:percentage-style style:name="N2"><number:number number:decimal-places="0" number:min-integer-digits="1"/>
<number:text>%</number:text></number:percentage-style>
<style:style style:name="day" style:family="table-cell" style:data-style-name="N1"/>
<style:style style:name="share" style:family="table-cell" style:data-style-name="N2"/>
<style:style style:name="unseen" style:family="table"><style:table-properties table:display="false"/></style:style>
</office:automatic-styles><office:body><office:spreadsheet>
<table:content-validations><table:content-validation table:name="v" table:base-cell-address="台账.A3"
 table:condition="of:cell-content-is-in-list(&quot;是&quot;;&quot;否&quot;)"/></table:content-validations>
<table:table table:name="台账">
<table:table-row><table:table-cell table:number-columns-spanned="3" office:value-type="string"><text:p>试点台账</text:p></table:table-cell>
<table:covered-table-cell table:number-columns-repeated="2"/></table:table-row>
<table:table-row><table:table-cell office:value-type="date" office:date-value="2025-07-11" table:style-name="day"/>
<table:table-cell office:value-type="percentage" office:value="0.35" table:style-name="share"/>
<table:table-cell table:formula="of:=[.B2]*2" office:value-type="float" office:value="0.7"/></table:table-row>
<table:table-row table:visibility="collapse">
<table:table-cell table:content-validation-name="v" office:value-type="string"><text:p>是</text:p></table:table-cell>
<table:table-cell office:value-type="float" office:value="1234567.89"/></table:table-row></table:table>
<table:table table:name="字典" table:style-name="unseen"><table:table-row>
<table:table-cell office:value-type="string"><text:p>编码　全角</text:p></table:table-cell></table:table-row></table:table>
<table:named-expressions><table:named-range table:name="指标" table:base-cell-address="$台账.$A$1"
 table:cell-range-address="$台账.$A$2:.$C$2"/></table:named-expressions></office:spreadsheet></office:body>"""


def control(content: str, alias: str, kind: str = "") -> str:
    """Return a content control as our own forms have them, of the rich kind."""
    return (
        f'<w:sdt><w:sdtPr><w:alias w:val="{alias}"/><w:tag w:val="{alias}"/>{kind}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>'
    )


def run(words: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{words}</w:t></w:r>"


def cell(content: str, properties: str = "") -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="2000" w:type="dxa"/>{properties}</w:tcPr>{content}</w:tc>'


def handed_out() -> Parts:
    """Return a form with everything our own forms have."""
    box = '<w14:checkbox><w14:checked w14:val="{}"/></w14:checkbox>'
    items = '<w:listItem w:displayText="制造业企业" w:value="maker"/><w:listItem w:displayText="园区" w:value="park"/>'
    mark = '<w:bookmarkStart w:id="{0}" w:name="{1}"/>{2}<w:bookmarkEnd w:id="{0}"/>'
    rows = (
        cell("<w:p><w:r><w:t>单位</w:t></w:r></w:p>", '<w:vMerge w:val="restart"/>')
        + cell(f"<w:p>{run('名称')}</w:p>")
        + cell(f"<w:p>{control(run('格内'), '格')}</w:p>"),
        cell("<w:p/>", "<w:vMerge/>") + cell(f"<w:p>{run('代码')}</w:p>") + cell(f"<w:p>{run('九')}</w:p>"),
        cell(f"<w:p>{run('长标签')}</w:p>", '<w:gridSpan w:val="2"/>')
        + cell(f"<w:p>{mark.format(2, 'f_cell', run('书签'))}</w:p><w:p>{run('第二段')}</w:p>"),
    )
    grid = '<w:tblGrid><w:gridCol w:w="2000"/><w:gridCol w:w="2000"/><w:gridCol w:w="2000"/></w:tblGrid>'
    table = f'<w:tbl><w:tblPr><w:tblW w:w="6000" w:type="dxa"/></w:tblPr>{grid}{"".join(f"<w:tr>{row}</w:tr>" for row in rows)}</w:tbl>'
    body = (
        f"<w:p>{run('名称：')}{control(run('示例公司'), '名称')}</w:p>"
        f"<w:p>{control(run('■'), '是', box.format(1))}{run('是')}{control(run('□'), '否', box.format(0))}{run('否')}</w:p>"
        f"<w:p>{control(run('园区'), '类型', f'<w:dropDownList>{items}</w:dropDownList>')}</w:p>"
        f"<w:p>{mark.format(1, 'f_name', run('书签里'))}{run('外')}{run('ronghe:7f3a', '<w:vanish/>')}</w:p>"
        f"{table}<w:p>{control(run('甲'), '普通', '<w:text/>')}</w:p>"
    )
    own = '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="编号"><vt:lpwstr>R-1</vt:lpwstr></property>'
    office = "http://schemas.openxmlformats.org/officeDocument/2006"
    return word(body) | {
        "[Content_Types].xml": types(
            ("word/document.xml", f"{TYPES}.wordprocessingml.document.main+xml"),
            ("docProps/custom.xml", "application/vnd.openxmlformats-officedocument.custom-properties+xml"),
        ),
        "_rels/.rels": relations(("officeDocument", "word/document.xml"), ("custom-properties", "docProps/custom.xml")),
        "docProps/custom.xml": f'<Properties xmlns="{office}/custom-properties" xmlns:vt="{office}/docPropsVTypes">{own}</Properties>',
    }


def kept_ledger() -> Parts:
    """Return a sheet as an office keeps it, in the calendar of 1904."""
    rows = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>　名称 </t></is></c><c r="B1" s="1"><v>44387</v></c><c r="C1"><v>12.5</v></c></row>'
        '<row r="1000"><c r="A1000" t="b"><v>1</v></c><c r="B1000"><f>C1*2</f><v>25</v></c><c r="C1000"><f>1/0</f></c></row>'
    )
    parts = with_styles(excel(rows), "yyyy/m/d")
    parts["xl/workbook.xml"] = str(parts["xl/workbook.xml"]).replace("<sheets>", '<workbookPr date1904="1"/><sheets>')
    return parts


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, WordContent | Workbook]:
    """Have LibreOffice write and save again, then read all of it."""
    folder, saved = tmp_path_factory.mktemp("office"), tmp_path_factory.mktemp("saved")
    sources = {
        "写.fodt": FLAT.format("text", WRITER).encode(),
        "表.docx": packed(handed_out()),
        "算.fods": FLAT.format("spreadsheet", CALC).encode(),
        "账.xlsx": packed(kept_ledger()),
    }
    for name, content in sources.items():
        (folder / name).write_bytes(content)
    office = Office(tmp_path_factory.mktemp("profile"))
    written = office.convert("docx", saved, folder / "写.fodt", folder / "表.docx")
    written += office.convert("xlsx", saved, folder / "算.fods", folder / "账.xlsx")
    found = {}
    for result in read_files(written):
        assert isinstance(result.content, WordContent | Workbook)
        found[Path(result.path).stem] = result.content
    return found


def word_of(results: dict[str, WordContent | Workbook], name: str) -> WordContent:
    content = results[name]
    assert isinstance(content, WordContent)
    return content


def workbook_of(results: dict[str, WordContent | Workbook], name: str) -> Workbook:
    content = results[name]
    assert isinstance(content, Workbook)
    return content


def test_what_writer_has_written(results: dict[str, WordContent | Workbook]) -> None:
    content = word_of(results, "写")
    grid = (
        TableCell(1, 1, "单位", row_span=2),
        TableCell(1, 2, "名称"),
        TableCell(1, 3, "甲"),
        TableCell(2, 2, "宽\n两段", column_span=2),
    )
    assert content.blocks[:3] == (Paragraph("一、基本情况", "Heading 1"), Paragraph("单位：示例公司。", "Normal"), Table(2, 3, grid))
    assert content.bookmarks == (Bookmark("f_name", Place(1), "示例公司"),)
    assert content.properties == {"编号": "R-2"}


def test_what_writer_has_saved_again(results: dict[str, WordContent | Workbook]) -> None:
    content = word_of(results, "表")
    assert [block.text for block in content.blocks[:4] if isinstance(block, Paragraph)] == ["名称：示例公司", "■是□否", "园区", "书签里外"]
    table = content.blocks[4]
    assert isinstance(table, Table)
    assert table.cells == (
        TableCell(1, 1, "单位", row_span=2),
        TableCell(1, 2, "名称"),
        TableCell(1, 3, "格内"),
        TableCell(2, 2, "代码"),
        TableCell(2, 3, "九"),
        TableCell(3, 1, "长标签", column_span=2),
        TableCell(3, 3, "书签\n第二段"),
    )
    assert content.bookmarks == (Bookmark("f_name", Place(3), "书签里"), Bookmark("f_cell", Place(4, 3, 3), "书签"))
    assert (content.properties, content.hidden) == ({"编号": "R-1"}, ("ronghe:7f3a",))


def test_states_survive_writer_although_the_names_of_controls_do_not(results: dict[str, WordContent | Workbook]) -> None:
    controls = word_of(results, "表").controls
    assert [(entry.checked, entry.text, entry.place) for entry in controls if entry.kind == "checkbox"] == [
        (True, "■", Place(1)),
        (False, "□", Place(1)),
    ]
    (choice,) = (entry for entry in controls if entry.kind == "choice")
    assert (choice.text, choice.value, choice.items) == ("园区", "park", (Item("制造业企业", "maker"), Item("园区", "park")))
    assert not any(entry.tag for entry in controls)


def test_text_that_writer_repeats_is_remarked_on(results: dict[str, WordContent | Workbook]) -> None:
    remarks = word_of(results, "表").remarks
    assert remarks == ("文件用 LibreOffice 存过，它把“普通”处的文字重复写了几遍，请对照原件核对。",)
    assert word_of(results, "写").remarks == ()


def test_what_calc_has_written(results: dict[str, WordContent | Workbook]) -> None:
    content = workbook_of(results, "算")
    ledger, lists = content.sheets
    assert [(found.row, found.column, found.kind, found.text) for found in ledger.cells] == [
        (1, 1, "text", "试点台账"),
        (2, 1, "date", "2025-07-11"),
        (2, 2, "number", "0.35"),
        (2, 3, "number", "0.7"),
        (3, 1, "text", "是"),
        (3, 2, "number", "1234567.89"),
    ]
    cells = ledger.grid()
    assert (cells[2, 2].format, cells[2, 3].formula, ledger.hidden_rows) == ("0%", True, (3,))
    assert ledger.merged == (Area(1, 1, 1, 3),)
    assert ledger.choices == (Choices((Area(3, 1, 3, 1),), ("是", "否")),)
    assert (lists.title, lists.hidden, lists.cells[0].text) == ("字典", True, "编码　全角")
    assert content.names == (Name("指标", "台账", Area(2, 1, 2, 3)),)
    assert content.properties == {"编号": "R-2"}


def test_what_calc_has_saved_again(results: dict[str, WordContent | Workbook]) -> None:
    (ledger,) = workbook_of(results, "账").sheets
    assert [(found.row, found.column, found.kind, found.text, found.formula) for found in ledger.cells] == [
        (1, 1, "text", "　名称 ", False),
        (1, 2, "date", "2025-07-11", False),
        (1, 3, "number", "12.5", False),
        (1000, 1, "bool", "true", True),  # Calc saves it as =TRUE()
        (1000, 2, "number", "25", True),
        (1000, 3, "error", "#DIV/0!", True),
    ]
