"""Read one TOML file of a pack into its type; every failure becomes a `ResourceError` with a Chinese reason."""

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from models.errors import ResourceError
from models.programme.types import KEY_PATTERN, MONTH_PATTERN
from models.resources import read_text

T = TypeVar("T")

_TYPE_NAMES = {
    "str": "文字",
    "int": "整数",
    "float": "小数",
    "bool": "“true”或“false”",
    "array": "列表",
    "object": "一组“名称 = 内容”",
    "date": "日期",
    "datetime": "日期加时间",
    "time": "时间",
}
_PATTERN_REASONS = {
    KEY_PATTERN: "只能用英文字母、数字、下划线、点和连字符，并以字母或数字开头",
    MONTH_PATTERN: "应写成“2025-07”这样的年月",
}


def load_toml(kind: type[T], *parts: str, root: Path | None = None) -> T:
    """Read the TOML file at `parts` below the resources folder into `kind`.

    Args:
        kind: The msgspec type of the whole file.
        *parts: Folders and file name below the resources folder.
        root: Another resources folder to read from.

    Raises:
        ResourceError: The file is missing or not TOML, or an entry does not fit `kind`.
    """
    file = "/".join(parts)
    text = read_text(*parts, root=root)
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # tomllib lets a number of 5,000 digits or 5,000 brackets through to Python
        raise ResourceError(file, "", _toml_reason(str(error))) from None
    try:
        return msgspec.convert(data, kind)
    except msgspec.ValidationError as error:
        raise _refusal(file, data, str(error)) from None


def _toml_reason(message: str) -> str:
    """Say where the TOML grammar is broken; a key given twice is the commonest slip."""
    found = re.search(r"\(at line (\d+), column (\d+)\)", message)
    place = f"第{found[1]}行第{found[2]}列" if found else "文件末尾"
    if message.startswith(("Cannot overwrite a value", "Cannot declare")):
        return f"{place}：同一个名称写了两次"
    return f"{place}：写法不合 TOML 格式，请检查引号、括号和等号"


def _refusal(file: str, data: dict[str, Any], message: str) -> ResourceError:
    """Turn msgspec's sentence into file, key path and Chinese reason."""
    problem, _, path = message.partition(" - at `$")
    place = key_path(data, path.rstrip("`"))
    for pattern, reason in _REASONS:
        found = re.fullmatch(pattern, problem)
        if found:
            name, said = reason(found)
            return ResourceError(file, ".".join(filter(None, (place, name))), said)
    return ResourceError(file, place, "内容不符合要求")


def key_path(data: Any, path: str) -> str:
    """Name the place that msgspec's `path` points to.

    Entries are named by their own key rather than counted: ``.area[2].title`` becomes ``area[a3].title``; an entry
    without key becomes ``area[第3项].title``.
    """
    place = ""
    for name, index in re.findall(r"\.(\w+)|\[(\d+|\.\.\.)\]", path):
        if name:
            place += f".{name}"
            data = data.get(name) if isinstance(data, dict) else None
        elif index == "...":
            place += "[…]"
            data = None
        else:
            data = data[int(index)] if isinstance(data, list) else None
            place += f"[{_own_key(data) or f'第{int(index) + 1}项'}]"
    return place.removeprefix(".")


def _own_key(entry: Any) -> str:
    """The key of an entry, or the code of a district; empty where it has none."""
    own = (entry.get("key") or entry.get("code")) if isinstance(entry, dict) else ""
    return own if isinstance(own, str) else ""


def _types(words: str) -> str:
    return "或".join(_TYPE_NAMES.get(word, word) for word in words.split(" | ") if word != "null")


def _wrong_type(found: re.Match[str]) -> tuple[str, str]:
    return "", f"应为{_types(found[1])}，写成了{_types(found[2])}"


def _too_short(found: re.Match[str]) -> tuple[str, str]:
    if found[1] == "array":
        return "", f"至少要有{found[2]}项"
    return "", "不能为空" if found[2] == "1" else f"至少{found[2]}个字"


def _too_long(found: re.Match[str]) -> tuple[str, str]:
    return "", f"最多{found[2]}{'项' if found[1] == 'array' else '个字'}"


def _bound(found: re.Match[str]) -> tuple[str, str]:
    return "", f"应为不{'小' if found[1] == '>=' else '大'}于{found[2]}的数"


def _wrong_pattern(found: re.Match[str]) -> tuple[str, str]:
    return "", _PATTERN_REASONS.get(found[1], "写法不符合要求")


_REASONS: tuple[tuple[str, Callable[[re.Match[str]], tuple[str, str]]], ...] = (
    (r"Object missing required field `(.+)`", lambda found: (found[1], "缺少这一项")),
    (r"Object contains unknown field `(.+)`", lambda found: (found[1], "没有这个名称的项，请核对拼写或删去")),
    (r"Expected `(str|array)` of length >= (\d+)", _too_short),
    (r"Expected `(str|array)` of length <= (\d+)", _too_long),
    (r"Expected `str` matching regex '(.+)'", _wrong_pattern),
    (r"Expected `(?:int|float)` (>=|<=) (-?[\d.]+)", _bound),
    (r"Expected `(.+)`, got `(.+)`", _wrong_type),
    (r"Invalid enum value '?(.+?)'?", lambda found: ("", f"“{found[1]}”不是允许的取值")),
    (r"Invalid RFC3339 encoded date.*", lambda found: ("", "日期应写成“2025-07-11”这样，不加引号")),
)
"""What msgspec says (English) and what we make of it: (name to add to the key path, Chinese reason)."""
