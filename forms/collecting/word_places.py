"""Finding the place of each field in a Word file that came back: by tag, by bookmark, by label, in this order."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from forms.collecting.content import Control, Place, Table, TableCell, WordContent
from forms.collecting.labels import compact, named_by, names_of
from forms.collecting.marks import field_bookmark, parts_of_tag
from forms.collecting.scope import guidance_of
from forms.collecting.tables import WordGrid, header_of
from forms.collecting.word_cells import SHARED, answer_column, doubtful_places
from forms.definition import Column, Field, Input

TAG, BOOKMARK, LABEL = "tag", "bookmark", "label"
REPEATED = "这一栏的内容可能被办公软件重复保存了几遍，请对照原件核对。"
"""LibreOffice 7.4 saves some controls several times over, each with more of the text."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a field stands in the file.

    Attributes:
        how: ``tag`` / ``bookmark`` / ``label``.
        text: The text of the whole place; placeholders are left out.
        controls: The controls in it that are this field's.
        place: Where it is.
        doubt: Why it may be another field's place (Chinese sentence); empty: certain.
    """

    how: str
    text: str
    place: Place
    controls: tuple[Control, ...] = ()
    doubt: str = ""


@dataclass(slots=True)
class WordPlaces:
    """The places of all fields of a form in one file.

    Args:
        content: The file.
        fields: The fields of the form that are filled in, tables included.
        others: Fields of the form whose labels also stand in it, to tell a label from an answer.
        renamed: Old to new keys of fields: the file may come from an earlier version of the form.
    """

    content: WordContent
    fields: tuple[Field, ...]
    others: tuple[Field, ...] = ()
    renamed: Mapping[str, str] = field(default_factory=dict)
    _names: dict[str, Input | None] = field(init=False)
    _by_label: dict[str, list[Spot]] = field(init=False)
    _by_tag: dict[str, dict[Place, list[Control]]] = field(init=False)
    _by_bookmark: dict[str, set[Place]] = field(init=False)
    _labelled: dict[Place, Input | None] = field(init=False)
    _repeated: set[Place] = field(init=False)
    _listings: set[int] = field(init=False)
    _doubtful: dict[Place, str] = field(init=False)

    def __post_init__(self) -> None:
        self._names = names_of((*self.fields, *self.others))
        self._by_tag = defaultdict(lambda: defaultdict(list))
        for control in self.content.controls:
            parts = parts_of_tag(control.tag)
            if parts:
                self._by_tag[self.renamed.get(parts[0], parts[0])][self._settled(control.place)].append(control)
        self._by_bookmark = defaultdict(set)
        marks = {field_bookmark(old): field_bookmark(new) for old, new in self.renamed.items()}
        for mark in self.content.bookmarks:
            self._by_bookmark[marks.get(mark.name, mark.name)].add(self._settled(mark.place))
        self._by_label = defaultdict(list)
        self._labelled = {}
        alike = Counter((self._settled(c.place), c.kind, c.tag, c.alias) for c in self.content.controls if c.checked is None)
        self._repeated = {place for (place, *_), count in alike.items() if count > 1}
        self._doubtful = doubtful_places(self.content) | dict.fromkeys(self._repeated, REPEATED)
        claimed = Counter(place for places in self._by_tag.values() for place in places if place.row)
        self._doubtful |= {place: SHARED for place, count in claimed.items() if count > 1}
        self._listings = {
            index
            for index, table in self.content.tables()
            if any(header_of(WordGrid(table), _visible(one)) for one in (*self.fields, *self.others) if one.type == "table")
        }
        self._find_labels()

    def spots(self, wanted: Field) -> list[Spot]:
        """Return where a field stands by the surest way that finds it; several: it is not certain which."""
        for how, places in ((TAG, self._by_tag.get(wanted.key, {})), (BOOKMARK, self._by_bookmark.get(field_bookmark(wanted.key), set()))):
            if places:
                return [self._spot(how, place, wanted) for place in sorted(places, key=_order)]
        return self._by_label.get(wanted.key, [])

    def has(self, wanted: Field) -> bool:
        """Tell whether a field stands anywhere in the file."""
        return bool(self.tables(wanted) if wanted.type == "table" else self.spots(wanted))

    def tables(self, wanted: Field) -> list[int]:
        """Return the blocks that hold the table of a field by tag, else by bookmark; none: look for its columns."""
        for places in (self._by_tag.get(wanted.key, {}), self._by_bookmark.get(field_bookmark(wanted.key), set())):
            blocks = {place.block for place in places if place.row}
            if blocks:
                return sorted(blocks)
        return []

    def row_tags(self, wanted: Field) -> dict[tuple[int, int], list[tuple[str, ...]]]:
        """Return the tags of a table's cells by row and column: row number and column key as they were handed out."""
        found: dict[tuple[int, int], list[tuple[str, ...]]] = defaultdict(list)
        for place, controls in self._by_tag.get(wanted.key, {}).items():
            found[place.row, place.column] += [parts_of_tag(control.tag)[1:] for control in controls]
        return found

    def is_repeated(self, block: int) -> bool:
        """Tell whether an office program may have saved cells of a table several times over."""
        return any(place.block == block for place in self._repeated)

    def _spot(self, how: str, place: Place, wanted: Field) -> Spot:
        controls = tuple(self._by_tag[wanted.key].get(place, ())) if wanted.key in self._by_tag else ()
        return Spot(how, self._text_at(place, wanted), place, controls, self._doubt(place, wanted))

    def _doubt(self, place: Place, wanted: Field) -> str:
        if place in self._doubtful:
            return self._doubtful[place]
        beside = self._labelled.get(place)
        if beside is not None and beside is not wanted and beside.key != wanted.key:
            return f"这一栏现在的栏目名称是“{beside.label}”，与原来的位置不一致，请核对。"
        elsewhere = [spot for spot in self._by_label.get(wanted.key, ()) if spot.place != place]
        if elsewhere and any(spot.text.strip() for spot in elsewhere):
            return "表里另有一处也叫这个名称，请核对以哪一处为准。"
        return ""

    def _text_at(self, place: Place, wanted: Field) -> str:
        cell = self._cell(place)
        if cell is not None:
            return cell.text
        block = self.content.blocks[place.block]
        text = "" if isinstance(block, Table) else block.text
        label, colon, rest = text.replace("：", ":", 1).partition(":")
        return rest if colon and named_by(label, self._names)[0] is wanted else text

    def _cell(self, place: Place) -> TableCell | None:
        block = self.content.blocks[place.block]
        return block.at(place.row, place.column) if isinstance(block, Table) else None

    def _settled(self, place: Place) -> Place:
        """Return the place with the top left corner of its cell: merged cells are one place."""
        cell = self._cell(place)
        return Place(place.block, cell.row, cell.column) if cell is not None else place

    def _find_labels(self) -> None:
        for index, block in enumerate(self.content.blocks):
            if isinstance(block, Table):
                if index not in self._listings:  # there, labels are heads of columns
                    self._labels_in(index, block)
                continue
            label, colon, rest = block.text.replace("：", ":", 1).partition(":")
            named = named_by(label, self._names)[0] if colon and block.where == "body" else None
            if named is not None:
                self._by_label[named.key].append(Spot(LABEL, rest, Place(index)))

    def _is_guidance(self, cell: TableCell, named: Input | None) -> bool:
        """Tell whether a cell holds the guidance of a field instead of its answer: people move columns."""
        return isinstance(named, Field) and bool(guidance_of(named)) and compact(cell.text) == compact(guidance_of(named))

    def _labels_in(self, index: int, table: Table) -> None:
        head = answer_column(table)
        column = head.column if head else 0
        for cell in table.cells:
            named, is_label = named_by(cell.text, self._names) if cell.text.strip() else (None, False)
            if not is_label:
                continue
            right = table.at(cell.row, column) if column > cell.column else table.right_of(cell)
            if right is None or named_by(right.text, self._names)[1] or self._is_guidance(right, named):
                continue
            place = Place(index, right.row, right.column)
            if place in self._labelled and self._labelled[place] is not named:
                self._doubtful[place] = SHARED
                self._by_label = _with_doubt(self._by_label, place)
            self._labelled[place] = named
            if named is not None:
                self._by_label[named.key].append(Spot(LABEL, right.text, place, doubt=self._doubtful.get(place, "")))


def texts_of(spots: Iterable[Spot]) -> str:
    """Return what stands at several places, for asking."""
    return "；".join(f"“{' '.join(spot.text.split())[:40] or '空'}”" for spot in spots)


def _with_doubt(found: dict[str, list[Spot]], place: Place) -> dict[str, list[Spot]]:
    """Return the spots with the one at a place marked as shared by several labels."""
    marked: dict[str, list[Spot]] = defaultdict(list)
    for key, spots in found.items():
        marked[key] = [replace(spot, doubt=SHARED) if spot.place == place else spot for spot in spots]
    return marked


def _visible(table: Field) -> Sequence[Column]:
    return [column for column in table.column if not column.hidden]


def _order(place: Place) -> tuple[int, int, int]:
    return place.block, place.row, place.column
