"""Handing the work over to a successor (工作交接): each step is an entry of the history, which nobody can take out again."""

from sqlalchemy import func, select, update

from models.changes import Changes, Kind
from models.errors import UserError
from models.history import HistoryEntry
from models.office import Office
from models.operations.guarding import line, needed
from models.operations.office import the_office
from models.queries.handing_over import MARK
from models.work import Work

TAKE_OVER, TAKE_BACK = "take_over", "take_back"


def hand_over(work: Work, successor: str, seen: int) -> Changes:
    """Mark the workspace as handed over (已移交); from now on it is only looked at.

    Args:
        work: The unit of work.
        successor: Name of who takes over.
        seen: Number of the newest entry of the history that the package holds.

    Raises:
        UserError: Something was changed after the copy for the package was made.
    """
    if work.session.scalar(select(func.max(HistoryEntry.id))) != seen:
        raise UserError("做交接包的同时账套又有改动，交接包里没有这些改动，没有移交。", "请等正在进行的工作完成后，再做一次。")
    return _note(work, MARK, work.by, line(needed(successor, "接任者")), by=work.by)


def take_back(work: Work, reason: str) -> Changes:
    """Go on here after all: the package was not opened anywhere.

    Raises:
        UserError: No reason is given.
    """
    return _note(work, TAKE_BACK, "", line(needed(reason, "撤销原因")), by=work.by)


def take_over(work: Work, officer: str, phone: str = "") -> Changes:
    """Let the successor be the officer of a workspace that came in a package; the history says from whom.

    Args:
        work: The unit of work.
        officer: Name of the successor.
        phone: The office's telephone; empty: as it was.

    Raises:
        UserError: The name is missing.
    """
    name = line(needed(officer, "接任者"))
    office = the_office(work)
    before = office.officer
    # Not by way of the object: the entry below says it in the successor's name, not in the predecessor's.
    changed = {"officer": name, "phone": line(phone) or office.phone, "version": office.version + 1}
    work.session.execute(update(Office).where(Office.id == office.id).values(changed))
    return _note(work, TAKE_OVER, before, name, by=name)


def _note(work: Work, action: str, old: str, new: str, by: str) -> Changes:
    office = the_office(work)
    work.session.add(
        HistoryEntry(
            at=work.at,
            by=by,
            action=action,
            kind_label="工作交接",
            object_id=office.id,
            object_label=office.name,
            field_key=MARK,
            field_label="撤销原因" if action == TAKE_BACK else "经办人",
            old=old,
            new=new,
        )
    )
    work.session.flush()
    return Changes.of(Kind.OFFICE, id=office.id)
