"""Writes the manual of fields, indicators and obligations from the programme pack: ``python3 build/dev.py manual``."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from forms.definition import Condition, Field, Form, Input, Origin
from forms.field_types.dates import shown_date
from forms.loading import load_form
from models.programme.pack import Programme, load_programme, programme_ids
from models.programme.types import Indicator, Obligation, Recurrence, Scope
from models.resources import resource_path

TARGET = resource_path("help", "90-manual.md")

TYPES = {
    "text": "单行文字",
    "long_text": "多行文字",
    "items": "条目，一行一条",
    "integer": "整数",
    "decimal": "小数",
    "money": "金额（万元）",
    "date": "日期",
    "month": "月份",
    "month_range": "起止月份",
    "choice": "单选",
    "choices": "多选",
    "choices_main": "多选，一个为主",
    "cascade": "逐级选择",
    "yes_no_note": "是否，并写明情况",
    "table": "表格，一行一条",
    "attachment": "附件",
    "pledge": "承诺，勾选",
    "fixed": "固定文字",
    "auto": "自动生成",
    "signature": "签字盖章，打印后办理",
}
ORIGINS = {Origin.NOTICE: "通知原文", Origin.INFERRED: "由通知推定", Origin.ADDED: "本表增设"}
PATTERNS = {
    "uscc": "18位统一社会信用代码",
    "mobile": "11位手机号",
    "landline": "带区号的电话",
    "email": "电子邮箱",
    "person_name": "姓名",
    "postcode": "6位邮政编码",
    "doc_number": "规范的发文字号",
    "code": "字母和数字，不带空格",
}
SCOPES = {Scope.PROJECT: "每个项目", Scope.ENTITY: "每个主体", Scope.DISTRICT: "区县"}
RECURRENCES = {Recurrence.ONCE: "一次", Recurrence.YEARLY: "每年", Recurrence.ANY_TIME: "随时"}


def manual(programme: Programme) -> str:
    """Return the manual as Markdown."""
    form = load_form(programme)
    lines = [
        "# 填写项、指标和报送任务",
        "",
        f"本页按方案包“{programme.title}”（{programme.notice}，版本 {programme.version}）自动生成，列出申报表的全部填写项、"
        "指标库的全部指标和全部报送任务。指标、任务中由本方案包设定的内容供参考，可改。",
        "",
        *_fields(form, programme),
        *_indicators(programme),
        *_obligations(programme.obligations),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield a table; a cell is one line, and its bars must not end it."""
    yield "| " + " | ".join(titles) + " |"
    yield "|" + "---|" * len(titles)
    for row in rows:
        cells = (" ".join(cell.split()).replace("|", "\\|").replace("<", "&lt;") for cell in row)
        yield "| " + " | ".join(cells) + " |"
    yield ""


def _fields(form: Form, programme: Programme) -> Iterator[str]:
    fields = {field.key: field for field in form.fields()}
    yield f"## 申报表（版本 {form.version}）"
    yield ""
    yield "带“法定”的是通知明确要求的内容，或申报必需的身份信息和区县意见。"
    yield ""
    for section in form.section:
        yield f"### {section.title}"
        yield ""
        if section.note:
            yield section.note
            yield ""
        yield from _table(
            ("填写项", "类型", "必填", "要求", "怎么填", "出处"),
            (
                (
                    f"{field.label}（法定）" if field.mandated else field.label,
                    TYPES[field.type],
                    _required(field, fields, programme),
                    _limits(field),
                    f"{field.guidance}{field.example}",
                    _source(field),
                )
                for field in section.field
            ),
        )
        for field in section.field:
            if field.column:
                yield f"“{field.label}”的各列："
                yield ""
                yield from _table(
                    ("列", "类型", "必填", "要求", "怎么填"),
                    (
                        (column.label, TYPES[column.type], "是" if column.required else "", _limits(column), column.guidance)
                        for column in field.column
                        if not column.hidden
                    ),
                )


def _required(field: Field, fields: dict[str, Field], programme: Programme) -> str:
    if field.filled_by == "city":
        return "市级填写"
    if field.required:
        return "是"
    return f"{_when(field.required_when, fields[field.required_when.field], programme)}时" if field.required_when else ""


def _when(condition: Condition, other: Field, programme: Programme) -> str:
    """Say which choices of another field a condition names."""
    items = programme.dictionary(condition.dictionary or other.dictionary).item
    named = [item.name for item in items if item.key in condition.any_of or (condition.class_of and item.class_ == condition.class_of)]
    return f"“{other.label}”为{'、'.join(named)}"


def _source(field: Field) -> str:
    return f"{ORIGINS[field.origin]}（{field.clause}）" if field.clause else ORIGINS[field.origin]


def _limits(input: Input) -> str:
    words = [PATTERNS[input.pattern]] if input.pattern else []
    if input.min_length or input.max_length:
        words.append(_between(str(input.min_length or ""), str(input.max_length or ""), "字"))
    if input.type in ("date", "month", "month_range"):
        words += [f"{word}{shown_date(day)}" for word, day in (("不早于", input.min), ("不晚于", input.max)) if day]
    elif input.min or input.max:
        words.append(_between(input.min, input.max, input.unit))
    if input.decimals:
        words.append(f"最多{input.decimals}位小数")
    if isinstance(input, Field):
        measure = {"table": "行", "attachment": "件", "items": "条"}.get(input.type, "项")
        if input.min_items or input.max_items:
            words.append(_between(str(input.min_items or ""), str(input.max_items or ""), measure))
        if input.item_length:
            words.append(f"每条不超过{input.item_length}字")
        if input.extensions:
            words.append(f"{'、'.join(input.extensions)}，单件不超过{input.max_mb}MB")
    return "；".join(words)


def _between(least: str, most: str, measure: str) -> str:
    if least and most:
        return f"{least}—{most}{measure}" if least != most else f"{least}{measure}"
    return f"不少于{least}{measure}" if least else f"不超过{most}{measure}"


def _indicators(programme: Programme) -> Iterator[str]:
    yield f"## 指标（{len(programme.indicators)}项）"
    yield ""
    yield "“核心”是所选方向应有的指标，其余供参考；名称、口径都可以按项目实际修改。"
    yield ""
    for area in programme.areas:
        yield f"### {area.title}（{area.clause}）"
        yield ""
        yield from _indicator_table(programme, [item for item in programme.indicators if area.key in item.areas])
    yield "### 各方向通用"
    yield ""
    yield from _indicator_table(programme, [item for item in programme.indicators if not item.areas])


def _indicator_table(programme: Programme, indicators: Iterable[Indicator]) -> Iterator[str]:
    yield from _table(
        ("指标", "类别", "单位", "性质", "统计口径", "依据"),
        (
            (
                item.name,
                "核心" if item.core else "参考",
                item.unit,
                programme.item_name("indicator_kind", item.kind),
                item.counting_rule + (f"（{item.numerator}÷{item.denominator}）" if item.numerator else ""),
                item.clause,
            )
            for item in indicators
        ),
    )


def _obligations(obligations: Iterable[Obligation]) -> Iterator[str]:
    yield "## 报送任务"
    yield ""
    yield from _table(
        ("任务", "谁报", "次数", "起", "截止", "按时到", "停止受理", "编写—报送—接收", "内容", "依据"),
        (
            (
                task.title + ("（可零报告）" if task.nil_allowed else ""),
                SCOPES[task.scope],
                RECURRENCES[task.recurring],
                _day(task.opens),
                _day(task.due),
                _day(task.on_time_until),
                _day(task.locked),
                "—".join(name for name in (task.written_by, task.forwarded_by, task.recipient) if name),
                "；".join(task.contents),
                task.clause,
            )
            for task in obligations
        ),
    )


def _day(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def main(target: Path = TARGET) -> int:
    """Write the manual and return the exit code."""
    (programme,) = (load_programme(id) for id in programme_ids())
    target.write_text(manual(programme), encoding="utf-8", newline="\n")
    print(target)
    return 0


if __name__ == "__main__":
    sys.exit(main())
