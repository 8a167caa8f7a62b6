"""Editing the next version: files keep comments and order, everything wrong is said in plain words with its place."""

import tomllib

import pytest

from forms.packs.comparing import What, compare_packs, forms_of
from forms.packs.draft import Address, Draft, as_day, begin, check_number, next_version
from forms.packs.outline import MADE, Node, labels_of, outline, problem_of
from models.errors import ResourceError, UserError
from models.programme.kept import files_of
from models.programme.pack import Programme
from tests.db.conftest import programme

__all__ = ["programme"]

FORM = Address("forms/application.toml")
SUBJECT = FORM.inside("section", "subject")
PLAN = Address("obligations.toml", ("obligation", "work-plan"))
VERSION = "2099.1"


@pytest.fixture
def draft(programme: Programme) -> Draft:
    return begin(programme, VERSION)


def problem(draft: Draft, programme: Programme) -> tuple[str, Address | None]:
    with pytest.raises(ResourceError) as refused:
        draft.load(programme)
    labels = labels_of(tomllib.loads(files_of(programme)["forms/application.toml"].decode()))
    return tuple(problem_of(draft, refused.value, labels))  # type: ignore[return-value]


def test_one_changed_word_changes_one_line(draft: Draft, programme: Programme) -> None:
    before = files_of(programme)
    draft.set(SUBJECT.inside("field", "staff"), "label", "职工人数")
    lines = zip(before[FORM.file].decode().splitlines(), draft.files[FORM.file].decode().splitlines(), strict=True)
    assert [(old, new) for old, new in lines if old != new] == [('label = "从业人员数"', 'label = "职工人数"')]
    assert {path for path in before if before[path] != draft.files[path]} == {FORM.file, "programme.toml"}
    assert draft.files["programme.toml"].count(b"#") == before["programme.toml"].count(b"#")


def test_only_forms_that_differ_get_the_number_of_the_version(draft: Draft, programme: Programme) -> None:
    staff = SUBJECT.inside("field", "staff")
    draft.set(staff, "label", "职工人数")
    found = forms_of(draft.load(programme))
    assert (found["application"].version, found["work_plan"].version) == (VERSION, programme.version)
    draft.set(staff, "label", "从业人员数")
    assert forms_of(draft.load(programme))["application"].version == programme.version


def test_fields_dates_and_indicators_are_edited_and_load(draft: Draft, programme: Programme) -> None:
    added = draft.add(SUBJECT, "field", {"label": "补充", "type": "choice", "origin": "added", "dictionary": "platform"}, after="staff")
    draft.set(added, "required", True)
    draft.retire(SUBJECT.inside("field", "email"))
    draft.move(SUBJECT.inside("field", "mobile"), -1)
    draft.set(PLAN, "due", as_day("2025-08-15"))
    draft.set(PLAN, "on_time_until", as_day("2025-08-20"))
    draft.set(Address("programme.toml", ("levels",)), "city", "市级")
    indicator = draft.add(Address("indicators.toml"), "indicator", MADE["indicator"])
    draft.set(indicator, "areas", ["a1"])
    draft.retire(Address("indicators.toml", ("indicator", "a1_02")))
    made = draft.load(programme)
    found = {(change.what, change.place.rpartition(" · ")[2], change.label) for change in compare_packs(programme, made)}
    assert {
        (What.ADDED, "补充", ""),
        (What.REMOVED, "电子邮箱", ""),
        (What.CHANGED, "试点工作方案", "截止日期"),
        (What.ADDED, "新指标", ""),
        (What.REMOVED, "跨企业培训中心", ""),
        (What.CHANGED, "", "层级称谓"),
    } <= found
    keys = [field.key for field in forms_of(made)["application"].section[1].field]
    assert keys.index(added.key) == keys.index("staff") + 1
    assert keys.index("mobile") == keys.index("contact_title") - 1
    assert made.indicator(indicator.key).areas == ("a1",)
    assert made.obligation("work-plan").on_time_until == as_day("2025-08-20")


def test_every_entry_of_the_outline_can_be_read_and_written_back(draft: Draft, programme: Programme) -> None:
    before = dict(draft.files)
    waiting: list[Node] = outline(draft)
    asked = 0
    for node in waiting:
        waiting.extend(node.children)
        if node.address is None:
            continue
        entry = draft.entry(node.address)
        for field in node.asks:
            asked += 1
            if field.key in entry:
                draft.set(node.address, field.key, entry[field.key])
    assert asked > 1000
    assert draft.files == before
    assert compare_packs(programme, draft.load(programme)) == compare_packs(programme, begin(programme, VERSION).load(programme))


def test_a_date_before_another_is_said_with_its_place(draft: Draft, programme: Programme) -> None:
    draft.set(PLAN, "due", as_day("2025-12-15"))
    words, address = problem(draft, programme)
    assert words == "报送任务“试点工作方案”的“按时报送截止日期”：日期先后不对：应不早于截止日期。"
    assert address == PLAN


def test_a_field_that_is_needed_elsewhere_is_named_by_its_label(draft: Draft, programme: Programme) -> None:
    draft.retire(SUBJECT.inside("field", "org_type"))
    words, address = problem(draft, programme)
    assert "“主体类型”不是本表的另一个填写项" in words
    assert address == SUBJECT.inside("field", "org_type_other")


@pytest.mark.parametrize(
    ("address", "name", "value", "said"),
    [
        (SUBJECT.inside("field", "staff"), "min", "少", "填写项“从业人员数”的“最小值”：应是数字"),
        (SUBJECT.inside("field", "profile"), "min_length", 99999, "“字数下限”：不能大于字数上限"),
        (Address("programme.toml", ("area", "a3")), "short", "一二三四五六七", "“简称”：最多6个字"),
        (Address("indicators.toml", ("indicator", "a1_02")), "numerator", "示例", "指标“跨企业培训中心”的“分子”"),
        (Address("programme.toml"), "version", "甲", "“版本”：只能用英文字母"),
    ],
)
def test_what_cannot_be_is_said_in_plain_words(
    draft: Draft, programme: Programme, address: Address, name: str, value: object, said: str
) -> None:
    draft.set(address, name, value)
    words, place = problem(draft, programme)
    assert said in words
    assert place == address
    assert "_" not in words


def test_numbers_follow_and_are_never_used_twice(draft: Draft, programme: Programme) -> None:
    assert [next_version("2025.1", 2025), next_version("2025.9", 2025), next_version("2025.1", 2026)] == ["2025.2", "2025.10", "2026.1"]
    check_number(draft, programme, ["2098.1"])
    with pytest.raises(UserError, match=VERSION):
        check_number(draft, programme, [VERSION])
