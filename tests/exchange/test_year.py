"""A year played through: two processes with a workspace each, only files in between, from the application form to the end of a project.

On its way up one form is sent back, one package is lost and comes after the next, one comes twice, one comes late, one crosses
the city's decision, and one form is edited while the city has it under review.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest

from models.edition import CITY
from models.programme.pack import Programme
from tests.exchange.year_lines import IN, OUT, Player, Refused

OFFICE, BUREAU = "示例区人力资源和社会保障局", "示例市人力资源和社会保障局"
NEXT = "2026.1"
FIRST, SECOND = "示例人力资源服务有限公司", "示例精密机械有限公司"


class Year:
    """Both offices, and the stick that goes between them."""

    def __init__(self, folder: Path, office: str) -> None:
        self.stick, self.office = folder / "存档", office
        self.stick.mkdir()
        self.district = Player("year_district", folder / "区县的电脑")
        self.city = Player("year_city", folder / "市级的电脑")

    def carry(self, giver: Player, taker: Player) -> list[str]:
        """Bring what was made on one computer to the other; a copy of every file stays."""
        names = []
        for path in sorted(giver.folder.joinpath(OUT).iterdir()):
            copyfile(path, self.stick / path.name)
            path.replace(taker.folder / IN / path.name)
            names.append(path.name)
        return names

    def up(self, on: str) -> list[tuple[bool, str, int]]:
        """Let what the district made reach the city; return for each file whether it was taken in, why not, and what it released."""
        self.carry(self.district, self.city)
        return [(one["taken"], one["code"], one["released"]) for one in self.city("take_in", on)]

    def down(self, on: str, at: str, **given: str) -> list[list[Any]]:
        """Let the city's reply reach the district; return its effects: kind, about, what will hold, applies, conflict, the city's words."""
        assert len(self.city("reply", on, **given)) == 1
        assert len(self.carry(self.city, self.district)) == 1
        (found,) = self.district("receive", at)
        effects: list[list[Any]] = found["effects"]
        return effects

    def below(self, on: str) -> dict[str, Any]:
        found: dict[str, Any] = self.district("stands", on)
        return found

    def above(self, on: str) -> dict[str, Any]:
        found: dict[str, Any] = self.city("stands", on, office=self.office)
        return found

    def refused(self, who: Player, name: str, on: str, **given: Any) -> str:
        """Tell an office an act that its program must refuse, and return the sentence; nothing may have changed by it."""
        look = self.below if who is self.district else self.above
        before = look(on)
        with pytest.raises(Refused) as refusal:
            who(name, on, **given)
        assert look(on) == before
        return str(refusal.value)


@pytest.fixture
def year(tmp_path: Path, programme: Programme) -> Iterator[Year]:
    last = date(2027, 12, 31)
    office = next(district.code for district in programme.districts_on(date(2025, 7, 3)) if district.valid_on(last))
    played = Year(tmp_path, office)
    yield played
    for player in (played.district, played.city):
        player.process.kill()
        player.process.communicate()


def effects(found: list[list[Any]]) -> list[tuple[str, str]]:
    """Return what each effect is and what will hold, those marked that do not apply or meet an edit."""
    return [(kind + "（冲突）" * conflict, new) if applies else (kind, "不办") for kind, _about, new, applies, conflict, _text in found]


def rows(stands: dict[str, Any]) -> dict[str, int]:
    """Return how many rows of what was reported there are."""
    return {name: count for name, count in stands["counts"].items() if name != "history"}


def test_a_year(year: Year) -> None:
    enrolment(year)
    project, other = application(year)
    review(year, project, other)
    plan(year, project)
    start_up(year, project)
    feasibility(year, project)
    yearly(year)
    summary(year, project)
    the_end(year)


def enrolment(year: Year) -> None:
    """Enrolment file, code by phone, answer, fingerprints read aloud."""
    year.city("begin", "2025-07-03", key=CITY, name=BUREAU)
    year.city("found", "2025-07-03")
    year.district("begin", "2025-07-03", key=year.office, name=OFFICE)
    code = year.city("invite", "2025-07-04", office=year.office, name=OFFICE)
    year.carry(year.city, year.district)
    read_below = year.district("enrol", "2025-07-04", code=code)
    year.carry(year.district, year.city)
    read_above = year.city("register", "2025-07-05")
    assert (read_below["own"], read_below["city"]) == (read_above["district"], read_above["own"])
    year.district("confirm_city", "2025-07-05")


def application(year: Year) -> tuple[str, str]:
    """Two forms go up; one comes back with a reason and comments, is mended and goes up again."""
    district, city = year.district, year.city
    project, other = (district("apply", "2025-07-10", entity=entity) for entity in (FIRST, SECOND))
    district("send", "2025-07-10", obligation="application", form="application")
    assert year.below("2025-07-10")["sent"] == {"1": "已导出"}
    assert year.above("2025-07-10")["matrix"]["application"] == "待报"
    assert year.up("2025-07-11") == [(True, "", 0)]
    above = year.above("2025-07-11")
    assert (above["states"], above["matrix"]["application"], above["waiting"]) == (
        ["submitted"] * 2,
        "按时报送",
        {"selection": ["待审定"] * 2},
    )
    assert (above["counts"]["project"], above["counts"]["revision"], above["counts"]["evidence"]) == (2, 2, 6)

    row = district("see", "2025-07-11", document=project, field="indicators")["value"][0]["id"]
    remarks = [["idea", "请写明服务多少家企业"], ["indicators", "第一项目标偏低", row]]
    assert "原因" in year.refused(city, "decide", "2025-07-11", project=project, kind="selection", outcome="returned", remarks=remarks)
    back = {"kind": "selection", "outcome": "returned", "reason": "目标不够具体", "follow_up_on": "2025-07-18"}
    city("decide", "2025-07-11", project=project, remarks=remarks, **back)
    assert year.above("2025-07-11")["matrix"]["application"] == "退回待改"
    assert year.above("2025-07-11")["states"] == ["draft", "submitted"]
    found = year.down("2025-07-11", "2025-07-12")
    assert effects(found) == [("回执", "已收到"), ("退回修改", "退回，形成第2版待修改")]
    assert found[1][5] == "目标不够具体"
    below = year.below("2025-07-12")
    assert (below["states"], below["sent"]) == (["draft", "submitted"], {"1": "退回"})

    said = [["请写明服务多少家企业", "idea", "", False, False, ""], ["第一项目标偏低", "indicators", row, False, False, ""]]
    assert district("things_to_mend", "2025-07-12", document=project) == said
    district("edit", "2025-07-14", document=project, field="idea", value="思" * 380 + "到2027年服务企业三百家以上，每年新增一百家。")
    district("answer", "2025-07-14", document=project, about=said[0][0], words="已写明三百家。")
    district("answer", "2025-07-14", document=project, about=said[1][0], words="目标已经核实，维持不变。")
    note = district("note_on_mending", "2025-07-14", document=project, title="示例项目")
    assert "《示例项目》退回修改，退回原因：目标不够具体。现将整改情况说明如下。" in note
    mended = ["意见：请写明服务多少家企业", "整改情况：已写明三百家。", "该项内容已修改。"]
    kept = ["意见：第一项目标偏低", "整改情况：目标已经核实，维持不变。", "该项内容与报送时相同。"]
    assert [line for line in note if line in (*mended, *kept)] == [*mended, *kept]
    district("submit", "2025-07-15", project=project)
    district("send", "2025-07-15", obligation="application", form="application")
    assert year.up("2025-07-16") == [(True, "", 0)]
    above = year.above("2025-07-16")
    # Timeliness goes by the first day; the mended form is the only thing that is new.
    assert (above["states"], above["matrix"]["application"], above["counts"]["revision"]) == (["submitted"] * 2, "按时报送", 3)
    answers = {row[2]: row[6] for row in city("everything", "2025-07-16")["alike"]["comments"]}
    assert answers == {1: "已写明三百家。", 2: "目标已经核实，维持不变。"}
    return project, other


def review(year: Year, project: str, other: str) -> None:
    """What is under review is locked on both sides; a question, scores, two decisions."""
    district, city = year.district, year.city
    assert "内容已锁定" in year.refused(district, "edit", "2025-07-16", document=project, field="idea", value="评审期间改的")
    assert "区县报来的" in year.refused(city, "try_to_edit", "2025-07-16", project=project)
    city("ask", "2025-07-16", project=project, form="application", field="base", text="基础数据来自哪里")
    assert effects(year.down("2025-07-16", "2025-07-17")) == [("回执", "已收到"), ("字段询问", "待答复，文书仍然锁定")]
    assert district("see", "2025-07-17", document=project, field="base")["frozen"]
    district("answer", "2025-07-17", document=project, about="基础数据来自哪里", words="来自统计年报。")
    district.start_again("2025-07-18")
    # 8 + 10 x 5 + 5; 20, 18 … 1 for the first criterion, the highest and the lowest left out.
    scored = city("review", "2025-07-18", project=project, points=["20", "18", "16", "14", "1"])
    assert scored == {"place": 1, "plain": "68.80", "counted": "71.00", "passed": True}
    assert "的原因" in year.refused(city, "decide", "2025-07-20", project=other, kind="selection", outcome="not_selected")
    city("decide", "2025-07-20", project=project, kind="selection", outcome="selected", basis="示例文号1")
    city("decide", "2025-07-20", project=other, kind="selection", outcome="not_selected", reason="工作基础不够")
    city.start_again("2025-07-20")
    found = year.down("2025-07-20", "2025-07-21")
    assert sorted(effects(found)) == [("回执", "通过"), ("市级决定", "入选"), ("市级决定", "未入选")]
    below = year.below("2025-07-21")
    assert (below["states"], below["sent"]) == (["selected", "not_selected"], {"1": "退回", "2": "通过"})
    assert year.above("2025-07-21")["states"] == below["states"]
    assert "市级下达的决定" in year.refused(district, "track", "2025-07-21", project=other, number=1)


def plan(year: Year, project: str) -> None:
    """The plan is taken back and edited below while the city has it; the city's return meets the edit, which stays."""
    district, city = year.district, year.city
    document = district("write", "2025-07-25", form="work_plan", project=project)
    submitted = district("see", "2025-07-25", document=document, field="guarantees")["value"]
    district("send", "2025-07-25", obligation="work-plan", form="work_plan")
    assert year.up("2025-07-26") == [(True, "", 0)]
    assert year.above("2025-07-26")["waiting"] == {"plan": ["待审定"]}
    assert city("close_queries", "2025-07-26") == [["基础数据来自哪里", "来自统计年报。"]]
    assert "内容已锁定" in year.refused(district, "edit", "2025-07-26", document=document, field="guarantees", value="审定期间改的")
    district("take_back", "2025-07-27", document=document, reason="补充保障措施")
    district("edit", "2025-07-27", document=document, field="guarantees", value="区县自己补充的保障措施。")
    terms = {"reason": "缺少经费安排", "remarks": [["guarantees", "请写明经费"]]}
    city("decide", "2025-07-27", project=project, kind="plan", outcome="returned", **terms)
    city("message", "2025-07-27", title="培训通知", text="下周三上午培训。")
    found = year.down("2025-07-27", "2025-07-28")
    assert effects(found) == [("回执", "已收到"), ("退回修改（冲突）", ""), ("字段询问", "市级已办结"), ("消息", "")]
    assert district("three_ways", "2025-07-28", document=document) == [[submitted, "请写明经费", "区县自己补充的保障措施。"]]
    assert district("see", "2025-07-28", document=document, field="guarantees") == {
        "value": "区县自己补充的保障措施。",
        "frozen": False,
        "revision": 2,
    }
    assert "已经办结" in year.refused(district, "answer", "2025-07-28", document=project, about="基础数据来自哪里", words="再补充")
    district("answer", "2025-07-29", document=document, about="请写明经费", words="已写明。")
    district("hand_in", "2025-07-29", document=document)
    district("send", "2025-07-29", obligation="work-plan", form="work_plan")
    assert year.up("2025-07-30") == [(True, "", 0)]
    above = year.above("2025-07-30")
    assert (above["waiting"], above["matrix"]["work-plan"], above["figures"]) == ({"plan": ["待审定"]}, "按时报送", [3, 3, 3])
    city("decide", "2025-07-31", project=project, kind="plan", outcome="approved")
    assert effects(year.down("2025-07-31", "2025-08-01")) == [("回执", "通过"), ("市级决定", "方案审定")]
    assert year.below("2025-08-01")["sent"] == {"1": "退回", "2": "通过", "3": "退回", "4": "通过"}


def start_up(year: Year, project: str) -> None:
    """The report is lost; what comes after it waits, the receipt names the gap; it is sent again as it was, and then once more."""
    district, city = year.district, year.city
    district("step", "2025-08-04", project=project, to="implementing")
    for number, on in enumerate(("2025-08-10", "2025-08-20"), 1):
        district("track", on, project=project, number=number)
    district("write", "2025-08-28", form="start_up_report", project=project)
    lost = district("send", "2025-08-28", obligation="start-up-report", form="start_up_report")
    original = district.folder.joinpath(OUT, lost["file"]).rename(year.stick / "丢失的U盘里的文件").read_bytes()
    district("remove_progress", "2025-08-29", text="示例进展1：完成对接会1场。")
    district("write", "2025-08-29", form="typical_case", project=project)
    district("send", "2025-08-29", obligation="typical-case", form="typical_case")
    before = rows(year.above("2025-09-01"))
    assert year.up("2025-09-01") == [(False, "gap", 0)]
    above = year.above("2025-09-01")
    assert (above["tray"], above["states"], above["matrix"]["start-up-report"]) == ([6], ["plan_approved", "not_selected"], "逾期未报")
    assert (above["chased"], above["matrix"]["typical-case"]) == (["start-up-report"], "随时")
    assert rows(above) == before
    found = year.down("2025-09-01", "2025-09-02")
    assert effects(found) == [("回执", "等前面的包"), ("市级未收到", "不办")]
    assert found[1][1] == "第5号包：启动情况报告"
    sent = year.below("2025-09-02")["sent"]
    assert (sent["5"], sent["6"]) == ("已导出", "等前面的包")

    again = district("send_again", "2025-09-02", sequence=5)
    assert district.folder.joinpath(OUT, again).read_bytes() == original
    assert year.up("2025-09-03") == [(True, "", 1)]
    above = year.above("2025-09-03")
    # It was handed in in time, whatever became of the stick.
    assert (above["tray"], above["states"][0], above["matrix"]["start-up-report"]) == ([], "started", "按时报送")
    assert (above["waiting"], above["matrix"]["typical-case"], above["chased"]) == ({"feasibility": ["待审定"]}, "按时报送", [])
    progress = [row[3] for row in city("everything", "2025-09-03")["alike"]["progress"]]
    assert progress == ["示例进展2：完成对接会2场。"]

    held = city("everything", "2025-09-03"), year.above("2025-09-03")["counts"]
    district("send_again", "2025-09-03", sequence=5)
    assert year.up("2025-09-04") == [(False, "duplicate", 0)]
    assert (city("everything", "2025-09-04"), year.above("2025-09-04")["counts"]) == held
    assert year.above("2025-09-04")["refused"] == []
    assert effects(year.down("2025-09-04", "2025-09-05")) == [("回执", "已收到"), ("回执", "已收到")]
    below = year.below("2025-09-05")
    assert (below["sent"]["5"], below["sent"]["6"], below["obligations"]["adjustment"]) == ("已收到", "已收到", "不适用")


def feasibility(year: Year, project: str) -> None:
    """The feasibility review ends in an agreed adjustment, which the district makes and reports; looked at again, it goes on."""
    district, city = year.district, year.city
    agreed = {"reason": "进展偏慢", "adjustments": "延长到2028年3月，分年目标改为5。", "follow_up_on": "2025-10-31"}
    decision = {"project": project, "kind": "feasibility", "outcome": "adjust"}
    without = {name: words for name, words in agreed.items() if name != "adjustments"}
    assert "商定的调整内容" in year.refused(city, "decide", "2025-09-20", **decision, **without)
    city("decide", "2025-09-20", **decision, **agreed)
    district("track", "2025-09-20", project=project, number=3)  # which does not know of the decision yet
    district("send", "2025-09-20", obligation="typical-case", form="typical_case")
    assert year.up("2025-09-21") == [(True, "", 0)]
    assert year.above("2025-09-21")["states"][0] == "adjusting"
    assert len(city("everything", "2025-09-21")["alike"]["progress"]) == 2
    found = year.down("2025-09-21", "2025-09-22")
    assert effects(found) == [("回执", "已收到"), ("回执", "通过"), ("市级决定", "调整方案")]
    assert agreed["adjustments"] in found[2][5]
    below = year.below("2025-09-22")
    assert (below["states"][0], below["obligations"]["adjustment"]) == ("adjusting", "随时")
    assert year.above("2025-11-01")["follow_ups"] == [["2025-10-31", agreed["adjustments"], True]]
    assert year.above("2025-11-01")["waiting"] == {"re_evaluation": ["未报来"]}

    district("adjust", "2025-10-15", project=project, period_end="2028-03", target="5")
    district("write", "2025-10-20", form="adjustment", project=project)
    assert year.below("2025-10-20")["obligations"]["adjustment"] == "已报"
    district("send", "2025-10-20", obligation="adjustment", form="adjustment")
    assert year.up("2025-11-01") == [(True, "", 0)]
    above = year.above("2025-11-01")
    assert (above["waiting"], above["matrix"]["adjustment"]) == ({"re_evaluation": ["待审定"]}, "按时报送")
    held = city("everything", "2025-11-01")["alike"]
    assert "2028-03" in next(row for row in held["projects"] if row[0] == project)
    assert [row[1:] for row in held["targets"]].count([2026, "5"]) == 1
    city("decide", "2025-11-02", project=project, kind="re_evaluation", outcome="continue")
    assert effects(year.down("2025-11-02", "2025-11-03")) == [("回执", "通过"), ("市级决定", "继续实施")]
    assert year.above("2025-11-03")["follow_ups"] == []


def yearly(year: Year) -> None:
    """The yearly report comes after its day: it is chased, counts as late, and is there; the next one has another day, in the next pack."""
    district, city = year.district, year.city
    assert year.above("2025-11-20")["matrix"]["yearly-2025"] == "待报"
    above = year.above("2025-12-01")
    assert (above["matrix"]["yearly-2025"], above["chased"], above["figures"]) == ("逾期未报", ["yearly-2025"], [7, 6, 6])
    assert year.below("2025-12-01")["obligations"]["yearly-2025"] == "逾期未报"
    district("write", "2025-12-05", form="yearly", period="2025")
    district("send", "2025-12-05", obligation="yearly-2025", form="yearly")
    assert year.up("2025-12-06") == [(True, "", 0)]
    above = year.above("2025-12-06")
    assert (above["matrix"]["yearly-2025"], above["chased"], above["figures"]) == ("逾期报送", [], [7, 7, 6])
    assert year.below("2025-12-06")["obligations"]["yearly-2025"] == "逾期报送"
    city("extend", "2025-12-08", obligation="final-summary", due="2027-12-10", reason="示例通知")
    city("make_pack", "2025-12-08", version=NEXT, note="年度报告推迟", obligation="yearly-2026", due="2026-12-31")
    city("switch_pack", "2025-12-08", version=NEXT)
    found = year.down("2025-12-08", "2025-12-09", pack_note="年度报告推迟")
    assert effects(found) == [("回执", "已收到"), ("日期更改", "2027-12-10"), ("方案包", NEXT)]
    assert year.below("2026-12-10")["obligations"]["yearly-2026"] == "逾期未报"
    district("switch_pack", "2026-12-10", version=NEXT)
    district.start_again("2026-12-10")
    assert year.below("2026-12-10")["obligations"]["yearly-2026"] == "待办"
    assert year.above("2026-12-10")["matrix"]["yearly-2026"] == "待报"


def summary(year: Year, project: str) -> None:
    """The summary comes within the extended time; its acceptance freezes the project."""
    district, city = year.district, year.city
    district("track", "2027-10-10", project=project, number=4)
    document = district("write", "2027-12-03", form="summary", project=project)
    district("send", "2027-12-03", obligation="final-summary", form="summary")
    assert year.up("2027-12-04") == [(True, "", 0)]
    above = year.above("2027-12-04")
    assert (above["states"][0], above["matrix"]["final-summary"]) == ("summarised", "按时报送")
    assert (above["waiting"], above["pack"]) == ({"acceptance": ["待审定"]}, NEXT)
    assert year.below("2027-12-04")["obligations"]["final-summary"] == "已报"
    city("decide", "2027-12-15", project=project, kind="acceptance", outcome="accepted", basis="示例文号2")
    assert effects(year.down("2027-12-15", "2027-12-16")) == [("回执", "通过"), ("市级决定", "结项")]
    frozen: list[tuple[Player, str, dict[str, Any]]] = [
        (district, "track", {"project": project, "number": 5}),
        (district, "adjust", {"project": project, "period_end": "2028-06", "target": "6"}),
        (district, "edit", {"document": project, "field": "idea", "value": "结项以后改的"}),
        (district, "take_back", {"document": document, "reason": "结项以后改的"}),
        (district, "step", {"project": project, "to": "summarised", "reason": "结项以后改的"}),
        (city, "try_to_edit", {"project": project}),
        (city, "decide", {"project": project, "kind": "acceptance", "outcome": "returned", "reason": "结项以后退的"}),
    ]
    for who, act, given in frozen:
        assert year.refused(who, act, "2027-12-16", **given)


def the_end(year: Year) -> None:
    """Both offices hold the same of everything, and every package of one is at the other."""
    below, above = (office("everything", "2027-12-17") for office in (year.district, year.city))
    for name, rows in below["alike"].items():
        assert above["alike"][name] == rows, name
        assert rows, name
    assert (above["up"], above["down"]) == (below["up"], below["down"])
    assert (len(above["up"]), len(above["down"])) == (10, 11)
    assert year.below("2027-12-17")["states"] == year.above("2027-12-17")["states"] == ["closed", "not_selected"]
    assert year.below("2027-12-17")["sent"] == {
        "1": "退回",
        "2": "通过",
        "3": "退回",
        "4": "通过",
        "5": "通过",
        "6": "已收到",
        "7": "已收到",
        "8": "通过",
        "9": "已收到",
        "10": "通过",
    }
    assert year.above("2027-12-17")["matrix"] == {
        "application": "按时报送",
        "work-plan": "按时报送",
        "start-up-report": "按时报送",
        "adjustment": "按时报送",
        "yearly-2025": "逾期报送",
        "yearly-2026": "逾期未报",
        "yearly-2027": "逾期未报",
        "final-summary": "按时报送",
        "district-summary": "逾期未报",
        "typical-case": "按时报送",
    }
    assert year.district.errors.read_text(encoding="utf-8") == year.city.errors.read_text(encoding="utf-8") == ""
    assert year.above("2027-12-17")["chased"] == ["yearly-2026", "yearly-2027", "district-summary"]
