"""`leadwheel doctor` asks Slack about the channels and people that are set up, as far as Slack answers."""

from collections.abc import Collection
from typing import Protocol

from bot.slack.blocks.refusals import how_to_mend
from bot.slack.examining import PatientSlack
from bot.usecases.doctor import Finding, not_checked
from bot.usecases.doctor_channels import CHANNELS, ChannelSeen, judge_channels, named_channels
from bot.usecases.doctor_people import PEOPLE, judge_people, named_people
from bot.usecases.doctor_survey import Survey
from bot.usecases.errors import SlackUnavailable
from bot.usecases.ports import CannotLook


class Watcher(Protocol):
    """Whoever looks on while many questions are asked."""

    def doing(self, words: str) -> None:
        """Get what is being looked at now."""
        ...

    def waiting(self, seconds: float) -> None:
        """Get how long Slack has to be left alone."""
        ...


async def look_at_channels(slack: PatientSlack, found: Survey, watcher: Watcher) -> list[Finding]:
    """Judge the channels that are set up. What Slack doesn't answer is told, and the rest is judged all the same."""
    named = named_channels(found.configuration)
    seen: dict[str, ChannelSeen | None] = {}
    refused: dict[str, list[str]] = {}
    for number, channel in enumerate(named, start=1):
        watcher.doing(f"{CHANNELS}: {number} of {len(named)}")
        try:
            seen[channel] = await slack.channel(channel)
        except CannotLook as refusal:
            refused.setdefault(str(refusal), []).append(channel)
        except SlackUnavailable as error:
            rest = len(named) - number + 1
            return [*judge_channels(named, seen), *_refused(refused), _unavailable(CHANNELS, rest, error)]
    return [*judge_channels(named, seen), *_refused(refused)]


async def look_at_people(
    slack: PatientSlack, found: Survey, other_managers: Collection[str], watcher: Watcher
) -> list[Finding]:
    """Judge the people who are set up; `other_managers`: those of LEADWHEEL_MANAGERS."""
    named = named_people(found.configuration, other_managers)
    try:
        people = await slack.people(
            named,
            found.configuration.workspace_id,
            lambda known: watcher.doing(f"{PEOPLE}: {known} of {len(named)}"),
        )
    except CannotLook as refusal:
        return [_not_shown(PEOPLE, f"Slack refuses ({refusal})", str(refusal))]
    except SlackUnavailable as error:
        return [_unavailable(PEOPLE, len(named), error)]
    return judge_people(named, people)


def _refused(refused: dict[str, list[str]]) -> list[Finding]:
    return [
        _not_shown(CHANNELS, f"{', '.join(channels)}: Slack refuses ({word})", word)
        for word, channels in refused.items()
    ]


def _not_shown(check: str, why: str, word: str) -> Finding:
    return not_checked(check, why, how_to_mend(word) or "")


def _unavailable(check: str, rest: int, error: SlackUnavailable) -> Finding:
    return not_checked(check, f"{rest} of them, as Slack can't be reached ({error})", "Try again.")
