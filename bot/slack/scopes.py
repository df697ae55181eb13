"""What each scope of the manifest is needed for, as manifests/README.md says it too (a test holds them together)."""

from collections.abc import Collection, Mapping
from typing import Final

_HEARING: Final = (
    "hearing messages in public and private source channels, and looking for a message of ours whose posting had no "
    "clear outcome"
)
_CHANNELS: Final = (
    "what channels are called and whether the bot is in them, and hearing when that changes; also for `leadwheel doctor`, "
    "`setup` and the comments of `export`"
)

NEEDED_FOR: Final[Mapping[str, str]] = {
    "channels:history": _HEARING,
    "groups:history": _HEARING,
    "channels:read": _CHANNELS,
    "groups:read": _CHANNELS,
    "chat:write": "saying who has a conversation, its cards, direct messages, and private words about a press that did "
    "nothing",
    "commands": "`/away` and `/rotation`",
    "im:write": "finding the direct messages with a person, where a card there is changed or a message of ours is looked for",
    "im:history": "hearing who writes to the bot, and looking for a direct message of ours whose posting had no clear outcome",
    "users:read.email": "the address of a lead's Slack profile, where a qualification says `use_profile_email`",
    "users:read": "names, languages, pictures, time zones, who is an admin, a guest or deactivated, and hearing when that changes",
}


def missing(wanted: Collection[str], granted: Collection[str]) -> dict[str, str]:
    """Return those of `wanted` that aren't granted, each with what it is needed for."""
    return {scope: NEEDED_FOR.get(scope, "what the manifest says") for scope in wanted if scope not in granted}


def superfluous(wanted: Collection[str], granted: Collection[str]) -> list[str]:
    """Return what is granted and not wanted, sorted."""
    return sorted(set(granted) - set(wanted))
