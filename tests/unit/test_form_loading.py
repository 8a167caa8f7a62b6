"""Every kind of wrong entry in a form definition is refused with file, place and a Chinese reason."""

import re
import shutil
from pathlib import Path

import pytest

from forms.loading import load_form
from models.errors import ResourceError
from models.programme.pack import load_programme
from models.resources import resource_path

PACK = "chongqing-2025"
FILE = f"programmes/{PACK}/forms/application.toml"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the resources whose form may be broken."""
    root = tmp_path_factory.mktemp("resources")
    shutil.copytree(resource_path("programmes", PACK), root / "programmes" / PACK)
    shutil.copytree(resource_path("dictionaries"), root / "dictionaries")
    return root


def refusal(root: Path, old: str, new: str) -> ResourceError:
    """Load the form with `old` (the first one) replaced by `new`; it must be refused."""
    path = root / FILE
    text = resource_path(*FILE.split("/")).read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ResourceError) as refused:
        load_form(load_programme(PACK, root))
    return refused.value


UNIQUE = 'rule = "unique_in_table"\nlevel = "error"\nfield = "partners"\ncolumn = "name"'
SUM = 'field = "fund_total"\nfields = ["fund_fiscal", "fund_self", "fund_other"]\nmessage = "“{label}”{total}万元'
WRONG = {
    "not TOML": ('key = "application"', 'key = "application', "", "TOML"),
    "unknown item": ('version = "2025.1"', 'version = "2025.1"\ncolour = "red"', "colour", "没有这个名称的项"),
    "missing item": ('key = "profile"\nlabel = "单位简介"', 'key = "profile"', "profile", "缺少这一项"),
    "wrong type": ("min_length = 50", 'min_length = "50"', "min_length", "应为整数"),
    "wrong origin": ('\norigin = "notice"', '\norigin = "hearsay"', "origin", "不是允许的取值"),
    "other file": ('key = "application"', 'key = "other"', "key", "应与文件名"),
    "field twice": ('key = "profile"', 'key = "staff"', "section.field[staff]", "键名重复"),
    "section twice": ('key = "goals"', 'key = "basics"', "section[basics]", "键名重复"),
    "check twice": ('key = "fund_sum"', 'key = "uscc_prefix"', "check[uscc_prefix]", "键名重复"),
    "column twice": ('key = "agreement"', 'key = "duty"', "field[partners].column[duty]", "键名重复"),
    "key with capitals": ('key = "profile"', 'key = "Profile"', "section.field[Profile]", "小写字母"),
    "bind twice": ('bind = "entity.tel"', 'bind = "entity.mobile"', "field[mobile].bind", "已由另一个"),
    "date field": ('date_field = "fill_date"', 'date_field = "founded"', "date_field", "日期类"),
    "renamed to nothing": ('date_field = "fill_date"', 'date_field = "fill_date"\nrenamed = { old = "gone" }', "renamed.old", "不再使用"),
    "empty section": (
        '[[section]]\nkey = "goals"',
        '[[section]]\nkey = "void"\ntitle = "空"\nfield = []\n\n[[section]]\nkey = "goals"',
        "section[void].field",
        "至少要有一个",
    ),
    "foldable minimum": ('title = "封面"', 'title = "封面"\nfoldable = true', "section[cover].foldable", "不能折叠"),
    "unknown field type": ('type = "integer"', 'type = "number"', "field[staff].type", "没有“number”这种"),
    "unknown bind": ('bind = "entity.tel"', 'bind = "entity.fax"', "field[tel].bind", "没有“entity.fax”这一事实"),
    "unknown filler": ('filled_by = "entity"', 'filled_by = "nobody"', "field[op_subject].filled_by", "之一"),
    "negative count": ("max_items = 30", "max_items = -1", "field[partners].max_items", "不能小于0"),
    "items out of order": ("min_items = 1\nmax_items = 5", "min_items = 6\nmax_items = 5", "field[innovation].min_items", "不能大于"),
    "length out of order": ("min_length = 50", "min_length = 501", "field[profile].min_length", "不能大于"),
    "length of a number": ('min = "1"', "min_length = 1", "field[staff].min_length", "文字类"),
    "required signature": ('filled_by = "entity"', "required = true", "field[op_subject].required", "不能设为必填"),
    "pledge without words": ('text = "本单位承诺', 'example = "本单位承诺', "field[pledge].text", "缺少固定文字"),
    "low signature": ("height_mm = 35", "height_mm = 20", "field[op_subject].height_mm", "35毫米"),
    "table without columns": ('type = "items"', 'type = "table"', "field[innovation].column", "至少要有一列"),
    "columns without table": ('type = "table"', 'type = "items"', "field[partners].column", "只有表格"),
    "column type": ('type = "text"\npattern = "uscc"\nwidth', 'type = "items"\nwidth', "field[partners].column[uscc].type", "不能用"),
    "column named id": ('key = "agreement"', 'key = "id"', "field[partners].column[id]", "由程序使用"),
    "column width": ("width = 26", "width = 0", "field[partners].column[name].width", "应大于0"),
    "year without column": ('key = "target_2026"', 'key = "target_2036"', "field[indicators].column", "target_2026"),
    "empty label": ('label = "单位简介"', 'label = " "', "field[profile].label", "不能为空"),
    "unknown pattern": ('pattern = "uscc"', 'pattern = "passport"', "field[uscc].pattern", "可用"),
    "choice without dictionary": ('dictionary = "entity_tag"\n', "", "field[ent_tags].dictionary", "要指明字典"),
    "dictionary without choice": ('pattern = "uscc"', 'dictionary = "platform"', "field[uscc].dictionary", "只有选择类"),
    "unknown dictionary": ('dictionary = "entity_tag"', 'dictionary = "nothing"', "field[ent_tags].dictionary", "字典“nothing”不能用"),
    "decimals of a text": ("min_length = 50", "decimals = 2", "field[profile].decimals", "小数和金额"),
    "limit not a number": ('min = "1"', 'min = "一"', "field[staff].min", "应是数字"),
    "limit not a date": ('min = "2025-07-03"', 'min = "2025-7-3"', "field[fill_date].min", "日期"),
    "limit of a text": ("min_length = 50", 'max = "5"', "field[profile].max", "只用于数字"),
    "limits out of order": ('max = "99999999"', 'max = "0"', "field[staff].min", "不能大于 max"),
    "condition on nothing": (
        '{ field = "org_type", any_of',
        '{ field = "gone", any_of',
        "field[org_type_other].shown_when.field",
        "不是本表",
    ),
    "condition on a text": (
        '{ field = "org_type", any_of',
        '{ field = "uscc", any_of',
        "field[org_type_other].shown_when.field",
        "不能作条件",
    ),
    "condition without values": (', any_of = ["other"]', "", "field[org_type_other].shown_when", "要写且只写一个"),
    "condition value": (
        'any_of = ["other"]',
        'any_of = ["others"]',
        "field[org_type_other].shown_when.any_of",
        "不是“org_type”可选的项",
    ),
    "condition class": (
        'class_of = "manufacturing"',
        'class_of = "factory"',
        "field[industry].required_when.class_of",
        "没有“factory”这一类",
    ),
    "condition dictionary": (
        'class_of = "manufacturing", dictionary = "entity_kind"',
        'class_of = "manufacturing", dictionary = "partner_kind"',
        "field[industry].required_when.dictionary",
        "entity_kind",
    ),
    "unknown rule": ('rule = "sum_equals"', 'rule = "sum"', "check[fund_sum].rule", "没有“sum”这条规则"),
    "rule at nothing": (SUM, SUM.replace("fund_total", "gone", 1), "check[fund_sum].field", "不是本表的填写项"),
    "rule at a wrong type": (SUM, SUM.replace("fund_total", "profile", 1), "check[fund_sum].field", "只用于"),
    "rule with unknown operand": (SUM, SUM.replace("fund_self", "gone", 1), "check[fund_sum].fields", "不是本表的填写项"),
    "rule with wrong operand": (SUM, SUM.replace("fund_self", "profile", 1), "check[fund_sum].fields", "类型不合"),
    "rule without operands": (SUM, SUM.replace('["fund_fiscal", "fund_self", "fund_other"]', "[]"), "check[fund_sum].fields", "要列"),
    "rule with a useless column": (SUM, SUM.replace("\nmessage", '\ncolumn = "x"\nmessage'), "check[fund_sum].column", "不用 column"),
    "rule with a useless value": (SUM, SUM.replace("\nmessage", '\nvalue = "x"\nmessage'), "check[fund_sum].value", "不用 value"),
    "rule with useless columns": (SUM, SUM.replace("\nmessage", '\ncolumns = ["x"]\nmessage'), "check[fund_sum].columns", "不用 columns"),
    "table rule at a field": (UNIQUE, UNIQUE.replace('"partners"', '"profile"'), "check[partner_twice].field", "不是表格"),
    "rule at an unknown column": (UNIQUE, UNIQUE.replace('"name"', '"gone"'), "check[partner_twice].column", "没有“gone”这一列"),
    "rule over an unknown column": ('columns = ["start"]', 'columns = ["begin"]', "check[task_ends_before_start].columns", "没有“begin”"),
    "rule without a number": ('value = "10"', 'value = "ten"', "check[many_indicators].value", "应是整数"),
    "rule without a text": ('value = "关于"', 'value = ""', "check[title_with_about].value", "不能为空"),
    "unknown place": ("比财政资金、自筹、其他三项之和{sum}", "比{parts}", "check[fund_sum].message", "没有“{parts}”这个位置"),
    "place of a row outside tables": ("比财政资金、自筹、其他三项之和{sum}", "第{row}行", "check[fund_sum].message", "没有“{row}”"),
    "open brace": ("比财政资金、自筹、其他三项之和{sum}", "比{sum", "check[fund_sum].message", "花括号不配对"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_entry_is_refused(root: Path, name: str) -> None:
    old, new, place, reason = WRONG[name]
    refused = refusal(root, old, new)
    assert refused.file == FILE
    assert place in refused.key
    assert reason in refused.reason
    assert re.search("[\u4e00-\u9fff]", refused.reason)


def test_a_form_that_is_missing_is_refused(root: Path) -> None:
    with pytest.raises(ResourceError, match="文件不存在"):
        load_form(load_programme(PACK, root), "nothing")


def test_a_form_is_loaded_once_for_a_pack() -> None:
    programme = load_programme(PACK)
    assert load_form(programme) is load_form(programme)
