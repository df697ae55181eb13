"""What a locale says of how people write numbers, dates and phone numbers.

Slack's locales are IETF tags, https://docs.slack.dev/reference/methods/users.info; `es-LA` is its Spanish of Latin America.
"""

import re
from typing import Final

from phonenumbers import SUPPORTED_REGIONS

_REGION: Final = re.compile(r"[A-Z]{2}")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}")

# Who writes 1,5 for one and a half, from the Unicode CLDR.
_COMMA_LANGUAGES: Final = frozenset(
    "bg ca cs da de el es et eu fi fr gl hr hu id is it lt lv nb nl nn no pl pt ro ru sk sl sr sv tr uk vi".split()  # noqa: SIM905 - words
)
_POINT_REGIONS: Final = frozenset("CH DO GT HN LI MX NI PA PE PR SV US".split())  # noqa: SIM905 - likewise

_MONTH_FIRST: Final = frozenset({"hu", "ja", "ko", "zh"})
# Both orders are in use there.
_ANY_ORDER: Final = frozenset({"CA", "PH"})


def language(locale: str) -> str:
    """Return the language of a locale, as "en"; "" when it has none."""
    first = _parts(locale)[0].lower()
    return first if _LANGUAGE.fullmatch(first) is not None else ""


def region(locale: str) -> str:
    """Return the country of a locale, as "US"; "" when it names none that has phones."""
    parts = _parts(locale)
    if len(parts) == 1 or [parts[0].lower(), parts[-1]] == ["es", "LA"]:  # which isn't Laos
        return ""
    return parts[-1] if _REGION.fullmatch(parts[-1]) is not None and parts[-1] in SUPPORTED_REGIONS else ""


def decimal_comma(locale: str) -> bool | None:
    """Say whether a comma is the decimal mark where this locale is used; None: unknown, or both are in use."""
    spoken, where = language(locale), region(locale)
    if not spoken or (spoken == "es" and _parts(locale)[-1] == "LA"):
        return None
    return spoken in _COMMA_LANGUAGES and where not in _POINT_REGIONS


def month_first(locale: str) -> bool | None:
    """Say whether 3/4 is the fourth of March where this locale is used; None: unknown, or both orders are in use."""
    spoken, where = language(locale), region(locale)
    if not spoken or (spoken == "en" and not where) or where in _ANY_ORDER:
        return None
    return spoken in _MONTH_FIRST or where == "US"


def _parts(locale: object) -> list[str]:
    return locale.replace("_", "-").split("-") if isinstance(locale, str) else [""]
