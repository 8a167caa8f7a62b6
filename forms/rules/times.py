"""Rules about days and months: order, the programme's period, the form's date, today."""

from collections.abc import Iterator
from datetime import date

from forms.definition import Check
from forms.field_types import Fault
from forms.field_types.dates import shown_date
from forms.scene import Row, Scene, moment_of
from models.plain import Plain


def _places(check: Check, scene: Scene) -> Iterator[tuple[Row | None, Plain]]:
    """Yield what an entry looks at: the field's value, or the cell of each row."""
    if not check.column:
        yield None, scene.values.get(check.field)
        return
    for row in scene.rows(check.field):
        yield row, row.cells.get(check.column)


def not_before(check: Check, scene: Scene) -> Iterator[Fault]:
    """The day or month is not before that of the first of `fields` or, in each row, of the first of `columns`."""
    for row, value in _places(check, scene):
        other = row.cells.get(check.columns[0]) if row else scene.values.get(check.fields[0])
        later, earlier = moment_of(value), moment_of(other)
        if later is None or earlier is None:
            continue
        precision = min(len(later), len(earlier))
        if later[:precision] < earlier[:precision]:
            label = scene.column(check.field, check.columns[0]).label if row else scene.fields[check.fields[0]].label
            yield scene.fault(check, row, other=label, earlier=shown_date(earlier), later=shown_date(later))


def within_period(check: Check, scene: Scene) -> Iterator[Fault]:
    """All months lie in the programme's period."""
    period = scene.programme.period
    for row, value in _places(check, scene):
        moments = [moment_of(part) for part in (value if isinstance(value, list) else [value])]
        if any(moment and not period.first_month <= moment[:7] <= period.last_month for moment in moments):
            yield scene.fault(check, row, first=shown_date(period.first_month), last=shown_date(period.last_month))


def within_range_of(check: Check, scene: Scene) -> Iterator[Fault]:
    """In each row the month lies in the range of months that the first of `fields` holds."""
    span = scene.values.get(check.fields[0])
    if not isinstance(span, list) or len(span) != 2:
        return
    start, end = (moment_of(part) for part in span)
    for row, value in _places(check, scene):
        moment = moment_of(value)
        if moment and ((start and moment[:7] < start) or (end and moment[:7] > end)):
            shown = f"{shown_date(start) if start else ''}至{shown_date(end) if end else ''}"
            yield scene.fault(check, row, range=shown)


def _not_after(check: Check, scene: Scene, limit: date) -> Iterator[Fault]:
    for row, value in _places(check, scene):
        moment = moment_of(value)
        if moment and moment > limit.isoformat()[: len(moment)]:
            yield scene.fault(check, row, moment=shown_date(moment), limit=shown_date(limit.isoformat()))


def not_after_form_date(check: Check, scene: Scene) -> Iterator[Fault]:
    """The day or month is not after the form's date."""
    yield from _not_after(check, scene, scene.form_day)


def not_after_today(check: Check, scene: Scene) -> Iterator[Fault]:
    """The day or month is not after today."""
    yield from _not_after(check, scene, scene.on)
