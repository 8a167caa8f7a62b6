"""The parts around the text: head, title, recipient, annexes, signature, imprint (GB/T 9704-2012, 7.2 to 7.4)."""

from dataclasses import replace

from exports.word.body import run
from exports.word.looks import SIZE_3, SIZE_4, TWIPS_PER_POINT, Look, mm
from exports.word.official.lines import broken, printed_width, width_of
from exports.word.official.looks import CHARACTER, LINE_CHARACTERS, RED, TITLE_CHARACTERS, OfficialLooks
from exports.word.official.numbers import written_date
from exports.word.official.structure import AnnexNote, AnnexStart, Imprint, Letterhead, Note, Recipient, Signature, Title
from exports.word.official.writing import line
from exports.word.skeleton import MARGINS, TEXT_WIDTH

SEAL_LINES = 2
"""Blank lines above a signature with a seal of 42 mm: its upper edge then lies within one line of the text (7.3.5.1)."""

MARK_TOP_MM = 35
"""From the upper edge of the type area to the organ's mark (7.2.4)."""

SMALLEST_MARK = 16

SUBTITLE_CHARACTERS = 26
"""Characters of a subtitle in a line: an em at each side is left free."""

_OUTER, _INNER = 8, 6
"""Rules of the imprint in 1/8 pt: 0.35 mm and 0.25 mm (7.4.1)."""

PRINTER_CHARACTERS = 18
"""Characters of the printing organ's name in a line beside the date."""

_AT_FOOT = (
    '<w:tblpPr w:leftFromText="0" w:rightFromText="0" w:topFromText="142" w:bottomFromText="0" w:vertAnchor="margin" w:horzAnchor="page"'
    f' w:tblpX="{mm(MARGINS["left_margin"])}" w:tblpYSpec="bottom"/>'
)
"""At the lower edge of the type area. Measured from the page, because LibreOffice lets only such a wide table float."""

_BRACKETS = "（）()"


def blank(looks: OfficialLooks, *, keep_next: bool = False) -> str:
    """Return an empty line of the text."""
    return line(looks.plain, keep_next=keep_next)


def title(part: Title, looks: OfficialLooks) -> str:
    """Return the title, broken at the best places, and the subtitle under it."""
    above = line(looks.title, run("\n".join(broken(part.text, TITLE_CHARACTERS)), looks.title)) if part.text else ""
    if not part.subtitle:
        return above
    return above + line(looks.subtitle, run("\n".join(broken(part.subtitle, SUBTITLE_CHARACTERS)), looks.subtitle))


def letterhead(part: Letterhead, looks: OfficialLooks) -> str:
    """Return the red head: mark, number (with the signer when the document goes up), rule, and two empty lines."""
    mark = mark_look(looks.organ_mark, part.organ, largest=looks.organ_mark.size)
    above = line(looks.gap, exact=MARK_TOP_MM * 72 / 25.4 - mark.line * 0.12)
    number = run(part.number, looks.number)
    if part.signer:
        signer = run("签发人：", looks.number) + run(part.signer, looks.signer)
        tab = f"<w:r>{looks.number.run_properties}<w:tab/></w:r>"
        numbered = line(looks.number, number, tab, signer, tabs=(("right", TEXT_WIDTH - CHARACTER),), left=CHARACTER)
    else:
        numbered = line(looks.number, number, align="center")
    rule = line(looks.gap, exact=6, border=("bottom", "single", 12, 1, RED))
    return above + line(mark, run(part.organ, mark)) + blank(looks) * 2 + numbered + rule + blank(looks) * 2


def mark_look(look: Look, organ: str, largest: float) -> Look:
    """Return the look of the organ's mark in the size that lets the name stand in as few lines as it needs."""
    room = TEXT_WIDTH / TWIPS_PER_POINT
    width = max(width_of(organ), 1)
    size = min(largest, int(room / width * 2) / 2)
    if size < SMALLEST_MARK:
        size = 22
    return replace(look, size=size, line=round(size * 1.28, 1))


def letter_number(number: str, looks: OfficialLooks) -> str:
    """Return the number of a letter, at the right edge under the upper rule (10.1), and two empty lines."""
    return line(looks.number, run(number, looks.number), align="right") + blank(looks) * 2


def recipient(part: Recipient, looks: OfficialLooks) -> str:
    """Return the recipients at the left edge, with the colon."""
    return line(looks.recipient, run(part.text.rstrip("：: ") + "：", looks.recipient))


def annex_note(part: AnnexNote, looks: OfficialLooks) -> str:
    """Return the note of the annexes: an empty line above, names hanging, numbered only when there are several, no full stop."""
    names = [annex_name(name) for name in part.names]
    label = 5 * CHARACTER
    several = len(names) > 1
    number = round(SIZE_3 * TWIPS_PER_POINT * (0.5 * len(str(len(names))) + 0.5)) if several else 0
    written = []
    for place, name in enumerate(names, start=1):
        text = f"{place}.\t{name}" if several else name
        first = place == 1
        written.append(
            line(
                looks.annex_note,
                run(("附件：" if first else "") + text, looks.annex_note),
                keep_next=True,
                left=label + number,
                hanging=number + (3 * CHARACTER if first else 0),
                tabs=(("left", label + number),) if several else (),
            )
        )
    return blank(looks, keep_next=True) + "".join(written)


def annex_name(name: str) -> str:
    """Return the name of an annex without the sign that lists end with (7.3.4)."""
    return name.strip().rstrip("。；;，,")


def signature(part: Signature, looks: OfficialLooks) -> str:
    """Return organ and date.

    With a seal the date ends four characters from the edge and the organ is centred above it; without one the organ ends two
    characters from the edge and the date begins two characters right of it (7.3.5.1, 7.3.5.2).
    """
    day = written_date(part.day)
    names = broken(part.organ, LINE_CHARACTERS - 4)
    organ_width = max((printed_width(name) for name in names), default=0) * CHARACTER
    date_width = printed_width(day) * CHARACTER
    text = "\n".join(names)
    if part.sealed:
        left, right = _around_date(organ_width, date_width)
        organ = line(looks.signature, run(text, looks.signature), keep_next=True, left=left, right=right, align="center")
        date = line(looks.signature, run(day, looks.signature), left=left, right=right, align="center")
        return blank(looks, keep_next=True) * SEAL_LINES + (organ if text else "") + date
    if date_width > organ_width:
        date_left = TEXT_WIDTH - 2 * CHARACTER - date_width
        organ_left = date_left - 2 * CHARACTER
    else:
        organ_left = max(0.0, TEXT_WIDTH - 2 * CHARACTER - organ_width)
        date_left = organ_left + 2 * CHARACTER
    organ = line(looks.signature, run(text, looks.signature), keep_next=True, left=max(1, round(organ_left)))
    date = line(looks.signature, run(day, looks.signature), left=max(1, round(date_left)))
    return blank(looks, keep_next=True) + (organ if text else "") + date


def _around_date(organ_width: float, date_width: float) -> tuple[int, int]:
    """Return the indents of a strip that has the date in its middle and room for the organ."""
    middle = TEXT_WIDTH - 4 * CHARACTER - date_width / 2
    half = max(organ_width, date_width) / 2 + CHARACTER / 4
    middle = min(middle, TEXT_WIDTH - half)
    right = max(0.0, TEXT_WIDTH - middle - half)
    return max(1, round(middle - half)), round(right)


def note(part: Note, looks: OfficialLooks) -> str:
    """Return the note in brackets."""
    return line(looks.note, run(f"（{part.text.strip().strip(_BRACKETS)}）", looks.note))


def annex_start(part: AnnexStart, looks: OfficialLooks) -> str:
    """Return the head of an annex: label, empty line, title, empty line."""
    label = line(looks.annex_label, run(part.label, looks.annex_label), page_break=part.new_page)
    return label + blank(looks, keep_next=True) + title(Title(part.title), looks) + blank(looks)


def imprint(part: Imprint, looks: OfficialLooks) -> str:
    """Return the imprint as a table at the lower edge of the page that the paragraph behind it, its anchor, stands on."""
    look, character = looks.imprint, round(SIZE_4 * TWIPS_PER_POINT)
    rows = []
    if part.cc.strip():
        text = part.cc.strip().removeprefix("抄送：").rstrip("。") + "。"
        rows.append(line(look, run(f"抄送：{text}", look), left=4 * character, right=character, hanging=3 * character))
    if part.printed_by or part.printed_on:
        printed = f"{written_date(part.printed_on)}印发" if part.printed_on else ""
        names = broken(part.printed_by, PRINTER_CHARACTERS) or [""]
        last = line(look, run(f"{names[-1]}\t{printed}", look), tabs=(("right", TEXT_WIDTH - character),), left=character)
        rows.append("".join(line(look, run(name, look), left=character) for name in names[:-1]) + last)
    if not rows:
        return ""
    cells = "".join(
        f'<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:tcW w:w="{TEXT_WIDTH}" w:type="dxa"/></w:tcPr>{content}</w:tc></w:tr>'
        for content in rows
    )
    outer, inner = (f'w:val="single" w:sz="{width}" w:space="0" w:color="000000"' for width in (_OUTER, _INNER))
    borders = f"<w:tblBorders><w:top {outer}/><w:bottom {outer}/><w:insideH {inner}/></w:tblBorders>" if part.rules else ""
    return (
        f'<w:tbl><w:tblPr>{_AT_FOOT}<w:tblOverlap w:val="never"/><w:tblW w:w="{TEXT_WIDTH}" w:type="dxa"/>{borders}'
        '<w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:top w:w="28" w:type="dxa"/><w:left w:w="0" w:type="dxa"/><w:bottom w:w="28" w:type="dxa"/>'
        f'<w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid><w:gridCol w:w="{TEXT_WIDTH}"/></w:tblGrid>{cells}</w:tbl>'
        + line(looks.gap)
    )
