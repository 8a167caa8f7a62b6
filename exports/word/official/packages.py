"""Reading a Word file that comes from outside: whole, harmless and small enough, or refused with the reason."""

import io
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from models.errors import UserError, system_words

if TYPE_CHECKING:
    from lxml import etree

LARGEST_FILE = 10 * 1024 * 1024
LARGEST_CONTENT = 60 * 1024 * 1024
MOST_PARTS = 500
"""Far more than a template with a coat of arms needs, and little enough for an old computer."""

DOCUMENT = "word/document.xml"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_TEMPLATE = "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/"
_TYPES = "[Content_Types].xml"
_OLD_WORD = b"\xd0\xcf\x11\xe0"
_ACTIVE = ("vbaproject", "vbadata", "activex", "embeddings/", "afchunk", ".bin", ".exe", ".htm", ".mht")
_RESAVE = "请在 WPS 或 Word 中另存为“Word 文档（*.docx）”后再选用。"
_CLEAN = "请在 WPS 或 Word 中去掉这些内容，或恢复为随程序提供的模板。"


class TemplateRefused(UserError):  # noqa: N818 (as its base)
    """The file cannot serve as a template."""


def read_package(path: Path) -> dict[str, bytes]:
    """Return the parts of a Word file by name.

    Raises:
        TemplateRefused: It is no docx, holds macros, embedded or linked content, or is too large.
    """
    return unpack(read_file(path), path.name)


def read_file(path: Path) -> bytes:
    """Return a file that may become a template, if it is there and not too large.

    Raises:
        TemplateRefused: It is gone, too large, or cannot be read.
    """
    name = path.name
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise TemplateRefused(
                f"模板“{name}”有{size / 1024 / 1024:.0f} MB，超过{LARGEST_FILE // 1024 // 1024} MB。", "请压缩或删除其中的图片。"
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise TemplateRefused(f"没有找到模板“{name}”。", "请检查文件是否被移走，或恢复为随程序提供的模板。") from None
    except OSError as error:
        raise TemplateRefused(f"模板“{name}”读不出来（{system_words(error)}）。", "请检查磁盘或权限。") from None


def unpack(content: bytes, name: str) -> dict[str, bytes]:
    """Return the parts of a Word file that has been read.

    Args:
        content: The file.
        name: Its name, for what is said about it.

    Raises:
        TemplateRefused: See `read_package`.
    """
    if content.startswith(_OLD_WORD):
        raise TemplateRefused(f"模板“{name}”是旧格式（.doc）或加了密码的文件。", _RESAVE)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = _read(package, name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        raise TemplateRefused(f"模板“{name}”不是 Word 文档（.docx），或文件已损坏。", _RESAVE) from None
    _check_types(parts, name)
    for part, held in parts.items():
        if part.endswith(".rels"):
            _check_relations(held, name)
    return parts


def parse(content: bytes, name: str) -> "etree._Element":
    """Parse a part without ever following what it refers to.

    Raises:
        TemplateRefused: It is no XML, or brings a document type declaration.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        raise TemplateRefused(f"模板“{name}”的内容已损坏。", _RESAVE) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise TemplateRefused(f"模板“{name}”含有 Word 文档中不应有的声明，可能被人做过手脚。", "请恢复为随程序提供的模板。")
    return root


def _read(package: zipfile.ZipFile, name: str) -> dict[str, bytes]:
    entries = [entry for entry in package.infolist() if not entry.is_dir()]
    if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > LARGEST_CONTENT:
        raise TemplateRefused(f"模板“{name}”解开后过大。", "请删除其中的图片和不需要的内容。")
    names = [entry.filename for entry in entries]
    if len({part.lower() for part in names}) < len(names) or not all(map(str.isascii, names)):
        raise TemplateRefused(f"模板“{name}”的内部结构不规范。", _RESAVE)
    parts = {entry.filename: package.read(entry) for entry in entries}
    if _TYPES not in parts or DOCUMENT not in parts:
        raise TemplateRefused(f"模板“{name}”不是 Word 文档（.docx）。", _RESAVE)
    active = [part for part in names if any(sign in part.lower() for sign in _ACTIVE)]
    if active:
        raise TemplateRefused(f"模板“{name}”含有宏、控件或嵌入的文件，不能使用。", _CLEAN)
    return parts


def _check_types(parts: dict[str, bytes], name: str) -> None:
    root = parse(parts[_TYPES], name)
    if root.tag != f"{_PACKAGE}content-types}}Types":
        raise TemplateRefused(f"模板“{name}”的内部结构不规范。", _RESAVE)
    types = {entry.get("PartName"): entry.get("ContentType", "") for entry in root}
    main = types.get(f"/{DOCUMENT}", "")
    if any("macroEnabled" in kind or "vba" in kind.lower() for kind in types.values()):
        raise TemplateRefused(f"模板“{name}”含有宏，不能使用。", _CLEAN)
    if main not in (_MAIN, _TEMPLATE):
        raise TemplateRefused(f"模板“{name}”不是 Word 文档（.docx）。", _RESAVE)


def _check_relations(content: bytes, name: str) -> None:
    root = parse(content, name)
    if root.tag != f"{_PACKAGE}relationships}}Relationships":
        raise TemplateRefused(f"模板“{name}”的内部结构不规范。", _RESAVE)
    for relation in root:
        kind = relation.get("Type", "").rpartition("/")[2]
        if relation.get("TargetMode") == "External" and kind != "hyperlink":
            what = "链接到另一个模板" if kind == "attachedTemplate" else "引用了外部的图片或文件"
            raise TemplateRefused(f"模板“{name}”{what}，打开时会去别处取内容，不能使用。", _CLEAN)
