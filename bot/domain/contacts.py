"""Names, e-mail addresses and phone numbers, as people and forms write them."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from email_validator import EmailNotValidError, validate_email
from phonenumbers import (
    NumberParseException,
    PhoneNumber,
    PhoneNumberFormat,
    ValidationResult,
    format_number,
    is_possible_number_with_reason,
    is_valid_number,
    parse,
)

from bot.domain.text import clean, fold

#: How many "@" and "+" of one text are looked at.
_MOST_CANDIDATES: Final = 40
_LONGEST_LOCAL_PART: Final = 64
_LONGEST_DOMAIN: Final = 253

# Latin letters only, so that an address in a Chinese sentence, which has no spaces, is found without the sentence.
_LATIN: Final = "A-Za-z0-9\u00c0-\u024f"
_BEFORE_AT: Final = re.compile(rf"[{_LATIN}._%+&'-]+\Z")
_AFTER_AT: Final = re.compile(rf"[{_LATIN}.-]+")
_AFTER_AT_ANY_SCRIPT: Final = re.compile(r"[^\W_][\w.-]*")
_LOGIN_IN_A_LINK: Final = re.compile(r"://[^/?#\s]*\Z")
_IMAGE_FOR_RETINA: Final = re.compile(r"\d(?:\.\d)?x\.(?:png|jpe?g|gif|webp|svg)", re.IGNORECASE)
_NOBODY: Final = ("noreply", "donotreply", "mailerdaemon", "nepasrepondre", "nichtantworten")

_INTERNATIONAL: Final = re.compile(r"(?<![\w+])[+\uff0b]\d(?:[\s().\-/\u2010-\u2015]{0,3}\d){6,16}")
_TYPED_NUMBER: Final = re.compile(r"[+\uff0b(]{0,2}\d(?:[\s().\-/\u2010-\u2015]{0,3}\d){6,16}")
_LAST_GROUP: Final = re.compile(r"[\s().\-/\u2010-\u2015]+\d+\Z")
_LONGEST_PHONE: Final = 40

LONGEST_NAME: Final = 100
_MOST_NAME_WORDS: Final = 8
_MOST_CONTACT_WORDS: Final = 4
_NOT_IN_A_NAME: Final = re.compile(r"[\d@<>{}\[\]?!:;=\\/|]|\.\s.*\.\s")
_AROUND_A_NAME: Final = " \t*_~`\"'“”„«»,;:-–—|<>()[]."  # noqa: RUF001 - whatever quotes and dashes there are
_NO_NAMES: Final = frozenset(
    "na none null nil undefined unknown anonymous nobody empty blank notprovided notgiven unbekannt inconnu".split()  # noqa: SIM905 - words
)


def as_email(text: str) -> str | None:
    """Find the first valid e-mail address in a text; its domain is in lower case.

    Addresses nobody reads (`noreply@...`) don't count. Whether the domain exists isn't asked.
    """
    return next(emails(text), None)


def emails(text: str) -> Iterator[str]:
    """Find the valid e-mail addresses in a text, in order, but for those that nobody reads."""
    at = -1
    for _ in range(_MOST_CANDIDATES):
        at = text.find("@", at + 1)
        if at < 0:
            return
        start = max(0, at - _LONGEST_LOCAL_PART - 1)
        before = _BEFORE_AT.search(text[start:at])
        if before is None or _LOGIN_IN_A_LINK.search(text[max(0, at - _LONGEST_DOMAIN) : at]) is not None:
            continue
        local = before[0].lstrip(".'&%+-")
        found = _address(local, text[at + 1 : at + 2 + _LONGEST_DOMAIN])
        if found is not None:
            yield found


def _address(local: str, rest: str) -> str | None:
    """Put an address together from what stands before the "@" and what follows it."""
    if not local or fold(local).replace("-", "").replace("_", "").replace(".", "").startswith(_NOBODY):
        return None
    for pattern in (_AFTER_AT, _AFTER_AT_ANY_SCRIPT):
        after = pattern.match(rest)
        domain = after[0].rstrip(".-") if after is not None else ""
        if "." not in domain or domain[-1].isdigit() or _IMAGE_FOR_RETINA.fullmatch(domain) is not None:
            continue
        if local[0] == "_" == rest[len(domain) : len(domain) + 1]:
            # Marks of emphasis around the address aren't part of it.
            local = local.lstrip("_")
        try:
            # A company may well try the bot with addresses at acme.test: for what they are, that is as good as any.
            return validate_email(f"{local}@{domain}", check_deliverability=False, test_environment=True).normalized
        except EmailNotValidError:
            continue
    return None


def as_phone(text: str) -> str | None:
    """Read a value that is said to be a phone number.

    An international number (`+49 ...`, `0049 ...`) becomes E.164. One without a country code is kept as it was typed if it
    has at least 7 digits.
    """
    found = _TYPED_NUMBER.search(text)
    if found is None:
        return None
    number = found[0]
    if _has_plus(number):
        return _e164(number)
    return _from_abroad(number) or clean(" ".join(number.split()), _LONGEST_PHONE).strip()


def as_phones(text: str, region: str) -> Iterator[str | None]:
    """Go through the phone numbers of a text that is said to hold one: E.164, or None for one whose country is unknown.

    Args:
        text: The text.
        region: The country whose numbers may be without their country code, as "US"; "" when there is none.
    """
    for found in islice(_TYPED_NUMBER.finditer(text), _MOST_CANDIDATES):
        number = found[0]
        if not _has_plus(number):
            yield _from_abroad(number) or (_e164(number, region) if region else None)
        elif (international := _e164(number)) is not None:
            yield international


def find_phone(text: str) -> str | None:
    """Find the first international phone number in a text, as E.164."""
    return next(find_phones(text), None)


def find_phones(text: str) -> Iterator[str]:
    """Find the international phone numbers in a text, in order, as E.164."""
    for found in islice(_INTERNATIONAL.finditer(text), _MOST_CANDIDATES):
        number = _e164(found[0])
        if number is not None:
            yield number


def _has_plus(number: str) -> bool:
    return "+" in number or "\uff0b" in number


def _from_abroad(number: str) -> str | None:
    """Read a number whose country code follows 00 instead of "+"."""
    return _e164("+" + number[2:]) if number.startswith("00") else None


def _e164(text: str, region: str = "") -> str | None:
    """Read a number; digits behind it that are another number (a date, say) are left out.

    Without a region it needs its country code. With one it has to be a number that exists there: digits may be anything.
    """
    possible: PhoneNumber | None = None
    while True:
        number = _parsed(text, region)
        if number is not None and is_valid_number(number):
            return format_number(number, PhoneNumberFormat.E164)
        possible = possible or number
        shorter = _LAST_GROUP.sub("", text)
        if shorter == text:
            break
        text = shorter
    # Numbers made up for examples (+1 555 ...) are possible without being valid.
    return format_number(possible, PhoneNumberFormat.E164) if possible is not None and not region else None


def _parsed(text: str, region: str) -> PhoneNumber | None:
    """Parse a number, with its country code or one of a region; None when no phone could have it."""
    try:
        number = parse(text, region or None)
    except NumberParseException:
        return None
    return number if is_possible_number_with_reason(number) == ValidationResult.IS_POSSIBLE else None


def as_name(text: str, *, surely: bool = True) -> str | None:
    """Read a value that is said to be a person's name; an address or a number behind it is left out.

    Args:
        text: The value.
        surely: False where it may be something else as well ("Contact: by phone, please"): then it has to look like a
            name, of at most four words that all begin with a capital letter.
    """
    if "@" in text:
        text = " ".join(_words_before_address(text))
    if "+" in text:
        text = _INTERNATIONAL.split(text)[0]
    name = " ".join(text.split()).strip(_AROUND_A_NAME)
    words = name.split(" ")
    if not name or len(name) > LONGEST_NAME or len(words) > _MOST_NAME_WORDS or _NOT_IN_A_NAME.search(name) is not None:
        return None
    if not any(character.isalpha() for character in name) or fold(name).replace(" ", "").replace("/", "") in _NO_NAMES:
        return None
    if not surely and (len(words) > _MOST_CONTACT_WORDS or any(word[0].islower() for word in words)):
        return None
    return name


def _words_before_address(text: str) -> Iterator[str]:
    """Go through the words of a value up to its e-mail address, or those behind it when it comes first."""
    words = text.split()
    first = next(index for index, word in enumerate(words) if "@" in word)
    yield from (words[:first] or [word for word in words[first + 1 :] if "@" not in word])
