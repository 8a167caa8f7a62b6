"""What the reports page offers: the reports in the order of `exports.jobs.WORKBOOKS`, the ledger, all application forms."""

from typing import NamedTuple

from exports.jobs import LEDGER, WORKBOOKS

APPLICATIONS = "applications"


class Offer(NamedTuple):
    """One thing that can be exported.

    Attributes:
        key: Key in `WORKBOOKS`, `LEDGER` or `APPLICATIONS`.
        purpose: What it is for, in a sentence.
        holds: What stands in it, in a few words.
        made_with: The program that opens it.
    """

    key: str
    title: str
    purpose: str
    holds: str
    made_with: str = "Excel"


_WORDS = {
    "progress": ("每个项目走到哪一步，供例会和月度调度使用。", "项目、主体、状态、最新进展、里程碑、问题数；按方向汇总并附图"),
    "indicators": ("九个试点方向的指标完成情况，供对照年度目标。", "基期、目标、实际、完成率、数据来源；按方向汇总并附图"),
    "tasks": ("按“任务—项目—责任”列出全部任务，供督办。", "任务、内容、责任、起止时间、预期成果、完成情况"),
    "problems": ("还没解决和已经解决的问题，供协调会使用。", "问题、所属项目、提出日期、处理情况"),
    "requests": ("需要市级或其他部门支持的事项，供上报。", "事项、所属项目、提出日期、答复情况"),
    "submissions": ("每个项目该报的材料报了没有，供催报。", "各项报送的截止日期、已报、逾期、补录"),
    "entities": ("试点主体的名录，供联系和备案。", "名称、类型、信用代码、行业、联系人、项目数"),
}

OFFERS: tuple[Offer, ...] = (
    *(Offer(key, workbook.title, *_WORDS.get(key, ("", ""))) for key, workbook in WORKBOOKS.items()),
    Offer(LEDGER, "项目台账", "全部项目一张总表，附九项汇总和指标，供存档和筛选。", "填表说明、台账、九项汇总、指标"),
    Offer(APPLICATIONS, "全部项目申请表", "每个项目一份试点申请表，放进同一个文件夹。", "按现在的内容；已报送的为报送的那一版", "Word"),
)
"""All of them, in the order shown."""
