"""Documents of every stage: the shipped definitions hold what the notice demands, and each kind of wrong entry is refused."""

import re
import shutil
from pathlib import Path

import pytest

from forms.definition import Form, Layout, Origin, Place, Scope
from forms.field_types import FIELD_TYPES, Fault
from forms.figures import EACH, FIGURES, ITEMS
from forms.loading import definition, load_form
from forms.loading_documents import load_documents
from forms.project_figures import PROJECT_FIGURES
from forms.tables import TABLES
from models.errors import ResourceError
from models.programme.pack import Programme, load_programme
from models.resources import resource_path

ID = "chongqing-2025"
FOLDER = f"programmes/{ID}/forms"


@pytest.fixture(scope="module")
def programme() -> Programme:
    return load_programme(ID)


@pytest.fixture(scope="module")
def documents(programme: Programme) -> dict[str, Form]:
    return {form.key: form for form in load_documents(programme)}


def labels(form: Form, origin: Origin) -> list[str]:
    return [field.label for field in form.fields() if field.origin is origin and field.place is Place.TEXT]


def test_every_document_that_the_notice_names_is_there(documents: dict[str, Form]) -> None:
    assert list(documents) == [
        *("recommendation", "work_plan", "start_up_report", "adjustment", "cancellation"),
        *("yearly", "summary", "district_summary", "typical_case", "cover_letter"),
    ]
    of_projects = {key for key, form in documents.items() if form.document and form.document.scope is Scope.PROJECT}
    assert of_projects == {"work_plan", "start_up_report", "adjustment", "cancellation", "summary", "typical_case"}


def test_the_contents_that_obligations_name_have_a_field_each(programme: Programme, documents: dict[str, Form]) -> None:
    yearly = programme.obligation("yearly-2026")
    assert [label.removeprefix("试点项目") for label in labels(documents["yearly"], Origin.NOTICE)] == list(yearly.contents)
    start_up = documents["start_up_report"]
    assert labels(start_up, Origin.NOTICE) == [
        *("试点项目实施情况", "机制建立", "平台搭建", "项目签约", "服务成效", "存在的主要困难和问题"),
    ]
    titles = [section.title for section in documents["summary"].section]
    assert [title for title in titles if title in programme.obligation("final-summary").contents] == [
        "试点以来工作开展情况",
        "亮点或可推广工作成效",
    ]


def test_every_obligation_but_the_application_is_met_by_a_document(programme: Programme, documents: dict[str, Form]) -> None:
    for obligation in programme.obligations:
        assert (obligation.form in documents) == (obligation.key != "application"), obligation.key


def test_every_field_says_where_it_comes_from_and_how_to_fill_it_in(programme: Programme, documents: dict[str, Form]) -> None:
    for form in documents.values():
        for field in form.fields():
            assert field.guidance.endswith("。"), (form.key, field.key)
            assert field.clause or field.origin is Origin.ADDED, (form.key, field.key)
            if field.type in ("text", "long_text", "items"):
                assert field.max_length or field.bind, (form.key, field.key)
            for column in field.column:
                assert column.max_length or column.type not in ("text", "long_text"), (form.key, field.key, column.key)
            if field.example:
                mark, _, text = field.example.partition("：")
                kind = FIELD_TYPES[field.type]
                assert mark == "示例", (form.key, field.key)
                assert list(kind.check(field, kind.read(field, text, programme), programme)) == list[Fault](), (form.key, field.key)


def test_section_titles_have_no_number_and_only_single_texts_stand_without_label(documents: dict[str, Form]) -> None:
    for form in documents.values():
        for section in form.section:
            assert not re.match(r"[一二三四五六七八九十]、|（", section.title), (form.key, section.key)


def test_every_figure_says_where_it_comes_from_and_is_used() -> None:
    for functions in (FIGURES, PROJECT_FIGURES):
        assert all(function.__doc__ for function in functions.values())
    assert all(source.rows.__doc__ and set(source.linked) <= set(source.columns) for source in TABLES.values())
    words = {word for path in resource_path(*FOLDER.split("/")).glob("*.toml") for word in re.findall(r"[a-z_]+", path.read_text("utf-8"))}
    assert {*FIGURES, *PROJECT_FIGURES, *TABLES, *EACH, *ITEMS} - words == set()


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the resources whose documents may be broken."""
    copy = tmp_path_factory.mktemp("pack") / "resources"
    shutil.copytree(resource_path("programmes", ID), copy / "programmes" / ID)
    shutil.copytree(resource_path("dictionaries"), copy / "dictionaries")
    return copy


def refusal(root: Path, file: str, old: str, new: str) -> ResourceError:
    """Load the documents with `old` (the first one of a file) replaced by `new`; they must be refused."""
    path = root / "programmes" / ID / file
    whole = path.read_text(encoding="utf-8")
    assert old in whole
    path.write_text(whole.replace(old, new, 1), encoding="utf-8")
    try:
        with pytest.raises(ResourceError) as refused:
            load_documents(load_programme(ID, root))
    finally:
        path.write_text(whole, encoding="utf-8")
    return refused.value


YEARLY, PLAN, CASE = "forms/yearly.toml", "forms/work_plan.toml", "forms/typical_case.toml"
APPLICATION, OBLIGATIONS = "forms/application.toml", "obligations.toml"
TITLE = 'sentences = [{ text = "{office}关于{year}年度{programme}工作开展情况的报告" }]'
SITUATION = "field[situation].passage[第1项].sentences[第1项]"
ITEMS_LINE = 'items = "problems"'
WRONG = {
    "unknown figure": (
        YEARLY,
        "{year}年度{programme}",
        "{yaer}年度{programme}",
        "field[title].passage[第1项].sentences[第1项].text",
        "没有“yaer”",
    ),
    "open brace": (YEARLY, "{office}关于", "{office关于", "field[title].passage[第1项].sentences[第1项].text", "花括号"),
    "format": (YEARLY, "{office}关于", "{office:>9}关于", "field[title].passage[第1项].sentences[第1项].text", "只能写数据项的名称"),
    "conversion": (YEARLY, "{office}关于", "{office!r}关于", "field[title].passage[第1项].sentences[第1项].text", "只能写数据项的名称"),
    "unknown when": (YEARLY, 'when = "no_pilot_projects"', 'when = "project"', f"{SITUATION}.when", "没有“project”"),
    "project figure in the district": (YEARLY, "截至{as_of}，{here}没有", "截至{as_of}，{entity}没有", f"{SITUATION}.text", "没有“entity”"),
    "field of a project in the district": (
        YEARLY,
        "截至{as_of}，{here}没有",
        "{application.idea}没有",
        f"{SITUATION}.text",
        "一个项目的文书",
    ),
    "empty sentence": (YEARLY, 'text = "特此报告。"', 'text = ""', "field[closing].passage[第1项].sentences[第1项].text", "不能为空"),
    "unknown list": (YEARLY, ITEMS_LINE, 'items = "worries"', "field[problems].passage[第2项].items", "没有“worries”"),
    "list with head": (YEARLY, ITEMS_LINE, f'{ITEMS_LINE}\nhead = "x"', "field[problems].passage[第2项]", "不与 each、head 同用"),
    "list and sentences": (
        YEARLY,
        ITEMS_LINE,
        f'{ITEMS_LINE}\nsentences = [{{ text = "x" }}]',
        "field[problems].passage[第2项]",
        "只写一个",
    ),
    "list in one line": (YEARLY, TITLE, ITEMS_LINE, "field[title].passage[第1项]", "只用于 long_text"),
    "unknown projects": (YEARLY, 'each = "pilot_projects"', 'each = "all"', "field[situation].passage[第5项].each", "没有“all”"),
    "head without projects": (YEARLY, 'each = "pilot_projects"\n', "", "field[situation].passage[第5项].head", "逐个项目"),
    "projects in a document of one": (
        PLAN,
        'sentences = [{ text = "{title}工作方案" }]',
        'each = "pilot_projects"\nsentences = [{ text = "{title}" }]',
        "field[title].passage[第1项].each",
        "只用于区县",
    ),
    "unknown form": (
        PLAN,
        "{application.idea}",
        "{applicaton.idea}",
        "field[general].passage[第1项].sentences[第1项].text",
        "没有“applicaton”",
    ),
    "unknown field of a form": (
        PLAN,
        "{application.idea}",
        "{application.ideas}",
        "field[general].passage[第1项].sentences[第1项].text",
        "没有“ideas”",
    ),
    "table in a text": (
        PLAN,
        "{application.idea}",
        "{application.tasks}",
        "field[general].passage[第1项].sentences[第1项].text",
        "不能写进文字",
    ),
    "field of a district's document": (
        PLAN,
        "{application.idea}",
        "{yearly.problems}",
        "field[general].passage[第1项].sentences[第1项].text",
        "不是按项目写的",
    ),
    "unknown table": (YEARLY, 'table = "nine_areas"', 'table = "areas"', "field[area_table].table", "没有“areas”"),
    "table no column of which is known": (
        CASE,
        'table = "indicators"',
        'table = "recommendation"',
        "field[comparison].column",
        "没有一列",
    ),
    "column of another type": (
        PLAN,
        'key = "start"\nlabel = "开始"\ntype = "month"',
        'key = "start"\nlabel = "开始"\ntype = "date"',
        "field[tasks].column",
        "类型相同",
    ),
    "table of a text": (YEARLY, 'place = "opening"', 'place = "opening"\ntable = "problems"', "field[opening].table", "只用于表格"),
    "turned text": (YEARLY, 'place = "opening"', 'place = "opening"\nlandscape = true', "field[opening].landscape", "只有表格"),
    "passage of a bound field": (
        YEARLY,
        'bind = "office.name"',
        'bind = "office.name"\npassage = [{ sentences = [{ text = "x" }] }]',
        "field[organ].passage",
        "只用于自己填写的",
    ),
    "day that is no date": (YEARLY, 'type = "date"\norigin', 'type = "text"\norigin', "date_field", "日期类"),
    "wrong type for its place": (CASE, 'place = "subtitle"', 'place = "day"', "field[subtitle].place", "类型应是date"),
    "place twice": (CASE, 'place = "subtitle"', 'place = "title"', "field[title].place", "只能有一个"),
    "unknown place": (CASE, 'place = "subtitle"', 'place = "margin"', "place", "不是允许的取值"),
    "report without recipient": (YEARLY, 'place = "recipient"', "", "section", "recipient"),
    "unknown group": (YEARLY, '"方案", "实施"', '"方案", "梦想"', "document.pilot_groups", "没有“梦想”这一组"),
    "district without groups": (YEARLY, 'pilot_groups = ["方案", "实施", "完成"]', "", "document.pilot_groups", "要写明"),
    "yearly and repeated": (YEARLY, "yearly = true", "yearly = true\nrepeats = true", "document.repeats", "不能再写"),
    "yearly of a project": (PLAN, 'scope = "project"', 'scope = "project"\nyearly = true', "document.yearly", "只有区县"),
    "no place in the list": (YEARLY, "place = 6", "place = 0", "document.place", "从1起"),
    "the same place in the list": (YEARLY, "place = 6", "place = 7", "document.place", "次序相同"),
    "no purpose": (PLAN, 'written_by = "试点主体"', 'written_by = " "', "document.written_by", "不能为空"),
    "unknown layout": (PLAN, 'layout = "plain"', 'layout = "poem"', "layout", "不是允许的取值"),
    "unknown reminder": (YEARLY, 'when = "without_progress"', 'when = "progress"', "document.reminder[第1项].when", "没有“progress”"),
    "layout without head": (APPLICATION, 'name = "申报表"', 'name = "申报表"\nlayout = "report"', "layout", "只有文书"),
    "place without head": (APPLICATION, 'key = "profile"', 'key = "profile"\nplace = "title"', "field[profile].place", "只有文书"),
    "obligation of no document": (OBLIGATIONS, 'form = "work_plan"', 'form = "plan"', "obligation[work-plan].form", "没有“plan”这种文书"),
    "obligation of the application": (
        OBLIGATIONS,
        'form = "work_plan"',
        'form = "application"',
        "obligation[work-plan].form",
        "没有“application”这种文书",
    ),
    "obligation of another scope": (
        OBLIGATIONS,
        'form = "work_plan"',
        'form = "district_summary"',
        "obligation[work-plan].form",
        "范围不同",
    ),
    "yearly obligation of a project's document": (
        OBLIGATIONS,
        'form = "yearly"\nperiod = "2025"',
        'form = "summary"',
        "obligation[yearly-2025].form",
        "范围不同",
    ),
    "fact of the office that could be changed": (CASE, "read_only = true\n", "", "field[organ].read_only", "只在设置里修改"),
    "fact of an entity in the district": (YEARLY, 'bind = "office.name"', 'bind = "entity.name"', "field[organ].bind", "只能取本单位"),
    "obligation without year": (OBLIGATIONS, 'period = "2025"\n', "", "obligation[yearly-2025].period", "要写明年度"),
    "obligation with a year too many": (
        OBLIGATIONS,
        'form = "work_plan"',
        'form = "work_plan"\nperiod = "2025"',
        "obligation[work-plan].period",
        "不写年度",
    ),
    "year of an obligation": (OBLIGATIONS, 'period = "2025"', 'period = "25"', "obligation[yearly-2025].period", "四位数"),
    "year without document": (OBLIGATIONS, 'form = "work_plan"', 'period = "2025"', "obligation[work-plan].period", "没有写明文书"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_entry_is_refused_with_its_place(root: Path, name: str) -> None:
    file, old, new, place, reason = WRONG[name]
    refused = refusal(root, file, old, new)
    assert refused.file == f"programmes/{ID}/{file}" or name == "the same place in the list"
    assert refused.key.endswith(place)
    assert reason in refused.reason


def test_forms_may_name_fields_of_each_other(root: Path) -> None:
    path = root / FOLDER / "start_up_report.toml"
    whole = path.read_text(encoding="utf-8")
    path.write_text(whole.replace('"截至{as_of}，{results}。", when = "results"', '"{work_plan.goals}{summary.work}"'), encoding="utf-8")
    plan = root / FOLDER / "work_plan.toml"
    other = plan.read_text(encoding="utf-8")
    plan.write_text(other.replace("{application.idea}", "{start_up_report.service}"), encoding="utf-8")
    try:
        programme = load_programme(ID, root)
        assert load_form(programme, "work_plan") == definition(programme, "work_plan")
    finally:
        path.write_text(whole, encoding="utf-8")
        plan.write_text(other, encoding="utf-8")


def test_reports_and_letters_go_to_somebody(documents: dict[str, Form]) -> None:
    for form in documents.values():
        places = {field.place for field in form.fields()}
        if form.layout is not Layout.PLAIN:
            assert {Place.NUMBER, Place.RECIPIENT, Place.ORGAN, Place.DAY, Place.NOTE} <= places, form.key
