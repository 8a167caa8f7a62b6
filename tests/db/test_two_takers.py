"""The city's workspace on a server receives packages: what two officers take in at once enters once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from exports.exchange import taking_in
from exports.exchange.receiving import look
from exports.exchange.sending import Made
from exports.exchange.stations import found_own_station, present_station
from exports.package.parties import CITY
from exports.package.refusals import PackageRefused, Refusal
from models.changes import Changes
from models.operations.city.experts import add_expert
from models.programme.pack import Programme
from models.workspace.server import refusals
from models.workspace.server.opening import open_server
from models.workspace.server.rights import Role
from models.workspace.server.server_workspace import ServerWorkspace
from models.workspace.server.setting_up import set_account, set_up
from models.workspace.store import OfficeDetails, create
from tests.db.conftest import AT, Clock
from tests.db.form_records import submitted_project
from tests.db.server import ADMINISTRATOR, MANAGER, PASSWORD, Databases
from tests.exchange.sides import Sides, application
from tests.package.sample import PROGRAM

DATABASE = "zhangtao_city"


@pytest.fixture
def arrived(tmp_path: Path, databases: Databases, programme: Programme, office: OfficeDetails, clock: Clock) -> Iterator[Made]:
    """A package with an application form; the city's workspace has moved to the server."""
    bureau = OfficeDetails(CITY, "示例市人力资源和社会保障局", "示例市级经办人")
    sides = Sides(*(create(tmp_path / name, None, programme, of, AT, clock)[0] for name, of in (("区县", office), ("市级", bureau))))
    found_own_station(sides.city.perform, CITY, "示例市级电脑")
    sides.enrol()
    submitted_project(sides.district)
    made = sides.up(application(sides))
    address = databases.server.address(DATABASE, ADMINISTRATOR)
    set_up(address, None, programme, None, AT, sides.city)
    set_account(address, None, MANAGER, [Role.MANAGING], PASSWORD)
    yield made
    for workspace in (sides.district, sides.city):
        workspace.close(backup=False)
    databases.server.administer(f"DROP DATABASE {DATABASE} WITH (FORCE)")


def test_the_same_package_by_two_officers_at_once_enters_once(arrived: Made, databases: Databases, clock: Clock) -> None:
    address = databases.server.address(DATABASE, "shoujian")
    set_account(databases.server.address(DATABASE, ADMINISTRATOR), None, address.account, [Role.RECEIVING], PASSWORD)
    officers = [databases.open(DATABASE, clock, name) for name in ("甲", "乙")]
    both_have_looked = Barrier(len(officers))

    def take(workspace: ServerWorkspace) -> Changes | PackageRefused:
        looked = look(workspace, arrived.data, arrived.file_name, PROGRAM)
        assert looked.refused is None
        both_have_looked.wait()
        try:
            return taking_in.take_in(workspace.perform, looked)
        except PackageRefused as refused:
            return refused

    with ThreadPoolExecutor(len(officers)) as pool:
        outcomes = list(pool.map(take, officers))
    (refused,) = [outcome for outcome in outcomes if isinstance(outcome, PackageRefused)]
    assert refused.code is Refusal.DUPLICATE
    first, second = officers
    for table in ("received_package", "received_submission", "project", "revision"):
        assert first.rows(f"SELECT COUNT(*) FROM {table}") == [(1,)], table
    assert first.rows("SELECT title FROM project") == second.rows("SELECT title FROM project")
    for workspace in officers:
        workspace.close()


def test_who_receives_may_take_in(arrived: Made, databases: Databases, clock: Clock) -> None:
    administrator = databases.server.address(DATABASE, ADMINISTRATOR)
    for account, role in (("shoujian", Role.RECEIVING), ("pingshen", Role.REVIEWING)):
        set_account(administrator, None, account, [role], PASSWORD)
    with open_server(databases.server.address(DATABASE, "pingshen"), PASSWORD, "评", clock=clock) as reviewing:
        assert look(reviewing, arrived.data, arrived.file_name, PROGRAM).refused is None, "what came can be read"
        with pytest.raises(refusals.Forbidden):
            present_station(reviewing)
        with open_server(databases.server.address(DATABASE, "shoujian"), PASSWORD, "收", clock=clock) as receiving:
            looked = look(receiving, arrived.data, arrived.file_name, PROGRAM)
            with pytest.raises(refusals.Forbidden):
                taking_in.take_in(reviewing.perform, looked)
            taking_in.take_in(receiving.perform, looked)
            assert receiving.rows("SELECT COUNT(*) FROM revision") == [(1,)]
            with pytest.raises(refusals.Forbidden):
                receiving.perform(add_expert, name="示例专家")
