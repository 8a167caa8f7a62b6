"""Files that nobody should send, and what must be said about each: made anew by every run."""

import functools
import io
import os
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.incoming.files import (
    RELATIONS,
    TYPES,
    Entry,
    Parts,
    S,
    W,
    compound,
    entries_of,
    excel,
    field,
    packed,
    raw_archive,
    relations,
    text,
    types,
    with_texts,
    word,
)

SHEET = "xl/worksheets/sheet1.xml"
DOCUMENT = "word/document.xml"
LAUGHS = (
    '<!DOCTYPE lolz [<!ENTITY a "haha">'
    + "".join(f'<!ENTITY {after} "{f"&{name};" * 10}">' for name, after in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of hostile or mistaken file.

    Attributes:
        code: What it is refused with; empty when it is read.
        name: Name of the file.
        make: Makes its bytes.
    """

    what: str
    code: str
    name: str
    make: Callable[[], bytes]


def _docx(parts: Parts) -> Callable[[], bytes]:
    return functools.partial(packed, parts)


def _raw(entries: list[Entry], before: bytes = b"") -> Callable[[], bytes]:
    return functools.partial(raw_archive, entries, before)


def _with_part(name: str, content: str | bytes, base: Parts | None = None) -> Callable[[], bytes]:
    return _docx((base or word()) | {name: content})


def _linked(kind: str, target: str) -> Callable[[], bytes]:
    return _docx(word("", (kind, target, "External")))


def _prolog(prolog: str, part: str = DOCUMENT) -> Callable[[], bytes]:
    parts = word() if part in word() else excel()
    return _docx(parts | {part: f"{prolog}{parts[part]}"})  # type: ignore[str-bytes-safe]


def _archive_of(*names: str) -> bytes:
    return packed(dict.fromkeys(names, "内容"))


def _tar() -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("表.docx"), io.BytesIO())
    return target.getvalue()


def _chart_with_sheet() -> Parts:
    return {
        "word/embeddings/book.xlsx": packed(excel()),
        "word/charts/chart1.xml": "<c/>",
        "word/charts/_rels/chart1.xml.rels": relations(("package", "../embeddings/book.xlsx")),
    }


def _streamed() -> bytes:
    """Write as a server does that cannot go back in its output: sizes stand behind each part."""
    written = bytearray()

    class Pipe(io.RawIOBase):
        def writable(self) -> bool:
            return True

        def write(self, piece: Any) -> int:
            written.extend(piece)
            return len(piece)

    with zipfile.ZipFile(Pipe(), "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in excel().items():
            package.writestr(name, content)
    return bytes(written)


def mistaken() -> Iterator[Kind]:
    """Yield what is no document of today's kind at all."""
    yield Kind("zero bytes", "empty", "空.docx", bytes)
    yield Kind("all zeros", "zeroed", "没拷完.xlsx", lambda: bytes(40_000))
    yield Kind("lock file", "lock_file", "~$申报表.docx", lambda: b"\x05admin" + bytes(150))
    yield Kind("Apple shadow", "shadow_file", "._申报表.docx", lambda: b"\x00\x05\x16\x07" + bytes(80))
    yield Kind("old Word", "old_word", "旧.doc", lambda: compound("Root Entry", "WordDocument", "1Table"))
    yield Kind("old Word renamed", "old_word", "改名.docx", lambda: compound("Root Entry", "WordDocument"))
    yield Kind("old Excel", "old_excel", "旧.xls", lambda: compound("Root Entry", "Workbook"))
    yield Kind("very old Excel", "old_excel", "更旧.xls", lambda: compound("Root Entry", "Book"))
    yield Kind("WPS text", "wps_text", "报告.wps", lambda: compound("Root Entry", "WordDocument"))
    yield Kind("WPS sheet", "wps_sheet", "台账.et", lambda: compound("Root Entry", "Workbook"))
    yield Kind("password", "password", "加密.docx", lambda: compound("Root Entry", "EncryptedPackage", "EncryptionInfo"))
    yield Kind("old slides", "old_slides", "汇报.dps", lambda: compound("Root Entry", "PowerPoint Document"))
    yield Kind("Outlook mail", "mail", "邮件.msg", lambda: compound("Root Entry", "__properties_version1.0"))
    yield Kind("saved mail", "mail", "邮件.eml", lambda: b"From: a@example.invalid\r\nSubject: x\r\n\r\nx")
    yield Kind("other compound", "old_other", "图.vsd", lambda: compound("Root Entry", "VisioDocument"))
    yield Kind("locked by an office", "locked_by_software", "密.docx", lambda: b"b\x14#e" + os.urandom(300))
    yield Kind("locked, other maker", "locked_by_software", "密.xlsx", lambda: b"\x01\x02E-SafeNet\x00LOCK" + os.urandom(300))
    yield Kind("PDF as Word", "pdf", "扫描.docx", lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    yield Kind("OFD", "ofd", "公文.ofd", lambda: _archive_of("OFD.xml", "Doc_0/Document.xml"))
    yield Kind("picture as Word", "picture", "照片.docx", lambda: PICTURE)
    yield Kind("photo as Excel", "picture", "照片.xlsx", lambda: b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(200))
    yield Kind("bitmap", "picture", "扫描.bmp", lambda: b"BM" + b"\x36\x10\x00\x00" + bytes(4) + b"\x36\0\0\0\x28\0\0\0" + bytes(100))
    yield Kind("phone's photo", "picture", "照片.heic", lambda: b"\0\0\0\x18ftypheic" + bytes(50))
    yield Kind("video", "media", "会议.docx", lambda: b"\0\0\0\x18ftypmp42" + bytes(50))
    yield Kind("rich text", "rtf", "表.doc", lambda: rb"{\rtf1\ansi\ansicpg936 \'b1\'ed}")
    yield Kind("web page as Excel", "web_page", "导出.xls", lambda: "<html><table><tr><td>一</td></tr></table></html>".encode("gb18030"))
    archive = b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n"
    yield Kind("web archive", "web_archive", "表.mht", lambda: archive)
    yield Kind("XML of 2003", "xml", "表.xml", lambda: b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w/>')
    flat = b'<?xml version="1.0"?><office:document><office:meta><meta:user-defined/></office:meta></office:document>'
    yield Kind("flat OpenDocument", "xml", "表.fods", lambda: flat)
    page = b'<!DOCTYPE html>\n<html>\n<head><meta name="a"/></head><body>' + b"text " * 50 + b"\x04</body></html>"
    yield Kind("web page as LibreOffice writes it", "web_page", "表.html", lambda: page)
    yield Kind("separated text", "csv", "台账.csv", lambda: "序号,名称\n1,示例公司\n".encode("gb18030"))
    yield Kind("plain text as Word", "text", "说明.docx", lambda: "请查收".encode("utf-16"))
    yield Kind("rar", "archive", "材料.rar", lambda: b"Rar!\x1a\x07\x01\x00" + bytes(60))
    yield Kind("7z as Word", "archive", "材料.docx", lambda: b"7z\xbc\xaf\x27\x1c" + bytes(60))
    yield Kind("zip of forms", "archive", "材料.zip", lambda: _archive_of("申报表.docx", "台账.xlsx"))
    yield Kind("tar", "archive", "材料.tar", _tar)
    yield Kind("empty zip", "archive", "材料.zip", lambda: b"PK\x05\x06" + bytes(18))
    yield Kind("OpenDocument", "opendocument", "表.odt", lambda: _archive_of("mimetype", "content.xml"))
    presentation = ("ppt/presentation.xml", f"{TYPES}.presentationml.presentation.main+xml")
    yield Kind("slides", "slides", "汇报.pptx", _docx({"[Content_Types].xml": types(presentation), "ppt/presentation.xml": "<p/>"}))
    binary = ("xl/workbook.bin", "application/vnd.ms-excel.sheet.binary.macroEnabled.main")
    yield Kind("binary Excel", "binary_excel", "台账.xlsb", _docx({"[Content_Types].xml": types(binary), "xl/workbook.bin": b"\0"}))
    drawing = ("visio/document.xml", "application/vnd.ms-visio.drawing.main+xml")
    parts: Parts = {"[Content_Types].xml": types(drawing), "_rels/.rels": relations(("officeDocument", "visio/document.xml"))}
    yield Kind("drawing", "other_office", "图.vsdx", _docx(parts | {"visio/document.xml": "<v/>"}))
    yield Kind("program", "program", "申报表.docx", lambda: b"MZ" + bytes(58) + b"\x80\0\0\0" + bytes(200))
    yield Kind("program for Linux", "program", "申报表.xlsx", lambda: b"\x7fELF" + bytes(60))
    yield Kind("shortcut", "shortcut", "申报表.docx.lnk", lambda: b"L\0\0\0\x01\x14\x02\0" + bytes(60))
    yield Kind("noise", "unknown", "乱.docx", lambda: bytes((number * 97 + 13) % 256 for number in range(4_000)))


def archives() -> Iterator[Kind]:
    """Yield what plays tricks with the archive."""
    good = packed(word())
    plain = entries_of(word())
    yield Kind("cut off", "truncated", "断.docx", lambda: good[: len(good) // 2])
    yield Kind("end record only half", "truncated", "断尾.docx", lambda: good[:-8])
    yield Kind("list destroyed", "damaged", "坏.docx", lambda: good.replace(b"PK\x01\x02", b"PX\x01\x02"))
    yield Kind("place of the list is wrong", "damaged", "坏目录.docx", lambda: good[:-6] + b"\xff\xff\xff\x7f" + good[-2:])
    yield Kind("checksum", "checksum", "校验.docx", _raw([*plain, Entry("word/media/a.bmp", PICTURE, checksum=1)]))
    broken = [Entry(plain[0].name, plain[0].content), Entry("word/a.xml", b"\xff" * 50, method=8, flags=0)]
    broken_bytes = bytearray(raw_archive([*broken, *plain[1:]]))
    at = broken_bytes.index(b"word/a.xml") + 10
    broken_bytes[at] ^= 0x06
    yield Kind("packed data flipped", "checksum", "翻位.docx", lambda: bytes(broken_bytes))
    yield Kind("something before it", "foreign_data", "前缀.docx", _raw(plain, b"#!/bin/sh\n" * 20))
    yield Kind("program before it", "program", "前缀.exe.docx", _raw(plain, b"MZ" + bytes(100)))
    yield Kind("something behind it", "foreign_data", "后缀.docx", lambda: good + b"more" * 20)
    yield Kind("too many parts", "many_parts", "多.docx", _raw([*plain, *(Entry(f"word/{number}", b"") for number in range(3_000))]))
    endless = [Entry(f"{number:05}" * 8, b"") for number in range(20_000)]
    yield Kind("too many parts for the end record", "many_parts", "极多.docx", _raw(endless))
    for what, name in (
        ("traversal", "../../evil.xml"),
        ("traversal inside", "word/../../evil.xml"),
        ("absolute", "/etc/evil.xml"),
        ("Windows traversal", "word\\..\\..\\evil.xml"),
        ("drive", "C:/evil.xml"),
        ("null in name", "word/a.xml\0.txt"),
    ):
        yield Kind(what, "bad_name", f"{what}.docx", _raw([*plain, Entry(name, b"<a/>")]))
    yield Kind("two of one name", "double_name", "同名.docx", _raw([*plain, Entry(DOCUMENT, b"<a/>")]))
    yield Kind("two names alike", "double_name", "大小写.docx", _raw([*plain, Entry("WORD/Document.XML", b"<a/>")]))
    yield Kind("symbolic link", "link", "链接.docx", _raw([*plain, Entry("word/a.xml", b"/etc/passwd", mode=0o120777)]))
    yield Kind("device", "link", "设备.docx", _raw([*plain, Entry("word/a.xml", b"", mode=0o020666)]))
    yield Kind("overlapping", "overlap", "重叠.docx", _raw([*plain, Entry(plain[0].name, b"x" * 9, listed="word/b.xml", offset=0)]))
    yield Kind("two names for one part", "two_faces", "两名.docx", _raw([*plain, Entry("word/a.xml", b"<a/>", listed="word/c.xml")]))
    lying = [Entry(entry.name, entry.content, size=10 if entry.name == DOCUMENT else None) for entry in plain]
    yield Kind("larger than it says", "two_faces", "谎报.docx", _raw(lying))
    yield Kind("smaller than it says", "checksum", "谎小.docx", _raw([*plain, Entry("word/a.xml", b"<a/>", size=1_000)]))
    yield Kind("foreign method", "method", "压缩.docx", lambda: packed(word(), zipfile.ZIP_LZMA))
    yield Kind("64-bit end record", "method", "大目录.docx", lambda: good[:-22] + b"PK\x06\x07" + bytes(16) + good[-22:])
    yield Kind("parts with password", "locked_parts", "口令.docx", _raw([*plain, Entry("word/a.xml", b"<a/>", flags=1)]))
    yield Kind("bomb", "bomb", "炸弹.docx", _with_part("word/a.xml", b" " * 12_000_000))
    yield Kind("bomb of many parts", "bomb", "群弹.docx", _docx(word() | {f"word/{number}.xml": b" " * 3_000_000 for number in range(20)}))
    noise = os.urandom(1_000_000)
    yield Kind("huge part", "large_part", "巨.docx", _raw([*plain, Entry("word/media/a.bmp", noise, size=150_000_000)]))
    many = [Entry(f"word/media/{number}.bmp", noise, size=90_000_000) for number in range(3)]
    yield Kind("huge in all", "large_content", "总量.docx", _raw([*plain, *many]))
    yield Kind("archive inside", "nested_archive", "套娃.docx", _with_part("word/media/image1.png", packed(word())))
    yield Kind("rar inside", "nested_archive", "套娃.xlsx", _with_part("xl/media/image1.png", b"Rar!\x1a\x07\x00", excel()))
    missing = word()
    del missing[DOCUMENT]
    yield Kind("no text part", "no_document", "无正文.docx", _docx(missing))
    yield Kind("main part outside", "two_faces", "外正文.docx", _docx(word() | {"_rels/.rels": relations(("officeDocument", "../../a"))}))
    nameless = word()
    del nameless["_rels/.rels"]
    yield Kind("no relations", "no_relation", "无关系.docx", _docx(nameless))
    yield Kind("sheet missing", "no_relation", "缺表.xlsx", _docx({name: part for name, part in excel().items() if name != SHEET}))
    mains = {DOCUMENT: "wordprocessingml.document", "xl/workbook.xml": "spreadsheetml.sheet"}
    both = types(*((part, f"{TYPES}.{main}.main+xml") for part, main in mains.items()))
    yield Kind("two documents in one", "two_faces", "双面.docx", _docx(word() | excel() | {"[Content_Types].xml": both}))


def markup() -> Iterator[Kind]:
    """Yield XML that is more than XML."""
    secret = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    yield Kind("document type", "doctype", "声明.docx", _prolog("<!DOCTYPE document>"))
    yield Kind("billion laughs", "doctype", "大笑.docx", _prolog(LAUGHS))
    yield Kind("billion laughs in a sheet", "doctype", "大笑.xlsx", _prolog(LAUGHS, SHEET))
    yield Kind("external entity", "doctype", "外部实体.docx", _prolog(secret))
    yield Kind("entity from the network", "doctype", "网络实体.docx", _prolog('<!DOCTYPE a SYSTEM "http://example.invalid/a.dtd">'))
    yield Kind("entity in the relations", "doctype", "关系实体.docx", _prolog(secret, "_rels/.rels"))
    yield Kind("entity in the types", "doctype", "类型实体.docx", _prolog(secret, "[Content_Types].xml"))
    yield Kind("entity in an unread part", "doctype", "旁实体.docx", _with_part("customXml/item1.xml", f"{secret}<a>&x;</a>"))
    wide = f"{secret}{word()[DOCUMENT]}".encode("utf-16")  # type: ignore[str-bytes-safe]
    yield Kind("entity in UTF-16", "doctype", "宽实体.docx", _with_part(DOCUMENT, wide))
    yield Kind("undeclared entity", "broken_xml", "未定义实体.docx", _docx(word(text("&unknown;"))))
    chinese = '<?xml version="1.0" encoding="GB2312"?><a>表</a>'.encode("gb2312")
    yield Kind("entity in a drawing", "doctype", "图形实体.xlsx", _with_part("xl/drawings/vmlDrawing1.vml", f"{secret}<xml/>", excel()))
    yield Kind("other encoding", "encoding", "国标码.docx", _with_part(DOCUMENT, chinese))
    endless = f'<?xml version="1.0" {" " * 300}encoding="UTF-{"F" * 60}"?>'
    yield Kind("encoding of a very long name", "encoding", "长码名.docx", _prolog(endless))
    yield Kind("UTF-7", "encoding", "七位.docx", _prolog('<?xml version="1.0" encoding="UTF-7"?>'))
    yield Kind("bytes that are no UTF-8", "encoding", "乱码.docx", _with_part(DOCUMENT, "<a>表</a>".encode("gb18030")))
    yield Kind("half a UTF-16 letter", "encoding", "半字.docx", _with_part(DOCUMENT, b"\xff\xfe<\0a\0/\0>\0\0\xd8"))
    yield Kind("broken XML", "broken_xml", "断标签.docx", _with_part(DOCUMENT, f"<w:document xmlns:w='{S}'><w:body>"))
    yield Kind("no XML", "broken_xml", "非标签.xlsx", _with_part(SHEET, "not xml", excel()))
    yield Kind("null characters", "broken_xml", "空字符.docx", _with_part(DOCUMENT, b"<a>\0</a>"))
    yield Kind("deep", "deep", "深.docx", _docx(word("<w:sdt><w:sdtContent>" * 5_000 + "</w:sdtContent></w:sdt>" * 5_000)))
    yield Kind("deep tables", "deep", "深表.docx", _docx(word("<w:tbl><w:tr><w:tc>" * 100 + "</w:tc></w:tr></w:tbl>" * 100)))
    attributes = " ".join(f'a{number}="x"' for number in range(50_000))
    yield Kind("many attributes", "", "多属性.docx", _docx(word(f"<w:p {attributes}/>{text('好')}")))


def active() -> Iterator[Kind]:
    """Yield what acts or reaches out."""
    for ending, kind in (("docm", "word.document"), ("xlsm", "excel.sheet")):
        main = f"application/vnd.ms-{kind}.macroEnabled.main+xml"
        parts = word() if ending == "docm" else excel()
        part = DOCUMENT if ending == "docm" else "xl/workbook.xml"
        yield Kind(f"{ending} renamed", "macros", f"{ending}.docx", _docx(parts | {"[Content_Types].xml": types((part, main))}))
    yield Kind("macros without type", "macros", "宏.docx", _with_part("word/vbaProject.bin", b"\xd0\xcf\x11\xe0"))
    yield Kind("macro sheet", "macros", "宏表.xlsx", _with_part("xl/macrosheets/sheet1.xml", "<a/>", excel()))
    yield Kind("add-in", "add_in", "加载项.docx", _with_part("word/webextensions/webextension1.xml", "<a/>"))
    yield Kind("ribbon", "macros", "菜单.docx", _with_part("customUI/customUI.xml", "<a/>"))
    yield Kind("ActiveX", "activex", "控件.docx", _with_part("word/activeX/activeX1.xml", "<a/>"))
    yield Kind("OLE object", "embedded", "对象.docx", _with_part("word/embeddings/oleObject1.bin", b"\xd0\xcf\x11\xe0"))
    yield Kind("document inside", "embedded", "嵌入.docx", _with_part("word/embeddings/book.xlsx", packed(excel())))
    shared = word("", ("package", "embeddings/book.xlsx")) | _chart_with_sheet()
    yield Kind("document inside that a chart knows as well", "embedded", "嵌入图表.docx", _docx(shared))
    yield Kind("program inside", "embedded", "夹带.docx", _with_part("word/media/a.exe", b"MZ"))
    yield Kind("unknown bytes inside", "embedded", "夹带.xlsx", _with_part("xl/a.bin", b"abc", excel()))
    yield Kind("web page inside", "embedded_text", "夹网页.docx", _with_part("word/afchunk.htm", "<html/>"))
    yield Kind("web page under another name", "embedded_text", "夹文.docx", _docx(word("", ("aFChunk", "a.xml")) | {"word/a.xml": "<a/>"}))
    yield Kind("template from the network", "remote_template", "模板.docx", _linked("attachedTemplate", "https://example.invalid/a.dotm"))
    yield Kind("template from a server", "remote_template", "模板2.docx", _linked("attachedTemplate", r"\\server\share\a.dotm"))
    yield Kind("template, address disguised", "remote_template", "模板3.docx", _linked("attachedTemplate", "file://server/share/a.dotm"))
    yield Kind("picture from the network", "remote_picture", "远图.docx", _linked("image", "http://example.invalid/a.png"))
    yield Kind("picture from a server", "remote_picture", "远图2.docx", _linked("image", "file:////server/share/a.png"))
    blank = _linked("image", "%20http://example.invalid/a.png")
    yield Kind("picture, address behind a blank", "remote_picture", "远图3.docx", blank)
    yield Kind("picture, slashes mixed", "remote_picture", "远图4.docx", _linked("image", "\\/server/share/a.png"))
    yield Kind("picture, two sorts of slashes", "remote_picture", "远图5.docx", _linked("image", "/\\server/a.png"))
    yield Kind("picture, four slashes encoded", "remote_picture", "远图6.docx", _linked("image", "file:///%2Fserver/a.png"))
    yield Kind("frame", "remote_content", "框架.docx", _linked("frame", "http://example.invalid/a.htm"))
    yield Kind("part of another document", "remote_content", "子文档.docx", _linked("subDocument", "a.docx"))
    yield Kind("mail merge", "remote_content", "合并.docx", _linked("mailMergeSource", "file:///C:/a.mdb"))
    yield Kind("linked object", "embedded", "链接对象.docx", _linked("oleObject", "file:///C:/a.xlsx"))
    link = "xl/externalLinks/externalLink1.xml"
    book = "<externalLink><externalBook/></externalLink>"
    used = excel('<row r="1"><c r="A1"><f>[1]甲!$B$2+1</f><v>1</v></c></row>')
    yield Kind("linked workbook", "linked_workbook", "外链.xlsx", _with_part(link, book, used))
    rule = '<dataValidations><dataValidation sqref="A1"><formula1>[1]甲!$A$1</formula1></dataValidation></dataValidations>'
    yield Kind("linked workbook in a rule", "linked_workbook", "外链2.xlsx", _with_part(link, book, excel(after=rule)))
    yield Kind("link left behind", "leftover_link", "残链.xlsx", _with_part(link, book, excel()))
    yield Kind("DDE link", "dde", "动态.xlsx", _with_part(link, "<externalLink><ddeLink/></externalLink>", excel()))
    yield Kind("connections", "data_connection", "连接.xlsx", _with_part("xl/connections.xml", "<a/>", excel()))
    yield Kind("query table", "data_connection", "查询.xlsx", _with_part("xl/queryTables/queryTable1.xml", "<a/>", excel()))
    formula = '<row r="1"><c r="A1"><f>{}</f><v>1</v></c></row>'
    yield Kind("DDE formula", "dde", "公式.xlsx", _docx(excel(formula.format("cmd|'/c calc'!A0"))))
    yield Kind("DDE formula, quoted", "dde", "公式2.xlsx", _docx(excel(formula.format("'cmd'|'/c calc'!'A0'"))))
    names = f'<workbook xmlns="{S}" xmlns:r="{RELATIONS}"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets>'
    names += "<definedNames><definedName name=\"n\">cmd|'/c calc'!A0</definedName></definedNames></workbook>"
    yield Kind("DDE name", "dde", "名称.xlsx", _with_part("xl/workbook.xml", names, excel()))
    yield Kind("web formula", "live_formula", "联网.xlsx", _docx(excel(formula.format('WEBSERVICE("http://example.invalid")'))))
    yield Kind("calling formula", "live_formula", "调用.xlsx", _docx(excel(formula.format('CALL("kernel32","WinExec","JFJ","calc",0)'))))
    yield Kind("DDE field", "dde", "域.docx", _docx(word(field("DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe"))))
    yield Kind("DDE field in pieces", "dde", "域2.docx", _docx(word(field(" D", "DEA", "UTO cmd"))))
    yield Kind("simple DDE field", "dde", "域3.docx", _docx(word('<w:p><w:fldSimple w:instr="dde cmd"/></w:p>')))
    hidden = field("QUOTE 68 68 69").removeprefix("<w:p>").removesuffix("</w:p>")
    begin = '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    yield Kind("field that hides its name", "dde", "域4.docx", _docx(word(f"{begin}{hidden}{end}</w:p>")))
    header = word("", ("header", "header1.xml")) | {"word/header1.xml": f'<w:hdr xmlns:w="{W}">{field("DDE cmd")}</w:hdr>'}
    yield Kind("DDE field in the header", "dde", "页眉域.docx", _docx(header))
    yield Kind("fetching field", "live_field", "取文.docx", _docx(word(field('INCLUDETEXT "c:\\\\a.docx"'))))
    yield Kind("field without end", "open_field", "断域.docx", _docx(word(f"{begin}</w:p>{text('后面的字')}")))


def excess() -> Iterator[Kind]:
    """Yield sheets and texts that are too far, too many, or contradict themselves."""
    row = '<row r="{0}"><c r="{1}{0}"><v>1</v></c></row>'
    yield Kind("far cell", "far_cell", "远.xlsx", _docx(excel(row.format(1048576, "XFD"))))
    yield Kind("far column", "far_cell", "远列.xlsx", _docx(excel(row.format(1, "XFD"))))
    yield Kind("beyond the sheet", "bad_place", "界外.xlsx", _docx(excel(row.format(1, "XFE"))))
    yield Kind("endless row number", "bad_place", "行号.xlsx", _docx(excel(row.format("9" * 400, "A"))))
    yield Kind("no place", "bad_place", "无位.xlsx", _docx(excel('<row r="1"><c r="第一格"><v>1</v></c></row>')))
    yield Kind("cell of another row", "bad_place", "错行.xlsx", _docx(excel('<row r="1"><c r="A2"><v>1</v></c></row>')))
    yield Kind("rows run back", "bad_place", "倒行.xlsx", _docx(excel(row.format(2, "A") + row.format(1, "A"))))
    yield Kind("cell twice", "double_cell", "重格.xlsx", _docx(excel('<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>')))
    yield Kind("text that is not there", "bad_value", "缺字.xlsx", _docx(excel('<row r="1"><c r="A1" t="s"><v>7</v></c></row>')))
    yield Kind("negative text number", "bad_value", "负号.xlsx", _docx(excel('<row r="1"><c r="A1" t="s"><v>-1</v></c></row>')))
    for what, value in (("infinite", "1e999"), ("no number", "NaN"), ("number with a line", "1_000"), ("full-width number", "１２")):
        yield Kind(what, "bad_value", f"{what}.xlsx", _docx(excel(f'<row r="1"><c r="A1"><v>{value}</v></c></row>')))
    yield Kind("no date", "bad_value", "日期.xlsx", _docx(excel('<row r="1"><c r="A1" t="d"><v>2025-13-40</v></c></row>')))
    merge = "<mergeCells>{}</mergeCells>"
    yield Kind("huge merge", "huge_merge", "大合并.xlsx", _docx(excel(after=merge.format('<mergeCell ref="A1:XFD1048576"/>'))))
    tall = "".join(f'<mergeCell ref="{chr(65 + number)}1:{chr(65 + number)}1048576"/>' for number in range(20))
    yield Kind("many tall merges", "huge_merge", "高合并.xlsx", _docx(excel(after=merge.format(tall))))
    small = "".join(f'<mergeCell ref="A{number}:B{number}"/>' for number in range(1, 20_100))
    yield Kind("many merges", "many_merges", "多合并.xlsx", _docx(excel(after=merge.format(small))))
    crossing = '<mergeCell ref="A1:B3"/><mergeCell ref="B2:C4"/>'
    yield Kind("crossing merges", "crossing_merges", "交叉.xlsx", _docx(excel(after=merge.format(crossing))))
    yield Kind("merge without place", "bad_place", "坏合并.xlsx", _docx(excel(after=merge.format('<mergeCell ref="A1:"/>'))))
    sheets = "".join(f'<sheet name="{number}" sheetId="{number + 1}" r:id="rId1"/>' for number in range(300))
    book = f'<workbook xmlns="{S}" xmlns:r="{RELATIONS}"><sheets>{{}}</sheets></workbook>'
    yield Kind("many sheets", "many_sheets", "多表.xlsx", _with_part("xl/workbook.xml", book.format(sheets), excel()))
    yield Kind("no sheet", "no_sheet", "无表.xlsx", _with_part("xl/workbook.xml", book.format(""), excel()))
    cells = "".join(f'<row r="{number}"><c r="A{number}" t="s"><v>0</v></c></row>' for number in range(1, 2_000))
    yield Kind("one text a thousand times", "much_content", "放大.xlsx", _docx(with_texts(excel(cells), os.urandom(20_000).hex())))
    wide = '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="{}"/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>'
    yield Kind("wide cell", "huge_table", "宽格.docx", _docx(word(wide.format(999_999_999))))
    yield Kind("long table", "huge_table", "长表.docx", _docx(word(f"<w:tbl>{'<w:tr><w:tc><w:p/></w:tc></w:tr>' * 6_000}</w:tbl>")))
    yield Kind("endless span", "", "跨度.docx", _docx(word(wide.format("9" * 4_000))))
    yield Kind("many paragraphs", "much_content", "长文.docx", _docx(word("<w:p/>" * 25_000)))
    control = "<w:sdt><w:sdtContent><w:r><w:t>字</w:t></w:r></w:sdtContent></w:sdt>"
    yield Kind("many controls", "much_content", "多控件.docx", _docx(word(f"<w:p>{control * 6_000}</w:p>")))
    marks = "".join(f'<w:bookmarkStart w:id="{number}" w:name="n{number}"/>' for number in range(400))
    ends = "".join(f'<w:bookmarkEnd w:id="{number}"/>' for number in range(400))
    quoted = os.urandom(15_000).hex()
    yield Kind("bookmarks that quote each other", "much_content", "引用.docx", _docx(word(f"{marks}{text(quoted)}{ends}")))


def harmless() -> Iterator[Kind]:
    """Yield what looks odd and is read all the same."""
    yield Kind("ending lies", "", "其实是新格式.doc", _docx(word()))
    yield Kind("Excel named Word", "", "名不符实.docx", _docx(excel()))
    yield Kind("web link", "", "网址.docx", _linked("hyperlink", "https://example.invalid/"))
    yield Kind("picture on the writer's disk", "", "截图.docx", _linked("image", "file:///C:/Users/a/Temp/1.png"))
    yield Kind("template in a folder of Linux", "", "模板5.docx", _linked("attachedTemplate", "file:///home/a/%E6%A8%A1%E6%9D%BF.dotx"))
    yield Kind("picture in a folder of Linux", "", "截图2.docx", _linked("image", "/home/a/1.png"))
    yield Kind("template on the writer's disk", "", "模板4.docx", _linked("attachedTemplate", "file:///D:/模板/a.dotx"))
    yield Kind("drawing with open tags", "", "批注框.xlsx", _with_part("xl/drawings/vmlDrawing1.vml", "<xml><br></xml>", excel()))
    yield Kind("written as a stream", "", "在线表格.xlsx", _streamed)
    yield Kind("printer", "", "打印.xlsx", _with_part("xl/printerSettings/printerSettings1.bin", b"\0HP", excel()))
    yield Kind("chart with its sheet", "", "图表.docx", _docx(word() | _chart_with_sheet()))
    utf16 = f'<?xml version="1.0" encoding="UTF-16"?>{word()[DOCUMENT]}'.encode("utf-16")  # type: ignore[str-bytes-safe]
    yield Kind("UTF-16", "", "宽字.docx", _with_part(DOCUMENT, utf16))
    template = f"{TYPES}.wordprocessingml.template.main+xml"
    yield Kind("template", "", "模板.dotx", _docx(word() | {"[Content_Types].xml": types((DOCUMENT, template))}))
    coloured = "".join(f'<row r="{number}"><c r="A{number}" s="1"/></row>' for number in range(1, 100_000))
    yield Kind("coloured rows", "", "整列涂色.xlsx", _docx(excel(coloured)))
    yield Kind("whole row merged", "", "整行合并.xlsx", _docx(excel(after='<mergeCells><mergeCell ref="A1:XFD1"/></mergeCells>')))
    yield Kind("macro button", "", "点击.docx", _docx(word(field("MACROBUTTON NoMacro 单击此处"))))
    yield Kind("stored without packing", "", "未压缩.xlsx", lambda: packed(excel(), zipfile.ZIP_STORED))


def every_kind() -> list[Kind]:
    """Return all of them."""
    return [*mistaken(), *archives(), *markup(), *active(), *excess(), *harmless()]
