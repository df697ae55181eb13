"""Asking Slack many questions, as fast as it lets one; and who it says that a token is. For `leadwheel doctor`."""

import asyncio
import time
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any, Final

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.people import Person
from bot.domain.text import clean
from bot.slack.asking import ask
from bot.slack.gateway_errors import fault
from bot.slack.person import person_of
from bot.usecases.doctor_channels import ChannelSeen
from bot.usecases.errors import SlackUnavailable
from bot.usecases.ports import CannotLook

#: How many calls of a method Slack takes in a minute (https://docs.slack.dev/apis/web-api/rate-limits); a few are left to
#: the bot, which may run beside.
_A_MINUTE: Final[Mapping[str, int]] = {"conversations.info": 45, "users.info": 90, "users.list": 18}
_MINUTE_SECONDS: Final = 60.0

#: How often Slack may ask for silence at one call before it is given up.
_SILENCES: Final = 5

#: With more people than that, reading the whole list costs Slack and us less.
_ASKED_ONE_BY_ONE: Final = 50
_PAGE: Final = 200
_LONGEST_NAME: Final = 80
_NOBODY: Final = frozenset({"user_not_found", "user_not_visible", "users_not_found"})
#: An id that can't be one is none of a channel that there is.
_NO_CHANNEL: Final = frozenset({"channel_not_found", "invalid_arguments"})


@dataclass(frozen=True, slots=True)
class Introduction:
    """What Slack says of a token: https://docs.slack.dev/reference/methods/auth.test.

    `workspace_id` None: it refuses, by the word `refused`; or could not be asked, because of `error`. `scopes` None: it
    didn't say. `ahead_seconds`: by how much Slack's clock is ahead of this machine's, to a second or so; None: unknown.
    """

    workspace_id: str | None = None
    workspace_name: str = ""
    bot_name: str = ""
    is_bot: bool = True
    scopes: frozenset[str] | None = None
    ahead_seconds: float | None = None
    refused: str = ""
    error: BaseException | None = None


async def introduce(client: AsyncWebClient) -> Introduction:
    """Ask Slack whose token it is. Raises nothing for what Slack or the network do."""
    began = time.time()
    try:
        answer = await client.api_call("auth.test")
    except SlackApiError as error:
        headers = getattr(error.response, "headers", {})
        failed = fault(error)
        return Introduction(ahead_seconds=_ahead_seconds(headers, began), refused=failed.error)
    except (SlackClientError, aiohttp.ClientError, TimeoutError, OSError, ValueError, AttributeError) as error:
        return Introduction(error=error)
    data = answer.data if isinstance(answer.data, dict) else {}
    scopes = _header(answer.headers, "x-oauth-scopes")
    return Introduction(
        workspace_id=str(data.get("team_id") or ""),
        workspace_name=clean(data.get("team"), _LONGEST_NAME),
        bot_name=clean(data.get("user"), _LONGEST_NAME),
        is_bot=bool(data.get("bot_id")),
        scopes=None if scopes is None else frozenset(one.strip() for one in scopes.split(",") if one.strip()),
        ahead_seconds=_ahead_seconds(answer.headers, began),
    )


def _header(headers: Mapping[str, Any], name: str) -> str | None:
    return next((str(value) for key, value in headers.items() if key.lower() == name), None)


def _ahead_seconds(headers: Mapping[str, Any], began: float) -> float | None:
    said = _header(headers, "date")
    if said is None:
        return None
    try:
        theirs = parsedate_to_datetime(said).timestamp() + 0.5  # it has whole seconds
    except (ValueError, OverflowError):
        return None
    return theirs - (began + time.time()) / 2


class PatientSlack:
    """Asks Slack one thing after the other, and waits rather than asks too fast.

    Args:
        client: with the bot's token.
        told: gets, before a long wait, how many seconds it will take.
        pause: waits for so many seconds.
        now: seconds that only go forward.
    """

    def __init__(
        self,
        client: AsyncWebClient,
        told: Callable[[float], None] = lambda _: None,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = client
        self._told = told
        self._pause = pause
        self._now = now
        self._asked: defaultdict[str, deque[float]] = defaultdict(deque)

    async def channel(self, channel_id: str) -> ChannelSeen | None:
        """Ask for a channel; None: there is none that the bot may see. Raises SlackUnavailable, CannotLook."""
        try:
            answer = await self._ask("conversations.info", channel=channel_id)
        except CannotLook as refusal:
            if str(refusal) in _NO_CHANNEL:
                return None
            raise
        found = answer.get("channel")
        found = found if isinstance(found, dict) else {}
        return ChannelSeen(
            name=clean(found.get("name"), _LONGEST_NAME) or channel_id,
            is_archived=found.get("is_archived") is True,
            has_bot=found.get("is_member") is True or found.get("is_im") is True,
        )

    async def people(
        self, user_ids: Collection[str], workspace_id: str, progress: Callable[[int], None] = lambda _: None
    ) -> dict[str, Person | None]:
        """Ask for people, by their ids; None: Slack knows nobody of that id. `progress` gets how many are known.

        Raises SlackUnavailable, CannotLook.
        """
        found: dict[str, Person | None] = {}
        if len(user_ids) > _ASKED_ONE_BY_ONE:
            found |= await self._listed(set(user_ids), workspace_id, progress)
        for user in user_ids:
            if user not in found:  # the list has nobody of other workspaces
                found[user] = await self._person(user, workspace_id)
            progress(len(found))
        return found

    async def _person(self, user_id: str, workspace_id: str) -> Person | None:
        try:
            answer = await self._ask("users.info", user=user_id)
        except CannotLook as refusal:
            if str(refusal) in _NOBODY:
                return None
            raise
        return person_of(answer["user"], workspace_id)

    async def _listed(
        self, wanted: set[str], workspace_id: str, progress: Callable[[int], None]
    ) -> dict[str, Person | None]:
        """Return those of `wanted` whom Slack's list of people has."""
        found: dict[str, Person | None] = {}
        cursor = ""
        while True:
            page = await self._ask("users.list", limit=_PAGE, **({"cursor": cursor} if cursor else {}))
            people = (person_of(user, workspace_id) for user in page.get("members", ()))
            found |= {one.user_id: one for one in people if one.user_id in wanted}
            progress(len(found))
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor or len(found) == len(wanted):
                return found

    async def _ask(self, method: str, **arguments: Any) -> dict[str, Any]:
        for left in reversed(range(_SILENCES)):
            await self._keep_pace(method)
            try:
                return await ask(self._client, method, patience_seconds=0.0, **arguments)
            except SlackUnavailable as error:
                if not error.retry_after_seconds or not left:
                    raise
                await self._wait(error.retry_after_seconds)
        raise AssertionError("the last try has returned, or raised")

    async def _keep_pace(self, method: str) -> None:
        asked = self._asked[method]
        while asked and asked[0] <= self._now() - _MINUTE_SECONDS:
            asked.popleft()
        if len(asked) >= _A_MINUTE[method]:
            await self._wait(asked.popleft() + _MINUTE_SECONDS - self._now())
        asked.append(self._now())

    async def _wait(self, seconds: float) -> None:
        self._told(seconds)
        await self._pause(max(seconds, 0.0))
