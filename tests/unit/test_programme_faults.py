"""Every kind of wrong entry in a pack is refused with file, key path and a Chinese reason."""

import re
import shutil
from pathlib import Path
from typing import Annotated

import msgspec
import pytest

from forms.proofreading.rules import load_rules
from models.errors import ResourceError
from models.programme.loading import key_path, load_toml
from models.programme.pack import load_programme, programme_ids
from models.resources import resource_path

PACK = "chongqing-2025"
PROGRAMME, DISTRICTS, OBLIGATIONS, INDICATORS = "programme.toml", "districts.toml", "obligations.toml", "indicators.toml"
CALENDAR = "calendar.toml"
CLUSTER, CARRIER, KINDS = "dictionaries/cluster.toml", "dictionaries/carrier.toml", "dictionaries/indicator_kind.toml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the resources that may be broken."""
    shutil.copytree(resource_path("programmes", PACK), tmp_path / "programmes" / PACK)
    shutil.copytree(resource_path("dictionaries"), tmp_path / "dictionaries")
    return tmp_path


def refusal(root: Path) -> ResourceError:
    """Load the whole pack, which must be refused."""
    with pytest.raises(ResourceError) as caught:  # noqa: PT012 (whichever part finds it)
        programme = load_programme(PACK, root)
        programme.load_all()
        load_rules(programme)
    return caught.value


def break_entry(root: Path, file: str, old: str, new: str) -> None:
    """Replace the first `old` of a file of the pack; ``\\n`` in `old` spans lines."""
    path = root / "programmes" / PACK / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


BROKEN = [
    # file, what stands there, what is written instead, key path, reason
    # grammar of TOML
    (PROGRAMME, 'title = "人力', "title = 人力", "", "写法不合 TOML 格式"),
    (PROGRAMME, 'version = "2025.1"', 'version = "2025.1"\nversion = "2"', "", "同一个名称写了两次"),
    (PROGRAMME, "[levels]", "[period]", "", "同一个名称写了两次"),
    (DISTRICTS, 'name = "万州区"', 'name = "万州区', "", "写法不合 TOML 格式"),
    (OBLIGATIONS, "due = 2025-07-31", "due = 2025-02-30", "", "写法不合 TOML 格式"),
    (PROGRAMME, "number = 1\n", f"number = {'9' * 5000}\n", "", "写法不合 TOML 格式"),
    (PROGRAMME, "number = 1\n", f"number = {'[' * 5000}\n", "", "写法不合 TOML 格式"),
    # names and types
    (PROGRAMME, 'short = "人才培养"', 'shrot = "人才培养"', "area[a1].shrot", "没有这个名称的项"),
    (PROGRAMME, 'short_title = "融合试点"', "", "short_title", "缺少这一项"),
    (PROGRAMME, 'short = "用工调配"\n', "", "area[a2].short", "缺少这一项"),
    (PROGRAMME, 'key = "a3"\n', "", "area[第3项].key", "缺少这一项"),
    (PROGRAMME, "number = 1\n", 'number = "1"\n', "area[a1].number", "应为整数，写成了文字"),
    (PROGRAMME, "number = 1\n", "number = 0\n", "area[a1].number", "应为不小于1的数"),
    (PROGRAMME, "number = 1\n", "number = 99999999999999999999\n", "area[a1].number", "这里应为1"),
    (PROGRAMME, "editable = true", 'editable = "是"', "life_cycle.state[draft].editable", "应为“true”或“false”"),
    (PROGRAMME, 'district = "区县"', 'district = ""', "levels.district", "不能为空"),
    (PROGRAMME, 'short = "人才培养"', 'short = "专业人才队伍培养"', "area[a1].short", "最多6个字"),
    (PROGRAMME, 'key = "a1"', 'key = "方向一"', "area[方向一].key", "只能用英文字母"),
    (PROGRAMME, 'date = "2024"', 'date = "去年"', "document[第3项].date", "写法不符合要求"),
    (PROGRAMME, '{ to = "review", title = "送区县审核" }', '{ to = "review" }', "life_cycle.state[draft].next[第1项].title", "缺少这一项"),
    (DISTRICTS, "valid_to = 2025-11-06", "valid_to = 2025", "district[500105].valid_to", "应为日期，写成了整数"),
    (DISTRICTS, "valid_to = 2025-11-06", 'valid_to = "十一月"', "district[500105].valid_to", "日期应写成"),
    (DISTRICTS, 'name = "万州区"', "name = 5", "district[500101].name", "应为文字，写成了整数"),
    (OBLIGATIONS, 'scope = "project"', 'scope = "company"', "obligation[application].scope", "“company”不是允许的取值"),
    (OBLIGATIONS, 'recurring = "once"', 'recurring = "sometimes"', "obligation[application].recurring", "“sometimes”不是允许的取值"),
    (INDICATORS, 'kind = "cumulative"', 'kind = "total"', "indicator[a1_01].kind", "“total”不是允许的取值"),
    (INDICATORS, "core = true", "core = 1", "indicator[a1_01].core", "应为“true”或“false”，写成了整数"),
    (INDICATORS, 'areas = ["a1"]', 'areas = "a1"', "indicator[a1_01].areas", "应为列表，写成了文字"),
    (INDICATORS, "decimals = 1", "decimals = 12", "indicator[a1_05].decimals", "应为不大于4的数"),
    (INDICATORS, 'unit = "个"', 'unit = ""', "indicator[a1_01].unit", "不能为空"),
    ("dictionaries/entity_kind.toml", 'prefixes = ["11", "12", "91"]', 'prefixes = ["111"]', "item[park_mfg].prefixes[第1项]", "最多2个字"),
    ("dictionaries/entity_kind.toml", 'class = "park"', 'class_ = "park"', "item[park_mfg].class_", "没有这个名称的项"),
    # the steps and the working days
    (OBLIGATIONS, 'key = "seal"', 'key = "collect"', "step[collect]", "重复：第4项"),
    (OBLIGATIONS, "working_days = 5", "working_days = -1", "step[collect].working_days", "应为不小于0的数"),
    (CALENDAR, "year = 2026", "year = 2025", "year[2025]", "重复：第2项"),
    (CALENDAR, "last = 2025-10-08", "last = 2025-09-08", "year[2025].holiday[国庆节、中秋节].last", "不能早于放假的第一天"),
    (CALENDAR, "last = 2026-10-07", "last = 2027-10-07", "year[2026].holiday[国庆节].last", "应在2026年内"),
    (CALENDAR, "first = 2026-10-01", "first = 2026-09-27", "year[2026].holiday[国庆节].first", "第7项与前面的放假日期重叠"),
    (CALENDAR, "worked = [2025-04-27]", "worked = [2025-04-28]", "year[2025].holiday[劳动节].worked", "2025-04-28不是周六、周日"),
    (CALENDAR, "worked = [2025-04-27]", "worked = [2025-05-04]", "year[2025].holiday[劳动节].worked", "2025-05-04在放假日期之内"),
    # the period and the areas
    (PROGRAMME, 'first_month = "2025-01"', 'first_month = "2025-13"', "period.first_month", "应写成“2025-07”这样的年月"),
    (PROGRAMME, 'first_month = "2025-01"', 'first_month = "2028-01"', "period.last_month", "不能早于开始月份"),
    (PROGRAMME, "years = [2025, 2026, 2027]", "years = [2025, 2027]", "period.years", "应逐年列出2025至2027年"),
    (PROGRAMME, "years = [2025, 2026, 2027]", "years = []", "period.years", "至少要有1项"),
    (PROGRAMME, 'id = "chongqing-2025"', 'id = "chongqing-2026"', "id", "应与所在文件夹的名称“chongqing-2025”相同"),
    (PROGRAMME, 'key = "a2"', 'key = "a1"', "area[a1]", "重复：第2项"),
    (PROGRAMME, "number = 2\n", "number = 5\n", "area[a2].number", "这里应为2"),
    (PROGRAMME, 'carriers = ["人力资源服务交易制造业专区"', 'carriers = ["交易专区"', "area[a9].carriers", "没有“交易专区”"),
    (PROGRAMME, 'milestones = ["交易专区上线"', 'milestones = [] # ["', "area[a9].milestones", "至少要有1项"),
    (PROGRAMME, 'key = "code"', 'key = "name"', "check_item[name]", "重复：第2项"),
    # the life cycle
    (PROGRAMME, 'initial = "draft"', 'initial = "sketch"', "life_cycle.initial", "没有“sketch”这个状态"),
    (PROGRAMME, 'returned = "draft"', 'returned = "review"', "life_cycle.returned", "应是可以修改申报表的状态"),
    (PROGRAMME, 'key = "closed"', 'key = "draft"', "life_cycle.state[draft]", "重复：第11项"),
    (PROGRAMME, 'to = "review"', 'to = "check"', "life_cycle.state[draft].next[第1项].to", "没有“check”这个状态"),
    (PROGRAMME, 'to = "review"', 'to = "draft"', "life_cycle.state[draft].next[第1项].to", "不能又回到本状态"),
    (PROGRAMME, 'to = "not_selected"', 'to = "selected"', "life_cycle.state[submitted].next[第2项].to", "“selected”重复"),
    (PROGRAMME, 'to = "review"', 'to = "submitted"', "life_cycle.state[draft].next[第1项].to", "只能由报送进入"),
    (PROGRAMME, 'to = "selected"', 'to = "draft"', "life_cycle.state[submitted].next[第1项].to", "只有审核时能手工退回"),
    # districts
    (DISTRICTS, 'code = "500102"', 'code = "500101"', "district[500101]", "重复：第2项"),
    (DISTRICTS, "valid_from = 2025-11-06", "valid_from = 2025-11-06\nvalid_to = 2025-11-06", "district[500157].valid_to", "应晚于设立日期"),
    (DISTRICTS, 'successor = "500157"', 'successor = "500999"', "district[500105].successor", "没有代码为“500999”的区县"),
    (DISTRICTS, "valid_to = 2025-11-06\n", "", "district[500105].valid_to", "应写明撤销日期"),
    (DISTRICTS, "valid_to = 2025-11-06\n", "valid_to = 2025-10-01\n", "district[500105].successor", "在撤销当日并不有效"),
    (DISTRICTS, 'department_suffix = "人力资源和社会保障局"', "", "department_suffix", "缺少这一项"),
    # obligations
    (OBLIGATIONS, 'key = "work-plan"', 'key = "application"', "obligation[application]", "重复：第2项"),
    (OBLIGATIONS, "opens = 2025-07-03", "opens = 2025-07-12", "obligation[application].due", "应不早于 opens"),
    (OBLIGATIONS, "on_time_until = 2025-07-11", "on_time_until = 2025-07-10", "obligation[application].on_time_until", "应不早于 due"),
    (OBLIGATIONS, "due = 2025-07-11", "due = 2025-07-11\nlocked = 2025-07-11", "obligation[application].locked", "应晚于 on_time_until"),
    (OBLIGATIONS, "due = 2025-07-11\non_time_until = 2025-07-11", "", "obligation[application].due", "应写明截止日期"),
    (OBLIGATIONS, 'from_states = ["selected"]', 'from_states = ["chosen"]', "obligation[work-plan].from_states", "没有“chosen”这个状态"),
    (OBLIGATIONS, 'met_by = "started"', 'met_by = "begun"', "obligation[start-up-report].met_by", "没有“begun”这个状态"),
    (OBLIGATIONS, "nil_allowed = true", 'from_states = ["draft"]', "obligation[yearly-2025].from_states", "不按项目状态确定"),
    (OBLIGATIONS, 'contents = ["试点工作方案"]', "contents = []", "obligation[work-plan].contents", "至少要有1项"),
    # indicators
    (INDICATORS, 'key = "a1_02"', 'key = "a1_01"', "indicator[a1_01]", "重复：第2项"),
    (INDICATORS, 'areas = ["a1"]', 'areas = ["a10"]', "indicator[a1_01].areas", "没有“a10”这个试点方向"),
    (INDICATORS, 'areas = ["a1"]', 'areas = ["a1", "a1"]', "indicator[a1_01].areas", "试点方向重复"),
    (INDICATORS, 'denominator = "当届毕业人数"', "", "indicator[a1_05].denominator", "应写明分子和分母"),
    (INDICATORS, 'kind = "ratio"', 'kind = "yearly"', "indicator[a1_05].numerator", "不是比率的指标没有分子和分母"),
    # dictionaries
    (CLUSTER, 'key = "cluster"', 'key = "clusters"', "key", "应与文件名“cluster”相同"),
    (CLUSTER, 'key = "c02"', 'key = "c01"', "item[c01]", "重复：第7项"),
    (CLUSTER, 'parent = "tier_1"', 'parent = "tier_9"', "item[c01].parent", "没有“tier_9”这个上级"),
    (CLUSTER, 'parent = "tier_1"', 'parent = "c01"', "item[c01].parent", "没有“c01”这个上级"),
    (CARRIER, ", clause = ", ", clauses = ", "item[ind_market].clauses", "没有这个名称的项"),
    (KINDS, 'key = "point"', 'key = "moment"', "item[moment]", "程序没有这种指标性质"),
    (KINDS, '    { key = "point"', '    # { key = "point"', "item", "缺少指标性质“point”"),
]


@pytest.mark.parametrize(("file", "old", "new", "key", "reason"), BROKEN)
def test_a_wrong_entry_is_named(root: Path, file: str, old: str, new: str, key: str, reason: str) -> None:
    break_entry(root, file, old, new)
    error = refusal(root)
    assert error.file == f"programmes/{PACK}/{file}"
    assert error.key == key
    assert reason in error.reason
    assert str(error).startswith(f"数据文件“programmes/{PACK}/{file}”")


def test_a_toml_slip_is_placed_by_line_and_column(root: Path) -> None:
    (root / "programmes" / PACK / DISTRICTS).write_text('a = 1\nb = "x" c\n', encoding="utf-8")
    assert refusal(root).reason.startswith("第2行第9列：")


@pytest.mark.parametrize("file", [PROGRAMME, DISTRICTS, OBLIGATIONS, INDICATORS, CLUSTER])
def test_a_file_that_is_not_text_is_refused(root: Path, file: str) -> None:
    (root / "programmes" / PACK / file).write_bytes(b'title = "\xc8\xda\xba\xcf"')
    error = refusal(root)
    assert (error.file, error.key) == (f"programmes/{PACK}/{file}", "")
    assert "UTF-8" in error.reason


@pytest.mark.parametrize("file", [DISTRICTS, OBLIGATIONS, INDICATORS, CLUSTER])
def test_a_missing_file_is_named(root: Path, file: str) -> None:
    (root / "programmes" / PACK / file).unlink()
    error = refusal(root)
    assert (error.file, error.key) == (f"programmes/{PACK}/{file}", "")
    assert "不存在" in error.reason


def test_a_file_that_cannot_be_read_is_named(root: Path) -> None:
    (root / "programmes" / PACK / DISTRICTS).unlink()
    (root / "programmes" / PACK / DISTRICTS).mkdir()
    assert "读不出来" in refusal(root).reason


@pytest.mark.parametrize("programme_id", ["sichuan-2023", "", "..", "../programmes/chongqing-2025"])
def test_a_pack_that_is_not_there_is_refused(root: Path, programme_id: str) -> None:
    with pytest.raises(ResourceError, match="没有这个方案包"):
        load_programme(programme_id, root)


def test_no_pack_at_all(tmp_path: Path) -> None:
    assert programme_ids(tmp_path) == ()


def test_what_is_not_needed_yet_cannot_stop_the_start(root: Path) -> None:
    break_entry(root, INDICATORS, 'kind = "cumulative"', 'kind = "total"')
    break_entry(root, CLUSTER, 'parent = "tier_1"', 'parent = "tier_9"')
    programme = load_programme(PACK, root)
    assert programme.item_name("platform", "ftz") == "自贸区(自由贸易试验区)"
    with pytest.raises(ResourceError, match="a1_01"):
        _ = programme.indicators
    with pytest.raises(ResourceError, match="tier_9"):
        programme.dictionary("cluster")


def test_a_pack_may_bring_its_own_copy_of_a_shared_dictionary(root: Path) -> None:
    own = root / "programmes" / PACK / "dictionaries" / "gbt4754.toml"
    own.write_text('key = "gbt4754"\ntitle = "行业"\nsource = "示例"\nitem = [{ key = "13", name = "示例行业" }]\n', encoding="utf-8")
    assert load_programme(PACK, root).item_name("gbt4754", "13") == "示例行业"


def test_a_wrong_shared_dictionary_is_named_where_it_lies(root: Path) -> None:
    shared = root / "dictionaries" / "gbt4754.toml"
    shared.write_text(shared.read_text(encoding="utf-8").replace('parent = "13"', 'parent = "99"', 1), encoding="utf-8")
    error = refusal(root)
    assert (error.file, error.key) == ("dictionaries/gbt4754.toml", "item[131].parent")


def test_a_pack_with_a_byte_order_mark_and_windows_line_ends_loads(root: Path) -> None:
    for path in (root / "programmes" / PACK).rglob("*.toml"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    load_programme(PACK, root).load_all()


def test_no_value_of_a_wrong_type_gets_through_in_english(root: Path) -> None:
    """Every name of every file gets values of foreign types: refused in Chinese, never a crash."""
    folder = root / "programmes" / PACK
    refused = 0
    for path in [*sorted(folder.glob("*.toml")), *sorted((folder / "dictionaries").glob("*.toml"))]:
        text = path.read_text(encoding="utf-8")
        for name in sorted(set(re.findall(r"^(\w+) = ", text, re.MULTILINE))):
            for value in ("-1.5", "{ x = 1 }", "[[]]"):
                path.write_text(re.sub(rf"(?m)^{name} = (\[\n[^]]*\n\]|.*)$", f"{name} = {value}", text, count=1), encoding="utf-8")
                error = refusal(root)
                assert error.file == path.relative_to(root).as_posix()
                assert name in error.key or not error.key, (name, value)
                assert re.search(r"[\u4e00-\u9fff]", error.reason)
                assert not re.search(r"Expected|Invalid|Object|`", error.reason)
                refused += 1
        path.write_text(text, encoding="utf-8")
    assert refused > 150


def test_a_refusal_without_words_of_its_own_still_names_the_place(tmp_path: Path) -> None:
    class Even(msgspec.Struct):
        number: Annotated[int, msgspec.Meta(multiple_of=2)]

    (tmp_path / "even.toml").write_text("number = 3\n", encoding="utf-8")
    with pytest.raises(ResourceError) as caught:
        load_toml(Even, "even.toml", root=tmp_path)
    assert (caught.value.file, caught.value.key, caught.value.reason) == ("even.toml", "number", "内容不符合要求")


def test_places_are_named_by_the_entries_own_keys() -> None:
    data = {"area": [{"key": "a1"}, {"title": "x"}], "renamed": {"old": 1}, "odd": "text"}
    assert key_path(data, ".area[0].title") == "area[a1].title"
    assert key_path(data, ".area[1].title") == "area[第2项].title"
    assert key_path(data, ".renamed[...]") == "renamed[…]"
    assert key_path(data, ".odd[3]") == "odd[第4项]"
    assert key_path(data, "") == ""
