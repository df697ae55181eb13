"""Is the bot where it is needed? It hears sources, and posts to inboxes, only as a member (issue 5).

Managers are told once a day for each channel and error, by whichever way it was found out: a look at the start and when
the configuration changes, an event, or a message that Slack refused.
"""

from collections.abc import Mapping
from typing import Final

import structlog

from bot.domain.configuration import Configuration
from bot.domain.roles import role_of
from bot.usecases import announce
from bot.usecases.configuration import FollowedConfiguration
from bot.usecases.errors import SlackUnavailable
from bot.usecases.ports import CannotLook, ChannelBook, Clock, Store
from storage.queries import outbox, outbox_channel
from storage.transaction import Transaction

_log = structlog.get_logger(__name__)

#: Slack's own words for what is wrong with a channel.
NOT_IN_CHANNEL: Final = "not_in_channel"
IS_ARCHIVED: Final = "is_archived"

#: Who has just named a channel is inviting the bot there: it is looked a little later.
_GRACE_SECONDS: Final = 10.0
_AGAIN_SECONDS: Final = 60.0


def needed(configuration: Configuration) -> frozenset[str]:
    """Return the channels that the bot must be in: sources, and teams' inboxes."""
    return frozenset(configuration.sources) | {team.channel for team in configuration.teams.values()}


class Presence:
    """Looks, once for each channel that the configuration names, whether the bot is in it. State of this process."""

    def __init__(self, store: Store, channels: ChannelBook, clock: Clock, configuration: FollowedConfiguration) -> None:
        self._store = store
        self._channels = channels
        self._clock = clock
        self._configuration = configuration
        self._named: frozenset[str] = frozenset()
        self._unlooked: frozenset[str] = frozenset()
        self._started = False
        self._due_at = 0.0

    def look_anew(self) -> None:
        """Forget what was looked at: the app was installed again, say."""
        self._named = self._unlooked = frozenset()
        self._started = False

    async def look(self) -> None:
        """Where the configuration names channels that it didn't before, look, and tell managers where the bot isn't.

        One question serves for all channels. Raises StorageUnavailable: calling it again goes on.
        """
        now, current = self._clock.now(), self._configuration.current
        named = needed(current)
        if new := named - self._named:
            self._due_at = now + _GRACE_SECONDS if self._started else now
            self._unlooked |= new
        self._named, self._started = named, True
        if not self._unlooked or now < self._due_at:
            return
        try:
            archived = await self._channels.joined()
        except CannotLook as refusal:  # an app that was installed without the scope: it works as before
            _log.warning("channels_not_checked", error=str(refusal))
            self._unlooked = frozenset()
            return
        except SlackUnavailable as error:
            _log.info("channels_not_checked_yet", error=str(error))
            self._due_at = now + max(_AGAIN_SECONDS, error.retry_after_seconds)
            return
        wrong = {
            channel: IS_ARCHIVED if channel in archived else NOT_IN_CHANNEL
            for channel in self._unlooked & named
            if archived.get(channel, True)
        }
        if wrong:
            await self._store.write(tell, current, wrong, now)
        self._unlooked = frozenset()


def tell(tx: Transaction, configuration: Configuration, wrong: Mapping[str, str], now: float) -> None:
    """Tell managers what is wrong with channels, by Slack's error word; of those that nothing needs they aren't told."""
    drafts = [
        announce.undeliverable(channel, error, now, role)
        for channel, error in sorted(wrong.items())
        if (role := role_of(configuration, channel)) is not None
    ]
    outbox.write(tx, configuration.workspace_id, drafts, now)


def joined(
    tx: Transaction, configuration: Configuration, channel: str, inviter: str | None, event_key: str, now: float
) -> None:
    """Note that the bot is in a channel, and tell whoever invited it, and nobody else, what it does there, or could.

    `inviter` None: nobody is told. `event_key`: of the event that says so; one that comes again says nothing more. When
    the bot is taken out again, managers are told again.
    """
    workspace_id = configuration.workspace_id
    outbox_channel.lock(tx, workspace_id, [channel, announce.MANAGERS])
    if inviter is not None:
        role = role_of(configuration, channel)
        words = announce.introduction(inviter, channel, role, sorted(configuration.teams), event_key)
        outbox.write(tx, workspace_id, [words], now)
    lately = (now, now - announce.DAY_SECONDS)
    told = [announce.undeliverable(channel, NOT_IN_CHANNEL, when) for when in lately]
    outbox.free_once_keys(tx, workspace_id, [one.once_key for one in told if one.once_key])
