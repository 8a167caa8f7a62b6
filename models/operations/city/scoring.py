"""Score sheets (评分表): points, remark, finishing, conflict of interest (回避)."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from models.changes import Changes, Kind
from models.errors import UserError
from models.operations.city.rounds import running
from models.operations.guarding import line, live, needed, passage
from models.review import Expert, ScoreSheet
from models.review_scores import read_points
from models.work import Work


class Filled(NamedTuple):
    """A sheet as it came back from an expert.

    Attributes:
        scores: Criterion to points as written; empty texts are left open.
        conflict_note: Why the expert stands aside; only with `conflict`.
        source: Name of the file.
    """

    sheet_id: str
    scores: Mapping[str, str]
    comment: str
    conflict: bool
    conflict_note: str
    source: str


def save_scores(work: Work, sheet_id: str, scores: Mapping[str, str], comment: str, *, finish: bool = False) -> Changes:
    """Write what the expert gave.

    Args:
        work: The unit of work.
        sheet_id: The sheet.
        scores: Criterion to points as typed; a criterion left out or empty is not scored yet.
        comment: The expert's remark.
        finish: The sheet is complete and counts.

    Raises:
        UserError: Points are out of their limits, or the sheet shall be finished and a criterion is missing; or the round is closed.
    """
    sheet = _open(work, sheet_id)
    if sheet.conflict:
        raise UserError("这份评分表标记了回避，不能打分。", "需要打分的，请先取消回避。")
    sheet.scores = _read(work, sheet, scores, finish=finish) or None
    sheet.comment = passage(comment)
    sheet.handed_in_at = work.at if finish else None
    return _changed(sheet)


def reopen_sheet(work: Work, sheet_id: str) -> Changes:
    """Open a finished sheet again; its points stay and do not count until it is finished anew."""
    sheet = _open(work, sheet_id)
    sheet.handed_in_at = None
    return _changed(sheet)


def mark_conflict(work: Work, sheet_id: str, reason: str) -> Changes:
    """Mark that the expert stands aside (回避); points that are there stay on the sheet and do not count.

    Raises:
        UserError: No reason is given, or the round is closed.
    """
    sheet = _open(work, sheet_id)
    sheet.conflict_note = needed(reason, "回避原因")
    sheet.conflict = True
    return _changed(sheet)


def clear_conflict(work: Work, sheet_id: str) -> Changes:
    """Take the mark of a conflict of interest back; the sheet counts again once it is finished."""
    sheet = _open(work, sheet_id)
    sheet.conflict, sheet.conflict_note = False, ""
    return _changed(sheet)


def take_sheets(work: Work, filled: Sequence[Filled]) -> Changes:
    """Take over score sheets that came back as files, all in one transaction; each is finished then or stands aside.

    Raises:
        UserError: One of them does not hold; nothing has been taken over then.
    """
    projects: set[str] = set()
    for given in filled:
        sheet = _open(work, given.sheet_id)
        name = work.session.get_one(Expert, sheet.expert_id).name
        try:
            if given.conflict:
                sheet.conflict, sheet.conflict_note = True, needed(given.conflict_note, "回避原因")
            else:
                sheet.conflict, sheet.conflict_note = False, ""
                sheet.scores = _read(work, sheet, given.scores, finish=True)
                sheet.handed_in_at = work.at
        except UserError as failure:
            raise UserError(f"{name}的评分表（{given.source}）：{failure.message}", failure.hint) from None
        sheet.comment, sheet.source = passage(given.comment), line(given.source)
        projects.add(sheet.project_id)
    work.session.flush()
    return Changes(frozenset({Kind.REVIEW}), frozenset(projects))


def weights_of(work: Work, sheet: ScoreSheet) -> dict[str, Decimal]:
    """Return the highest points by criterion in the round of a sheet; criteria of 0 points are left out."""
    held = running(work, sheet.review_round_id).weights
    given = held if isinstance(held, dict) else {entry.key: entry.weight for entry in work.programme.review.criterion}
    return {key: Decimal(str(points)) for key, points in given.items() if Decimal(str(points)) > 0}


def _open(work: Work, sheet_id: str) -> ScoreSheet:
    sheet = live(work, ScoreSheet, sheet_id)
    running(work, sheet.review_round_id)
    return sheet


def _read(work: Work, sheet: ScoreSheet, scores: Mapping[str, str], *, finish: bool) -> dict[str, str]:
    titles = {entry.key: entry.title for entry in work.programme.review.criterion}
    weights = weights_of(work, sheet)
    found = {key: read_points(scores[key], titles.get(key, key), weight) for key, weight in weights.items() if scores.get(key, "").strip()}
    missing = [titles.get(key, key) for key in weights if key not in found]
    if finish and missing:
        raise UserError(f"还有{len(missing)}项没有打分：{'、'.join(missing)}。", "请逐项打分后再完成；与项目有利害关系的，请标记回避。")
    return found


def _changed(sheet: ScoreSheet) -> Changes:
    return Changes.of(Kind.REVIEW, project=sheet.project_id, id=sheet.id)
