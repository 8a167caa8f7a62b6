"""Rules about numbers: sums, series that never fall, least values."""

from collections.abc import Iterator
from itertools import pairwise

from forms.definition import Check
from forms.field_types import Fault, show_cell
from forms.normalising import number_text
from forms.scene import Scene, number_of


def sum_equals(check: Check, scene: Scene) -> Iterator[Fault]:
    """The field equals the sum of `fields`; an empty part counts nothing; silent while all or one side are empty or unread."""
    parts = [scene.number(key) for key in check.fields]
    total = scene.number(check.field)
    unread = any(part is None and not scene.is_empty(key) for key, part in zip(check.fields, parts, strict=True))
    known = [part for part in parts if part is not None]
    if total is None or unread or not known:
        return
    difference = total - sum(known)
    if difference:
        yield scene.fault(
            check,
            total=number_text(total),
            sum=number_text(total - difference),
            difference=number_text(abs(difference)),
            direction="多" if difference > 0 else "少",
        )


def never_falls(check: Check, scene: Scene) -> Iterator[Fault]:
    """In rows where the first of `columns` holds `value`, the other columns never fall from left to right."""
    kind, *series = check.columns
    columns = [scene.column(check.field, key) for key in series]
    for row in scene.rows(check.field):
        if row.cells.get(kind) != check.value:
            continue
        known = [(column, number_of(column, row.cells.get(column.key))) for column in columns]
        filled = [(column, number) for column, number in known if number is not None]
        for (before, earlier), (after, later) in pairwise(filled):
            if later < earlier:
                yield scene.fault(check, row, after.key, before=before.label, earlier=number_text(earlier), later=number_text(later))


def not_less_than(check: Check, scene: Scene) -> Iterator[Fault]:
    """In each row the column's number is not less than that of the first of `columns`."""
    column, least = (scene.column(check.field, key) for key in (check.column, check.columns[0]))
    for row in scene.rows(check.field):
        number, bound = number_of(column, row.cells.get(column.key)), number_of(least, row.cells.get(least.key))
        if number is not None and bound is not None and number < bound:
            yield scene.fault(check, row, other=least.label, number=number_text(number), least=number_text(bound))


def percentage_within_limits(check: Check, scene: Scene) -> Iterator[Fault]:
    """In rows whose `columns` begin with a unit that is a percentage, the numbers of the other columns lie in 0–100."""
    unit, *numbers = check.columns
    for row in scene.rows(check.field):
        if row.cells.get(unit) not in ("%", "％"):
            continue
        for column in (scene.column(check.field, key) for key in numbers):
            number = number_of(column, row.cells.get(column.key))
            if number is not None and not 0 <= number <= 100:
                yield scene.fault(check, row, column.key, number=show_cell(column, row.cells[column.key], scene.programme))
