"""The tracking workbook (进度表): targets, indicator values, progress, problems and support requests of a project as a form."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from forms.definition import TARGET_PREFIX, Column, Field, Form, Origin, Section
from models.plain import Plain
from models.programme.pack import Programme
from models.queries.indicators import standings
from models.reading import Reader

TRACKING = "tracking"
"""Key of the form; no document of its own: it belongs to the project."""

TITLE, VERSION = "试点进度表", "1"
TARGETS, VALUES, PROGRESS, PROBLEMS, REQUESTS = "targets", "values", "progress", "problems", "requests"

INSTRUCTIONS = (
    "各表从表头下面第一行起填写，一项一行，不够时在下面接着填；表头和各列的次序请不要改动。",
    "“指标目标”已按申报内容填好，请核对；要调整的直接改。新增指标在下面接着填写全行。",
    "“完成值”每报一次填一行：先写数据的日期，再填完成值。比率类指标不填完成值，填分子和分母，程序自动计算。",
    "日期写成2026年3月31日这样；数字只填数，不带单位，不写“万”；没有的留空，不写“无”或“/”。",
    "填好后请仍存为Excel文件（.xlsx）交回，不要转成PDF、图片或.et、.xls；不要设密码。",
)


def tracking_form(programme: Programme) -> Form:
    """Return the workbook as a form: one section with one table a sheet."""
    years = [
        _column(f"{TARGET_PREFIX}{year}", f"{year}年目标", "decimal", decimals=4, min="0", width=11) for year in programme.period.years
    ]
    tables = (
        _table(
            TARGETS,
            "指标目标",
            "目标要调整的直接改；新增指标在下面接着填。",
            _column("name", "指标名称", "text", required=True, max_length=40, width=26),
            _column("unit", "单位", "text", max_length=8, width=8),
            _column("kind", "指标性质", "choice", dictionary="indicator_kind", width=10),
            _column("baseline", f"基期值（{programme.period.baseline_label}）", "decimal", decimals=4, min="0", width=12),
            *years,
            _column("counting_rule", "统计口径", "text", max_length=120, width=36),
        ),
        _table(
            VALUES,
            "完成值",
            "每报一次填一行；比率填分子和分母，其他填完成值。",
            _column("name", "指标名称", "text", required=True, max_length=40, width=26),
            _column("unit", "单位", "text", max_length=8, width=8),
            _column("on", "数据日期", "date", required=True, width=16),
            _column("value", "完成值", "decimal", decimals=4, min="0", width=12),
            _column("numerator", "分子", "decimal", decimals=4, min="0", width=12),
            _column("denominator", "分母", "decimal", decimals=4, min="0", width=12),
            _column("source", "数据来源", "text", max_length=200, width=26),
            _column("note", "备注", "text", max_length=200, width=20),
        ),
        _table(PROGRESS, "进展", "一件事一行。", *_entries("进展情况")),
        _table(PROBLEMS, "问题", "一个问题一行。", *_entries("存在的问题")),
        _table(
            REQUESTS, "支持事项", "一件事一行。", *_entries("需要支持的事项"), _column("addressed_to", "请求哪个部门支持", "text", width=22)
        ),
    )
    sections = tuple(Section(key=table.key, title=table.label, field=(table,)) for table in tables)
    return Form(
        key=TRACKING, title=TITLE, name=TITLE, version=VERSION, notice=programme.notice, instructions=INSTRUCTIONS, section=sections
    )


def _entries(words: str) -> tuple[Column, ...]:
    return (
        _column("on", "日期", "date", required=True, width=16),
        _column("text", words, "long_text", required=True, max_length=2000, width=70),
    )


def _column(key: str, label: str, type: str, **more: Any) -> Column:
    return Column(key=key, label=label, type=type, **more)


def _table(key: str, label: str, guidance: str, *columns: Column) -> Field:
    return Field(key=key, label=label, type="table", origin=Origin.ADDED, guidance=guidance, column=columns)


def tracking_values(reader: Reader, programme: Programme, project_id: str, on: date) -> dict[str, Plain]:
    """Return what the workbook of a project is filled with: its indicators with their targets, a row for the next value of each."""
    targets: list[Plain] = []
    values: list[Plain] = []
    for row in standings(reader, programme, project_id, on):
        about = {"id": row.id, "name": row.name, "unit": row.unit or None}
        years: Mapping[str, Plain] = {f"{TARGET_PREFIX}{year}": row.targets.get(year) or None for year in programme.period.years}
        targets.append(
            {
                **about,
                "kind": row.kind or None,
                "baseline": row.baseline or None,
                **years,
                "counting_rule": row.counting_rule or None,
            }
        )
        values.append(about)
    return {TARGETS: targets or None, VALUES: values or None, PROGRESS: None, PROBLEMS: None, REQUESTS: None}
