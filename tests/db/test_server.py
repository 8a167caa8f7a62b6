"""A workspace on a server: its address, opening it, why not, setting it up, moving a file there."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, inspect

import main
from models.errors import UserError
from models.operations.office import edit_office
from models.schema import Base
from models.workspace.connection import SCHEMA_NUMBER
from models.workspace.refusals import OpenedReadOnly
from models.workspace.server import refusals
from models.workspace.server.address import ServerAddress, is_server, read_address
from models.workspace.server.migrating import migrate_server
from models.workspace.server.opening import open_server
from models.workspace.server.rights import Role
from models.workspace.server.server_workspace import ServerWorkspace
from models.workspace.server.setting_up import set_account, set_up
from models.workspace.store import FileWorkspace
from tests.db.acting import add_entity
from tests.db.conftest import AT, Clock
from tests.db.server import ADMINISTRATOR, MANAGER, PASSWORD, Databases


def names(workspace: ServerWorkspace) -> list[str]:
    return [row[0] for row in workspace.rows("SELECT name FROM pilot_entity ORDER BY name")]


# addresses


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("postgresql://zhangsan@10.0.0.5/ronghe", ServerAddress("10.0.0.5", "ronghe", "zhangsan")),
        (" postgres://zhangsan@server:6543/ronghe ", ServerAddress("server", "ronghe", "zhangsan", 6543)),
        ("postgresql://%E5%BC%A0@[::1]:5432/%E8%9E%8D", ServerAddress("::1", "融", "张")),
        ("postgresql://a@/b?host=/run/x&sslmode=disable", ServerAddress("/run/x", "b", "a", 5432, (("sslmode", "disable"),))),
    ],
)
def test_an_address_is_read_and_written_alike(typed: str, address: ServerAddress) -> None:
    assert is_server(typed.strip())
    assert read_address(typed) == address
    assert read_address(address.url) == address


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("postgresql://a:geheim@h/b", "不要写密码"),
        ("postgresql://h/b", "缺少账号"),
        ("postgresql://a@/b", "缺少服务器"),
        ("postgresql://a@h", "缺少账套名"),
        ("postgresql://a@h:no/b", "端口"),
        ("postgresql://a@h/b?password=x", "用不上"),
        ("mysql://a@h/b", "不是服务器账套"),
    ],
)
def test_an_address_that_is_wrong_is_explained(typed: str, words: str) -> None:
    with pytest.raises(UserError, match=words) as told:
        read_address(typed)
    assert "geheim" not in str(told.value)


# opening


def test_the_facts_of_the_office_are_shared_and_the_officer_is_who_works_here(enter: Callable[..., ServerWorkspace]) -> None:
    first, second = enter("甲"), enter("乙")
    assert (first.office.officer, second.office.officer) == ("甲", "乙")
    assert replace(first.office, officer="") == replace(second.office, officer="")
    first.perform(add_entity, "示例公司")
    second.perform(edit_office, phone="023-00000000")
    assert first.rows("SELECT DISTINCT \"by\" FROM history WHERE kind_label = '试点主体'") == [("甲",)]
    assert first.rows("SELECT \"by\" FROM history WHERE field_key = 'phone'") == [("乙",)]


def test_values_come_as_from_a_file(enter: Callable[..., ServerWorkspace]) -> None:
    workspace = enter()
    assert workspace.rows(
        "SELECT DATE '2026-03-02', TIMESTAMPTZ '2026-03-02 09:00:00+08', TIMESTAMPTZ '2026-03-02 01:00:00.25+00', 1 = 1, SUM(2),"
        " SUM(CAST(2 AS BIGINT)), 1.5, '100%', :none, :text LIKE '%:x%' FROM office",
        none=None,
        text="a:x%",
    ) == [("2026-03-02", "2026-03-02 01:00:00.000000", "2026-03-02 01:00:00.250000", 1, 2, 2, 1.5, "100%", None, 1)]


def test_the_server_holds_what_the_mapped_classes_say(databases: Databases, name: str) -> None:
    engine = create_engine("postgresql+psycopg://", creator=lambda: databases.connect(name))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []
        found = inspect(connection)
        for table in Base.metadata.sorted_tables:
            primary = found.get_pk_constraint(table.name)
            assert (set(primary["constrained_columns"]), primary["name"]) == ({c.name for c in table.primary_key}, table.primary_key.name)
            assert {c["name"]: c["nullable"] for c in found.get_columns(table.name)} == {c.name: c.nullable for c in table.columns}
            assert len(found.get_foreign_keys(table.name)) == len(table.foreign_key_constraints)
    engine.dispose()


def test_what_cannot_be_opened_says_why(databases: Databases, name: str, account: Callable[..., ServerAddress]) -> None:
    own, server = account(Role.RECEIVING), databases.server
    stranger = server.address(name, "account_nobody")
    set_account(server.address(name, ADMINISTRATOR), None, stranger.account, [], PASSWORD)
    for address, password, refusal, words in (
        (own, None, refusals.ServerPasswordNeeded, "需要账号"),
        (own, "falsch", refusals.WrongServerPassword, "密码不正确"),
        (replace(own, account="niemand"), PASSWORD, refusals.WrongServerPassword, "密码不正确"),
        (replace(own, database="nirgends"), PASSWORD, refusals.NoSuchDatabase, "没有名为“nirgends”"),
        (replace(own, host=str(server.folder / "data")), PASSWORD, refusals.Unreachable, "连不上服务器"),
        (ServerAddress("127.0.0.1", name, "a", 1), PASSWORD, refusals.Unreachable, "连不上服务器"),
        (stranger, PASSWORD, refusals.NotAdmitted, "没有让账号"),
        (server.address("postgres", ADMINISTRATOR), None, refusals.NotAServerWorkspace, "不是本程序的账套"),
    ):
        with pytest.raises(refusal, match=words) as told:
            open_server(address, password)
        assert told.value.hint
        assert PASSWORD not in str(told.value) + repr(told.value.__cause__)


def test_looking_only_changes_nothing(databases: Databases, name: str, clock: Clock) -> None:
    with open_server(databases.server.address(name), read_only=True, clock=clock) as workspace:
        assert workspace.office.name
        with pytest.raises(OpenedReadOnly):
            workspace.perform(add_entity, "示例公司")


def test_a_newer_and_an_older_schema_are_told_apart(databases: Databases, name: str, account: Callable[..., ServerAddress]) -> None:
    with databases.connect(name) as connection:
        connection.execute(f"UPDATE alembic_version SET version_num = '{SCHEMA_NUMBER + 1:04}'")
    try:
        with pytest.raises(refusals.NewerServer, match="安装新版本"):
            open_server(databases.server.address(name))
        with databases.connect(name) as connection:
            connection.execute("UPDATE alembic_version SET version_num = '0000'")
        with pytest.raises(refusals.OlderServer, match="要先升级"):
            open_server(account(Role.RECEIVING), PASSWORD)
    finally:
        with databases.connect(name) as connection:
            connection.execute(f"UPDATE alembic_version SET version_num = '{SCHEMA_NUMBER:04}'")


def test_several_may_migrate_at_once(databases: Databases) -> None:
    database = "zhangtao_fresh"
    databases.server.administer(f"CREATE DATABASE {database}")
    databases.server.administer("ALTER SCHEMA public OWNER TO ronghe_owner", database=database)
    address = databases.server.address(database, ADMINISTRATOR)
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _: migrate_server(address, None), range(3)))
    with databases.connect(database) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(f"{SCHEMA_NUMBER:04}",)]


def test_setting_up_twice_or_over_something_else_changes_nothing(
    databases: Databases, name: str, enter: Callable[..., ServerWorkspace]
) -> None:
    enter().perform(add_entity, "示例公司")
    address = databases.server.address(name, ADMINISTRATOR)
    with pytest.raises(UserError, match="已经有账套"):
        set_up(address, None, databases.programme, databases.office, AT)
    assert names(enter()) == ["示例公司"]
    databases.server.administer("CREATE DATABASE foreign_one")
    databases.server.administer("CREATE TABLE something (id int)", database="foreign_one")
    with pytest.raises(UserError, match="别的内容"):
        set_up(databases.server.address("foreign_one", ADMINISTRATOR), None, databases.programme, databases.office, AT)


def test_the_commands_of_an_administrator(databases: Databases, clock: Clock, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    database = "zhangtao_command"
    administrator = databases.server.address(database, ADMINISTRATOR).url
    office = ["--office", "示例市人力资源和社会保障局", "--officer", "管理示例"]
    assert main.main(["server-setup", administrator]) == main.FAILED, "an office has a name"
    assert main.main(["server-setup", administrator, *office]) == main.OK, "what failed is simply done again"
    assert main.main(["server-setup", administrator, *office]) == main.FAILED
    assert "已经有账套" in capsys.readouterr().err
    monkeypatch.setenv("RONGHE_NEW_PASSWORD", PASSWORD)
    assert main.main(["server-account", administrator, "wangsan", "--role", "收件", "--role", "评审"]) == main.OK
    address = databases.server.address(database, "wangsan")
    with open_server(address, PASSWORD, "王示例", clock=clock) as workspace:
        assert workspace.office.is_city
        workspace.perform(add_entity, "示例公司")
    monkeypatch.delenv("RONGHE_NEW_PASSWORD")
    assert main.main(["server-account", administrator, "wangsan", "--keep-password"]) == main.OK
    with pytest.raises(refusals.NotAdmitted):
        open_server(address, PASSWORD)
    assert main.main(["server-account", address.url, "lisi", "--role", "管理"]) == main.FAILED
    said = capsys.readouterr()
    assert PASSWORD not in said.out + said.err


def test_a_workspace_in_a_file_moves_to_the_server_whole(district: FileWorkspace, databases: Databases, clock: Clock) -> None:
    source = district
    address = databases.server.address("zhangtao_moved", ADMINISTRATOR)
    set_up(address, None, databases.programme, None, AT, source)
    set_account(address, None, MANAGER, [Role.MANAGING], PASSWORD)
    with databases.open("zhangtao_moved", clock) as moved:
        for table in Base.metadata.sorted_tables:
            columns = ", ".join(f'"{column.name}"' for column in table.columns)
            order = ", ".join(f'"{column.name}"' for column in table.primary_key)
            sql = f'SELECT {columns} FROM "{table.name}" ORDER BY {order}'
            assert moved.rows(sql) == source.rows(sql)
        moved.perform(add_entity, "接着用")
        assert moved.rows("SELECT COUNT(*) FROM history WHERE object_label = '接着用'") == [(1,)]
