"""Report definitions: the shipped ones load, and each kind of wrong entry is refused with file, place and reason."""

import re
import shutil
from pathlib import Path

import pytest

from forms.draft_tables import TABLES
from forms.figures import EACH, FIGURES, ITEMS
from forms.project_figures import PROJECT_FIGURES
from forms.report_definition import Origin
from forms.report_loading import load_report, load_reports
from models.errors import ResourceError
from models.programme.pack import Programme, load_programme
from models.resources import resource_path

ID = "chongqing-2025"
FILE = f"programmes/{ID}/reports/yearly.toml"
PLAIN = """key = "yearly"
place = 1
name = "年度报告"
purpose = "示例。"
kind = "report"
title = "关于{year}年度工作的报告"
number = "〔{year}〕　　号"
recipient = "市人力资源和社会保障局"
pilot_groups = ["实施"]

[[section]]
heading = "开展情况"
level = 1
origin = "notice"
clause = "四(三)"

[[section.passage]]
sentences = [{ text = "共有项目{pilot_projects}个。", when = "pilot_projects" }]

[[section.passage]]
each = "pilot_projects"
head = "{title}"
sentences = [{ text = "由{entity}承担，{here}。", when = "state" }]

[[section.passage]]
items = "problems"

[[annex]]
name = "指标表"
table = "indicators"
when = "indicators"
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("pack") / "resources"
    shutil.copytree(resource_path(), copy, ignore=shutil.ignore_patterns("*.svg", "*.docx", "*.pdf", "*.md"))
    for other in ("cover_letter", "recommendation"):
        (copy / f"programmes/{ID}/reports/{other}.toml").unlink()
    return copy


def loaded_from(root: Path, content: str) -> Programme:
    (root / FILE).write_text(content, encoding="utf-8")
    load_report.cache_clear()
    return load_programme(ID, root)


def test_the_shipped_definitions_hold_what_the_notice_demands() -> None:
    load_report.cache_clear()
    programme = load_programme(ID)
    reports = load_reports(programme)
    assert [report.key for report in reports] == ["yearly", "cover_letter", "recommendation"]
    demanded = next(obligation.contents for obligation in programme.obligations if obligation.key == "yearly-2026")
    headings = [section.heading for section in reports[0].section if section.origin is Origin.NOTICE]
    assert [heading.removeprefix("试点项目") for heading in headings] == list(demanded)


def test_every_figure_says_where_it_comes_from_and_is_used() -> None:
    for functions in (FIGURES, PROJECT_FIGURES, TABLES):
        assert all(function.__doc__ for function in functions.values())
    folder = resource_path("programmes", ID)
    words = {word for path in folder.glob("*/*.toml") for word in re.findall(r"[a-z_]+", path.read_text(encoding="utf-8"))}
    assert {*FIGURES, *PROJECT_FIGURES, *TABLES, *EACH, *ITEMS} - words == set()


def test_a_plain_definition_loads(root: Path) -> None:
    assert load_report(loaded_from(root, PLAIN), "yearly").annex[0].table == "indicators"


@pytest.mark.parametrize(
    ("old", "new", "place", "reason"),
    [
        ('key = "yearly"', 'key = "other"', "key", "文件名"),
        ("{year}年度工作", "{yaer}年度工作", "title", "没有“yaer”"),
        ("{year}年度工作", "{year年度工作", "title", "不配对"),
        ("{year}年度工作", "{year:>9}年度工作", "title", "只能写数据项的名称"),
        ("{year}年度工作", "{year!r}年度工作", "title", "只能写数据项的名称"),
        ("{year}年度工作", "{year.real}年度工作", "title", "只能写数据项的名称"),
        ('["实施"]', '["梦想"]', "pilot_groups", "没有“梦想”这一组"),
        ('["实施"]', "[]", "pilot_groups", "至少要有1项"),
        ('kind = "report"', 'kind = "poem"', "kind", "不是允许的取值"),
        ("level = 1", "level = 2", "section[开展情况].level", "不能跳级"),
        ("level = 1", "level = 4", "section[第1项].level", "不大于3"),
        ('clause = "四(三)"', "", "section[开展情况].clause", "应写明条款"),
        ('when = "pilot_projects"', 'when = "project"', "section[开展情况].passage[第1项].sentences[第1项].when", "没有“project”"),
        ("共有项目{pilot_projects}个", "共有项目{entity}个", "section[开展情况].passage[第1项].sentences[第1项].text", "没有“entity”"),
        ('each = "pilot_projects"', 'each = "everything"', "section[开展情况].passage[第2项].each", "没有“everything”"),
        ('each = "pilot_projects"\n', "", "section[开展情况].passage[第2项].head", "逐个项目"),
        ('items = "problems"', 'items = "worries"', "section[开展情况].passage[第3项].items", "没有“worries”"),
        ('items = "problems"', 'items = "problems"\nhead = "x"', "section[开展情况].passage[第3项]", "不与 each、head 同用"),
        ('items = "problems"', "", "section[开展情况].passage[第3项]", "要写且只写一个"),
        ('table = "indicators"', 'table = "everything"', "annex[指标表].table", "没有“everything”"),
        ('when = "indicators"\n', 'when = "indicators"\n[[annex]]\nname = "指标表"\n', "annex[指标表].name", "名称重复"),
        ("[[annex]]", '[[section]]\nheading = "空"\nlevel = 1\norigin = "added"\n[[annex]]', "section[空].passage", "没有内容"),
        ("[[section]]", '[[opening]]\nitems = "problems"\n[[section]]', "opening[第1项].items", "标题之下"),
        ('purpose = "示例。"', 'purpose = "示例。"\ncolour = "red"', "colour", "没有这个名称的项"),
    ],
)
def test_a_wrong_entry_is_refused_with_its_place(root: Path, old: str, new: str, place: str, reason: str) -> None:
    assert old in PLAIN
    programme = loaded_from(root, PLAIN.replace(old, new, 1))
    with pytest.raises(ResourceError) as refused:
        load_report(programme, "yearly")
    assert refused.value.file == FILE
    assert refused.value.key == place
    assert reason in refused.value.reason


def test_two_definitions_cannot_claim_one_place(root: Path) -> None:
    programme = loaded_from(root, PLAIN)
    other = root / FILE.replace("yearly", "zweite")
    other.write_text(PLAIN.replace('key = "yearly"', 'key = "zweite"'), encoding="utf-8")
    with pytest.raises(ResourceError, match="次序相同"):
        load_reports(programme)
    other.unlink()
