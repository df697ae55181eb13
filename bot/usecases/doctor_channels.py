"""Whether the bot can hear and speak in the channels that are set up: `leadwheel doctor`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from bot.domain.configuration import Configuration
from bot.usecases.doctor import Finding, listed, ok, wrong

CHANNELS: Final = "channels"


@dataclass(frozen=True, slots=True)
class ChannelSeen:
    """A channel as Slack tells of it: `name` without `#`, `has_bot`: the bot is a member."""

    name: str
    is_archived: bool
    has_bot: bool


def named_channels(configuration: Configuration) -> dict[str, list[str]]:
    """Return the channels that are set up, by id, each with what it is used for."""
    named: dict[str, list[str]] = {}
    for name, team in configuration.teams.items():
        named.setdefault(team.channel, []).append(f"the inbox of team {name}")
    for channel in configuration.sources:
        named.setdefault(channel, []).append("a source")
    for name, message in configuration.auto_messages.items():
        named.setdefault(message.channel, []).append(f"the place of auto message {name}")
    return named


def judge_channels(named: Mapping[str, list[str]], seen: Mapping[str, ChannelSeen | None]) -> list[Finding]:
    """Judge channels; `seen`: those that Slack was asked about, None: it shows no such channel."""
    faults = [one for channel, used in named.items() if channel in seen for one in _wrong(channel, used, seen[channel])]
    well = [f"#{one.name}" for one in seen.values() if one is not None and one.has_bot and not one.is_archived]
    if not well:
        return faults
    which = well[0] if len(well) == 1 else f"{len(well)} channels: {listed(sorted(well))}"
    return [ok(CHANNELS, f"the bot is in {which}"), *faults]


def _wrong(channel: str, used: list[str], seen: ChannelSeen | None) -> Iterator[Finding]:
    use = " and ".join(used)
    if seen is None:
        yield wrong(
            CHANNELS,
            f"Slack shows the bot no channel {channel} ({use})",
            "If it is a private one, type `/invite @Leadwheel` in it; else name the right channel in the configuration.",
        )
    elif seen.is_archived:
        yield wrong(
            CHANNELS,
            f"#{seen.name} ({channel}, {use}) is archived",
            f"Open #{seen.name} again, then `/invite @Leadwheel` in it; or name another in the configuration.",
        )
    elif not seen.has_bot:
        yield wrong(
            CHANNELS,
            f"the bot is not in #{seen.name} ({channel}, {use})",
            f"Type `/invite @Leadwheel` in #{seen.name}.",
        )
