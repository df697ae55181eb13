"""Posting, and when it stops: Slack refuses the bot's token, and nothing is sent until it takes it again."""

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Final, Protocol

import structlog

from bot.usecases.errors import SlackUnavailable, TokenRefused
from bot.usecases.ports import Clock, Message, Messenger, NotSent, Sent, Unknown

_log = structlog.get_logger(__name__)

#: Slack is asked at most so often whether it takes the token again.
ASK_EVERY_SECONDS: Final = 60.0

_NO_SCOPE: Final = "missing_scope"


class TokenHolder(Messenger, Protocol):
    """A way into Slack that can be asked whether it still is one."""

    async def check(self) -> None:
        """Return when Slack takes the token, which may post. Raises SlackUnavailable."""
        ...


class Posting:
    """The way into Slack, as long as Slack takes the token: a Messenger that notes when it is refused.

    An answer of Slack's and an event (`app_uninstalled`, `tokens_revoked`) lead to the same: the whole outbox stands
    still, its rows as they are, until `auth.test` succeeds, with the scope to post. That is known in this process alone: another replica finds
    it out by the answer to its own next message, and a start asks `auth.test` anyway.
    """

    def __init__(self, slack: TokenHolder, clock: Clock, resumed: Callable[[], None]) -> None:
        """Take the way into Slack, and what is to be done once it takes the token again."""
        self._slack = slack
        self._resumed = resumed
        self._clock = clock
        self._asked_at: float | None = None
        #: Why nothing is sent: Slack's error word, or the name of the event; None: everything is.
        self.why_stopped: str | None = None

    @property
    def is_stopped(self) -> bool:
        """Whether nothing may be sent now."""
        return self.why_stopped is not None

    def stop(self, why: str) -> None:
        """Send nothing more until Slack takes the token again; a second time changes nothing."""
        if self.why_stopped is None:
            self.why_stopped = why
            _log.warning("posting_stopped", error=why)

    def hear(self, event: str) -> None:
        """Stop for an event, unless Slack took the token less than a minute ago: events come late, and by twos.

        Was it true all the same, Slack refuses the next message.
        """
        if self.why_stopped is None and self._asked_lately(self._clock.now()):
            _log.info("token_taken_lately", event_type=event)
        else:
            self.stop(event)

    async def ask(self) -> None:
        """Where posting is stopped, ask Slack whether it takes the token again: at once, then once a minute at most."""
        now = self._clock.now()
        if self.why_stopped is None or self._asked_lately(now):
            return
        self._asked_at = now
        try:
            await self._slack.check()
        except SlackUnavailable as error:
            _log.info("posting_still_stopped", error=str(error))
        else:
            self.why_stopped = None
            _log.info("posting_again")
            self._resumed()

    def _asked_lately(self, now: float) -> bool:
        # A clock that was set back must not make that for ever.
        return self._asked_at is not None and abs(now - self._asked_at) < ASK_EVERY_SECONDS

    async def send(self, message: Message) -> Sent | NotSent | Unknown:
        """Post or update a message. See Messenger.send.

        Without the scope for it, one message after the other fails for good; that managers can't be told so either
        stops everything: this is not to be kept from them, and goes as soon as the app has the scope again.
        """
        outcome = await self._slack.send(message)
        if isinstance(outcome, NotSent) and outcome.error == _NO_SCOPE and message.content["kind"] == "undeliverable":
            outcome = replace(outcome, heals=True, everywhere=True)
        if isinstance(outcome, NotSent) and outcome.everywhere:
            self.stop(outcome.error)
        return outcome

    async def look_for(
        self, channel: str, thread_ts: str, between: tuple[float, float], delivery_ids: Collection[str]
    ) -> dict[str, str]:
        """Find messages that were posted. See Messenger.look_for."""
        try:
            return await self._slack.look_for(channel, thread_ts, between, delivery_ids)
        except TokenRefused as refusal:
            self.stop(refusal.word)
            raise
