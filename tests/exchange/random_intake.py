"""Random valid submissions taken in at the city; ``python -m tests.exchange.random_intake 1000`` takes many in."""

import re
import sys
import tempfile
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import msgspec
from hypothesis import HealthCheck, given, settings

from exports.exchange.receiving import look
from exports.exchange.stations import found_own_station, present_station
from exports.exchange.taking_in import take_in
from exports.package.manifest import PackVersion
from exports.package.parties import CITY, OwnStation
from exports.package.suites import MODERN, fingerprint
from exports.package.writing import File, Place, build, seal
from models.exchange import ProjectFacts, Submission
from models.operations import stations as operations
from models.operations.stations import PeerFacts
from models.programme.pack import Programme, load_programme
from models.queries.exchange_facts import project_facts
from models.workspace.store import OfficeDetails, Workspace, create
from tests.db.conftest import AT
from tests.package.random_packages import Drawn, packages
from tests.package.sample import ENROLMENT, PROGRAM, station

_SAMPLE_ID = re.compile(rb'"0{20}([0-9a-f]{12})"')


@dataclass
class Intake:
    """A city with one district, whose packages form one chain."""

    city: Workspace
    district: OwnStation
    taken: int = 0
    last: str = ""

    def take(self, drawn: Drawn) -> None:
        """Send what was drawn, with ids of its own, take it in, and compare what the city reads back."""
        number = self.taken + 1
        content, files = _own_ids(drawn, number)
        city = present_station(self.city, MODERN)
        built = build(
            content,
            files,
            sender=self.district,
            recipient=city.party,
            enrolment=ENROLMENT,
            place=Place(number, self.last),
            pack=PackVersion(id=self.city.programme.id, version=self.city.programme.version),
            made_at=AT,
            program=PROGRAM,
        )
        data = seal(built, self.district, city.keys.public) if drawn.enveloped else built.archive
        looked = look(self.city, data, "示例.rhbs", PROGRAM)
        assert looked.refused is None, looked.refused
        take_in(self.city.perform, looked)
        self.taken, self.last = number, built.digest
        assert _sorted(project_facts(self.city, [project.id for project in content.projects])) == _sorted(content.projects)
        payloads = {file.name: file.data for file in files}
        for form in content.forms:
            ((payload,),) = self.city.rows("SELECT payload FROM revision WHERE id = :id", id=form.revision_id)
            assert payload.encode() == payloads[form.file]
        for item in content.evidence:
            ((kept,),) = self.city.rows("SELECT data FROM evidence_content WHERE evidence_id = :id", id=item.evidence_id)
            assert bytes(kept) == payloads[item.file]


def intake(folder: Path, programme: Programme) -> Intake:
    """Make the city and register its district."""
    city = create(folder / "市级", None, programme, OfficeDetails(CITY, "示例市级单位", "示例经办人"), AT, lambda: AT)[0]
    found_own_station(city.perform, CITY, "示例市级电脑")
    district = station(1, programme.districts_on(date(2026, 3, 2))[0].code, "示例区人力资源和社会保障局")
    keys = district.keys.public
    city.perform(operations.invite, PeerFacts(district.party.station, district.party.name, district.party.office, MODERN, ENROLMENT))
    city.perform(operations.register, district.party.station, keys.signing, keys.sealing, fingerprint(keys))
    return Intake(city, district)


def _own_ids(drawn: Drawn, number: int) -> tuple[Submission, list[File]]:
    """Give everything ids that no other package has, as real ones are; and no removed row, which the city never had."""

    def renamed(data: bytes) -> bytes:
        return _SAMPLE_ID.sub(lambda found: b'"%020x%s"' % (number, found[1]), data)

    assert isinstance(drawn.content, Submission)
    content = msgspec.json.decode(renamed(msgspec.json.encode(drawn.content)), type=Submission)
    projects = tuple(msgspec.structs.replace(project, removed=()) for project in content.projects)
    files = [replace(file, data=renamed(bytes(file.data))) if file.name.startswith("forms/") else file for file in drawn.files]
    return msgspec.structs.replace(content, projects=projects), files


def _sorted(projects: tuple[ProjectFacts, ...]) -> list[ProjectFacts]:
    """Order what has no order of its own."""
    return sorted(
        (msgspec.structs.replace(one, progress=tuple(sorted(one.progress, key=lambda entry: (entry.on, entry.id)))) for one in projects),
        key=lambda one: one.id,
    )


SUBMISSIONS = packages().filter(lambda drawn: not drawn.down)


def main() -> None:
    """Take in as many as said on the command line."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory() as folder:
        taking = intake(Path(folder), load_programme("chongqing-2025"))

        @settings(max_examples=number, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(SUBMISSIONS)
        def run(drawn: Drawn) -> None:
            taking.take(drawn)

        run()
        ((taken,),) = taking.city.rows("SELECT count(*) FROM received_submission")
        taking.city.close(backup=False)
    print(f"{taken} packages taken in, what the city reads back is what was sent")


if __name__ == "__main__":
    main()
