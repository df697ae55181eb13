"""What the bot says of itself: when it is invited into a channel (issue 5)."""

from bot.domain.configuration import Configuration
from bot.domain.roles import role_of
from bot.usecases import announce
from storage.queries import outbox
from storage.transaction import Transaction


def introduce(
    tx: Transaction, configuration: Configuration, channel: str, inviter: str, event_key: str, now: float
) -> None:
    """Tell whoever invited the bot into a channel, and nobody else, what it does there, or could.

    `event_key`: of the event that tells of the invitation; an event that comes again changes nothing.
    """
    role = role_of(configuration, channel)
    told = announce.introduction(inviter, channel, role, sorted(configuration.teams), event_key)
    outbox.write(tx, configuration.workspace_id, [told], now)
