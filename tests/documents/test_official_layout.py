"""Official documents as rendered pages: measured against GB/T 9704-2012, not against our own numbers."""

import io
import re
import zipfile
from pathlib import Path

import docx
import pytest
from lxml import etree

from exports.files import FileBusy
from exports.word.official.layout import export_official, official_bytes
from exports.word.official.structure import (
    Annex,
    Block,
    Column,
    Heading,
    Imprint,
    Kind,
    OfficialDocument,
    PageBreak,
    Paragraph,
    Signature,
    TableBlock,
)
from exports.word.official.templates import fill_template, shipped_template, values_of
from exports.word.settings import BODY_FONTS, LINE_SPACINGS, WordSettings
from tests.documents import official_sample as sample
from tests.documents.geometry import Line, bands, lines_of, words_of
from tests.documents.golden import W, assert_golden, word_text
from tests.documents.render import Office, fonts, page_sizes, page_texts

SETTINGS = WordSettings()
LEFT, RIGHT, TOP, BOTTOM = 28, 184, 37, 262
"""Edges of the type area in mm (5.2.1)."""

CHARACTER = 156 / 28


def body_of(document: OfficialDocument, settings: WordSettings = SETTINGS) -> bytes:
    content, _ = official_bytes(document, settings)
    return zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml")


def render(folder: Path, office: Office, *documents: OfficialDocument) -> list[Path]:
    """Return the PDF files of documents."""
    files = [export_official(document, folder / f"{place}.docx", SETTINGS).path for place, document in enumerate(documents)]
    return office.pdf(*files)


def line_with(lines: list[Line], words: str) -> Line:
    return next(line for line in lines if words in line.text)


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.fixture(scope="module")
def pdfs(tmp_path_factory: pytest.TempPathFactory, office: Office) -> dict[str, Path]:
    """All documents, converted in one start of the office program."""
    short = sample.report(kind=Kind.PLAIN, title="材料", annexes=(), note="", signature=Signature("示例局", sample.DAY, sealed=False))
    documents = {
        "report": sample.report(),
        "letter": sample.letter(),
        "extreme": sample.extreme(),
        "empty": sample.EMPTY,
        "empty letter": sample.EMPTY_LETTER,
        "squares": OfficialDocument(Kind.PLAIN, "甲", (sample.squares(80),)),
        "unsealed": sample.report(signature=Signature(sample.ORGAN, sample.DAY, sealed=False), annexes=()),
        "short organ": short,
        "turned annex": sample.report(annexes=(Annex("试点推荐项目汇总表", (sample.WIDE,)),)),
        "annex": OfficialDocument(Kind.ANNEX, "试点推荐项目汇总表", (sample.WIDE,), annex_label="附件1"),
        **{f"full {lines}": _page_of(lines) for lines in range(14, 23)},
    }
    files = render(tmp_path_factory.mktemp("official"), office, *documents.values())
    return dict(zip(documents, files, strict=True))


def _page_of(lines: int) -> OfficialDocument:
    """Return a document whose text fills so many lines, with an imprint below."""
    return OfficialDocument(Kind.PLAIN, "甲", (sample.squares(lines),), cc="示例单位", printed_by="示例局", printed_on=sample.DAY)


def test_a_page_has_22_lines_of_28_characters_in_the_type_area(pdfs: dict[str, Path]) -> None:
    pages = lines_of(pdfs["squares"])
    text = [line for line in pages[1] if "国" in line.text]
    assert [len(line.text) for line in text] == [28] * 22
    assert {round(line.left) for line in text} == {LEFT}
    assert {round(line.right) for line in text} <= {RIGHT - 1, RIGHT}
    page = [band for band in bands(pdfs["squares"], 2, red=False) if band.bottom < BOTTOM + 1]
    pitch = 225 / 22
    assert page[0].top == pytest.approx(TOP + pitch - 16 * 25.4 / 72 - 0.5, abs=1.6)
    assert page[0].top >= TOP
    assert page[-1].bottom <= BOTTOM
    assert (page[-1].bottom - page[0].bottom) / 21 == pytest.approx(pitch, abs=0.05)
    assert next(line for line in pages[0] if "国" in line.text).left == pytest.approx(LEFT + 2 * CHARACTER, abs=1)


def test_line_spacings_give_the_lines_they_are_known_for(tmp_path: Path, office: Office) -> None:
    document = OfficialDocument(Kind.PLAIN, "甲", (sample.squares(60),))
    files = [export_official(document, tmp_path / f"{line}.docx", WordSettings(line_pt=line)).path for line in LINE_SPACINGS]
    lines = {line: sum("国" in row.text for row in lines_of(pdf)[1]) for line, pdf in zip(LINE_SPACINGS, office.pdf(*files), strict=True)}
    assert lines == {28.0: 22, 28.95: 22, 29.0: 21, 30.0: 21}


def test_page_numbers_stand_outside_and_one_character_from_the_edge(pdfs: dict[str, Path]) -> None:
    pages = lines_of(pdfs["squares"])
    fourteen = 14 * 25.4 / 72
    for number, lines in enumerate(pages, start=1):
        (foot,) = [line for line in lines if line.middle > BOTTOM]
        assert foot.text == f"—{number}—"
        assert foot.middle == pytest.approx(BOTTOM + 7, abs=1)
        if number % 2:
            assert foot.right == pytest.approx(RIGHT - fourteen, abs=1)
        else:
            assert foot.left == pytest.approx(LEFT + fourteen, abs=1)


def test_paper_is_a4_and_no_glyph_is_missing(pdfs: dict[str, Path]) -> None:
    for pdf in pdfs.values():
        assert set(page_sizes(pdf)) <= {(210, 297), (297, 210)}
        assert {font.name.partition("CJK")[0] for font in fonts(pdf)} <= {"NotoSerif", "NotoSans", "LiberationSerif"}
        assert all(font.embedded for font in fonts(pdf))
        assert "\ufffd" not in "".join(page_texts(pdf))


def test_red_head_of_a_report(pdfs: dict[str, Path]) -> None:
    mark, rule = bands(pdfs["report"], 1, red=True)
    assert mark.top == pytest.approx(TOP + 35, abs=1.5)
    assert (mark.left + mark.right) / 2 == pytest.approx((LEFT + RIGHT) / 2, abs=1)
    assert rule.left == pytest.approx(LEFT, abs=0.3)
    assert rule.right == pytest.approx(RIGHT, abs=0.3)
    dark = bands(pdfs["report"], 1, red=False)
    number = next(band for band in dark if band.top > mark.bottom)
    assert rule.top - number.bottom == pytest.approx(4, abs=1)
    line = line_with(lines_of(pdfs["report"])[0], "〔2026〕1号")
    assert line.text.endswith("签发人：示例乙")
    assert line.left == pytest.approx(LEFT + CHARACTER, abs=1)
    assert line.right == pytest.approx(RIGHT - CHARACTER, abs=1)


def test_head_of_a_letter(pdfs: dict[str, Path]) -> None:
    red = bands(pdfs["letter"], 1, red=True)
    mark, (thick, thin), (last_thin, last_thick) = red[0], red[1:3], red[3:]
    assert mark.top == pytest.approx(30, abs=1)
    assert thick.top - mark.bottom == pytest.approx(4, abs=1)
    assert thick.bottom - thick.top > thin.bottom - thin.top
    assert last_thick.bottom - last_thick.top > last_thin.bottom - last_thin.top
    assert 297 - last_thick.bottom == pytest.approx(20, abs=1)
    for rule in (thick, thin, last_thin, last_thick):
        assert rule.left == pytest.approx(20, abs=0.3)
        assert rule.right == pytest.approx(190, abs=0.3)
    pages = lines_of(pdfs["letter"])
    assert line_with(pages[0], "〔2026〕1号").right == pytest.approx(RIGHT, abs=1)
    assert not any("—1—" in line.text for line in pages[0])
    assert any(line.text.startswith("—2—") for line in pages[1])
    assert "印发" not in "".join(line.text for line in pages[-1])
    assert line_with(pages[-1], "抄送").middle == pytest.approx(BOTTOM - 4, abs=3)


def test_sealed_date_ends_four_characters_from_the_edge_under_the_organ(pdfs: dict[str, Path]) -> None:
    page = next(lines for lines in lines_of(pdfs["report"]) if any(line.text == "2026年11月5日" for line in lines))
    date = line_with(page, "2026年11月5日")
    organ = page[page.index(date) - 1]
    assert organ.text == sample.ORGAN
    assert date.right == pytest.approx(RIGHT - 4 * CHARACTER, abs=2)  # the stand-in's digits are wider than those of Times New Roman
    assert (organ.left + organ.right) / 2 == pytest.approx((date.left + date.right) / 2, abs=0.5)
    note = page[page.index(date) + 1]
    assert note.text == "（联系人：示例甲，联系电话：023-00000000）"
    assert note.left == pytest.approx(LEFT + 2 * CHARACTER, abs=1.5)


def test_unsealed_date_begins_two_characters_right_of_the_organ(pdfs: dict[str, Path]) -> None:
    lines = [line for page in lines_of(pdfs["unsealed"]) for line in page]
    date = line_with(lines, "2026年11月5日")
    organ = lines[lines.index(date) - 1]
    assert organ.right == pytest.approx(RIGHT - 2 * CHARACTER, abs=1)
    assert date.left - organ.left == pytest.approx(2 * CHARACTER, abs=0.3)


def test_unsealed_date_longer_than_the_organ_ends_two_characters_from_the_edge(pdfs: dict[str, Path]) -> None:
    lines = [line for page in lines_of(pdfs["short organ"]) for line in page]
    date, organ = line_with(lines, "2026年11月5日"), line_with(lines, "示例局")
    assert date.right == pytest.approx(RIGHT - 2 * CHARACTER, abs=3)
    assert date.left - organ.left == pytest.approx(2 * CHARACTER, abs=0.3)


def test_note_of_the_annexes(pdfs: dict[str, Path]) -> None:
    page = next(lines for lines in lines_of(pdfs["report"]) if any("附件：" in line.text for line in lines))
    first = line_with(page, "附件：")
    second = page[page.index(first) + 1]
    assert (first.text, second.text) == ("附件：1.试点推荐项目汇总表", "2.工作专班成员名单")
    assert first.left == pytest.approx(LEFT + 2 * CHARACTER, abs=0.5)
    assert second.left == pytest.approx(LEFT + 5 * CHARACTER, abs=0.5)
    single = "".join(line.text for lines in lines_of(pdfs["letter"]) for line in lines)
    assert "附件：试点推荐项目汇总表" in single


def test_annexes_begin_pages_and_turned_tables_repeat_their_head(pdfs: dict[str, Path]) -> None:
    texts, sizes = page_texts(pdfs["report"]), page_sizes(pdfs["report"])
    turned = [number for number, size in enumerate(sizes) if size == (297, 210)]
    assert len(turned) > 2
    assert all("试点项目名称" in squeezed(texts[number]) for number in turned)
    first = squeezed(texts[turned[0]])
    assert first.count("试点推荐项目汇总表") == 1
    assert re.search(r"附件1.*试点推荐项目汇总表.*单位：万元", first)
    second = lines_of(pdfs["report"])[turned[-1] + 1]
    assert second[0].text == "附件2"
    assert second[0].left == pytest.approx(LEFT, abs=0.5)
    pitch = 225 / 22
    assert second[1].text == "工作专班成员名单"
    assert second[1].middle == pytest.approx(TOP + 2.6 * pitch, abs=3)
    rows = squeezed("".join(texts[number] for number in turned))
    assert [rows.count(f"示例试点项目{number}：") for number in range(1, 41)] == [1] * 40
    annex_sizes = page_sizes(pdfs["annex"])
    assert set(annex_sizes) == {(297, 210)}


def test_number_of_a_turned_page_keeps_its_place_on_the_paper(pdfs: dict[str, Path]) -> None:
    for number, (size, words) in enumerate(zip(page_sizes(pdfs["annex"]), words_of(pdfs["annex"]), strict=True), start=1):
        assert size == (297, 210)
        (number_right,) = {round(word.right) for word in words if word.text == "—"}
        dashes = [word for word in words if word.text == "—"]
        assert len(dashes) == 2
        assert (dashes[0].left + number_right) / 2 == pytest.approx(35 - 7, abs=1.5)
        if number % 2:
            assert max(word.middle for word in dashes) > 210 - 26 - 12
        else:
            assert min(word.middle for word in dashes) < 28 + 12


def test_imprint_lies_at_the_foot_of_the_last_page_and_covers_nothing(pdfs: dict[str, Path]) -> None:
    for name in ("report", *(name for name in pdfs if name.startswith("full"))):
        pages = lines_of(pdfs[name])
        printed = [line for line in pages[-1] if line.text.endswith("印发")]
        assert len(printed) == 1, name
        copied = line_with(pages[-1], "抄送：")
        above = [line.middle for line in pages[-1] if line.middle < BOTTOM and "印发" not in line.text and "抄送" not in line.text]
        assert all(middle < copied.middle - 6 for middle in above), name
        rules = [band for band in bands(pdfs[name], len(pages), red=False) if band.right - band.left > 155]
        assert len(rules) == 3, name
        assert rules[-1].bottom == pytest.approx(BOTTOM, abs=1), name
        assert printed[0].left == pytest.approx(LEFT + 14 * 25.4 / 72, abs=0.5)
        assert printed[0].right == pytest.approx(RIGHT - 14 * 25.4 / 72, abs=1)


def test_an_imprint_after_a_turned_annex_has_an_upright_page(pdfs: dict[str, Path]) -> None:
    pdf = pdfs["turned annex"]
    pages, sizes = lines_of(pdf), page_sizes(pdf)
    assert [width for width, _ in sizes[-2:]] == [297, 210]
    assert any(line.text.endswith("印发") for line in pages[-1])
    assert not any("印发" in line.text or "抄送" in line.text for line in pages[-2])
    rules = [band for band in bands(pdf, len(pages), red=False) if band.right - band.left > 155]
    assert rules[-1].bottom == pytest.approx(BOTTOM, abs=1)


def test_a_text_that_leaves_room_has_its_imprint_on_the_same_page(pdfs: dict[str, Path]) -> None:
    assert [len(page_texts(pdfs[f"full {lines}"])) for lines in (14, 16, 22)] == [1, 1, 2]


def test_a_signature_never_stands_without_text(tmp_path: Path, office: Office) -> None:
    files = []
    for kind in (Kind.PLAIN, Kind.REPORT):
        for lines in range(14, 22) if kind is Kind.PLAIN else range(4, 12):
            end = Paragraph("请予审定。" * 12)
            document = sample.report(kind=kind, title="甲", annexes=(), blocks=(sample.squares(lines), end))
            files.append(export_official(document, tmp_path / f"{kind}{lines}.docx", SETTINGS).path)
            files.append(
                fill_template(
                    shipped_template("chongqing-2025", kind), values_of(document), tmp_path / f"t{kind}{lines}.docx", SETTINGS
                ).path
            )
    for pdf in office.pdf(*files):
        (page,) = (lines for lines in lines_of(pdf) if any(line.text == "2026年11月5日" for line in lines))
        assert any("请予审定" in line.text for line in page), pdf.name


def test_extreme_content_stays_inside_the_type_area(pdfs: dict[str, Path]) -> None:
    for (width, _), lines in zip(page_sizes(pdfs["extreme"]), lines_of(pdfs["extreme"]), strict=True):
        for line in lines:
            inside = (LEFT, RIGHT) if width == 210 else (22, 297 - 37)
            assert line.left >= inside[0] - 0.5, line
            assert line.right <= inside[1] + 1, line
    whole = squeezed("".join(line.text for lines in lines_of(pdfs["extreme"]) for line in lines))
    assert whole.count("某" * 20) >= 4
    assert "试点项目12个" in whole


def test_empty_documents_are_one_page(pdfs: dict[str, Path]) -> None:
    assert [len(page_sizes(pdfs[name])) for name in ("empty", "empty letter")] == [1, 1]


def test_words_of_a_report() -> None:
    assert_golden("official_report.txt", word_text(body_of(sample.report())))


def test_words_of_a_letter() -> None:
    assert_golden("official_letter.txt", word_text(body_of(sample.letter())))


def test_heading_numbers_begin_anew_under_a_higher_heading_and_in_an_annex() -> None:
    blocks = [Heading(level, "题") for level in (1, 2, 2, 3, 4, 4, 1, 2, 3)]
    text = word_text(body_of(OfficialDocument(Kind.PLAIN, "甲", blocks, annexes=(Annex("乙", (Heading(1, "题"),)),)))).splitlines()
    assert [line for line in text if line.endswith("题")] == [
        f"{number}题" for number in ("一、", "（一）", "（二）", "1.", "（1）", "（2）", "二、", "（一）", "1.", "一、")
    ]


def test_a_page_break_begins_a_page_once_and_never_an_empty_one() -> None:
    blocks: list[Block] = [PageBreak(), Paragraph("甲"), PageBreak(), PageBreak(), Heading(1, "乙"), PageBreak()]
    body = etree.fromstring(body_of(OfficialDocument(Kind.PLAIN, "题", blocks)))
    breaks = [p for p in body.iter(f"{W}p") if p.find(f"{W}pPr/{W}pageBreakBefore") is not None]
    assert [word_text(b"<b><b>" + etree.tostring(p) + b"</b></b>").strip() for p in breaks] == ["甲", "一、乙"]


def test_a_letter_has_no_printer_in_its_imprint() -> None:
    text = word_text(body_of(sample.letter(cc="")))
    assert "印发" not in text
    assert Imprint().rules


def test_illegal_characters_are_removed_and_noted(tmp_path: Path) -> None:
    document = sample.report(
        title="甲\x00乙", blocks=(Paragraph("\x0b丙<w:p>&\ufffe"), TableBlock([Column("丁\x01")], [["\ud800戊"]])), mark="\x02"
    )
    exported = export_official(document, tmp_path / "a.docx", SETTINGS)
    assert "去掉了" in exported.notes[0]
    text = "\n".join(paragraph.text for paragraph in docx.Document(str(exported.path)).paragraphs)
    assert "丙<w:p>&" in text
    assert "甲乙" in text


@pytest.mark.parametrize("font", BODY_FONTS)
@pytest.mark.parametrize("line", LINE_SPACINGS)
def test_the_offices_choices_reach_the_styles(font: str, line: float) -> None:
    content, _ = official_bytes(sample.report(), WordSettings(font, line))
    styles = docx.Document(io.BytesIO(content)).styles
    assert styles["公文正文"].paragraph_format.line_spacing.pt == pytest.approx(line, abs=0.03)
    used = {run.get(f"{W}eastAsia") for run in docx.Document(io.BytesIO(content)).element.body.iter(f"{W}rFonts")}
    assert font in used
    assert not used & (set(BODY_FONTS) - {font})


def test_a_file_held_open_is_left_alone(tmp_path: Path) -> None:
    target = tmp_path / "a.docx"
    target.write_bytes(b"old")
    (tmp_path / ".~lock.a.docx#").write_text("x")
    with pytest.raises(FileBusy):
        export_official(sample.report(), target, SETTINGS)
    assert target.read_bytes() == b"old"


def test_equal_content_gives_equal_files() -> None:
    assert official_bytes(sample.report(), SETTINGS) == official_bytes(sample.report(), SETTINGS)
