"""Web addresses, as people type them: with or without a scheme."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice
from typing import Final

from phonenumbers import SUPPORTED_REGIONS

_LONGEST: Final = 2_000
_LONGEST_HOST: Final = 253
_LONGEST_LABEL: Final = 63
_MOST_CANDIDATES: Final = 100

_AROUND: Final = "\"'“”‘’„«»‹›<>()[]{}*_~`|،、，。"  # noqa: RUF001 - whatever quotes and commas there are
_BEHIND: Final = _AROUND + ".,;:!?…"
_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_HTTP: Final = re.compile(r"https?://", re.IGNORECASE)
_HOST: Final = re.compile(r"[^/?#\\]*")
_PORT: Final = re.compile(r":\d{1,5}\Z", re.ASCII)
_IP: Final = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}", re.ASCII)

#: Endings by which a bare name in a sentence is a web address ("acme.com"), and not a file or a missing space.
_ENDINGS: Final = frozenset(region.lower() for region in SUPPORTED_REGIONS) | frozenset(
    "com net org edu gov mil int info biz name pro app dev cloud tech online site store shop xyz agency digital global"  # noqa: SIM905 - words
    " group media software solutions systems services consulting studio design company blog news uk eu test example".split()
)


def web_addresses(text: str, *, surely: bool = True) -> Iterator[str]:
    """Find the web addresses in a text, in order: `https://` where none was typed, the host in lower case.

    E-mail addresses are none, nor is anything with a password. What stands around and behind an address is left out.

    Args:
        text: The text.
        surely: False where it may say anything: then a bare name (`acme.com`) needs a well-known ending.
    """
    if "." not in text:
        return
    for word in islice((word for word in text.split() if "." in word[1:]), _MOST_CANDIDATES):
        begin = _HTTP.search(word)
        bare = word if begin is None else word[: begin.start()]
        # Commas part names ("acme.com,51-500"), but may stand within an address that has its scheme.
        for typed in (*re.split("[,;|，、；]", bare), "" if begin is None else word[begin.start() :]):  # noqa: RUF001 - as typed
            found = _address(typed, surely=surely)
            if found is not None:
                yield found


def _address(word: str, *, surely: bool) -> str | None:
    word = _balanced(word.lstrip(_AROUND))
    if not word or len(word) > _LONGEST:
        return None
    typed = _HTTP.match(word)
    rest = word[typed.end() :] if typed is not None else word
    found = _HOST.match(rest)
    host = found[0] if found is not None else ""
    path = rest[len(host) :]
    port = _PORT.search(host)
    name = host[: port.start()] if port is not None else host
    if typed is None and _SCHEME.match(name) is not None:
        return None
    name = name.rstrip(".").lower()
    if not _is_host(name, typed=typed is not None, surely=surely):
        return None
    scheme = typed[0].lower() if typed is not None else "https://"
    return f"{scheme}{name}{port[0] if port is not None else ''}{'' if path == '/' else path}"


def _balanced(word: str) -> str:
    """Leave out what stands behind an address, but no bracket that closes one within it."""
    while word and word[-1] in _BEHIND:
        if word[-1] == ")" and word.count("(") >= word.count(")"):
            break
        word = word[:-1]
    return word


def _is_host(name: str, *, typed: bool, surely: bool) -> bool:
    labels = name.split(".")
    if len(labels) == 1 or len(name) > _LONGEST_HOST:
        return False
    if _IP.fullmatch(name) is not None:
        return typed and all(int(label) <= 255 for label in labels)  # noqa: PLR2004 - a byte
    if not all(_is_label(label) for label in labels) or not _is_ending(labels[-1]):
        return False
    if typed or surely or labels[0] == "www":
        return True
    return labels[-1] in _ENDINGS or not labels[-1].isascii() or labels[-1].startswith("xn--")


def _is_label(label: str) -> bool:
    return (
        0 < len(label) <= _LONGEST_LABEL
        and label[0] != "-" != label[-1]
        and all(char in "-_" or char.isdecimal() or _is_letter(char) for char in label)
    )


def _is_ending(label: str) -> bool:
    return label.startswith("xn--") or (len(label) > 1 and all(map(_is_letter, label)))


def _is_letter(char: str) -> bool:
    # Marks (M) belong to the letters of Hindi and Thai.
    return char.isalpha() or unicodedata.category(char)[0] == "M"
