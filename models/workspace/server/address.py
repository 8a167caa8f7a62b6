"""The address of a workspace on a server, as it stands in the settings: never with a password."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from models.errors import UserError

SCHEME = "postgresql"
PORT = 5432
EXAMPLE = "postgresql://zhangsan@10.0.0.5:5432/ronghe"

_OPTIONS = frozenset({"host", "sslmode", "sslrootcert"})
"""What may stand behind the question mark: how the line is protected, and the folder of a local socket."""


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """Where a workspace lies on a server.

    Attributes:
        host: Name, address, or folder of the local socket.
        database: The database; one holds one workspace.
        account: The officer's account on the server.
        port: TCP port.
        options: Further words of the connection, such as ``sslmode``.
    """

    host: str
    database: str
    account: str
    port: int = PORT
    options: tuple[tuple[str, str], ...] = ()

    @property
    def url(self) -> str:
        """The address as one line of text, in which it can be read again."""
        options = list(self.options)
        host = self.host
        if host.startswith("/"):
            options.insert(0, ("host", host))
            host = ""
        elif ":" in host:
            host = f"[{host}]"
        query = f"?{urlencode(options)}" if options else ""
        return f"{SCHEME}://{quote(self.account, safe='')}@{host}:{self.port}/{quote(self.database, safe='')}{query}"

    @property
    def words(self) -> str:
        """The address in an officer's words."""
        return f"{self.host} 上的“{self.database}”"

    @property
    def is_here(self) -> bool:
        """Whether the server runs on this computer, so that nobody can listen on the line."""
        return self.host.startswith("/") or self.host in ("localhost", "127.0.0.1", "::1")


def is_server(place: str) -> bool:
    """Say whether `place` is the address of a server and not a path."""
    return place.startswith((f"{SCHEME}://", "postgres://"))


def place_of(text: str) -> Path | str:
    """Return the path that `text` is, or the address of a server as it is."""
    return text if is_server(text) else Path(text)


def read_address(text: str) -> ServerAddress:
    """Read an address as an officer or an administrator types it.

    Raises:
        UserError: Something is missing or wrong; a password in it is refused, because addresses are kept and shown.
    """
    try:
        parts = urlsplit(text.strip())
        port = parts.port or PORT
        host = parts.hostname or ""
    except ValueError as error:
        raise UserError("服务器地址里的端口不对。", f"端口是一个数字，一般是 {PORT}。例如：{EXAMPLE}") from error
    options = dict(parse_qsl(parts.query))
    strange = sorted(options.keys() - _OPTIONS)
    if parts.scheme not in (SCHEME, "postgres"):
        raise UserError("这不是服务器账套的地址。", f"地址以 {SCHEME}:// 开头，例如：{EXAMPLE}")
    if parts.password is not None:
        raise UserError("服务器地址里不要写密码。", "地址会保存在这台电脑上。请去掉账号后面的冒号和密码，打开时再输入。")
    if strange:
        raise UserError(f"服务器地址里的“{'、'.join(strange)}”用不上。", f"例如：{EXAMPLE}")
    host = options.pop("host", "") or host
    database, account = unquote(parts.path.lstrip("/")), unquote(parts.username or "")
    for value, words in ((host, "服务器"), (database, "账套名"), (account, "账号")):
        if not value:
            raise UserError(f"服务器地址里缺少{words}。", f"例如：{EXAMPLE}")
    return ServerAddress(host, database, account, port, tuple(sorted(options.items())))
