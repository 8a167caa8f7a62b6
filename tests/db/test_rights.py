"""Rights on a server: every table is named, and each role does each of the city's operations or is refused by the server itself."""

import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import models.operations.city
from forms.keeping import keep_counts
from models.changes import Changes
from models.errors import UserError
from models.exchange import Submission
from models.operations import stations
from models.operations.city import deciding, experts, field_queries, noting, rounds, scoring, taking_in, telling
from models.operations.exchange import ReceivedFacts, SentFacts, keep_waiting, mark_exported, withdraw_sent
from models.operations.obligations import change_dates
from models.operations.office import edit_office
from models.operations.office_templates import take_template
from models.operations.packs import keep_pack_in_use, save_draft
from models.operations.recycling import delete, restore
from models.operations.stations import PeerFacts, StationFacts
from models.programme.pack import Programme
from models.schema import Base
from models.things import Thing
from models.work import Work
from models.workspace.server.opening import open_server
from models.workspace.server.refusals import Forbidden
from models.workspace.server.rights import CHANGERS, POLICIES, SEEN, WRITERS, Role
from models.workspace.server.server_workspace import ServerWorkspace
from models.workspace.server.setting_up import set_account
from tests.city.review_records import again, city, report
from tests.db.conftest import Clock
from tests.db.server import ADMINISTRATOR, PASSWORD, Databases

RECEIVING, REVIEWING, MANAGING = Role
INTAKE, REVIEW, ALONE = {RECEIVING, MANAGING}, {REVIEWING, MANAGING}, {MANAGING}

PRESENT = [*Base.metadata.tables, "alembic_version"]


def test_every_table_is_named_with_who_writes_it() -> None:
    assert sorted(WRITERS) == sorted(PRESENT)
    assert set(POLICIES) <= set(PRESENT)
    for (table, role), columns in CHANGERS.items():
        assert role not in WRITERS[table]
        assert set(columns) <= set(Base.metadata.tables[table].columns.keys())
    hidden = {table: {*Base.metadata.tables[table].columns.keys()} - {*columns} for (table, _), columns in SEEN.items()}
    assert hidden == {"station": {"signing_private"}}


def test_the_server_gives_what_the_table_says(databases: Databases, name: str) -> None:
    with databases.connect(name) as connection:
        given: dict[str, set[str]] = {table: set() for table in PRESENT}
        for table, grantee in connection.execute(
            "SELECT table_name, grantee FROM information_schema.role_table_grants WHERE privilege_type IN ('INSERT', 'UPDATE', 'DELETE')"
            " AND table_schema = 'public' AND grantee LIKE 'ronghe\\_%' AND grantee <> 'ronghe_owner'"
        ):
            given[table].add(grantee)
        assert given == {table: {role.role for role in WRITERS[table]} for table in PRESENT}


class Undone(UserError):  # noqa: N818 (an outcome)
    """An operation that was allowed is taken back, so that each role finds the same."""


@dataclass
class Officers:
    """One officer of each role in one workspace of the city on a server."""

    by_role: dict[Role, ServerWorkspace]
    tried: set[str]

    def may(self, roles: set[Role], operation: Callable[..., Any], *args: Any, **kwargs: Any) -> str:
        """Let each role try it; those who may do it, the manager last and for good. Returns the id of what was made."""

        def do(work: Work, *args: Any, **kwargs: Any) -> Changes:
            made = operation(work, *args, **kwargs)
            return made if isinstance(made, Changes) else Changes()

        def try_only(work: Work) -> Changes:
            keep_counts(work, do, *args, **kwargs)  # as the window does
            work.session.flush()
            raise Undone("")

        allowed = set()
        for role, workspace in self.by_role.items():
            try:
                workspace.perform(try_only)
            except Undone:
                allowed.add(role)
            except Forbidden:
                pass
        assert allowed == roles, operation.__name__
        self.tried.add(operation.__name__)

        return self.manager.perform(keep_counts, do, *args, **kwargs).id

    @property
    def manager(self) -> ServerWorkspace:
        return self.by_role[MANAGING]

    def first(self, table: str, where: str = "1 = 1") -> str:
        return str(self.manager.rows(f"SELECT id FROM {table} WHERE {where} ORDER BY id LIMIT 1")[0][0])


@pytest.fixture
def officers(tmp_path: Path, databases: Databases, programme: Programme, clock: Clock) -> Iterator[Officers]:
    source = city(tmp_path, programme, clock)
    report(source, 4)
    name = databases.make(source, "reported")  # type: ignore[arg-type]
    source.close(backup=False)
    opened = {}
    for role in Role:
        account = f"rights_{role.role}"
        set_account(databases.server.address(name, ADMINISTRATOR), None, account, [role], PASSWORD)
        opened[role] = open_server(databases.server.address(name, account), PASSWORD, role.words, clock=clock)
    yield Officers(opened, set())
    for workspace in opened.values():
        workspace.close()
    databases.clear()


def operations() -> set[str]:
    """Return the names of everything that can be done at the city."""
    found = set()
    for module in pkgutil.iter_modules(models.operations.city.__path__):
        for name, function in vars(import_module(f"models.operations.city.{module.name}")).items():
            if inspect.isfunction(function) and function.__module__.endswith(f".city.{module.name}") and not name.startswith("_"):
                signature = inspect.signature(function)
                if signature.return_annotation is Changes and next(iter(signature.parameters)) == "work":
                    found.add(name)
    return found


def test_each_role_does_what_is_its_own(officers: Officers, clock: Clock) -> None:
    exchange(officers)
    review(officers)
    decide(officers)
    keep(officers)
    assert operations() - officers.tried == {"take_submission"}, "see tests.db.test_two_takers"


def exchange(officers: Officers) -> None:
    may, clock = officers.may, officers.manager.clock
    own = StationFacts("1" * 32, "市级", "city", "modern", "x", "x", "x", "x", "x")
    may(INTAKE, stations.found_station, own)
    may(INTAKE, stations.invite, PeerFacts("2" * 32, "示例", "500101", "modern", "e" * 32))
    may(INTAKE, stations.register, "2" * 32, "x", "x", "x")
    may(INTAKE, stations.confirm, "2" * 32)
    received = ReceivedFacts("2" * 32, "city", "500101", "示例", "rhbs", 2, "d" * 64, "c" * 64, "申报", "a.rhbs", "1.0", "1", clock())
    may(INTAKE, keep_waiting, received, b"x")
    other = ReceivedFacts("2" * 32, "city", "500101", "示例", "rhbs", 3, "f" * 64, "d" * 64, "申报", "b.rhbs", "1.0", "1", clock())
    may(INTAKE, taking_in.refuse_package, other, taking_in.BY_OFFICER, "不对")
    message = may(INTAKE, telling.write_message, "通知", "内容") or officers.first("city_message")
    may(INTAKE, telling.delete_message, message)
    may(INTAKE, telling.write_message, "通知", "内容")
    sent = SentFacts("1" * 32, "2" * 32, "rhfk", 1, "e" * 64, "", "反馈", "c.rhfk")
    may(INTAKE, telling.record_reply, sent, b"x", peer_id="2" * 32, item_ids=[officers.first("city_message")], received_ids=[])
    may(INTAKE, mark_exported, officers.first("sent_package"))
    may(INTAKE, withdraw_sent, officers.first("sent_package"), "重做")
    may(INTAKE, stations.revoke, "2" * 32, "换电脑")


def review(officers: Officers) -> None:
    may = officers.may
    one, other = may(REVIEW, experts.add_expert, name="示例专家甲"), officers.manager.perform(experts.add_expert, name="示例专家乙").id
    areas = [officers.manager.rows("SELECT main_area FROM project ORDER BY id")[0][0]]
    may(REVIEW, experts.edit_expert, one, {"areas": areas})
    ids = [row[0] for row in officers.manager.rows("SELECT id FROM project ORDER BY id")]
    held = may(REVIEW, rounds.open_round, title="示例批次", decision="selection", project_ids=ids[:1])
    may(REVIEW, rounds.edit_round, held, {"note": "示例"})
    may(REVIEW, rounds.add_projects, held, ids[1:3])
    may(REVIEW, rounds.remove_project, held, ids[2])
    again(officers.manager, ids[1], "application", 2)
    may(REVIEW, rounds.judge_newest, held, ids[1])
    may(REVIEW, rounds.assign, held, [(one, ids[0])])
    may(REVIEW, rounds.unassign, held, [(one, ids[0])])
    may(REVIEW, rounds.assign_by_area, held, [one])
    may(REVIEW, rounds.assign_all, held, [one, other])
    sheet = officers.first("score_sheet")
    may(REVIEW, scoring.save_scores, sheet, {}, "示例意见")
    may(REVIEW, scoring.mark_conflict, sheet, "示例原因")
    may(REVIEW, scoring.clear_conflict, sheet)
    points = dict.fromkeys(weights(officers.manager), "1")
    may(REVIEW, scoring.take_sheets, [scoring.Filled(sheet, points, "好", False, "", "a.xlsx")])
    may(REVIEW, scoring.reopen_sheet, sheet)
    for (id,) in officers.manager.rows("SELECT id FROM score_sheet"):
        officers.manager.perform(scoring.mark_conflict, id, "示例原因")
    may(REVIEW, rounds.close_round, held)
    may(REVIEW, rounds.reopen_round, held)
    may(REVIEW, delete, Thing.EXPERT.value, officers.manager.perform(experts.add_expert, name="示例专家丙").id)
    may(REVIEW, restore, Thing.EXPERT.value, officers.first("expert", "deleted_at IS NOT NULL"))


def weights(workspace: ServerWorkspace) -> list[str]:
    return [entry.key for entry in workspace.programme.review.criterion]


def decide(officers: Officers) -> None:
    may = officers.may
    ids = [row[0] for row in officers.manager.rows("SELECT id FROM project ORDER BY id")]
    (revision,) = officers.manager.rows("SELECT id FROM revision WHERE document_id = :id", id=ids[2])[0]
    query = may(REVIEW, field_queries.ask, revision, "示例询问")
    may(REVIEW, field_queries.reword, query, "示例询问，改过")
    may(REVIEW, field_queries.close_query, query)
    may(REVIEW, field_queries.reopen_query, query)
    remark = may(REVIEW, noting.note, revision, "示例意见")
    may(REVIEW, noting.rewrite, remark, "示例意见，改过", "", "")
    may(REVIEW, noting.strike, remark)
    may(REVIEW, deciding.send_back, revision, "示例原因", [deciding.Remark("", "请补充")])
    returned = officers.first("city_return")
    asked = {officers.first("city_comment"): "已补充", query: "答复"}
    ((office,),) = officers.manager.rows("SELECT office FROM project WHERE id = :id", id=ids[2])
    said = Submission(obligation="application", obligation_title="申报", on=officers.manager.clock().date(), officer="示例", answers=asked)
    may(set(Role), taking_in._answers, said, office)
    may(REVIEW, deciding.withdraw_return, returned, "示例原因")
    may(REVIEW, field_queries.take_back, query)
    kind = officers.manager.programme.review.kind("selection")
    outcome = next(one for one in kind.outcome if not (one.returns or one.needs_reason or one.adjustments or one.follow_up))
    may(REVIEW, deciding.decide, ids[0], kind.key, outcome.key)
    may(REVIEW, deciding.withdraw, officers.first("city_decision"), "示例原因")
    may(REVIEW, deciding.decide_all, ids[:2], kind.key, outcome.key)


def keep(officers: Officers) -> None:
    may, manager = officers.may, officers.manager
    may(ALONE, edit_office, phone="1")
    may(ALONE, take_template, "letter", "函", "a.docx", b"x")
    may(ALONE, keep_pack_in_use)
    may(ALONE, save_draft, "", {"programme.toml": b"x"})
    obligation = next(one for one in manager.programme.obligations if one.due is not None)
    may(ALONE, change_dates, obligation.key, "示例原因", due=manager.clock().date() + timedelta(days=300))


def test_what_a_role_may_change_in_part_is_not_the_rest(officers: Officers) -> None:
    def rename(work: Work) -> Changes:
        from models.project import Project

        work.session.query(Project).first().title = "改名"  # type: ignore[union-attr]
        return Changes()

    def reword(work: Work) -> Changes:
        from models.feedback import FieldQuery

        work.session.query(FieldQuery).first().text = "改问"  # type: ignore[union-attr]
        return Changes()

    ((revision,),) = officers.manager.rows("SELECT MIN(id) FROM revision")
    officers.manager.perform(field_queries.ask, revision, "示例询问")
    officers.may(INTAKE, rename)
    officers.may(REVIEW, reword)
