"""Several officers in one workspace on a server: conflicts, presence, rights, a server that goes away."""

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from forms.answers import explain
from models.changes import NOTHING, Changes
from models.entity import PilotEntity
from models.operations.city.experts import add_expert
from models.operations.city.rounds import assign_all, edit_round, open_round
from models.operations.city.scoring import save_scores
from models.operations.entities import save_entity
from models.operations.office import edit_office
from models.operations.recycling import delete
from models.programme.pack import Programme
from models.station import Station
from models.things import Thing
from models.work import Work
from models.workspace.refusals import ChangedMeanwhile
from models.workspace.server import refusals
from models.workspace.server.address import ServerAddress
from models.workspace.server.opening import open_server
from models.workspace.server.rights import Role
from models.workspace.server.server_workspace import ServerWorkspace
from models.workspace.workspace import Present
from tests.city.review_records import city, report
from tests.db.acting import add_entity, rename_entity
from tests.db.conftest import Clock
from tests.db.killing import ROOT
from tests.db.office_records import add_project
from tests.db.server import PASSWORD, Databases
from tests.db.writers import WRITERS, begin, reached, write


def names(workspace: ServerWorkspace) -> list[str]:
    return [row[0] for row in workspace.rows("SELECT name FROM pilot_entity ORDER BY name")]


# several officers


def test_what_another_saved_meanwhile_is_compared_instead_of_lost(enter: Callable[..., ServerWorkspace]) -> None:
    mine = enter("甲")
    id = mine.perform(add_entity, "示例公司").id
    theirs = enter("乙")
    theirs.perform(save_entity, id, {"contact": "王示例", "remark": "乙写的"})
    with pytest.raises(ChangedMeanwhile) as told:
        mine.perform(save_entity, id, {"contact": "李示例"})
    ((kind, label, field, before, other, own, by, _, key, _),) = told.value.differences
    assert (kind, label, field, before, other, own, by) == ("试点主体", "示例公司", "联系人", "", "王示例", "李示例", "乙")
    assert key == "contact"
    assert theirs.rows("SELECT contact FROM pilot_entity") == [("王示例",)]
    mine.overrule(told.value.differences)
    mine.perform(save_entity, id, {"contact": "李示例"})
    assert theirs.rows("SELECT contact, remark FROM pilot_entity") == [("李示例", "乙写的")]
    assert mine.has_news(), "what was not in the comparison is still to be seen"
    with pytest.raises(ChangedMeanwhile):
        mine.perform(save_entity, id, {"remark": "甲写的"})


def test_other_fields_and_what_was_seen_are_no_conflict(enter: Callable[..., ServerWorkspace]) -> None:
    mine, theirs = enter("甲"), enter("乙")
    id = mine.perform(add_entity, "示例公司").id
    assert theirs.has_news()
    theirs.catch_up()
    theirs.perform(save_entity, id, {"remark": "乙写的"})
    mine.perform(save_entity, id, {"contact": "甲写的"})
    assert mine.has_news()
    mine.catch_up()
    assert not mine.has_news()
    mine.perform(save_entity, id, {"remark": "甲改的"})
    mine.perform(save_entity, id, {"remark": "甲又改的"})
    assert not mine.has_news(), "what is one's own is no news"
    assert theirs.rows("SELECT contact, remark FROM pilot_entity") == [("甲写的", "甲又改的")]


def test_typing_on_is_news_as_well(enter: Callable[..., ServerWorkspace]) -> None:
    mine, theirs = enter("甲"), enter("乙")
    id = theirs.perform(add_entity, "示例公司").id
    theirs.perform(save_entity, id, {"remark": "一"})
    assert mine.has_news()
    mine.catch_up()
    theirs.perform(save_entity, id, {"remark": "一二"})
    with pytest.raises(ChangedMeanwhile) as told:
        mine.perform(save_entity, id, {"remark": "三"})
    assert [(one.theirs, one.mine) for one in told.value.differences] == [("一二", "三")]


def test_what_one_deletes_while_the_other_edits_is_a_conflict(enter: Callable[..., ServerWorkspace]) -> None:
    mine, theirs = enter("甲"), enter("乙")
    id = mine.perform(add_entity, "示例公司").id
    theirs.catch_up()
    theirs.perform(save_entity, id, {"remark": "重要"})
    with pytest.raises(ChangedMeanwhile) as told:
        mine.perform(delete, Thing.ENTITY, id)
    assert [(one.field, one.theirs) for one in told.value.differences] == [("备注", "重要")]
    assert names(theirs) == ["示例公司"]


def test_of_many_edits_by_three_none_is_lost(enter: Callable[..., ServerWorkspace]) -> None:
    officers = [enter(officer) for officer in WRITERS]
    id = begin(officers[0])
    with ThreadPoolExecutor(len(officers)) as pool:
        conflicts = list(pool.map(lambda workspace: write(workspace, id, 15), officers))
    assert reached(officers[0]) == 15 * len(WRITERS)
    assert sum(conflicts) > 0


def test_who_is_on_what_is_seen_and_passes(databases: Databases, name: str, enter: Callable[..., ServerWorkspace]) -> None:
    first, second, third = enter("甲"), enter("乙"), enter("丙")
    assert first.attend("document:1", editing=False) == ()
    assert second.attend("document:1", editing=True) == (Present("甲", False),)
    assert third.attend("document:2", editing=True) == ()
    assert first.attend("document:1", editing=True) == (Present("乙", True),)
    second.close()
    assert first.attend("document:1", editing=True) == ()
    third.attend("document:1", editing=False)
    with databases.connect(name) as connection:
        connection.execute("UPDATE presence SET seen_at = seen_at - interval '5 minutes' WHERE officer = '丙'")
    assert first.attend("document:1", editing=False) == (), "who shows no sign of life has gone"


# rights


def test_what_everybody_does_and_only_some_see(
    databases: Databases, name: str, account: Callable[..., ServerAddress], clock: Clock
) -> None:
    def add_station(work: Work) -> Changes:
        words = dict.fromkeys(("suite", "signing_public", "signing_private", "sealing_public", "sealing_private", "fingerprint"), "x")
        work.session.add(Station(id="1" * 32, name="一", office="city", made_at=work.at, **words))
        return NOTHING

    with (
        open_server(account(Role.RECEIVING), PASSWORD, "收", clock=clock) as receiving,
        open_server(account(Role.REVIEWING), PASSWORD, "评", clock=clock) as reviewing,
        open_server(account(Role.MANAGING), PASSWORD, "管", clock=clock) as managing,
    ):
        receiving.perform(add_station)
        assert len(receiving.rows("SELECT 1 FROM station")) == len(managing.rows("SELECT 1 FROM station")) == 1
        assert reviewing.rows("SELECT sealing_private FROM station") == [("x",)], "what came sealed can be read"
        with pytest.raises(refusals.Forbidden):
            reviewing.rows("SELECT signing_private FROM station")
        for workspace in (receiving, reviewing):
            with pytest.raises(refusals.Forbidden, match="没有做这件事的权限"):
                workspace.perform(edit_office, phone="1")
            workspace.note_use()
            workspace.attend("document:1", editing=True)
        managing.perform(edit_office, phone="2")
        assert managing.office.phone == "2"


def test_an_account_cannot_mark_or_rewrite_in_anothers_name(
    databases: Databases, name: str, account: Callable[..., ServerAddress], clock: Clock
) -> None:
    address = account(Role.RECEIVING)
    with open_server(address, PASSWORD, "收", clock=clock) as workspace:
        workspace.perform(add_entity, "示例公司")
    with psycopg.connect(host=address.host, user=address.account, dbname=name, password=PASSWORD, autocommit=True) as raw:
        raw.execute("UPDATE history SET new = '假'")
        raw.execute("DELETE FROM history WHERE action <> 'edit'")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            raw.execute("INSERT INTO presence VALUES ('somebody', '别人', 'document:1', true, now(), now(), '1')")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            raw.execute("DROP TABLE history")
    with databases.connect(name) as connection:
        assert connection.execute("SELECT COUNT(*) FROM history WHERE new = '假'").fetchall() == [(0,)]
        assert connection.execute("SELECT COUNT(*) FROM history WHERE kind_label = '试点主体'").fetchall() == [(1,)]


# a server that goes away


def test_a_killed_server_leaves_the_old_or_the_new_and_work_goes_on(databases: Databases, enter: Callable[..., ServerWorkspace]) -> None:
    workspace = enter()
    id = workspace.perform(add_entity, "先").id
    server = databases.server

    def die_inside(work: Work) -> Changes:
        work.session.get_one(PilotEntity, id).name = "半"
        work.session.flush()
        server.stop()
        return NOTHING

    try:
        with pytest.raises(refusals.LineLost, match="还在窗口里"):
            workspace.perform(die_inside)
        with pytest.raises(refusals.LineLost):
            workspace.rows("SELECT 1")
        with pytest.raises(refusals.LineLost):
            workspace.perform(rename_entity, id, "连不上")
    finally:
        server.start()
    assert names(workspace) == ["先"]
    workspace.perform(rename_entity, id, "后")
    with workspace.snapshot() as reader:
        assert reader.rows("SELECT name FROM pilot_entity") == [("后",)]


def test_a_save_whose_answer_the_line_swallowed_is_looked_up(
    databases: Databases, name: str, enter: Callable[..., ServerWorkspace]
) -> None:
    workspace = enter()

    def cut(work: Work, *, after: bool) -> Changes:
        """Cut the line in the moment of the commit, before or after the server has done it."""
        raw = work.session.connection().connection.dbapi_connection
        assert isinstance(raw, psycopg.Connection)
        saving = raw.commit

        def commit() -> None:
            if after:
                saving()
            databases.server.administer(f"SELECT pg_terminate_backend({raw.info.backend_pid})")
            raw.execute("SELECT 1")

        raw.commit = commit
        return add_entity(work, f"{after}")

    workspace.perform(cut, after=True)
    with pytest.raises(refusals.LineLost):
        workspace.perform(cut, after=False)
    assert names(workspace) == ["True"]


def test_nothing_is_held_while_somebody_thinks(databases: Databases, name: str, enter: Callable[..., ServerWorkspace]) -> None:
    first, second = enter("甲"), enter("乙")
    first.perform(add_entity, "一")
    first.rows("SELECT * FROM pilot_entity")
    with databases.connect(name) as connection:
        busy = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'"
        assert connection.execute(busy).fetchall() == [(0,)]
        locks = "SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = :x)"
        assert connection.execute(locks.replace(":x", "current_database()")).fetchall() == [(0,)]
    second.perform(add_entity, "二")
    assert names(first) == ["一", "二"]


def test_numbers_and_serials_given_at_once_are_all_different(enter: Callable[..., ServerWorkspace]) -> None:
    officers = [enter(name) for name in ("甲", "乙", "丙")]

    def add_three(workspace: ServerWorkspace) -> None:
        for number in range(3):
            add_project(workspace, f"{workspace.officer}{number}")

    with ThreadPoolExecutor(len(officers)) as pool:
        list(pool.map(add_three, officers))
    assert officers[0].rows("SELECT COUNT(*), COUNT(DISTINCT number) FROM project") == [(9, 9)]


def test_sql_of_the_models_is_what_runs(enter: Callable[..., ServerWorkspace]) -> None:
    workspace = enter()

    def insert_by_hand(work: Work) -> Changes:
        work.session.execute(text("UPDATE office SET phone = :phone"), {"phone": "☎"})
        return NOTHING

    workspace.perform(insert_by_hand)
    assert workspace.office.phone == "☎"
    assert workspace.size() > 0
    workspace.back_up()


def test_an_officers_computer_that_dies_leaves_nothing_and_stops_nobody(enter: Callable[..., ServerWorkspace]) -> None:
    workspace = enter()
    code = """
import os, sys
from models.workspace.server.address import read_address
from models.workspace.server.opening import open_server
from tests.db.acting import add_entity

def die(work):
    add_entity(work, "半")
    os.kill(os.getpid(), 9)

open_server(read_address(sys.argv[1]), officer="乙").perform(die)
"""
    died = subprocess.run([sys.executable, "-c", code, workspace.place], cwd=ROOT, capture_output=True, check=False)
    assert died.returncode == -9, died.stderr
    workspace.perform(add_entity, "全")
    assert names(workspace) == ["全"]


# what a record holds beyond words and dates


def conflict(attempt: Callable[[], object]) -> tuple[str, str, str, str, str]:
    """Return what is compared: of what, which field, before, theirs and mine."""
    with pytest.raises(ChangedMeanwhile) as told:
        attempt()
    ((_, label, field, before, theirs, mine, *_),) = told.value.differences
    return label, field, before, theirs, mine


def test_two_explanations_of_one_warning_are_compared(enter: Callable[..., ServerWorkspace]) -> None:
    mine, theirs = enter("甲"), enter("乙")
    project = add_project(mine)
    finding = "rule:idea"
    theirs.catch_up()
    mine.perform(explain, project, finding, "先写的说明")
    theirs.catch_up()
    theirs.perform(explain, project, finding, "乙的说明")
    compared = conflict(lambda: mine.perform(explain, project, finding, "甲的说明"))
    assert compared[2:] == ("先写的说明", "乙的说明", "甲的说明")
    assert "说明" in compared[1]
    theirs.perform(explain, project, finding, "")
    assert conflict(lambda: mine.perform(explain, project, finding, "甲的说明"))[3:] == ("", "甲的说明")


def test_points_and_highest_points_are_compared_in_words(
    databases: Databases, tmp_path: Path, programme: Programme, clock: Clock, enter: Callable[..., ServerWorkspace]
) -> None:
    source = city(tmp_path, programme, clock)
    ids = report(source, 1)
    name = databases.make(source, "judged")  # type: ignore[arg-type]
    source.close(backup=False)
    with databases.open(name, clock, "甲") as mine, databases.open(name, clock, "乙") as theirs:
        kind = next(one for one in programme.review.decision if one.scored)
        first = programme.review.criterion[0]
        usual = {one.key: str(one.weight) for one in programme.review.criterion}
        held = mine.perform(open_round, title="示例批次", decision=kind.key, project_ids=ids).id
        theirs.catch_up()
        theirs.perform(edit_round, held, {"weights": {**usual, first.key: "30"}})
        label, field, before, other, own = conflict(lambda: mine.perform(edit_round, held, {"weights": {**usual, first.key: "40"}}))
        assert (label, field) == ("示例批次", "各项满分")
        assert (f"{first.title}{usual[first.key]}分" in before, f"{first.title}30分" in other, f"{first.title}40分" in own) == (True,) * 3
        mine.catch_up()
        expert = mine.perform(add_expert, name="示例专家").id
        mine.perform(assign_all, held, [expert])
        ((sheet,),) = mine.rows("SELECT id FROM score_sheet")
        theirs.catch_up()
        theirs.perform(save_scores, sheet, {first.key: "5"}, "")
        label, field, _, other, own = conflict(lambda: mine.perform(save_scores, sheet, {first.key: "6"}, ""))
        assert (label, field, other, own) == ("示例专家：示例试点项目1", "得分", f"{first.title}5分", f"{first.title}6分")
