"""What should not leave the house unseen (出门检查): identity numbers, bank cards, phones, e-mail addresses, names in case texts.

Nothing here changes what is stored: `leaving_findings` says what is there, `masked` returns a copy.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from forms.definition import Level
from forms.names_of_persons import names_of_persons
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
    """Return what looks like a person's name in a text (see `forms.names_of_persons`).

    Args:
        text: The text.
        names: Names that are found wherever they stand.
    """
    return _apart((_name_fact(text[start:end], start, surname) for start, end, surname in names_of_persons(text, names)), len(text))


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
