"""What is read from a Word document: text as seen on paper, tables on their grid, controls, bookmarks, hidden ids."""

from exports.incoming.child import read_content
from forms.collecting.content import Bookmark, Item, Paragraph, Place, Table, TableCell, WordContent
from tests.incoming.files import Parts, W, field, packed, relations, text, word

CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
VALUES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"


def read(body: str, *linked: tuple[str, ...], more: Parts | None = None) -> WordContent:
    content = read_content(packed(word(body, *linked) | (more or {})), ".docx")
    assert isinstance(content, WordContent)
    return content


def said(body: str) -> list[str]:
    return [block.text for block in read(body).blocks if isinstance(block, Paragraph)]


def cell(words: str = "", properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{text(words)}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def table(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def control(content: str, properties: str = "") -> str:
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def run(words: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{words}</w:t></w:r>"


def test_text_is_what_stands_on_the_paper() -> None:
    runs = run("一") + "<w:r><w:tab/><w:t>二</w:t><w:br/><w:t>三</w:t><w:noBreakHyphen/><w:br w:type='page'/></w:r>"
    assert said(f"<w:p>{runs}</w:p>") == ["一\t二\n三-"]
    assert said(f"<w:p><w:hyperlink>{run('链接')}</w:hyperlink><w:smartTag>{run('文字')}</w:smartTag></w:p>") == ["链接文字"]
    assert said(field("PAGE", result="3")) == ["3"]
    assert said(f"<w:p><w:fldSimple w:instr='DATE'>{run('2025')}</w:fldSimple></w:p>") == ["2025"]
    reading = f"<w:r><w:ruby><w:rt>{run('shi')}</w:rt><w:rubyBase>{run('试')}</w:rubyBase></w:ruby></w:r>"
    assert said(f"<w:p>{reading}{run('点')}</w:p>") == ["试点"]


def test_changes_are_read_as_accepted_and_remarked_on() -> None:
    body = (
        f"<w:p>{run('投入')}<w:del>{run('100')}</w:del><w:ins>{run('200')}</w:ins><w:moveFrom>{run('旧')}</w:moveFrom>{run('万元')}</w:p>"
    )
    found = read(body)
    assert found.blocks == (Paragraph("投入200万元"),)
    assert found.remarks == ("文件里有没有接受的修订，按接受后的内容读取，删去的文字没有读取。",)
    gone = read(table(row(cell("留")), row(cell("删"), properties="<w:del/>")))
    assert gone.blocks == (Table(1, 1, (TableCell(1, 1, "留"),)),)
    assert gone.remarks == found.remarks


def test_hidden_text_is_kept_apart() -> None:
    shown_again = '<w:vanish w:val="0"/>'
    found = read(f"<w:p>{run('看得见')}{run('ronghe:7f3a', '<w:vanish/>')}{run('也看得见', shown_again)}</w:p>")
    assert found.blocks == (Paragraph("看得见也看得见"),)
    assert found.hidden == ("ronghe:7f3a",)


def test_ticks_of_symbol_fonts_are_ticks() -> None:
    wingdings_2 = '<w:rFonts w:ascii="Wingdings 2" w:hAnsi="Wingdings 2"/>'
    typed = f"<w:p>{run('R', wingdings_2)}{run('是')}{run('£', wingdings_2)}{run('否 R')}</w:p>"
    assert said(typed) == ["☑是□否 R"]
    symbol = '<w:r><w:sym w:font="Wingdings" w:char="{}"/></w:r>'
    symbols = symbol.format("F0FE") + symbol.format("F0A8")
    assert said(f"<w:p>{symbols}</w:p>") == ["☑□"]
    strange = "".join(symbol.format(code) for code in ("D800", "F" * 40, "0", "", "第"))
    assert said(f"<w:p>{strange}{run('好')}</w:p>") == ["好"]
    newer = '<w16se:symEx xmlns:w16se="http://schemas.microsoft.com/office/word/2015/wordml/symex" w16se:font="Segoe" w16se:char="2611"/>'
    both = f"<mc:AlternateContent><mc:Choice>{newer}</mc:Choice><mc:Fallback><w:t>☑</w:t></mc:Fallback></mc:AlternateContent>"
    assert said(f"<w:p><w:r>{both}<w:t>是</w:t></w:r></w:p>") == ["☑是"]


def test_merged_cells_become_one_on_the_grid() -> None:
    across, down, goes_on = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    found = read(
        table(
            row(cell("单位", down), cell("名称"), cell("示例公司")),
            row(cell("", goes_on), cell("代码"), cell("91")),
            row(cell("说明", across), cell("无")),
            row(cell("右下"), properties='<w:gridBefore w:val="2"/>'),
        )
    )
    (grid,) = found.blocks
    assert isinstance(grid, Table)
    assert grid == Table(
        4,
        3,
        (
            TableCell(1, 1, "单位", row_span=2),
            TableCell(1, 2, "名称"),
            TableCell(1, 3, "示例公司"),
            TableCell(2, 2, "代码"),
            TableCell(2, 3, "91"),
            TableCell(3, 1, "说明", column_span=2),
            TableCell(3, 3, "无"),
            TableCell(4, 3, "右下"),
        ),
    )
    assert grid.at(2, 1) is grid.cells[0]
    assert grid.right_of(grid.cells[0]) is grid.cells[1]
    assert grid.below(grid.cells[0]) is grid.cells[5]
    assert grid.at(4, 1) is None


def test_old_sideways_merges_and_what_lies_under_a_merge() -> None:
    found = read(
        table(
            row(cell("长", '<w:hMerge w:val="restart"/>'), cell("", "<w:hMerge/>"), cell("短")),
            row(cell("上", '<w:vMerge w:val="restart"/>'), cell("一"), cell("二")),
            row(cell("看不见", "<w:vMerge/>"), cell("三"), cell("四")),
        )
    )
    (grid,) = found.blocks
    assert isinstance(grid, Table)
    assert grid.cells[:2] == (TableCell(1, 1, "长", column_span=2), TableCell(1, 3, "短"))
    assert "看不见" not in [entry.text for entry in grid.cells]
    assert found.remarks == ("合并单元格下面还压着看不见的文字，没有读取。",)


def test_a_table_in_a_cell_follows_the_table_it_stands_in() -> None:
    inner = table(row(cell("内")))
    body = text("前") + table(row(cell("左"), f"<w:tc>{text('右上')}{inner}{text('右下')}</w:tc>")) + text("后")
    blocks = read(body).blocks
    assert blocks == (
        Paragraph("前"),
        Table(1, 2, (TableCell(1, 1, "左"), TableCell(1, 2, "右上\n右下"))),
        Table(1, 1, (TableCell(1, 1, "内"),), parent=Place(1, 1, 2)),
        Paragraph("后"),
    )


def test_controls_stand_where_they_are_and_say_what_was_entered() -> None:
    named = '<w:tag w:val="org_name"/><w:alias w:val="单位名称"/>'
    in_text = f"<w:p>{run('名称：')}{control(run('示例公司'), named)}</w:p>"
    round_block = control(text("第一段") + text("第二段"), '<w:tag w:val="summary"/>')
    in_cell = f"<w:tc><w:p>{control(run('甲'), '<w:tag w:val=' + chr(34) + 'in' + chr(34) + '/>')}</w:p></w:tc>"
    round_cell = control(cell("乙"), '<w:tag w:val="cell"/>')
    round_row = control(row(cell("丙"), cell("丁")), '<w:tag w:val="row"/>')
    found = read(in_text + round_block + table(row(in_cell, round_cell), round_row))
    assert [(entry.tag, entry.place, entry.text) for entry in found.controls] == [
        ("org_name", Place(0), "示例公司"),
        ("summary", Place(1), "第一段\n第二段"),
        ("in", Place(3, 1, 1), "甲"),
        ("cell", Place(3, 1, 2), "乙"),
        ("row", Place(3, 2, 1), "丙\n丁"),
    ]
    assert found.controls[0].alias == "单位名称"
    assert found.blocks[0] == Paragraph("名称：示例公司")


def test_the_placeholder_is_not_what_was_entered() -> None:
    found = read(f"<w:p>{run('名称：')}{control(run('单击此处输入'), '<w:showingPlcHdr/>')}</w:p>")
    assert found.blocks == (Paragraph("名称："),)
    assert (found.controls[0].text, found.controls[0].placeholder) == ("", True)


def test_boxes_lists_and_dates_give_their_state() -> None:
    ticked = '<w14:checkbox><w14:checked w14:val="1"/></w14:checkbox>'
    items = '<w:listItem w:displayText="制造业企业" w:value="maker"/><w:listItem w:displayText="园区" w:value="park"/>'
    date = '<w:date w:fullDate="2025-07-11T00:00:00Z"/>'
    body = (
        control(run("☒"), ticked)
        + control(run("☐"), ticked.replace('"1"', '"0"'))
        + control(run("园区"), f"<w:dropDownList>{items}</w:dropDownList>")
        + control(run("写的"), f"<w:comboBox>{items}</w:comboBox>")
        + control(run("2025年7月11日"), date)
    )
    found = read(f"<w:p>{body}</w:p>").controls
    assert [(entry.kind, entry.checked, entry.text, entry.value) for entry in found] == [
        ("checkbox", True, "☒", ""),
        ("checkbox", False, "☐", ""),
        ("choice", None, "园区", "park"),
        ("combo", None, "写的", ""),
        ("date", None, "2025年7月11日", "2025-07-11"),
    ]
    assert found[2].items == (Item("制造业企业", "maker"), Item("园区", "park"))


def test_an_entry_that_stands_twice_in_a_list_gives_no_value() -> None:
    items = '<w:listItem w:displayText="其他" w:value="a"/><w:listItem w:displayText="其他" w:value="b"/>'
    (found,) = read(f"<w:p>{control(run('其他'), f'<w:dropDownList>{items}</w:dropDownList>')}</w:p>").controls
    assert (found.text, found.value) == ("其他", "")


def old_field(data: str, result: str = "") -> str:
    mark = '<w:r><w:fldChar w:fldCharType="{}">{}</w:fldChar></w:r>'
    instruction = "<w:r><w:instrText>FORM</w:instrText></w:r>"
    shown = mark.format("separate", "") + run(result) if result else ""
    return f"{mark.format('begin', f'<w:ffData>{data}</w:ffData>')}{instruction}{shown}{mark.format('end', '')}"


def test_form_fields_of_the_old_kind() -> None:
    body = (
        old_field('<w:name w:val="单位"/><w:textInput/>', "示例公司")
        + old_field('<w:name w:val="空"/><w:textInput/>', "\u2002\u2002\u2002")
        + old_field('<w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox>')
        + old_field('<w:checkBox><w:default w:val="0"/></w:checkBox>')
        + old_field('<w:ddList><w:result w:val="1"/><w:listEntry w:val="是"/><w:listEntry w:val="否"/></w:ddList>')
    )
    found = read(f"<w:p>{body}</w:p>")
    assert [(entry.kind, entry.tag, entry.text, entry.checked, entry.placeholder) for entry in found.controls] == [
        ("text", "单位", "示例公司", None, False),
        ("text", "空", "", None, True),
        ("checkbox", "", "☑", True, False),
        ("checkbox", "", "□", False, False),
        ("choice", "", "否", None, False),
    ]
    assert found.blocks == (Paragraph("示例公司\u2002\u2002\u2002☑□否"),)


def test_bookmarks_quote_what_lies_between_their_ends() -> None:
    begin, end = '<w:bookmarkStart w:id="{0}" w:name="{1}"/>', '<w:bookmarkEnd w:id="{0}"/>'
    first = f"<w:p>{begin.format(1, 'f_name')}{run('示例')}{begin.format(2, '_GoBack')}{end.format(2)}{end.format(1)}{run('外')}</w:p>"
    empty = f"<w:tc><w:p>{begin.format(3, '_f_empty')}{end.format(3)}</w:p></w:tc>"
    across = f"<w:p>{begin.format(4, 'f_long')}{run('一')}</w:p><w:p>{run('二')}{end.format(4)}</w:p>"
    open_one = f"<w:p>{begin.format(5, 'f_open')}{run('三')}</w:p>"
    assert read(first + table(row(empty)) + across + open_one).bookmarks == (
        Bookmark("f_name", Place(0), "示例"),
        Bookmark("_f_empty", Place(1, 1, 1)),
        Bookmark("f_long", Place(2), "一\n二"),
    )


def test_text_boxes_are_read_once_and_pictures_counted() -> None:
    box = f"<w:txbxContent>{text('框里')}</w:txbxContent>"
    both = f"<mc:AlternateContent><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"
    picture = '<w:r><w:pict><v:shape><v:imagedata r:id="rId1"/></v:shape></w:pict></w:r>'
    found = read(f"<w:p>{run('前')}<w:r>{both}</mc:AlternateContent></w:r>{run('后')}{picture}</w:p>")
    assert found.blocks == (Paragraph("前后"), Paragraph("框里", where="box"))
    assert found.remarks == ("文件里有1张图片，图片里的内容没有读取。",)


def test_margins_and_notes_come_last() -> None:
    header = f'<w:hdr xmlns:w="{W}">{text("页眉")}</w:hdr>'
    separator = f'<w:footnote w:type="separator">{text("线")}</w:footnote>'
    notes = f'<w:footnotes xmlns:w="{W}">{separator}<w:footnote>{text("注")}</w:footnote></w:footnotes>'
    linked = (("header", "header1.xml"), ("footnotes", "footnotes.xml"), ("comments", "comments.xml"))
    more: Parts = {"word/header1.xml": header, "word/footnotes.xml": notes, "word/comments.xml": f'<w:comments xmlns:w="{W}"/>'}
    found = read(text("正文"), *linked, more=more)
    assert found.blocks == (Paragraph("正文"), Paragraph("页眉", where="header"), Paragraph("注", where="note"))
    assert found.remarks == ("文件里有批注，批注没有读取。",)


def test_styles_by_name_variables_and_properties() -> None:
    styles = f'<w:styles xmlns:w="{W}"><w:style w:styleId="2"><w:name w:val="heading 1"/></w:style></w:styles>'
    settings = f'<w:settings xmlns:w="{W}"><w:docVars><w:docVar w:name="form" w:val="application"/></w:docVars></w:settings>'
    first = '<property pid="2" name="编号"><vt:lpwstr>R-1</vt:lpwstr></property>'
    second = '<property pid="3" name="版"><vt:i4>2</vt:i4></property>'
    custom = f'<Properties xmlns="{CUSTOM}" xmlns:vt="{VALUES}">{first}{second}</Properties>'
    core = '<c xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>申报表</dc:title><dc:creator>某人</dc:creator></c>'
    more: Parts = {
        "_rels/.rels": relations(
            ("officeDocument", "word/document.xml"), ("custom-properties", "docProps/custom.xml"), ("core-properties", "docProps/core.xml")
        ),
        "docProps/custom.xml": custom,
        "docProps/core.xml": core,
        "word/styles.xml": styles,
        "word/settings.xml": settings,
    }
    body = f'<w:p><w:pPr><w:pStyle w:val="2"/></w:pPr>{run("一、")}</w:p>'
    found = read(body, ("styles", "styles.xml"), ("settings", "settings.xml"), more=more)
    assert found.blocks == (Paragraph("一、", style="heading 1"),)
    assert (found.variables, found.properties, found.about) == ({"form": "application"}, {"编号": "R-1", "版": "2"}, {"title": "申报表"})


def test_a_document_of_the_strict_kind_is_the_same() -> None:
    strict = {
        name: str(part).replace("http://schemas.openxmlformats.org/wordprocessingml/2006/", "http://purl.oclc.org/ooxml/wordprocessingml/")
        for name, part in word(text("严格")).items()
    }
    content = read_content(packed({**strict}), ".docx")
    assert isinstance(content, WordContent)
    assert content.blocks == (Paragraph("严格"),)
