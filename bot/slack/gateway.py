"""The ports Messenger and Directory, over Slack's Web API."""

import asyncio
import re
from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass
from typing import Any, Final

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.models.metadata import Metadata
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.names import called
from bot.domain.people import Person
from bot.domain.text import clean
from bot.ids import DELIVERY_ID
from bot.slack.blocks.messages import render
from bot.slack.blocks.rendered import Rendered
from bot.slack.gateway_errors import fault
from bot.usecases.errors import SlackUnavailable, TokenRefused
from bot.usecases.ports import SENT_WITHIN_SECONDS, CannotLook, Message, NotSent, Sent, Unknown

_log = structlog.get_logger(__name__)

#: Less than a claim of the outbox holds (10 s), so that a slow answer doesn't lose it.
CALL_TIMEOUT_SECONDS: Final = SENT_WITHIN_SECONDS

#: What a call may raise; an answer that is no text, no JSON or nested without end among it.
_CALL_FAILED: Final = (
    SlackApiError,
    SlackClientError,
    aiohttp.ClientError,
    TimeoutError,
    OSError,
    AttributeError,
    ValueError,
    RecursionError,
)

_WORKSPACE_ID: Final = re.compile(r"[TE][A-Z0-9]{1,39}")

_PAGE: Final = 200
_LONGEST_NAME: Final = 200

#: The year 2106: what is beyond it is no time of Slack's.
_FAR_FUTURE: Final = 2**32

#: A longer silence that Slack asks for is the caller's to wait.
_PATIENCE_SECONDS: Final = 3.0


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the bot's token is: https://docs.slack.dev/reference/methods/auth.test. `url` ends with a slash.

    `workspace_name` is for people to read; "": not known.
    """

    workspace_id: str
    url: str
    bot_user_id: str
    bot_id: str
    workspace_name: str = ""


def slack_session(within_seconds: float | None = None) -> aiohttp.ClientSession:
    """Return the session that all calls and connections share; what takes longer (None: than the usual) fails as unknown.

    It goes through the proxy that `HTTPS_PROXY` names, if one does. The time-out is the session's: the SDK's own holds
    only for sessions that it makes by itself.
    """
    timeout = aiohttp.ClientTimeout(total=within_seconds or CALL_TIMEOUT_SECONDS)
    return aiohttp.ClientSession(timeout=timeout, trust_env=True)


def web_client(token: str, api_url: str, session: aiohttp.ClientSession) -> AsyncWebClient:
    """Return a client that makes each call once, over the shared session.

    The SDK's default repeats a call whose connection broke, and so may post twice (SLACK.md).
    """
    return AsyncWebClient(token=token, base_url=api_url, session=session, retry_handlers=[])


class SlackRefused(Exception):  # noqa: N818 - what Slack did
    """Slack refuses a token; the text is its error word. `setting`: where the token stands."""

    def __init__(self, word: str, setting: str) -> None:
        super().__init__(word)
        self.setting = setting


async def identify(client: AsyncWebClient) -> Identity:
    """Ask Slack whose token this is.

    Raises:
        SlackRefused: the token is no good. SlackUnavailable: Slack can't be asked now.
    """
    answer = await ask(client, "auth.test", setting="SLACK_BOT_TOKEN")
    workspace_id = answer.get("team_id")
    if not isinstance(workspace_id, str) or not _WORKSPACE_ID.fullmatch(workspace_id):  # a proxy's answer, say
        raise SlackUnavailable("auth.test: the answer is none of Slack's")
    return Identity(
        workspace_id=workspace_id,
        url=str(answer.get("url") or "https://app.slack.com/"),
        bot_user_id=str(answer.get("user_id") or ""),
        bot_id=str(answer.get("bot_id") or ""),
        workspace_name=_text(answer.get("team")),
    )


async def open_socket(client: AsyncWebClient) -> str:
    """Ask for the address of a Socket Mode connection; it serves once, and holds a secret.

    `client` has the app's own token: https://docs.slack.dev/reference/methods/apps.connections.open.

    Raises:
        SlackRefused: the token is no good, or Socket Mode is off. SlackUnavailable: Slack can't be asked now.
    """
    answer = await ask(client, "apps.connections.open", setting="SLACK_APP_TOKEN")
    return str(answer.get("url") or "")


class SlackGateway:
    """Posts messages, looks for them, and asks about people."""

    def __init__(self, client: AsyncWebClient, identity: Identity) -> None:
        self._client = client
        self._identity = identity

    async def send(self, message: Message) -> Sent | NotSent | Unknown:
        """Post or update a message once. See Messenger.send."""
        try:
            rendered = render(message.content, self._identity.url)
            blocks = [block.to_dict() for block in rendered.blocks]
        except Exception:  # noqa: BLE001 - a fault of ours, before anything was sent: it must not block what follows
            _log.exception("cannot_render", delivery_id=message.delivery_id)
            return NotSent("cannot_render", heals=False)
        try:
            return Sent(await self._call(message, rendered, blocks))
        except Exception as error:  # noqa: BLE001 - every failure is an outcome
            return _outcome(error)

    async def check(self) -> None:
        """Return when Slack takes the token. Raises TokenRefused, SlackUnavailable."""
        try:
            await ask(self._client, "auth.test")
        except CannotLook as refusal:
            raise SlackUnavailable(f"auth.test: {refusal}") from refusal

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
        if not channel.startswith(("U", "W")):
            return channel
        opened = await ask(self._client, "conversations.open", users=channel)
        return str(opened["channel"]["id"])

    async def person(self, user_id: str) -> Person | None:
        """Ask for one person. See Directory.person."""
        try:
            answer = await ask(self._client, "users.info", user=user_id)
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
                async for page in pages(self._client, "users.list", limit=_PAGE)
                for user in page.get("members", ())
            ]
        except CannotLook as refusal:
            raise SlackUnavailable(f"users.list: {refusal}") from refusal


def person_of(user: dict[str, Any], workspace_id: str) -> Person:
    """Return the person that a user object tells of (https://docs.slack.dev/reference/objects/user-object)."""
    profile, enterprise = _object(user.get("profile")), _object(user.get("enterprise_user"))
    user_id = str(user["id"])
    home, updated = user.get("team_id"), user.get("updated")
    ours = workspace_id in (enterprise.get("teams") or ())
    return Person(
        user_id=user_id,
        name=called(
            _text(profile.get("display_name")),
            _text(profile.get("real_name")) or _text(user.get("real_name")),
            _text(user.get("name")),
            user_id,
        ),
        time_zone=_text(user.get("tz")),
        deactivated=user.get("deleted") is True,
        is_admin=user.get("is_admin") is True,
        is_owner=user.get("is_owner") is True or user.get("is_primary_owner") is True,
        is_guest=user.get("is_restricted") is True or user.get("is_ultra_restricted") is True,
        is_bot=user.get("is_bot") is True or user_id == "USLACKBOT",
        is_stranger=user.get("is_stranger") is True or (bool(home) and home != workspace_id and not ours),
        updated=updated if isinstance(updated, int) and 0 <= updated < _FAR_FUTURE else 0,
    )


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    return clean(value, _LONGEST_NAME)


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


async def ask(
    client: AsyncWebClient,
    method: str,
    *,
    setting: str = "",
    patience_seconds: float = _PATIENCE_SECONDS,
    **arguments: Any,
) -> dict[str, Any]:
    """Call a method that only reads, waiting once where Slack asks for a silence of at most `patience_seconds`.

    Raises:
        SlackUnavailable: no answer. CannotLook: Slack refuses. TokenRefused: it refuses the token; SlackRefused where
        `setting` names what that stands in.
    """
    for patience in (patience_seconds, 0.0):
        try:
            answer = await client.api_call(method, params=arguments)
        except _CALL_FAILED as error:
            failed = fault(error)
            silence = failed.retry_after_seconds
            if silence is not None and silence <= patience:
                await asyncio.sleep(silence)
                continue
            if setting and (failed.everywhere or not failed.heals):
                raise SlackRefused(failed.error, setting) from error
            if failed.everywhere:
                raise TokenRefused(method, failed.error) from error
            if failed.unknown or failed.heals:
                raise SlackUnavailable(f"{method}: {failed.error}", silence or 0.0) from error
            raise CannotLook(failed.error) from error
        return dict(answer.data) if isinstance(answer.data, dict) else {}
    raise AssertionError("the second try has no patience")


async def pages(client: AsyncWebClient, method: str, **arguments: Any) -> AsyncIterator[dict[str, Any]]:
    """Call a method that answers in pages, for one after the other. Raises as `ask` does, between them too."""
    cursor = before = ""
    while True:
        page = await ask(client, method, **(arguments | {"cursor": cursor} if cursor else arguments))
        yield page
        before, cursor = cursor, _object(page.get("response_metadata")).get("next_cursor") or ""
        if not cursor or cursor == before:  # the same again would never end
            return
