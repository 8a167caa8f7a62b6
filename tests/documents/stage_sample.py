"""Documents of every stage for the tests: each form of the pack, empty, as usual, and with more in it than anybody enters. All 示例."""

from functools import cache
from pathlib import Path

import msgspec

from forms.definition import Column, Field, Form
from forms.documents import document_forms
from forms.snapshot import FormSnapshot
from models.plain import Plain
from tests.documents.sample import programme, snapshot_of

NAME = ("示例先进制造业与人力资源服务业深度融合发展试点项目之智能网联汽车产业链用工余缺调剂与技能人才共享平台建设工程" * 2)[:58]
SENTENCE = "围绕产业链开展用工余缺调剂。"
LAST = "最后一句到此为止。"
ROWS = 40


@cache
def stage_form() -> Form:
    """Return a form that has a field at every place."""
    return msgspec.toml.decode(Path(__file__).with_name("stage_form.toml").read_bytes(), type=Form)


@cache
def forms() -> dict[str, Form]:
    """Return the form of the tests and every document form of the pack, by key."""
    return {form.key: form for form in (stage_form(), *document_forms(programme()))}


def long_text(mark: str, length: int = 3000) -> str:
    """Return a text of `length` characters: one paragraph, then headings of every level, then a last sentence."""
    tail = f"\n（一）{mark}的机制\n1. 线上平台。{SENTENCE}\n2.线下门店\n（1）{mark}的门店\n{SENTENCE}{mark}{LAST}"
    return f"{mark}：{SENTENCE * 300}"[: length - len(tail)] + tail


def text_of(part: Field | Column, mark: str) -> Plain:
    """Return a long answer to anything that is typed."""
    match part.type:
        case "long_text":
            return long_text(mark, min(part.max_length or 120, 120))
        case "integer":
            return 9999999
        case "decimal":
            return "1234567.89"
        case "money":
            return 123456789012
        case "date":
            return "2026-11-05"
        case "month":
            return "2026-11"
        case "month_range":
            return ["2025-07", "2027-12"]
        case "choice":
            return programme().dictionary(part.dictionary).item[0].key
        case "choices" | "choices_main" | "cascade":
            return [item.key for item in programme().dictionary(part.dictionary).item if not item.parent][:3]
        case "yes_no_note":
            return {"yes": True, "note": NAME}
        case "pledge":
            return True
        case "text":
            return f"{NAME}{mark[-2:]}" if not part.max_length or part.max_length >= 60 else (f"{mark}{NAME}")[: part.max_length]
    return None


def extreme_values(form: Form) -> dict[str, Plain]:
    """Return names of 60 characters in every field that takes them, 3,000 characters in the first long text, 40 rows in the first table."""
    values: dict[str, Plain] = {}
    longest, rows = 3000, ROWS
    for number, field in enumerate(form.fields(), start=10):
        mark = f"第{number}项"
        if field.type == "table":
            cells = ({column.key: text_of(column, f"{mark}{row}") for column in field.column} for row in range(10, 10 + rows))
            values[field.key] = [{"id": str(number)} | row for number, row in enumerate(cells)]
            rows = 3
        elif field.type == "items":
            values[field.key] = [f"{NAME}{number:02}" for number in range(1, 11)]
        elif field.type == "long_text":
            values[field.key] = long_text(mark, longest)
            longest = 800
        else:
            values[field.key] = text_of(field, mark)
    return {key: value for key, value in values.items() if value is not None}


def extreme(form: Form) -> FormSnapshot:
    """Return a draft with all that."""
    name = f"{NAME}甲乙"
    return snapshot_of(extreme_values(form), form, title=name, entity=name, office=name, period="2026", document_id="d1")


def empty(form: Form) -> FormSnapshot:
    """Return a document in which nothing is filled in, of a district without projects."""
    return snapshot_of({}, form, project_id="", number="", title="", entity="", period="2026", document_id="d2")
