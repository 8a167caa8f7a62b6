"""Templates as bureaus change them: split runs, saved again by another program, broken places, hostile files."""

import io
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from build.templates import write_templates
from exports.word.official.layout import export_official
from exports.word.official.packages import LARGEST_FILE, TemplateRefused
from exports.word.official.shipped import template_bytes
from exports.word.official.structure import Block, Heading, Imprint, Kind, OfficialDocument, Paragraph, Signature
from exports.word.official.templates import (
    PLACES,
    REQUIRED,
    check_official,
    check_template,
    fill_template,
    list_places,
    shipped_template,
    values_of,
)
from exports.word.settings import WordSettings
from models.errors import UserError
from tests.documents import official_sample as sample
from tests.documents.golden import W, word_text
from tests.documents.render import Office, page_sizes, page_texts

SETTINGS = WordSettings()
ALLOWED = {name: name in REQUIRED for name in PLACES}
BOX = """<w:p {w} xmlns:v="urn:schemas-microsoft-com:vml"><w:r><w:pict><v:rect style="width:200pt;height:50pt"><v:textbox><w:txbxContent>
<w:p><w:r><w:t>承办：{{{{发文机关}}}}</w:t></w:r></w:p></w:txbxContent></v:textbox></v:rect></w:pict></w:r></w:p>"""


def shipped(kind: Kind = Kind.REPORT) -> Path:
    return shipped_template("chongqing-2025", kind)


def template(folder: Path, *texts: str) -> Path:
    """Return a template that python-docx makes: another program's file, with another program's styles."""
    document = docx.Document()
    for text in texts or ("{{标题}}", "{{正文}}"):
        document.add_paragraph(text)
    path = folder / "模板.docx"
    document.save(str(path))
    return path


def repacked(source: Path, target: Path, change: Callable[[dict[str, bytes]], object]) -> Path:
    """Return a copy of a package with changed parts."""
    with zipfile.ZipFile(source) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    change(parts)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return target


def body_of(path: Path) -> bytes:
    return zipfile.ZipFile(path).read("word/document.xml")


def text_of(path: Path) -> str:
    return word_text(body_of(path))


def errors_of(path: Path) -> list[str]:
    return [finding.message for finding in check_template(path, ALLOWED) if finding.level == "error"]


def filled(source: Path, target: Path, document: OfficialDocument | None = None, settings: WordSettings = SETTINGS) -> Path:
    return fill_template(source, values_of(document or sample.report()), target, settings).path


# The shipped templates


@pytest.mark.parametrize("kind", Kind)
def test_shipped_templates_are_what_the_layout_makes_and_have_no_fault(kind: Kind) -> None:
    assert shipped(kind).read_bytes() == template_bytes(kind), "python -m build.templates"
    assert check_official(shipped(kind), kind) == []


def test_the_builder_writes_every_kind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("build.templates.shipped_template", lambda programme, kind: tmp_path / programme / f"{kind}.docx")
    assert {path.name for path in write_templates("p")} == {"report.docx", "letter.docx", "annex.docx", "plain.docx"}


def test_a_filled_template_has_the_pages_of_the_layout(tmp_path: Path, office: Office) -> None:
    plain = sample.report(kind=Kind.PLAIN, blocks=(sample.WIDE,), annexes=())
    documents = {"report": sample.report(), "letter": sample.letter(), "plain": plain}
    ours = [export_official(document, tmp_path / f"{name}.docx", SETTINGS).path for name, document in documents.items()]
    theirs = [filled(shipped(document.kind), tmp_path / f"t-{name}.docx", document) for name, document in documents.items()]
    pdfs = office.pdf(*ours, *theirs)
    for one, two in zip(pdfs[:3], pdfs[3:], strict=True):
        assert page_texts(one) == page_texts(two)
        assert page_sizes(one) == page_sizes(two)


def test_empty_places_leave_no_line_and_no_token(tmp_path: Path) -> None:
    document = OfficialDocument(Kind.PLAIN, "题", (Paragraph("甲"),))
    path = filled(shipped(Kind.PLAIN), tmp_path / "a.docx", document)
    assert text_of(path) == "题\n\n甲\n"
    footers = "".join(zipfile.ZipFile(path).read(name).decode() for name in zipfile.ZipFile(path).namelist() if "footer" in name)
    assert "{{" not in footers


# Finding places


def test_places_are_found_wherever_they_stand(tmp_path: Path) -> None:
    path = template(tmp_path, "甲", "", "报{{主送}}：", "｛｛ 标题 ｝｝", "{{正文}}", "{{不认识}}")
    document = docx.Document(str(path))
    cell = document.add_table(2, 2).cell(1, 0)
    cell.text = "日期{{成文日期}}"
    document.element.body.insert(0, parse_xml(BOX.format(w=nsdecls("w"))))
    section = document.sections[0]
    section.header.paragraphs[0].text = "{{标记}}"
    section.different_first_page_header_footer = True
    section.first_page_footer.paragraphs[0].text = "{{文号}}"
    document.save(str(path))
    places = {place.name: place for place in list_places(path, PLACES)}
    assert {name: place.where for name, place in places.items()} == {
        "发文机关": "正文的文本框中",
        "主送": "正文第2段",
        "标题": "正文第3段",
        "正文": "正文第4段",
        "不认识": "正文第5段",
        "成文日期": "正文第1个表格第2行第1格",
        "标记": "页眉第1段",
        "文号": "首页页脚第1段",
    }
    assert {name for name, place in places.items() if not place.known} == {"不认识"}
    assert places["成文日期"].cell == (1, 2, 1)
    assert (places["标题"].alone, places["主送"].alone) == (True, False)
    assert places["主送"].around == "报{{主送}}："


def test_findings_name_the_fault_and_its_place(tmp_path: Path) -> None:
    texts = ("前面{{正文}}", "{{标题", "{{错名}}", "{主送}", "{{落款}}", "{{落款}}", "结尾}}")
    messages = "\n".join(errors_of(template(tmp_path, *texts)))
    assert "正文第1段的“{{正文}}”须独占一段" in messages
    assert "正文第2段的花括号不成对" in messages
    assert "正文第3段的“{{错名}}”不是本文书的填充位置" in messages
    assert "正文第4段的“{主送}”少了花括号" in messages
    assert "“{{落款}}”只能出现一次，现出现2次：正文第5段、正文第6段" in messages
    assert "正文第7段的花括号不成对" in messages
    assert "缺少填充位置“{{标题}}”" in messages
    with pytest.raises(UserError, match="不能使用"):
        filled(template(tmp_path, *texts), tmp_path / "a.docx")
    assert not (tmp_path / "a.docx").exists()


def test_a_missing_signature_is_a_warning_only(tmp_path: Path) -> None:
    found = check_official(template(tmp_path, "{{标题}}", "{{正文}}", "{{署名}}"), Kind.REPORT)
    assert {finding.level for finding in found} == {"warning"}
    messages = "".join(finding.message for finding in found)
    assert "“{{落款}}”或“{{成文日期}}”" in messages
    assert "“{{落款}}”或“{{署名}}”" not in messages


def test_blocks_do_not_fit_into_margins_and_tables_not_into_cells(tmp_path: Path) -> None:
    path = template(tmp_path, "{{标题}}")
    document = docx.Document(str(path))
    document.sections[0].header.paragraphs[0].text = "{{正文}}"
    document.save(str(path))
    assert any("不能放在页眉或页脚里" in message for message in errors_of(path))
    other = docx.Document()
    other.add_paragraph("{{标题}}")
    other.add_table(1, 1).cell(0, 0).text = "{{正文}}"
    other.save(str(path))
    filled(path, tmp_path / "a.docx", OfficialDocument(Kind.PLAIN, "题", (Heading(1, "甲"), Paragraph("乙"))))
    assert "一、甲⏎乙" in text_of(tmp_path / "a.docx")
    with pytest.raises(UserError, match="放不下"):
        filled(path, tmp_path / "b.docx", OfficialDocument(Kind.PLAIN, "题", (sample.SMALL,)))


# Filling


def test_a_place_split_into_runs_keeps_the_font_of_its_beginning(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("关于")
    for number, piece in enumerate(("{", "{标", "题}", "}的说明 {{文号}}")):
        run = paragraph.add_run(piece)
        run.font.size = Pt(10 + number)
        element: Any = run._r
        element.addnext(etree.fromstring(f"<w:proofErr {nsdecls('w')} w:type='spellStart'/>"))
    document.add_paragraph("{{正文}}")
    path = tmp_path / "t.docx"
    document.save(str(path))
    filled(path, tmp_path / "a.docx", sample.report(title="甲乙", blocks=()))
    result = docx.Document(str(tmp_path / "a.docx")).paragraphs[0]
    assert result.text == "关于甲乙的说明 示例人社文〔2026〕1号"
    assert next(run.font.size for run in result.runs if "甲乙" in run.text) == Pt(10)


def test_text_boxes_tables_headers_and_repeated_places_are_filled(tmp_path: Path) -> None:
    path = template(tmp_path, "{{标题}}", "{{正文}}", "又见{{文号}}，再见{{文号}}")
    document = docx.Document(str(path))
    document.element.body.insert(0, parse_xml(BOX.format(w=nsdecls("w"))))
    document.add_table(1, 1).cell(0, 0).text = "{{附注}}"
    document.sections[0].footer.paragraphs[0].text = "{{标记}}"
    document.save(str(path))
    filled(path, tmp_path / "a.docx", sample.report(note=""))
    opened = docx.Document(str(tmp_path / "a.docx"))
    assert f"承办：{sample.ORGAN}" in "".join(t.text or "" for t in opened.element.body.iter(qn("w:t")))
    assert "又见示例人社文〔2026〕1号，再见示例人社文〔2026〕1号" in [paragraph.text for paragraph in opened.paragraphs]
    assert [paragraph.text for paragraph in opened.tables[-1].cell(0, 0).paragraphs] == [""]
    assert opened.sections[0].footer.paragraphs[0].text == "第2版　校验码 7F3K-92QD"


def test_text_takes_over_the_paragraph_of_its_place_and_headings_the_bureaus_styles(tmp_path: Path) -> None:
    document = docx.Document(str(shipped(Kind.PLAIN)))
    place = next(paragraph for paragraph in document.paragraphs if paragraph.text == "{{正文}}")
    place.paragraph_format.line_spacing = Pt(26)
    place.runs[0].font.size = Pt(15)
    document.styles["heading 1"].font.size = Pt(18)
    path = tmp_path / "t.docx"
    document.save(str(path))
    filled(path, tmp_path / "a.docx", OfficialDocument(Kind.PLAIN, "题", (Heading(1, "甲"), Paragraph("乙"), sample.SMALL)))
    result = docx.Document(str(tmp_path / "a.docx"))
    heading, text = (next(p for p in result.paragraphs if p.text == words) for words in ("一、甲", "乙"))
    assert (text.paragraph_format.line_spacing, text.runs[0].font.size) == (Pt(26), Pt(15))
    assert (heading.style.name if heading.style else "", heading.runs[0].font.size) == ("Heading 1", None)
    assert result.styles["heading 1"].font.size == Pt(18)


def test_styles_that_a_template_lacks_are_brought_along(tmp_path: Path) -> None:
    path = template(tmp_path)
    filled(path, tmp_path / "a.docx", sample.report(annexes=()))
    result = docx.Document(str(tmp_path / "a.docx"))
    used = {style.get(qn("w:val")) for style in result.element.body.iter(qn("w:pStyle"))}
    known = {style.style_id for style in result.styles}
    assert used <= known
    assert {"表格标题", "表格栏目"} <= {style.name for style in result.styles}


def test_the_offices_choices_replace_only_what_the_bureau_has_not_chosen(tmp_path: Path) -> None:
    document = docx.Document(str(shipped(Kind.PLAIN)))
    place = next(paragraph for paragraph in document.paragraphs if paragraph.text == "{{正文}}")
    next(place.runs[0]._r.iter(qn("w:rFonts"))).set(qn("w:eastAsia"), "华文仿宋")
    path = tmp_path / "t.docx"
    document.save(str(path))
    values = OfficialDocument(Kind.PLAIN, "题", (Heading(2, "甲"), Paragraph("乙")), note="丙")
    filled(path, tmp_path / "a.docx", values, WordSettings("方正仿宋_GBK", 30.0))
    result = docx.Document(str(tmp_path / "a.docx"))
    fonts = {p.text: [next(run._r.iter(qn("w:rFonts"))).get(qn("w:eastAsia")) for run in p.runs] for p in result.paragraphs}
    assert fonts["乙"] == ["华文仿宋"]
    assert fonts["（丙）"] == ["方正仿宋_GBK"]
    assert result.styles["公文正文"].paragraph_format.line_spacing == Pt(30)
    assert result.styles["heading 2"].element.rPr.rFonts.get(qn("w:eastAsia")) == "方正楷体_GBK"


def test_a_template_saved_again_by_another_program_still_works(tmp_path: Path, office: Office) -> None:
    copies = [shutil.copy(shipped(kind), tmp_path / f"{kind}.docx") for kind in (Kind.REPORT, Kind.LETTER)]
    again = office.convert("docx", tmp_path / "again", *map(Path, copies))
    documents = (sample.report(), sample.letter())
    for path, document in zip(again, documents, strict=True):
        assert errors_of(path) == []
        assert {place.name for place in list_places(path)} == {place.name for place in list_places(shipped(document.kind))}
    made = [filled(path, tmp_path / path.name, document) for path, document in zip(again, documents, strict=True)]
    for pdf, document in zip(office.pdf(*made), documents, strict=True):
        text = re.sub(r"\s", "", "".join(page_texts(pdf)))
        assert "{{" not in text
        annexed = "示例试点项目40：" if document.kind is Kind.REPORT else "附件：试点推荐"
        for words in ("（一）健全工作机制", annexed, document.number, "2026年11月5日"):
            assert words in text
    assert (297, 210) in page_sizes(tmp_path / "report.pdf")


def test_places_for_single_facts_can_replace_the_blocks(tmp_path: Path) -> None:
    path = template(tmp_path, "{{标题}}", "{{正文}}", "{{署名}}（盖章）", "{{成文日期}}", "抄送：{{抄送}}")
    filled(path, tmp_path / "a.docx", sample.report(blocks=(Paragraph("甲"),)))
    assert text_of(tmp_path / "a.docx").splitlines()[-3:] == [
        f"{sample.ORGAN}（盖章）",
        "2026年11月5日",
        "抄送：区政府办公室，区经济信息委",
    ]


def test_values_are_text_and_nothing_else(tmp_path: Path) -> None:
    path = template(tmp_path, "{{标题}}", "{{正文}}")
    values: dict[str, str | list[Block]] = {"标题": "<w:p/>\x00&{{正文}}\n第二行", "正文": [Paragraph("\x01甲"), Imprint()]}
    exported = fill_template(path, values, tmp_path / "a.docx", SETTINGS)
    assert text_of(tmp_path / "a.docx") == "<w:p/>&{{正文}}⏎第二行\n甲\n"
    assert "去掉了2处" in exported.notes[0]


def test_the_result_opens_and_names_the_document(tmp_path: Path) -> None:
    opened = docx.Document(str(filled(shipped(), tmp_path / "a.docx")))
    assert opened.core_properties.title == sample.report().title
    assert opened.sections[0].page_width is not None


def test_signature_without_day_leaves_room_for_pen(tmp_path: Path) -> None:
    filled(shipped(), tmp_path / "a.docx", sample.report(signature=Signature(sample.ORGAN)))
    assert "年　　月　　日" in text_of(tmp_path / "a.docx")


# Hostile files


def _relation(parts: dict[str, bytes], kind: str, target: str = "http://x.invalid/a") -> None:
    name, kinds = "word/_rels/document.xml.rels", "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    entry = f'<Relationship Id="x9" Type="{kinds}/{kind}" Target="{target}" TargetMode="External"/>'
    parts[name] = parts[name].replace(b"</Relationships>", f"{entry}</Relationships>".encode())


def _prefix(parts: dict[str, bytes], name: str, declaration: bytes) -> None:
    parts[name] = re.sub(rb"^<\?xml[^>]*\?>\s*", b"", parts[name])
    parts[name] = declaration + parts[name]


def _macro(parts: dict[str, bytes]) -> None:
    parts["word/vbaProject.bin"] = b"x"


def _macro_type(parts: dict[str, bytes]) -> None:
    kind = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(kind, b"application/vnd.ms-word.document.macroEnabled.main+xml")


def _field(parts: dict[str, bytes]) -> None:
    field = '<w:p><w:fldSimple w:instr=" INCLUDETEXT &quot;c:\\x.docx&quot; "/></w:p>'
    parts["word/document.xml"] = parts["word/document.xml"].replace(b"<w:sectPr", field.encode() + b"<w:sectPr", 1)


_OUTSIDE = b'<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
HOSTILE: dict[str, tuple[Callable[[dict[str, bytes]], object], str]] = {
    "macros": (_macro, "含有宏"),
    "macro type": (_macro_type, "含有宏"),
    "embedded file": (lambda parts: parts.update({"word/embeddings/a.xlsx": b"x"}), "嵌入的文件"),
    "linked picture": (lambda parts: _relation(parts, "image"), "外部的图片"),
    "other template": (lambda parts: _relation(parts, "attachedTemplate", "//x.invalid/a.dotm"), "另一个模板"),
    "declaration": (lambda parts: _prefix(parts, "word/document.xml", _OUTSIDE), "不应有的声明"),
    "declaration in footer": (lambda parts: _prefix(parts, "word/footer1.xml", b'<!DOCTYPE w [<!ENTITY a "b">]>'), "不应有的声明"),
    "no xml": (lambda parts: parts.update({"word/document.xml": b"<w:document"}), "已损坏"),
    "no document": (lambda parts: parts.pop("word/document.xml"), "不是 Word 文档"),
    "fetching field": (_field, "INCLUDETEXT"),
    "foreign relations": (lambda parts: parts.update({"word/_rels/document.xml.rels": b"<Relationships/>"}), "内部结构不规范"),
    "foreign types": (lambda parts: parts.update({"[Content_Types].xml": b"<Types/>"}), "内部结构不规范"),
    "bomb": (lambda parts: parts.update({"word/media/a.png": bytes(70 * 1024 * 1024)}), "过大"),
}


@pytest.mark.parametrize("fault", HOSTILE)
def test_hostile_templates_are_refused(fault: str, tmp_path: Path) -> None:
    change, words = HOSTILE[fault]
    path = repacked(shipped(Kind.PLAIN), tmp_path / "t.docx", change)
    assert any(words in message for message in errors_of(path)), errors_of(path)
    with pytest.raises(UserError, match=words):
        filled(path, tmp_path / "a.docx")
    assert not (tmp_path / "a.docx").exists()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damaged_templates_are_reported_or_work_and_never_break(tmp_path: Path, data: st.DataObject) -> None:
    """Parts are cut, doubled or emptied at any place, as a broken stick or a careless tool would."""

    def damage(parts: dict[str, bytes]) -> None:
        name = data.draw(st.sampled_from(sorted(parts)))
        content = parts[name]
        start = data.draw(st.integers(0, len(content)))
        end = data.draw(st.integers(start, min(len(content), start + 400)))
        elements = re.split(rb"(?=<w:p>|<w:sectPr>|<w:style |<Relationship |<Override )", content)
        drop = data.draw(st.integers(0, len(elements) - 1))
        whole = b"".join(elements[:drop] + elements[drop + 1 :])
        parts[name] = data.draw(st.sampled_from((content[:start] + content[end:], content[:end] + content[start:], b"", whole)))

    path = repacked(shipped(Kind.LETTER), tmp_path / "t.docx", damage)
    found = check_template(path, ALLOWED)
    try:
        made = filled(path, tmp_path / "a.docx")
    except UserError:
        return
    assert not any(finding.level == "error" and "缺少" not in finding.message for finding in found)
    assert zipfile.ZipFile(made).testzip() is None


def test_an_ordinary_link_is_no_fault(tmp_path: Path) -> None:
    path = repacked(shipped(Kind.PLAIN), tmp_path / "t.docx", lambda parts: _relation(parts, "hyperlink"))
    assert errors_of(path) == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "不是 Word 文档"),
        (b"PK\x03\x04 broken", "不是 Word 文档"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "旧格式"),
        (bytes(LARGEST_FILE + 1), "MB"),
    ],
    ids=["empty", "cut off", "old word", "large"],
)
def test_other_files_are_refused(content: bytes, words: str, tmp_path: Path) -> None:
    path = tmp_path / "t.docx"
    path.write_bytes(content)
    with pytest.raises(TemplateRefused, match=words):
        list_places(path)
    assert [finding.level for finding in check_template(path, ALLOWED)] == ["error"]


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(TemplateRefused, match="没有找到"):
        list_places(tmp_path / "t.docx")


def test_a_spreadsheet_is_no_template(tmp_path: Path) -> None:
    from openpyxl import Workbook

    path = tmp_path / "t.docx"
    Workbook().save(path)
    with pytest.raises(TemplateRefused, match="不是 Word 文档"):
        list_places(path)


def test_turned_sections_refer_to_parts_that_exist(tmp_path: Path) -> None:
    package = zipfile.ZipFile(filled(shipped(), tmp_path / "a.docx"))
    relations = {entry.get("Id"): entry.get("Target") for entry in etree.fromstring(package.read("word/_rels/document.xml.rels"))}
    types = package.read("[Content_Types].xml").decode()
    body = etree.fromstring(body_of(tmp_path / "a.docx"))
    used = [relations[reference.get(qn("r:id"))] for reference in body.iter(f"{W}footerReference")]
    assert {"footerTurned1.xml", "footerTurned2.xml"} <= set(used)
    for name in used:
        assert f"word/{name}" in package.namelist()
        assert f"/word/{name}" in types
    assert io.BytesIO(package.read("word/footerTurned1.xml")).read(5) == b"<?xml"
