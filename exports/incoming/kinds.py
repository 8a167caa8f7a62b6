"""What a file really is, by its content; names and endings lie."""

import re

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"

_SIGNS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"%PDF", "pdf"),
    (0, b"\xff\xd8\xff", "picture"),
    (0, b"\x89PNG\r\n\x1a\n", "picture"),
    (0, b"GIF8", "picture"),
    (0, b"II*\x00", "picture"),
    (0, b"MM\x00*", "picture"),
    (8, b"WEBP", "picture"),
    (4, b"ftypheic", "picture"),
    (4, b"ftypheix", "picture"),
    (4, b"ftypmif1", "picture"),
    (4, b"ftypavif", "picture"),
    (4, b"ftyp", "media"),
    (8, b"WAVE", "media"),
    (8, b"AVI ", "media"),
    (0, b"ID3", "media"),
    (0, b"#!AMR", "media"),
    (0, b"OggS", "media"),
    (0, b"\x1aE\xdf\xa3", "media"),
    (0, b"{\\rtf", "rtf"),
    (0, b"Rar!\x1a\x07", "archive"),
    (0, b"7z\xbc\xaf\x27\x1c", "archive"),
    (0, b"\x1f\x8b", "archive"),
    (0, b"BZh", "archive"),
    (0, b"\xfd7zXZ\x00", "archive"),
    (0, b"(\xb5/\xfd", "archive"),
    (0, b"MSCF\x00\x00\x00\x00", "archive"),
    (257, b"ustar", "archive"),
    (0, _EMPTY_ZIP, "archive"),
    (0, b"PK\x07\x08", "archive"),
    (0, b"\x7fELF", "program"),
    (0, b"L\x00\x00\x00\x01\x14\x02\x00", "shortcut"),
    (0, b"[InternetShortcut]", "shortcut"),
    (0, b"\x00\x05\x16\x07", "shadow_file"),
    (0, b"b\x14#e", "locked_by_software"),
)
"""Offset, bytes, reason."""

_SPOKEN_SIGNS = (b"E-SafeNet", b"TSD-Header", b"%TSD-", b"SafeNet")
"""What encryption software of offices writes into the first lines of a file it has locked."""

_STREAMS = (
    ("EncryptedPackage", "password"),
    ("EncryptionInfo", "password"),
    ("WordDocument", "old_word"),
    ("Workbook", "old_excel"),
    ("Book", "old_excel"),
    ("PowerPoint Document", "old_slides"),
    ("__substg1.0_", "mail"),
    ("__properties_version1.0", "mail"),
)
"""Names of the streams of an OLE2 file, the telling ones first."""

_WPS = {
    ".wps": ("old_word", "wps_text"),
    ".wpt": ("old_word", "wps_text"),
    ".et": ("old_excel", "wps_sheet"),
    ".ett": ("old_excel", "wps_sheet"),
}
_SHEET_ENDINGS = {".csv", ".tsv"}

_BMP = re.compile(rb"BM.{4}\x00\x00\x00\x00.{2}\x00\x00[\x0c\x28\x38\x40\x6c\x7c]\x00\x00\x00", re.DOTALL)
_PROGRAM = re.compile(rb"MZ.{58}", re.DOTALL)
_MARKUP = re.compile(r"\s*(?:<\?xml|<!--|<)", re.IGNORECASE)
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|table|meta|div)[\s>]", re.IGNORECASE)
_MIME = re.compile(r"\s*(?:MIME-Version|From|Content-Type|Received|X-[\w-]+|Return-Path|Subject|Date):", re.IGNORECASE)
_SEPARATED = re.compile(r"[^\n]*[,\t;][^\n]*\n[^\n]*[,\t;]")
_LOOK = 65_536
_CONTROL_SHARE = 50
"""One control character in so many: LibreOffice leaves some in the web pages it writes."""


def reason_not_zip(data: bytes, ending: str) -> str | None:
    """Return why this cannot be a document of today's kind, or ``None`` when it begins as one (an archive).

    Args:
        data: The whole file, not empty.
        ending: The name's ending with its dot, in lower case; it decides only between the sentences for WPS and for Office.

    Returns:
        A code of `refusals.REASONS`.
    """
    if data.startswith(ZIP):
        return None
    head = data[:_LOOK]
    if not data.strip(b"\x00"):
        return "zeroed"
    if data.startswith(_OLE):
        return _ole_kind(data, ending)
    if _BMP.match(head):
        return "picture"
    if _PROGRAM.match(head):
        return "program"
    for offset, sign, reason in _SIGNS:
        if head.startswith(sign, offset):
            return reason
    if any(sign in head[:512] for sign in _SPOKEN_SIGNS):
        return "locked_by_software"
    if ZIP in data[:_LOOK] and b"[Content_Types].xml" in data:
        return "foreign_data"
    return _text_kind(head, ending)


def _ole_kind(data: bytes, ending: str) -> str:
    for stream, reason in _STREAMS:
        # Names stand in the directory as UTF-16, ended by a null character.
        if stream.encode("utf-16-le") in data and (len(stream) > 4 or f"{stream}\0".encode("utf-16-le") in data):
            given, said = _WPS.get(ending, ("", reason))
            return said if given == reason else reason
    return "old_other"


def _text_kind(head: bytes, ending: str) -> str:
    text = _decoded(head)
    if text is None:
        return "unknown"
    if _MARKUP.match(text):
        return "web_page" if _HTML.search(text[:4096]) else "xml"
    if _MIME.match(text):
        return "web_archive" if "multipart/related" in text[:8192].lower() else "mail"
    return "csv" if ending in _SHEET_ENDINGS or _SEPARATED.match(text) else "text"


def _decoded(head: bytes) -> str | None:
    """Return the text when it is one in any of the encodings in use, with hardly a control character."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
        head = head[: len(head) // 2 * 2]
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        for cut in range(4):  # the look may end inside a character
            try:
                text = head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            control = sum(character < " " and character not in "\t\n\r\f" for character in text)
            return text if "\0" not in text and control * _CONTROL_SHARE <= len(text) else None
    return None
