"""A city's workspace with projects that districts reported, each with a frozen form; written straight into the tables."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import msgspec

from forms.definition import Form
from forms.field_types import FIELD_TYPES
from forms.loading import load_form
from forms.snapshot import FormSnapshot
from forms.snapshots import digest, encode
from models.changes import NOTHING, Changes
from models.document import Document, Revision
from models.edition import CITY
from models.entity import PilotEntity
from models.exchange_states import SentState
from models.feedback import SentNews
from models.form_definition import FormDefinition
from models.package import SentPackage
from models.plain import Plain
from models.programme.pack import Programme
from models.project import Project, StateChange
from models.station import Peer, Station
from models.work import Work
from models.workspace.store import OfficeDetails, create
from models.workspace.workspace import Workspace
from tests.unit.complete_form import complete_values

ON = date(2025, 7, 10)


def city(folder: Path, programme: Programme, clock: Any, name: str = "市级") -> Workspace:
    """Make a workspace of the city."""
    office = OfficeDetails(CITY, "示例市人力资源和社会保障局", "示例市级经办人")
    return create(folder / name, None, programme, office, clock(), clock)[0]


def report(workspace: Workspace, count: int, state: str = "submitted", form: str = "application", office: str = "") -> list[str]:
    """Let districts have reported projects in a state, each with a frozen form; return their ids in the order of their numbers."""
    ids: list[str] = []

    def write(work: Work) -> Changes:
        before = len(work.session.query(Project).all())
        codes = [district.code for district in work.programme.districts_on(work.on)]
        for number in range(before, before + count):
            ids.append(_project(work, number, office or codes[number % len(codes)], state))
            freeze(work, ids[-1], form)
        return NOTHING

    workspace.perform(write)
    return ids


def freeze(work: Work, project_id: str, form_key: str, number: int = 1, submitted_on: date = ON) -> str:
    """Keep a frozen revision of a form of a project; return its id."""
    project = work.session.get_one(Project, project_id)
    form = load_form(work.programme, form_key)
    document_id = project_id if form_key == "application" else digest(f"{project_id} {form_key}")[:32]
    document = work.session.get(Document, document_id)
    if document is None:
        document = Document(id=document_id, title=form.name, project_id=project_id, form_id=form_key, office=project.office)
        document.programme_version, document.created_at, document.updated_at = work.programme.version, work.at, work.at
        work.session.add(document)
    document.revision, document.frozen_at = number, work.at
    payload = encode(snapshot(work, project, form, number, submitted_on, document_id))
    revision = Revision(
        id=digest(f"{document_id} {number}")[:32],
        document_id=document_id,
        number=number,
        payload=payload,
        sha256=digest(payload),
        frozen_at=work.at,
        submitted_on=submitted_on,
        by="示例区县经办人",
    )
    work.session.add(revision)
    if work.session.get(FormDefinition, (form.key, form.version)) is None:
        work.session.add(FormDefinition(form_id=form.key, version=form.version, payload=msgspec.json.encode(form).decode()))
    work.session.flush()
    return revision.id


def snapshot(work: Work, project: Project, form: Form, number: int, on: date, document_id: str) -> FormSnapshot:
    values: dict[str, Plain] = complete_values() if form.key == "application" else {}
    for field in form.fields():
        if field.type in ("text", "long_text") and field.key not in values:
            values[field.key] = f"示例{field.label}"
    simple = {field.key: field for field in form.fields() if field.type not in {"table", "attachment", "signature"}}
    return FormSnapshot(
        form=form.key,
        form_version=form.version,
        programme=work.programme.id,
        programme_version=work.programme.version,
        project_id=project.id,
        number=project.number,
        title=project.title,
        entity="示例主体",
        district=work.programme.district(project.office).name,
        office="示例区人力资源和社会保障局",
        revision=number,
        frozen_on=on,
        values=values,
        shown={key: FIELD_TYPES[field.type].show(field, values.get(key), work.programme) for key, field in simple.items()},
        attachments={},
        explained=[],
        opinion="同意推荐。",
        rank=1,
        document_id=document_id,
    )


def again(workspace: Workspace, project_id: str, form: str, number: int, submitted_on: date = ON) -> str:
    """Let a further revision of a form have come."""
    made: list[str] = []

    def write(work: Work) -> Changes:
        made.append(freeze(work, project_id, form, number, submitted_on))
        return NOTHING

    workspace.perform(write)
    return made[0]


def _project(work: Work, number: int, office: str, state: str) -> str:
    id, areas = f"p{number:031}", work.programme.areas
    at: datetime = work.at
    entity = PilotEntity(id=f"e{number:031}", name=f"示例主体{number + 1}", office=office, created_at=at, updated_at=at)
    work.session.add(entity)
    work.session.add(
        Project(
            id=id,
            number=f"{office}-2025-{number + 1:03}",
            entity_id=entity.id,
            title=f"示例试点项目{number + 1}",
            main_area=areas[number % len(areas)].key,
            other_areas=[],
            state=state,
            office=office,
            created_at=at,
            updated_at=at,
        )
    )
    work.session.flush()
    work.session.add(StateChange(project_id=id, from_state="draft", to_state=state, on=ON, reason="区县报送", by="示例区县", at=at))
    return id


def sent(workspace: Workspace, item_ids: Sequence[str], state: SentState = SentState.EXPORTED) -> None:
    """Let items have gone down in a reply."""

    def write(work: Work) -> Changes:
        station = work.session.get(Station, "s" * 32)
        if station is None:
            keys = {"signing_public": "", "signing_private": "", "sealing_public": "", "sealing_private": "", "fingerprint": ""}
            station = Station(id="s" * 32, name="示例", office=CITY, suite="modern", made_at=work.at, **keys)
            work.session.add(station)
            work.session.add(
                Peer(id="q" * 32, name="示例", office="500101", suite="modern", state="registered", enrolment_id="", invited_at=work.at)
            )
            work.session.flush()
        number = len(work.session.query(SentPackage).all()) + 1
        package = SentPackage(
            id=f"g{number:031}",
            station_id=station.id,
            recipient="q" * 32,
            kind="rhfk",
            sequence=number,
            digest=f"{number:064}",
            title="反馈",
            file_name="示例.rhfk",
            file_sha256="",
            size=1,
            state=state.value,
            made_at=work.at,
        )
        work.session.add(package)
        work.session.flush()
        work.session.add_all(SentNews(peer_id="q" * 32, item_id=id, sent_package_id=package.id) for id in item_ids)
        return NOTHING

    workspace.perform(write)
