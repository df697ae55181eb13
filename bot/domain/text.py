"""Text from outside: made storable, made comparable, and Slack's markup turned into what a person reads."""

import re
import unicodedata
from typing import Final

#: How many characters a letter with its marks may have before `clean` cuts through it all the same.
_LONGEST_CLUSTER: Final = 32
_ZERO_WIDTH_JOINER: Final = "\u200d"

_UNSAFE: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_SURROGATE: Final = re.compile(r"[\ud800-\udfff]")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_LINE_END: Final = re.compile(r"\r\n?")

#: Letters that Unicode doesn't take apart although people write them without their stroke.
_STROKES: Final = str.maketrans(
    {"ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ł": "l", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}  # noqa: RUF001 - letters
)

_ANGLED: Final = re.compile(r"<([^<>]*+)>")
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_NO_DIGIT: Final = re.compile(r"\D+")


def clean(text: object, limit: int) -> str:
    r"""Make any value that came from outside a string that databases store and JSON carries.

    Control characters but `\n` and `\t` go, `\r\n` and `\r` become `\n`, a lone surrogate becomes U+FFFD.

    Args:
        text: Anything; what isn't a string gives `""`.
        limit: The most characters to keep. The cut falls before a letter whose marks wouldn't fit, unless they are more
            than 32. Of a text that is mostly control characters only the first `4 * limit` characters are looked at.
    """
    if not isinstance(text, str) or limit <= 0:
        return ""
    if len(text) <= limit and (text.isprintable() or _UNSAFE.search(text) is None):
        return text
    text = text[: 4 * limit]
    if _UNSAFE.search(text) is not None:
        if _SURROGATE.search(text) is not None:
            # By way of UTF-16, two halves that belong together become their character again.
            text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        text = _CONTROL.sub("", _LINE_END.sub("\n", text))
    return text if len(text) <= limit else text[: _cut(text, limit)]


def _cut(text: str, limit: int) -> int:
    """Find the last place at or before `limit` that doesn't part a letter from its marks."""
    for end in range(limit, max(0, limit - _LONGEST_CLUSTER), -1):
        if not _continues(text[end]) and text[end - 1] != _ZERO_WIDTH_JOINER:
            return end
    return limit


def _continues(character: str) -> bool:
    """Say whether a character belongs to the one before it: a mark, a joiner, a skin colour."""
    return (
        character == _ZERO_WIDTH_JOINER
        or "\U0001f3fb" <= character <= "\U0001f3ff"
        or unicodedata.category(character) in ("Mn", "Me", "Mc")
    )


def fold(text: str) -> str:
    """Bring a text to the form in which texts compare without case and accents (CONTRACT 4).

    `Élodie` is `elodie`, `STRASSE` is `straße`; runs of white space are one space, and none is left at the ends. Letters
    with a stroke and ligatures count as their plain letters too (`Ørsted` is `orsted`, `Łódź` is `lodz`, `æ` is `ae`),
    and invisible characters (soft hyphens, joiners) don't count.
    """
    if text.isascii():
        return " ".join(text.lower().split())
    # Decomposed again after folding: some folded letters come apart only then.
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    kept = "".join([character for character in decomposed if not _drops(character)])
    # Composed at the end, so that 각 (which Unicode takes apart) doesn't begin with 가.
    return " ".join(unicodedata.normalize("NFC", kept.translate(_STROKES)).split())


def _drops(character: str) -> bool:
    """Say whether a character of a decomposed text is an accent, or invisible."""
    if character < "\x80":
        return False
    return (
        unicodedata.combining(character) != 0
        or "\ufe00" <= character <= "\ufe0f"
        or unicodedata.category(character) == "Cf"
    )


def plain(mrkdwn: str) -> str:
    """Turn Slack's markup into what a person reads: mentions, links and dates as words, `&amp;` as `&`.

    A link is `label (address)`, or only the one when both say the same. Angle brackets around what Slack wouldn't have
    made (`Jane <jane@acme.com>` from a careless app) stay, and so do marks of emphasis: they are what was typed.
    """
    if "<" in mrkdwn:
        mrkdwn = _ANGLED.sub(_spelled_out, mrkdwn)
    if "&" in mrkdwn:
        # The ampersand last: `&amp;lt;` is how Slack writes a typed `&lt;`.
        mrkdwn = mrkdwn.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return mrkdwn


def _spelled_out(match: re.Match[str]) -> str:
    """Turn what stands between angle brackets into words."""
    target, _, label = match[1].partition("|")
    kind, rest = target[:1], target[1:]
    if kind in ("@", "#"):
        return kind + (label or rest).removeprefix(kind)
    if kind == "!":
        return _special(rest, label)
    if _SCHEME.match(target) is not None:
        return link_text(target, label)
    return match[0]


def _special(command: str, label: str) -> str:
    """Turn `!here`, `!subteam^S1|@sales` or `!date^...|fallback` into words."""
    name, _, rest = command.partition("^")
    if name == "date":
        return label
    if name == "subteam":
        name = rest
    return "@" + (label or name).removeprefix("@")


def link_text(url: str, label: str = "") -> str:
    """Say a link in words: `label (address)`, or only one of them when both say the same.

    Args:
        url: The address, with its scheme; `mailto:` and `tel:` are left out of the words.
        label: What the link shows, or `""`.
    """
    scheme, _, rest = url.partition(":")
    scheme = scheme.lower()
    if scheme == "mailto":
        shown = rest.partition("?")[0]
        same = label.casefold() == shown.casefold()
    elif scheme == "tel":
        shown = rest
        same = _NO_DIGIT.sub("", label) == _NO_DIGIT.sub("", shown)
    else:
        shown = url
        same = _bare(label) == _bare(url)
    if not label or not shown:
        return label or shown
    return label if same else f"{label} ({shown})"


def _bare(url: str) -> str:
    """Strip an address of what Slack adds when it makes a link of typed words: the scheme, a last slash."""
    return url.casefold().removeprefix("https://").removeprefix("http://").removesuffix("/")
