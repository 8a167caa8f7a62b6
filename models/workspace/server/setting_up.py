"""Making a workspace on a server and the officers' accounts: what an administrator does once, by the command line."""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql

from models.errors import UserError
from models.workspace.server.address import ServerAddress
from models.workspace.server.connection import connect, read
from models.workspace.server.engine import build_engine
from models.workspace.server.refusals import NoSuchDatabase
from models.workspace.server.rights import OWNER, Role, database_statements, role_statements
from models.workspace.store import OfficeDetails

if TYPE_CHECKING:
    from models.programme.pack import Programme
    from models.workspace.file_workspace import FileWorkspace


def set_up(
    address: ServerAddress,
    password: str | None,
    programme: "Programme",
    office: OfficeDetails | None,
    at: datetime,
    source: "FileWorkspace | None" = None,
) -> None:
    """Make database, roles, tables and office; where a step failed, the command can simply be given again.

    Args:
        address: The server, with the account of an administrator who may make databases and roles.
        password: His password.
        programme: The programme pack.
        office: The office, for an empty workspace.
        at: The moment, UTC.
        source: A workspace in a file whose whole content is taken over, in place of `office`.

    Raises:
        UserError: There is something already, or the administrator may not do that.
    """
    try:
        _make_database(address, password)
        _give_to_owner(address, password)
    except psycopg.errors.InsufficientPrivilege as error:
        raise UserError(
            f"账号“{address.account}”没有在服务器上建立数据库和角色的权限。", "请用服务器管理员的账号（如 postgres）执行。"
        ) from error
    from models.workspace.server.migrating import migrate_server

    migrate_server(address, password)
    engine = build_engine(lambda: _as_owner(address, password))
    try:
        if source is not None:
            from models.workspace.server.taking_over import take_over

            take_over(source, engine)
        elif office is not None:
            _write_office(engine, programme, office, at)
    finally:
        engine.dispose()


def _as_owner(address: ServerAddress, password: str | None) -> psycopg.Connection[Any]:
    connection = connect(address, password)
    connection.execute(f"SET ROLE {OWNER}")
    connection.autocommit = False
    return connection


def _make_database(address: ServerAddress, password: str | None) -> None:
    try:
        connect(address, password).close()
        return
    except NoSuchDatabase:
        pass
    with connect(replace(address, database="postgres"), password) as connection:
        # Sorted by the codes of the characters, as in a file: lists look the same in both.
        connection.execute(
            sql.SQL("CREATE DATABASE {} ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0").format(
                sql.Identifier(address.database)
            )
        )


def _give_to_owner(address: ServerAddress, password: str | None) -> None:
    with connect(address, password) as connection:
        ((encoding, collation),) = read(
            connection, "SELECT pg_encoding_to_char(encoding), datcollate FROM pg_database WHERE datname = current_database()", {}
        )
        if (encoding, collation) != ("UTF8", "C"):
            raise UserError(
                f"数据库“{address.database}”的编码或排序规则不对（{encoding}，{collation}）。",
                "请删除这个空数据库，由本命令自己建立；或用 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0 重建。",
            )
        found = read(connection, "SELECT COUNT(*) FROM pg_tables WHERE schemaname = 'public'", {})
        ours = read(connection, "SELECT to_regclass('public.office')", {})
        if found[0][0] and ours == [(None,)]:
            raise UserError(f"数据库“{address.database}”里已有别的内容，没有改动。", "请换一个名称，或由本命令新建一个数据库。")
        if ours != [(None,)] and read(connection, "SELECT COUNT(*) FROM office", {}) != [(0,)]:
            raise UserError(f"服务器上已经有账套“{address.database}”，没有改动。", "可以直接打开它；另建一个请换名称。")
        database = sql.Identifier(address.database).as_string(connection)
        for statement in [*role_statements(), *database_statements(database)]:
            connection.execute(statement)


def _write_office(engine: Any, programme: "Programme", office: OfficeDetails, at: datetime) -> None:
    from sqlalchemy.orm import Session

    import models.schema  # noqa: F401 (all mapped classes)
    from models.operations.office import set_up as write_office
    from models.recording import attach
    from models.work import Work

    with Session(engine) as session, session.begin():
        work = Work(session, programme, by=office.officer, at=at, on=at.astimezone().date())
        attach(session, work)
        write_office(work, office.district_code, office.name, office.officer, office.phone)


def set_account(address: ServerAddress, password: str | None, account: str, roles: list[Role], new_password: str) -> None:
    """Make or change an officer's account: password and what it may do.

    Args:
        address: The server, with the account of an administrator.
        password: His password.
        account: Name of the officer's account.
        roles: What it may do from now on; empty takes everything away.
        new_password: Its password; empty leaves that of an account that exists.

    Raises:
        UserError: The administrator may not do that, or a new account has no password.
    """
    with connect(address, password) as connection:
        name = sql.Identifier(account)
        exists = read(connection, "SELECT 1 FROM pg_roles WHERE rolname = :account", {"account": account})
        if not exists and not new_password:
            raise UserError(f"新账号“{account}”还没有密码。", "请输入密码。")
        try:
            if not exists:
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(name))
            if new_password:
                # Scrambled on this side, so that it stands in no log of the server.
                scrambled = connection.pgconn.encrypt_password(new_password.encode(), account.encode(), b"scram-sha-256").decode()
                connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(name, sql.Literal(scrambled)))
            for role in Role:
                words = "GRANT {} TO {}" if role in roles else "REVOKE {} FROM {}"
                connection.execute(sql.SQL(words).format(sql.Identifier(role.role), name))
        except psycopg.errors.InsufficientPrivilege as error:
            raise UserError(f"账号“{address.account}”没有管理服务器账号的权限。", "请用服务器管理员的账号（如 postgres）执行。") from error
