"""Asking Slack: the session, who the token is, and calls that only read."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, Final

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.text import clean
from bot.slack.gateway_errors import fault
from bot.usecases.errors import SlackUnavailable, TokenRefused
from bot.usecases.ports import SENT_WITHIN_SECONDS, CannotLook

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

_LONGEST_NAME: Final = 200

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
        workspace_name=clean(answer.get("team"), _LONGEST_NAME),
    )


async def open_socket(client: AsyncWebClient) -> str:
    """Ask for the address of a Socket Mode connection; it serves once, and holds a secret.

    `client` has the app's own token: https://docs.slack.dev/reference/methods/apps.connections.open.

    Raises:
        SlackRefused: the token is no good, or Socket Mode is off. SlackUnavailable: Slack can't be asked now.
    """
    answer = await ask(client, "apps.connections.open", setting="SLACK_APP_TOKEN")
    return str(answer.get("url") or "")


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
        metadata = page.get("response_metadata")
        before, cursor = cursor, (metadata.get("next_cursor") or "") if isinstance(metadata, dict) else ""
        if not cursor or cursor == before:  # the same again would never end
            return
