"""公示名单 in the official layout: names of projects, entities and districts, nothing of persons; and the page 评审意见 of each project."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from exports.word.official.structure import (
    Annex,
    Block,
    Column,
    Heading,
    Kind,
    OfficialDocument,
    PageBreak,
    Paragraph,
    Signature,
    TableBlock,
)
from models.arithmetic import plain_number
from models.programme.pack import Programme
from models.queries.city.reviews import CONFLICT, DONE, Board, Ranked


class Listed(NamedTuple):
    """One project on the list."""

    district: str
    title: str
    entity: str
    area: str


class Publicity(NamedTuple):
    """What the list says besides its names.

    Attributes:
        title: What is listed, from the pack: 拟入选项目名单.
        first: First day.
        last: Last day.
        contact: Where objections go: unit and office telephone, no person.
    """

    title: str
    first: date
    last: date
    contact: str


def publicity_document(listed: Sequence[Listed], said: Publicity, programme: Programme, organ: str, on: date) -> OfficialDocument:
    """Return the list as an official document.

    Args:
        listed: The projects, in the order in which they stand.
        said: What it says besides.
        programme: The pack.
        organ: The office.
        on: Day of the document.
    """
    basis = programme.documents[0]
    opening = (
        f"根据《{basis.title}》（{basis.number}）要求，经申报、区县推荐、专家评审和研究，现将{programme.title}{said.title}"
        f"（共{len(listed)}个，见附件）予以公示，公示期为{_day(said.first)}至{_day(said.last)}。"
    )
    objections = (
        "公示期内，对名单有异议的，请以书面形式提出，写明具体事实，并附证明材料。以单位名义提出的，加盖单位公章；以个人名义提出的，"
        "签署真实姓名。我们对提出异议的单位和个人的信息予以保密。"
    )
    rows = [(str(number), row.district, row.title, row.entity, row.area) for number, row in enumerate(listed, start=1)]
    columns = (
        Column("序号", 6, "center"),
        Column("区县", 15, "center"),
        Column("试点项目名称", 34),
        Column("试点主体", 30),
        Column("试点方向", 18),
    )
    return OfficialDocument(
        Kind.PLAIN,
        f"关于{programme.title}{said.title}的公示",
        blocks=(Paragraph(opening), Paragraph(objections), Paragraph(f"受理单位及联系电话：{said.contact}。")),
        organ=organ,
        annexes=(Annex(f"{programme.short_title}{said.title}", (TableBlock(columns, rows),)),),
        signature=Signature(organ, on),
    )


def opinion_document(shown: Board, ranked: Sequence[Ranked], organ: str, on: date) -> OfficialDocument:
    """Return the pages 评审意见, one a project: how many experts, averages by criterion, what they wrote (without names), room to sign.

    Args:
        shown: The round.
        ranked: The projects, in their order.
        organ: The office.
        on: Day of the document.
    """
    blocks: list[Block] = []
    for number, row in enumerate(ranked):
        if number:
            blocks.append(PageBreak())
        blocks += _opinion(shown, row)
    return OfficialDocument(
        Kind.PLAIN, f"{shown.facts.title}专家评审意见", blocks=tuple(blocks), organ=organ, signature=Signature(organ, on)
    )


def _opinion(shown: Board, row: Ranked) -> list[Block]:
    judged, own = row.judged, row.result
    cells = shown.of_project(judged.project_id)
    counted = f"{own.counted:f}" if own.counted is not None else "未形成"
    facts = (
        f"申报编号：{judged.number}\n试点主体：{judged.entity}\n推荐区县：{judged.district}\n评审材料：第{judged.revision}版\n"
        f"专家组人数：{len(cells)}人，回避{row.conflicts}人，有效评分{own.sheets}份。\n平均得分：{counted}"
        + (f"，第{row.place}名。" if row.place else "。")
    )
    rows = [
        (weight.title, plain_number(weight.weight), f"{own.by_criterion[weight.key]:f}" if weight.key in own.by_criterion else "—")
        for weight in shown.facts.weights
    ]
    columns = (Column("评审指标", 50), Column("满分", 20, "center"), Column("平均分", 30, "center"))
    blocks: list[Block] = [
        Heading(1, judged.title),
        Heading(2, "评审情况"),
        Paragraph(facts),
        TableBlock(columns, rows, title="分项平均分", unit="分"),
    ]
    remarks = [cell.comment for cell in cells if cell.stands == DONE and cell.comment]
    blocks.append(Heading(2, "专家意见"))
    blocks += [Paragraph(f"（专家{number}）{text}") for number, text in enumerate(remarks, start=1)] or [
        Paragraph("专家没有填写文字意见。")
    ]
    if any(cell.stands == CONFLICT for cell in cells):
        blocks.append(Paragraph("回避的专家没有参加本项目打分。"))
    blocks.append(Paragraph("专家组组长（签字）：　　　　　　　年　　月　　日"))
    return blocks


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
