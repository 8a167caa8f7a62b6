"""The things that can be found, deleted and restored, by the one word that search, recycle bin and pages use for them."""

from enum import StrEnum


class Thing(StrEnum):
    """One kind of stored thing."""

    ENTITY = "entity"
    PROJECT = "project"
    APPLICATION = "application"
    DOCUMENT = "document"
    MILESTONE = "milestone"
    PROGRESS = "progress"
    PROBLEM = "problem"
    SUPPORT_REQUEST = "support_request"
    INDICATOR = "indicator"
    INDICATOR_VALUE = "indicator_value"
    EVIDENCE = "evidence"
    OBLIGATION_RECORD = "obligation_record"
    AD_HOC_TASK = "ad_hoc_task"
    OFFICE_TEMPLATE = "office_template"
    EXPERT = "expert"
    REVIEW_ROUND = "review_round"


THING_LABELS: dict[Thing, str] = {
    Thing.ENTITY: "试点主体",
    Thing.PROJECT: "试点项目",
    Thing.APPLICATION: "申报表",
    Thing.DOCUMENT: "文书",
    Thing.MILESTONE: "里程碑",
    Thing.PROGRESS: "进展",
    Thing.PROBLEM: "问题",
    Thing.SUPPORT_REQUEST: "支持事项",
    Thing.INDICATOR: "指标",
    Thing.INDICATOR_VALUE: "指标完成值",
    Thing.EVIDENCE: "佐证材料",
    Thing.OBLIGATION_RECORD: "报送记录",
    Thing.AD_HOC_TASK: "急件",
    Thing.OFFICE_TEMPLATE: "公文模板",
    Thing.EXPERT: "专家",
    Thing.REVIEW_ROUND: "评审批次",
}
"""What the officer calls them."""
