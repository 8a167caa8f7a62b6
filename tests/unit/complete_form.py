"""A complete application form with nothing to complain about, for tests that break one thing in it."""

from functools import cache
from typing import Any

from forms.definition import Form
from forms.loading import load_form
from models.programme.pack import Programme, load_programme


@cache
def programme() -> Programme:
    """Return the shipped pack."""
    return load_programme("chongqing-2025")


def form() -> Form:
    """Return the shipped application form."""
    return load_form(programme())


def indicator(number: int, key: str, **changes: Any) -> dict[str, Any]:
    """Return a row of the target table for an indicator of the pack."""
    known = programme().indicator(key)
    return {
        "id": f"i{number}",
        "indicator_key": key,
        "name": known.name,
        "unit": known.unit,
        "kind": known.kind.value,
        "baseline": "0",
        "target_2025": "1",
        "target_2026": "2",
        "target_2027": "3",
        "counting_rule": known.counting_rule,
    } | changes


def complete_values() -> dict[str, Any]:
    """Return plain values by field key; every rule and field is content with them."""
    return {
        "app_no": "500157-2025-003",
        "fill_date": "2025-07-10",
        "district": "500103",
        "org_name": "示例人力资源服务有限公司",
        "org_type": "hr_leader",
        "uscc": "91350100M000100Y43",
        "legal_rep": "示例人",
        "address": "示例区示例路1号",
        "founded": "2012-05",
        "ent_tags": ["hr_backbone"],
        "hr_licence": "5001032012001",
        "hr_business": ["recruitment"],
        "staff": 128,
        "revenue": 3_560_000_000,
        "profile": "示" * 60,
        "contact": "示例人",
        "mobile": "13800000000",
        "tel": "023-60000000",
        "email": "name@example.com",
        "partners": [
            {"id": "p1", "name": "示例电子有限公司", "kind": "manufacturer", "duty": "提供岗位"},
            {"id": "p2", "name": "示例职业技术学院", "kind": "school", "uscc": "11500000009275780L", "duty": "提供师资"},
        ],
        "pilot_name": "笔电产业链招聘用工联合体试点",
        "area": ["a2", "a1"],
        "cluster": ["c02"],
        "sub_industry": ["391"],
        "platform": ["ind_park"],
        "period": ["2025-07", "2027-12"],
        "idea": "思" * 400,
        "innovation": ["建立用工余缺调剂台账", "设立常设招聘专区"],
        "base": "基" * 400,
        "b_mfg_cnt": 120,
        "b_source": "2024年末，统计年报",
        "honors": ["示例称号"],
        "goal_text": "到2027年底，服务企业300家。" + "标" * 150,
        "indicators": [indicator(1, "a2_01"), indicator(2, "a1_01"), indicator(3, "a1_02")],
        "tasks": [
            {
                "id": "t1",
                "name": "组建联合体",
                "content": "签章程",
                "owner": "示例公司",
                "start": "2025-07",
                "end": "2025-12",
                "output": "章程",
            },
            {
                "id": "t2",
                "name": "调剂用工",
                "content": "建台账",
                "owner": "示例公司",
                "start": "2026-01",
                "end": "2027-12",
                "output": "台账",
            },
        ],
        "guarantee": "保" * 300,
        "mechanism": {"yes": True, "note": "区政府分管领导牵头"},
        "depts": ["human_resources", "industry"],
        "risk": ["严查虚假招聘"],
        "fund_total": 500_000_000,
        "fund_fiscal": 200_000_000,
        "fund_self": 280_000_000,
        "fund_other": 20_000_000,
        "a1": ["e1"],
        "a2": ["e2"],
        "a3": ["e3"],
        "pledge": True,
        "district_opinion": "材料齐全，同意推荐。",
    }
