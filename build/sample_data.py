"""Made-up records in any number (示例), inserted in bulk: what the benchmark and the tests of large lists read."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert

from models.base import Base, new_id
from models.changes import Changes, Kind
from models.document import Answer, Document
from models.entity import PilotEntity
from models.indicator import IndicatorTarget, IndicatorValue, ProjectIndicator
from models.operations.office import the_office
from models.project import Project, StateChange
from models.tracking import Milestone, Problem, ProgressEntry, SupportRequest
from models.work import Work

PROJECTS_OF_AN_ENTITY = 2
CHUNK = 2000
WORDS = ("精密制造", "汽车零部件", "电子信息", "装备", "新材料", "智能网联", "医药", "食品加工", "摩托车", "轻纺")
TASKS = ("产业学院共建", "用工余缺调剂", "服务站点建设", "紧缺人才引进", "研发人才共享", "专业机构孵化", "招聘大模型试用", "海外用工保障")


def insert_sample(work: Work, projects: int, answers: int = 3) -> Changes:
    """Insert that many projects with entities, forms, milestones, progress, problems, requests and indicators.

    Nothing depends on chance: the same number gives the same records, ids apart. No history is written.

    Args:
        work: The unit of work; the office must be set up.
        projects: How many projects.
        answers: Long texts in every form.
    """
    prefix = f"{the_office(work).district_code}-{work.on.year - 1}-"
    for start in range(0, projects, CHUNK):
        rows: dict[type[Base], list[dict[str, Any]]] = {}
        entity: dict[str, Any] = {}
        for number in range(start, min(start + CHUNK, projects)):
            if number % PROJECTS_OF_AN_ENTITY == 0:
                entity = _entity(work, number)
                rows.setdefault(PilotEntity, []).append(entity)
            for kind, row in _project(work, number, f"{prefix}{number + 1:03d}", entity["id"], answers):
                rows.setdefault(kind, []).append(row)
        for kind, values in rows.items():
            work.session.execute(insert(kind), values)
    return Changes(frozenset(Kind))


def _entity(work: Work, number: int) -> dict[str, Any]:
    kinds = work.programme.dictionary("entity_kind").item
    return {
        "id": new_id(),
        "name": f"示例{WORDS[number % len(WORDS)]}第{number + 1}公司",
        "kind": kinds[number % len(kinds)].key,
        "uscc": f"91500{number:013d}",
        "contact": "示例联系人",
        "mobile": f"13{number % 10**9:09d}",
        "created_at": work.at,
        "updated_at": work.at,
    }


def _project(work: Work, number: int, code: str, entity_id: str, answers: int) -> Iterator[tuple[type[Base], dict[str, Any]]]:
    programme, id = work.programme, new_id()
    area = programme.areas[number % len(programme.areas)]
    states = programme.life_cycle.state
    state = states[number // 3 % len(states)]
    edited = work.at - timedelta(minutes=number % 100_000)
    yield (
        Project,
        {
            "id": id,
            "number": code,
            "entity_id": entity_id,
            "title": f"示例{WORDS[number % len(WORDS)]}{TASKS[number % len(TASKS)]}项目{number + 1}",
            "main_area": area.key,
            "other_areas": [programme.areas[(number + 3) % len(programme.areas)].key] if number % 2 else [],
            "period_start": programme.period.first_month,
            "period_end": programme.period.last_month,
            "officer": "示例经办人",
            "state": state.key,
            "created_at": edited,
            "updated_at": edited,
        },
    )
    yield StateChange, {"project_id": id, "from_state": "", "to_state": state.key, "on": work.on, "by": work.by, "at": edited}
    yield (
        Document,
        {
            "id": id,
            "title": "申报表",
            "project_id": id,
            "form_id": "application",
            "programme_version": programme.version,
            "filled": 20 + number % 30,
            "applicable": 62,
            "errors": number % 4 if number % 5 == 0 else 0,
            "warnings": number % 3 if number % 7 == 0 else 0,
            "frozen_at": None if state.editable else edited,
            "created_at": edited,
            "updated_at": edited,
        },
    )
    for place in range(answers):
        yield (
            Answer,
            {
                "document_id": id,
                "field_key": f"sample_{place}",
                "value": _prose(number, place) * 4,
                "updated_at": edited,
            },
        )
    yield from _tracking(work, number, id, area.milestones, area.key)


def _prose(number: int, place: int) -> str:
    chain, task = WORDS[(number + place) % len(WORDS)], TASKS[(number + place) % len(TASKS)]
    return f"围绕{chain}产业链开展{task}，服务企业{number % 90}家。"


def _tracking(work: Work, number: int, project: str, titles: tuple[str, ...], area: str) -> Iterator[tuple[type[Base], dict[str, Any]]]:
    for seq, title in enumerate(titles, start=1):
        planned = work.on + timedelta(days=(number + seq * 40) % 400 - 100) if seq < 3 else None
        done = planned if planned is not None and planned <= work.on and number % 10 else None
        yield Milestone, {"project_id": project, "seq": seq, "area": area, "title": title, "planned_on": planned, "done_on": done}
    day = work.on - timedelta(days=number % 200)
    yield ProgressEntry, {"project_id": project, "on": day, "text": f"与{number % 12 + 1}家企业签订合作协议。", "by": work.by}
    if number % 6 == 0:
        yield Problem, {"project_id": project, "on": day, "text": "熟练工人流动性大，培训计划难以按期完成。", "resolved_on": None}
    if number % 8 == 0:
        yield SupportRequest, {"project_id": project, "on": day, "text": "请求协调实训设备。", "addressed_to": "市级", "answered_on": None}
    for seq, proposal in enumerate([p for p in work.programme.indicators_of((area,)) if p.core][:3], start=1):
        indicator = new_id()
        yield (
            ProjectIndicator,
            {
                "id": indicator,
                "project_id": project,
                "seq": seq,
                "indicator_key": proposal.key,
                "name": proposal.name,
                "unit": proposal.unit,
                "kind": proposal.kind.value,
                "counting_rule": proposal.counting_rule,
                "baseline": "0",
            },
        )
        for place, year in enumerate(work.programme.period.years, start=1):
            yield IndicatorTarget, {"project_indicator_id": indicator, "year": year, "value": str(place * (number % 20 + 1))}
        value = {"on": date(work.on.year, 1, 1), "value": str(number % 15), "numerator": str(number % 15), "denominator": "20"}
        yield IndicatorValue, {"project_indicator_id": indicator, "recorded_at": work.at, "source": "示例台账", **value}
