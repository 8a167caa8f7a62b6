"""To which document a file belongs: by its hidden ids first, then by what it says of credit code, number and name. Doubts are asked."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from forms.collecting.content import Table, WordContent, Workbook
from forms.collecting.labels import compact
from forms.collecting.marks import (
    DOCUMENT_BOOKMARK,
    HAND_OUT_BOOKMARK,
    IDENTITY_NAME,
    IDENTITY_SHEET,
    PROPERTY,
    Identity,
    decode,
)
from forms.collecting.outcome import Candidate, How, Match
from forms.collecting.scope import fields_to_fill, filled_in_by_entity
from forms.collecting.tables import SheetGrid, header_of
from forms.collecting.tracking import TRACKING
from forms.collecting.word_places import WordPlaces
from forms.definition import Form
from forms.patterns import PATTERNS
from models.queries.hand_outs import DocumentRow

if TYPE_CHECKING:
    from models.programme.pack import Programme

CODE, NAME = "entity.uscc", "entity.name"
"""The facts by which an entity is told."""

DAMAGED = "文件里的编号已损坏。"

LIKELY = 0.5
"""A file is taken for a form when it has at least this part of its labels."""


_NUMBER = re.compile(r"[0-9A-Za-z]+(?:-[0-9A-Za-z]+)+")
"""What may be an application number (申报编号)."""


class Stated(NamedTuple):
    """What a file says of whom it is about; empty where it says nothing or several things."""

    code: str
    name: str
    numbers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Register:
    """The documents that files may belong to.

    Args:
        rows: All documents of projects; the tracking workbook of a project counts as one.
        forms: The form definitions by key.
    """

    rows: tuple[DocumentRow, ...]
    forms: Mapping[str, Form]

    @classmethod
    def of(cls, documents: Sequence[DocumentRow], forms: Mapping[str, Form]) -> "Register":
        """Return the register with a tracking workbook for every project."""
        projects = {row.project_id: row for row in reversed(documents)}
        title = forms[TRACKING].title if TRACKING in forms else ""
        tracking = (row._replace(id=id, form_key=TRACKING, title=title, revision=1, frozen=False) for id, row in reversed(projects.items()))
        return cls((*documents, *tracking), forms)

    def row(self, document_id: str, form_key: str) -> DocumentRow | None:
        """Return one document."""
        return next((row for row in self.rows if (row.id, row.form_key) == (document_id, form_key)), None)


def candidate(row: DocumentRow) -> Candidate:
    """Return a document to choose from."""
    return Candidate(row.id, row.project_id, row.form_key, f"{row.number} {row.entity}——{row.project}（{row.title}）")


def match(content: WordContent | Workbook, register: Register, programme: "Programme") -> Match:
    """Return to which document a file belongs."""
    identity, problem = identity_of(content)
    form = register.forms.get(identity.form) if identity else likely_form(content, register.forms)
    stated = _stated(content, form, register)
    if identity is not None:
        return _by_ids(identity, problem, stated, register)
    found = _by_words(stated, form, register)
    return Match(found.how, None, found.candidates, (problem, *found.doubts)) if problem else found


def identity_of(content: WordContent | Workbook) -> tuple[Identity | None, str]:
    """Return the hidden ids of a file, and what is wrong with them (Chinese sentence; empty: nothing)."""
    texts = {text for text in _hidden_texts(content) if text}
    found = {identity for text in texts if (identity := decode(text)) is not None}
    if len(found) > 1:
        return None, "文件里有两套互相矛盾的编号，可能是用几份表拼成的。"
    identity = next(iter(found), None)
    marks = {mark.name for mark in content.bookmarks} if isinstance(content, WordContent) else set()
    documents = {name.removeprefix(DOCUMENT_BOOKMARK) for name in marks if name.startswith(DOCUMENT_BOOKMARK)}
    given = {name.removeprefix(HAND_OUT_BOOKMARK) for name in marks if name.startswith(HAND_OUT_BOOKMARK)}
    if identity is not None:
        if (documents and documents != {identity.document}) or (given and given != {identity.hand_out}):
            return None, "文件里的编号互相矛盾，可能是把一份表的内容贴到了另一份表里。"
        return identity, ""
    if len(documents) == 1 and len(given) == 1:
        return Identity("", "", "", documents.pop(), 0, given.pop()), DAMAGED if texts else ""
    return None, DAMAGED if texts or documents else ""


def _hidden_texts(content: WordContent | Workbook) -> list[str]:
    texts = [content.properties.get(PROPERTY, "")]
    if isinstance(content, Workbook):
        sheets = {name.sheet: name.area for name in content.names if name.name == IDENTITY_NAME}
        for sheet in content.sheets:
            grid = sheet.grid()
            for row, column in {(area.top, area.left) for title, area in sheets.items() if title == sheet.title} | (
                {(1, 1)} if sheet.title == IDENTITY_SHEET else set()
            ):
                texts.append(grid[row, column].text if (row, column) in grid else "")
    return texts


def likely_form(content: WordContent | Workbook, forms: Mapping[str, Form]) -> Form | None:
    """Return the form that a file without ids has most labels of; ``None`` when it has too few of any."""
    shares = {key: _share(content, form) for key, form in forms.items()}
    best = max(shares.values(), default=0.0)
    keys = [key for key, share in shares.items() if share == best]
    return forms[keys[0]] if best >= LIKELY and len(keys) == 1 else None


def _share(content: WordContent | Workbook, form: Form) -> float:
    fields = fields_to_fill(form)
    if isinstance(content, WordContent):
        if not fields or form.key == TRACKING:
            return 0.0
        places = WordPlaces(content, fields)
        return sum(bool(places.tables(field) if field.type == "table" else places.spots(field)) for field in fields) / len(fields)
    tables = [field for field in fields if field.type == "table"] if form.key == TRACKING else []
    grids = [SheetGrid(sheet) for sheet in content.sheets if not sheet.hidden]
    found = sum(any(header_of(grid, [c for c in table.column if not c.hidden]) for grid in grids) for table in tables)
    return found / len(tables) if tables else 0.0


def _stated(content: WordContent | Workbook, form: Form | None, register: Register) -> Stated:
    """Return what the file says of whom it is about."""
    tokens = {token for text in _visible_texts(content) for token in _NUMBER.findall(text)}
    numbers = frozenset(row.number for row in register.rows if row.number in tokens)
    said = {CODE: "", NAME: ""}
    if isinstance(content, WordContent) and form is not None:
        fields = fields_to_fill(form)
        places = WordPlaces(content, fields, tuple(field for field in form.fields() if not filled_in_by_entity(field)))
        for field in fields:
            if field.bind in said:
                spots = places.spots(field)
                said[field.bind] = spots[0].text.strip() if len(spots) == 1 else ""
    return Stated(PATTERNS["uscc"].normalise(said[CODE]), compact(said[NAME]), numbers)


def _visible_texts(content: WordContent | Workbook) -> list[str]:
    if isinstance(content, Workbook):
        return [cell.text for sheet in content.sheets if not sheet.hidden for cell in sheet.cells]
    texts: list[str] = []
    for block in content.blocks:
        texts += [cell.text for cell in block.cells] if isinstance(block, Table) else [block.text]
    return texts


def _by_ids(identity: Identity, problem: str, stated: Stated, register: Register) -> Match:
    rows = [row for row in register.rows if row.id == identity.document and identity.form in ("", row.form_key)]
    if identity.form == "" and len(rows) > 1:  # only bookmarks are left, which Word forms have
        rows = [row for row in rows if row.form_key != TRACKING]
    if not rows:
        others = _by_words(stated, None, register)
        why = "这份表不是本账套下发的，或者对应的文书已经删除。"
        return Match(How.IDS, None, others.candidates, (why,), identity)
    row = rows[0]
    doubts = [problem] if problem else []
    doubts += _contradictions(row, stated, register)
    found = candidate(row)
    if doubts:
        return Match(How.IDS, None, tuple(dict.fromkeys((found, *_by_words(stated, None, register).candidates))), tuple(doubts), identity)
    return Match(How.IDS, found, (found,), (), identity)


def _contradictions(row: DocumentRow, stated: Stated, register: Register) -> list[str]:
    """Say what speaks against a file being about the entity whose ids it carries: forms are passed on and overwritten."""
    code, name = PATTERNS["uscc"].normalise(row.uscc), compact(row.entity)
    other_code = bool(stated.code and code and stated.code != code)
    other_name = bool(stated.name and stated.name != name)
    doubts = []
    if other_code and other_name:
        doubts.append(f"这份表是下发给“{row.entity}”的，但填写的单位名称和信用代码都是另一家的，可能转给了别的单位填写。")
    elif other_code and any(
        other.entity_id != row.entity_id and PATTERNS["uscc"].normalise(other.uscc) == stated.code for other in register.rows
    ):
        doubts.append(f"这份表是下发给“{row.entity}”的，但填写的信用代码是主体库里另一家单位的。")
    elif other_name and any(other.entity_id != row.entity_id and compact(other.entity) == stated.name for other in register.rows):
        doubts.append(f"这份表是下发给“{row.entity}”的，但填写的单位名称是主体库里另一家单位的。")
    elif other_name and not (stated.code and stated.code == code):
        doubts.append(f"这份表是下发给“{row.entity}”的，但填写的单位名称不同，又没有相符的信用代码，请核对是否同一家。")
    if stated.numbers and row.number not in stated.numbers:
        doubts.append(f"表里的申报编号是{'、'.join(sorted(stated.numbers))}，与下发时的{row.number}不同。")
    return doubts


def _by_words(stated: Stated, form: Form | None, register: Register) -> Match:
    """Match by credit code, number and name; only what all of them agree on is certain."""
    rows = [row for row in register.rows if form is None or row.form_key == form.key]
    by_code = [row for row in rows if stated.code and PATTERNS["uscc"].normalise(row.uscc) == stated.code]
    by_name = [row for row in rows if stated.name and compact(row.entity) == stated.name]
    by_number = [row for row in rows if row.number in stated.numbers]
    likely = tuple(dict.fromkeys(candidate(row) for row in (*by_code, *by_number, *by_name)))
    how = How.CODE if by_code or by_number else How.NAME if by_name else How.NOTHING
    if form is None:
        return Match(How.NOTHING, None, likely, ("没有看出这是哪一种表。",))
    if not likely:
        return Match(How.NOTHING, None, (), ("没有找到对应的单位或项目。",))
    evidence = [set(found) for found in (by_code, by_number, by_name) if found]
    agreed = set.intersection(*evidence)
    contradicted = (stated.code and not by_code) or (stated.name and not by_name) or len(stated.numbers) > 1
    if len(agreed) == 1 and not contradicted:
        row = agreed.pop()
        return Match(how, candidate(row), likely)
    if len(agreed) > 1:
        return Match(how, None, likely, ("这家单位有几个项目，没有写明是哪一个。",))
    return Match(how, None, likely, ("表里的信用代码、申报编号和单位名称对不上同一个项目，请核对。",))
