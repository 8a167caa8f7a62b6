"""The closed list of rules over several fields or over the rows of a table; data names a rule, it never holds an expression.

Adding one: a function in a file here and a line in `RULES`.
"""

from forms.rules.amounts import never_falls, not_less_than, percentage_within_limits, sum_equals
from forms.rules.base import At, Constant, Rule
from forms.rules.choices import (
    core_indicator_per_area,
    count_at_least,
    count_at_most,
    filled_if_any,
    item_has_mark,
    valid_on_form_date,
)
from forms.rules.times import not_after_form_date, not_after_today, not_before, within_period, within_range_of
from forms.rules.words import (
    code_prefix_matches_kind,
    contains_digit,
    differs_from,
    no_duplicates_in_items,
    not_containing,
    unique_in_table,
)

_NUMBERS = frozenset({"integer", "decimal", "money"})
_MOMENTS = frozenset({"date", "month"})
_TEXTS = frozenset({"text", "long_text"})
_LISTS = frozenset({"items", "choices", "choices_main", "cascade", "table", "attachment"})
_CHOSEN = frozenset({"choice", "choices", "choices_main", "cascade"})

RULES: dict[str, Rule] = {
    "sum_equals": Rule(
        sum_equals, types=_NUMBERS, fields=(1, 9), operand_types=_NUMBERS, places=frozenset({"total", "sum", "difference", "direction"})
    ),
    "never_falls": Rule(never_falls, At.ROWS, columns=(3, 19), value=Constant.TEXT, places=frozenset({"before", "earlier", "later"})),
    "not_less_than": Rule(
        not_less_than, At.COLUMN, types=_NUMBERS, columns=(1, 1), operand_types=_NUMBERS, places=frozenset({"other", "number", "least"})
    ),
    "percentage_within_limits": Rule(percentage_within_limits, At.ROWS, columns=(2, 19), places=frozenset({"number"})),
    "not_before": Rule(
        not_before,
        At.EITHER,
        types=_MOMENTS,
        fields=(1, 1),
        columns=(1, 1),
        operand_types=_MOMENTS,
        places=frozenset({"other", "earlier", "later"}),
    ),
    "within_period": Rule(within_period, At.EITHER, types=_MOMENTS | {"month_range"}, places=frozenset({"first", "last"})),
    "within_range_of": Rule(
        within_range_of, At.COLUMN, types=_MOMENTS, across=(1, 1), operand_types=frozenset({"month_range"}), places=frozenset({"range"})
    ),
    "not_after_form_date": Rule(not_after_form_date, At.EITHER, types=_MOMENTS, places=frozenset({"moment", "limit"})),
    "not_after_today": Rule(not_after_today, At.EITHER, types=_MOMENTS, places=frozenset({"moment", "limit"})),
    "contains_digit": Rule(contains_digit, types=_TEXTS),
    "not_containing": Rule(not_containing, types=_TEXTS, value=Constant.TEXT, places=frozenset({"value"})),
    "differs_from": Rule(
        differs_from, At.EITHER, types=_TEXTS, fields=(1, 1), across=(1, 1), operand_types=_TEXTS, places=frozenset({"other", "value"})
    ),
    "unique_in_table": Rule(unique_in_table, At.COLUMN, types=_TEXTS | {"choice"}, places=frozenset({"value", "other"})),
    "no_duplicates_in_items": Rule(no_duplicates_in_items, types=frozenset({"items"}), places=frozenset({"numbers"})),
    "code_prefix_matches_kind": Rule(
        code_prefix_matches_kind,
        types=frozenset({"text"}),
        fields=(1, 1),
        operand_types=frozenset({"choice"}),
        places=frozenset({"kind", "prefix", "prefixes"}),
    ),
    "count_at_least": Rule(count_at_least, types=_LISTS, value=Constant.NUMBER, places=frozenset({"count", "limit"})),
    "count_at_most": Rule(count_at_most, types=_LISTS, value=Constant.NUMBER, places=frozenset({"count", "limit"})),
    "filled_if_any": Rule(filled_if_any, fields=(1, 19), places=frozenset({"other"})),
    "item_has_mark": Rule(item_has_mark, types=_CHOSEN, value=Constant.TEXT, places=frozenset({"names"})),
    "valid_on_form_date": Rule(valid_on_form_date, types=frozenset({"choice"}), places=frozenset({"name", "advice"})),
    "core_indicator_per_area": Rule(
        core_indicator_per_area,
        At.COLUMN,
        types=frozenset({"text"}),
        across=(1, 1),
        operand_types=_CHOSEN,
        places=frozenset({"areas"}),
    ),
}
"""All rules by name."""

__all__ = ["RULES", "At", "Constant", "Rule"]
