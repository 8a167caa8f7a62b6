"""Why a package is refused: one stable code and one sentence each."""

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from models.errors import UserError

if TYPE_CHECKING:
    from exports.package.manifest import Manifest


class Refusal(StrEnum):
    """The stable codes; they are written into receipts and logs and never change their meaning."""

    NOT_OURS = "not_ours"
    TOO_LARGE = "too_large"
    DAMAGED = "damaged"
    NEWER = "newer"
    SUITE_MISSING = "suite_missing"
    WRONG_RECIPIENT = "wrong_recipient"
    UNENROLLED = "unenrolled"
    UNKNOWN_SENDER = "unknown_sender"
    REVOKED = "revoked"
    SIGNATURE = "signature"
    CONTENT = "content"
    DUPLICATE = "duplicate"
    REPLAY = "replay"
    WITHDRAWN = "withdrawn"
    GAP = "gap"
    FORK = "fork"
    WRONG_CODE = "wrong_code"


SENTENCES: dict[Refusal, tuple[str, str]] = {
    Refusal.NOT_OURS: ("这不是本程序的报送包、反馈包或方案包。", "请核对是不是选错了文件。"),
    Refusal.TOO_LARGE: ("这个文件超过了一个包允许的大小。", "请对方把佐证材料压缩后，或分几次报送。"),
    Refusal.DAMAGED: ("文件在拷贝途中损坏或不完整，没有导入。", "请重新拷贝一次；仍不行，请对方把同一个包再导出一次。"),
    Refusal.NEWER: ("这个包由较新版本的程序生成，本机的版本读不了。", "请升级本程序后再导入，文件请保留。"),
    Refusal.SUITE_MISSING: (
        "这个包使用国密算法（SM2、SM3、SM4），本机没有安装相应的组件。",
        "请在装有国密组件的电脑上导入，或请市级改用通用算法重新登记。",
    ),
    Refusal.WRONG_RECIPIENT: ("这个包不是发给本单位这台电脑的。", "请核对收件单位；如果本机重新登记过，请对方重新发一份。"),
    Refusal.UNENROLLED: ("发送方还没有登记，无法确认是谁发来的。", "请先电话核实；确认后可以按“未登记”接收。"),
    Refusal.UNKNOWN_SENDER: ("发送方不在已登记的名单里，没有导入。", "请先与对方核实，再办理登记。"),
    Refusal.REVOKED: ("发送方的登记已经注销，没有导入。", "请与对方核实；需要继续收发的，请重新登记。"),
    Refusal.SIGNATURE: ("签名核对不上，内容可能被改动过，没有导入。", "请当面或电话与对方核实后，请对方重新发一份。"),
    Refusal.CONTENT: ("包里的内容不符合约定的格式，没有导入。", "请对方核对程序版本，重新生成后再发。"),
    Refusal.DUPLICATE: ("这个包已经收到过，不需要再导入。", "原来导入的内容没有变化。"),
    Refusal.REPLAY: ("这个包的编号早于登记时约定的起始编号，是以前的旧包，没有导入。", "请核对是不是拿错了文件。"),
    Refusal.WITHDRAWN: ("对方已经撤回这个包，没有导入。", "请使用对方后来发出的包。"),
    Refusal.GAP: ("前面还有包没有收到，这个包先放在待处理里，不会丢失。", "请对方把缺少的包再发一份，收到后按顺序导入。"),
    Refusal.FORK: (
        "这个包与已经收到的包编号相同或前后接不上，可能是用旧备份或另一台电脑做的，没有导入。",
        "请与对方核实以哪一份为准，必要时重新登记。",
    ),
    Refusal.WRONG_CODE: ("口令不对，或入网文件已经损坏。", "请与市级电话核对口令；仍不行，请重新要一份入网文件。"),
}
"""What happened, and what to do next."""

OF_ENROLMENT: dict[str, dict[Refusal, tuple[str, str]]] = {
    "rhrw": {
        Refusal.NOT_OURS: ("这不是入网文件。", "请选择市级发来的入网文件（.rhrw）。"),
        Refusal.DAMAGED: ("入网文件在拷贝途中损坏或不完整。", "请重新拷贝一次；仍不行，请向市级重新要一份。"),
        Refusal.CONTENT: ("入网文件的内容本机读不了，可能由较新版本的程序生成。", "请升级本程序后再导入；仍不行，请向市级重新要一份。"),
        Refusal.WRONG_RECIPIENT: ("这份入网文件是给别的区县的。", "请核对是不是拿错了文件，需要时请市级重新生成。"),
    },
    "rhdj": {
        Refusal.NOT_OURS: ("这不是登记回执。", "请选择区县交来的登记回执（.rhdj）。"),
        Refusal.CONTENT: ("登记回执损坏或不完整。", "请区县在“收发登记”里再保存一次登记回执，重新拷贝。"),
        Refusal.UNKNOWN_SENDER: ("这份登记回执不是用本机生成的入网文件登记的。", "请核对是不是拿错了文件；需要时重新生成入网文件。"),
        Refusal.REVOKED: ("这次登记已经注销。", "请重新生成一份入网文件。"),
        Refusal.SIGNATURE: ("登记回执核对不上，可能被改动过。", "请注销这次登记，重新生成一份入网文件。"),
    },
}
"""The same for the two files of enrolment, by their ending."""


class SignedManifest(NamedTuple):
    """A manifest whose signature was checked, and its hash."""

    manifest: "Manifest"
    digest: str


class PackageRefused(UserError):  # noqa: N818 (as its base, a refusal and no bug)
    """A package cannot be taken in; nothing has changed.

    Attributes:
        code: Why.
        where: The part of the package it shows in, for the log (not for the officer); it begins with the ending of a file of enrolment.
        signed: The manifest, where it carries the signature of a pinned key: then the receipt can speak of the package.
    """

    def __init__(self, code: Refusal, where: str = "") -> None:
        super().__init__(*OF_ENROLMENT.get(where[:4], {}).get(code, SENTENCES[code]))
        self.code = code
        self.where = where
        self.signed: SignedManifest | None = None
