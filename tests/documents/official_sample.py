"""Official documents for the tests: as offices write them, extreme ones, empty ones. All names are examples (示例)."""

from datetime import date

from exports.word.official.structure import (
    Annex,
    Column,
    Heading,
    Kind,
    OfficialDocument,
    Paragraph,
    Signature,
    TableBlock,
)

ORGAN = "示例区人力资源和社会保障局"
DAY = date(2026, 11, 5)
TEXT = (
    "示例区以产业链用工需求为牵引，由龙头人力资源服务机构牵头，联合园区、制造业企业和职业院校，建立“需求发布—技能培训—岗位匹配—跟踪服务”"
    "一体化机制。截至2026年11月底，全区共有试点项目12个，服务企业1268家次。"
)
WIDE = TableBlock(
    [Column("序号", 0.4, "center"), Column("试点项目名称", 3), Column("申报主体", 2.5), Column("投入（万元）", 1, "right"), Column("备注")],
    [[str(row), f"示例试点项目{row}：汽车产业链用工共享平台建设", "示例人力资源服务有限公司", f"{row}23.50"] for row in range(1, 41)],
    "试点推荐项目汇总表",
    "万元",
    landscape=True,
)
ROWS = (("服务制造业企业数", "100"), ("帮助用工人数", "3600"))
SMALL = TableBlock((Column("指标", 3), Column("目标", 1, "right")), ROWS, "指标完成情况", "家")
BLOCKS = (
    Paragraph(TEXT),
    Heading(1, "工作开展情况"),
    Heading(2, "健全工作机制"),
    Heading(3, "区级统筹"),
    Paragraph(TEXT),
    Heading(3, "部门联动", after="。每季度会商一次。"),
    Heading(4, "会商办法"),
    Paragraph(TEXT),
    Heading(2, "搭建服务平台"),
    Heading(3, "线上平台"),
    Paragraph(TEXT),
    SMALL,
    Heading(1, "存在的问题"),
    Paragraph(TEXT),
)


def report(**changes: object) -> OfficialDocument:
    """Return a report with everything a report can have."""
    facts: dict[str, object] = {
        "kind": Kind.REPORT,
        "title": f"{ORGAN}关于报送人力资源服务业与制造业融合发展试点推荐项目的报告",
        "blocks": BLOCKS,
        "organ": ORGAN,
        "number": "示例人社文〔2026〕1号",
        "recipient": "市人力资源和社会保障局",
        "annexes": (Annex("试点推荐项目汇总表。", (WIDE,)), Annex("工作专班成员名单", (Heading(1, "组长"), Paragraph("示例甲")))),
        "signature": Signature(ORGAN, DAY, sealed=True),
        "note": "联系人：示例甲，联系电话：023-00000000",
        "cc": "区政府办公室，区经济信息委",
        "printed_by": f"{ORGAN}办公室",
        "printed_on": DAY,
        "signer": "示例乙",
        "mark": "第2版　校验码 7F3K-92QD",
    }
    return OfficialDocument(**(facts | changes))  # type: ignore[arg-type]


def letter(**changes: object) -> OfficialDocument:
    """Return a letter without seal."""
    facts: dict[str, object] = {
        "kind": Kind.LETTER,
        "title": "关于推荐人力资源服务业与制造业融合发展试点项目的函",
        "number": "示例人社函〔2026〕1号",
        "annexes": (Annex("试点推荐项目汇总表"),),
        "signature": Signature(ORGAN, DAY, sealed=False),
    }
    return report(**(facts | changes))


def extreme() -> OfficialDocument:
    """Return a report with a name of 60 characters, a paragraph of 3,000, a cell of 3,000, and 40 rows."""
    name = "某" * 60
    cell = TableBlock([Column("序号", 0.2, "center"), Column("内容", 4)], [["1", "短"], ["2", (TEXT * 30)[:3000]]])
    return report(
        title="关于报送" + "某" * 52 + "的报告",
        blocks=(Paragraph((TEXT * 30)[:3000]), cell, WIDE, Paragraph("完")),
        organ=name,
        recipient=name,
        signature=Signature(name, DAY),
        cc=name,
        printed_by=name,
    )


def squares(lines: int) -> Paragraph:
    """Return paragraphs without indent problems: one long text of full-width signs, the first line two shorter."""
    return Paragraph("国" * (28 * lines - 2))


EMPTY = OfficialDocument(Kind.REPORT, "")
EMPTY_LETTER = OfficialDocument(Kind.LETTER, "")
