"""Checking what makes a form a document of its own (各阶段文书): head, places, first drafts; and the obligations that documents meet."""

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import lru_cache
from string import Formatter
from typing import TYPE_CHECKING, NoReturn

from forms.definition import DocumentHead, Field, Form, Layout, Passage, Place, Scope, Section, Sentence
from forms.figures import EACH, FIGURES, ITEMS
from forms.loading import definition, load_form
from forms.project_figures import PROJECT_FIGURES
from forms.tables import GROUPS, TABLES
from models.errors import ResourceError
from models.programme import types

if TYPE_CHECKING:
    from models.programme.pack import Programme

Refuse = Callable[[str, str], NoReturn]

OBLIGATIONS = "obligations.toml"

_ONE_LINE = frozenset({"text"})
_TYPES: dict[Place, frozenset[str]] = {
    Place.TITLE: _ONE_LINE,
    Place.SUBTITLE: _ONE_LINE,
    Place.NUMBER: _ONE_LINE,
    Place.ORGAN: _ONE_LINE,
    Place.RECIPIENT: _ONE_LINE,
    Place.NOTE: _ONE_LINE,
    Place.DAY: frozenset({"date"}),
    Place.OPENING: frozenset({"text", "long_text"}),
    Place.CLOSING: frozenset({"text", "long_text"}),
    Place.ANNEX: frozenset({"table", "items", "attachment"}),
}
"""Which field types can stand at a place; the places that are not named take every type."""

_SINGLE = frozenset({Place.TITLE, Place.SUBTITLE, Place.NUMBER, Place.ORGAN, Place.RECIPIENT, Place.DAY, Place.NOTE})
_NEEDED: dict[Layout, tuple[Place, ...]] = {
    Layout.REPORT: (Place.TITLE, Place.ORGAN, Place.RECIPIENT, Place.DAY),
    Layout.LETTER: (Place.TITLE, Place.ORGAN, Place.RECIPIENT, Place.DAY),
    Layout.PLAIN: (Place.TITLE,),
    Layout.FORM: (),
}
_DRAFTED = frozenset({"text", "long_text", "items", "date"})
"""Field types whose first draft is written with words."""


@lru_cache(maxsize=4)
def load_documents(programme: "Programme") -> tuple[Form, ...]:
    """Load all forms of a pack that are documents of their own, in the order in which they are offered; once loaded they are kept.

    Raises:
        ResourceError: A form is wrong, two claim the same place, or an obligation names a form that cannot meet it.
    """
    folder = programme.root / "programmes" / programme.id
    forms = {path.stem: load_form(programme, path.stem) for path in sorted((folder / "forms").glob("*.toml"))}
    places: dict[int, str] = {}
    for form in forms.values():
        if form.document is None:
            continue
        if form.document.place in places:
            reason = f"与“{places[form.document.place]}”的次序相同"
            raise ResourceError(f"programmes/{programme.id}/forms/{form.key}.toml", "document.place", reason)
        places[form.document.place] = form.key
    for obligation in programme.obligations:
        _check_obligation(programme, obligation, forms)
    return tuple(forms[places[place]] for place in sorted(places))


def _check_obligation(programme: "Programme", obligation: types.Obligation, forms: dict[str, Form]) -> None:
    def refuse(name: str, reason: str) -> NoReturn:
        raise ResourceError(f"programmes/{programme.id}/{OBLIGATIONS}", f"obligation[{obligation.key}].{name}", reason)

    if not obligation.form:
        if obligation.period:
            refuse("period", "没有写明文书（form）的，不写年度")
        return
    form = forms.get(obligation.form)
    if form is None or form.document is None:
        refuse("form", f"没有“{obligation.form}”这种文书；可用：{_listed(key for key, form in forms.items() if form.document)}")
    of_district = obligation.scope is types.Scope.DISTRICT
    # What is owed at any time, as typical cases are, the district may write about one of its projects.
    fits = form.document.scope is Scope.PROJECT if not of_district else obligation.recurring is types.Recurrence.ANY_TIME
    if not fits and not (of_district and form.document.scope is Scope.DISTRICT):
        refuse("form", f"“{form.name}”与这项任务的范围不同：一个按项目写，一个按区县写")
    if form.document.yearly != bool(obligation.period):
        refuse("period", "每年写一份的文书要写明年度" if form.document.yearly else "不是每年写一份的文书，不写年度")
    if obligation.period and not (len(obligation.period) == 4 and obligation.period.isascii() and obligation.period.isdigit()):
        refuse("period", "应是四位数的年份，如 2026")


def check_document(form: Form, head: DocumentHead, programme: "Programme", refuse: Refuse) -> None:
    """Check what only documents have.

    Args:
        form: The definition.
        head: Its head.
        programme: The pack.
        refuse: Raises `ResourceError` for a place in the file with a reason.
    """
    _Checker(form, head, programme, refuse).check()


class _Checker:
    """Checks one document; every method raises `ResourceError` at the first wrong entry."""

    def __init__(self, form: Form, head: DocumentHead, programme: "Programme", refuse: Refuse) -> None:
        self._form = form
        self._head = head
        self._programme = programme
        self._refuse = refuse
        self._project = head.scope is Scope.PROJECT
        self._names: Collection[str] = {*FIGURES, *PROJECT_FIGURES} if self._project else FIGURES

    def check(self) -> None:
        """Check everything."""
        self._check_head()
        self._sentences("document.reminder", self._head.reminder, self._names)
        for section in self._form.section:
            for field in section.field:
                self._field(section, field)
        places = [field.place for field in self._form.fields()]
        for field in self._form.fields():
            if field.place in _SINGLE and places.count(field.place) > 1:
                self._refuse(f"field[{field.key}].place", "这个位置只能有一个填写项")
        for place in _NEEDED[self._form.layout]:
            if place not in places:
                self._refuse("section", f"这种版式要有放在“{place.value}”位置的填写项")

    def _check_head(self) -> None:
        head = self._head
        if head.place < 1:
            self._refuse("document.place", "次序从1起")
        for name in ("purpose", "written_by"):
            if not getattr(head, name).strip():
                self._refuse(f"document.{name}", "不能为空")
        if head.yearly and head.repeats:
            self._refuse("document.repeats", "每年写一份的文书，不能再写 repeats")
        if head.yearly and self._project:
            self._refuse("document.yearly", "只有区县的文书按年写")
        groups = {state.group for state in self._programme.life_cycle.state}
        if not self._project and not head.pilot_groups:
            self._refuse("document.pilot_groups", "区县的文书要写明哪几组状态的项目算试点项目")
        if len(head.pilot_groups) > len(GROUPS):
            self._refuse("document.pilot_groups", f"最多{len(GROUPS)}组")
        for group in head.pilot_groups:
            if group not in groups:
                self._refuse("document.pilot_groups", f"项目状态里没有“{group}”这一组；可用：{_listed(sorted(groups))}")

    def _field(self, section: Section, field: Field) -> None:
        own = f"field[{field.key}]"
        fitting = _TYPES.get(field.place)
        if fitting and field.type not in fitting:
            self._refuse(f"{own}.place", f"“{field.place.value}”位置的填写项类型应是{_listed(sorted(fitting))}")
        owner = field.bind.partition(".")[0]
        if owner == "office" and not field.read_only:
            self._refuse(f"{own}.read_only", "本单位的信息只在设置里修改，应写 read_only = true")
        if owner not in ("", "office") and not self._project:
            self._refuse(f"{own}.bind", "区县的文书只能取本单位的信息（office.…）")
        if field.landscape and field.type != "table":
            self._refuse(f"{own}.landscape", "只有表格可以横排")
        if field.table:
            self._table(f"{own}.table", field)
        if field.passage and (field.type not in _DRAFTED or field.bind):
            self._refuse(f"{own}.passage", f"只用于自己填写的{_listed(sorted(_DRAFTED))}类填写项")
        for number, passage in enumerate(field.passage, start=1):
            self._passage(f"{own}.passage[第{number}项]", field, passage)

    def _table(self, place: str, field: Field) -> None:
        if field.type != "table":
            self._refuse(place, "只用于表格")
        keys = {column.key for column in field.column}
        if "." in field.table:
            source = self._quoted(place, field.table)
            types = {column.key: column.type for column in source.column}
            if any(column.type != types[column.key] for column in field.column if column.key in types):
                self._refuse(f"field[{field.key}].column", f"同名的列应与“{field.table}”的类型相同")
            known: Collection[str] = types
        else:
            self._one_of(place, field.table, TABLES)
            known = TABLES[field.table].columns
        if not keys.intersection(known):
            self._refuse(f"field[{field.key}].column", f"没有一列能由“{field.table}”填写；可用：{_listed(known)}")

    def _passage(self, place: str, field: Field, passage: Passage) -> None:
        if bool(passage.sentences) == bool(passage.items):
            self._refuse(place, "sentences 和 items 要写且只写一个")
        if (passage.heading or passage.head or passage.items) and field.type != "long_text":
            self._refuse(place, "小标题和编号列表只用于 long_text")
        if passage.items:
            if passage.each or passage.head:
                self._refuse(place, "items 不与 each、head 同用")
            if "." in passage.items:
                self._quoted(f"{place}.items", passage.items)
            else:
                self._one_of(f"{place}.items", passage.items, ITEMS)
        names = self._names
        if passage.each:
            if self._project:
                self._refuse(f"{place}.each", "只用于区县的文书")
            self._one_of(f"{place}.each", passage.each, EACH)
            names = {*FIGURES, *PROJECT_FIGURES}
        elif passage.head:
            self._refuse(f"{place}.head", "只用于逐个项目的段落")
        self._when(f"{place}.when", passage.when, self._names)
        self._text(f"{place}.heading", passage.heading, self._names)
        self._text(f"{place}.head", passage.head, names)
        self._sentences(f"{place}.sentences", passage.sentences, names)

    def _sentences(self, place: str, sentences: Sequence[Sentence], names: Collection[str]) -> None:
        for number, sentence in enumerate(sentences, start=1):
            if not sentence.text:
                self._refuse(f"{place}[第{number}项].text", "不能为空")
            self._text(f"{place}[第{number}项].text", sentence.text, names)
            self._when(f"{place}[第{number}项].when", sentence.when, names)

    def _when(self, place: str, name: str, names: Collection[str]) -> None:
        if name:
            self._name(place, name, names)

    def _text(self, place: str, text: str, names: Collection[str]) -> None:
        try:
            found = [(name, spec, conversion) for _, name, spec, conversion in Formatter().parse(text) if name is not None]
        except ValueError:
            self._refuse(place, "花括号不配对")
        for name, spec, conversion in found:
            if spec or conversion or not all(part.isidentifier() for part in name.split(".")):
                self._refuse(place, f"花括号里只能写数据项的名称，写成了“{name}”")
            self._name(place, name, names)

    def _name(self, place: str, name: str, names: Collection[str]) -> None:
        if "." not in name:
            self._one_of(place, name, names)
        elif "title" not in names:
            self._refuse(place, f"“{name}”取自一个项目的文书，只用于项目的文书和逐个项目的段落")
        elif self._quoted(place, name).type in ("table", "attachment"):
            self._refuse(place, f"“{name}”是表格或附件，不能写进文字")

    def _quoted(self, place: str, name: str) -> Field:
        """Return the field of another form that a name with a dot stands for."""
        form_key, _, field_key = name.partition(".")
        folder = self._programme.root / "programmes" / self._programme.id / "forms"
        if not form_key.isidentifier() or not (folder / f"{form_key}.toml").is_file():
            self._refuse(place, f"没有“{form_key}”这张表或这种文书")
        form = definition(self._programme, form_key)
        if form.document is not None and form.document.scope is not Scope.PROJECT:
            self._refuse(place, f"“{form.name}”不是按项目写的，不能引用")
        for field in form.fields():
            if field.key == field_key:
                return field
        self._refuse(place, f"“{form.name}”里没有“{field_key}”这个填写项")

    def _one_of(self, place: str, name: str, names: Collection[str]) -> None:
        if name not in names:
            self._refuse(place, f"没有“{name}”这个名称；可用：{_listed(sorted(names))}")


def _listed(names: Iterable[str]) -> str:
    return "、".join(names)
