"""What the shipped application form must hold, whatever is edited in it."""

import pytest

from forms.definition import BINDS, Field, Origin
from forms.field_types import FIELD_TYPES, Fault
from forms.rules import RULES
from tests.unit.complete_form import form, programme

FIVE_CONTENTS = {"area": "试点方向", "idea": "总体思路", "base": "工作基础", "goal_text": "工作目标", "guarantee": "保障措施"}


def fields() -> dict[str, Field]:
    """Return the fields of the form by key."""
    return {field.key: field for field in form().fields()}


def test_the_form_has_its_twelve_sections_in_order() -> None:
    titles = [section.title for section in form().section]
    assert titles[0] == "封面"
    assert [title.split("、")[0] for title in titles[1:]] == ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一"]


def test_the_five_contents_of_the_notice_are_mandated_and_required() -> None:
    for key, words in FIVE_CONTENTS.items():
        field = fields()[key]
        assert words in field.label
        assert (field.origin, field.mandated, field.required) == (Origin.NOTICE, True, True)
        assert "四(一)" in field.clause


def test_the_legal_minimum_is_identity_contents_and_opinion() -> None:
    identity = {"title", "district", "org_name", "org_type", "org_type_other", "uscc", "pilot_name"}
    assert {key for key, field in fields().items() if field.mandated} == identity | set(FIVE_CONTENTS) | {"district_opinion", "op_district"}


def test_what_comes_from_the_notice_names_its_clause() -> None:
    for field in form().fields():
        if field.origin is not Origin.ADDED:
            assert field.clause, field.key


def test_every_field_says_how_to_fill_it_in() -> None:
    for field in form().fields():
        assert field.guidance.endswith("。"), field.key


def test_every_fact_that_can_be_bound_is_bound_once() -> None:
    for_documents = {"office.name", "office.officer", "office.phone"}
    assert sorted(field.bind for field in form().fields() if field.bind) == sorted(BINDS - for_documents)


def test_every_text_has_a_limit() -> None:
    for field in form().fields():
        if field.type in ("text", "long_text", "items", "yes_no_note"):
            assert field.max_length or field.pattern, field.key
        for column in field.column:
            if column.type in ("text", "long_text") and not column.hidden:
                assert column.max_length or column.pattern, column.key


def test_signature_cells_are_high_enough_and_those_of_the_city_marked() -> None:
    cells = {key: field for key, field in fields().items() if field.type == "signature"}
    assert set(cells) == {"op_subject", "op_district", "op_joint", "op_expert", "op_city"}
    assert all(field.height_mm >= 35 for field in cells.values())
    assert {key for key, field in cells.items() if field.filled_by == "city"} == {"op_expert", "op_city"}


def test_indicators_of_the_pack_fit_the_target_table() -> None:
    columns = {column.key: column for column in fields()["indicators"].column}
    for indicator in programme().indicators:
        for key, text in (("name", indicator.name), ("unit", indicator.unit), ("counting_rule", indicator.counting_rule)):
            assert len(text) <= columns[key].max_length, indicator.key


def test_examples_are_marked_and_can_be_read() -> None:
    for field in form().fields():
        if field.example:
            prefix, _, text = field.example.partition("：")
            assert prefix == "示例", field.key
            if field.type in FIELD_TYPES and FIELD_TYPES[field.type].filled:
                kind = FIELD_TYPES[field.type]
                value = kind.read(field, text, programme())
                assert [fault for fault in kind.check(field, value, programme()) if fault.code != "too_short"] == list[Fault](), field.key


def test_eight_instructions_tell_how_to_fill_in_the_form() -> None:
    assert len(form().instructions) == 8
    assert len(set(form().instructions)) == 8


def test_additions_can_be_folded_away() -> None:
    assert {section.key for section in form().section if section.foldable} == {
        "partners_section",
        "tasks_section",
        "funding",
        "attachments",
    }


@pytest.mark.parametrize("name", sorted(RULES))
def test_no_rule_is_dead(name: str) -> None:
    assert name in {check.rule for check in form().check}
