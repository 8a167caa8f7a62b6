"""Score sheets as files (Excel评分表): the marks that lead each row back to its sheet, and what a file that came back says.

Rows are found by their hidden id with check code and columns by their hidden keys, never by names or places: what does not carry
both is told and not taken. Nothing is written here; the officer sees everything first.
"""

import hashlib
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from forms.collecting.content import Cell, Incoming, Refusal, Sheet, Workbook
from forms.collecting.marks import FIELD_TAG, ROW_TAG, field_tag, parts_of_tag
from models.arithmetic import plain_number
from models.errors import UserError
from models.operations.city.scoring import Filled
from models.queries.city.reviews import CONFLICT, DONE, Board, Judged, Weight
from models.review_scores import read_points

SHEET = "评分表"
CONFLICT_KEY, REASON_KEY, COMMENT_KEY = "conflict", "conflict_note", "comment"
YES, NO = "是", "否"
_VERSION = "RS1"
_CODE_LENGTH = 10


class Came(NamedTuple):
    """One row of a file that came back.

    Attributes:
        file_name: The file.
        row: Its row there, as officers count; 0 where the whole file is meant.
        expert: Name of the expert; empty where nobody knows.
        title: Title of the project.
        stands: One of `STANDS`.
        text: What it says, in words: total, remark, reason.
        filled: What would be taken over; ``None`` where nothing can be.
        problem: Why not, with what to do.
    """

    file_name: str
    row: int
    expert: str
    title: str
    stands: str
    text: str
    filled: Filled | None = None
    problem: str = ""


NEW, CHANGED, SAME, EMPTY, PROBLEM = "新收到", "与已有的不同", "与已有的相同", "没有填写", "不能收"
STANDS = (NEW, CHANGED, SAME, EMPTY, PROBLEM)
"""Where a row stands against what is held."""


def row_mark(round_id: str, sheet_id: str) -> str:
    """Return what is hidden in the row of a score sheet: its id and the code that binds it to the round."""
    return f"{_VERSION}|{sheet_id}|{_code(round_id, sheet_id)}"


def _code(round_id: str, sheet_id: str) -> str:
    return hashlib.sha256(f"{_VERSION}|{round_id}|{sheet_id}".encode()).hexdigest()[:_CODE_LENGTH].upper()


def column_tag(key: str) -> str:
    """Return what is hidden above a column that is read back: `CONFLICT_KEY`, …, or the key of a criterion."""
    return field_tag(key)


def read_back(files: Iterable[Incoming], names: Iterable[str], shown: Board) -> list[Came]:
    """Return what score sheets that came back say, row by row; nothing changes.

    Args:
        files: As `exports.incoming.reading.read_files` read them.
        names: Their names, in the same order.
        shown: The round as it stands.
    """
    found: list[Came] = []
    for file, name in zip(files, names, strict=True):
        found += _read_file(file, name, shown)
    return _refuse_double(found)


def _read_file(file: Incoming, name: str, shown: Board) -> list[Came]:
    content = file.content
    if isinstance(content, Refusal):
        return [_whole(name, f"{content.message}{content.hint}")]
    if not isinstance(content, Workbook):
        return [_whole(name, "这不是Excel评分表。请选择本批次导出的评分表。")]
    marked = [place for sheet in content.sheets if (place := _places(sheet)) is not None]
    if not marked:
        return [_whole(name, "这个文件里没有评分表的标记，可能是另存时丢失，或者不是本程序导出的。请在窗口里录入，或重新导出后填写。")]
    remarks = [_whole(name, remark) for remark in content.remarks if "公式" in remark]
    return [*remarks, *(came for place in marked for came in _rows(place, name, shown))]


class _Places(NamedTuple):
    """Where the marks of a sheet stand: the column of the ids, the columns by key, the first row below."""

    grid: dict[tuple[int, int], Cell]
    rows: int
    ids: int
    columns: dict[str, int]
    first: int
    double: tuple[str, ...]


def _places(sheet: Sheet) -> _Places | None:
    tags: dict[str, int] = {}
    double: list[str] = []
    ids, first = 0, 0
    for cell in sheet.cells:
        text = cell.text.strip()
        if text == ROW_TAG and not ids:
            ids, first = cell.column, cell.row + 1
        elif text.startswith(FIELD_TAG) and len(parts_of_tag(text)) == 1:
            (key,) = parts_of_tag(text)
            if key in tags:
                double.append(key)
            tags.setdefault(key, cell.column)
    return _Places(sheet.grid(), sheet.rows, ids, tags, first, tuple(double)) if ids and tags else None


def _rows(places: _Places, name: str, shown: Board) -> list[Came]:
    missing = [weight.title for weight in shown.facts.weights if weight.key not in places.columns]
    wanted = (CONFLICT_KEY, REASON_KEY, COMMENT_KEY)
    if places.double or any(key not in places.columns for key in wanted):
        return [_whole(name, "评分表的列被复制或删除过，不知道各列是什么。请在窗口里录入，或重新导出后填写。")]
    if missing:
        return [_whole(name, f"文件里没有“{'、'.join(missing)}”这一列，各项满分可能在导出以后改过。请重新导出后填写。")]
    points = {weight.key for weight in shown.facts.weights}
    by_sheet = {cell.sheet_id: cell for cell in shown.cells.values()}
    judged = {one.project_id: one for one in shown.projects}
    names = dict(shown.experts)
    found = []
    for row in range(places.first, places.rows + 1):
        mark = _text(places, row, places.ids)
        if not mark:
            cells = [places.grid.get((row, column)) for key, column in places.columns.items() if key in points]
            if any(cell is not None and cell.kind == "number" for cell in cells):  # the head has words there
                found.append(Came(name, row, "", "", PROBLEM, "", problem=f"第{row}行没有标记，不知道是哪个项目。请在导出的行里填写。"))
            continue
        parts = mark.split("|")
        held = by_sheet.get(parts[1]) if len(parts) == 3 and parts[0] == _VERSION else None
        if held is None or parts[2] != _code(shown.facts.id, parts[1]):
            words = f"第{row}行不是这个批次的评分表，或者标记被改过，或者已经取消分配。请核对批次。"
            found.append(Came(name, row, "", "", PROBLEM, "", problem=words))
            continue
        came = Came(name, row, names[held.expert_id], judged[held.project_id].title, PROBLEM, "")
        if not _about(places, row, judged[held.project_id]):
            words = f"第{row}行写的项目与这一行的标记不是同一个，可能在行之间移动过内容。请按导出时的行重新填写。"
            found.append(came._replace(problem=words))
            continue
        found.append(_judge(came, _fill(places, row, parts[1], name, shown.facts.weights), shown, held.sheet_id))
    return found


def _about(places: _Places, row: int, judged: Judged) -> bool:
    """Whether the words of a row name the project of its mark: cells that were moved between rows would give points to another one."""
    last = max(places.ids, *places.columns.values())
    return (judged.number or judged.title) in {_text(places, row, column) for column in range(1, last + 1)}


def _fill(places: _Places, row: int, sheet_id: str, name: str, weights: tuple[Weight, ...]) -> Filled | str:
    """Return what a row says, or why it cannot be read."""
    scores: dict[str, str] = {}
    for weight in weights:
        cell = places.grid.get((row, places.columns[weight.key]))
        if cell is None or not cell.text.strip():
            if cell is not None and cell.kind == "uncalculated":
                return f"“{weight.title}”是公式，文件里没有算好的结果。请直接填写分数。"
            continue
        if cell.kind not in ("number", "text"):
            return f"“{weight.title}”填的不是分数。请填写数字。"
        try:
            scores[weight.key] = read_points(cell.text, weight.title, weight.weight)
        except UserError as failure:
            return f"{failure.message}{failure.hint}"
    stand = _text(places, row, places.columns[CONFLICT_KEY])
    if stand not in ("", YES, NO):
        return f"“是否回避”里写的是“{stand}”。请填“{YES}”，不回避的留空。"
    comment, reason = (_text(places, row, places.columns[key]) for key in (COMMENT_KEY, REASON_KEY))
    if stand == YES and not reason:
        return "填了回避，没有写回避原因。请补写。"
    if stand != YES and reason:
        return f"写了回避原因，“是否回避”没有填“{YES}”。请核对。"
    return Filled(sheet_id, scores, comment, stand == YES, reason, name)


def _judge(came: Came, filled: Filled | str, shown: Board, sheet_id: str) -> Came:
    """Say where a row stands against what is held."""
    if isinstance(filled, str):
        return came._replace(problem=filled)
    held = next(cell for cell in shown.cells.values() if cell.sheet_id == sheet_id)
    if not filled.conflict and not filled.scores and not filled.comment:
        return came._replace(stands=EMPTY)
    lacking = [weight.title for weight in shown.facts.weights if weight.key not in filled.scores]
    if not filled.conflict and lacking:
        return came._replace(problem=f"还有{len(lacking)}项没有打分：{'、'.join(lacking)}。请补齐后再收。")
    text = f"回避：{filled.conflict_note}" if filled.conflict else f"合计{_total(filled)}"
    text += f"；{filled.comment}" if filled.comment else ""
    same_scores = {key: plain_number(points) for key, points in held.points.items()} == dict(filled.scores)
    if filled.conflict:
        same = held.stands == CONFLICT and held.conflict_note == filled.conflict_note and held.comment == filled.comment
    else:
        same = held.stands == DONE and same_scores and held.comment == filled.comment
    if same:
        return came._replace(stands=SAME, text=text)
    fresh = not held.points and not held.comment and held.stands != CONFLICT
    return came._replace(stands=NEW if fresh else CHANGED, text=text, filled=filled)


def _total(filled: Filled) -> str:
    return plain_number(sum((Decimal(text) for text in filled.scores.values()), Decimal(0)))


def _refuse_double(found: list[Came]) -> list[Came]:
    """Take no sheet that came twice with different words: which one holds is for people to say."""
    first: dict[str, Came] = {}
    clashing = set()
    for came in found:
        if came.filled is None:
            continue
        held = first.setdefault(came.filled.sheet_id, came)
        if held is not came and held.filled is not None and held.filled._replace(source="") != came.filled._replace(source=""):
            clashing.add(came.filled.sheet_id)
    seen: set[str] = set()
    told = []
    for came in found:
        id = came.filled.sheet_id if came.filled else ""
        if id in clashing:
            words = "同一份评分表收到了几个不同的版本。请问清以哪一个为准，只选那一个文件再收。"
            told.append(came._replace(stands=PROBLEM, filled=None, problem=words))
        elif id and id in seen:
            told.append(came._replace(stands=SAME, filled=None))
        else:
            told.append(came)
        seen.add(id)
    return told


def _text(places: _Places, row: int, column: int) -> str:
    cell = places.grid.get((row, column))
    return cell.text.strip() if cell is not None else ""


def _whole(name: str, problem: str) -> Came:
    return Came(name, 0, "", "", PROBLEM, "", problem=problem)
