"""The demonstration of the city edition: what the districts report in a year, made up from ``resources/demo/city.toml`` (示例)."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from forms.definition import Form
from forms.patterns import organisation_check_character, uscc_check_character
from forms.snapshot import FormSnapshot
from forms.snapshots import encode
from models.exchange import EntityFacts, IndicatorFacts, MatterFacts, MilestoneFacts, ProgressFacts, ProjectFacts, ValueFacts
from models.plain import Plain
from models.programme.loading import load_toml
from models.programme.pack import Programme
from models.programme.types import District


class _Entry(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base of every entry of the demo data."""


class Deciding(_Entry, frozen=True, kw_only=True):
    """What the city decides after a phase: its outcomes in turn, the districts it has not come to yet, those it sends forms back to."""

    kind: str
    on: date
    outcomes: tuple[str, ...]
    open: tuple[int, ...] = ()
    returned: tuple[int, ...] = ()


class Phase(_Entry, frozen=True, kw_only=True):
    """What the districts hand in for one obligation; districts by their place in the list, from 1.

    Attributes:
        before: The states at the city of the projects it is about; empty: all, because they are new.
        state: The state they report; empty: as it was.
        late: Districts that send `late_days` later.
        missing: Districts that send nothing.
        only: The only districts that have sent; empty: all.
        nil: Districts with a nil report.
        lost: Districts whose package did not arrive.
        every: It is about one project in so many.
    """

    obligation: str
    form: str
    sent: date
    before: tuple[str, ...]
    state: str = ""
    period: str = ""
    late: tuple[int, ...] = ()
    late_days: int = 0
    missing: tuple[int, ...] = ()
    only: tuple[int, ...] = ()
    nil: tuple[int, ...] = ()
    lost: tuple[int, ...] = ()
    every: int = 1
    decision: Deciding | None = None

    def sent_by(self, place: int) -> date | None:
        """Return the day a district sends; ``None`` when it does not."""
        if place in self.missing or (self.only and place not in self.only):
            return None
        return self.sent + timedelta(days=self.late_days if place in self.late else 0)


class CityDemo(_Entry, frozen=True, kw_only=True):
    """The file ``city.toml``."""

    office: str
    officer: str
    station: str
    projects: int
    spread: tuple[int, int]
    fewest_areas: int
    note: str
    contact: str
    phone: str
    reason: str
    adjustments: str
    basis: str
    titles: tuple[str, ...]
    entities: tuple[str, ...]
    kinds: tuple[str, ...]
    progress: tuple[str, ...]
    problems: tuple[str, ...]
    requests: tuple[str, ...]
    settled: str
    experts: tuple[str, ...]
    round: str
    conflict: str
    opinion: str
    unenrolled: int
    adds_entry: int
    phase: tuple[Phase, ...]


@dataclass(slots=True)
class DemoProject:
    """A project as it grows over the phases."""

    facts: ProjectFacts
    district: District
    place: int


def load_city_demo() -> CityDemo:
    """Read the demo data.

    Raises:
        ResourceError: They are wrong.
    """
    return load_toml(CityDemo, "demo", "city.toml")


def demo_id(*parts: object) -> str:
    """Return an id that is the same in every demonstration."""
    return hashlib.sha256("/".join(map(str, parts)).encode()).hexdigest()[:32]


def first_projects(demo: CityDemo, programme: Programme, districts: Sequence[District]) -> list[DemoProject]:
    """Return all projects as they are applied for, spread over the districts; not every district has projects of every area."""
    shares = [Random(district.code).randint(*demo.spread) for district in districts]
    found = []
    ranks = dict.fromkeys(range(len(districts)), 0)
    for number, place in enumerate(sorted(Random(demo.projects).choices(range(len(districts)), shares, k=demo.projects))):
        ranks[place] += 1
        found.append(DemoProject(_project(demo, programme, districts[place], number, ranks[place]), districts[place], number))
    return found


def _project(demo: CityDemo, programme: Programme, district: District, number: int, rank: int) -> ProjectFacts:
    chance = Random(number)
    areas = Random(f"{district.code} areas")
    area = chance.choice(areas.sample(programme.areas, areas.randint(demo.fewest_areas, len(programme.areas))))
    others = tuple(other.key for other in programme.areas if other.key != area.key and chance.random() < 0.1)[:2]
    organisation = f"MA{number:06}"
    code = f"91{district.code if district.code.isdigit() else '500100'}{organisation}{organisation_check_character(organisation)}"
    entity = EntityFacts(
        id=demo_id("entity", number),
        name=demo.entities[number % len(demo.entities)].format(number=number + 1),
        kind=demo.kinds[number % len(demo.kinds)],
        uscc=code + uscc_check_character(code),
        contact=demo.contact,
        phone=demo.phone,
    )
    year = programme.period.years[0]
    return ProjectFacts(
        id=demo_id("project", number),
        number=f"{district.code}-{year}-{rank:03}",
        title=demo.titles[number % len(demo.titles)].format(area=area.short, number=number + 1),
        entity=entity,
        state=programme.life_cycle.submitted,
        main_area=area.key,
        other_areas=others,
        period_start=f"{year}-07",
        period_end=programme.period.last_month,
        rank=rank,
        milestones=tuple(
            MilestoneFacts(
                id=demo_id("milestone", number, place),
                title=title,
                area=area.key,
                planned_on=date(year, 9, 15) + timedelta(days=90 * place),
            )
            for place, title in enumerate(area.milestones)
        ),
        indicators=tuple(_indicator(programme, chance, number, key) for key in _some(programme, area.key)),
    )


def _some(programme: Programme, area: str) -> list[str]:
    return [indicator.key for indicator in programme.indicators_of((area,))][:3]


def _indicator(programme: Programme, chance: Random, number: int, key: str) -> IndicatorFacts:
    indicator, goal = programme.indicator(key), chance.randint(5, 60)
    return IndicatorFacts(
        id=demo_id("indicator", number, key),
        name=indicator.name,
        key=key,
        unit=indicator.unit,
        kind=indicator.kind.value,
        counting_rule=indicator.counting_rule,
        baseline=str(chance.randint(0, 4)),
        targets={str(year): str(goal * (place + 1)) for place, year in enumerate(programme.period.years)},
    )


def grown(demo: CityDemo, project: DemoProject, phase: Phase, on: date, state: str, decisions: tuple[str, ...]) -> ProjectFacts:
    """Return a project as it stands when a phase is handed in: further along, with progress, values, a problem here and there."""
    facts, chance = project.facts, Random(f"{project.place}{phase.obligation}")
    key = (project.place, phase.obligation)
    entries = tuple(
        ProgressFacts(
            id=demo_id("progress", *key, place),
            on=on - timedelta(days=3 + 9 * place),
            text=demo.progress[chance.randrange(len(demo.progress))].format(count=chance.randint(1, 9), people=chance.randint(10, 200)),
        )
        for place in range(demo.adds_entry)
    )
    indicators = tuple(
        replace(indicator, values=(*indicator.values, _value(chance, indicator, key, on))) if chance.random() < 0.7 else indicator
        for indicator in facts.indicators
    )
    settled = tuple(
        replace(matter, settled_on=on, settlement=demo.settled) if matter.settled_on is None and chance.random() < 0.5 else matter
        for matter in (*facts.problems, *facts.support_requests)
    )
    fresh = (MatterFacts(id=demo_id("problem", *key), on=on, text=demo.problems[chance.randrange(len(demo.problems))]),)
    asked = (MatterFacts(id=demo_id("request", *key), on=on, text=demo.requests[chance.randrange(len(demo.requests))]),)
    return replace(
        facts,
        state=state,
        decisions=decisions,
        progress=(*facts.progress, *entries),
        indicators=indicators,
        problems=(*settled[: len(facts.problems)], *(fresh if chance.random() < 0.15 else ())),
        support_requests=(*settled[len(facts.problems) :], *(asked if chance.random() < 0.1 else ())),
        milestones=tuple(replace(m, done_on=m.planned_on) if m.planned_on and m.planned_on < on else m for m in facts.milestones),
    )


def _value(chance: Random, indicator: IndicatorFacts, key: tuple[int, str], on: date) -> ValueFacts:
    before = max((int(value.value) for value in indicator.values), default=0)
    now = before + chance.randint(1, 15)
    id = demo_id("value", indicator.id, *key)
    if indicator.kind == "ratio":
        return ValueFacts(id=id, on=on, value=str(min(now, 100)), numerator=str(min(now, 100)), denominator="100", source="示例台账")
    return ValueFacts(id=id, on=on, value=str(now), source="示例台账")


def demo_snapshot(
    programme: Programme, form: Form, base: FormSnapshot, project: ProjectFacts | None, district: District, period: str, on: date
) -> FormSnapshot:
    """Return a frozen form of a project or of a district.

    Args:
        programme: The pack.
        form: Its definition.
        base: A complete one of the same form, whose texts are taken over; of another form, what is common is.
        project: The project; ``None`` for a form of the district.
        district: The district.
        period: The year it reports on.
        on: The day it was frozen.
    """
    values, shown = dict(base.values), dict(base.shown)
    if base.form != form.key:
        texts = {field.key: f"示例：{field.label}。" for field in form.fields() if field.type in {"text", "long_text"}}
        values, shown = dict(texts), dict(texts)
    facts = _bound(programme, project, district)
    for field in form.fields():
        if field.key in values and field.bind in facts:
            values[field.key], shown[field.key] = facts[field.bind]
    return replace(
        base,
        form=form.key,
        form_version=form.version,
        project_id=project.id if project else "",
        document_id=document_id(form, project, district, period),
        period=period,
        number=project.number if project else "",
        title=project.title if project else "",
        entity=project.entity.name if project else "",
        district=district.name,
        office=district.department,
        revision=1,
        frozen_on=on,
        values=values,
        shown=shown,
        attachments={},
        explained=[],
        rank=project.rank if project else None,
        figures=[],
    )


def document_id(form: Form, project: ProjectFacts | None, district: District, period: str) -> str:
    """Return the id of a document: the application form has the project's."""
    if project is not None and form.document is None:
        return project.id
    return demo_id("document", form.key, project.id if project else district.code, period)


def payload(snapshot: FormSnapshot) -> bytes:
    """Return the JSON text of a frozen form."""
    return encode(snapshot).encode()


def definition_payload(form: Form) -> bytes:
    """Return the JSON text of a form definition."""
    return msgspec.json.encode(form)


def _bound(programme: Programme, project: ProjectFacts | None, district: District) -> dict[str | None, tuple[Plain, str]]:
    """Return value and words of the bound fields that differ from project to project."""
    facts: dict[str | None, tuple[Plain, str]] = {"office.district": (district.code, district.name)}
    if project is None:
        return facts
    areas = [project.main_area, *project.other_areas]
    facts["project.areas"] = (list(areas), "、".join(programme.area(key).title for key in areas))
    for bind, text in (
        ("project.title", project.title),
        ("project.number", project.number),
        ("entity.name", project.entity.name),
        ("entity.uscc", project.entity.uscc),
        ("entity.contact", project.entity.contact),
    ):
        facts[bind] = (text, text)
    return facts


def phases(demo: CityDemo, on: date) -> Iterator[Phase]:
    """Yield the phases that have begun by the day of the demonstration."""
    yield from (phase for phase in demo.phase if phase.sent <= on)
