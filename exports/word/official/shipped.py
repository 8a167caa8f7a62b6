"""The templates that the programme brings, laid out like the documents themselves, with places instead of content."""

from exports.word.body import run
from exports.word.official import parts
from exports.word.official.looks import OfficialLooks
from exports.word.official.skeleton import official_skeleton
from exports.word.official.structure import Kind
from exports.word.official.writing import line
from exports.word.settings import WordSettings


def template_bytes(kind: Kind) -> bytes:
    """Return the template of a kind."""
    skeleton = official_skeleton(WordSettings(), letter=kind is Kind.LETTER)
    content = "".join(_lines(kind, skeleton.looks)) + skeleton.first
    return skeleton.document(content, title="", organ="{{发文机关}}" if kind is Kind.LETTER else "", mark="{{标记}}")


def _lines(kind: Kind, looks: OfficialLooks) -> list[str]:
    """Return the paragraphs; blocks bring the empty lines above them."""
    blank = parts.blank(looks)
    title = line(looks.title, run("{{标题}}", looks.title)) + line(looks.subtitle, run("{{副标题}}", looks.subtitle)) + blank
    text = line(looks.body, run("{{正文}}", looks.body))
    note = line(looks.note, run("{{附注}}", looks.note))
    annexes = line(looks.body, run("{{附件}}", looks.body))
    below = [_place("附件说明", looks), _place("落款", looks), note, annexes, _place("版记", looks)]
    recipient = line(looks.recipient, run("{{主送}}", looks.recipient))
    match kind:
        case Kind.REPORT:
            return [_place("版头", looks), title, recipient, text, *below]
        case Kind.LETTER:
            return [parts.letter_number("{{文号}}", looks), title, recipient, text, *below]
        case Kind.ANNEX:
            label = line(looks.annex_label, run("{{附件标识}}", looks.annex_label))
            return [label, blank, title, text]
        case Kind.PLAIN:
            return [title, recipient, text, *below]


def _place(name: str, looks: OfficialLooks) -> str:
    return line(looks.plain, run(f"{{{{{name}}}}}", looks.plain))
