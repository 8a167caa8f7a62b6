"""The programme pack (方案包) in use: fast look-ups; dictionaries and indicators load on first use."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from models.edition import CITY
from models.errors import ResourceError
from models.programme import consistency
from models.programme.loading import load_toml
from models.programme.types import (
    Area,
    Calendar,
    CheckItem,
    CityBureau,
    Definition,
    Dictionary,
    DictionaryItem,
    District,
    Districts,
    Document,
    Indicator,
    Indicators,
    Levels,
    LifeCycle,
    Obligation,
    Obligations,
    Period,
    State,
    WorkStep,
)
from models.resources import resource_path

if TYPE_CHECKING:
    from models.calendar import WorkingCalendar
    from models.programme.review import Review

DICTIONARY_KEYS = (
    "cluster",
    "gbt4754",
    "entity_kind",
    "entity_tag",
    "partner_kind",
    "platform",
    "carrier",
    "hr_business",
    "department",
    "indicator_kind",
    "pilot_area",
    "district",
)
"""The dictionaries that every pack has; the last two are made from the areas and the districts."""


@dataclass(frozen=True, eq=False, repr=False)
class Programme:
    """One programme pack; it never changes, so every thread may read it.

    Attributes:
        notice: Number of the notice that starts the programme.
        root: The resources folder it was loaded from.
    """

    id: str
    version: str
    title: str
    short_title: str
    notice: str
    period: Period
    levels: Levels
    areas: tuple[Area, ...]
    documents: tuple[Document, ...]
    check_items: tuple[CheckItem, ...]
    life_cycle: LifeCycle
    districts: tuple[District, ...]
    city: District
    obligations: tuple[Obligation, ...]
    steps: tuple[WorkStep, ...]
    root: Path
    _dictionaries: dict[str, tuple[Dictionary, dict[str, DictionaryItem]]] = field(default_factory=dict, init=False)

    def __repr__(self) -> str:
        return f"Programme({self.id!r}, {self.version!r})"

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        """All proposed indicators (指标), in the pack's order; read on first use."""
        parts = ("programmes", self.id, "indicators.toml")
        indicators = load_toml(Indicators, *parts, root=self.root).indicator
        consistency.check_indicators("/".join(parts), indicators, self._areas)
        return indicators

    @cached_property
    def calendar(self) -> "WorkingCalendar":
        """The working days (工作日) of the announced years; read on first use."""
        from models.calendar import WorkingCalendar

        parts = ("programmes", self.id, "calendar.toml")
        years = load_toml(Calendar, *parts, root=self.root).year
        consistency.check_calendar("/".join(parts), years)
        return WorkingCalendar(years)

    @property
    def pilot_states(self) -> tuple[str, ...]:
        """The states of a pilot project: from selection on, as long as it is one."""
        return tuple(state.key for state in self.life_cycle.state if state.group in self.review.pilot_groups)

    @cached_property
    def review(self) -> "Review":
        """How projects are reviewed (评审) and what the city decides when; read on first use."""
        from models.programme.review import Review, check_review

        parts = ("programmes", self.id, "review.toml")
        review = load_toml(Review, *parts, root=self.root)
        check_review("/".join(parts), review, self.life_cycle, _toml_names(self.root / "programmes" / self.id / "forms"))
        return review

    @cached_property
    def _areas(self) -> dict[str, Area]:
        return {area.key: area for area in self.areas}

    @cached_property
    def _districts(self) -> dict[str, District]:
        return {district.code: district for district in (*self.districts, self.city)}

    @cached_property
    def _states(self) -> dict[str, State]:
        return {state.key: state for state in self.life_cycle.state}

    @cached_property
    def _obligations(self) -> dict[str, Obligation]:
        return {obligation.key: obligation for obligation in self.obligations}

    @cached_property
    def _indicators(self) -> dict[str, Indicator]:
        return {indicator.key: indicator for indicator in self.indicators}

    def area(self, key: str) -> Area:
        """Return a pilot area (试点方向).

        Raises:
            KeyError: The pack has no such area; for showing a stored key use `item_name`.
        """
        return self._areas[key]

    def district(self, code: str) -> District:
        """Return a district, also one that no longer exists; the city where the code is `CITY`.

        Raises:
            KeyError: The pack has no such district.
        """
        return self._districts[code]

    def districts_on(self, day: date) -> tuple[District, ...]:
        """Return the districts that exist on `day`, in the pack's order."""
        return tuple(district for district in self.districts if district.valid_on(day))

    def state(self, key: str) -> State:
        """Return a state of the life cycle.

        Raises:
            KeyError: The pack has no such state.
        """
        return self._states[key]

    def obligation(self, key: str) -> Obligation:
        """Return an obligation (报送任务).

        Raises:
            KeyError: The pack has no such obligation.
        """
        return self._obligations[key]

    def indicator(self, key: str) -> Indicator:
        """Return a proposed indicator.

        Raises:
            KeyError: The pack has no such indicator.
        """
        return self._indicators[key]

    def indicators_of(self, area_keys: Collection[str]) -> tuple[Indicator, ...]:
        """Return the indicators proposed for some areas: those of the areas, then those common to all."""
        own = tuple(indicator for indicator in self.indicators if not set(indicator.areas).isdisjoint(area_keys))
        return own + tuple(indicator for indicator in self.indicators if not indicator.areas)

    def dictionary(self, key: str) -> Dictionary:
        """Return a dictionary; the pack's own comes before the one all packs share.

        Raises:
            ResourceError: There is no such dictionary, or it is wrong.
        """
        return self._dictionary(key)[0]

    def item(self, dictionary: str, key: str) -> DictionaryItem | None:
        """Return an entry of a dictionary, ``None`` when it has no such key."""
        return self._dictionary(dictionary)[1].get(key)

    def item_name(self, dictionary: str, key: str) -> str:
        """Return the name of an entry, the key itself when the dictionary does not know it."""
        item = self.item(dictionary, key)
        return key if item is None else item.name

    def load_all(self) -> None:
        """Load now what otherwise loads on first use, so that a wrong entry shows at once (self-test, tests).

        Raises:
            ResourceError: An entry of any file of the pack, its forms apart, is wrong.
        """
        _ = self.indicators, self.calendar, self.review
        for key in sorted({*DICTIONARY_KEYS, *_toml_names(self.root / "programmes" / self.id / "dictionaries")}):
            self.dictionary(key)
        file = f"programmes/{self.id}/programme.toml"
        consistency.check_carriers(file, self.areas, self.dictionary("carrier"))
        file = "/".join(self._dictionary_parts("indicator_kind"))
        consistency.check_indicator_kinds(file, self.dictionary("indicator_kind"))

    def _dictionary(self, key: str) -> tuple[Dictionary, dict[str, DictionaryItem]]:
        if key not in self._dictionaries:
            dictionary = self._load_dictionary(key)
            self._dictionaries[key] = dictionary, {item.key: item for item in dictionary.item}
        return self._dictionaries[key]

    def _load_dictionary(self, key: str) -> Dictionary:
        if key == "pilot_area":
            areas = (DictionaryItem(key=area.key, name=area.title, clause=area.clause, note=area.explanation) for area in self.areas)
            return Dictionary(key=key, title="试点方向", source=self.notice, item=tuple(areas))
        if key == "district":
            units = (DictionaryItem(key=unit.code, name=unit.name, note=unit.note) for unit in (*self.districts, self.city))
            return Dictionary(key=key, title="区县", source="GB/T 2260", item=tuple(units))
        parts = self._dictionary_parts(key)
        dictionary = load_toml(Dictionary, *parts, root=self.root)
        consistency.check_dictionary("/".join(parts), dictionary, key)
        return dictionary

    def _dictionary_parts(self, key: str) -> tuple[str, ...]:
        own = ("programmes", self.id, "dictionaries", f"{key}.toml")
        shared = ("dictionaries", f"{key}.toml")
        return shared if self.root.joinpath(*shared).is_file() and not self.root.joinpath(*own).is_file() else own


def programme_ids(root: Path | None = None) -> tuple[str, ...]:
    """Return the ids of the packs that are there, sorted."""
    folder = (resource_path() if root is None else root) / "programmes"
    return tuple(sorted(path.parent.name for path in folder.glob("*/programme.toml")))


def load_programme(id: str, root: Path | None = None) -> Programme:
    """Load the pack `id`: titles, areas, life cycle, districts, obligations; the rest on first use.

    Args:
        id: Name of the pack's folder.
        root: Another resources folder to load from.

    Raises:
        ResourceError: There is no such pack, or an entry is wrong (file, key path, Chinese reason).
    """
    root = resource_path() if root is None else root
    if id not in programme_ids(root):
        raise ResourceError(f"programmes/{id}", "", "没有这个方案包，请安装带有它的程序版本")
    folder = f"programmes/{id}"
    definition = load_toml(Definition, "programmes", id, "programme.toml", root=root)
    consistency.check_definition(f"{folder}/programme.toml", definition, id)
    districts = load_toml(Districts, "programmes", id, "districts.toml", root=root)
    consistency.check_districts(f"{folder}/districts.toml", districts.district)
    duties = load_toml(Obligations, "programmes", id, "obligations.toml", root=root)
    consistency.check_steps(f"{folder}/obligations.toml", duties.step)
    states = {state.key for state in definition.life_cycle.state}
    consistency.check_obligations(f"{folder}/obligations.toml", duties.obligation, states)
    return Programme(
        id=definition.id,
        version=definition.version,
        title=definition.title,
        short_title=definition.short_title,
        notice=definition.notice,
        period=definition.period,
        levels=definition.levels,
        areas=definition.area,
        documents=definition.document,
        check_items=definition.check_item,
        life_cycle=definition.life_cycle,
        districts=tuple(_complete(district, districts.department_suffix) for district in districts.district),
        city=_as_office(districts.city),
        obligations=duties.obligation,
        steps=duties.step,
        root=root,
    )


def _complete(district: District, department_suffix: str) -> District:
    """Fill in what the file leaves out because it follows from the name."""
    return replace(
        district,
        short=district.short or district.name,
        department=district.department or district.name + department_suffix,
    )


def _as_office(city: CityBureau) -> District:
    return District(code=CITY, name=city.name, short=city.short, department=city.department, note=city.note)


def _toml_names(folder: Path) -> set[str]:
    return {path.stem for path in folder.glob("*.toml")}
