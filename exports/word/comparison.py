"""修改对照表: what differs between two revisions, as a Word table 原文 / 现文 / 理由 with the changed characters marked."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from itertools import groupby
from pathlib import Path

from exports.files import LINE_ENDS, Exported, Progress, clean_text, ignore, removal_note, replace_file
from exports.word.body import cell, paragraph, row, run, table
from exports.word.looks import Look
from exports.word.official.lines import broken
from exports.word.official.looks import OfficialLooks
from exports.word.official.numbers import written_date
from exports.word.official.skeleton import official_skeleton
from exports.word.settings import WordSettings
from exports.word.skeleton import WIDE_TEXT_WIDTH
from forms.comparing import Difference

HEADS = ("序号", "章节及填写项", "原文", "现文", "修改理由")
_SHARES = (0.05, 0.15, 0.32, 0.32, 0.16)

TITLE_CHARACTERS = 28
"""Characters of 二号 in a line of a turned page."""

SMALLEST_MATCH = 2
"""Equal characters in a row that part two changes; fewer are read as one change, or the marks would flicker."""

MOST_STEPS = 250_000
"""Length of one passage times length of the other up to which characters are compared; longer ones count as changed as a whole."""

WHOLE_ROW = 500
"""Most characters of a cell whose row stays on one page."""

_CLAUSE = re.compile(r"[^，。；：！？、\n]*[，。；：！？、\n]|[^，。；：！？、\n]+")
_CHARACTER = re.compile(r"[0-9][0-9.,]*|[A-Za-z]+|.", re.DOTALL)
"""Numbers and Latin words are read as one: 128 becomes 136, not the 28 in it 36."""

_KEPT = False
Piece = tuple[str, bool]
"""A stretch of text and whether it has changed."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the table is about.

    Attributes:
        title: Title of the table, e.g. ``试点申请表修改对照表``.
        subject: What was changed, e.g. number and name of the project.
        old: Name of the older revision, e.g. ``第1版（2025年7月20日报送）``.
        new: Name of the newer one.
        office: Name of the office.
        on: Day of the table.
        mark: Small line at the foot of each page.
    """

    title: str
    subject: str
    old: str
    new: str
    office: str
    on: date
    mark: str = ""


def export_comparison(
    comparison: Comparison,
    differences: Sequence[Difference],
    reasons: Mapping[int, str],
    target: Path,
    settings: WordSettings,
    progress: Progress = ignore,
) -> Exported:
    """Write the table.

    Args:
        comparison: What it is about.
        differences: What `forms.comparing.compare` found.
        reasons: 修改理由 by the difference's place in `differences`, from 0; those that are missing are left blank to write by hand.
        target: The file to write.
        settings: The office's choices.
        progress: Told rows done and rows in all; may raise to cancel.

    Raises:
        FileBusy: The target is held by another program.
        CannotWrite: The folder does not take the file.
    """
    content, removed = comparison_bytes(comparison, differences, reasons, settings, progress)
    return Exported(replace_file(target, content), removal_note(removed))


def comparison_bytes(
    comparison: Comparison,
    differences: Sequence[Difference],
    reasons: Mapping[int, str],
    settings: WordSettings,
    progress: Progress = ignore,
) -> tuple[bytes, int]:
    """Return the document and how many characters had to be removed from it."""
    skeleton = official_skeleton(settings, letter=False)
    looks = skeleton.looks
    legend = "原文中加删除线的是删去的文字，现文中加粗并加下划线的是新增的文字"
    about = [
        f"修改对象：{comparison.subject}",
        f"原文：{comparison.old}",
        f"现文：{comparison.new}",
        f"说明：共{len(differences)}处修改；{legend}。",
    ]
    day = f"{comparison.office}　{written_date(comparison.on)}".strip("　")
    above = [
        paragraph(looks.title, run("\n".join(broken(comparison.title, TITLE_CHARACTERS)), looks.title)),
        paragraph(looks.gap),
        *(paragraph(looks.cell_left, run(text, looks.cell_left)) for text in about),
        paragraph(looks.table_unit, run(day, looks.table_unit)),
    ]
    content = "".join((*above, _table(differences, reasons, looks, progress), paragraph(looks.gap), skeleton.wide))
    xml, removed = clean_text(content)
    title, office, mark = (clean_text(text)[0] for text in (comparison.title, comparison.office, comparison.mark))
    return skeleton.document(xml, title=title, organ=office, mark=mark), removed


def marked(old: str, new: str) -> tuple[list[Piece], list[Piece]]:
    """Return both texts in pieces that have changed or not.

    Clauses are compared first, then the characters of those that differ: so the marks follow the sentences, and long texts are quick.
    """
    one, two = (_CLAUSE.findall(LINE_ENDS.sub("\n", text)) for text in (old, new))
    start = _common(one, two)
    end = _common(one[start:][::-1], two[start:][::-1])
    before, after = _compared(one[start : len(one) - end], two[start : len(two) - end])
    head, tail = ("".join(one[:start]), _KEPT), ("".join(one[len(one) - end :]), _KEPT)
    return _merged([head, *before, tail]), _merged([head, *after, tail])


def _compared(one: Sequence[str], two: Sequence[str]) -> tuple[list[Piece], list[Piece]]:
    """Compare clause by clause; of clauses that come again and again, the matcher itself takes no notice in long texts."""
    before: list[Piece] = []
    after: list[Piece] = []
    for kind, a, b, c, d in SequenceMatcher(None, one, two).get_opcodes():
        was, now = "".join(one[a:b]), "".join(two[c:d])
        pieces: tuple[list[Piece], list[Piece]]
        if kind == "replace" and len(was) * len(now) <= MOST_STEPS:
            pieces = _by_characters(_CHARACTER.findall(was), _CHARACTER.findall(now))
        else:
            pieces = [(was, kind != "equal")], [(now, kind != "equal")]
        before += pieces[0]
        after += pieces[1]
    return before, after


def _by_characters(old: Sequence[str], new: Sequence[str]) -> tuple[list[Piece], list[Piece]]:
    before: list[Piece] = []
    after: list[Piece] = []
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for place, (kind, a, b, c, d) in enumerate(steps):
        changed = kind != "equal" or (b - a < SMALLEST_MATCH and 0 < place < len(steps) - 1)
        before.append(("".join(old[a:b]), changed))
        after.append(("".join(new[c:d]), changed))
    return before, after


def _common(one: Sequence[str], two: Sequence[str]) -> int:
    """Return how many clauses two texts begin with alike."""
    return next((place for place, (was, now) in enumerate(zip(one, two, strict=False)) if was != now), min(len(one), len(two)))


def _merged(pieces: Sequence[Piece]) -> list[Piece]:
    filled = (piece for piece in pieces if piece[0])
    return [("".join(text for text, _ in group), changed) for changed, group in groupby(filled, key=lambda piece: piece[1])]


def _table(differences: Sequence[Difference], reasons: Mapping[int, str], looks: OfficialLooks, progress: Progress) -> str:
    grid = [int(WIDE_TEXT_WIDTH * share) for share in _SHARES]
    grid[-1] += WIDE_TEXT_WIDTH - sum(grid)
    head, text, centred = looks.column_head, looks.cell_left, looks.cell_center
    rows = [
        row((cell(paragraph(head, run(label, head), keep_next=True), width) for label, width in zip(HEADS, grid, strict=True)), head=True)
    ]
    for number, difference in enumerate(differences, start=1):
        before, after = marked(difference.old, difference.new)
        where = "\n".join(part for part in (difference.section, difference.label) if part)
        reason = reasons.get(number - 1, "")
        contents = (
            paragraph(centred, run(str(number), centred)),
            _pieces([(where, _KEPT)], text, ""),
            _pieces(before, text, "<w:strike/>") if difference.old else paragraph(centred, run("（无）", centred)),
            _pieces(after, text, '<w:b/><w:bCs/><w:u w:val="single"/>') if difference.new else paragraph(centred, run("（删除）", centred)),
            _pieces([(reason, _KEPT)], text, ""),
        )
        whole = max(map(len, (difference.old, difference.new, reason))) <= WHOLE_ROW
        side = "center" if whole else "top"
        rows.append(row((cell(content, width, align=side) for content, width in zip(contents, grid, strict=True)), whole=whole))
        progress(number, len(differences))
    if not differences:
        rows.append(row([cell(paragraph(centred, run("两个版本内容一致，没有修改。", centred)), WIDE_TEXT_WIDTH, span=len(grid))]))
    return table(grid, rows)


def _pieces(pieces: Sequence[Piece], look: Look, sign: str) -> str:
    """Return paragraphs whose changed pieces carry a sign; line ends part paragraphs."""
    lines: list[list[str]] = [[]]
    for text, changed in pieces:
        for place, part in enumerate(text.split("\n")):
            if place:
                lines.append([])
            lines[-1].append(_signed(run(part, look), sign) if changed else run(part, look))
    return "".join(paragraph(look, *runs) for runs in lines)


def _signed(xml: str, sign: str) -> str:
    """Add run properties at their place in the standard's order: bold and strike before the size, underline behind it."""
    early, underline, late = sign.partition("<w:u ")
    return xml.replace("<w:sz ", f"{early}<w:sz ", 1).replace("</w:rPr>", f"{underline}{late}</w:rPr>", 1)
