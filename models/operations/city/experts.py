"""Experts (专家): adding and editing; deleting and restoring go by `operations.recycling`."""

from collections.abc import Mapping, Sequence

from models.changes import Changes, Kind
from models.errors import UserError
from models.operations.city.standing import at_the_city
from models.operations.guarding import line, live, needed, only, passage
from models.plain import Plain
from models.review import Expert
from models.work import Work

FACTS = ("name", "organisation", "title", "areas", "phone", "remark")


def add_expert(
    work: Work,
    *,
    name: str,
    organisation: str = "",
    title: str = "",
    areas: Sequence[str] = (),
    phone: str = "",
    remark: str = "",
) -> Changes:
    """Add an expert.

    Raises:
        UserError: The name is empty, an area is unknown, or this is no workspace of the city.
    """
    at_the_city(work)
    expert = Expert(name="", areas=[], created_at=work.at)
    given: dict[str, Plain] = {
        "name": name,
        "organisation": organisation,
        "title": title,
        "areas": list(areas),
        "phone": phone,
        "remark": remark,
    }
    _set_facts(work, expert, given)
    work.session.add(expert)
    work.session.flush()
    return Changes.of(Kind.REVIEW, id=expert.id)


def edit_expert(work: Work, expert_id: str, facts: Mapping[str, Plain]) -> Changes:
    """Edit the facts given (`FACTS`).

    Raises:
        UserError: See `add_expert`.
    """
    only(facts, FACTS)
    _set_facts(work, live(work, Expert, expert_id), facts)
    return Changes.of(Kind.REVIEW, id=expert_id)


def _set_facts(work: Work, expert: Expert, facts: Mapping[str, Plain]) -> None:
    if "name" in facts:
        expert.name = line(needed(facts["name"], "专家姓名"))
    for column in ("organisation", "title", "phone"):
        if column in facts:
            setattr(expert, column, line(facts[column]))
    if "remark" in facts:
        expert.remark = passage(facts["remark"])
    if "areas" in facts:
        value = facts["areas"]
        keys = [str(key) for key in value] if isinstance(value, list | tuple) else []
        known = [area.key for area in work.programme.areas]
        for key in keys:
            if key not in known:
                raise UserError(f"没有代码为“{key}”的试点方向。", "请从列表中选择。")
        expert.areas = [key for key in known if key in keys]
