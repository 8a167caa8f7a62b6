"""What a column of an office's own spreadsheet can be, and what offices call it: facts, answers of the form, progress, indicators."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from forms.collecting.labels import compact, without_brackets
from forms.collecting.scope import filled_in_by_entity
from forms.definition import TARGET_PREFIX, Field, Form, Origin

if TYPE_CHECKING:
    from models.programme.pack import Programme

ENTITY, PROJECT, ANSWER, ENTRY, INDICATOR = "entity.", "project.", "answer.", "entry.", "indicator."
"""Begin the keys of facts of the register, of projects, answers of the application form, entries with a day, numbers of indicators."""

DAY, PROGRESS, PROBLEM, REQUEST, ADDRESSED_TO = "entry.on", "entry.progress", "entry.problem", "entry.request", "entry.addressed_to"
INDICATOR_NAME, INDICATOR_UNIT, VALUE, BASELINE = "indicator.name", "indicator.unit", "indicator.value", "indicator.baseline"
TARGET = f"{INDICATOR}{TARGET_PREFIX}"
"""Begins the keys of targets, one a year."""

IN_YUAN = "@yuan"
"""Ends the key of an amount that the spreadsheet gives in 元; the form's are in 万元."""

ONE_VALUE = frozenset(
    {
        "text",
        "long_text",
        "items",
        "integer",
        "decimal",
        "money",
        "date",
        "month",
        "month_range",
        "choice",
        "choices",
        "choices_main",
        "cascade",
    }
)
"""Field types whose answer fits into one cell of a spreadsheet."""

NAME, CODE, TITLE, AREAS, PERIOD = "entity.name", "entity.uscc", "project.title", "project.areas", "project.period"

_NOT_IMPORTED = frozenset({"project.number", "project.indicators"})
"""Given by the program, or a table of its own."""

_TOO_COMMON = frozenset({"备注", "说明", "填报日期"})
"""Heads of nearly every spreadsheet: they are about the spreadsheet itself, not an answer of the form; the officer may say otherwise."""

_ALSO_CALLED: Mapping[str, tuple[str, ...]] = {
    NAME: (
        "单位名称",
        "企业名称",
        "主体名称",
        "试点主体",
        "申报单位",
        "申报主体",
        "机构名称",
        "承接主体",
        "单位",
        "公司名称",
        "申报主体名称",
    ),
    CODE: ("统一社会信用代码", "信用代码", "社会信用代码", "统一信用代码", "机构代码"),
    "entity.kind": ("主体类型", "单位类型", "单位性质", "企业类型"),
    "entity.legal_rep": ("法定代表人", "法人代表", "法人", "负责人", "单位负责人"),
    "entity.address": ("地址", "单位地址", "注册地址", "办公地址", "详细地址"),
    "entity.founded": ("成立时间", "成立日期", "注册时间"),
    "entity.industry": ("所属行业", "行业", "行业类别"),
    "entity.contact": ("联系人", "联系人姓名", "经办人姓名", "项目联系人"),
    "entity.contact_title": ("职务", "联系人职务"),
    "entity.mobile": ("手机", "手机号", "手机号码", "联系电话", "联系方式", "联系人电话", "移动电话"),
    "entity.tel": ("办公电话", "座机", "固定电话", "单位电话"),
    "entity.email": ("电子邮箱", "邮箱", "电子邮件", "E-mail"),
    TITLE: ("项目名称", "试点项目", "试点名称", "试点项目名称"),
    AREAS: ("试点方向", "试点内容", "方向", "主方向", "申报方向"),
    "project.clusters": ("产业集群", "服务集群"),
    "project.platforms": ("所在平台", "平台"),
    PERIOD: ("试点起止时间", "试点周期", "起止时间", "实施周期", "试点期限"),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing a column can be.

    Attributes:
        key: Name the form binds to, e.g. ``entity.name``; of an answer ``answer.`` and the field.
        label: What the officer calls it.
        field: How it is read and judged.
        names: What offices call it, compact.
        repeats: Several columns may be this, each for an indicator of its own.
    """

    key: str
    label: str
    field: Field
    names: frozenset[str] = frozenset()
    repeats: bool = False

    @property
    def of_project(self) -> bool:
        """Whether it can only be kept with a project."""
        return not self.key.startswith(ENTITY)

    @property
    def plain_key(self) -> str:
        """Its key whatever the unit of the column."""
        return self.key.removesuffix(IN_YUAN)

    @property
    def unit(self) -> str:
        """The unit that its column is read in."""
        return "元" if self.key.endswith(IN_YUAN) else self.field.unit


def facts_of(form: Form, programme: "Programme") -> tuple[Fact, ...]:
    """Return what can be imported: facts of register and project that the form shows, its answers, entries, numbers of indicators."""
    bound = [
        Fact(field.bind, field.label, field, frozenset(map(compact, (field.label, *_ALSO_CALLED.get(field.bind, ())))))
        for field in form.fields()
        if field.bind.startswith((ENTITY, PROJECT)) and field.bind not in _NOT_IMPORTED
    ]
    own = [field for field in form.fields() if not field.bind and filled_in_by_entity(field) and field.type in ONE_VALUE]
    return (*bound, *(fact for field in own for fact in _answers(field)), *_entries(), *_numbers(programme))


def _answers(field: Field) -> list[Fact]:
    """Return what a column can be for an answer; of an amount also the one in 元: which of them is meant, a head must say."""
    key, label = f"{ANSWER}{field.key}", compact(field.label)
    if field.type != "money":
        with_unit = compact(f"{field.label}({field.unit})") if field.unit else label
        return [Fact(key, field.label, field, frozenset({label, with_unit} - _TOO_COMMON))]
    return [
        Fact(f"{key}{end}", f"{field.label}（{unit}）", field, frozenset({compact(f"{field.label}({unit})")}))
        for end, unit in (("", field.unit), (IN_YUAN, "元"))
    ]


def _entries() -> list[Fact]:
    kinds = (
        (DAY, "数据日期（进展、问题、完成值）", "date", ("数据日期", "进展日期", "统计日期", "截止日期", "日期")),
        (PROGRESS, "进展情况", "long_text", ("进展", "进展情况", "工作进展", "项目进展", "推进情况", "目前进展")),
        (PROBLEM, "存在的问题", "long_text", ("问题", "存在问题", "存在的问题", "困难问题", "存在困难")),
        (REQUEST, "需要支持的事项", "long_text", ("支持事项", "需支持事项", "需要支持的事项", "需要支持事项", "寻求支持事项", "诉求")),
        (ADDRESSED_TO, "请求哪个部门支持", "text", ("请求部门", "请求哪个部门支持", "支持部门")),
    )
    return [
        Fact(key, label, Field(key=key, label=label, type=type, origin=Origin.ADDED), frozenset(map(compact, names)))
        for key, label, type, names in kinds
    ]


def _numbers(programme: "Programme") -> list[Fact]:
    def number(key: str, label: str) -> Fact:
        return Fact(key, label, Field(key=key, label=label, type="decimal", origin=Origin.ADDED, decimals=4, min="0"), repeats=True)

    name, unit = "指标名称（一行一个指标）", "指标单位（一行一个指标）"
    return [
        Fact(
            INDICATOR_NAME, name, Field(key=INDICATOR_NAME, label=name, type="text", origin=Origin.ADDED), frozenset({"指标名称", "指标"})
        ),
        Fact(
            INDICATOR_UNIT,
            unit,
            Field(key=INDICATOR_UNIT, label=unit, type="text", origin=Origin.ADDED),
            frozenset({"指标单位", "计量单位"}),
        ),
        number(VALUE, "指标的完成值"),
        *(number(f"{TARGET}{year}", f"指标的{year}年目标") for year in programme.period.years),
        number(BASELINE, f"指标的基期值（{programme.period.baseline_label}）"),
    ]


def fact_named(head: str, facts: tuple[Fact, ...]) -> Fact | None:
    """Return the fact that the head of a column names, ``None`` when none or several do."""
    for name in (compact(head), without_brackets(compact(head))):
        found = [fact for fact in facts if name and name in fact.names]
        if len(found) == 1:
            return found[0]
    return None
