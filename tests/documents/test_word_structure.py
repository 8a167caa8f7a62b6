"""Word refuses what LibreOffice forgives: parts, relationships, and the order of children that ECMA-376 part 1 (transitional) lays down."""

import io
import zipfile
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import PurePosixPath

import docx
import pytest
from lxml import etree

from exports.word.application import document_of
from exports.word.settings import BODY_FONTS, LINE_SPACINGS, WordSettings
from forms.snapshot import FormSnapshot
from tests.documents import sample

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"

ORDERS = {
    "pPr": (
        "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs suppressAutoHyphens"
        " kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid spacing ind"
        " contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment textboxTightWrap outlineLvl divId cnfStyle"
        " rPr sectPr pPrChange"
    ),
    "rPr": (
        "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid vanish webHidden"
        " color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang eastAsianLayout specVanish"
        " oMath"
    ),
    "tblPr": (
        "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing tblInd tblBorders shd"
        " tblLayout tblCellMar tblLook tblCaption tblDescription"
    ),
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "tblBorders": "top left start bottom right end insideH insideV",
    "tcBorders": "top left start bottom right end insideH insideV tl2br tr2bl",
    "tblCellMar": "top left start bottom right end",
    "tbl": "tblPr tblGrid tr",
    "tr": "tblPrEx trPr tc",
    "sectPr": (
        "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType pgNumType cols formProt"
        " vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid"
    ),
    "settings": (
        "writeProtection view zoom removePersonalInformation mirrorMargins defaultTabStop autoHyphenation evenAndOddHeaders"
        " drawingGridHorizontalSpacing characterSpacingControl footnotePr endnotePr compat rsids themeFontLang clrSchemeMapping"
    ),
    "styles": "docDefaults latentStyles style",
    "docDefaults": "rPrDefault pPrDefault",
    "style": (
        "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked personal rsid pPr rPr"
        " tblPr trPr tcPr tblStylePr"
    ),
    "font": "altName panose1 charset family notTrueType pitch sig",
    "p": "pPr r",
}
"""Allowed children in their order; those named last in ``tbl``, ``tr``, ``styles``, ``p`` repeat."""

CHOICES = {"trPr": {"cantSplit", "trHeight", "tblHeader"}, "r": {"rPr", "t", "br", "tab", "fldChar", "instrText", "drawing"}}
"""Elements whose children may come in any order, here only these (``rPr`` first)."""

ALIGNMENTS = {"left", "center", "right", "both", "distribute"}
HOSTILE = "\x00\x0b甲\ufffe<w:p>&amp;]]>\u202e乙\u200b\ufeff𠮷㛃😀\U000e0001{mark}{title}\t\r\n" + "\ud800"


def hostile(length: int = 100_000) -> FormSnapshot:
    """Return a form in which every text is hostile and one is very long."""
    base = sample.realistic()
    values = {key: HOSTILE if isinstance(value, str) else value for key, value in base.values.items()}
    values |= {"profile": "长" * length, "partners": [{"id": "1", "name": HOSTILE, "duty": HOSTILE * 40}], "tags": {"unparsed": HOSTILE}}
    return sample.snapshot_of(values, number=HOSTILE, title=HOSTILE, entity=HOSTILE, district=HOSTILE, office=HOSTILE)


SNAPSHOTS: dict[str, Callable[[], FormSnapshot]] = {
    "realistic": sample.realistic,
    "extreme": sample.extreme,
    "hostile": hostile,
    "empty": lambda: sample.snapshot_of({}, number="", title="", entity="", office=""),
}


@pytest.fixture(scope="module", params=SNAPSHOTS)
def package(request: pytest.FixtureRequest) -> zipfile.ZipFile:
    content, _ = document_of(SNAPSHOTS[request.param](), sample.sample_form(), sample.programme(), WordSettings())
    return zipfile.ZipFile(io.BytesIO(content))


def parts(package: zipfile.ZipFile) -> Iterator[tuple[str, etree._Element]]:
    for name in package.namelist():
        if not name.endswith(".png"):
            yield name, etree.fromstring(package.read(name))


def local(element: etree._Element) -> str:
    return etree.QName(element).localname


def test_zip_is_sound_and_opens_in_python_docx(package: zipfile.ZipFile) -> None:
    assert package.testzip() is None
    assert package.namelist()[0] == "[Content_Types].xml"
    assert len(set(package.namelist())) == len(package.namelist())
    assert package.fp is not None
    opened = docx.Document(package.fp)
    assert opened.paragraphs[0].text.startswith("申报编号：")


def test_every_part_has_a_type_and_every_relationship_a_part(package: zipfile.ZipFile) -> None:
    names = set(package.namelist())
    types = etree.fromstring(package.read("[Content_Types].xml"))
    typed = {part.get("PartName", "").lstrip("/") for part in types.iter(f"{TYPES}Override")}
    endings = {part.get("Extension") for part in types.iter(f"{TYPES}Default")}
    assert typed <= names
    assert all(name in typed or name.endswith((".rels", ".png")) for name in names - {"[Content_Types].xml"})
    assert {"rels", "png"} <= endings
    reached = set()
    for name in [name for name in names if name.endswith(".rels")]:
        folder = PurePosixPath(name).parent.parent
        for relation in etree.fromstring(package.read(name)).iter(f"{RELATIONS}Relationship"):
            assert relation.get("TargetMode") is None
            reached.add(str(folder / relation.get("Target", "")))
    assert reached == {name for name in names if not name.endswith(".rels")} - {"[Content_Types].xml"}
    ids = {relation.get("Id") for relation in etree.fromstring(package.read("word/_rels/document.xml.rels"))}
    used = [element.get(f"{R}id") for element in etree.fromstring(package.read("word/document.xml")).iter() if element.get(f"{R}id")]
    assert len(set(used)) in (5, 7)  # odd and even heads and feet, the cover's foot; turned pages have feet of their own
    assert set(used) <= ids


def test_children_come_in_the_standards_order(package: zipfile.ZipFile) -> None:
    checked = set()
    for name, root in parts(package):
        for element in root.iter():
            tag, children = local(element), [local(child) for child in element]
            if not isinstance(element.tag, str) or not element.tag.startswith(W):
                continue
            if tag in CHOICES:
                assert set(children) <= CHOICES[tag], (name, tag, children)
                assert "rPr" not in children[1:], (name, tag, children)
            elif tag in ORDERS:
                order = ORDERS[tag].split()
                assert set(children) <= set(order), (name, tag, children)
                places = [order.index(child) for child in children]
                assert places == sorted(places), (name, tag, children)
                repeated = {order[-1], "headerReference", "footerReference"} if tag in ("tbl", "tr", "styles", "p", "sectPr") else set()
                once = [child for child in children if child not in repeated]
                assert len(once) == len(set(once)), (name, tag, children)
            checked.add(tag)
    assert set(ORDERS) <= checked


def test_tables_are_whole(package: zipfile.ZipFile) -> None:
    body = etree.fromstring(package.read("word/document.xml"))[0]
    assert local(body[-1]) == "sectPr"
    assert all(local(child) in ("p", "tbl") for child in body[:-1])
    assert not any(local(one) == local(two) == "tbl" for one, two in pairwise(body)), "Word joins tables that touch"
    for table in body.iter(f"{W}tbl"):
        grid = [int(column.get(f"{W}w", "")) for column in table.iter(f"{W}gridCol")]
        assert min(grid) > 600
        open_merges: dict[int, bool] = {}
        for row in table.iter(f"{W}tr"):
            column = 0
            for cell in row.iter(f"{W}tc"):
                properties = cell[0]
                assert local(cell[-1]) == "p"
                span = properties.find(f"{W}gridSpan")
                columns = 1 if span is None else int(span.get(f"{W}val", ""))
                width = properties.find(f"{W}tcW")
                assert width is not None
                assert int(width.get(f"{W}w", "")) == sum(grid[column : column + columns])
                merge = properties.find(f"{W}vMerge")
                if merge is not None and merge.get(f"{W}val") == "continue":
                    assert open_merges.get(column)
                open_merges[column] = merge is not None
                column += columns
            assert column == len(grid)


def test_headings_captions_and_table_heads_keep_with_what_follows(package: zipfile.ZipFile) -> None:
    styles = etree.fromstring(package.read("word/styles.xml"))
    keeping = {style.get(f"{W}styleId") for style in styles.iter(f"{W}style") if style.find(f"{W}pPr/{W}keepNext") is not None}
    assert keeping == {"PageTitle", "Heading1", "TableCaption"}
    body = etree.fromstring(package.read("word/document.xml"))[0]
    for one, two in pairwise(body):
        style = one.find(f"{W}pPr/{W}pStyle")
        if local(two) == "tbl" and style is not None:
            assert style.get(f"{W}val") in {"Heading1", "TableCaption", "Gap", "Normal"}
    heads = [row for row in body.iter(f"{W}tr") if row.find(f"{W}trPr/{W}tblHeader") is not None]
    assert len(heads) >= 4
    assert all(paragraph.find(f"{W}pPr/{W}keepNext") is not None for row in heads for paragraph in row.iter(f"{W}p"))


def test_text_looks_the_same_wherever_it_is_pasted(package: zipfile.ZipFile) -> None:
    styles = {style.get(f"{W}styleId") for style in etree.fromstring(package.read("word/styles.xml")).iter(f"{W}style")}
    runs = 0
    for name, root in parts(package):
        assert not any(
            "heme" in str(key) and "themeFontLang" not in str(element.tag) for element in root.iter() for key in element.attrib
        ), name
        for used in root.iter(f"{W}pStyle"):
            assert used.get(f"{W}val") in styles
        for alignment in root.iter(f"{W}jc"):
            assert alignment.get(f"{W}val") in ALIGNMENTS
        for run in root.iter(f"{W}r", f"{W}style", f"{W}rPrDefault"):
            if run.get(f"{W}type") not in (None, "paragraph"):
                continue
            fonts = run.find(f"{W}rPr/{W}rFonts")
            assert fonts is not None, etree.tostring(run)
            assert {etree.QName(key).localname for key in fonts.attrib} == {"hint", "ascii", "hAnsi", "eastAsia", "cs"}
            assert fonts.get(f"{W}hint") == "eastAsia"
            runs += 1
    assert runs > 50
    language = etree.fromstring(package.read("word/styles.xml")).find(f".//{W}lang")
    assert language is not None
    assert language.get(f"{W}eastAsia") == "zh-CN"


def test_hostile_text_is_kept_but_for_what_xml_cannot_hold() -> None:
    content, removed = document_of(hostile(), sample.sample_form(), sample.programme(), WordSettings())
    package = zipfile.ZipFile(io.BytesIO(content))
    text = "".join(etree.fromstring(package.read("word/document.xml")).itertext())
    assert removed > 0
    assert "<w:p>&amp;]]>\u202e乙\u200b\ufeff𠮷㛃😀\U000e0001{mark}{title}" in text
    assert text.count("长") >= 100_000
    core = package.read("docProps/core.xml").decode()
    assert "<dc:title>" in core
    assert "\u202e乙\u200b\ufeff𠮷㛃😀\U000e0001{mark}{title}" in core
    assert document_of(sample.realistic(), sample.sample_form(), sample.programme(), WordSettings())[1] == 0


def test_properties_name_the_office_and_no_tool() -> None:
    content, _ = document_of(sample.realistic(), sample.sample_form(), sample.programme(), WordSettings())
    package = zipfile.ZipFile(io.BytesIO(content))
    opened = docx.Document(io.BytesIO(content)).core_properties
    assert opened.author == "示例区人力资源和社会保障局"
    assert opened.title == "人力资源服务业与制造业融合发展试点申请表 示例笔电产业链招聘用工联合体试点"
    assert (opened.comments, opened.last_modified_by) == ("", "")
    assert not any(b"python" in package.read(name) or b"Macintosh" in package.read(name) for name in package.namelist())


def test_equal_content_gives_equal_files() -> None:
    one, two = (document_of(sample.realistic(), sample.sample_form(), sample.programme(), WordSettings())[0] for _ in range(2))
    assert one == two


@pytest.mark.parametrize("font", BODY_FONTS)
@pytest.mark.parametrize("line", LINE_SPACINGS)
def test_the_offices_choices_reach_styles_and_runs(font: str, line: float) -> None:
    content, _ = document_of(sample.realistic(), sample.sample_form(), sample.programme(), WordSettings(font, line))
    opened = docx.Document(io.BytesIO(content))
    assert opened.styles["Normal"].paragraph_format.line_spacing.pt == pytest.approx(line, abs=0.03)
    used = {run.get(f"{W}eastAsia") for run in opened.element.body.iter(f"{W}rFonts")}
    assert used == {font, "黑体", "方正小标宋简体"}


def test_the_file_says_which_copy_it_is() -> None:
    submitted = sample.realistic()
    for snapshot, words in (
        (submitted, "申报编号：500157-2025-003　第2版"),
        (sample.snapshot_of(dict(submitted.values)), "草稿　第1版（未报送）"),
    ):
        content, _ = document_of(snapshot, sample.sample_form(), sample.programme(), WordSettings())
        section = docx.Document(io.BytesIO(content)).sections[0]
        assert [part.paragraphs[0].text for part in (section.header, section.even_page_header)] == [words, words]
        assert section.different_first_page_header_footer
