"""Loading a report definition: typed by msgspec, then checked for what types cannot say."""

from collections.abc import Collection
from functools import lru_cache
from itertools import pairwise
from string import Formatter
from typing import TYPE_CHECKING, NoReturn

from forms.draft_tables import TABLES
from forms.figures import EACH, FIGURES, ITEMS
from forms.project_figures import PROJECT_FIGURES
from forms.report_definition import Origin, Passage, Report, Sentence
from models.errors import ResourceError
from models.programme.loading import load_toml

if TYPE_CHECKING:
    from models.programme.pack import Programme

FOLDER = "reports"


def load_reports(programme: "Programme") -> tuple[Report, ...]:
    """Load all report definitions of a pack, in the order in which they are offered.

    Raises:
        ResourceError: A file is wrong, or two claim the same place.
    """
    folder = programme.root / "programmes" / programme.id / FOLDER
    found = sorted((load_report(programme, path.stem) for path in folder.glob("*.toml")), key=lambda report: report.place)
    for one, two in pairwise(found):
        if one.place == two.place:
            raise ResourceError(f"programmes/{programme.id}/{FOLDER}/{two.key}.toml", "place", f"与“{one.key}”的次序相同")
    return tuple(found)


@lru_cache(maxsize=16)
def load_report(programme: "Programme", key: str) -> Report:
    """Load and check the report definition `key` of a pack; once loaded it is kept.

    Raises:
        ResourceError: The file is missing or an entry is wrong (file, key path, Chinese reason).
    """
    parts = ("programmes", programme.id, FOLDER, f"{key}.toml")
    report = load_toml(Report, *parts, root=programme.root)
    _Checker("/".join(parts), report, programme).check(key)
    return report


class _Checker:
    """Checks one definition; every method raises `ResourceError` at the first wrong entry."""

    def __init__(self, file: str, report: Report, programme: "Programme") -> None:
        self._file = file
        self._report = report
        self._programme = programme

    def _refuse(self, place: str, reason: str) -> NoReturn:
        raise ResourceError(self._file, place, reason)

    def check(self, key: str) -> None:
        """Check everything."""
        report = self._report
        if report.key != key:
            self._refuse("key", f"应与文件名“{key}”相同")
        for name in ("title", "number", "recipient", "closing"):
            self._text(name, getattr(report, name), FIGURES)
        groups = {state.group for state in self._programme.life_cycle.state}
        for group in report.pilot_groups:
            if group not in groups:
                self._refuse("pilot_groups", f"项目状态里没有“{group}”这一组；可用：{_listed(groups)}")
        for number, passage in enumerate(report.opening, start=1):
            self._passage(f"opening[第{number}项]", passage)
        self._sections()
        self._annexes()
        for name in ("contact", "reminder"):
            self._sentences(name, getattr(report, name), FIGURES)

    def _sections(self) -> None:
        above = 0
        sections = self._report.section
        for number, section in enumerate(sections):
            place = f"section[{section.heading}]"
            if section.level > above + 1:
                self._refuse(f"{place}.level", "标题不能跳级")
            above = section.level
            self._text(f"{place}.heading", section.heading, FIGURES)
            self._when(f"{place}.when", section.when, FIGURES)
            deeper = number + 1 < len(sections) and sections[number + 1].level > section.level
            if not section.passage and not deeper:
                self._refuse(f"{place}.passage", "标题下没有内容")
            if section.origin is not Origin.ADDED and not section.clause:
                self._refuse(f"{place}.clause", "通知要求的部分应写明条款")
            for inner, passage in enumerate(section.passage, start=1):
                self._passage(f"{place}.passage[第{inner}项]", passage, section.level)

    def _passage(self, place: str, passage: Passage, level: int = 0) -> None:
        if bool(passage.sentences) == bool(passage.items):
            self._refuse(place, "sentences 和 items 要写且只写一个")
        if passage.items:
            self._one_of(f"{place}.items", passage.items, ITEMS)
            if passage.each or passage.head:
                self._refuse(place, "items 不与 each、head 同用")
            if not level:
                self._refuse(f"{place}.items", "编号列表应放在标题之下")
        if passage.each:
            self._one_of(f"{place}.each", passage.each, EACH)
        if passage.head and (not passage.each or not level):
            self._refuse(f"{place}.head", "只用于标题之下逐个项目的段落")
        names: Collection[str] = {*PROJECT_FIGURES, *FIGURES} if passage.each else FIGURES
        self._text(f"{place}.head", passage.head, names)
        self._sentences(f"{place}.sentences", passage.sentences, names)

    def _annexes(self) -> None:
        for number, annex in enumerate(self._report.annex):
            place = f"annex[{annex.name}]"
            self._text(f"{place}.name", annex.name, FIGURES)
            self._when(f"{place}.when", annex.when, FIGURES)
            if annex.table:
                self._one_of(f"{place}.table", annex.table, TABLES)
            if annex.name in {other.name for other in self._report.annex[:number]}:
                self._refuse(f"{place}.name", "附件名称重复")

    def _sentences(self, place: str, sentences: tuple[Sentence, ...], names: Collection[str]) -> None:
        for number, sentence in enumerate(sentences, start=1):
            self._text(f"{place}[第{number}项].text", sentence.text, names)
            self._when(f"{place}[第{number}项].when", sentence.when, names)

    def _when(self, place: str, name: str, names: Collection[str]) -> None:
        if name:
            self._one_of(place, name, names)

    def _one_of(self, place: str, name: str, names: Collection[str]) -> None:
        if name not in names:
            self._refuse(place, f"没有“{name}”这个名称；可用：{_listed(names)}")

    def _text(self, place: str, text: str, names: Collection[str]) -> None:
        try:
            found = [(name, spec, conversion) for _, name, spec, conversion in Formatter().parse(text) if name is not None]
        except ValueError:
            self._refuse(place, "花括号不配对")
        for name, spec, conversion in found:
            if spec or conversion or not name.isidentifier():
                self._refuse(place, f"花括号里只能写数据项的名称，写成了“{name}”")
            self._one_of(place, name, names)


def _listed(names: Collection[str]) -> str:
    return "、".join(sorted(names))
