"""Documents made from templates that the bureau may change in WPS; see `places` for what a place is."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from exports.files import LINE_ENDS, Exported, Progress, clean_text, ignore, removal_note, replace_file
from exports.word.official.layout import annex_blocks, imprint_of, text_blocks
from exports.word.official.lines import broken
from exports.word.official.looks import TITLE_CHARACTERS, official_looks
from exports.word.official.numbers import written_date
from exports.word.official.packages import DOCUMENT, TemplateRefused, W, parse, read_package
from exports.word.official.parts import SUBTITLE_CHARACTERS
from exports.word.official.places import (
    BLOCK_PLACES,
    TOKEN,
    Place,
    TemplateFinding,
    check_template,
    findings_of,
    list_places,
    margin_parts,
    places_of,
    text_of,
    texts_of,
)
from exports.word.official.sealing import seal_footers
from exports.word.official.structure import AnnexNote, Block, Kind, Letterhead, OfficialDocument
from exports.word.official.taking_over import Styles, apply_settings, insert_blocks, remove_paragraph, settle_last_section
from exports.word.official.turning import turn_footers
from exports.word.package import assemble, deflate
from exports.word.settings import WordSettings
from models.errors import UserError
from models.programme.pack import Programme
from models.resources import resource_path

if TYPE_CHECKING:
    from lxml import etree

__all__ = [
    "PLACES",
    "REQUIRED",
    "Place",
    "TemplateFinding",
    "TemplateRefused",
    "check_official",
    "check_template",
    "fill_template",
    "list_places",
    "shipped_template",
    "values_of",
]

Values = Mapping[str, str | Sequence[Block]]

MARK = "标记"
PLACES: Mapping[str, str] = {
    "标题": "公文标题",
    "副标题": "标题下面的一行，如案例的单位",
    "正文": "全部正文，含各级标题和表格",
    "主送": "主送机关和冒号",
    "版头": "红色发文机关标志、发文字号、签发人和红线",
    "发文机关": "发文机关全称",
    "文号": "发文字号",
    "签发人": "签发人姓名",
    "附件说明": "正文下面的“附件：1.……”",
    "落款": "署名和成文日期，按盖章的位置排",
    "署名": "署名的机关，只要这几个字",
    "成文日期": "成文日期，只要这几个字",
    "附注": "括号里的联系人、电话",
    "附件标识": "单独装订的附件第一行，如“附件1”",
    "附件": "全部附件，每个另起一页",
    "版记": "末页的抄送、印发机关、印发日期和横线",
    "抄送": "抄送机关，只要这几个字",
    "印发机关": "印发机关，只要这几个字",
    "印发日期": "印发日期，只要这几个字",
    MARK: "页脚里的版次和校验码，下面是它的二维码",
}
"""Names that every official document can fill, each with what comes in its stead."""

REQUIRED = frozenset({"标题", "正文"})

_USUAL: Sequence[tuple[str, ...]] = (("主送",), ("落款", "署名"), ("落款", "成文日期"), ("附件说明",), ("附件",), ("附注",), (MARK,))
_COPIES = ("版记", "抄送")
_WANTED: Mapping[Kind, Sequence[tuple[str, ...]]] = {
    Kind.REPORT: (*_USUAL, ("版头", "文号"), _COPIES),
    Kind.LETTER: (*_USUAL, ("文号",), _COPIES),
    Kind.ANNEX: (("附件标识",), (MARK,)),
    Kind.PLAIN: (("附件",), (MARK,)),
}
"""What the officer is told about when a template has none of it, and when a document that has it is written without."""

_SELDOM: Mapping[Kind, Sequence[tuple[str, ...]]] = {
    kind: (("副标题",), *((*_USUAL, _COPIES) if kind is Kind.PLAIN else ())) for kind in Kind
}
"""What few documents of a kind have: said only when a document that has it is written without."""


def shipped_template(programme: str, kind: Kind) -> Path:
    """Return the template of a kind that the programme brings; choosing it again is the way back from any change."""
    return resource_path("programmes", programme, "templates", f"{kind}.docx")


def template_of_pack(programme: Programme, kind: Kind) -> Path:
    """Return the template of a kind in a pack; the one the program brings where the pack has none."""
    own = programme.root / "programmes" / programme.id / "templates" / f"{kind}.docx"
    return own if own.is_file() else shipped_template(programme.id, kind)


def check_official(path: Path, kind: Kind) -> list[TemplateFinding]:
    """Return everything that is wrong with a template for official documents of a kind."""
    try:
        return official_findings(read_package(path), path.name, kind)
    except TemplateRefused as refusal:
        return [TemplateFinding("error", str(refusal))]


def official_findings(parts: Mapping[str, bytes], file: str, kind: Kind) -> list[TemplateFinding]:
    """Return the findings about a template for official documents of a kind that has been read."""
    found = findings_of(parts, file, {name: name in REQUIRED for name in PLACES}, BLOCK_PLACES)
    if any(finding.level == "error" for finding in found):
        return found
    names = {place.name for place in places_of(parts, file)}
    missing = [wanted for wanted in _WANTED[kind] if names.isdisjoint(wanted)]
    return [*found, *(TemplateFinding("warning", f"模板中没有{_named(wanted)}，生成的文书中不会有这项内容。") for wanted in missing)]


def left_out(parts: Mapping[str, bytes], file: str, kind: Kind, values: Values) -> list[str]:
    """Return a sentence for each thing that a document has and its template no place for."""
    names = {place.name for place in places_of(parts, file)}
    lost = [
        wanted
        for wanted in dict.fromkeys((*_WANTED[kind], *_SELDOM[kind]))
        if names.isdisjoint(wanted) and any(values[name] for name in wanted)
    ]
    return [f"模板“{file}”中没有{_named(wanted)}，这项内容没有写进文书。" for wanted in lost]


def _named(wanted: Sequence[str]) -> str:
    return "或".join(f"“{{{{{name}}}}}”" for name in wanted)


def values_of(document: OfficialDocument) -> dict[str, str | Sequence[Block]]:
    """Return what the places of a template are filled with for a document, by name."""
    signature = document.signature
    report = document.kind is Kind.REPORT and document.letterhead
    names = [annex.name for annex in document.annexes]
    imprint = imprint_of(document)
    recipient, note = document.recipient.rstrip("：: "), document.note.strip().strip("（）()")
    return {
        "标题": "\n".join(broken(document.title, TITLE_CHARACTERS)),
        "副标题": "\n".join(broken(document.subtitle, SUBTITLE_CHARACTERS)),
        "正文": text_blocks(document),
        "主送": f"{recipient}：" if recipient else "",
        "版头": [Letterhead(document.organ, document.number, document.signer)] if report else [],
        "发文机关": document.organ,
        "文号": document.number,
        "签发人": document.signer,
        "附件说明": [AnnexNote(names)] if names else [],
        "落款": [signature] if signature else [],
        "署名": signature.organ if signature else "",
        "成文日期": written_date(signature.day) if signature else "",
        "附注": f"（{note}）" if note else "",
        "附件标识": document.annex_label,
        "附件": list(annex_blocks(document)),
        "版记": [imprint] if imprint.cc or imprint.printed_by or imprint.printed_on else [],
        "抄送": imprint.cc,
        "印发机关": document.printed_by,
        "印发日期": written_date(document.printed_on) if document.printed_on else "",
        MARK: document.mark,
    }


def fill_template(path: Path, values: Values, target: Path, settings: WordSettings, progress: Progress = ignore) -> Exported:
    """Write a document from a template.

    Args:
        path: The template.
        values: What comes in the stead of each place: a text, or blocks. Empty ones leave no empty line behind.
        target: The file to write.
        settings: The office's choices; they replace the shipped fonts and line spacing only.
        progress: Told when the file is written.

    Raises:
        TemplateRefused: The file cannot serve as a template.
        UserError: A place is unknown, broken, or where it cannot be.
        FileBusy: The target is held by another program.
        CannotWrite: The folder does not take the file.
    """
    content, removed = filled_bytes(read_package(path), path.name, values, settings)
    written = replace_file(target, content)
    progress(1, 1)
    return Exported(written, removal_note(removed))


def filled_bytes(template: Mapping[str, bytes], file: str, values: Values, settings: WordSettings, code: str = "") -> tuple[bytes, int]:
    """Return a template that has been read, filled, and how many characters had to be removed.

    Args:
        template: Its parts.
        file: Its name, for what is said about it.
        values: See `fill_template`.
        settings: See `fill_template`.
        code: Text of the QR code under the mark; empty: none.
    """
    parts = dict(template)
    blocks = {name for name, value in values.items() if not isinstance(value, str)}
    for finding in findings_of(parts, file, dict.fromkeys(values, False), blocks):
        if finding.level == "error":
            raise UserError(f"模板“{file}”不能使用：{finding.message}", "请在 WPS 中改正，或恢复为随程序提供的模板。")
    cleaned, removed = _cleaned(values)
    names = [DOCUMENT, *margin_parts(parts), *(name for name in ("word/styles.xml",) if name in parts)]
    roots = {name: parse(parts[name], file) for name in names}
    if "word/styles.xml" not in roots:
        raise TemplateRefused(f"模板“{file}”缺少样式。", "请在 WPS 或 Word 中另存一次，或恢复为随程序提供的模板。")
    apply_settings(list(roots.values()), settings)
    body = roots[DOCUMENT].find(f"{W}body")
    if body is None:
        raise TemplateRefused(f"模板“{file}”的内容已损坏。", "请在 WPS 或 Word 中另存一次，或恢复为随程序提供的模板。")
    styles = Styles(roots["word/styles.xml"], official_looks(settings))
    marked = {}
    for name in [DOCUMENT, *margin_parts(parts)]:
        for paragraph in list(roots[name].iter(f"{W}p")):
            if code and name != DOCUMENT and MARK in (token[1] for token in TOKEN.finditer(text_of(paragraph))):
                marked[name] = paragraph
            _fill(paragraph, cleaned, settings, styles)
    settle_last_section(body)
    turned = turn_footers(body, parts, roots)
    parts |= turned
    for name in margin_parts(turned):
        roots[name] = parse(turned[name], file)
        boxed = _marked(roots[name], str(cleaned.get(MARK, ""))) if code else None
        if boxed is not None:
            marked[name] = boxed
    parts |= seal_footers(code, official_looks(settings).mark, marked, parts, roots)
    parts |= {name: _written(root) for name, root in roots.items()}
    if "docProps/core.xml" in parts and isinstance(cleaned.get("标题"), str):
        parts["docProps/core.xml"] = _titled(parts["docProps/core.xml"], str(cleaned["标题"]), file)
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"template.main+xml", b"document.main+xml")
    return assemble(deflate(name, content) for name, content in parts.items()), removed


def _marked(turned: "etree._Element", mark: str) -> "etree._Element | None":
    """Return the paragraph with the mark in the box of a turned footer."""
    boxed = [paragraph for box in turned.iter(f"{W}txbxContent") for paragraph in box.iter(f"{W}p")]
    return next((paragraph for paragraph in boxed if mark and mark in text_of(paragraph)), None)


def _fill(paragraph: "etree._Element", values: Values, settings: WordSettings, styles: Styles) -> None:
    text = text_of(paragraph)
    tokens = [token for token in TOKEN.finditer(text) if token[1] in values]
    if not tokens:
        return
    alone = len(tokens) == 1 and not f"{text[: tokens[0].start()]}{text[tokens[0].end() :]}".strip(" \t　")
    value = values[tokens[0][1]]
    if not isinstance(value, str):
        insert_blocks(paragraph, value, settings, styles)
    elif alone and not value and not _holds_more(paragraph):
        remove_paragraph(paragraph)
    else:
        for token in reversed(tokens):
            _put(paragraph, token.start(), token.end(), str(values[token[1]]))


def _holds_more(paragraph: "etree._Element") -> bool:
    """Tell whether a paragraph holds a picture, a field or a text box besides its text."""
    return next(paragraph.iter(f"{W}drawing", f"{W}pict", f"{W}fldChar", f"{W}fldSimple", f"{W}object"), None) is not None


def _put(paragraph: "etree._Element", start: int, end: int, value: str) -> None:
    """Replace characters of a paragraph, however its runs cut them; the first run's font is kept."""
    place, first = 0, True
    for element in texts_of(paragraph):
        text = element.text or ""
        low, high = max(start - place, 0), min(end - place, len(text))
        place += len(text)
        if low >= high:
            continue
        _set_text(element, text[:low] + (value if first else "") + text[high:])
        first = False


def _set_text(element: "etree._Element", text: str) -> None:
    """Set the text of a ``w:t``; line ends become breaks, tabs tabs."""
    head, *rest = LINE_ENDS.sub("\n", text).split("\n")
    element.text = head
    element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    behind = element
    for line in rest:
        for tag, words in (("br", None), ("t", line)):
            new = element.makeelement(f"{W}{tag}")
            new.text = words
            if tag == "t":
                new.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            behind.addnext(new)
            behind = new


def _cleaned(values: Values) -> tuple[dict[str, str | Sequence[Block]], int]:
    """Return the values without characters that XML cannot hold."""
    cleaned: dict[str, str | Sequence[Block]] = {}
    removed = 0
    for name, value in values.items():
        if isinstance(value, str):
            cleaned[name], count = clean_text(value)
        else:
            cleaned[name], count = clean_blocks(value)
        removed += count
    return cleaned, removed


def clean_blocks(blocks: Sequence[Block]) -> tuple[list[Block], int]:
    """Return blocks whose texts XML can hold, and how many characters had to go."""
    removed = 0

    def clean(value: Any) -> Any:
        nonlocal removed
        if isinstance(value, str):
            text, count = clean_text(value)
            removed += count
            return text
        if is_dataclass(value) and not isinstance(value, type):
            return replace(value, **{item.name: clean(getattr(value, item.name)) for item in fields(value)})
        if isinstance(value, (list, tuple)):
            return tuple(clean(part) for part in value)
        return value

    return [clean(block) for block in blocks], removed


def _written(root: "etree._Element") -> bytes:
    from lxml import etree

    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _titled(core: bytes, title: str, file: str) -> bytes:
    """Set the title in the properties; a template's own would stand in the title bar of every document."""
    root = parse(core, file)
    name = "{http://purl.org/dc/elements/1.1/}title"
    element = root.find(name)
    if element is None:
        element = root.makeelement(name)
        root.append(element)
    element.text = title.replace("\n", "")
    return _written(root)
