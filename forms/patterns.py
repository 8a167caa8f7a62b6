"""Text patterns of codes, numbers and names: how a text is normalised on entry, and what is wrong with it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from forms.definition import Level
from forms.normalising import half_width, plain_dashes

USCC_LENGTH = 18
USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"(0(10|2[0-9]|[3-9][0-9]{2})-)?[2-9][0-9]{6,7}([-转][0-9]{1,6})?")
_HOTLINE = re.compile(r"(400|800)-?[0-9]{3}-?[0-9]{4}|12[0-9]{3}")
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_POSTCODE = re.compile(r"[0-9]{6}")
_DOC_NUMBER = re.compile(r"[\u4e00-\u9fa5]{2,14}〔(19|20)[0-9]{2}〕[1-9][0-9]{0,4}号")
_DOC_YEAR = re.compile(r"[\[(（【［〔]((?:19|20)[0-9]{2})[\])）】］〕]")
_DOC_SERIAL = re.compile(r"〕(?:第|0)+(?=[0-9])")
_MIDDLE_DOTS = dict.fromkeys(map(ord, "•‧∙・･．●"), "·")


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with a text; `words` follow the field's quoted label in the message."""

    level: Level
    code: str
    words: str
    accepted: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern: `normalise` makes the text canonical on entry, `flaws` judges the canonical text."""

    normalise: Callable[[str], str]
    flaws: Callable[[str], Iterator[Flaw]]


def _no_flaws(text: str) -> Iterator[Flaw]:
    yield from ()


def code_text(text: str) -> str:
    """Return a code half-width, without white space, dashes plain."""
    return "".join(plain_dashes(half_width(text)).split())


def uscc_check_character(code: str) -> str:
    """Return the check character (GB 32100-2015) for the first 17 characters of a code made of `USCC_ALPHABET`."""
    total = sum(USCC_ALPHABET.index(sign) * weight for sign, weight in zip(code[:17], _USCC_WEIGHTS, strict=True))
    return USCC_ALPHABET[-total % 31]


def organisation_check_character(code: str) -> str:
    """Return the check character (GB 11714-1997) for the eight characters of an organisation code (组织机构代码)."""
    total = sum(int(sign, 36) * weight for sign, weight in zip(code[:8], _ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11]


_USCC_ACCEPTED = "18位统一社会信用代码，由数字和大写字母组成，按营业执照或法人证书填写"


def _uscc_flaws(text: str) -> Iterator[Flaw]:
    if len(text) != USCC_LENGTH:
        yield Flaw(Level.ERROR, "uscc_length", f"应为{USCC_LENGTH}位，现在是{len(text)}位。", _USCC_ACCEPTED)
        return
    wrong = [(place, sign) for place, sign in enumerate(text, start=1) if sign not in USCC_ALPHABET]
    if wrong:
        named = "、".join(f"第{place}位“{sign}”" for place, sign in wrong[:3])
        words = f"{named}不是代码用字，请核对。" if len(wrong) <= 3 else f"{named}等{len(wrong)}处不是代码用字，请核对。"
        yield Flaw(Level.ERROR, "uscc_character", words, "只用数字和大写字母，不用字母I、O、Z、S、V")
        return
    if not text[2:8].isdigit():
        yield Flaw(Level.ERROR, "uscc_division", "第3至8位应是6位数字（登记管理机关行政区划码），请核对。", _USCC_ACCEPTED)
        return
    if uscc_check_character(text) != text[17]:
        yield Flaw(Level.ERROR, "uscc_check", "校验位不对，请核对第18位；第18位没有错的，请从第1位起逐位核对。", _USCC_ACCEPTED)
        return
    if organisation_check_character(text[8:16]) != text[16]:
        words = "第9至17位（组织机构代码）的校验位不对，请对照证照核对；早年赋码有例外，证照确是如此的请写说明。"
        yield Flaw(Level.WARNING, "uscc_organisation", words, _USCC_ACCEPTED)


def _mobile_text(text: str) -> str:
    compact = code_text(text).replace("-", "")
    for prefix in ("+86", "0086"):
        if compact.startswith(prefix):
            return compact.removeprefix(prefix)
    return compact


def _landline_text(text: str) -> str:
    compact = code_text(text).replace("转分机", "转").replace("分机", "转").replace("-转", "转").removeprefix("+86").removeprefix("-")
    bracketed = re.fullmatch(r"\((0[0-9]{2,3})\)-?(.+)", compact)
    if bracketed:
        return f"{bracketed[1]}-{bracketed[2]}"
    joined = re.fullmatch(r"(0(?:10|2[0-9]))([2-9][0-9]{7}.*)|(0[3-9][0-9]{2})([2-9][0-9]{6,7}.*)", compact)
    if joined:
        return f"{joined[1] or joined[3]}-{joined[2] or joined[4]}"
    return compact


def _landline_flaws(text: str) -> Iterator[Flaw]:
    if not (_LANDLINE.fullmatch(text) or _HOTLINE.fullmatch(text)):
        yield Flaw(Level.ERROR, "landline", "不是可用的办公电话号码，请核对。", "区号与号码之间用“-”，分机号前写“转”；也可填400、800电话")


def _doc_number_text(text: str) -> str:
    compact = "".join(text.split())
    return _DOC_SERIAL.sub("〕", _DOC_YEAR.sub(r"〔\1〕", compact))


def _matching(expression: re.Pattern[str], code: str, words: str, accepted: str) -> Callable[[str], Iterator[Flaw]]:
    """Return a judge that reports one error when the text does not match as a whole."""

    def flaws(text: str) -> Iterator[Flaw]:
        if not expression.fullmatch(text):
            yield Flaw(Level.ERROR, code, words, accepted)

    return flaws


def _name_text(text: str) -> str:
    return " ".join(text.split()).translate(_MIDDLE_DOTS)


def _name_flaws(text: str) -> Iterator[Flaw]:
    if re.search(r"[0-9０-９@]", text):
        yield Flaw(Level.WARNING, "person_name", "含有数字或符号，请核对是否填错了栏。", "姓名，可含间隔号“·”")


PATTERNS: dict[str, Pattern] = {
    "uscc": Pattern(lambda text: code_text(text).upper(), _uscc_flaws),
    "mobile": Pattern(
        _mobile_text, _matching(_MOBILE, "mobile", "不是可用的手机号码，请核对。", "11位手机号码，以13至19开头，如 13800000000")
    ),
    "landline": Pattern(_landline_text, _landline_flaws),
    "email": Pattern(code_text, _matching(_EMAIL, "email", "不是可用的电子邮箱地址，请核对。", "如 name@example.com")),
    "postcode": Pattern(code_text, _matching(_POSTCODE, "postcode", "应是6位数字的邮政编码。", "6位数字")),
    "doc_number": Pattern(
        _doc_number_text,
        _matching(_DOC_NUMBER, "doc_number", "不是规范的发文字号。", "机关代字〔年份〕序号，如 某某发〔2025〕13号"),
    ),
    "code": Pattern(code_text, _no_flaws),
    "person_name": Pattern(_name_text, _name_flaws),
}
"""The closed list of text patterns, by name."""
