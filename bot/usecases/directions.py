"""A direct message to the bot: who writes one is told what they can do, and the bot holds no conversation."""

from collections.abc import Mapping
from typing import Any, Final

from bot.domain.configuration import Configuration
from bot.domain.people import Caller
from bot.usecases import announce
from bot.usecases.incoming import IncomingMessage, is_app
from storage.queries import outbox
from storage.transaction import Transaction

#: What a person writes: neither edits nor deletions, and nothing that tells of something else.
_WRITTEN: Final = frozenset({None, "file_share", "me_message"})


def asks(message: IncomingMessage) -> bool:
    """Say whether a direct message is one to be answered: a person's, standing alone. Replies are other features'."""
    alone = message.thread_ts is None or message.thread_ts == message.ts
    return alone and not message.own and not is_app(message) and message.subtype in _WRITTEN


def direct(tx: Transaction, configuration: Configuration, who: Caller, ts: str, now: float) -> None:
    """Tell somebody what they can do, once for each message of theirs (`ts`), however often Slack delivers it."""
    told = announce.directions(who.channel, _facts(configuration, who), ts)
    outbox.write(tx, who.workspace_id, [told], now)


def _facts(configuration: Configuration, who: Caller) -> Mapping[str, Any]:
    """Return what the words depend on: the teams that somebody is in, those they may join, and what they may do."""
    teams = configuration.teams.values()
    outside = who.is_guest or who.is_stranger
    return {
        "teams": sorted(team.name for team in teams if who.user_id in team.teammates),
        "may_join": sorted(
            team.name for team in teams if team.self_join and who.user_id not in team.teammates and not outside
        ),
        "manager": who.is_manager,
        "outside": outside,
    }
