"""The facts of register and projects that a column of an office's own spreadsheet can be, and what offices call them."""

from collections.abc import Mapping
from dataclasses import dataclass

from forms.collecting.labels import compact, without_brackets
from forms.definition import Field, Form

ENTITY, PROJECT = "entity.", "project."
NAME, CODE, TITLE, AREAS, PERIOD = "entity.name", "entity.uscc", "project.title", "project.areas", "project.period"

_NOT_IMPORTED = frozenset({"project.number", "project.indicators"})
"""Given by the program, or a table of its own."""

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
    """One fact a column can be.

    Attributes:
        key: Name the form binds to, e.g. ``entity.name``.
        label: What the officer calls it.
        field: How it is read and judged.
        names: What offices call it, compact.
    """

    key: str
    label: str
    field: Field
    names: frozenset[str]


def facts_of(form: Form) -> tuple[Fact, ...]:
    """Return the facts that can be imported: those of register and project that the form shows, in its order."""
    return tuple(
        Fact(field.bind, field.label, field, frozenset(map(compact, (field.label, *_ALSO_CALLED.get(field.bind, ())))))
        for field in form.fields()
        if field.bind.startswith((ENTITY, PROJECT)) and field.bind not in _NOT_IMPORTED
    )


def fact_named(head: str, facts: tuple[Fact, ...]) -> Fact | None:
    """Return the fact that the head of a column names, ``None`` when none or several do."""
    for name in (compact(head), without_brackets(compact(head))):
        found = [fact for fact in facts if name and name in fact.names]
        if len(found) == 1:
            return found[0]
    return None
