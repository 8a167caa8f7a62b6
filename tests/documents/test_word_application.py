"""The application form as an officer sees it: its words, and its pages as LibreOffice lays them out."""

import io
import re
import zipfile
from pathlib import Path

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from lxml import etree

from exports.files import FileBusy
from exports.word.application import document_of, export_application
from exports.word.settings import WordSettings
from exports.word.sheet import label_of
from exports.word.skeleton import TEXT_WIDTH, WIDE_TEXT_WIDTH
from exports.word.widths import grid_of
from forms.definition import Column
from forms.loading import load_form
from forms.snapshot import FormSnapshot
from tests.documents import sample
from tests.documents.golden import W, assert_golden, word_text
from tests.documents.paper import code_of, read_from_paper
from tests.documents.render import Office, fonts, page_sizes, page_texts
from tests.documents.test_word_structure import hostile

TWIPS_PER_MM = 1440 / 25.4
SETTINGS = WordSettings()

FOOT = re.compile(r"^(.*?) *— ?(\d+) ?— *(.*)$", re.MULTILINE)
"""Mark and page number, one at the binding side, one outside."""


def body_of(snapshot: FormSnapshot) -> bytes:
    content, _ = document_of(snapshot, sample.sample_form(), sample.programme(), SETTINGS)
    return zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml")


def pages_of(snapshot: FormSnapshot, folder: Path, office: Office) -> Path:
    """Export a form and return its PDF."""
    target = folder / "form.docx"
    export_application(snapshot, sample.sample_form(), sample.programme(), target, SETTINGS)
    return office.pdf(target)[0]


@pytest.fixture(scope="module")
def realistic_pages(tmp_path_factory: pytest.TempPathFactory, office: Office) -> Path:
    return pages_of(sample.realistic(), tmp_path_factory.mktemp("realistic"), office)


@pytest.fixture(scope="module")
def extreme_pages(tmp_path_factory: pytest.TempPathFactory, office: Office) -> Path:
    return pages_of(sample.extreme(), tmp_path_factory.mktemp("extreme"), office)


def test_the_cover_and_turned_pages_have_the_code(realistic_pages: Path) -> None:
    code, texts = code_of(sample.realistic()), page_texts(realistic_pages)
    assert read_from_paper(realistic_pages, 1, 28.0, 276.5, len(code)) == code
    assert "校验码" in texts[0]
    assert "— 1 —" not in texts[0]
    turned = {number % 2: number for number, (width, _) in enumerate(page_sizes(realistic_pages), start=1) if width == 297}
    for odd, number in turned.items():
        assert read_from_paper(realistic_pages, number, 9.5, 28 if odd else 210 - 26 - 11.0, len(code)) == code
    assert turned


def test_words_of_a_submitted_form() -> None:
    assert_golden("application.txt", word_text(body_of(sample.realistic())))


def test_words_of_an_empty_form() -> None:
    assert_golden("application_empty.txt", word_text(body_of(sample.snapshot_of({}, number="", title="", entity=""))))


def test_every_field_of_the_packs_form_is_printed() -> None:
    form = load_form(sample.programme(), "application")
    content, _ = document_of(sample.snapshot_of({}, form), form, sample.programme(), SETTINGS)
    text = word_text(zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml")).replace("⏎", "")
    for section in form.section:
        for field in section.field:
            words = field.label.removeprefix("附件").lstrip("0123456789 ") if field.type == "attachment" else field.label
            if section.key == "cover":
                words = re.sub(r"（.*）", "", words)
            if field.type in ("table", "fixed") or field.shown_when is not None or field.bind == "review.opinion":
                continue
            assert words in text, field.key
            assert all(column.label in text for column in field.column if not column.hidden)
    assert not any(field.label in text for field in form.fields() if field.shown_when is not None)


def test_choices_show_all_options_of_a_short_list_and_mark_the_chosen() -> None:
    text = word_text(body_of(sample.realistic()))
    areas = sample.programme().areas
    assert f"■{areas[1].title}（主）" in text
    assert f"■{areas[0].title}" in text
    assert all(f"□{area.title}" in text for area in areas[2:])
    assert f"■{sample.programme().dictionary('entity_kind').item[0].name}" in text


def test_typed_text_that_could_not_be_read_is_printed_as_typed() -> None:
    assert "约1.2亿<元>&" in word_text(body_of(sample.extreme()))
    snapshot = sample.snapshot_of({"org_type": {"unparsed": "说不清"}, "mechanism": {"unparsed": "拟建"}, "founded": {"unparsed": "去年"}})
    text = word_text(body_of(snapshot))
    assert all(words in text for words in ("填写内容：说不清", "拟建", "去年"))


def test_a_field_that_does_not_apply_is_not_printed() -> None:
    assert "许可证（备案）号" not in word_text(body_of(sample.realistic()))


def test_fixed_signs_are_in_every_chinese_font() -> None:
    """☑ and its like are boxes in 仿宋 and 宋体: all that the program itself prints must be in GBK."""
    text = word_text(body_of(sample.snapshot_of({})))
    text.replace("⏎", "").replace("·", "").encode("gbk")


def test_signature_cells_are_blank_and_high_enough() -> None:
    document = docx.Document(io.BytesIO(document_of(sample.realistic(), sample.sample_form(), sample.programme(), SETTINGS)[0]))
    signs = [row for table in document.tables for row in table.rows if "月　　日" in row.cells[1].text]
    assert len(signs) == 3
    for row in signs:
        assert row.height is not None
        assert row.height.mm >= 34.9
        assert row._tr.trPr.find(f"{W}cantSplit") is not None
        assert {paragraph.style.paragraph_format.alignment for paragraph in row.cells[1].paragraphs} == {WD_ALIGN_PARAGRAPH.RIGHT}
        assert not re.search("同意|推荐", row.cells[1].text)


def test_opinion_and_rank_stand_in_the_districts_cell() -> None:
    lines = word_text(body_of(sample.realistic())).splitlines()
    at = next(number for number, line in enumerate(lines) if "同意推荐。" in line)
    assert lines[at].startswith("| 区县人力社保部门意见⏎（盖章） | ")
    assert lines[at].endswith("⏎推荐排序：第1位。")
    assert "负责人签字" in lines[at + 1]


def test_short_rows_stay_whole_and_long_ones_may_flow() -> None:
    document = etree.fromstring(body_of(sample.extreme()))
    for row in document.iter(f"{W}tr"):
        longest = max(len("".join(cell.itertext())) for cell in row.iter(f"{W}tc"))
        whole = row.find(f"{W}trPr/{W}cantSplit") is not None
        assert whole == (longest <= 240) or 240 < longest <= 400, longest


def test_export_writes_the_file_and_tells_of_removed_characters(tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []
    exported = export_application(
        sample.snapshot_of({"profile": "甲\x07乙"}),
        sample.sample_form(),
        sample.programme(),
        tmp_path / "表.docx",
        SETTINGS,
        lambda done, total: steps.append((done, total)),
    )
    assert exported.path == tmp_path / "表.docx"
    assert "1" in exported.notes[0]
    assert steps == [(1, 1)]
    assert "甲乙" in docx.Document(str(exported.path)).tables[1].rows[-1].cells[1].text


def test_a_file_open_elsewhere_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("exports.files.RETRY_AFTER", ())
    target = tmp_path / "表.docx"
    target.write_bytes(b"old")
    (tmp_path / ".~lock.表.docx#").touch()
    with pytest.raises(FileBusy, match=r"表\(2\)\.docx"):
        export_application(sample.realistic(), sample.sample_form(), sample.programme(), target, SETTINGS)
    assert target.read_bytes() == b"old"


def test_pages_are_a4_and_only_wide_tables_are_turned(realistic_pages: Path) -> None:
    sizes = page_sizes(realistic_pages)
    turned = [number for number, size in enumerate(sizes) if size == (297, 210)]
    assert set(sizes) == {(210, 297), (297, 210)}
    texts = page_texts(realistic_pages)
    assert all("统一社会信用代码" not in texts[number] for number in turned)
    assert any("主要任务与进度安排" in texts[number] for number in turned)


def test_codes_are_not_broken(realistic_pages: Path) -> None:
    assert "".join(page_texts(realistic_pages)).count("91500118MA1DEMO072") == 2


def test_every_glyph_comes_from_the_fonts_asked_for(realistic_pages: Path) -> None:
    used = fonts(realistic_pages)
    assert all(font.embedded for font in used)
    assert {re.match("Noto(Serif|Sans)CJK", font.name) is not None for font in used} == {True}, used
    text = "".join(page_texts(realistic_pages))
    assert "�" not in text
    assert all(sign in text for sign in "■□“”—（）")


def test_page_numbers_stand_on_all_pages_but_the_cover(realistic_pages: Path) -> None:
    for number, text in enumerate(page_texts(realistic_pages), start=1):
        found = FOOT.findall(text)
        if number == 1:
            assert found == []
            continue
        ((left, shown, right),) = found
        assert shown == str(number)
        assert "第2版" in (left if number % 2 else right)
        assert "校验码" in (left if number % 2 else right)


def test_cover_and_heads_say_which_copy_it_is(realistic_pages: Path, extreme_pages: Path) -> None:
    cover, *others = (text.replace(" ", "") for text in page_texts(realistic_pages))
    assert "500157-2025-003" in cover
    assert "示例笔电产业链招聘用工联合体试点" in cover
    assert "2025年7月25日" in cover
    assert all(text.splitlines()[0] == "申报编号：500157-2025-003第2版" for text in others)
    cover, *others = page_texts(extreme_pages)
    assert "草稿" in cover
    assert all("草稿" in text.splitlines()[0] for text in others)


def test_heads_of_long_tables_are_repeated(extreme_pages: Path) -> None:
    texts = page_texts(extreme_pages)
    for word, row in (("统计口径", "同一企业"), ("主要内容", "示例任务"), ("承担任务", "号精密"), ("附件号", "材料1")):
        assert sum(word in text for text in texts) >= 2, word
        assert all(word in text for text in texts if row in text.replace(" ", "")), word


def test_no_heading_is_left_alone_at_the_foot(realistic_pages: Path, extreme_pages: Path) -> None:
    for pdf in (realistic_pages, extreme_pages):
        for text in page_texts(pdf)[1:]:
            lines = [line.strip() for line in text.splitlines() if line.strip()]
            assert FOOT.fullmatch(lines[-1])
            assert not re.match("[一二三四五六七八九十]+、|附：", lines[-2]), lines[-2]


def test_no_page_is_empty(realistic_pages: Path, extreme_pages: Path) -> None:
    for pdf in (realistic_pages, extreme_pages):
        assert all(len(text.split()) > 4 for text in page_texts(pdf))


def test_hostile_text_is_laid_out(tmp_path: Path, office: Office) -> None:
    """LibreOffice takes half a minute for 100,000 characters; how such a text is written is tested in the structure tests."""
    pdf = pages_of(hostile(length=6_000), tmp_path, office)
    text = "".join(page_texts(pdf))
    assert text.count("长") == 6_000
    assert "㛃𠮷" in text, "the right-to-left mark in the text turns it"


@pytest.mark.parametrize(
    ("columns", "turned"),
    [
        ([("text", 40), ("integer", 0)], False),
        ([("text", 60), ("text", 120)], False),
        ([("text", 40), ("long_text", 300), ("month", 0), ("month", 0), ("text", 120)], True),
        ([("decimal", 0)] * 5, False),
        ([("decimal", 0)] * 30 + [("text", 40)], True),
        ([("text", 0)], False),
    ],
)
def test_columns_fill_the_page_and_figures_keep_their_width(columns: list[tuple[str, int]], turned: bool) -> None:
    made = [Column(key=f"c{number}", label="", type=kind, max_length=length) for number, (kind, length) in enumerate(columns)]
    grid, wide = grid_of(made, 600, sample.programme())
    assert wide == turned
    assert sum(grid) == (WIDE_TEXT_WIDTH if wide else TEXT_WIDTH)
    assert len(grid) == len(columns) + 1
    assert min(grid) > 300
    if len(columns) < 10:
        assert all(grid[place] >= 18 * TWIPS_PER_MM - 1 for place, (kind, _) in enumerate(columns, start=1) if kind != "text")


@pytest.mark.parametrize(
    ("label", "unit", "shown"),
    [
        ("从业人员数", "人", "从业人员数\n（人）"),
        ("计划总投入（万元）", "万元", "计划总投入\n（万元）"),
        ("上年度营业收入", "万元", "上年度营业收入（万元）"),
        ("人员", "人", "人员（人）"),
        ("（人）", "", "（人）"),
        ("法定代表人（负责人）", "", "法定代表人\n（负责人）"),
    ],
)
def test_labels_carry_their_unit_once_and_break_before_brackets(label: str, unit: str, shown: str) -> None:
    assert label_of(label, unit) == shown
