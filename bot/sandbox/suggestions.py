"""What the bot offers for an external select: its answer to block_suggestion."""

import json
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any, Final

from bot.sandbox.elements import options_of
from bot.sandbox.records import Offer, Reply

_MOST: Final = 100
_TEXT_LENGTH: Final = 75
_VALUE_LENGTH: Final = 150


def offer_of(reply: Reply) -> Offer:
    """Return what a reply offers; nothing, with the reason, where Slack couldn't show it."""
    if reply.status is None:
        return Offer(reply, fault=reply.reason or "no answer")
    if reply.status != HTTPStatus.OK:
        return Offer(reply, fault=f"HTTP {reply.status}")
    try:
        said = json.loads(reply.text)
    except ValueError:
        return Offer(reply, fault="the answer is no JSON")
    fault = next(_faults(said), None)
    if fault is not None:
        return Offer(reply, fault=fault)
    return Offer(reply, options=options_of(said), groups=said.get("option_groups") or [])


def _faults(said: Any) -> Iterator[str]:
    if not isinstance(said, dict) or ("options" in said) == ("option_groups" in said):
        yield "the answer must have either options or option_groups"
    elif "options" in said:
        yield from _options(said["options"], "options")
    else:
        groups = said["option_groups"]
        if not isinstance(groups, list) or len(groups) > _MOST:
            yield f"option_groups must be a list of at most {_MOST}"
            return
        for at, group in enumerate(groups):
            if not isinstance(group, dict) or not _is_text(group.get("label")):
                yield f"option_groups/{at} needs a label of type plain_text, of 1 to {_TEXT_LENGTH} characters"
                return
            yield from _options(group.get("options"), f"option_groups/{at}/options")


def _options(options: Any, where: str) -> Iterator[str]:
    if not isinstance(options, list) or len(options) > _MOST:
        yield f"{where} must be a list of at most {_MOST}"
        return
    for at, option in enumerate(options):
        if not isinstance(option, dict) or not _is_text(option.get("text")):
            yield f"{where}/{at} needs a text of type plain_text, of 1 to {_TEXT_LENGTH} characters"
        elif not isinstance(option.get("value"), str) or not 1 <= len(option["value"]) <= _VALUE_LENGTH:
            yield f"{where}/{at} needs a value of 1 to {_VALUE_LENGTH} characters"


def _is_text(text: Any) -> bool:
    is_plain = isinstance(text, dict) and text.get("type") == "plain_text" and isinstance(text.get("text"), str)
    return is_plain and 1 <= len(text["text"]) <= _TEXT_LENGTH
