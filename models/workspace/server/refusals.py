"""Why a workspace on a server could not be opened or saved: one class, one sentence, one way out each."""

from models.workspace.refusals import Refusal
from models.workspace.server.address import ServerAddress


class ServerRefusal(Refusal):
    """Base of everything that is about the server."""


class Unreachable(ServerRefusal):
    """Nobody answers at the address."""

    def __init__(self, address: ServerAddress) -> None:
        super().__init__(
            f"连不上服务器“{address.host}”（端口 {address.port}）。",
            "请检查网线或无线网络，核对服务器地址和端口；别的程序也连不上时，请找服务器管理员。",
        )


class NotProtected(ServerRefusal):
    """The server does not encrypt the line."""

    def __init__(self, address: ServerAddress) -> None:
        super().__init__(
            f"服务器“{address.host}”没有开启加密连接，没有打开账套。",
            "账套里有个人信息，不能明文传送。请服务器管理员开启加密连接（ssl = on）。",
        )


class ServerPasswordNeeded(ServerRefusal):
    """The account has a password and none was given."""

    def __init__(self, address: ServerAddress) -> None:
        super().__init__(f"打开服务器上的账套“{address.database}”需要账号“{address.account}”的密码。", "请输入密码。")


class WrongServerPassword(ServerRefusal):
    """Account and password do not fit each other."""

    def __init__(self, address: ServerAddress) -> None:
        super().__init__(
            f"账号“{address.account}”或密码不正确，没有打开账套。", "请检查大小写和输入法后再试；忘记密码请找服务器管理员重设。"
        )


class NoSuchDatabase(ServerRefusal):
    """The server has no database of that name."""

    def __init__(self, address: ServerAddress) -> None:
        super().__init__(f"服务器“{address.host}”上没有名为“{address.database}”的账套。", "请核对账套名，或请服务器管理员先建立。")


class NotAServerWorkspace(ServerRefusal):
    """The database holds something else, or nothing yet."""

    def __init__(self, address: ServerAddress) -> None:
        super().__init__(
            f"服务器上的“{address.database}”不是本程序的账套。", "请核对账套名；新的账套要由服务器管理员先建立（见安装说明）。"
        )


class NotAdmitted(ServerRefusal):
    """The server does not let this account or this computer in."""

    def __init__(self, address: ServerAddress) -> None:
        super().__init__(
            f"服务器没有让账号“{address.account}”进入账套“{address.database}”。",
            "请服务器管理员给这个账号收件、评审或管理的权限，并允许这台电脑连接。",
        )


class Forbidden(ServerRefusal):
    """The account's role does not include what was tried."""

    def __init__(self) -> None:
        super().__init__(
            "您的账号没有做这件事的权限，这次没有保存。", "请由有权限的同事办理，或请服务器管理员调整您的账号（收件、评审、管理）。"
        )


class TooMany(ServerRefusal):
    """The server has as many connections as it takes."""

    def __init__(self, address: ServerAddress) -> None:
        super().__init__(f"服务器“{address.host}”现在连接太多，没有打开账套。", "请过几分钟再试；经常这样时请找服务器管理员。")


class NewerServer(ServerRefusal):
    """The workspace was upgraded by a newer program."""

    def __init__(self, address: ServerAddress) -> None:
        super().__init__(f"服务器上的账套“{address.database}”已由更新版本的程序升级。", "请在这台电脑上安装新版本的程序，再打开。")


class OlderServer(ServerRefusal):
    """The workspace is of an older version, and this account may not upgrade it."""

    def __init__(self, address: ServerAddress) -> None:
        super().__init__(
            f"服务器上的账套“{address.database}”是旧版本，要先升级。",
            "请有“管理”权限的同事用新版本的程序打开一次，程序会自动升级；升级前请管理员备份。",
        )


class ServerUpgradeFailed(ServerRefusal):
    """A migration failed; nothing has changed."""

    def __init__(self, address: ServerAddress) -> None:
        super().__init__(
            f"服务器上的账套“{address.database}”没有升级成功，内容没有改动。", "请继续使用原来版本的程序，并把日志交给信息技术人员。"
        )


class LineLost(ServerRefusal):
    """The server or the line went away; nothing was saved."""

    def __init__(self) -> None:
        super().__init__("与服务器的连接断了，这次没有完成。", "填写的内容还在窗口里，没有丢。网络恢复后再做一次就行，程序会自动重新连接。")


class PerhapsSaved(ServerRefusal):
    """The line went away in the very moment of saving, and the server cannot be asked."""

    def __init__(self) -> None:
        super().__init__(
            "保存的那一刻与服务器的连接断了，还不能确定是否已经保存。",
            "填写的内容还在窗口里。网络恢复后按 F5 刷新核对，没有保存就再保存一次。",
        )


class SomebodySaving(ServerRefusal):
    """Another officer's long save is in the way."""

    def __init__(self) -> None:
        super().__init__("同事正在保存较多内容，这次没有保存。", "填写的内容还在窗口里，请过一会儿再试。")


class ServerFault(ServerRefusal):
    """The server refused for a reason that only its administrator can mend (full disk, stopped, …)."""

    def __init__(self, code: str) -> None:
        super().__init__(f"服务器出了问题，这次没有完成（代号 {code}）。", "内容没有改动。请把代号告诉服务器管理员，排除后再试。")


class AdministratorBacksUp(ServerRefusal):
    """Backups of a server are not this program's business."""

    def __init__(self) -> None:
        super().__init__("服务器上的账套由服务器管理员备份。", "请管理员定期用 pg_dump 备份（见安装说明），并试过恢复。")
