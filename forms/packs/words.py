"""What the entries of a pack are called where its versions are compared and edited."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

ATTRIBUTES = {
    "accepted": "可接受的填法", "actions": "办理动作", "address": "地址", "area": "方向", "areas": "试点方向", "any_of": "取值",
    "baseline_label": "基期", "bind": "对应的台账内容", "break_before": "另起一页", "carriers": "融合载体", "city": "市级",
    "class": "类别", "class_": "类别", "class_of": "类别", "clause": "依据条款", "clusters": "产业集群", "code": "代码",
    "column": "列", "columns": "相关的列", "contents": "内容要求", "core": "核心指标", "counting_rule": "统计口径",
    "date": "日期", "date_field": "填报日期栏", "decimals": "小数位数", "denominator": "分母", "department": "部门",
    "department_suffix": "部门名称后缀", "dictionary": "选项表", "distinct": "不跨方向相加", "district": "区县",
    "document": "依据文件", "due": "截止日期", "each": "逐个写", "editable": "可修改申报表", "example": "示例",
    "explanation": "说明", "extensions": "附件类型", "field": "填写项", "fields": "相关填写项", "filled_by": "由谁填",
    "first": "开始", "first_month": "开始年月", "foldable": "可折叠", "form": "文书", "forwarded_by": "转报单位",
    "from_states": "适用状态", "group": "分组", "guidance": "填写提示", "heading": "小标题", "height_mm": "栏高（毫米）",
    "hidden": "隐藏", "holiday": "放假", "initial": "起始状态", "instructions": "填写说明", "issuer": "发文机关", "item": "选项",
    "item_length": "每条字数上限", "items": "列项", "kind": "性质", "label": "名称", "landscape": "横排", "last": "结束",
    "last_month": "结束年月", "layout": "版式", "level": "轻重", "levels": "层级称谓", "life_cycle": "项目状态",
    "lines": "编辑框行数", "locked": "停止受理日期", "mandated": "申报必备", "mark": "标注", "max": "最大值",
    "max_items": "最多条数", "max_length": "字数上限", "max_mb": "附件上限（MB）", "message": "提示文字", "met_by": "以状态为准",
    "milestones": "建议里程碑", "min": "最小值", "min_items": "最少条数", "min_length": "字数下限", "name": "名称",
    "needs_reason": "须写原因", "next": "下一步", "nil_allowed": "可零报告", "note": "备注", "notice": "依据通知",
    "number": "序号", "numerator": "分子", "on_time_until": "按时报送截止日期", "opens": "开始日期", "origin": "来源",
    "parent": "上级", "passage": "初稿", "pattern": "格式", "period": "周期", "pilot_groups": "计入的状态分组", "place": "位置",
    "platforms": "平台", "prefixes": "代码开头", "public": "对外公开", "purpose": "用途", "quote": "通知原文",
    "read_only": "只读", "recipient": "报送对象", "recurring": "频次", "reminder": "提醒", "renamed": "改过的名称",
    "repeats": "可有多份", "required": "必填", "required_when": "何时必填", "returned": "退回状态", "review": "审核状态",
    "rule": "规则", "scope": "范围", "section": "章节", "sentences": "语句", "short": "简称", "short_title": "简称",
    "shown_when": "何时填写", "source": "来源", "state": "状态", "step": "工作步骤", "submitted": "已报状态",
    "successor": "承接单位", "table": "取数的表", "text": "文字", "title": "标题", "to": "转为", "type": "类型", "unit": "单位",
    "valid_from": "设立日期", "valid_to": "撤销日期", "value": "数值", "version": "版本", "when": "条件", "width": "列宽",
    "worked": "调休上班", "working_days": "工作日数", "written_by": "编写单位", "year": "年度", "yearly": "每年一份",
    "years": "年度",
}  # fmt: skip
"""Name of an entry's attribute to the officer's word."""

TYPES = {
    "text": "单行文字", "long_text": "多行文字", "items": "分条文字", "integer": "整数", "decimal": "小数", "money": "金额（万元）",
    "date": "日期", "month": "年月", "month_range": "起止年月", "choice": "单选", "choices": "多选", "choices_main": "多选（一个为主）",
    "cascade": "分级多选", "yes_no_note": "是否加说明", "table": "表格", "attachment": "附件", "pledge": "承诺", "fixed": "固定文字",
    "auto": "自动填写", "signature": "签字盖章",
}  # fmt: skip
"""Field types in the officer's words."""

KINDS = {"cumulative": "累计", "point": "时点", "yearly": "年度", "ratio": "比率"}
"""Kinds of indicator."""

ORIGINS = {"notice": "通知原文", "inferred": "由通知推定", "added": "增设"}
"""Where a field comes from."""

_VALUES = TYPES | KINDS | ORIGINS | {"error": "错误", "warning": "警告", "hint": "提示"}
_CODED = frozenset({"type", "kind", "origin", "level"})


def attribute_words(name: str) -> str:
    """Return what an attribute is called; one the table does not know by its own name."""
    return ATTRIBUTES.get(name, name)


def value_words(name: str, value: Any) -> str:
    """Return what the value of an attribute shows, nested entries included."""
    if value is None or value == "" or value == [] or value == {}:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return "；".join(f"{attribute_words(key)}：{words}" for key, held in value.items() if (words := value_words(key, held)))
    if isinstance(value, Sequence) and not isinstance(value, str):
        shown = [value_words(name, one) for one in value]
        return "\n".join(shown) if any(len(one) > 12 for one in shown) else "、".join(shown)
    text = str(value)
    return _VALUES.get(text, text) if name in _CODED else text
