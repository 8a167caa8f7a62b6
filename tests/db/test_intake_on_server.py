"""Taking in on a server: what comes again, changed or deleted; one that turns out bad; the lists of the inbox."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from exports.exchange.replying import acknowledgement
from exports.exchange.stations import found_own_station
from exports.exchange.taking_in import take_in_files
from exports.package.parties import CITY
from models.exchange import ReceiptOutcome
from models.operations.projects import edit_project
from models.operations.recycling import delete
from models.operations.tracking import save_milestone, save_progress
from models.programme.pack import Programme
from models.queries import exchange
from models.queries.city import inbox
from models.queries.exchange_facts import project_facts
from models.things import Thing
from models.workspace.server.rights import Role
from models.workspace.server.setting_up import set_account, set_up
from models.workspace.store import OfficeDetails, create
from tests.db.conftest import AT, Clock
from tests.db.form_records import perform, submitted_project, today
from tests.db.server import ADMINISTRATOR, MANAGER, PASSWORD, Databases
from tests.exchange.sides import Sides, everything, nil_report
from tests.package.sample import PROGRAM

DATABASE = "shoujian_city"


@pytest.fixture
def sides(tmp_path: Path, databases: Databases, programme: Programme, office: OfficeDetails, clock: Clock) -> Iterator[Sides]:
    """A district, and the city whose workspace has moved to the server."""
    bureau = OfficeDetails(CITY, "示例市人力资源和社会保障局", "示例市级经办人")
    both = Sides(*(create(tmp_path / name, None, programme, of, AT, clock)[0] for name, of in (("区县", office), ("市级", bureau))))
    found_own_station(both.city.perform, CITY, "示例市级电脑")
    both.enrol()
    address = databases.server.address(DATABASE, ADMINISTRATOR)
    set_up(address, None, programme, None, AT, both.city)
    set_account(address, None, MANAGER, [Role.MANAGING], PASSWORD)
    yield both
    for workspace in (both.district, both.city):
        workspace.close(backup=False)
    databases.server.administer(f"DROP DATABASE {DATABASE} WITH (FORCE)")


def test_what_comes_again_is_brought_up_to_date(sides: Sides, databases: Databases, clock: Clock, tmp_path: Path) -> None:
    district, project = sides.district, submitted_project(sides.district)
    on = today(district)
    entry = district.perform(save_progress, project, None, on=on, text="示例进展").id
    milestone = district.perform(save_milestone, project, None, title="示例里程碑", planned_on=on).id
    outgoing = [everything(sides, project)]
    district.perform(save_progress, project, entry, on=on, text="示例进展，改过")
    district.perform(edit_project, project, {"officer": "示例"})
    perform(district, delete, Thing.MILESTONE, milestone)
    outgoing.append(everything(sides, project))
    (facts,) = project_facts(district, [project])
    rest = {"milestones": (), "problems": (), "support_requests": (), "indicators": ()}
    bad = msgspec.structs.replace(facts, id="b" * 32, **rest)  # its progress belongs to the other project
    nil = nil_report(sides)
    outgoing.append(nil._replace(content=msgspec.structs.replace(nil.content, projects=(bad,))))
    paths = [tmp_path / f"{number}.rhbs" for number in range(3)]
    for path, one in zip(paths, outgoing, strict=True):
        path.write_bytes(sides.up(one).data)
    with databases.open(DATABASE, clock, "甲") as city:
        found = dict(take_in_files(city.perform, city, paths, PROGRAM))
        assert [found[path].taken for path in paths] == [True, True, False]
        assert project_facts(city, [project]) == (facts,)
        again = dict(take_in_files(city.perform, city, paths[:1], PROGRAM))
        assert not again[paths[0]].taken
        rows = inbox.arrivals(city, city.programme)
        assert [row.sequence for row in rows] == [2, 1]
        changed = {row.what: (row.new, row.changed, row.unchanged) for row in inbox.effects(city, rows[0].id)}
        assert changed["进展"] == (0, 1, 0)
        assert changed["区县已删除"] == (0, 1, 0)
        assert len(inbox.parts(city, rows[0].id)) == 1 + len(outgoing[0].content.evidence)  # type: ignore[union-attr]
        assert inbox.tray(city, city.programme) == []
        (refused,) = inbox.refused(city, city.programme)
        assert "标识" in refused.note
        receipts = {one.sequence: one.outcome for one in acknowledgement(city, exchange.peers(city)[0].id).receipts}
        assert receipts == {1: ReceiptOutcome.RECEIVED, 2: ReceiptOutcome.RECEIVED, 3: ReceiptOutcome.REFUSED}
