"""Text as Slack wants it (https://docs.slack.dev/messaging/formatting-message-text)."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

_LONGEST_EVENT_WORD: Final = 255

#: What a message's `text` should stay under.
LONGEST_TEXT: Final = 3900

_MENTION = re.compile(r"<(?:@([UW][A-Z0-9]+)|#([CG][A-Z0-9]+))(?:\|([^>]*))?>")
_ZERO_WIDTH_SPACE: Final = "\u200b"

#: What turns the direction of all that follows (https://www.unicode.org/reports/tr9/#Explicit_Directional_Embeddings).
_DIRECTIONS: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")


def escape(text: str) -> str:
    """Return words that somebody typed as data: they can't mention anybody, make a link or change the layout.

    `&`, `<` and `>` are replaced as Slack asks; formatting characters, and what Slack would make a link or a mention of
    by itself, are broken up with a zero-width space. Characters that turn the direction of what follows are left out:
    right-to-left writing needs none, and our own words would be turned with it.
    """
    safe = _DIRECTIONS.sub("", text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    safe = re.sub(r"([*_~`])", rf"{_ZERO_WIDTH_SPACE}\1{_ZERO_WIDTH_SPACE}", safe)
    safe = re.sub(r"(?i)(://|www\.|@(?=channel|here|everyone))", rf"{_ZERO_WIDTH_SPACE}\1{_ZERO_WIDTH_SPACE}", safe)
    return re.sub(r"(?i)(mailto|tel|https?|slack):", rf"\1{_ZERO_WIDTH_SPACE}:", safe)


def mention(user_id: str) -> str:
    """Return a mention of a person."""
    return f"<@{user_id}>"


def channel(channel_id: str) -> str:
    """Return a link to a channel."""
    return f"<#{channel_id}>"


def cut(text: str, limit: int = LONGEST_TEXT) -> str:
    """Return at most `limit` characters, with an ellipsis where something was cut off."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def permalink(workspace_url: str, channel_id: str, ts: str) -> str:
    """Return the address of a message, as Slack makes it: nothing has to be asked for it."""
    return f"{workspace_url.rstrip('/')}/archives/{channel_id}/p{ts.replace('.', '')}"


def moment(at: float, zone: ZoneInfo) -> str:
    """Return a date and time, which Slack shows in each reader's own time zone.

    Where it can't, the words stand: ISO date, time and zone. https://docs.slack.dev/messaging/formatting-message-text
    """
    local = datetime.fromtimestamp(at, zone)
    return f"<!date^{int(at)}^{{date_long}}, {{time}}|{local:%Y-%m-%d %H:%M} ({zone.key})>"


def people(user_ids: tuple[str, ...] | list[str]) -> str:
    """Return mentions of people, joined as in a sentence."""
    names = [mention(user) for user in user_ids]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else "nobody"


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a command: as typed, and the id where it is a mention of a person or of a channel."""

    typed: str
    user_id: str | None = None
    channel_id: str | None = None


def words(text: str) -> list[Word]:
    """Split a command's text; mentions (`<@U123|name>`, `<#C123|name>`, which `should_escape` gives) stay one word.

    What Slack escaped (`&amp;`, `&lt;`, `&gt;`) is as it was typed again: it is escaped when it is said.
    """
    found: list[Word] = []
    position = 0
    for match in _MENTION.finditer(text):
        found += [Word(_typed(word)) for word in text[position : match.start()].split()]
        found.append(Word(f"{match[0][1]}{match[3]}" if match[3] else match[0], match[1], match[2]))
        position = match.end()
    return found + [Word(_typed(word)) for word in text[position:].split()]


def _typed(word: str) -> str:
    return word.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def event_word(value: object) -> str | None:
    """Return an id or a timestamp of an event; None for what can't be one."""
    fits = isinstance(value, str) and 0 < len(value) <= _LONGEST_EVENT_WORD and value.isascii() and value.isprintable()
    return str(value) if fits else None
