"""What the workspace's administrators do: who and what there is, and whether the app is installed."""

import json
import secrets
from collections.abc import Iterable
from dataclasses import replace
from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qs

from bot.sandbox.acts import Acts
from bot.sandbox.events import (
    app_uninstalled_event,
    archived_event,
    bot_left_events,
    member_joined_event,
    tokens_revoked_event,
    url_verification,
)
from bot.sandbox.records import Channel, Reply, User

#: Slack's word for a bot's token whose app isn't installed any more (https://docs.slack.dev/reference/methods/auth.test).
UNINSTALLED: Final = "account_inactive"


class Administration(Acts):
    """People, channels, and the bot's token. Base of Sandbox."""

    def add_user(self, user: User) -> None:
        """Add a user without an event. Raises ValueError when the id is taken."""
        self._core.workspace.add_user(user)
        self._core.changes.tell()

    def add_channel(
        self,
        channel_id: str,
        name: str,
        members: Iterable[str] = (),
        *,
        bot_is_member: bool = True,
        archived: bool = False,
        private: bool = False,
    ) -> None:
        """Add a channel without an event. Raises ValueError when the id is taken, LookupError for an unknown member."""
        workspace = self._core.workspace
        channel = Channel(id=channel_id, name=name, private=private, archived=archived)
        for user_id in members:
            workspace.enter(workspace.user(user_id), channel)
        if bot_is_member:
            workspace.enter(workspace.bot, channel)
        if channel_id in workspace.channels:
            raise ValueError(f"there is a channel {channel_id} already")
        workspace.channels[channel_id] = channel
        self._core.changes.tell()

    def invite_bot(self, channel_id: str) -> None:
        """Make the bot a member of a channel, without an event. Raises LookupError for an unknown channel."""
        self._core.workspace.enter(self._core.workspace.bot, self._core.workspace.channel(channel_id))

    async def invite(self, inviter: str | None, channel_id: str, *, wait: bool = True) -> None:
        """Invite the bot into a channel as a person (None: nobody did), and deliver `member_joined_channel`.

        Raises LookupError for an unknown user or channel, PermissionError where this person can't write.
        """
        workspace = self._core.workspace
        channel = workspace.channel(channel_id)
        if inviter is not None:
            workspace.check_access(workspace.user(inviter), channel)
        workspace.enter(workspace.bot, channel)
        await self._deliver(member_joined_event(workspace, channel, workspace.bot.id, inviter), wait)

    async def take_out(self, by: str, channel_id: str, *, wait: bool = True) -> None:
        """Take the bot out of a channel as a person, and deliver `member_left_channel` and `channel_left`.

        Raises LookupError for an unknown channel.
        """
        workspace = self._core.workspace
        channel = workspace.channel(channel_id)
        channel.members.discard(workspace.bot.id)
        for event in bot_left_events(workspace, channel, by):
            await self._deliver(event, wait)

    async def archive(self, by: str, channel_id: str, *, wait: bool = True) -> None:
        """Archive a channel as a person, and deliver `channel_archive`. Raises LookupError for an unknown channel."""
        channel = self._core.workspace.channel(channel_id)
        channel.archived = True
        await self._deliver(archived_event(self._core.workspace, channel, by), wait)

    def grant(self, *scopes: str) -> None:
        """Give the bot's token scopes, as when its app is installed again with more."""
        kept = self._core.grants.scopes
        self._core.grants = replace(self._core.grants, scopes=(*kept, *(one for one in scopes if one not in kept)))

    def withdraw(self, *scopes: str) -> None:
        """Take scopes from the bot's token, as when its app is installed again with less; no event says so."""
        kept = tuple(one for one in self._core.grants.scopes if one not in scopes)
        self._core.grants = replace(self._core.grants, scopes=kept)

    async def verify_url(self) -> bool:
        """Send `url_verification` to `events_url`, as Slack does when somebody types it into the app's settings.

        Returns whether the challenge came back, as plain text, in a form or in JSON. Raises RuntimeError without
        `events_url`.
        """
        challenge = secrets.token_urlsafe(36)
        reply = await self._core.sender.send(json.dumps(url_verification(challenge)).encode())
        return reply.status == HTTPStatus.OK and challenge in {reply.text.strip(), _challenge_in(reply)}

    async def limit_rate(self) -> int | None:
        """Tell the bot that events of this minute are kept from it (`app_rate_limited`), as Slack does after 30,000.

        Returns the HTTP status of its answer; None: there was none, or everything goes in Socket Mode.
        """
        reply = await self._core.tell_rate_limited()
        return None if reply is None else reply.status

    async def revoke(self, word: str = UNINSTALLED, *, tell: bool = True, wait: bool = True) -> None:
        """Let the bot's token be good for nothing, as when its app is uninstalled.

        Slack sends nothing more then; here what people do goes on being delivered, as something always is on its way.

        Args:
            word: What every call is answered; `account_inactive` after an uninstall, else often `token_revoked`.
            tell: Deliver `tokens_revoked`, and `app_uninstalled` where the word says so; Slack doesn't always.
            wait: Return only when that is over, retries included.
        """
        self._core.refusal = word
        if not tell:
            return
        await self._deliver(tokens_revoked_event(self._core.workspace), wait)
        if word == UNINSTALLED:
            await self._deliver(app_uninstalled_event(), wait)

    def restore(self) -> None:
        """Take the bot's token again, as when its app is installed again; no event says so."""
        self._core.refusal = None


def _challenge_in(reply: Reply) -> str:
    """Return the `challenge` of an answer in JSON or in a form; "" without one."""
    if reply.content_type != "application/json":
        return parse_qs(reply.text).get("challenge", [""])[0]
    try:
        said = json.loads(reply.text)
    except ValueError:
        return ""
    return str(said.get("challenge", "")) if isinstance(said, dict) else ""
