"""Forms and snapshots for the document tests: realistic, extreme, empty, hostile. All names are examples (示例)."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from forms.checking import applies
from forms.definition import Form
from forms.field_types import FIELD_TYPES
from forms.snapshot import AttachmentInfo, ExplainedWarning, FormSnapshot
from models.plain import Plain
from models.programme.pack import Programme, load_programme

LONG = (
    "以产业链用工需求为牵引，由龙头人力资源服务机构牵头，联合园区、制造业企业和职业院校，建立“需求发布—技能培训—岗位匹配—跟踪服务”"
    "一体化机制，着力解决笔电、汽摩等产业链企业季节性缺工和技能人才短缺问题。"
)


@cache
def programme() -> Programme:
    """Return the shipped pack."""
    return load_programme("chongqing-2025")


@cache
def sample_form() -> Form:
    """Return the form that uses every field type."""
    return msgspec.toml.decode((Path(__file__).with_name("sample_form.toml")).read_bytes(), type=Form)


def text_of(length: int) -> str:
    """Return a text of exactly `length` characters in two or more paragraphs."""
    text = (LONG * (length // len(LONG) + 1))[:length]
    third = length // 3
    return text[:third] + "\n" + text[third + 1 :]


def snapshot_of(values: dict[str, Plain], form: Form | None = None, **changes: Any) -> FormSnapshot:
    """Return a snapshot with these values."""
    form = form or sample_form()
    live = [field for field in form.fields() if applies(field, values, programme())]
    simple = [field for field in live if field.type not in {"table", "attachment", "signature"}]
    facts: dict[str, Any] = {
        "form": form.key,
        "form_version": form.version,
        "programme": programme().id,
        "programme_version": programme().version,
        "project_id": "p1",
        "number": "500157-2025-003",
        "title": "示例笔电产业链招聘用工联合体试点",
        "entity": "示例人力资源产业园管理有限公司",
        "district": "示例区",
        "office": "示例区人力资源和社会保障局",
        "revision": 1,
        "frozen_on": None,
        "values": {field.key: values[field.key] for field in live if values.get(field.key) is not None},
        "shown": {field.key: FIELD_TYPES[field.type].show(field, values.get(field.key), programme()) for field in simple},
        "attachments": {},
        "explained": [],
        "opinion": "",
        "rank": None,
    }
    return FormSnapshot(**(facts | changes))


def realistic() -> FormSnapshot:
    """Return a form as an office would hand it in."""
    values: dict[str, Plain] = {
        "app_no": "500157-2025-003",
        "district": programme().districts[0].code,
        "fill_date": "2025-07-25",
        "org_name": "示例人力资源产业园管理有限公司",
        "org_type": programme().dictionary("entity_kind").item[0].key,
        "uscc": "91500118MA1DEMO072",
        "legal_rep": "示例姓名·买买提",
        "founded": "2015-03",
        "tags": [item.key for item in programme().dictionary("entity_tag").item[:2]],
        "staff": 128,
        "revenue": 1234560000,
        "share": "38.50",
        "profile": LONG,
        "partners": [
            {
                "id": "1",
                "name": "示例电子有限公司",
                "kind": programme().dictionary("partner_kind").item[0].key,
                "duty": "提供岗位和实训设备",
            },
            {"id": "2", "name": "示例职业技术学院", "uscc": "91500118MA1DEMO072", "duty": LONG[:120]},
        ],
        "pilot_name": "示例笔电产业链招聘用工联合体试点",
        "area": ["a2", "a1"],
        "cluster": [item.key for item in programme().dictionary("cluster").item[5:8]],
        "industry": [programme().dictionary("cluster").item[9].key],
        "period": ["2025-07", "2027-12"],
        "idea": text_of(620),
        "innovation": ["建立区域用工余缺调剂平台", "推行“岗位—课程—证书”对应的订单培养", LONG[:110]],
        "goal_text": "到2027年底，服务制造业企业300家以上，新增就业5000人，形成2项可复制可推广的成果。",
        "targets": [_target(number) for number in range(1, 5)],
        "tasks": [_task(number, 90) for number in range(1, 5)],
        "guarantee": text_of(400),
        "mechanism": {"yes": True, "note": "由区政府分管领导牵头，人力社保、经济信息等部门参加。"},
        "depts": [item.key for item in programme().dictionary("department").item[:3]],
        "pledge": True,
        "opinion": "经审核，该项目材料齐全、内容真实，符合试点申报条件，同意推荐。",
        "remark": "无",
    }
    return snapshot_of(
        values,
        frozen_on=date(2025, 7, 25),
        revision=2,
        rank=1,
        opinion="经审核，该项目材料齐全、内容真实，符合试点申报条件，同意推荐。",
        attachments={
            "licence": [AttachmentInfo("e1", "营业执照副本扫描件", "营业执照.pdf", 845_321, "0" * 64)],
            "agreement": [
                AttachmentInfo("e2", "与示例电子有限公司合作协议", "合作协议1.pdf", 2_345_678, "1" * 64),
                AttachmentInfo("e3", "", "合作意向书（示例职业技术学院）.pdf", 345_678, "2" * 64),
            ],
        },
        explained=[
            ExplainedWarning("试点方向", "选择了2个方向，主方向以外的方向没有对应的核心指标。", "辅助方向的指标合并计入主方向指标。")
        ],
    )


def extreme() -> FormSnapshot:
    """Return a form with everything at its greatest length."""
    values: dict[str, Plain] = dict(realistic().values) | {
        "pilot_name": "示" * 40,
        "profile": text_of(500),
        "idea": text_of(1500),
        "innovation": [LONG[:120]] * 5,
        "goal_text": text_of(800),
        "guarantee": text_of(1200),
        "targets": [_target(number) for number in range(1, 13)],
        "tasks": [_task(number, 300) for number in range(1, 11)],
        "partners": [{"id": str(number), "name": f"示例第{number}号精密制造股份有限公司", "duty": LONG[:115]} for number in range(1, 9)],
        "remark": text_of(200),
        "opinion": text_of(200),
        "revenue": {"unparsed": "约1.2亿<元>&"},
    }
    return snapshot_of(
        values,
        title="示" * 40,
        opinion=text_of(200),
        rank=12,
        explained=[ExplainedWarning("试点方向", LONG, LONG)] * 6,
        attachments={"licence": [AttachmentInfo(f"e{n}", f"材料{n}", "a.pdf", 20_000_000, "0" * 64) for n in range(1, 16)]},
    )


def _target(number: int) -> dict[str, Plain]:
    return {
        "id": f"i{number}",
        "tie": "a1-01",
        "name": f"服务制造业企业数量示例{number}",
        "unit": "家",
        "baseline": "120",
        "target_2025": "150.5",
        "target_2026": "1234567",
        "target_2027": "1234567.89" if number == 1 else "300",
        "rule": "按统一社会信用代码去重，同一企业多次服务计1家。",
    }


def _task(number: int, length: int) -> dict[str, Plain]:
    return {
        "id": f"t{number}",
        "name": f"示例任务{number}：建设用工调剂平台",
        "content": (LONG * 4)[:length],
        "owner": "示例区人力资源和社会保障局（示例姓名）",
        "start": "2025-07",
        "end": "2026-12",
        "output": "平台上线运行，全年调剂用工2000人次以上。",
    }
