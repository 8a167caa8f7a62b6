"""What both sides of the exchange do, only files in between."""

from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile
from typing import Any

from exports.exchange import taking_in
from exports.exchange.receiving import Looked, facts_of, look
from exports.exchange.sending import Made, Outgoing, gather, make_package
from exports.exchange.stations import found_own_station, invite, join, register
from exports.package.manifest import PackVersion
from exports.package.parties import CITY
from exports.package.suites import MODERN
from models.changes import Changes, Kind
from models.exchange import Reply
from models.exchange_states import ReceivedState
from models.operations.exchange import record_received
from models.programme.pack import Programme
from models.queries import exchange
from models.queries.exchange_facts import evidence_of, newest_revisions
from models.work import Work
from models.workspace.keys import key_path
from models.workspace.store import FileWorkspace, OfficeDetails, create
from tests.db.conftest import AT, Clock
from tests.db.form_records import submitted_project, today
from tests.package.sample import PROGRAM


@dataclass
class Sides:
    """Both sides of the exchange."""

    district: FileWorkspace
    city: FileWorkspace

    def pack(self) -> PackVersion:
        return PackVersion(id=self.city.programme.id, version=self.city.programme.version)

    def invited(self, suite_name: str = MODERN) -> tuple[bytes, str]:
        made = invite(
            self.city.perform,
            self.city,
            self.pack(),
            self.city.clock(),
            office=self.district.office.district_code,
            office_name=self.district.office.name,
            station_name="示例一号电脑",
            suite_name=suite_name,
        )
        return made.data, made.code

    def enrol(self, suite_name: str = MODERN) -> None:
        data, code = self.invited(suite_name)
        joined = join(self.district.perform, self.district, data, code, self.district.office.district_code, self.district.clock())
        register(self.city.perform, self.city, joined.data)

    def up(self, outgoing: Outgoing | None = None) -> Made:
        """Make a package of the district."""
        return make_package(
            self.district.perform, self.district, self.district.programme, outgoing or nil_report(self), self.district.clock(), PROGRAM
        )

    def down(self, reply: Reply) -> Made:
        """Make a package of the city for the district's present station."""
        peer = next(row for row in exchange.peers(self.city) if row.state != "revoked")
        return make_package(self.city.perform, self.city, self.city.programme, Outgoing("反馈", reply), self.city.clock(), PROGRAM, peer.id)

    def arrives(self, made: Made) -> Looked:
        return look(self.city, made.data, made.file_name, PROGRAM)


def nil_report(sides: Sides, title: str = "年度情况报告") -> Outgoing:
    return gather(
        sides.district,
        sides.district.programme,
        obligation="yearly-2026",
        obligation_title=title,
        on=today(sides.district),
        officer="示例经办人",
        nil=True,
    )


def application(sides: Sides, **more: Any) -> Outgoing:
    """What a district sends of its application forms; `more` goes to `gather`."""
    district = sides.district
    facts = {"obligation": "application", "obligation_title": "试点申报", "on": today(district), "officer": "示例经办人"}
    return gather(district, district.programme, **{**facts, "revisions": newest_revisions(district, form_id="application"), **more})


def everything(sides: Sides, project: str, obligation: str = "application") -> Outgoing:
    """What a district can send of a project."""
    return application(sides, obligation=obligation, evidence=evidence_of(sides.district, [project]), project_ids=[project])


def take_in(work: Work, looked: Looked, state: ReceivedState = ReceivedState.TAKEN) -> Changes:
    """Keep a package at the city; what the city edition does with its content is not the matter here."""
    return Changes.of(Kind.EXCHANGE, id=record_received(work, facts_of(looked), looked.data, state).id)


class Stages:
    """Both workspaces as they are before enrolment, after it, and with a form sent; made once and copied for every test."""

    def __init__(self, folder: Path, programme: Programme, office: OfficeDetails) -> None:
        self.folder = folder
        clock = Clock()
        bureau = OfficeDetails(CITY, "示例市人力资源和社会保障局", "示例市级经办人")
        both = Sides(*(create(folder / name, None, programme, of, AT, clock)[0] for name, of in (("区县", office), ("市级", bureau))))
        found_own_station(both.city.perform, CITY, "示例市级电脑")
        self.keep(both, "new")
        both.enrol()
        self.keep(both, "enrolled")
        submitted_project(both.district)
        outgoing = application(both)
        taking_in.take_in(both.city.perform, both.arrives(both.up(outgoing)))
        self.keep(both, "sent")
        for workspace in (both.district, both.city):
            workspace.close(backup=False)

    def keep(self, both: Sides, stage: str) -> None:
        for workspace in (both.district, both.city):
            for path in (workspace.path, key_path(workspace.path)):
                self.folder.joinpath(stage).mkdir(exist_ok=True)
                copyfile(path, self.folder / stage / path.name)
