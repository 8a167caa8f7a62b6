"""Proofreading: every rule by its own examples, quotations left alone, mending that comes to an end, wrong entries refused."""

import re
import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.definition import Level
from forms.passages import BlockKind, TextBlock
from forms.proofreading import Remark, load_rules, mend, mend_blocks, proofread
from forms.proofreading.checks import CHECKS
from forms.proofreading.inspection import inspect
from forms.proofreading.quotations import quotations
from forms.proofreading.rules import Line, Mend, ReadyRule
from models.errors import ResourceError
from models.programme.pack import load_programme
from models.resources import resource_path
from tests.unit.complete_form import programme

PACK = "chongqing-2025"
FILE = f"programmes/{PACK}/proofreading.toml"
ON = date(2026, 11, 23)
RULES = load_rules(programme())


def paragraph(text: str, kind: BlockKind = BlockKind.PARAGRAPH) -> TextBlock:
    return TextBlock("b", "正文第1段", kind, text)


def example(ready: ReadyRule, sample: str | Sequence[Line]) -> list[TextBlock]:
    """Return the blocks of a rule's example."""
    if isinstance(sample, str):
        return [paragraph(sample)]
    return [TextBlock(str(number), line.label, line.kind, line.text) for number, line in enumerate(sample)]


def remarks(text: str, kind: BlockKind = BlockKind.PARAGRAPH, on: date = ON) -> list[Remark]:
    return proofread([paragraph(text, kind)], programme(), on)


def found(text: str, rule: str, kind: BlockKind = BlockKind.PARAGRAPH, on: date = ON) -> list[str]:
    """Return what one rule remarks on."""
    return [remark.found for remark in remarks(text, kind, on) if remark.rule == rule]


def mended(text: str, kind: BlockKind = BlockKind.PARAGRAPH) -> str:
    return mend_blocks([paragraph(text, kind)], programme(), ON)[0][0].text


@pytest.mark.parametrize("ready", RULES, ids=lambda ready: ready.rule.key)
def test_each_rule_finds_its_bad_example_and_no_rule_finds_the_good_one(ready: ReadyRule) -> None:
    bad = example(ready, ready.rule.bad)
    hits = inspect(bad, programme(), ON, [ready])
    assert hits
    texts = {block.key: block.text for block in bad}
    for hit in hits:
        assert hit.found == texts[hit.block][hit.start : hit.end] != ""
        assert hit.suggestion
        assert hit.mendable == (ready.rule.mend is Mend.AUTOMATIC)
    assert proofread(example(ready, ready.rule.good), programme(), ON) == []


@pytest.mark.parametrize("ready", [r for r in RULES if r.rule.mend is Mend.AUTOMATIC], ids=lambda ready: ready.rule.key)
def test_mending_the_bad_example_gives_the_good_one(ready: ReadyRule) -> None:
    blocks, followed = mend_blocks(example(ready, ready.rule.bad), programme(), ON)
    assert [block.text for block in blocks] == [block.text for block in example(ready, ready.rule.good)]
    assert followed


def test_every_check_of_the_closed_list_serves_a_rule() -> None:
    assert {ready.rule.check for ready in RULES} - {""} == set(CHECKS)


@pytest.mark.parametrize(
    "text",
    [
        "他说“25年底,，完成XX(一)--2025年07月03日”就走了。",
        "学习《关于2025-2027年,工作的通知（2025年02月30日）》精神。",
        "引用“培训三百二十一人次、大幅增长、江北区",
        "多段引文的中间，第二段的引号没有收：“2025年07月03日,台帐",
        "收尾的一段2025年07月03日,台帐”",
        "「台帐,帐户」",
    ],
)
def test_nothing_inside_a_quotation_is_remarked_on(text: str) -> None:
    assert [remark.rule for remark in remarks(text) if remark.rule != "PR048"] == []
    assert mended(text) == text


@pytest.mark.parametrize(
    ("rule", "text", "expected"),
    [
        ("PR005", "3、4个企业参加", []),
        ("PR005", "附件：1、申请表", ["、"]),
        ("PR007", "第一、第二产业融合", []),
        ("PR010", "2025年10月30日", []),
        ("PR011", "2025年底、10年前", []),
        ("PR012", "2024年2月29日、2月29日、2025.2.28", []),
        ("PR012", "2025年2月29日、4月31日、2025年13月1日、2025.2.30", ["2025年2月29日", "4月31日", "2025年13月1日", "2025.2.30"]),
        ("PR012", "0000年1月1日、9999年12月32日", ["9999年12月32日"]),
        ("PR014", "2025年1月-2026年3月", []),
        ("PR015", "2023—2027年，电话023-60000000", []),
        ("PR016", "上午9:30，比例3:1，网址http://example.com", []),
        ("PR020", "f(x)=sum(收入)，甲(a+b)", []),
        ("PR020", "园区(二期）、名称（简称)", ["(", ")"]),
        ("PR021", "《甲《乙《丙》丁》》", ["《", "《", "》", "》"]),
        ("PR024", "三四个、五百家、第十二个、十一个人民团体", ["五百", "十一"]),
        ("PR026", "近3年余，约5天", ["近3年余"]),
        ("PR030", "共有项目12个，其中培训4个、调配3个，覆盖9个方向中的7个。", []),
        ("PR030", "合计1.5万元，其中甲1万元和乙0.6万元。共3个，其中甲2个，乙2个", ["1.5万元", "3个"]),
        ("PR033", "省人社厅、人社部、市人社部门", ["人社"]),
        ("PR037", "公布署名文章、究竟争取什么、报名截止11月30日、按装配要求、严峻工作形势", []),
        ("PR039", "就业规模由100人增至300人，大幅增长。", []),
        ("PR044", "　单个空格", []),
        ("PR047", "XXL、MAXX、二〇〇五年、A×B", []),
        ("PR048", "1）目标\n（一）目标\na) 目标（含《甲》）", []),
        ("PR048", "甲）乙（丙》丁", ["）", "（", "》"]),
        ("PR048", "“第一段\n“第二段”", []),
        ("PR050", "既使企业受益，又使员工受益。", []),
    ],
)
def test_exact_hits(rule: str, text: str, expected: list[str]) -> None:
    assert found(text, rule) == expected


def test_districts_are_those_of_the_day_of_the_document() -> None:
    text = "江北区、渝北区，沿江北区域，原江北区、渝北区和两江新区"
    assert found(text, "PR036") == ["江北区", "渝北区"]
    assert found(text, "PR036", on=date(2025, 11, 5)) == []
    (remark,) = (r for r in remarks("江北区的项目") if r.rule == "PR036")
    assert "两江新区" in remark.suggestion
    assert "2025年11月6日" in remark.suggestion


def blocks_of(*entries: tuple[BlockKind, str]) -> list[TextBlock]:
    return [TextBlock(str(number), "", kind, text) for number, (kind, text) in enumerate(entries)]


def places(rule: str, *entries: tuple[BlockKind, str]) -> list[tuple[str, str]]:
    return [(r.block, r.found) for r in proofread(blocks_of(*entries), programme(), ON) if r.rule == rule]


def test_level_numbers_go_on_over_blocks_and_begin_anew_with_a_title() -> None:
    text, head = BlockKind.PARAGRAPH, BlockKind.HEADING
    assert places("PR006", (text, "一、甲"), (text, "（一）甲\n1.甲\n（1）甲\n（2）乙\n2.乙"), (head, "二、乙"), (text, "（一）甲")) == []
    assert places("PR006", (text, "一、甲"), (text, "（一）甲"), (text, "（三）乙"), (text, "（四）丙")) == [("2", "（三）")]
    assert places("PR006", (text, "一、甲"), (text, "一、乙")) == [("1", "一、")]
    assert places("PR006", (text, "九、甲\n十、乙\n十一、丙\n十二、丁\n二十、戊")) == [("0", "九、"), ("0", "二十、")]
    assert places("PR006", (text, "一、甲"), (BlockKind.ANNEX_TITLE, "附件"), (text, "一、甲")) == []
    assert places("PR006", (text, "一、甲"), (head, "没有序号的标题"), (text, "1.甲")) == []
    assert places("PR006", (text, "一、甲"), (BlockKind.CELL, "1.甲"), (text, "二、乙"), (text, "1.5万人参加")) == []


def test_annexes_are_compared_in_number_order_and_name() -> None:
    line, title = BlockKind.ANNEX_LINE, BlockKind.ANNEX_TITLE
    assert places("PR049", (line, "附件：1.甲表"), (line, "3.乙表"), (title, "甲表"), (title, "乙表")) == [("1", "乙表")]
    assert places("PR049", (line, "附件：1.甲表"), (line, "2.乙表"), (title, "甲表")) == [("1", "乙表")]
    assert places("PR049", (line, "附件：甲表"), (title, "甲表"), (title, "乙表")) == [("2", "乙表")]
    assert places("PR049", (line, "附件：甲表(试行)"), (title, "甲表（试行）")) == []
    assert places("PR041", (line, "附件：1.甲表"), (line, "2.乙表")) == []


def test_titles_and_recipients() -> None:
    assert found("关于印发《试点方案》的通知", "PR009", BlockKind.TITLE) == []
    assert found("关于印发《试点方案》", "PR009", BlockKind.TITLE) == ["关于印发《试点方案》"]
    assert found("关于试点的请示\n（代拟稿）", "PR009", BlockKind.TITLE) == []
    assert mended("市人力社保局", BlockKind.RECIPIENT) == "市人力社保局："
    assert mended("市人力社保局：", BlockKind.RECIPIENT) == "市人力社保局："


def test_marks_brought_together_by_mending_are_mended_as_well() -> None:
    assert mended("甲，,乙；;丙") == "甲，,乙；;丙"
    assert mended("　　1、甲\n　　2、乙") == "1.甲\n2.乙"
    assert mended('按"甲"、"乙"办') == "按“甲”“乙”办"
    assert mended("渝人社发(2025)第013号") == "渝人社发〔2025〕13号"


def test_an_odd_straight_quote_is_only_hinted_at() -> None:
    hits = [remark for remark in remarks('突出"重点环节') if remark.rule == "PR019"]
    assert [(hit.found, hit.mendable) for hit in hits] == [('"', False)]
    assert mended('说"甲“乙”丙"') == '说"甲“乙”丙"'


def test_mending_leaves_out_what_the_officer_has_changed_meanwhile() -> None:
    text = "2025年07月03日,台帐已建"
    hits = remarks(text)
    assert mend(text, hits) == "2025年7月3日，台账已建"
    changed = "截至" + text
    assert mend(changed, hits) == changed
    once = mend(text, hits)
    assert mend(once, hits) == once


PIECES = (
    *'，。；：、！？,;:.?!“”"《》〈〉（）()〔〕[]【】…—-~～ 　\n0123年月日第一二三十等甲乙A×X_',
    "2025年", "07月", "03日", "发[2025]第013号", "--", "……等工作", "台帐", "截止2026年", "第一、", "1、", "（一）、", "一．", "江北区",
    "《甲》、《乙》", "“甲”、“乙”", "2023-2027年", "5Kg", "附件：1、", "《关于《甲》的通知》", '"甲"',
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), max_size=25).map("".join) | st.text(max_size=40)
KINDS = st.sampled_from(list(BlockKind))


def quoted(text: str) -> list[str]:
    """Return what is quoted; titles within titles change their marks and nothing else."""
    return [text[q.start : q.end].translate({ord("〈"): "《", ord("〉"): "》"}) for q in quotations(text) if q.closed]


@given(TEXTS, KINDS)
def test_mending_never_touches_quotations_and_comes_to_an_end(text: str, kind: BlockKind) -> None:
    block = paragraph(text, kind)
    for remark in proofread([block], programme(), ON):
        assert text[remark.start : remark.end] == remark.found
    ((once,), _) = mend_blocks([block], programme(), ON)
    assert quoted(once.text) == quoted(text)
    assert [remark for remark in proofread([once], programme(), ON) if remark.mendable] == []
    assert mend_blocks([once], programme(), ON) == ([once], [])


@given(st.lists(st.tuples(KINDS, TEXTS), max_size=6))
def test_no_document_breaks_the_inspection(entries: list[tuple[BlockKind, str]]) -> None:
    blocks = blocks_of(*entries)
    texts = {block.key: block.text for block in blocks}
    for remark in proofread(blocks, programme(), ON):
        text = texts[remark.block]
        assert 0 <= remark.start <= remark.end <= len(text)
        assert remark.start < remark.end or not text


LONG = 100_000


@pytest.mark.parametrize(
    "piece",
    [
        "《",
        "“",
        '"',
        "（",
        "(",
        "1",
        "一",
        "约1",
        ".",
        "-",
        "。",
        "X",
        "【",
        " ",
        "，",
        "第",
        "(甲",
        "年0",
        "根据",
        "共1人，其中",
        "1、",
        "\n",
        "）（》",
    ],
)
def test_a_long_text_of_any_one_piece_is_read_to_its_end(piece: str) -> None:
    text = piece * (LONG // len(piece))
    hits = inspect([paragraph(text)], programme(), ON, RULES)
    assert all(hit.end <= len(text) for hit in hits)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the resources that may be broken."""
    shutil.copytree(resource_path("programmes", PACK), tmp_path / "programmes" / PACK)
    shutil.copytree(resource_path("dictionaries"), tmp_path / "dictionaries")
    return tmp_path


@pytest.mark.parametrize(
    ("old", "new", "key", "reason"),
    [
        ('key = "PR002"', 'key = "PR001"', "rule[PR001]", "重复"),
        ('level = "error"', 'level = "bad"', "rule[PR001].level", "不是允许的取值"),
        ('check = "real_dates"', 'check = "dates"', "rule[PR012].check", "没有“dates”这项检查"),
        ('check = "real_dates"', 'check = "real_dates"\npattern = "甲"', "rule[PR012].pattern", "不写 pattern"),
        ('check = "real_dates"', 'check = "real_dates"\nwords = { "甲" = "乙" }', "rule[PR012].words", "不写 words"),
        ('check = "real_dates"', "", "rule[PR012].pattern", "至少要写一个"),
        ('mend = "hint"\ncheck = "real_dates"', 'mend = "automatic"\ncheck = "real_dates"', "rule[PR012].mend", "只能提示"),
        ("replacement = '〔\\1〕'", "replacement = '〔\\2〕'", "rule[PR001].pattern", "写法不对"),
        ("replacement = '〔\\1〕'", "", "rule[PR001].replacement", "改成什么"),
        ('pattern = "(?<=[年月])0([1-9][月日])"', "pattern = '(((年)'", "rule[PR010].pattern", "正则表达式"),
        ('pattern = "(?<=[年月])0([1-9][月日])"', "pattern = '(0+)+'", "rule[PR010].pattern", "不限次数"),
        ('advice = "请核对日期。"\n', "", "rule[PR012].advice", "怎么做"),
    ],
)
def test_wrong_entries_are_refused_by_file_and_key(root: Path, old: str, new: str, key: str, reason: str) -> None:
    path = root / FILE
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ResourceError) as caught:
        load_rules(load_programme(PACK, root))
    assert (caught.value.file, caught.value.key) == (FILE, key)
    assert reason in caught.value.reason
    assert re.search("[\u4e00-\u9fff]", caught.value.reason)


def test_levels_are_kept() -> None:
    assert {remark.level for remark in remarks("2025年2月30日，江北区区人社局")} == {Level.ERROR, Level.HINT}
