"""The hand-over list (交接清单) as an official document: what the workspace holds, what is open, what the successor has to do."""

from collections.abc import Sequence
from datetime import date

from exports.handover.matters import Matters
from exports.word.official.structure import Block, Column, Heading, Kind, OfficialDocument, Paragraph, TableBlock
from models.workspace.workspace import OfficeFacts

NONE = "无。"
BLANK = "（待填）"
SIGN_HERE = "　" * 9


def handover_list(matters: Matters, office: OfficeFacts, successor: str, on: date) -> OfficialDocument:
    """Return the list.

    Args:
        matters: What is open.
        office: The office.
        successor: Name of who takes over; empty leaves room for it.
        on: Day of the list.
    """
    day = f"{on.year}年{on.month}月{on.day}日"
    blocks: list[Block] = [
        Paragraph(f"移交单位：{office.name}"),
        Paragraph(f"移交人：{office.officer}　　接收人：{successor or BLANK}"),
        Paragraph(f"清单反映{day}账套里的情况。"),
        Heading(1, "账套内容"),
        _table(("内容", "数量"), (3, 1), [(label, str(count)) for label, count in matters.counts]),
    ]
    blocks += [Heading(1, "到期和逾期的报送任务"), *_obligations(matters), Heading(1, "没有定稿的文书"), *_drafts(matters)]
    blocks += [Heading(1, "市级退回、尚未重新定稿的文书"), *_mendings(matters), Heading(1, "收发情况"), *_exchange(matters)]
    blocks += [Heading(1, "已下发、尚未收回的表"), *_hand_outs(matters), Heading(1, "收发身份和密钥"), *_keys(matters)]
    blocks += [Heading(1, "单位自己的公文模板"), Paragraph("、".join(matters.templates) + "。" if matters.templates else NONE)]
    blocks += [Heading(1, "接收人要办的事"), *(Paragraph(f"{number}. {words}") for number, words in enumerate(_steps(matters), 1))]
    blocks += [Heading(1, "签字"), *(Paragraph(f"{who}（签字）：{SIGN_HERE}日期：") for who in ("移交人", "接收人", "监交人"))]
    return OfficialDocument(Kind.PLAIN, "融合试点工作交接清单", blocks=tuple(blocks), organ=office.name)


def _obligations(matters: Matters) -> list[Block]:
    rows = [
        (row.title, f"{row.due:%Y-%m-%d}" if row.due else "随时", row.standing.value, f"{row.done}/{row.total}")
        for row in matters.obligations
    ]
    return _or_none(rows, ("报送任务", "截止日期", "状态", "已办/应办"), (5, 2, 2, 2))


def _drafts(matters: Matters) -> list[Block]:
    rows = [(draft.title, draft.kind, str(draft.errors), str(draft.warnings)) for draft in matters.drafts]
    return _or_none(rows, ("项目或文书", "种类", "错误", "待说明的警告"), (5, 3, 1, 2))


def _mendings(matters: Matters) -> list[Block]:
    rows = [
        (one.title, one.row.reason, f"{one.row.due:%Y-%m-%d}" if one.row.due else "没有规定", f"{one.row.answered}/{one.row.comments}")
        for one in matters.mendings
    ]
    return _or_none(rows, ("文书", "退回原因", "要求报回", "意见已答复"), (4, 4, 2, 2))


def _exchange(matters: Matters) -> list[Block]:
    sent = [(f"第{row.sequence}号", row.title, row.stands, row.exported_at or "没有导出") for row in matters.sent]
    received = [(f"第{row.sequence}号", row.title, row.stands, row.received_at) for row in matters.received]
    return [
        Heading(2, "还没有收到回执的报送包"),
        *_or_none(sent, ("编号", "内容", "状态", "最近导出"), (2, 5, 2, 3)),
        Heading(2, "等前面的包到了才能导入的反馈包"),
        *_or_none(received, ("编号", "内容", "状态", "收到时间"), (2, 5, 2, 3)),
        Heading(2, "没有看过的市级消息"),
        Paragraph("；".join(matters.messages) + "。" if matters.messages else NONE),
    ]


def _hand_outs(matters: Matters) -> list[Block]:
    rows = [(row.entity, row.title, row.at[:10], f"{row.due_on:%Y-%m-%d}" if row.due_on else "没有规定") for row in matters.hand_outs]
    return _or_none(rows, ("试点主体", "表", "下发日期", "要求交回"), (4, 4, 2, 2))


def _keys(matters: Matters) -> list[Block]:
    if not matters.stations:
        return [Paragraph("还没有建立收发身份，没有发出过报送包。")]
    lines = [Paragraph(f"与市级的登记：{matters.city or '未登记'}。下一个报送包是第{matters.next_number}号。")]
    lines += [Paragraph(f"{name}，核对码 {code}。") for name, code in matters.stations]
    words = "签名和解密用的密钥在账套里，随交接包加密移交，由接收人的电脑接着使用，不需要重新入网；移交人的电脑不再发包。"
    return [*lines, Paragraph(words)]


def _steps(matters: Matters) -> list[str]:
    steps = [
        "在自己的电脑上安装本程序，打开交接包，输入移交人当面或电话告知的交接口令，填写自己的姓名，设置自己的密码。",
        "核对本清单与账套里的内容是否一致，双方签字。",
        "确认能正常打开账套后，请移交人删除U盘上的交接包，原来电脑上的账套按单位规定保存或清除。",
        "把新的经办人和联系电话告诉市级；核对码没有变化，不需要重新入网。" if matters.stations else "需要入网的，向市级要入网文件。",
    ]
    steps += ["原样再导出没有回执的报送包，或向市级查询是否收到。"] * bool(matters.sent)
    steps += ["按退回意见整改，逐条答复后重新报送。"] * bool(matters.mendings)
    steps += ["向试点主体催回已下发的表。"] * bool(matters.hand_outs)
    return steps


def _or_none(rows: Sequence[Sequence[str]], heads: Sequence[str], shares: Sequence[float]) -> list[Block]:
    return [_table(heads, shares, rows)] if rows else [Paragraph(NONE)]


def _table(heads: Sequence[str], shares: Sequence[float], rows: Sequence[Sequence[str]]) -> TableBlock:
    return TableBlock([Column(label, share) for label, share in zip(heads, shares, strict=True)], rows)
