"""What Slack makes of the text that a person types after a slash command."""

import re
from collections.abc import Iterable

from bot.sandbox.records import Channel, User

# Something escaped already passes whole; a name may hold dots and dashes, and may be followed by one.
_TYPED = re.compile(r"<(?:[@#!]|https?:|mailto:)[^<>]*>|(?<![\w@#/.])([@#])([\w][\w.\-]*)")


def escape_mentions(text: str, users: Iterable[User], channels: Iterable[Channel]) -> str:
    """Return the text with `@name` and `#name` as `<@U1|name>` and `<#C1|name>`; unknown names stay as typed."""
    # A deactivated account is not offered, and can share its name with a living one.
    known: dict[tuple[str, str], str] = {("@", user.name.lower()): user.id for user in users if not user.deleted}
    known |= {("#", channel.name.lower()): channel.id for channel in channels if channel.name}

    def replace(match: re.Match[str]) -> str:
        sign, typed = match.group(1), match.group(2)
        if sign is None:
            return match.group(0)
        name, tail = typed, ""
        while name:
            found = known.get((sign, name.lower()))
            if found is not None:
                return f"<{sign}{found}|{name.lower()}>{tail}"
            if name[-1] not in ".-_":
                break
            # `@maria.` at the end of a sentence means `@maria`.
            name, tail = name[:-1], name[-1] + tail
        return match.group(0)

    return _TYPED.sub(replace, text)
