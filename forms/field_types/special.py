"""Yes or no with a note, attachments, pledge, and what nobody fills in on the screen."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

from forms.definition import Field, Input, Level
from forms.field_types.base import Fault, FieldType, named
from forms.field_types.text import character_faults, count_faults, length_faults
from forms.normalising import one_line, unparsed_text
from models.plain import Plain

if TYPE_CHECKING:
    from models.programme.pack import Programme

_YES_NO = re.compile(r"(是|否|有|无|已建立|未建立|√)(?:$|[：:，,；;。\s]\s*)(.*)", re.DOTALL)
_YES = frozenset({"是", "有", "已建立", "√"})
_AGREED = frozenset({"是", "√", "■", "☑", "同意", "承诺", "已承诺"})


class YesNoNote(FieldType):
    """Yes or no, with a note that a yes needs; kept as ``{"yes": bool, "note": str}``."""

    def accepted(self, field: Input) -> str:
        """Say how yes and no are written."""
        return "选“是”或“否”；选“是”的写明情况"

    def _parse(self, field: Input, text: str, programme: "Programme") -> Plain:
        found = _YES_NO.fullmatch(one_line(text))
        return {"yes": found[1] in _YES, "note": found[2].strip()} if found else None

    def _sound(self, value: Plain) -> bool:
        return isinstance(value, dict) and isinstance(value.get("yes"), bool) and isinstance(value.get("note", ""), str)

    def _words(self, field: Input, value: Plain, programme: "Programme") -> str:
        answer = cast(dict[str, Any], value)
        note = answer.get("note", "")
        return ("是" if answer["yes"] else "否") + (f"：{note}" if note else "")

    def _faults(self, field: Input, value: Plain, programme: "Programme") -> Iterator[Fault]:
        answer = cast(dict[str, Any], value)
        note = answer.get("note", "")
        if answer["yes"] and not note.strip():
            yield Fault(Level.ERROR, "note_missing", f"{named(field.label)}选了“是”，请写明具体情况。", self.accepted(field))
        yield from length_faults(field, note)
        yield from character_faults(field.label, note)


class Attachment(FieldType):
    """Attached files, kept as the ids of evidence in the workspace; type and size are checked when a file is taken in."""

    def _parse(self, field: Input, text: str, programme: "Programme") -> Plain:
        return None

    def _sound(self, value: Plain) -> bool:
        return isinstance(value, list) and all(isinstance(id, str) for id in value)

    def _words(self, field: Input, value: Plain, programme: "Programme") -> str:
        return f"共{len(cast(list[str], value))}件"

    def accepted(self, field: Input) -> str:
        """Name the accepted kinds of files and the size."""
        field = cast(Field, field)
        kinds = "、".join(field.extensions)
        return f"{kinds or '任意'}文件" + (f"，每件不超过{field.max_mb}MB" if field.max_mb else "")

    def _faults(self, field: Input, value: Plain, programme: "Programme") -> Iterator[Fault]:
        ids = cast(list[str], value)
        if len(set(ids)) < len(ids):
            yield Fault(Level.WARNING, "attached_twice", f"{named(field.label)}有重复的文件，请删去一个。", self.accepted(field))
        yield from count_faults(cast(Field, field), len(ids), "件")


class Pledge(FieldType):
    """Fixed words that must be agreed to; ``True`` or nothing."""

    def is_empty(self, value: Plain) -> bool:
        """Tell whether it has not been agreed to."""
        return value is False or super().is_empty(value)

    def accepted(self, field: Input) -> str:
        """Say that it is ticked."""
        return "勾选后生效"

    def _parse(self, field: Input, text: str, programme: "Programme") -> Plain:
        return True if one_line(text) in _AGREED else None

    def _sound(self, value: Plain) -> bool:
        return value is True

    def _words(self, field: Input, value: Plain, programme: "Programme") -> str:
        return "已承诺"


class Fixed(FieldType):
    """Fixed words of the form; nothing is stored."""

    filled = False

    def show(self, field: Input, value: Plain, programme: "Programme") -> str:
        """Return the fixed words."""
        return unparsed_text(value) or cast(Field, field).text

    def _parse(self, field: Input, text: str, programme: "Programme") -> Plain:
        return None

    def _sound(self, value: Plain) -> bool:
        return False

    def _words(self, field: Input, value: Plain, programme: "Programme") -> str:
        return ""


class Automatic(FieldType):
    """A value that the program gives, such as the application number."""

    filled = False

    def _parse(self, field: Input, text: str, programme: "Programme") -> Plain:
        return None

    def _sound(self, value: Plain) -> bool:
        return isinstance(value, str)

    def _words(self, field: Input, value: Plain, programme: "Programme") -> str:
        return cast(str, value)


class Signature(FieldType):
    """A cell for signature and seal: left blank on paper, nothing on the screen."""

    filled = False

    def _parse(self, field: Input, text: str, programme: "Programme") -> Plain:
        return None

    def _sound(self, value: Plain) -> bool:
        return False

    def _words(self, field: Input, value: Plain, programme: "Programme") -> str:
        return ""
