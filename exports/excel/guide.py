"""The first sheet (填表说明): what the workbook holds and how its cells are to be filled."""

from datetime import date

from openpyxl.worksheet.worksheet import Worksheet

from exports.excel.heights import lines_of, room_of
from exports.excel.look import PROSE, SECTION, TITLE, Look
from exports.excel.sheet import paper
from exports.files import clean_text
from models.programme.pack import Programme

WIDTH = 84.0
"""Digits of the normal font: the text width of an upright A4 page."""
FILLING = [
    "1. 主体类型、主方向、状态从下拉列表中选择，不要另行输入。",
    "2. 统一社会信用代码、申报编号、联系电话为文本，不要改成数字格式。",
    "3. 日期按“年月日”填写完整，如2025年7月11日；没有的留空，不写“无”“/”等符号。",
    "4. 新增项目请在最后一个项目的上方插入行，合计和汇总会自动包括；不要改动表头和合计行。",
    "5. 可以筛选、排序；合计行只计算当前显示的行。",
    "6. 台账由工作台生成，在本文件中的改动不会自动回到工作台，请同时在工作台中更新。",
]
READING = [
    "1. 各区县的项目按申报编号排列，可以按“区县”等各栏筛选、排序；合计行只计算当前显示的行。",
    "2. 统一社会信用代码、申报编号、联系电话为文本，不要改成数字格式。",
    "3. 数据以区县最近一次报送为准，撤并的区县列在接续的区县名下；“九项汇总”的主体数按统一社会信用代码计，相同的只算一家。",
    "4. 在本文件中的改动不会回到工作台；需要更正的，请区县在工作台中更正后重新报送。",
]


def lay_out_guide(
    sheet: Worksheet, programme: Programme, office: str, day: date, filter_note: str, look: Look, *, by_district: bool = False
) -> None:
    """Write the guide: one column, one paragraph a row.

    Args:
        office: Full name of the reporting office.
        day: Day of the ledger.
        filter_note: What the ledger was narrowed to; empty for the whole.
        look: The styles of the workbook.
        by_district: The ledger is the city's, of all districts.
    """
    sheet.column_dimensions["A"].width = WIDTH
    look.write(sheet, 1, 1, "填表说明", TITLE)
    sheet.row_dimensions[1].height = 40
    row = 2
    for head, paragraphs in _sections(programme, filter_note, by_district):
        look.write(sheet, row, 1, head, SECTION)
        sheet.row_dimensions[row].height = 26
        for paragraph in paragraphs:
            row += 1
            text = clean_text(paragraph)[0]
            look.write(sheet, row, 1, text, PROSE)
            sheet.row_dimensions[row].height = 19.0 * lines_of(text, room_of(WIDTH, PROSE.size)) + 3
        row += 1
    look.write(sheet, row, 1, f"填报单位：{clean_text(office)[0]}　　填报时间：{day.year}年{day.month}月{day.day}日", PROSE)
    sheet.row_dimensions[row].height = 28
    paper(sheet, landscape=False)
    sheet.print_area = f"A1:A{row}"


def _sections(programme: Programme, filter_note: str, by_district: bool) -> list[tuple[str, list[str]]]:
    documents = "；".join(f"《{document.title}》（{document.number}）" for document in programme.documents[:1])
    groups = dict.fromkeys(state.group for state in programme.life_cycle.state)
    states = "；".join(f"{group}：{_states(programme, group)}" for group in groups)
    whole = "本台账列出各区县报来的全部项目。" if by_district else "本台账列出本单位登记的全部项目。"
    scope = f"本台账只列出部分项目，范围：{filter_note}。" if filter_note else whole
    return [
        ("一、依据和范围", [f"依据{documents or programme.notice}编制，统计{programme.title}项目。", scope]),
        (
            "二、各表内容",
            [
                "台账：一个项目一行，列出主体、方向、状态、进展、问题和寻求支持事项，末行为合计。",
                "九项汇总：按主方向和所处阶段统计项目数，由“台账”自动计算，附图。",
                "指标：各项目的基期值、年度目标值、完成值和完成率，末尾逐项合计。",
            ],
        ),
        ("三、使用说明", READING) if by_district else ("三、填写要求", FILLING),
        ("四、状态所属阶段", [states]),
        (
            "五、指标性质",
            [
                "累计：试点开始以来的总数，不应减少。时点：某一日的数。年度：当年发生数，逐年重新计数。",
                "比率：由分子和分母计算，跨项目合计时分子、分母分别相加后再相除，不取平均数。",
            ],
        ),
    ]


def _states(programme: Programme, group: str) -> str:
    return "、".join(state.title for state in programme.life_cycle.state if state.group == group)
