"""What becomes of each row of a spreadsheet: by what the workspace holds, and by the rows before it."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from forms.collecting.labels import compact, is_note
from forms.collecting.tolerant import same
from forms.definition import Level
from forms.field_types import FIELD_TYPES
from forms.importing.facts import ADDRESSED_TO, CODE, DAY, ENTITY, ENTRY, INDICATOR, INDICATOR_NAME, NAME, REQUEST, TITLE, VALUE
from forms.importing.held import Held, HeldProject, is_noted, is_open, read_project
from forms.importing.layout import Columns
from forms.importing.numbers import Number, doubt_of, falls, found_indicator
from forms.importing.rows import Action, Finding, ImportRow
from models.plain import Plain
from models.reading import Reader

if TYPE_CHECKING:
    from models.programme.pack import Programme


class Judging:
    """Decides what becomes of each row by the workspace and by the rows before it."""

    def __init__(self, columns: Columns, held: list[Held], reader: Reader, programme: "Programme", on: date) -> None:
        self._columns = columns
        self._held = held
        self._reader = reader
        self._programme = programme
        self._on = on
        self._projects: dict[str, HeldProject] = {}
        self._codes: dict[str, tuple[int, str]] = {}
        self._names: dict[str, tuple[int, str]] = {}
        self._titles: dict[tuple[str, str], int] = {}
        self._said: dict[tuple[str, ...], tuple[int, Plain]] = {}
        self._reached: dict[tuple[str, str, str], list[tuple[date, str]]] = {}

    def judge(self, row: ImportRow) -> None:
        """Decide what becomes of one row."""
        known = self._whose(row)
        self._check_earlier(row)
        again = (row.name, row.title) in self._titles
        if again and not (row.entries() or row.numbers):
            self._find(row, TITLE, f"与第{self._titles[row.name, row.title]}行重复。")
        titled = known.projects.get(row.title, []) if known and row.title else []
        if len(titled) > 1:
            self._find(row, TITLE, "这家单位有几个同名的项目，分不清是哪一个。")
        if not row.title:
            for key in [key for key, value in row.values.items() if not key.startswith(ENTITY) and value is not None]:
                self._find(row, key, "没有项目名称，这一项没有地方放。")
            if row.numbers:
                self._find(row, TITLE, "没有项目名称，指标没有地方放。")
        self._check_day(row)
        project = self._project(titled[0]) if len(titled) == 1 else HeldProject()
        self._check_numbers(row, project)
        if row.is_bad:
            row.action = Action.BAD
            return
        news = self._compare(row, known.facts if known else {}, project)
        self._remember(row)
        row.entity_id = known.id if known else ""
        row.project_id = titled[0] if titled else ""
        if not known and not again:
            row.action = Action.NEW
        elif known and row.title and not titled and not again:
            row.action = Action.NEW_PROJECT
        else:
            row.action = Action.MORE if news else Action.THERE

    def _whose(self, row: ImportRow) -> Held | None:
        """Return the entity of the register that a row is about."""
        code, refuse = str(row.values.get(CODE) or ""), self._find
        if not row.name:
            refuse(row, NAME, "没有单位名称。")
            return None
        if is_note(str(row.values[NAME])):
            refuse(row, NAME, "写的像是表下的说明，不是单位名称，请核对。")
        by_code = [one for one in self._held if code and one.code == code]
        by_name = [one for one in self._held if one.name == row.name]
        if len(by_code) > 1 or (not by_code and len(by_name) > 1):
            refuse(row, NAME, "主体库里有几家这样的单位，分不清是哪一家。")
        elif by_code and by_code[0].name != row.name:
            refuse(row, CODE, "主体库里这个信用代码是另一个名称的单位，请核对。")
        elif not by_code and by_name and code and by_name[0].code and by_name[0].code != code:
            refuse(row, CODE, "主体库里同名单位的信用代码不同，请核对。")
        return next(iter(by_code or by_name), None)

    def _check_earlier(self, row: ImportRow) -> None:
        """Refuse a row that contradicts an earlier one about who it is."""
        code = str(row.values.get(CODE) or "")
        number, name = self._codes.get(code, (0, row.name))
        if name != row.name:
            self._find(row, CODE, f"与第{number}行的信用代码相同，单位名称不同，请核对。")
        number, other = self._names.get(row.name, (0, ""))
        if code and other and other != code:
            self._find(row, CODE, f"与第{number}行的单位名称相同，信用代码不同，请核对。")

    def _check_day(self, row: ImportRow) -> None:
        reached = any(number.part == VALUE for number in row.numbers)
        if (row.entries() or reached) and row.on is None:
            self._find(row, DAY, "没有写是哪一天的数据。")
        elif (row.entries() or reached) and row.on is not None and row.on > self._on:
            self._find(row, DAY, "数据日期晚于今天。")
        if row.values.get(ADDRESSED_TO) and not row.values.get(REQUEST):
            self._find(row, ADDRESSED_TO, "写了请求的部门，没有写需要支持的事项。")

    def _check_numbers(self, row: ImportRow, project: HeldProject) -> None:
        """Settle which indicator each number belongs to, and refuse what it cannot be."""
        named = row.values.get(INDICATOR_NAME)
        if named and not row.numbers:
            self._find(row, INDICATOR_NAME, "写了指标名称，没有写数。", Level.WARNING)
        for place, number in enumerate(row.numbers):
            head = self._columns.head(number.column)
            doubt, about = found_indicator(number, project, self._programme)
            doubt = doubt or doubt_of(number, about, self._programme)
            key = (row.name, row.title, compact(number.name))
            if not doubt and number.part == VALUE and row.on is not None:
                reached = [(day, text) for (id, day), texts in project.values.items() if id == about.id for text in texts]
                doubt = falls(number, about, row.on, [*reached, *self._reached.get(key, ())])
            if not doubt and any((other.part, compact(other.name)) == (number.part, compact(number.name)) for other in row.numbers[:place]):
                doubt = "有两列都是这个指标的同一个数，请把其中一列改成“不导入”。"
            if not doubt:
                said = self._said.get((*key, number.part, str(row.on or "")))
                if said is not None and said[1] != number.value:
                    doubt = f"与第{said[0]}行同一指标的数不同，请核对。"
            if doubt:
                row.findings.append(Finding(row.number, number.column, head, Level.ERROR, doubt))
            elif about.is_new:
                words = f"项目和指标库里都没有指标“{number.name}”，将新增为自定指标，导入后请补写指标性质和口径。"
                row.findings.append(Finding(row.number, number.column, head, Level.WARNING, words))
            row.numbers[place] = number._replace(about=about)

    def _compare(self, row: ImportRow, entity: Mapping[str, Plain], project: HeldProject) -> int:
        """Say what the workspace, or an earlier row, holds otherwise: that stays; return how many things are new."""
        news = 0
        for key, value in row.values.items():
            if value is None or key in (NAME, TITLE) or key.startswith((ENTRY, INDICATOR)):
                continue
            of_entity = key.startswith(ENTITY)
            now = (entity if of_entity else project.facts).get(key)
            fact = self._columns.of(key)[1]
            assert fact is not None
            scope = (row.name, key) if of_entity else (row.name, row.title, key)
            number, said = self._said.get(scope, (0, None))
            if is_open(now) and project.frozen and not of_entity:
                self._find(row, key, "申报表已经报送，内容已锁定，这一项没有补充。", Level.WARNING)
            elif is_open(now) and said is None:
                news += 1
            elif not same(fact.field, value, said if is_open(now) else now):
                shown = FIELD_TYPES[fact.field.type].show(fact.field, said if is_open(now) else now, self._programme)
                whose = f"第{number}行写的是" if is_open(now) else "账套里已填"
                self._find(row, key, f"{whose}“{shown[:30]}”，保留原来的，没有改。", Level.WARNING)
        for kind, text in row.entries():
            assert row.on is not None
            news += not is_noted(project, kind, row.on, text)
        for one in row.numbers:
            held = one.held(project, row.on)
            news += held is None
            if held is not None and held != one.value:
                self._number_stays(row, one, held)
        return news

    def _number_stays(self, row: ImportRow, number: Number, held: str) -> None:
        head = self._columns.head(number.column)
        words = f"账套里已填“{held}”，保留原来的，没有改。"
        row.findings.append(Finding(row.number, number.column, head, Level.WARNING, words))

    def _remember(self, row: ImportRow) -> None:
        code = str(row.values.get(CODE) or "")
        if code:
            self._codes.setdefault(code, (row.number, row.name))
        if not self._names.get(row.name, (0, ""))[1]:
            self._names[row.name] = (row.number, code)
        self._titles.setdefault((row.name, row.title), row.number)
        for key, value in row.values.items():
            if value is not None:
                scope = (row.name, key) if key.startswith(ENTITY) else (row.name, row.title, key)
                self._said.setdefault(scope, (row.number, value))
        for number in row.numbers:
            about = (row.name, row.title, compact(number.name))
            self._said.setdefault((*about, number.part, str(row.on or "")), (row.number, number.value))
            if number.part == VALUE and row.on is not None:
                self._reached.setdefault(about, []).append((row.on, number.value))

    def _find(self, row: ImportRow, key: str, message: str, level: Level = Level.ERROR) -> None:
        """Add a finding to the column that a fact stands in."""
        column, _ = self._columns.of(key)
        row.findings.append(Finding(row.number, column, self._columns.head(column), level, message))

    def _project(self, project_id: str) -> HeldProject:
        if project_id not in self._projects:
            self._projects[project_id] = read_project(self._reader, self._programme, project_id, self._on)
        return self._projects[project_id]
