"""The program's entrance: without arguments the window, with a subcommand the same operations without one."""

import argparse
import io
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from models.errors import ResourceError, UserError
from models.workspace.server.address import place_of

if TYPE_CHECKING:
    from exports.outgoing import Outgoing
    from models.workspace.workspace import Workspace

OK, FAILED, USAGE, REMARKED = 0, 1, 2, 3
ROLES = ("收件", "评审", "管理")
_CODES = (
    "退出码：0 完成；1 没有完成，原因见错误输出；2 命令写法不对；3 已经导出，但文件里有可能是个人信息的内容，逐条列在错误输出里，"
    "请看过再对外提供，或加 --masked 重新导出。"
)
_PIECE = re.compile(r"[!-~]+ ?|.")
_NOT_FIRST = "，。；：、）”！？"
"""What stays with the character before it."""

_HEADING = re.compile(r"^(参数|选项|命令):$", re.MULTILINE)
_USAGE_FAULTS = (
    (re.compile(r"the following arguments are required: (.*)"), "缺少参数：{}。"),
    (re.compile(r"unrecognized arguments: (.*)"), "不认识的参数：{}。"),
    (re.compile(r"argument (\S+): invalid choice: (\S+).*"), "参数 {} 不接受 {}。"),
    (re.compile(r"argument (\S+): expected one argument"), "参数 {} 后面要写一个值。"),
)


class ChineseLines(argparse.HelpFormatter):
    """Breaks lines as Chinese is broken: between any two characters, never inside a name or an address, by the width on the screen."""

    def _split_lines(self, text: str, width: int) -> list[str]:
        from unicodedata import east_asian_width

        lines, used = [""], 0
        for piece in _PIECE.findall(" ".join(text.split())):
            wide = sum(2 if east_asian_width(character) in "WF" else 1 for character in piece)
            if used + wide > width and lines[-1] and piece not in _NOT_FIRST:
                lines.append("")
                used = 0
            lines[-1] += piece
            used += wide
        return [line.strip() for line in lines]

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(indent + line for line in self._split_lines(text, width - len(indent)))


class ChineseParser(argparse.ArgumentParser):
    """An argument parser that speaks the officer's language."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs, add_help=False, allow_abbrev=False, formatter_class=ChineseLines)  # type: ignore[misc, arg-type]
        self._positionals.title = "参数"
        self._optionals.title = "选项"
        self.add_argument("-h", "--help", action="help", help="显示这份说明")

    def format_usage(self) -> str:
        """Return the usage line."""
        return super().format_usage().replace("usage:", "用法：", 1)

    def format_help(self) -> str:
        """Return the whole help."""
        return _HEADING.sub(r"\1：", super().format_help().replace("usage:", "用法：", 1))

    def error(self, message: str) -> NoReturn:
        """Print what is wrong with the command in Chinese and leave with code 2."""
        for pattern, words in _USAGE_FAULTS:
            if match := pattern.fullmatch(message):
                message = words.format(*match.groups())
                break
        else:
            message = "命令写法不对。"
        self.exit(USAGE, f"{self.format_usage()}{message}加 --help 查看说明。\n")


def parser() -> argparse.ArgumentParser:
    """Build the command line's grammar."""
    top = ChineseParser(prog="ronghe", description="融合试点工作台。不带参数时打开窗口。")
    top.add_argument(
        "--workspace",
        metavar="FILE",
        type=place_of,
        help="直接打开这个账套文件（.ronghe），或服务器上的账套（postgresql://账号@服务器/账套名）",
    )
    top.add_argument("--open", metavar="FILE", type=Path, help="打开收到的文件（.rhbs 报送包、.rhfk 反馈包、.rhfa 方案包、.rhjj 交接包）")
    commands = top.add_subparsers(dest="command", metavar="命令", title="命令")

    demo = commands.add_parser("demo", help="在目录 DIR 里建示例账套，导出示例文件并保存各页面的图片")
    demo.add_argument("folder", metavar="DIR", type=Path, help="存放示例的目录")
    demo.add_argument("--city", action="store_true", help="市级版的示例：各区县一年里报来的约2000个项目")

    export = commands.add_parser("export", help="导出申请表、各阶段文书（Word），项目台账或报表（Excel）", epilog=_CODES)
    kinds = ("application", "document", "ledger", "report")
    words = "application 申请表，document 各阶段文书，ledger 台账，report 报表"
    export.add_argument("what", metavar="|".join(kinds), choices=kinds, help=words)
    export.add_argument("--workspace", metavar="FILE", type=place_of, required=True, help="账套文件（.ronghe），或服务器上的账套")
    export.add_argument("--out", metavar="DIR", type=Path, required=True, help="导出到哪个目录")
    export.add_argument("--project", metavar="ID", default="", help="只导出这个项目（申报编号或内部编号）；不写则导出全部")
    export.add_argument(
        "--kind",
        metavar="KEY",
        default="",
        help="报表或文书的名称，例如 进展汇总表、年度报告；不写则导出全部",
    )

    export.add_argument("--masked", action="store_true", help="导出脱敏副本：出门检查找到的个人信息在文件里遮去，账套不变")

    check = commands.add_parser("check", help="检查账套文件是否完好")
    check.add_argument("file", metavar="FILE", type=Path, help="账套文件（.ronghe）")

    backup = commands.add_parser("backup", help="把账套备份到目录 DIR")
    backup.add_argument("file", metavar="FILE", type=Path, help="账套文件（.ronghe）")
    backup.add_argument("folder", metavar="DIR", type=Path, help="存放备份的目录")

    commands.add_parser("selftest", help="自检：建账套、填表、导出、重读、画出每个页面")
    setup = commands.add_parser("server-setup", help="在服务器（PostgreSQL）上建立市级账套，由服务器管理员执行一次")
    setup.add_argument("url", metavar="URL", help="postgresql://管理员账号@服务器/账套名；不写密码")
    setup.add_argument("--office", metavar="NAME", default="", help="单位全称，与公章一致")
    setup.add_argument("--officer", metavar="NAME", default="", help="负责人姓名")
    setup.add_argument("--phone", metavar="NUMBER", default="", help="单位电话")
    setup.add_argument("--from", metavar="FILE", dest="source", type=Path, help="把这个账套文件（.ronghe）的全部内容搬上去；不再需要写单位")
    account = commands.add_parser("server-account", help="在服务器上新增或调整一个账号，由服务器管理员执行")
    account.add_argument("url", metavar="URL", help="postgresql://管理员账号@服务器/账套名；不写密码")
    account.add_argument("account", metavar="ACCOUNT", help="账号，建议用拼音，如 zhangsan")
    account.add_argument(
        "--role", metavar="ROLE", action="append", default=[], choices=ROLES, help="收件、评审、管理；可以写几个，不写则收回"
    )
    account.add_argument("--keep-password", action="store_true", help="不改这个账号的密码")
    for command in (export, check, backup, setup, account):
        command.add_argument(
            "--password-file", metavar="FILE", type=Path, help="账套有密码时，从这个文件的第一行读取；也可设环境变量 RONGHE_PASSWORD"
        )
    return top


def as_options(argv: list[str]) -> list[str]:
    """Return the command line with what a double click or an administrator writes in short put the long way.

    A file alone is opened; ``--selftest`` is the command of that name.
    """
    if argv == ["--selftest"]:
        return ["selftest"]
    if len(argv) == 1 and not argv[0].startswith("-"):
        from ui.received_file import is_received_file

        if is_received_file(Path(argv[0])):
            return ["--open", *argv]
        if Path(argv[0]).suffix.lower() == ".ronghe":
            return ["--workspace", *argv]
    return argv


def password_of(arguments: argparse.Namespace) -> str | None:
    """Return the password the caller gave, or ``None``."""
    if arguments.password_file is None:
        return os.environ.get("RONGHE_PASSWORD")
    try:
        lines = arguments.password_file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"读不到密码文件“{arguments.password_file}”。", "请核对路径，文件应为UTF-8文本，第一行是密码。") from error
    return lines[0] if lines else ""


@contextmanager
def writable(folder: Path) -> Iterator[None]:
    """Turn what the system says about a folder into a sentence."""
    try:
        yield
    except OSError as error:
        raise UserError(f"文件不能写入目录“{folder}”。", "请换一个能写入的目录，并确认磁盘没有写满。") from error


def run_demo(arguments: argparse.Namespace) -> int:
    """Make the demo workspace, its documents and its pictures."""
    from ui.demonstration import demonstrate, demonstrate_city

    make = demonstrate_city if arguments.city else demonstrate
    with writable(arguments.folder):
        for name, what in make(arguments.folder, date.today()):
            print(f"{name}\t{what}", flush=True)
    return OK


def open_to_look(place: Path | str, password: str | None) -> "Workspace":
    """Open a workspace read-only, wherever it lies."""
    from models.workspace.server.address import read_address
    from models.workspace.store import open_workspace

    if isinstance(place, Path):
        return open_workspace(place, password=password, read_only=True)
    from models.workspace.server.opening import open_server

    return open_server(read_address(place), password, read_only=True)


def run_export(arguments: argparse.Namespace) -> int:
    """Export application forms, documents of every stage, the ledger or reports; what may be personal in them is listed (出门检查)."""
    from exports.files import ignore
    from exports.jobs import LEDGER, WORKBOOKS, application_ids, stage_document_ids
    from exports.outgoing import read_documents, read_report, targets
    from forms.good_pack import pack_in_use

    kind, what, on = arguments.kind, arguments.what, date.today()
    reports = [key for key, workbook in WORKBOOKS.items() if kind in ("", key, workbook.title)]
    if what == "report" and not reports:
        raise UserError(f"没有“{kind}”这张报表。", f"可以写：{'、'.join(workbook.title for workbook in WORKBOOKS.values())}。")
    workspace = open_to_look(arguments.workspace, password_of(arguments))
    try:
        programme, notice = pack_in_use(workspace)
        workspace.use_programme(programme)
        if notice:
            print(notice, file=sys.stderr)
        if what in ("ledger", "report"):
            files = [read_report(workspace, key, on) for key in ([LEDGER] if what == "ledger" else reports)]
        elif what == "document":
            files = read_documents(workspace, stage_document_ids(workspace, workspace.programme, kind, arguments.project), on)
        else:
            files = read_documents(workspace, application_ids(workspace, arguments.project), on)
        with writable(arguments.out):
            arguments.out.mkdir(parents=True, exist_ok=True)
            for file, target in zip(files, targets(arguments.out, files, arguments.masked), strict=True):
                done = file.write(target, arguments.masked, ignore)
                print(done.path)
                for note in done.notes:
                    print(f"  注意：{note}", file=sys.stderr)
                if not arguments.masked:
                    tell_remarks(file)
    finally:
        workspace.close()
    return REMARKED if not arguments.masked and any(file.inspection.count for file in files) else OK


def tell_remarks(file: "Outgoing") -> None:
    """Print what may be personal in a file, one line each, on stderr."""
    found = file.inspection
    if found.count:
        print(f"  出门检查：“{file.title}”里有{found.count}处可能是个人信息。", file=sys.stderr)
    for finding in found.findings:
        print(f"  {finding.label}：{finding.message}", file=sys.stderr)
    if found.count > len(found.findings):
        print(f"  另有{found.count - len(found.findings)}处没有列出。", file=sys.stderr)


def run_check(arguments: argparse.Namespace) -> int:
    """Check a workspace file from the first to the last page."""
    from models.workspace.integrity import check_file

    report = check_file(arguments.file, password=password_of(arguments))
    print(report.summary, file=sys.stdout if report.sound else sys.stderr)
    return OK if report.sound else FAILED


def run_backup(arguments: argparse.Namespace) -> int:
    """Back a workspace up."""
    from models.workspace.backup import back_up_file

    print(back_up_file(arguments.file, arguments.folder, password=password_of(arguments)))
    return OK


def ask_password(words: str) -> str:
    """Ask for a password where somebody sits at the terminal; it is never shown."""
    import getpass

    return getpass.getpass(f"{words}：") if sys.stdin is not None and sys.stdin.isatty() else ""


def run_server_setup(arguments: argparse.Namespace) -> int:
    """Make the city's workspace on a server, empty or with the content of a file."""
    from models.edition import CITY
    from models.programme.pack import load_programme, programme_ids
    from models.workspace.server.address import read_address
    from models.workspace.server.setting_up import set_up
    from models.workspace.store import OfficeDetails, open_workspace
    from models.workspace.workspace import utc_now

    address, password = read_address(arguments.url), password_of(arguments)
    password = ask_password(f"管理员账号“{address.account}”的密码（没有则直接回车）") if password is None else password
    if arguments.source is not None:
        file_password = ask_password("账套文件的密码（没有则直接回车）")
        with open_workspace(arguments.source, password=file_password or None) as source:
            set_up(address, password, source.programme, None, utc_now(), source)
    else:
        office = OfficeDetails(CITY, arguments.office, arguments.officer, arguments.phone)
        set_up(address, password, load_programme(programme_ids()[0]), office, utc_now())
    print(f"服务器账套“{address.database}”已建立。下一步：用 server-account 给每位同事建立账号。")
    return OK


def run_server_account(arguments: argparse.Namespace) -> int:
    """Make or change an officer's account on a server."""
    from models.workspace.server.address import read_address
    from models.workspace.server.rights import Role
    from models.workspace.server.setting_up import set_account

    address, password = read_address(arguments.url), password_of(arguments)
    password = ask_password(f"管理员账号“{address.account}”的密码（没有则直接回车）") if password is None else password
    fresh = os.environ.get("RONGHE_NEW_PASSWORD") or ("" if arguments.keep_password else ask_password(f"账号“{arguments.account}”的新密码"))
    set_account(address, password, arguments.account, [role for role in Role if role.words in arguments.role], fresh)
    given = "、".join(arguments.role)
    print(f"账号“{arguments.account}”的权限：{given}。" if given else f"账号“{arguments.account}”的权限已收回。")
    return OK


def run_selftest(arguments: argparse.Namespace) -> int:
    """Try every important thing once on a workspace of its own."""
    from functools import partial

    from ui.selftest import selftest

    if selftest(partial(print, flush=True)):  # whoever watches sees each line when it is there
        return OK
    print("自检未通过。请把以上内容交给维护人员。", file=sys.stderr)
    return FAILED


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "demo": run_demo,
    "export": run_export,
    "check": run_check,
    "backup": run_backup,
    "selftest": run_selftest,
    "server-setup": run_server_setup,
    "server-account": run_server_account,
}


def main(argv: list[str]) -> int:
    """Run the program.

    Args:
        argv: The arguments, without the program's name.

    Returns:
        0 done, 1 expected failure (a plain sentence stands on stderr), 2 wrong usage, 3 exported, but with remarks on stderr.
    """
    arguments = parser().parse_args(as_options(argv))
    try:
        if arguments.command:
            return COMMANDS[arguments.command](arguments)
        from ui.app import run

        return run(arguments.workspace, sys.argv[:1], arguments.open)
    except (UserError, ResourceError) as failure:
        print(failure, file=sys.stderr)
        return FAILED


if __name__ == "__main__":
    if getattr(sys, "frozen", False):  # files from outside are read in another process, which is this program started anew
        from multiprocessing import freeze_support

        freeze_support()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a program without console has none
            stream.reconfigure(errors="replace")
    sys.exit(main(sys.argv[1:]))
