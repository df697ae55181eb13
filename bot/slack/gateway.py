"""The ports Messenger and Directory, over Slack's Web API."""

from collections.abc import Collection
from typing import Any, Final

import structlog
from slack_sdk.models.metadata import Metadata
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.people import Person
from bot.ids import DELIVERY_ID
from bot.slack.asking import Identity, ask, pages
from bot.slack.blocks.messages import render
from bot.slack.blocks.rendered import Rendered
from bot.slack.examining import introduce
from bot.slack.gateway_errors import fault
from bot.slack.person import person_of
from bot.usecases.errors import SlackUnavailable, TokenRefused
from bot.usecases.ports import CannotLook, Message, NotSent, Sent, Unknown

_log = structlog.get_logger(__name__)

_PAGE: Final = 200
_TO_POST: Final = "chat:write"
#: https://docs.slack.dev/reference/methods/chat.postMessage#errors
_BLOCKS_REFUSED: Final = "invalid_blocks"
#: How ids of people begin.
_PERSON: Final = ("U", "W")


class SlackGateway:
    """Posts messages, looks for them, and asks about people."""

    def __init__(self, client: AsyncWebClient, identity: Identity) -> None:
        self._client = client
        self._identity = identity
        #: By person, the channel of the direct messages with them: it never changes.
        self._direct_channels: dict[str, str] = {}

    async def send(self, message: Message) -> Sent | NotSent | Unknown:
        """Post or update a message once. See Messenger.send."""
        try:
            rendered = render(message.content, self._identity.url)
            blocks = [block.to_dict() for block in rendered.blocks]
        except Exception:  # noqa: BLE001 - a fault of ours, before anything was sent: it must not block what follows
            _log.exception("cannot_render", delivery_id=message.delivery_id)
            return NotSent("cannot_render", heals=False)
        outcome = await self._attempt(message, rendered, blocks)
        if isinstance(outcome, NotSent) and outcome.error == _BLOCKS_REFUSED and message.ts is None and blocks:
            # A picture that Slack can't fetch is enough. The text alone says everything, and can be answered.
            _log.warning("blocks_refused", delivery_id=message.delivery_id, kind=message.content["kind"])
            return await self._attempt(message, rendered, [])
        return outcome

    async def _attempt(
        self, message: Message, rendered: Rendered, blocks: list[dict[str, Any]]
    ) -> Sent | NotSent | Unknown:
        try:
            return Sent(await self._call(message, rendered, blocks))
        except Exception as error:  # noqa: BLE001 - every failure is an outcome
            return _outcome(error)

    async def check(self) -> None:
        """Return when Slack takes the token, which may post. Raises SlackUnavailable."""
        told = await introduce(self._client)
        if told.error is not None:
            raise SlackUnavailable(f"auth.test: {type(told.error).__name__}") from told.error
        if told.refused:
            raise SlackUnavailable(f"auth.test: {told.refused}")
        if told.scopes is not None and _TO_POST not in told.scopes:  # None: a proxy keeps them to itself
            raise SlackUnavailable(f"auth.test: the token lacks the scope {_TO_POST}")

    async def _call(self, message: Message, rendered: Rendered, blocks: list[dict[str, Any]]) -> str | None:
        """Make the call that posts, or updates, a message; return its timestamp, None where it has none."""
        arguments: dict[str, Any] = {"channel": message.channel, "text": rendered.text}
        if message.thread_ts:
            arguments["thread_ts"] = message.thread_ts
        if blocks:
            arguments["blocks"] = blocks
        if rendered.ephemeral_to is not None:
            await self._client.chat_postEphemeral(user=rendered.ephemeral_to, **arguments)
            return None
        payload = {DELIVERY_ID: message.delivery_id, **rendered.event_payload}
        # `parse: none`: nothing that somebody typed is made a link or a mention by Slack itself.
        arguments |= {"metadata": Metadata(event_type=rendered.event_type, event_payload=payload), "parse": "none"}
        if message.ts is not None:
            channel = await self._direct_channel(message.channel)
            await self._client.chat_update(**arguments | {"channel": channel, "ts": message.ts, "blocks": blocks})
            return message.ts
        answer = await self._client.chat_postMessage(unfurl_links=False, unfurl_media=False, **arguments)
        self._learn(message.channel, answer.get("channel"))
        ts: str | None = answer.get("ts")
        return ts

    async def look_for(
        self, channel: str, thread_ts: str, between: tuple[float, float], delivery_ids: Collection[str]
    ) -> dict[str, str]:
        """Find our messages by the delivery id in their metadata. See Messenger.look_for."""
        wanted = set(delivery_ids)
        found: dict[str, str] = {}
        channel = await self._direct_channel(channel)
        method = "conversations.replies" if thread_ts else "conversations.history"
        oldest, latest = (f"{when:.6f}" for when in between)
        arguments = {
            "channel": channel,
            "oldest": oldest,
            "latest": latest,
            "include_all_metadata": True,
            "limit": _PAGE,
        }
        if thread_ts:
            arguments["ts"] = thread_ts
        async for page in pages(self._client, method, **arguments):
            for posted in page.get("messages", ()):
                metadata = posted.get("metadata") or {}
                delivery_id = (metadata.get("event_payload") or {}).get(DELIVERY_ID)
                if isinstance(delivery_id, str) and delivery_id in wanted:  # other apps' metadata holds anything
                    found[delivery_id] = posted["ts"]
        return found

    async def _direct_channel(self, channel: str) -> str:
        """Return the channel's id; of a person, that of the direct messages with them.

        Raises SlackUnavailable, CannotLook.
        """
        if not channel.startswith(_PERSON):
            return channel
        if channel not in self._direct_channels:
            opened = await ask(self._client, "conversations.open", users=channel)
            self._learn(channel, opened["channel"]["id"])
        return self._direct_channels.get(channel, channel)

    def _learn(self, user_id: str, direct_channel: object) -> None:
        if user_id.startswith(_PERSON) and isinstance(direct_channel, str) and direct_channel:
            self._direct_channels[user_id] = direct_channel

    async def person(self, user_id: str) -> Person | None:
        """Ask for one person. See Directory.person."""
        try:
            answer = await ask(self._client, "users.info", user=user_id, include_locale=True)
        except CannotLook as refusal:
            if str(refusal) in {"user_not_found", "user_not_visible", "users_not_found"}:
                return None
            raise SlackUnavailable(f"users.info: {refusal}") from refusal
        return person_of(answer["user"], self._identity.workspace_id)

    async def everyone(self) -> list[Person]:
        """Ask for everybody. See Directory.everyone."""
        try:
            return [
                person_of(user, self._identity.workspace_id)
                async for page in pages(self._client, "users.list", limit=_PAGE, include_locale=True)
                for user in page.get("members", ())
            ]
        except CannotLook as refusal:
            raise SlackUnavailable(f"users.list: {refusal}") from refusal


def _outcome(error: Exception) -> NotSent | Unknown:
    if isinstance(error, TokenRefused):
        return NotSent(error.word, heals=True, everywhere=True)
    if isinstance(error, SlackUnavailable):  # a question that came first: nothing was sent
        return NotSent(str(error), heals=True, retry_after_seconds=error.retry_after_seconds or None)
    if isinstance(error, CannotLook):
        return NotSent(str(error), heals=False)
    failed = fault(error)
    if failed.unknown:
        return Unknown(failed.error)
    return NotSent(failed.error, failed.heals, failed.retry_after_seconds, failed.everywhere)
