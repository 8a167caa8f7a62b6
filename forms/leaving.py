"""What should not leave the house unseen (出门检查): identity numbers, bank cards, phones, e-mail addresses, names in case texts.

Nothing here changes what is stored: `leaving_findings` says what is there, `masked` returns a copy.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from forms.definition import Level
from forms.normalising import half_width
from forms.passages import BlockKind, TextBlock
from forms.patterns import USCC_ALPHABET, USCC_LENGTH, uscc_check_character

_CARD_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CARD_CHECK = "10X98765432"
_CONTACT_LABEL = re.compile(r"电话|手机|联系人|联系方式|传真|邮箱|电子邮件|通讯")

_IDENTITY_18 = re.compile(r"(?<![0-9A-Za-z])[1-8](?:[ -]?[0-9]){16}[ -]?[0-9Xx](?![0-9A-Za-z])")
_IDENTITY_15 = re.compile(r"(?<![0-9A-Za-z])[1-8][0-9]{14}(?![0-9A-Za-z])")
_IDENTITY_NAMED = re.compile(r"身份证[^0-9。；\n]{0,8}$")
"""Words before a number that say what it is, whatever its check digit."""
_BANK_CARD = re.compile(r"(?<![0-9A-Za-z])[1-9](?:[ -]?[0-9]){15,18}(?![0-9A-Za-z])")
_MOBILE = re.compile(r"(?<![0-9A-Za-z.])(?:(?:\+|00)?86[ -]?)?1[3-9][0-9](?:[ -]?[0-9]{4}){2}(?![0-9])")
_LANDLINE = re.compile(
    r"(?<![0-9A-Za-z])(?P<area>[(]?0(?:10|2[0-9]|[3-9][0-9]{2})[)]?[ \-‐‑–—−－]?)(?P<local>[2-9][0-9]{6,7})(?![0-9])"
    r"|(?:电话|传真|座机|热线)(?:号码)?[:：\s]{0,3}(?P<bare>[2-9][0-9]{6,7})(?![0-9])"
)
_EMAIL = re.compile(r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}+@(?:[A-Za-z0-9-]{1,63}+\.){1,5}[A-Za-z]{2,24}(?![A-Za-z0-9-])")

_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章云苏潘葛范彭郎鲁韦马苗方俞任袁柳鲍史唐费廉岑薛雷贺倪汤"
    "滕殷罗毕郝邬安常于傅皮卞齐康伍余元顾孟黄穆萧尹姚邵汪祁毛禹狄米贝明计成戴谈宋庞熊纪舒屈项祝董梁杜阮蓝闵席季贾江童颜郭梅盛林钟徐邱骆高夏蔡田"
    "樊胡凌霍虞万柯管卢莫房缪解应宗丁宣邓洪包左石崔龚程邢裴陆荣翁甄曲封储段侯宁仇甘武刘景詹龙叶黎白蒲赖卓蔺屠池乔谭姬申冉桑桂牛尚温庄晏柴瞿阎"
    "习艾向古易廖耿匡文寇欧聂曾沙丰关查游涂付邸肖覃辜税代秦冷敖幸隆粟闫佘"
)
_DOUBLE_SURNAMES = "欧阳|上官|司马|诸葛|皇甫|令狐|端木|东方|夏侯|尉迟|公孙|慕容|长孙|司徒"
_TITLES = (
    "同志|先生|女士|小姐|老师|师傅|经理|总经理|董事长|副总经理|总裁|总监|主任|副主任|主管|书记|副书记|局长|副局长|处长|副处长|科长|副科长"
    "|区长|副区长|县长|副县长|镇长|厂长|副厂长|校长|副校长|院长|副院长|会长|秘书长|部长|副部长|教授|副教授|工程师|高级工程师|技师|高级技师"
)
_NAME_SIGN = "[\u4e00-\u9fa5\u3400-\u4dbf\U00020000-\U0002fa1f]"
_NAME = re.compile(
    rf"(?P<surname>{_DOUBLE_SURNAMES}|[{_SURNAMES}])(?P<given>(?!某|总|副){_NAME_SIGN}{{1,2}}?)(?=(?:{_TITLES})(?!助理|会议|办公|会[^长]|室|团|岗))"
)
_NO_NAMES = frozenset(
    {
        "项目", "项目部", "高级", "高新", "金融", "安全", "成本", "计划", "常务", "应急", "方案", "车间", "文化", "管理", "明星", "解决",
        "时任", "任命", "任职", "任用", "关键", "关于", "白领", "万元", "许可", "成立", "成员", "成为", "应用", "易地", "史上", "强制",
        "温馨", "尚未", "宣传", "宣传部", "左右", "计算", "计量", "金牌", "金牌项目", "明确", "安排", "安监", "房产", "房地产", "包括",
        "游客", "单位", "向各位", "向全体", "于各位", "何种", "何时", "常驻", "华东", "华南", "华北", "华中", "开发", "党委", "文旅",
        "文教", "马上", "龙头", "谈判", "查询", "经营", "曾任",
        "应届", "安保", "段长", "班组", "储备", "后备", "代理", "代表", "向上级", "向部门", "易制造", "方向", "管委会", "康复", "封闭",
    }
)  # fmt: skip

_PLACES = ("区", "县", "镇", "市")
"""Ends of names of places: the head of a district is named after it."""


class Personal(StrEnum):
    """What kind of personal fact was found."""

    IDENTITY = "identity"
    BANK_CARD = "bank_card"
    MOBILE = "mobile"
    LANDLINE = "landline"
    EMAIL = "email"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class PersonalFact:
    """A personal fact in a text, with what a masked copy shows instead."""

    kind: Personal
    level: Level
    start: int
    end: int
    found: str
    masked: str


@dataclass(frozen=True, slots=True)
class LeavingContext:
    """What is to leave.

    Attributes:
        contact_keys: Keys of blocks that are meant to hold phones, addresses and names of contacts.
        case_text: The text is meant for the public (典型案例): names are looked for.
        names: Names of persons the workspace knows; found wherever they stand in a case text.
    """

    contact_keys: frozenset[str] = frozenset()
    case_text: bool = False
    names: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class LeavingFinding:
    """One thing to look at before the file leaves.

    Attributes:
        block: Key of the block.
        label: Where it is, in the officer's words.
        found: The text as it stands.
        message: What it is and what to do, in the officer's words.
    """

    kind: Personal
    level: Level
    block: str
    label: str
    start: int
    end: int
    found: str
    message: str


_MESSAGES = {
    Personal.IDENTITY: "像是居民身份证号码。报送材料不需要身份证号码，请删去或改用脱敏副本。",
    Personal.BANK_CARD: "像是银行卡号。报送材料不需要银行卡号，请删去或改用脱敏副本。",
    Personal.MOBILE: "是手机号码，不在联系方式栏内。对外提供前请删去或改用脱敏副本。",
    Personal.LANDLINE: "是电话号码，不在联系方式栏内。请核对是否需要写出。",
    Personal.EMAIL: "是电子邮箱地址，不在联系方式栏内。请核对是否需要写出。",
    Personal.NAME: "像是个人姓名。公开的案例一般不写个人全名，请征得本人同意或改为“某”。",
}
_IN_CONTACTS = frozenset({Personal.MOBILE, Personal.LANDLINE, Personal.EMAIL, Personal.NAME})


def leaving_findings(blocks: Sequence[TextBlock], context: LeavingContext | None = None) -> list[LeavingFinding]:
    """Return the personal facts in a document, in the order of the text.

    Phones and e-mail addresses are left out where they belong: in blocks named in the context, and in cells labelled as contacts.
    Names are looked for in case texts only, and are hints.
    """
    context = context or LeavingContext()
    found = []
    for block in blocks:
        contacts = block.key in context.contact_keys or (block.kind is BlockKind.CELL and _CONTACT_LABEL.search(block.label))
        facts = personal_numbers(block.text)
        if context.case_text:
            facts = _apart([*facts, *personal_names(block.text, context.names)], len(block.text))
        for fact in facts:
            if not (contacts and fact.kind in _IN_CONTACTS):
                message = f"“{fact.found}”{_MESSAGES[fact.kind]}"
                found.append(LeavingFinding(fact.kind, fact.level, block.key, block.label, fact.start, fact.end, fact.found, message))
    return found


def masked(text: str, names: Collection[str] = ()) -> tuple[str, int]:
    """Return a copy with the personal facts masked, and how many there were.

    Numbers keep what tells them apart (510***********1234, 138****0000), names the surname (张某, 张某某).

    Args:
        text: The text; it is not changed.
        names: Names of persons that are masked wherever they stand, besides those a title gives away.
    """
    facts = _apart([*personal_numbers(text), *personal_names(text, names)], len(text))
    for fact in reversed(facts):
        text = text[: fact.start] + fact.masked + text[fact.end :]
    return text, len(facts)


def personal_numbers(text: str) -> list[PersonalFact]:
    """Return identity numbers, bank cards, phones and e-mail addresses of a text, in its order, none overlapping.

    Full-width digits and single spaces or hyphens between groups are read as well. Unified social credit codes (统一社会信用代码) with a
    right check character are no personal facts.
    """
    plain = half_width(text)
    facts = [
        PersonalFact(kind, level, start, end, text[start:end], shown) for find in _FINDERS for kind, level, start, end, shown in find(plain)
    ]
    return _apart(facts, len(text))


def personal_names(text: str, names: Collection[str] = ()) -> list[PersonalFact]:
    """Return what looks like a person's name in a text: a surname with one or two characters before a title such as 同志 or 经理.

    Args:
        text: The text.
        names: Names that are found without a title as well.
    """
    facts: list[PersonalFact] = []
    known = sorted({name for name in names if len(name) > 1}, key=len, reverse=True)
    if known:
        expression = re.compile("|".join(map(re.escape, known)))
        facts += [_name_fact(found[0], found.start(), _surname_length(found[0])) for found in expression.finditer(text)]
    facts += [
        _name_fact(found[0], found.start(), len(found["surname"]))
        for found in _NAME.finditer(text)
        if _NO_NAMES.isdisjoint((found[0], found[0][:2], found["given"])) and not found["given"].endswith(_PLACES)
    ]
    return _apart(facts, len(text))


def is_identity_number(number: str) -> bool:
    """Whether 18 characters are an identity number (GB 11643-1999): a day of birth and the right check character."""
    if not re.fullmatch("[0-9]{17}[0-9Xx]", number) or not _is_birthday(number[6:14]):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _CARD_WEIGHTS, strict=True))
    return _CARD_CHECK[total % 11] == number[17].upper()


def passes_luhn(number: str) -> bool:
    """Whether the last digit is the Luhn check digit (ISO/IEC 7812-1) of a card number."""
    total = 0
    for place, digit in enumerate(reversed(number)):
        doubled = int(digit) * (1 + place % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


_Found = tuple[Personal, Level, int, int, str]


def _identities(text: str) -> Iterator[_Found]:
    for found in _IDENTITY_18.finditer(text):
        number = _compact(found[0])
        named = _is_birthday(number[6:14]) and _IDENTITY_NAMED.search(text, max(0, found.start() - 12), found.start())
        if is_identity_number(number) or named:
            yield Personal.IDENTITY, Level.ERROR, found.start(), found.end(), f"{number[:3]}{'*' * 11}{number[-4:]}"
    for found in _IDENTITY_15.finditer(text):
        if _is_birthday(f"19{found[0][6:12]}"):
            yield Personal.IDENTITY, Level.WARNING, found.start(), found.end(), f"{found[0][:3]}{'*' * 8}{found[0][-4:]}"


def _bank_cards(text: str) -> Iterator[_Found]:
    for found in _BANK_CARD.finditer(text):
        number = _compact(found[0])
        if passes_luhn(number) and not _is_credit_code(number) and len(set(number)) > 1:
            yield Personal.BANK_CARD, Level.ERROR, found.start(), found.end(), f"{number[:4]}{'*' * (len(number) - 8)}{number[-4:]}"


def _mobiles(text: str) -> Iterator[_Found]:
    for found in _MOBILE.finditer(text):
        number = _compact(found[0])[-11:]
        yield Personal.MOBILE, Level.WARNING, found.start(), found.end(), f"{number[:3]}****{number[-4:]}"


def _landlines(text: str) -> Iterator[_Found]:
    for found in _LANDLINE.finditer(text):
        start = found.start("area") if found["area"] else found.start("bare")
        local = found["local"] or found["bare"]
        yield Personal.LANDLINE, Level.HINT, start, found.end(), f"{found['area'] or ''}****{local[-4:]}"


def _emails(text: str) -> Iterator[_Found]:
    for found in _EMAIL.finditer(text):
        name, _, host = found[0].partition("@")
        yield Personal.EMAIL, Level.HINT, found.start(), found.end(), f"{name[0]}***@{host}"


_FINDERS: tuple[Callable[[str], Iterator[_Found]], ...] = (_identities, _bank_cards, _mobiles, _landlines, _emails)
"""In order of precedence: what an earlier one has found, a later one leaves alone."""


def _compact(text: str) -> str:
    return re.sub(r"[ +-]", "", text).upper()


def _is_birthday(digits: str) -> bool:
    try:
        return 1900 <= date(int(digits[:4]), int(digits[4:6]), int(digits[6:8])).year <= 2099
    except ValueError:
        return False


def _is_credit_code(number: str) -> bool:
    """Whether it is a credit code: its check character is right, and its first digits name a registering authority."""
    return (
        len(number) == USCC_LENGTH
        and number[0] in "159"
        and all(sign in USCC_ALPHABET for sign in number)
        and not is_identity_number(number)
        and uscc_check_character(number) == number[17]
    )


def _surname_length(name: str) -> int:
    return 2 if len(name) > 2 and re.match(_DOUBLE_SURNAMES, name) else 1


def _name_fact(name: str, start: int, surname: int) -> PersonalFact:
    shown = name[:surname] + "某" * min(2, len(name) - surname)
    return PersonalFact(Personal.NAME, Level.HINT, start, start + len(name), name, shown)


def _apart(facts: Iterable[PersonalFact], length: int) -> list[PersonalFact]:
    """Return the facts in the order of the text; of two that overlap, the one given first."""
    taken = bytearray(length)
    kept = []
    for fact in facts:
        if not any(taken[fact.start : fact.end]):
            taken[fact.start : fact.end] = b"\1" * (fact.end - fact.start)
            kept.append(fact)
    return sorted(kept, key=lambda fact: fact.start)
