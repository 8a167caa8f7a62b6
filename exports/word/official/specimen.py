"""A specimen (样张) of each kind of official document: everything such a document can have, with 示例 content throughout."""

from datetime import date

from exports.word.official.structure import Annex, Column, Heading, Kind, OfficialDocument, Paragraph, Signature, TableBlock

_ORGAN = "示例区人力资源和社会保障局"
_TITLES = {
    Kind.REPORT: f"{_ORGAN}关于示例事项的报告（样张）",
    Kind.LETTER: f"{_ORGAN}关于示例事项的函（样张）",
    Kind.ANNEX: "示例附件（样张）",
    Kind.PLAIN: "示例材料（样张）",
}
_TEXT = "这是示例文字，用来看版面。这里将来是文书自己的内容：从账套里取的数字、写好的句子，一段一段照这个样子排。"
_TABLE = TableBlock(
    [Column("序号", 0.4, "center"), Column("试点项目名称", 3), Column("试点主体", 2.5), Column("投入（万元）", 1, "right")],
    [[str(number), f"示例项目{number}", f"示例主体{number}", f"{number}00.00"] for number in range(1, 7)],
    unit="万元",
    landscape=True,
)


def specimen(kind: Kind, on: date) -> OfficialDocument:
    """Return the specimen.

    Args:
        kind: Kind of document.
        on: Its day.
    """
    bare = kind is Kind.ANNEX
    return OfficialDocument(
        kind,
        _TITLES[kind],
        subtitle="示例单位" if kind is Kind.PLAIN else "",
        blocks=[
            Paragraph(_TEXT),
            Heading(1, "一级标题"),
            Heading(2, "二级标题"),
            Paragraph(_TEXT),
            Heading(3, "三级标题", after=f"。{_TEXT}"),
            Heading(4, "四级标题", after=f"。{_TEXT}"),
            Heading(1, "又一个一级标题"),
            Paragraph(_TEXT),
        ],
        organ=_ORGAN,
        number=f"示例文〔{on.year}〕1号",
        recipient="" if bare else "示例主送机关",
        annexes=() if bare else (Annex("示例汇总表", (_TABLE,)), Annex("示例名单", (Heading(1, "组长"), Paragraph("示例人")))),
        signature=None if bare else Signature(_ORGAN, on),
        note="" if bare else "联系人：示例人，联系电话：示例号码",
        cc="" if bare else "示例抄送机关",
        printed_by="" if bare else f"{_ORGAN}办公室",
        printed_on=None if bare else on,
        signer="示例签发人",
        annex_label="附件1",
        mark="样张",
    )
