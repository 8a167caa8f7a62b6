"""Opening a workspace on a server: what is there is looked at first, an older one is upgraded by who may."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from models.workspace.connection import SCHEMA_NUMBER
from models.workspace.server.address import ServerAddress
from models.workspace.server.refusals import NewerServer, NotAServerWorkspace, OlderServer
from models.workspace.server.rights import OWNER
from models.workspace.server.server_workspace import ServerWorkspace
from models.workspace.workspace import utc_now

if TYPE_CHECKING:
    from models.programme.pack import Programme


def open_server(
    address: ServerAddress,
    password: str | None = None,
    officer: str = "",
    programme: "Programme | None" = None,
    clock: Callable[[], datetime] = utc_now,
    *,
    read_only: bool = False,
) -> ServerWorkspace:
    """Open the workspace at `address`.

    Args:
        address: The server.
        password: The account's password, if it has one.
        officer: Name of who works on this computer, for the history.
        programme: Its programme pack where it is loaded already.
        clock: Tells the moment for operations.
        read_only: Look only.

    Raises:
        Unreachable, NotProtected, ServerPasswordNeeded, WrongServerPassword, NoSuchDatabase, NotAdmitted, TooMany,
        NotAServerWorkspace, NewerServer, OlderServer, ServerUpgradeFailed: See `models.workspace.server.refusals`.
    """
    workspace = ServerWorkspace(address, password, officer, programme, clock, read_only=read_only)
    try:
        if _number(workspace) < SCHEMA_NUMBER:
            _upgrade(workspace, password)
        _ = workspace.office
        workspace.catch_up()
    except BaseException:
        workspace.close()
        raise
    return workspace


def _number(workspace: ServerWorkspace) -> int:
    """Return the schema's number.

    Raises:
        NotAServerWorkspace: There is none.
        NewerServer: It is beyond what this program knows.
    """
    if workspace.rows("SELECT to_regclass('public.alembic_version')") == [(None,)]:
        raise NotAServerWorkspace(workspace.address)
    found = workspace.rows("SELECT version_num FROM alembic_version")
    if len(found) != 1 or not str(found[0][0]).isdigit():
        raise NotAServerWorkspace(workspace.address)
    number = int(found[0][0])
    if number > SCHEMA_NUMBER:
        raise NewerServer(workspace.address)
    return number


def _upgrade(workspace: ServerWorkspace, password: str | None) -> None:
    from models.workspace.server.migrating import migrate_server

    if not workspace.rows(f"SELECT pg_has_role(current_user, '{OWNER}', 'member')")[0][0]:
        raise OlderServer(workspace.address)
    migrate_server(workspace.address, password)
