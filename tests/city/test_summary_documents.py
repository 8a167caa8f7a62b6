"""The documents of the sums over all districts: their numbers are those that the raw rows give, whatever a district reported."""

import re
from collections import Counter, defaultdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import docx
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from exports.city.leaving import read_register, read_summary_report, read_summary_tables
from exports.city.summary_report import COVERAGE, GROUPS_SHOWN, INDICATORS, TEXT_SHOWN, summary_document
from exports.city.sums import read_city_sums
from exports.files import ignore
from exports.outgoing import Outgoing
from exports.word.settings import WordSettings
from models.base import new_id
from models.changes import NOTHING, Changes
from models.entity import PilotEntity
from models.indicator import IndicatorTarget, IndicatorValue, ProjectIndicator
from models.programme.pack import Programme
from models.programme.types import District
from models.project import Project
from models.queries.city.indicators import COMMON, NOT_ADDED, read_city_indicators
from models.queries.ledger import read_ledger
from models.tracking import Problem, SupportRequest
from models.work import Work
from models.workspace.workspace import Workspace
from tests.city.review_records import report
from tests.city.test_matrix import came
from tests.city.test_sums import change, entity_of

TODAY = date(2026, 11, 23)
AT = datetime(2026, 11, 1, tzinfo=UTC)
CODE = "91500000MA5UXXXXX1"
HERE, THERE = "500101", "500109"


def add(workspace: Workspace, *rows: object) -> None:
    """Write what packages would have brought."""

    def write(work: Work) -> Changes:
        for row in rows:
            work.session.add(row)
            work.session.flush()
        return NOTHING

    workspace.perform(write)


def chosen(
    programme: Programme, project: str, key: str, target: str, *values: tuple[date, str] | tuple[date, str, str, str]
) -> list[object]:
    """Return an indicator of a project, its target of this year and its values (a ratio's with numerator and denominator)."""
    one = programme.indicator(key)
    id = new_id()
    rows: list[object] = [
        ProjectIndicator(id=id, project_id=project, seq=1, indicator_key=key, name=one.name, unit=one.unit, kind=one.kind)
    ]
    rows += [IndicatorTarget(project_indicator_id=id, year=TODAY.year, value=target)] if target else []
    for on, value, *parts in values:
        numerator, denominator = parts or ("", "")
        facts = {"on": on, "value": value, "numerator": numerator, "denominator": denominator, "source": "示例台账"}
        rows.append(IndicatorValue(project_indicator_id=id, recorded_at=AT, **facts))
    return rows


def today(programme: Programme, office: str) -> str:
    """Return the name of the district that answers today for what an office reported."""
    district = programme.district(office)
    while not district.valid_on(TODAY):
        district = programme.district(district.successor)
    return district.name


def merged(programme: Programme) -> District:
    """Return a district that reported once and has since been merged into another."""
    return next(one for one in programme.districts if one.successor and not one.valid_on(TODAY))


def written(file: Outgoing, folder: Path, masked: bool = False) -> Path:
    return file.write(folder / file.name, masked, ignore).path


def paragraphs(path: Path) -> list[str]:
    return [paragraph.text for paragraph in docx.Document(str(path)).paragraphs]


def tables(path: Path) -> list[list[list[str]]]:
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in docx.Document(str(path)).tables]


def table(path: Path, *heads: str) -> list[list[str]]:
    """Return the rows of the table that has these heads."""
    (found,) = [rows for rows in tables(path) if set(heads) <= {head.replace("\n", "") for head in rows[0]}]
    return found[1:]


def sheet(path: Path, tab: str) -> tuple[list[str], list[dict[str, Any]]]:
    """Return the heads of a table sheet and its rows by head, those of its totals and notes not."""
    found: Worksheet = load_workbook(path)[tab]
    rows = list(found.iter_rows(min_row=3, values_only=True))
    heads = [str(head).replace("\n", "") for head in rows[0]]
    return heads, [dict(zip(heads, row, strict=True)) for row in rows[1:] if isinstance(row[0], int)]


def test_the_report_counts_what_the_districts_reported(reviewing: Workspace, programme: Programme, tmp_path: Path) -> None:
    here, there, *_ = report(reviewing, 28, "selected") + report(reviewing, 2, "implementing", office=merged(programme).code)
    report(reviewing, 2, "not_selected", office=HERE)
    for project in (here, there):
        change(reviewing, PilotEntity, entity_of(reviewing, project), uscc=CODE)
    change(reviewing, Project, there, main_area="")
    raw = reviewing.rows(
        "SELECT p.office, p.main_area, e.id, e.uscc FROM project p JOIN pilot_entity e ON e.id = p.entity_id"
        " WHERE p.state <> 'not_selected'"
    )
    entities = {uscc or id for _, _, id, uscc in raw}
    assert len(entities) == 29
    path = written(read_summary_report(reviewing, TODAY, WordSettings()), tmp_path)
    whole = "\n".join(paragraphs(path))
    districts = programme.districts_on(TODAY)
    reported = {today(programme, office) for office, *_ in raw}
    assert f"全市{len(districts)}个区县中，有{len(reported)}个区县报来项目32个，其中入选并在试点的30个，涉及试点主体29家" in whole
    assert "入选28个，实施2个，未入选2个" in whole
    assert "另有1个项目尚未选定主方向" in whole
    by_area = Counter(area for _, area, *_ in raw)
    rows = {row[1]: row for row in table(path, "占比")}
    assert {title: int(row[2]) for title, row in rows.items()} == {area.title: by_area[area.key] for area in programme.areas}
    cells = Counter((today(programme, office), area) for office, area, *_ in raw)
    shorts = [area.short for area in programme.areas]
    found = {row[1]: row[2:] for row in table(path, *shorts)}
    assert len(found) == len(districts) + 1
    for district in districts:
        counts = [cells[district.name, area.key] for area in programme.areas]
        assert found[district.name][: len(shorts)] == [str(count) if count else "—" for count in counts]
    assert found["全市"] == [*(str(by_area[area.key]) for area in programme.areas), "1", "30", "29"]


def test_indicators_are_added_by_their_kind(reviewing: Workspace, programme: Programme, tmp_path: Path) -> None:
    first, second, third = (report(reviewing, 1, "implementing", office=office)[0] for office in (HERE, THERE, THERE))
    for project in (first, second, third):
        change(reviewing, Project, project, main_area="a1")
    spring, autumn = date(2026, 3, 1), date(2026, 10, 1)
    ratio, common, yearly = "a1_05", "g_01", "g_02"
    add(reviewing, *chosen(programme, first, "a1_01", "10", (spring, "3"), (autumn, "4")))
    add(reviewing, *chosen(programme, second, "a1_01", "20", (date(2025, 12, 1), "8"), (date(2026, 12, 1), "99")))
    add(reviewing, *chosen(programme, first, yearly, "100", (date(2025, 5, 1), "50"), (spring, "30"), (autumn, "40")))
    add(reviewing, *chosen(programme, third, yearly, "40", (autumn, "70")))
    add(reviewing, *chosen(programme, first, ratio, "50", (autumn, "90", "9", "10")))
    add(reviewing, *chosen(programme, second, ratio, "50", (autumn, "10", "9", "90")))
    add(reviewing, *chosen(programme, first, common, "5", (autumn, "6")), *chosen(programme, second, common, "5", (autumn, "6")))
    add(reviewing, ProjectIndicator(id=new_id(), project_id=third, seq=9, name="示例自拟指标", unit="个", kind="cumulative"))
    path = written(read_summary_report(reviewing, TODAY, WordSettings()), tmp_path)
    name = {one.key: one.name for one in programme.indicators}
    rows = {row[2]: row for row in table(path, "当年目标值")}
    assert len(rows) == 4
    assert rows[name["a1_01"]][5:9] == ["2", "30", "12", "40.0%"]
    assert rows[name[yearly]][4:9] == ["年度", "2", "140", "140", "100.0%"]
    assert rows[name[ratio]][4:9] == ["比率", "2", "50", "18", "36.0%"]
    assert rows[name[common]][1:] == [COMMON, name[common], "家", "年度", "2", "—", "—", "—", NOT_ADDED]
    whole = "\n".join(paragraphs(path))
    assert "选用统一设置的指标4项，已达到当年目标1项，未达到当年目标2项，不能计算完成率1项" in whole
    assert "另有项目自拟或者性质、单位有改动的指标1项" in whole
    tables_file = written(read_summary_tables(reviewing, TODAY), tmp_path)
    _, totals = sheet(tables_file, "指标汇总")
    assert {row["指标名称"]: (row["完成值"], row["涉及区县"]) for row in totals} == {
        name["a1_01"]: (12, 2),
        name[ratio]: (18, 2),
        name[common]: (None, 2),
        name[yearly]: (140, 2),
    }
    _, parts = sheet(tables_file, "指标分区县")
    districts = {code: programme.district(code).name for code in (HERE, THERE)}
    assert {(row["指标名称"], row["区县"]): row["完成值"] for row in parts if row["指标名称"] != name[ratio]} == {
        (name["a1_01"], districts[HERE]): 4,
        (name["a1_01"], districts[THERE]): 8,
        (name[yearly], districts[HERE]): 70,
        (name[yearly], districts[THERE]): 70,
        (name[common], districts[HERE]): 6,
        (name[common], districts[THERE]): 6,
    }
    under_way = read_city_indicators(reviewing, programme, TODAY, ["selected"])
    assert under_way.lines == ()


def test_open_problems_are_grouped_and_named_by_todays_district(reviewing: Workspace, programme: Programme, tmp_path: Path) -> None:
    gone = merged(programme)
    ids = [report(reviewing, 1, "implementing", office=office)[0] for office in (HERE, THERE, gone.code)]
    for id in ids:
        change(reviewing, Project, id, main_area="a2")
    add(
        reviewing,
        *(Problem(project_id=id, on=date(2026, 5, 1), text="示例：数据不通。") for id in ids),
        Problem(project_id=ids[0], on=date(2026, 5, 1), text="示例：已经办完", resolved_on=date(2026, 6, 1), resolution="已协调"),
        Problem(project_id=ids[1], on=date(2026, 5, 2), text="示例：那天还没有办完", resolved_on=date(2026, 12, 1), resolution="已协调"),
        Problem(project_id=ids[1], on=date(2026, 12, 1), text="示例：那天还没有提出"),
    )
    path = written(read_summary_report(reviewing, TODAY, WordSettings()), tmp_path)
    whole = paragraphs(path)
    said = next(text for text in whole if "反映问题" in text)
    assert "共反映问题5项，已解决1项，未解决4项，涉及3个区县、3个项目" in said
    heir = programme.district(gone.successor).name
    listed = whole[whole.index(said) + 1 :]
    assert listed[0] == f"（一）{programme.area('a2').title}"
    titles = dict(reviewing.rows("SELECT id, title FROM project"))
    named = [
        f"{name}“{titles[id]}”" for name, id in zip((programme.district(HERE).name, programme.district(THERE).name, heir), ids, strict=True)
    ]
    assert re.fullmatch(r"1\. 示例：数据不通（.*）。", listed[1])
    assert sorted(listed[1].removeprefix("1. 示例：数据不通（").removesuffix("）。").split("、")) == sorted(named)
    assert listed[2] == f"2. 示例：那天还没有办完（{named[1]}）。"
    assert gone.name not in "\n".join(whole)
    heads, rows = sheet(written(read_summary_tables(reviewing, TODAY), tmp_path), "问题清单")
    assert [row["状态"] for row in rows] == ["未解决"] * 4 + ["已解决"]
    assert {row["区县"] for row in rows} == {programme.district(HERE).name, programme.district(THERE).name, heir}
    assert "请求对象" not in heads


def test_what_is_too_much_for_the_report_is_counted_there_and_listed_in_the_tables(
    reviewing: Workspace, programme: Programme, tmp_path: Path
) -> None:
    (project,) = report(reviewing, 1, "implementing", office=HERE)
    many = GROUPS_SHOWN + 3
    add(reviewing, *(Problem(project_id=project, on=date(2026, 5, 1), text=f"示例问题{number}") for number in range(many)))
    whole = paragraphs(written(read_summary_report(reviewing, TODAY, WordSettings()), tmp_path))
    assert sum(bool(re.match(r"[0-9]+\. 示例问题", text)) for text in whole) == GROUPS_SHOWN
    assert "另有3项，列在汇总表“问题清单”。" in whole
    assert not any("全文见" in text for text in whole)
    _, rows = sheet(written(read_summary_tables(reviewing, TODAY), tmp_path), "问题清单")
    assert {row["存在的问题"] for row in rows} == {f"示例问题{number}" for number in range(many)}


def test_a_long_text_is_cut_in_the_report_and_whole_in_the_tables(reviewing: Workspace, tmp_path: Path) -> None:
    (project,) = report(reviewing, 1, "implementing", office=HERE)
    long = "示例情况，" * TEXT_SHOWN
    add(reviewing, *(Problem(project_id=project, on=date(2026, 5, 1), text=f"{long}{number}") for number in range(2)))
    whole = paragraphs(written(read_summary_report(reviewing, TODAY, WordSettings()), tmp_path))
    assert sum(f"{long[:TEXT_SHOWN].rstrip('，')}……（" in text for text in whole) == 2
    assert "较长的内容只列开头，全文见汇总表“问题清单”。" in whole
    book = load_workbook(written(read_summary_tables(reviewing, TODAY), tmp_path))
    said = "".join(str(row[5].value) for row in book["附页"].iter_rows(min_row=4) if row[5].value)
    assert said.count(long) == 2


def test_support_requests_stand_under_whom_they_are_addressed_to(reviewing: Workspace, programme: Programme, tmp_path: Path) -> None:
    first, second = report(reviewing, 2, "implementing", office=HERE)
    on = date(2026, 5, 1)
    add(
        reviewing,
        SupportRequest(project_id=first, on=on, text="请明确口径", addressed_to=""),
        SupportRequest(project_id=first, on=on, text="请共享数据", addressed_to="示例市数据局"),
        SupportRequest(project_id=second, on=on, text="请共享数据", addressed_to="示例市数据局"),
        SupportRequest(project_id=second, on=on, text="答复过的", addressed_to="示例市教委", answered_on=on, answer="同意"),
    )
    whole = paragraphs(written(read_summary_report(reviewing, TODAY, WordSettings()), tmp_path))
    place = next(number for number, text in enumerate(whole) if "共提出支持事项4项，已答复1项，未答复3项" in text)
    assert whole[place + 1] == "（一）请示例市数据局支持的事项"
    assert whole[place + 2].startswith("1. 请共享数据（")
    assert whole[place + 3] == "（二）未写明请求对象的事项"
    assert whole[place + 4].startswith("1. 请明确口径（")
    _, rows = sheet(written(read_summary_tables(reviewing, TODAY), tmp_path), "支持事项清单")
    assert Counter(row["请求对象"] or "" for row in rows) == {"示例市数据局": 2, "": 1, "示例市教委": 1}


def test_the_report_says_who_handed_in_what(reviewing: Workspace, programme: Programme, tmp_path: Path) -> None:
    on = date(2026, 12, 3)
    came(reviewing, HERE, "yearly-2026", date(2026, 11, 30))
    came(reviewing, THERE, "yearly-2026", date(2026, 12, 2))
    path = written(read_summary_report(reviewing, on, WordSettings()), tmp_path)
    districts = len(programme.districts_on(on))
    title = programme.obligation("yearly-2026").title
    (row,) = [row for row in table(path, "报送任务") if row[0] == title]
    assert row[2:5] == [str(districts), "2", "1"]
    assert any(text.startswith(f"{title}逾期未报的区县{districts - 2}个：") for text in paragraphs(path))
    figures = {row[1]: row[2:5] for row in table(path, "完整率", "区县")}
    assert figures[programme.district(THERE).name][1:] == ["1", "0"]


def test_cases_are_listed_with_their_district(reviewing: Workspace, programme: Programme, tmp_path: Path) -> None:
    report(reviewing, 2, "implementing", "typical_case", office=HERE)
    path = written(read_summary_report(reviewing, TODAY, WordSettings()), tmp_path)
    assert any(text.startswith("各区县报来典型案例2篇，来自1个区县") for text in paragraphs(path))
    assert [row[1] for row in table(path, "案例题目")] == [programme.district(HERE).name] * 2
    _, rows = sheet(written(read_summary_tables(reviewing, TODAY), tmp_path), "案例清单")
    assert [row["试点主体"] for row in rows] == [row[3] for row in table(path, "案例题目")]


def test_every_project_stands_in_the_register_with_its_district(reviewing: Workspace, programme: Programme, tmp_path: Path) -> None:
    ids = report(reviewing, 58) + report(reviewing, 2, office=merged(programme).code)
    add(reviewing, *(Problem(project_id=id, on=date(2026, 5, 1), text="示例") for id in ids[:7]))
    add(reviewing, *chosen(programme, ids[3], "a1_01", "10", (date(2026, 3, 1), "3")))
    path = written(read_register(reviewing, TODAY), tmp_path)
    heads, rows = sheet(path, "台账")
    assert heads[:3] == ["序号", "区县", "申报编号"]
    raw = reviewing.rows("SELECT number, office FROM project")
    assert {row["申报编号"]: row["区县"] for row in rows} == {number: today(programme, office) for number, office in raw}
    book = load_workbook(path)
    (total,) = [row for row in book["台账"].iter_rows() if row[0].value == "合计"]
    letter = get_column_letter(heads.index("未解决问题数") + 1)
    assert [cell.coordinate[: len(letter)] for cell in total if "SUBTOTAL(109" in str(cell.value)] == [letter]
    assert [cell.value for cell in total if "SUBTOTAL(109" in str(cell.value)] == [f"=SUBTOTAL(109,{letter}4:{letter}63)"]
    formula = str(book["九项汇总"]["C4"].value)
    columns = dict.fromkeys(re.findall(r"'台账'!\$([A-Z]+)\$4", formula))
    assert [book["台账"][f"{column}3"].value for column in columns] == ["主方向", "状态"]
    _, indicators = sheet(path, "指标")
    ((number, office),) = [(row[0], row[1]) for row in reviewing.rows("SELECT number, office, id FROM project") if row[2] == ids[3]]
    assert [(row["申报编号"], row["区县"]) for row in indicators] == [(number, today(programme, office))]


def test_an_enterprise_of_two_districts_is_one_in_the_register_too(reviewing: Workspace, programme: Programme) -> None:
    projects = [report(reviewing, 1, office=office)[0] for office in (HERE, THERE, THERE)]
    for project in projects:
        change(reviewing, Project, project, main_area="a1")
    for project in projects[:2]:
        change(reviewing, PilotEntity, entity_of(reviewing, project), uscc=CODE)
    (area,) = [area for area in read_ledger(reviewing, programme, TODAY).areas if area.key == "a1"]
    assert (area.total, area.entities) == (3, 2)


def test_the_tables_hold_every_district_and_area(reviewing: Workspace, programme: Programme, tmp_path: Path) -> None:
    report(reviewing, 48, "selected")
    report(reviewing, 2, "closed", office=merged(programme).code)
    path = written(read_summary_tables(reviewing, TODAY), tmp_path)
    _, rows = sheet(path, "方向×区县")
    raw = reviewing.rows("SELECT office, main_area FROM project")
    cells: dict[str, Counter[str]] = defaultdict(Counter)
    for office, area in raw:
        cells[today(programme, office)][area] += 1
    assert [row["区县"] for row in rows] == [district.name for district in programme.districts_on(TODAY)]
    for row in rows:
        assert [row[area.short] or 0 for area in programme.areas] == [cells[row["区县"]][area.key] for area in programme.areas]
        assert row["合计"] == cells[row["区县"]].total()
    book = load_workbook(path)
    assert book.sheetnames == ["方向×区县", "指标汇总", "指标分区县", "问题清单", "支持事项清单", "案例清单"]
    for one in book.worksheets:
        assert (one.page_setup.orientation, one.page_setup.paperSize, one.print_title_rows) == ("landscape", 9, "$1:$3")
        assert one.freeze_panes


def test_without_anything_reported_the_documents_still_say_so(reviewing: Workspace, programme: Programme, tmp_path: Path) -> None:
    found = read_city_sums(reviewing, programme, TODAY)
    document = summary_document(found, programme)
    assert document.annexes == []
    whole = "\n".join(paragraphs(written(read_summary_report(reviewing, TODAY, WordSettings()), tmp_path)))
    for words in (
        "还没有报来项目",
        "暂无试点项目",
        "暂无可以汇总的指标数据",
        "暂无报送情况",
        "没有反映问题",
        "没有提出支持事项",
        "暂无典型案例",
    ):
        assert words in whole
    assert "附件" not in whole
    assert COVERAGE not in whole
    assert INDICATORS not in whole
    for file in (read_summary_tables(reviewing, TODAY), read_register(reviewing, TODAY)):
        book = load_workbook(written(file, tmp_path))
        assert all(row[0].value != 1 for one in book.worksheets if one.title == "问题清单" for row in one.iter_rows(min_row=4))


def test_personal_facts_are_found_before_the_documents_leave(reviewing: Workspace, programme: Programme, tmp_path: Path) -> None:
    (project,) = report(reviewing, 1, "implementing", office=HERE)
    add(reviewing, Problem(project_id=project, on=date(2026, 5, 1), text="请联系13800000000办理"))
    for file in (
        read_summary_report(reviewing, TODAY, WordSettings()),
        read_summary_tables(reviewing, TODAY),
        read_register(reviewing, TODAY),
    ):
        assert file.inspection.count == 1, file.title
        path = written(file, tmp_path, masked=True)
        if path.suffix == ".docx":
            said = "\n".join(paragraphs(path))
            footers = "".join(p.text for section in docx.Document(str(path)).sections for p in section.footer.paragraphs)
            assert "脱敏副本" in footers
        else:
            said = "\n".join(str(cell) for one in load_workbook(path).worksheets for row in one.iter_rows(values_only=True) for cell in row)
        assert "请联系" in said
        assert "13800000000" not in said
