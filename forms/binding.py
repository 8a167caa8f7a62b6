"""Facts of the register, the project and the office that form fields show and edit (一数一源).

A bound field stores nothing of its own: it reads a fact and writes it back, so that a name or a target is
entered once and every form, list and document shows the same.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select

from forms.definition import TARGET_PREFIX, Field
from forms.normalising import number_text, read_number, unparsed
from models.document import DistrictReview, Document
from models.indicator import IndicatorTarget, ProjectIndicator
from models.plain import Plain
from models.project import Project
from models.reading import Reader
from models.recording import note_entered
from models.work import Work

ENTITY_TEXTS = (
    "name", "kind", "kind_other", "uscc", "legal_rep", "address", "founded",
    "hr_licence", "contact", "contact_title", "mobile", "tel", "email",
)  # fmt: skip
INDICATOR_TEXTS = ("indicator_key", "name", "unit", "kind", "counting_rule")


COLUMNS = {"areas": "main_area", "period": "period_start"}
"""Where a bound fact is more than one column: the one whose history tells it."""


def history_key(field: Field) -> str:
    """Return under which name the history holds the changes of a field; empty where it is a table of things of its own."""
    if field.bind == "project.indicators":
        return ""
    column = field.bind.partition(".")[2]
    return COLUMNS.get(column, column) or field.key


def is_unparsed(value: Plain) -> bool:
    """Tell whether `value` holds text that could not be read."""
    return isinstance(value, dict) and "unparsed" in value


def read_facts(reader: Reader, project_id: str) -> dict[str, Plain]:
    """Return the facts of one project by the name fields bind to.

    Args:
        reader: Where to read.
        project_id: The project; it must exist. Empty for a document of the district: only the office's facts.

    Returns:
        Plain values by bind name; an empty fact is ``None``.
    """
    if not project_id:
        return _office_facts(reader)
    texts = ", ".join(f"e.{name}" for name in ENTITY_TEXTS)
    ((*entity, tags, industry, number, title, main, others, clusters, industries, platforms, start, end, opinion),) = reader.rows(
        f"SELECT {texts}, e.tags, e.industry, p.number, p.title, p.main_area, p.other_areas, p.clusters, p.industries,"
        " p.platforms, p.period_start, p.period_end, r.opinion"
        " FROM project p JOIN pilot_entity e ON e.id = p.entity_id"
        " LEFT JOIN district_review r ON r.document_id = p.id"
        " WHERE p.id = :project",
        project=project_id,
    )
    facts: dict[str, Plain] = {f"entity.{name}": text or None for name, text in zip(ENTITY_TEXTS, entity, strict=True)}
    facts |= {
        "entity.tags": json.loads(tags) or None,
        "entity.industry": industry.split(",") if industry else None,
        "project.number": number,
        "project.title": title or None,
        "project.areas": [main, *json.loads(others)] if main else None,
        "project.clusters": json.loads(clusters) or None,
        "project.industries": json.loads(industries) or None,
        "project.platforms": json.loads(platforms) or None,
        "project.period": [start or None, end or None] if start or end else None,
        "project.indicators": _indicator_rows(reader, project_id),
        "review.opinion": opinion or None,
    }
    return facts | _office_facts(reader)


def _office_facts(reader: Reader) -> dict[str, Plain]:
    ((district, name, officer, phone),) = reader.rows("SELECT district_code, name, officer, phone FROM office")
    return {"office.district": district, "office.name": name or None, "office.officer": officer or None, "office.phone": phone or None}


def _number(text: str) -> Plain:
    """Return a number as canonical decimal text, anything else as unread text."""
    if not text:
        return None
    number = read_number(text)
    return unparsed(text) if number is None else number_text(number)


def _indicator_rows(reader: Reader, project_id: str) -> Plain:
    targets: dict[str, dict[str, Plain]] = {}
    for indicator, year, value in reader.rows(
        "SELECT t.project_indicator_id, t.year, t.value FROM indicator_target t"
        " JOIN project_indicator i ON i.id = t.project_indicator_id WHERE i.project_id = :project AND i.deleted_at IS NULL",
        project=project_id,
    ):
        targets.setdefault(indicator, {})[f"{TARGET_PREFIX}{year}"] = _number(value)
    rows: list[Plain] = []
    for indicator, baseline, *texts in reader.rows(
        f"SELECT id, baseline, {', '.join(INDICATOR_TEXTS)} FROM project_indicator"
        " WHERE project_id = :project AND deleted_at IS NULL ORDER BY seq, id",
        project=project_id,
    ):
        row: dict[str, Any] = {"id": indicator, "baseline": _number(baseline)}
        row |= {name: text or None for name, text in zip(INDICATOR_TEXTS, texts, strict=True)}
        rows.append(row | targets.get(indicator, {}))
    return rows or None


def write_fact(work: Work, project_id: str, bind: str, value: Plain, entered: str = "") -> None:
    """Write one fact.

    Args:
        work: The unit of work.
        project_id: The project whose fact, or whose entity's fact, it is.
        bind: Name of the fact; facts that only the program sets (number, district) cannot be written.
        value: Plain value that could be read (never ``{"unparsed": …}`` except inside table cells).
        entered: What was typed, where it differs from what `value` shows; for the history.
    """
    project = work.session.get_one(Project, project_id)
    owner, _, name = bind.partition(".")
    if owner == "entity":
        entity = project.entity
        entity.updated_at = work.at
        if entered:
            note_entered(work.session, entity, name, entered)
        if name == "tags":
            entity.tags = list(_list(value))
        elif name == "industry":
            entity.industry = ",".join(_list(value))
        else:
            setattr(entity, name, value or "")
        return
    _WRITERS[bind](work, project, value)
    project.updated_at = work.at


def _list(value: Plain) -> list[Any]:
    return list(value) if isinstance(value, list) else []


def _write_title(work: Work, project: Project, value: Plain) -> None:
    project.title = value if isinstance(value, str) else ""


def _write_areas(work: Work, project: Project, value: Plain) -> None:
    areas = _list(value)
    project.main_area = areas[0] if areas else ""
    project.other_areas = areas[1:]


def _write_period(work: Work, project: Project, value: Plain) -> None:
    start, end = _list(value) or (None, None)
    project.period_start, project.period_end = start or "", end or ""


def _write_keys(column: str) -> Callable[[Work, Project, Plain], None]:
    def write(work: Work, project: Project, value: Plain) -> None:
        setattr(project, column, _list(value))

    return write


def _write_opinion(work: Work, project: Project, value: Plain) -> None:
    application = work.session.get_one(Document, project.id)
    if application.review is None:
        application.review = DistrictReview()
    application.review.opinion = value if isinstance(value, str) else ""


def _text(value: Plain) -> str:
    """Return what a cell holds as text; unread text stays as typed."""
    if isinstance(value, dict):
        return str(value.get("unparsed", ""))
    return "" if value is None else str(value)


def _write_indicators(work: Work, project: Project, value: Plain) -> None:
    """Make the project's indicators equal to the rows; a row that is gone moves to the recycle bin."""
    rows: list[Mapping[str, Plain]] = _list(value)
    known = {i.id: i for i in work.session.scalars(select(ProjectIndicator).filter_by(project_id=project.id))}
    for seq, row in enumerate(rows, start=1):
        indicator = known.pop(str(row["id"]), None)
        if indicator is None:
            indicator = ProjectIndicator(id=str(row["id"]), project_id=project.id, seq=seq, name="")
            work.session.add(indicator)
        indicator.seq, indicator.deleted_at = seq, None
        indicator.baseline = _text(row.get("baseline"))
        for column in INDICATOR_TEXTS:
            setattr(indicator, column, _text(row.get(column)))
        _write_targets(indicator, row)
    for gone in known.values():
        gone.deleted_at = gone.deleted_at or work.at


def _write_targets(indicator: ProjectIndicator, row: Mapping[str, Plain]) -> None:
    texts = {int(column.removeprefix(TARGET_PREFIX)): _text(cell) for column, cell in row.items() if column.startswith(TARGET_PREFIX)}
    for year in sorted({*texts, *indicator.targets}):
        text = texts.get(year, "")
        if year in indicator.targets:
            indicator.targets[year].value = text
        elif text:
            indicator.targets[year] = IndicatorTarget(year=year, value=text)


_WRITERS: dict[str, Callable[[Work, Project, Plain], None]] = {
    "project.title": _write_title,
    "project.areas": _write_areas,
    "project.clusters": _write_keys("clusters"),
    "project.industries": _write_keys("industries"),
    "project.platforms": _write_keys("platforms"),
    "project.period": _write_period,
    "project.indicators": _write_indicators,
    "review.opinion": _write_opinion,
}
