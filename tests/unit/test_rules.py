"""The ways of using a rule that the shipped form has no need of, on a small form of their own."""

from datetime import date
from typing import Any

import pytest

from forms.checking import check
from forms.definition import Check, Column, Field, Form, Level, Origin, Section
from forms.finding import Finding
from tests.unit.complete_form import programme


def findings(values: dict[str, Any], **entry: Any) -> list[Finding]:
    """Check `values` against a small form with one entry of rules."""

    def field(key: str, type: str, **facts: Any) -> Field:
        return Field(key=key, label=key, type=type, origin=Origin.ADDED, **facts)

    columns = (
        Column(key="name", label="name", type="text"),
        Column(key="day", label="day", type="date"),
        Column(key="least", label="least", type="integer"),
        Column(key="number", label="number", type="integer"),
    )
    fields = (
        field("filled_on", "date"),
        field("start", "month"),
        field("end", "date"),
        field("name", "text"),
        field("other", "text"),
        field("whole", "integer"),
        field("part", "integer"),
        field("span", "month_range"),
        field("rows", "table", column=columns),
    )
    form = Form(
        key="small",
        title="",
        name="",
        version="",
        notice="",
        instructions=(),
        section=(Section(key="only", title="", field=fields),),
        check=(Check(key="tested", level=Level.ERROR, message="{label}", **entry),),
        date_field="filled_on",
    )
    return [finding for finding in check(form, values, programme(), date(2026, 11, 23)) if finding.code == "tested"]


BEFORE = {"rule": "not_before", "field": "end", "fields": ("start",)}
DIFFERS = {"rule": "differs_from", "field": "name", "fields": ("other",)}
SUM = {"rule": "sum_equals", "field": "whole", "fields": ("part",)}
FORM_DATE = {"rule": "not_after_form_date", "field": "rows", "column": "day"}
PERIOD = {"rule": "within_period", "field": "rows", "column": "day"}
RANGE = {"rule": "within_range_of", "field": "rows", "column": "day", "fields": ("span",)}
LEAST = {"rule": "not_less_than", "field": "rows", "column": "number", "columns": ("least",)}


@pytest.mark.parametrize(
    ("entry", "values", "count"),
    [
        (BEFORE, {"start": "2025-08", "end": "2025-07-31"}, 1),
        (BEFORE, {"start": "2025-07", "end": "2025-07-01"}, 0),
        (BEFORE, {"start": "2025-07", "end": {"unparsed": "去年"}}, 0),
        (DIFFERS, {"name": "甲", "other": "甲"}, 1),
        (DIFFERS, {"name": "甲", "other": "乙"}, 0),
        (DIFFERS, {"name": None, "other": None}, 0),
        (SUM, {"whole": 3, "part": 2}, 1),
        (SUM, {"whole": 2, "part": 2}, 0),
        (SUM, {"whole": 2, "part": True}, 0),
        (FORM_DATE, {"filled_on": "2025-07-10", "rows": [{"id": "1", "day": "2025-07-11"}, {"id": "2", "day": "2025-07-10"}]}, 1),
        (FORM_DATE, {"filled_on": None, "rows": [{"id": "1", "day": "2026-11-24"}, {"id": "2", "day": "2026-11-23"}]}, 1),
        (PERIOD, {"rows": [{"id": "1", "day": "2024-12-31"}, {"id": "2", "day": "2025-01-01"}, {"id": "3", "day": "2028-01-01"}]}, 2),
        (RANGE, {"span": ["2025-07", None], "rows": [{"id": "1", "day": "2025-06-30"}, {"id": "2", "day": "2099-01-01"}]}, 1),
        (RANGE, {"span": [None, "2025-07"], "rows": [{"id": "1", "day": "1999-01-01"}, {"id": "2", "day": "2025-08-01"}]}, 1),
        (RANGE, {"span": None, "rows": [{"id": "1", "day": "1999-01-01"}]}, 0),
        (LEAST, {"rows": [{"id": "1", "least": 2, "number": 1}, {"id": "2", "least": 2, "number": 2}, {"id": "3", "least": 2}]}, 1),
    ],
)
def test_a_rule_finds_what_is_wrong_and_only_that(entry: dict[str, Any], values: dict[str, Any], count: int) -> None:
    assert len(findings(values, **entry)) == count
