"""Score sheets as workbooks (Excel评分表): one file an expert, a row a project, points checked while they are typed, ids out of sight."""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from exports.excel.heights import height_of, lines_of, room_of
from exports.excel.look import BROKEN, HEAD, META_LEFT, NOTE, PROSE, SECTION, TEXT, TITLE, Look, Style
from exports.excel.sheet import CM, paper
from exports.excel.workbook import describe, new_book
from exports.files import Exported, Progress, clean_text, free_name, ignore, removal_note, replace_file, safe_file_name
from forms.collecting.marks import ROW_TAG
from forms.score_sheets import COMMENT_KEY, CONFLICT_KEY, REASON_KEY, SHEET, YES, column_tag, row_mark
from models.arithmetic import plain_number
from models.programme.pack import Programme
from models.queries.city.reviews import CONFLICT, Board, Cell, Judged

GUIDE = "评分说明"
TITLE_ROW, META_ROW, TAG_ROW, HEAD_ROW, FIRST_ROW = 1, 2, 3, 4, 5
FACTS = (("序号", 6.0), ("申报编号", 16.5), ("试点项目名称", 22.0), ("试点主体", 18.0), ("区县", 9.0), ("主方向", 9.0))
POINT_WIDTH, TOTAL_WIDTH, CONFLICT_WIDTH, REASON_WIDTH, COMMENT_WIDTH = 9.0, 8.0, 9.0, 14.0, 32.0
GUIDE_WIDTH = 76.0

_FACT = Style(format=TEXT)
_MIDDLE = Style(align="center")
_POINTS = Style(format=BROKEN, align="center", wrap=False)
_TOTAL = Style(format=BROKEN, align="center", wrap=False, grey=True)
_HIDDEN = Style(lines=False)
HOW = (
    "每行一个项目，在白色格里填写，灰色的“合计”自动计算。分数填数字，不超过该项满分，可以有两位小数。",
    f"与项目的申报主体有利害关系的，在“是否回避”里选“{YES}”，写明原因，不必打分；其余各行每一项都要打分。",
    "“评审意见”写主要理由和修改建议。请独立打分，不与其他专家商量。",
    "不要删除、复制列，不要在行之间移动内容；可以调整列宽、筛选、打印。填好后保存，把这个文件发回。",
)


class Wrote(NamedTuple):
    """One file that was written: for whom, where, with how many projects."""

    expert_id: str
    expert: str
    path: Path
    projects: int
    notes: tuple[str, ...]


def write_score_sheets(
    shown: Board,
    programme: Programme,
    office: str,
    on: date,
    folder: Path,
    expert_ids: Iterable[str] = (),
    progress: Progress = ignore,
) -> list[Wrote]:
    """Write the score sheets of a round into a folder, one workbook an expert; an existing file is never replaced.

    Args:
        shown: The round.
        programme: The pack.
        office: Who sends them.
        on: Today.
        folder: An existing folder.
        expert_ids: The experts; none: all.
        progress: Told of files done and in all; may raise to stop.

    Raises:
        UserError: A file cannot be written.
    """
    wanted = set(expert_ids)
    experts = [(id, name) for id, name in shown.experts if not wanted or id in wanted]
    written = []
    for done, (expert_id, name) in enumerate(experts):
        progress(done, len(experts))
        rows = [
            (judged, shown.cells[judged.project_id, expert_id])
            for judged in shown.projects
            if (judged.project_id, expert_id) in shown.cells
        ]
        target = folder / f"{safe_file_name(f'评分表-{shown.facts.title}-{name}')}.xlsx"
        exported = _write_one(shown, programme, office, on, name, rows, free_name(target) if target.exists() else target)
        written.append(Wrote(expert_id, name, exported.path, len(rows), exported.notes))
    progress(len(experts), len(experts))
    return written


def _write_one(
    shown: Board, programme: Programme, office: str, on: date, expert: str, rows: Sequence[tuple[Judged, Cell]], target: Path
) -> Exported:
    book = new_book()
    sheet, guide = book.create_sheet(SHEET), book.create_sheet(GUIDE)
    writer = _Writer(Look(book))
    writer.table(sheet, shown, expert, rows)
    writer.guide(guide, shown)
    describe(book, clean_text(f"{SHEET} {shown.facts.title}")[0], clean_text(office)[0], on, mark=f"{programme.id} {programme.version}")
    return Exported(replace_file(target, book.save), removal_note(writer.removed))


class _Writer:
    """Writes one workbook.

    Attributes:
        removed: Characters that had to go because no document can hold them.
    """

    def __init__(self, look: Look) -> None:
        self.removed = 0
        self._look = look

    def table(self, sheet: Worksheet, shown: Board, expert: str, rows: Sequence[tuple[Judged, Cell]]) -> None:
        """Write the table with its hidden row of keys and hidden column of ids."""
        weights = shown.facts.weights
        first, total = len(FACTS) + 1, len(FACTS) + len(weights) + 1
        conflict, reason, comment, ids = total + 1, total + 2, total + 3, total + 4
        full = plain_number(shown.facts.full)
        self._across(sheet, TITLE_ROW, comment, f"{shown.facts.title}专家评分表", TITLE)
        self._across(sheet, META_ROW, comment, f"专家：{expert}　　共{len(rows)}个项目　　满分{full}分　　签字：", META_LEFT)
        sheet.row_dimensions[TITLE_ROW].height, sheet.row_dimensions[META_ROW].height, sheet.row_dimensions[HEAD_ROW].height = 36, 24, 48
        heads = [(label, width, "") for label, width in FACTS]
        heads += [(f"{weight.short}\n（{plain_number(weight.weight)}分）", POINT_WIDTH, weight.key) for weight in weights]
        heads += [("合计", TOTAL_WIDTH, ""), ("是否回避", CONFLICT_WIDTH, CONFLICT_KEY)]
        heads += [("回避原因", REASON_WIDTH, REASON_KEY), ("评审意见", COMMENT_WIDTH, COMMENT_KEY)]
        for column, (text, width, key) in enumerate(heads, start=1):
            self._write(sheet, HEAD_ROW, column, text, HEAD)
            sheet.column_dimensions[get_column_letter(column)].width = width
            if key:
                self._write(sheet, TAG_ROW, column, column_tag(key), _HIDDEN)
        self._write(sheet, TAG_ROW, ids, ROW_TAG, _HIDDEN)
        sheet.row_dimensions[TAG_ROW].hidden = True
        sheet.column_dimensions[get_column_letter(ids)].hidden = True
        for number, (judged, cell) in enumerate(rows, start=1):
            row = FIRST_ROW + number - 1
            self._look.write(sheet, row, 1, number, _MIDDLE)
            facts = (judged.number, judged.title, judged.entity, judged.district, judged.area)
            for column, text in enumerate(facts, start=2):
                self._write(sheet, row, column, text, _FACT)
            for column, weight in enumerate(weights, start=first):
                self._look.write(sheet, row, column, cell.points.get(weight.key), _POINTS)
            span = f"{get_column_letter(first)}{row}:{get_column_letter(total - 1)}{row}"
            self._look.write(sheet, row, total, f'=IF(COUNT({span})=0,"",SUM({span}))', _TOTAL).data_type = "f"
            self._write(sheet, row, conflict, YES if cell.stands == CONFLICT else "", _MIDDLE)
            self._write(sheet, row, reason, cell.conflict_note, _FACT)
            self._write(sheet, row, comment, cell.comment, _FACT)
            self._write(sheet, row, ids, row_mark(shown.facts.id, cell.sheet_id), _HIDDEN)
            needed = ((judged.title, FACTS[2][1]), (judged.entity, FACTS[3][1]), (cell.comment, COMMENT_WIDTH))
            sheet.row_dimensions[row].height = height_of(max(2, *(lines_of(text, room_of(width)) for text, width in needed)))
        last = FIRST_ROW + len(rows) - 1
        self._across(sheet, last + 1, comment, "注：灰色的合计自动计算；回避的项目不必打分。", NOTE)
        if rows:
            self._limits(sheet, shown, first, last, conflict)
        paper(sheet, landscape=True)
        sheet.page_margins.left = sheet.page_margins.right = CM
        sheet.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"
        sheet.print_area = f"A1:{get_column_letter(comment)}{last + 1}"
        sheet.freeze_panes = f"D{FIRST_ROW}"

    def guide(self, sheet: Worksheet, shown: Board) -> None:
        """Write how to score and what each criterion looks at."""
        sheet.column_dimensions["A"].width = GUIDE_WIDTH
        lines: list[tuple[str, Style]] = [(GUIDE, TITLE), *((f"{number}. {text}", PROSE) for number, text in enumerate(HOW, start=1))]
        lines.append(("评审指标（满分为参考，以本批次确定的为准）", SECTION))
        for weight in shown.facts.weights:
            bonus = "，加分项" if weight.bonus else ""
            lines.append((f"{weight.title}（{plain_number(weight.weight)}分{bonus}）：{weight.points}。", PROSE))
        for row, (text, style) in enumerate(lines, start=1):
            self._write(sheet, row, 1, text, style)
            sheet.row_dimensions[row].height = 19.0 * lines_of(text, room_of(GUIDE_WIDTH, style.size)) + (18 if style is TITLE else 5)
        paper(sheet, landscape=False)

    def _limits(self, sheet: Worksheet, shown: Board, first: int, last: int, conflict: int) -> None:
        for column, weight in enumerate(shown.facts.weights, start=first):
            most = plain_number(weight.weight)
            rule = DataValidation(type="decimal", operator="between", formula1="0", formula2=most, allow_blank=True, errorStyle="stop")
            rule.error = f"“{weight.title}”请填写0到{most}之间的数字。"
            rule.prompt = f"0到{most}分。{weight.points}"[:255]
            rule.showErrorMessage, rule.errorTitle = True, "请核对"
            rule.showInputMessage, rule.promptTitle = True, weight.short
            letter = get_column_letter(column)
            rule.add(f"{letter}{FIRST_ROW}:{letter}{last}")
            sheet.add_data_validation(rule)
        rule = DataValidation(type="list", formula1=f'"{YES}"', allow_blank=True, errorStyle="stop")
        rule.error, rule.showErrorMessage, rule.errorTitle = f"回避的选“{YES}”，不回避的留空。", True, "请核对"
        letter = get_column_letter(conflict)
        rule.add(f"{letter}{FIRST_ROW}:{letter}{last}")
        sheet.add_data_validation(rule)

    def _write(self, sheet: Worksheet, row: int, column: int, text: str, style: Style) -> None:
        clean, removed = clean_text(text)
        self.removed += removed
        self._look.write(sheet, row, column, clean or None, style)

    def _across(self, sheet: Worksheet, row: int, last: int, text: str, style: Style) -> None:
        self._write(sheet, row, 1, text, style)
        sheet.merged_cells.add(f"A{row}:{get_column_letter(last)}{row}")
