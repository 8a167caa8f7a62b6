"""Three values of one field, side by side: as handed out, as it stands in the workspace, as it came back."""

from typing import TYPE_CHECKING

from forms.collecting.outcome import Outcome, Standing
from forms.collecting.tolerant import Understood, same
from forms.definition import Field, Level
from forms.field_types import FIELD_TYPES
from forms.normalising import unparsed_text
from models.plain import Plain

if TYPE_CHECKING:
    from models.programme.pack import Programme

UNTOUCHED = "单位没有改动；账套里的内容在下发后改过，保留账套里的。"
LEFT_EMPTY = "交回的表里没有填写，保留账套里的内容。"
CLEARED = "下发时填好的内容在交回的表里是空的，请确认是否要清空。"
NO_BASE = "不知道这份表下发时的内容，请核对以哪一边为准。"
BOTH_CHANGED = "下发以后，账套里和交回的表里都改过这一项，请选择以哪一边为准。"
NOT_UNDERSTOOD = "没有看懂填写的内容，请对照原件在账套里填写。"
NOT_ASKED_THEN = "下发的是旧版的表，还没有这一栏。"


class Unknown:
    """Stands for what the document held when it was handed out, where nobody knows."""


UNKNOWN = Unknown()


def judge(
    field: Field,
    section: str,
    understood: Understood,
    typed: str,
    base: "Plain | Unknown",
    now: Plain,
    programme: "Programme",
) -> Outcome:
    """Return what one field of the file means for the workspace.

    Args:
        field: The field.
        section: Title of its section.
        understood: What the file says.
        typed: The text of the file.
        base: What was handed out; `UNKNOWN` when nobody knows.
        now: What the workspace holds.
        programme: The pack.
    """
    kind = FIELD_TYPES[field.type]
    new = understood.value

    def outcome(standing: Standing, why: str = "", takeable: bool = True) -> Outcome:
        shown = kind.show(field, new, programme)
        words = " ".join(typed.split())
        return Outcome(
            key=field.key,
            section=section,
            label=field.label,
            standing=standing,
            old=now,
            new=new,
            old_shown=kind.show(field, now, programme),
            new_shown=shown,
            typed=typed.strip() if words != " ".join(shown.split()) else "",
            why=why,
            takeable=takeable and standing is not Standing.SAME,
        )

    if understood.unread and field.type != "table":
        typed_before = unparsed_text(now)
        if typed_before is not None and " ".join(typed_before.split()) == " ".join((unparsed_text(new) or "").split()):
            return outcome(Standing.SAME)
        return outcome(Standing.UNREAD, understood.doubt or NOT_UNDERSTOOD, takeable=False)
    if same(field, new, now):
        return outcome(Standing.SAME)
    known = not isinstance(base, Unknown)
    if kind.is_empty(new) and not understood.doubt:
        if known and not kind.is_empty(base):  # type: ignore[arg-type]
            return outcome(Standing.ASKED, CLEARED)
        return outcome(Standing.SAME, LEFT_EMPTY)
    if known and same(field, new, base):  # type: ignore[arg-type]
        return outcome(Standing.SAME, UNTOUCHED)
    if understood.doubt:
        return outcome(Standing.ASKED, understood.doubt)
    faults = " ".join(fault.message for fault in kind.check(field, new, programme) if fault.level is not Level.HINT)
    if kind.is_empty(now):
        return outcome(Standing.NEW, faults)
    if not known:
        return outcome(Standing.CONFLICT, NO_BASE)
    if same(field, base, now):  # type: ignore[arg-type]
        return outcome(Standing.CHANGED, faults)
    return outcome(Standing.CONFLICT, BOTH_CHANGED)


def not_found(field: Field, section: str, now: Plain, programme: "Programme") -> Outcome:
    """Return the outcome of a field that the file does not have."""
    shown = FIELD_TYPES[field.type].show(field, now, programme)
    why = "表里没有找到这一栏，可能已被删去，或栏目名称改过。"
    return Outcome(field.key, section, field.label, Standing.UNREAD, old=now, old_shown=shown, why=why, takeable=False)


def not_asked_then(field: Field, section: str, now: Plain, programme: "Programme") -> Outcome:
    """Return the outcome of a field that the form did not have yet when it was handed out: nobody was asked."""
    shown = FIELD_TYPES[field.type].show(field, now, programme)
    return Outcome(field.key, section, field.label, Standing.SAME, old=now, old_shown=shown, why=NOT_ASKED_THEN, takeable=False)


def asked(field: Field, section: str, typed: str, why: str, now: Plain, programme: "Programme") -> Outcome:
    """Return the outcome of a field whose place is not certain: nothing is proposed."""
    shown = FIELD_TYPES[field.type].show(field, now, programme)
    return Outcome(field.key, section, field.label, Standing.ASKED, old=now, old_shown=shown, typed=typed, why=why, takeable=False)
