"""The complex fields of a Word document (w:fldChar): which text is an instruction, which is its result, and what must not be there."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from exports.incoming.refusals import Refused
from forms.collecting.content import Place

if TYPE_CHECKING:
    from lxml.etree import _Element

_STARTS_PROGRAMS = {"DDE", "DDEAUTO"}
_FETCHES = {"INCLUDETEXT", "INCLUDE", "LINK", "IMPORT", "DATABASE", "RD", "AUTOTEXTLIST"}
_NESTED = "\x13"


@dataclass(slots=True)
class OpenField:
    """A field whose end has not come yet.

    Attributes:
        data: w:ffData of a form field of the old kind.
        place: Where it begins.
        begin: How much text there was when its result began.
        number: Its place among the controls, -1 when it is none.
    """

    data: "_Element | None"
    place: Place
    begin: int
    number: int
    instruction: list[str] = field(default_factory=list)
    showing: bool = False


class OpenFields:
    """The fields that are open at one point of the text, the innermost last."""

    def __init__(self) -> None:
        self._open: list[OpenField] = []

    @property
    def showing(self) -> bool:
        """Whether text at this point is seen: all open fields have come to their result."""
        return all(field.showing for field in self._open)

    def begin(self, opened: OpenField) -> None:
        """Open a field."""
        self.instruct(_NESTED)
        self._open.append(opened)

    def instruct(self, text: str) -> None:
        """Add text to the instruction of the innermost field that has not come to its result."""
        for opened in reversed(self._open):
            if not opened.showing:
                opened.instruction.append(text)
                return

    def separate(self, begin: int) -> None:
        """The innermost field comes to its result."""
        if self._open:
            self._open[-1].showing = True
            self._open[-1].begin = begin

    def end(self) -> OpenField | None:
        """Close the innermost field.

        Raises:
            Refused: Its instruction starts a program or fetches another file.
        """
        if not self._open:
            return None
        closed = self._open.pop()
        check_instruction("".join(closed.instruction))
        return closed

    def check_closed(self) -> None:
        """Raise `Refused` when a field is still open: the text behind it could be mistaken for an instruction."""
        for opened in self._open:
            check_instruction("".join(opened.instruction))
        if self._open:
            raise Refused("open_field")


def check_instruction(instruction: str) -> None:
    """Raise `Refused` for an instruction that starts a program, fetches another file, or hides what it is."""
    words = instruction.split(maxsplit=1)
    name = words[0].upper() if words else ""
    if name in _STARTS_PROGRAMS or _NESTED in name:
        raise Refused("dde")
    if name in _FETCHES:
        raise Refused("live_field", name=name)
