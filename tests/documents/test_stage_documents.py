"""Documents of every stage on paper: each form of the pack, empty and with extreme content, laid out, converted and measured."""

import io
import re
import zipfile
from datetime import date
from pathlib import Path

import msgspec
import pytest

from exports.seal_code import qr_picture, seal_text
from exports.word.application import export_application
from exports.word.official.chosen import write_official
from exports.word.official.composed import KINDS, NUMBER_GAP, composed
from exports.word.official.layout import export_official, official_bytes
from exports.word.official.structure import Annex, Heading, Kind, OfficialDocument, Paragraph, TableBlock
from exports.word.official.templates import shipped_template
from exports.word.settings import WordSettings
from forms.definition import Form, Layout
from forms.seal import short_code
from forms.snapshot import FormSnapshot
from models.plain import Plain
from models.queries.office_templates import TemplateFile
from tests.documents import stage_sample as sample
from tests.documents.geometry import lines_of
from tests.documents.golden import assert_golden, word_text
from tests.documents.paper import code_of, read_from_paper
from tests.documents.render import Office, fonts, page_sizes, page_texts
from tests.documents.sample import programme, snapshot_of

SETTINGS = WordSettings()
LEFT, RIGHT, BOTTOM = 28, 184, 262
HANGING = 3
"""Millimetres by which a punctuation mark may hang over the end of a line."""


def written(snapshot: FormSnapshot, form: Form, target: Path) -> Path:
    if form.layout in KINDS:
        return export_official(composed(snapshot, form, programme()), target, SETTINGS).path
    return export_application(snapshot, form, programme(), target, SETTINGS).path


@pytest.fixture(scope="module")
def pdfs(tmp_path_factory: pytest.TempPathFactory, office: Office) -> dict[tuple[str, str], Path]:
    """Every document, empty and extreme, converted in one start of the office program."""
    folder = tmp_path_factory.mktemp("stages")
    files = {}
    for key, form in sample.forms().items():
        for name, make in (("empty", sample.empty), ("extreme", sample.extreme)):
            files[name, key] = written(make(form), form, folder / f"{name}-{key}.docx")
    squares = snapshot_of({"work": "国" * (28 * 60 - 2)}, sample.stage_form())
    files["squares", "stage"] = written(squares, sample.stage_form(), folder / "squares.docx")
    own = TemplateFile("自己的.docx", shipped_template(programme().id, Kind.REPORT).read_bytes())
    document = composed(sample.extreme(sample.stage_form()), sample.stage_form(), programme())
    files["template", "stage"] = write_official(document, folder / "template.docx", SETTINGS, own).path
    turned = composed(sample.extreme(sample.forms()["recommendation"]), sample.forms()["recommendation"], programme())
    files["template", "recommendation"] = write_official(turned, folder / "turned.docx", SETTINGS, own).path
    return dict(zip(files, office.pdf(*files.values()), strict=True))


def squeezed(text: str) -> str:
    return re.sub(r"\W", "", text)


def test_nothing_is_cut_and_nothing_lost(pdfs: dict[tuple[str, str], Path]) -> None:
    for (name, key), pdf in pdfs.items():
        for (width, _), lines in zip(page_sizes(pdf), lines_of(pdf), strict=True):
            inside = (LEFT, RIGHT) if width == 210 else (22, 297 - 37)
            for line in lines:
                assert line.left >= inside[0] - 0.5, (name, key, line)
                hanging = HANGING if line.text[-1] in "，。、；：" else 1
                assert line.right <= inside[1] + hanging, (name, key, line)
        if name == "extreme":
            form = sample.forms()[key]
            page = squeezed("".join(line.text for lines in lines_of(pdf) for line in lines))
            for field in form.fields():
                if field.type == "long_text" and field.place != "nowhere":
                    mark = str(sample.extreme_values(form)[field.key]).rpartition("。")[0].rpartition("。")[2]
                    assert squeezed(f"{mark}") in page, (key, field.key)


def test_paper_is_a4_and_no_glyph_is_missing(pdfs: dict[tuple[str, str], Path]) -> None:
    for pdf in pdfs.values():
        assert set(page_sizes(pdf)) <= {(210, 297), (297, 210)}
        used = fonts(pdf)
        assert {font.name.partition("CJK")[0] for font in used} <= {"NotoSerif", "NotoSans", "LiberationSerif"}
        assert all(font.embedded for font in used)
        assert "\ufffd" not in "".join(page_texts(pdf))


def test_no_heading_is_left_alone_at_the_foot(pdfs: dict[tuple[str, str], Path]) -> None:
    for (name, key), pdf in pdfs.items():
        form = sample.forms()[key]
        if form.layout not in KINDS or name != "extreme":
            continue
        blocks = composed(sample.extreme(form), form, programme()).blocks
        headings = {squeezed(block.text) for block in blocks if isinstance(block, Heading) and not block.after}
        seen = 0
        for (width, _), lines in zip(page_sizes(pdf), lines_of(pdf), strict=True):
            text = [re.sub(r"^\W*[一二三四五六七八九十0-9]+[、）.]", "", line.text) for line in lines if line.middle < BOTTOM]
            seen += sum(squeezed(line) in headings for line in text)
            assert width > 210 or not text or squeezed(text[-1]) not in headings, (key, text[-1])
        assert seen >= len(headings) / 2, key


def test_every_page_says_draft_revision_and_code(pdfs: dict[tuple[str, str], Path]) -> None:
    for (name, key), pdf in pdfs.items():
        for text in page_texts(pdf):
            assert "草稿" in text or "稿" in re.sub(r"\s", "", text), (name, key)
    upright = squeezed(page_texts(pdfs["extreme", "stage"])[1])
    assert f"草稿第1版校验码{short_code(sample.extreme(sample.stage_form())).replace('-', '')}" in upright


def test_a_page_has_22_lines_of_28_characters(pdfs: dict[tuple[str, str], Path]) -> None:
    pages = lines_of(pdfs["squares", "stage"])
    lines = [line for line in pages[1] if "国" in line.text]
    assert [len(line.text) for line in lines] == [28] * 22
    (foot,) = [line for line in pages[1] if line.middle > BOTTOM]
    assert foot.middle == pytest.approx(BOTTOM + 7, abs=1)


def test_heads_of_tables_are_repeated(pdfs: dict[tuple[str, str], Path]) -> None:
    pdf = pdfs["extreme", "recommendation"]
    turned = [squeezed(text) for text, (width, _) in zip(page_texts(pdf), page_sizes(pdf), strict=True) if width == 297]
    assert len(turned) > 3
    assert all("试点项目名称" in page and "推荐理由" in page for page in turned)


@pytest.mark.parametrize("name", ["extreme", "template"])
def test_the_qr_code_on_paper_is_the_code_of_the_document(name: str, pdfs: dict[tuple[str, str], Path]) -> None:
    expected = code_of(sample.extreme(sample.stage_form()))
    for page, left in ((1, 28.0), (2, 210 - 26 - 11.0)):
        assert read_from_paper(pdfs[name, "stage"], page, left, 276.5, len(expected)) == expected


@pytest.mark.parametrize(("name", "key"), [("extreme", "recommendation"), ("template", "recommendation"), ("extreme", "yearly")])
def test_turned_pages_have_the_code_where_the_paper_has_it(name: str, key: str, pdfs: dict[tuple[str, str], Path]) -> None:
    """9.5 mm from the edge that is the lower one of the upright pages, at the binding side of odd and even pages."""
    expected = code_of(sample.extreme(sample.forms()[key]))
    turned = [number for number, (width, _) in enumerate(page_sizes(pdfs[name, key]), start=1) if width == 297]
    pages = {number % 2: number for number in turned}
    for odd, number in pages.items():
        assert read_from_paper(pdfs[name, key], number, 9.5, 28 if odd else 210 - 26 - 11.0, len(expected)) == expected
    assert pages


def test_a_template_with_pictures_of_its_own_keeps_them_beside_the_code(tmp_path: Path) -> None:
    """The code is another picture of the same footer; footers of upright pages without the mark get no code."""
    from docx import Document
    from docx.shared import Mm

    picture = tmp_path / "own.png"
    picture.write_bytes(qr_picture("OWN"))
    changed = Document(str(shipped_template(programme().id, Kind.REPORT)))
    footer = changed.sections[0].footer
    footer.add_paragraph().add_run().add_picture(str(picture), Mm(8))
    changed.save(str(tmp_path / "own.docx"))
    document = composed(sample.extreme(sample.stage_form()), sample.stage_form(), programme())
    written = write_official(document, tmp_path / "new.docx", SETTINGS, TemplateFile("own.docx", (tmp_path / "own.docx").read_bytes()))
    with zipfile.ZipFile(written.path) as package:
        relations = [package.read(name).decode() for name in package.namelist() if "_rels/footer" in name]
        assert package.read("word/media/seal.png") == qr_picture(seal_text(sample.extreme(sample.stage_form())))
        assert sum("seal.png" in text and text.count("image") > 2 for text in relations) == 1
        assert sum("seal.png" in text for text in relations) == 4  # odd and even, upright and turned
    assert len(Document(str(written.path)).sections[0].footer.part.related_parts) == 2
    for part in (footer, changed.sections[0].even_page_footer):
        for paragraph in part.paragraphs:
            paragraph.text = ""
    changed.save(str(tmp_path / "bare.docx"))
    bare = write_official(document, tmp_path / "bare2.docx", SETTINGS, TemplateFile("bare.docx", (tmp_path / "bare.docx").read_bytes()))
    with zipfile.ZipFile(bare.path) as package:
        assert "word/media/seal.png" not in package.namelist()


def test_words_of_a_document() -> None:
    values: dict[str, Plain] = {
        "title": "关于试点工作情况的报告",
        "subtitle": "——以示例公司为例",
        "day": "2026-11-05",
        "recipient": "市人力资源和社会保障局",
        "opening": "现将情况报告如下。",
        "work": "先说一段。\n（一）健全机制。区级统筹。\n（二）搭建平台\n1. 线上平台。已经开通。\n2.线下平台\n（1）门店\n2026年开了3家。",
        "built": "已建立机制。",
        "signed": ["签约甲", "签约乙"],
        "count": 12,
        "money": 12345600,
        "problems": ["熟练工人流动性大。", "培训场地不足。"],
        "targets": [{"id": "a", "name": "任务甲", "amount": {"unparsed": "约五百"}, "until": "2026-05"}, {"id": "b", "name": "合计"}],
        "closing": "特此报告。",
        "note": "联系人：示例甲",
        "list": [{"id": "1", "project": "示例项目", "entity": "示例公司", "amount": 100}],
        "papers": ["附件2：证明材料"],
        "inner": "这一句不印。",
    }
    snapshot = snapshot_of(values, sample.stage_form(), frozen_on=date(2026, 11, 5), revision=2)
    document = composed(snapshot, sample.stage_form(), programme())
    assert document.mark == f"第2版　校验码 {short_code(snapshot)}"
    assert [annex.name for annex in document.annexes] == ["试点推荐项目汇总表", "证明材料"]
    assert_golden("stage_report.txt", word_text(_body(document)))


def _body(document: OfficialDocument) -> bytes:
    with zipfile.ZipFile(io.BytesIO(official_bytes(document, SETTINGS)[0])) as package:
        return package.read("word/document.xml")


def test_what_is_empty_vanishes_with_its_heading_and_what_is_required_keeps_it() -> None:
    document = composed(snapshot_of({}, sample.stage_form()), sample.stage_form(), programme())
    assert list(document.blocks) == [Heading(1, "工作开展情况"), Heading(1, "存在的问题")]
    assert document.annexes == ()
    assert (document.title, document.number, document.organ) == ("示例文书", NUMBER_GAP, "示例区人力资源和社会保障局")


def test_what_could_not_be_read_is_printed_as_typed() -> None:
    typed: dict[str, Plain] = {
        "day": {"unparsed": "下月初"},
        "count": {"unparsed": "十来"},
        "targets": {"unparsed": "见去年"},
        "list": {"unparsed": "另附"},
    }
    document = composed(snapshot_of(typed, sample.stage_form()), sample.stage_form(), programme())
    assert document.signature is not None
    assert document.signature.day == "下月初"
    assert Paragraph("服务企业数：十来家") in document.blocks
    assert Paragraph("见去年") in document.blocks
    assert document.annexes == (Annex("试点推荐项目汇总表", (Paragraph("另附"),)),)


def test_a_number_inside_a_line_makes_no_heading() -> None:
    lines = "2026.5万元的投入。\n3.5倍。\n（2026年）说明。\n一、照抄的序号。\n（十二）很长的一句" + "很长" * 30 + "。"
    document = composed(snapshot_of({"work": lines}, sample.stage_form()), sample.stage_form(), programme())
    assert [block for block in document.blocks if isinstance(block, Paragraph)] == [Paragraph(line) for line in lines.split("\n")[:4]]
    (heading,) = [block for block in document.blocks if isinstance(block, Heading) and block.number]
    assert (heading.level, heading.number, heading.text) == (2, "（十二）", "")


@pytest.mark.parametrize(("layout", "kind"), [(Layout.LETTER, Kind.LETTER), (Layout.PLAIN, Kind.PLAIN)])
def test_other_layouts(layout: Layout, kind: Kind) -> None:
    form = msgspec.structs.replace(sample.stage_form(), layout=layout)
    document = composed(snapshot_of({"papers": ["甲", "乙"]}, form), form, programme())
    assert document.kind is kind
    assert (document.signature is None) == (kind is Kind.PLAIN)
    assert [annex.name for annex in document.annexes] == ["甲", "乙"]


def test_a_table_with_an_order_of_its_own_is_not_numbered_again() -> None:
    form = sample.stage_form()
    (table,) = [field for field in form.fields() if field.key == "targets"]
    ordered = msgspec.structs.replace(table, column=(msgspec.structs.replace(table.column[0], label="推荐顺序"), *table.column[1:]))
    sections = tuple(
        msgspec.structs.replace(section, field=tuple(ordered if field.key == "targets" else field for field in section.field))
        for section in form.section
    )
    changed = msgspec.structs.replace(form, section=sections)
    for made, first in ((form, "序号"), (changed, "推荐顺序")):
        document = composed(snapshot_of({"targets": [{"id": "a", "name": "一"}]}, made), made, programme())
        (block,) = [block for block in document.blocks if isinstance(block, TableBlock)]
        assert block.columns[0].label == first


def test_a_copy_that_is_not_what_was_handed_in_carries_no_code() -> None:
    document = composed(snapshot_of({}, sample.stage_form(), frozen_on=date(2026, 11, 5)), sample.stage_form(), programme(), masked=True)
    assert "校验码" not in document.mark
    assert "脱敏副本，与报送原件不同" in document.mark
    assert document.code == ""
