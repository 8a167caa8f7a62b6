"""Loading a form definition: typed by msgspec, then checked for what types cannot say."""

import re
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from functools import lru_cache
from string import Formatter
from typing import TYPE_CHECKING, NoReturn

from forms.definition import BINDS, TARGET_PREFIX, Check, Column, Condition, Field, Form, Input, Layout, Place
from forms.field_types import COLUMN_TYPES, FIELD_TYPES
from forms.normalising import number_text, read_date, read_month, read_number
from forms.patterns import PATTERNS
from forms.rules import RULES, At, Constant, Rule
from forms.rules.base import EVERY_PLACE, ROW_PLACES
from models.errors import ResourceError
from models.programme.loading import load_toml

if TYPE_CHECKING:
    from models.programme.pack import Programme

FILLED_BY = ("district", "entity", "city")
_KEY = re.compile(r"[a-z][a-z0-9_]{0,59}")
_NEED_DICTIONARY = frozenset({"choice", "choices", "choices_main", "cascade"})
_NUMBERS = frozenset({"integer", "decimal", "money"})
_MOMENTS = {"date": read_date, "month": read_month, "month_range": read_month}
_TEXTS = frozenset({"text", "long_text", "items", "yes_no_note"})


@lru_cache(maxsize=32)
def load_form(programme: "Programme", key: str = "application") -> Form:
    """Load and check the form `key` of a pack; once loaded it is kept.

    Raises:
        ResourceError: The file is missing or an entry is wrong (file, key path, Chinese reason).
    """
    form = definition(programme, key)
    _Checker(f"programmes/{programme.id}/forms/{key}.toml", form, programme).check(key)
    return form


@lru_cache(maxsize=32)
def definition(programme: "Programme", key: str) -> Form:
    """Read the form `key` without looking at what it refers to; for forms that name fields of each other.

    Raises:
        ResourceError: The file is missing or not of its type.
    """
    return load_toml(Form, "programmes", programme.id, "forms", f"{key}.toml", root=programme.root)


class _Checker:
    """Checks one form definition; every method raises `ResourceError` at the first wrong entry."""

    def __init__(self, file: str, form: Form, programme: "Programme") -> None:
        self._file = file
        self._form = form
        self._programme = programme
        self._fields = {field.key: field for field in form.fields()}

    def _refuse(self, place: str, reason: str) -> NoReturn:
        raise ResourceError(self._file, place, reason)

    def check(self, key: str) -> None:
        """Check everything."""
        form = self._form
        if form.key != key:
            self._refuse("key", f"应与文件名“{key}”相同")
        self._unique("section", [section.key for section in form.section])
        self._unique("section.field", [field.key for field in form.fields()])
        self._unique("check", [check.key for check in form.check])
        binds = [field.bind for field in form.fields() if field.bind]
        for field in form.fields():
            if field.bind and binds.count(field.bind) > 1:
                self._refuse(f"field[{field.key}].bind", f"“{field.bind}”已由另一个填写项使用")
        if form.date_field and (form.date_field not in self._fields or self._fields[form.date_field].type != "date"):
            self._refuse("date_field", f"“{form.date_field}”不是本表的日期类填写项")
        for old, new in form.renamed.items():
            if new not in self._fields or old in self._fields:
                self._refuse(f"renamed.{old}", "应从已不再使用的键名指向本表现有的填写项")
        for section in form.section:
            if not section.field:
                self._refuse(f"section[{section.key}].field", "至少要有一个填写项")
            if section.foldable and any(field.mandated for field in section.field):
                self._refuse(f"section[{section.key}].foldable", "含有申报必备的填写项，不能折叠")
        for field in form.fields():
            self._field(field)
        for check in form.check:
            self._rule(check)
        self._document()

    def _document(self) -> None:
        form = self._form
        if form.document is not None:
            # Imported here: what first drafts are written from reads forms itself.
            from forms.loading_documents import check_document

            check_document(form, form.document, self._programme, self._refuse)
            return
        if form.layout is not Layout.FORM:
            self._refuse("layout", "只有文书（写了 [document] 的）才用公文版式")
        for field in form.fields():
            for name, used in (("place", field.place is not Place.TEXT), ("passage", field.passage), ("table", field.table)):
                if used:
                    self._refuse(f"field[{field.key}].{name}", "只有文书（写了 [document] 的）才用这一项")

    def _unique(self, place: str, keys: Sequence[str]) -> None:
        for number, key in enumerate(keys):
            if not _KEY.fullmatch(key):
                self._refuse(f"{place}[{key}]", "键名只能用小写字母、数字和下划线，以字母开头，不超过60个字")
            if key in keys[:number]:
                self._refuse(f"{place}[{key}]", "键名重复")

    def _field(self, field: Field) -> None:
        place = f"field[{field.key}]"
        if field.type not in FIELD_TYPES:
            self._refuse(f"{place}.type", f"没有“{field.type}”这种填写项类型；可用：{_listed(FIELD_TYPES)}")
        self._input(place, field)
        if field.bind and field.bind not in BINDS:
            self._refuse(f"{place}.bind", f"没有“{field.bind}”这一事实；可用：{_listed(BINDS)}")
        if field.filled_by not in FILLED_BY:
            self._refuse(f"{place}.filled_by", f"应为{_listed(FILLED_BY)}之一")
        for name in ("min_items", "max_items", "item_length", "lines", "height_mm", "max_mb"):
            if getattr(field, name) < 0:
                self._refuse(f"{place}.{name}", "不能小于0")
        if field.max_items and field.min_items > field.max_items:
            self._refuse(f"{place}.min_items", "不能大于 max_items")
        if not FIELD_TYPES[field.type].filled and (field.required or field.required_when):
            self._refuse(f"{place}.required", "这种填写项不由人填写，不能设为必填")
        if field.type in ("pledge", "fixed") and not field.text:
            self._refuse(f"{place}.text", "缺少固定文字")
        if field.type == "signature" and field.height_mm < 35:
            self._refuse(f"{place}.height_mm", "签章栏高度不能小于35毫米")
        if (field.type == "table") != bool(field.column):
            reason = "表格至少要有一列" if field.type == "table" else "只有表格才有列"
            self._refuse(f"{place}.column", reason)
        for name in ("required_when", "shown_when"):
            condition: Condition | None = getattr(field, name)
            if condition is not None:
                self._condition(f"{place}.{name}", field, condition)
        if field.column:
            self._columns(place, field)

    def _columns(self, place: str, field: Field) -> None:
        self._unique(f"{place}.column", [column.key for column in field.column])
        for column in field.column:
            own = f"{place}.column[{column.key}]"
            if column.key == "id":
                self._refuse(own, "键名“id”由程序使用，请换一个")
            if column.type not in COLUMN_TYPES:
                self._refuse(f"{own}.type", f"表格的列不能用“{column.type}”类型；可用：{_listed(COLUMN_TYPES)}")
            if column.width <= 0:
                self._refuse(f"{own}.width", "应大于0")
            self._input(own, column)
        if all(column.hidden for column in field.column):
            self._refuse(f"{place}.column", "至少要有一列是显示的")
        if field.bind == "project.indicators":
            needed = {"indicator_key", "name", "unit", "kind", "counting_rule", "baseline"}
            needed |= {f"{TARGET_PREFIX}{year}" for year in self._programme.period.years}
            if needed != {column.key for column in field.column}:
                self._refuse(f"{place}.column", f"指标表应有且只有这些列：{_listed(sorted(needed))}")

    def _input(self, place: str, input: Input) -> None:
        if not input.label.strip():
            self._refuse(f"{place}.label", "不能为空")
        if input.pattern and (input.type != "text" or input.pattern not in PATTERNS):
            self._refuse(f"{place}.pattern", f"只用于 text 类型，可用：{_listed(PATTERNS)}")
        if (input.type in _NEED_DICTIONARY) != bool(input.dictionary):
            reason = "选择类填写项要指明字典" if not input.dictionary else "只有选择类填写项才有字典"
            self._refuse(f"{place}.dictionary", reason)
        if input.dictionary:
            self._dictionary(f"{place}.dictionary", input.dictionary)
        for name in ("decimals", "min_length", "max_length"):
            if getattr(input, name) < 0:
                self._refuse(f"{place}.{name}", "不能小于0")
        if input.max_length and input.min_length > input.max_length:
            self._refuse(f"{place}.min_length", "不能大于 max_length")
        if input.min_length and input.type not in _TEXTS:
            self._refuse(f"{place}.min_length", "只用于文字类填写项")
        if input.decimals and input.type not in _NUMBERS - {"integer"}:
            self._refuse(f"{place}.decimals", "只用于小数和金额")
        self._limits(place, input)

    def _limits(self, place: str, input: Input) -> None:
        """Check that the limits are written as the type reads them, and in order."""
        for name in ("min", "max"):
            text: str = getattr(input, name)
            if not text:
                continue
            if input.type in _NUMBERS:
                number = read_number(text)
                if number is None or number_text(number) != text:
                    self._refuse(f"{place}.{name}", '应是数字，加引号，如 "0"')
            elif input.type in _MOMENTS:
                if _MOMENTS[input.type](text) != text:
                    self._refuse(f"{place}.{name}", "应是“2025-07-03”这样的日期或“2025-07”这样的年月")
            else:
                self._refuse(f"{place}.{name}", "只用于数字、日期和年月")
        if input.min and input.max:
            ordered = Decimal(input.min) <= Decimal(input.max) if input.type in _NUMBERS else input.min <= input.max
            if not ordered:
                self._refuse(f"{place}.min", "不能大于 max")

    def _dictionary(self, place: str, key: str) -> None:
        try:
            self._programme.dictionary(key)
        except ResourceError as error:
            self._refuse(place, f"字典“{key}”不能用：{error.reason}")

    def _condition(self, place: str, field: Field, condition: Condition) -> None:
        other = self._fields.get(condition.field)
        if other is None or other.key == field.key:
            self._refuse(f"{place}.field", f"“{condition.field}”不是本表的另一个填写项")
        if bool(condition.any_of) == bool(condition.class_of):
            self._refuse(place, "any_of 和 class_of 要写且只写一个")
        if condition.class_of:
            if not other.dictionary or condition.dictionary != other.dictionary:
                self._refuse(f"{place}.dictionary", f"应是“{other.key}”的字典“{other.dictionary}”")
            if condition.class_of not in {item.class_ for item in self._programme.dictionary(other.dictionary).item}:
                self._refuse(f"{place}.class_of", f"字典“{other.dictionary}”里没有“{condition.class_of}”这一类")
            return
        if condition.dictionary:
            self._refuse(f"{place}.dictionary", "只与 class_of 同用")
        if other.dictionary:
            allowed: Collection[str] = [item.key for item in self._programme.dictionary(other.dictionary).item]
        elif other.type in ("yes_no_note", "pledge"):
            allowed = ("yes", "no")
        else:
            self._refuse(f"{place}.field", f"“{other.key}”不是选择类填写项，不能作条件")
        for key in condition.any_of:
            if key not in allowed:
                self._refuse(f"{place}.any_of", f"“{key}”不是“{other.key}”可选的项")

    def _rule(self, check: Check) -> None:
        place = f"check[{check.key}]"
        rule = RULES.get(check.rule)
        if rule is None:
            self._refuse(f"{place}.rule", f"没有“{check.rule}”这条规则；可用：{_listed(RULES)}")
        field = self._fields.get(check.field)
        if field is None:
            self._refuse(f"{place}.field", f"“{check.field}”不是本表的填写项")
        in_table = rule.at in (At.COLUMN, At.ROWS) or (rule.at is At.EITHER and bool(check.column))
        if in_table and field.type != "table":
            self._refuse(f"{place}.field", f"“{check.field}”不是表格")
        target: Input = field
        if in_table and rule.at is not At.ROWS:
            target = self._column(f"{place}.column", field, check.column)
        elif check.column:
            self._refuse(f"{place}.column", "这条规则不用 column")
        if rule.types and rule.at is not At.ROWS and target.type not in rule.types:
            self._refuse(f"{place}.{'column' if in_table else 'field'}", f"这条规则只用于{_listed(sorted(rule.types))}")
        self._operands(place, check, rule, field, in_table)
        self._value(f"{place}.value", check.value, rule.value)
        self._message(place, check, rule, in_table)

    def _value(self, place: str, value: str, constant: Constant) -> None:
        if constant is Constant.NONE and value:
            self._refuse(place, "这条规则不用 value")
        if constant is Constant.TEXT and not value:
            self._refuse(place, "不能为空")
        if constant is Constant.NUMBER and not (value.isascii() and value.isdigit()):
            self._refuse(place, '应是整数，加引号，如 "3"')

    def _operands(self, place: str, check: Check, rule: Rule, field: Field, in_table: bool) -> None:
        """Check number, existence and types of the further fields and columns."""
        for name, keys, (least, most) in (
            ("fields", check.fields, rule.across if in_table else rule.fields),
            ("columns", check.columns, rule.columns if in_table else (0, 0)),
        ):
            if not least <= len(keys) <= most:
                amount = f"{least}" if least == most else f"{least}—{most}"
                self._refuse(f"{place}.{name}", f"这条规则要列{amount}个" if most else f"这条规则不用 {name}")
        operands: list[tuple[str, Input]] = [(f"{place}.columns", self._column(f"{place}.columns", field, key)) for key in check.columns]
        for key in check.fields:
            if key not in self._fields:
                self._refuse(f"{place}.fields", f"“{key}”不是本表的填写项")
            operands.append((f"{place}.fields", self._fields[key]))
        for own, operand in operands:
            if rule.operand_types and operand.type not in rule.operand_types:
                self._refuse(own, f"“{operand.key}”的类型不合，应是{_listed(sorted(rule.operand_types))}")

    def _column(self, place: str, table: Field, key: str) -> Column:
        for column in table.column:
            if column.key == key:
                return column
        self._refuse(place, f"表格“{table.key}”没有“{key}”这一列")

    def _message(self, place: str, check: Check, rule: Rule, in_table: bool) -> None:
        allowed = EVERY_PLACE | rule.places | (ROW_PLACES if in_table else frozenset())
        try:
            names = {name for _, name, _, _ in Formatter().parse(check.message) if name is not None}
        except ValueError:
            self._refuse(f"{place}.message", "花括号不配对")
        if not check.message.strip():
            self._refuse(f"{place}.message", "不能为空")
        for name in names:
            if name not in allowed:
                self._refuse(f"{place}.message", f"没有“{{{name}}}”这个位置；可用：{_listed(sorted(allowed))}")


def _listed(names: Iterable[str]) -> str:
    return "、".join(names)
