"""Bolt's app: who may talk to us, and which listener gets what."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import structlog
from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack import errors, listeners
from bot.slack.private_words import PrivateWords
from bot.slack.services import DEADLINE, Services

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """What Slack is answered."""

    status: int
    body: str
    content_type: str


class SlackApp:
    """The listeners behind the endpoint, once the bot knows who it is."""

    def __init__(self, services: Services, private: PrivateWords) -> None:
        self._app = _bolt(services, private)
        self._private = private

    async def dispatch(self, payload: dict[str, Any], headers: Mapping[str, str], deadline: float) -> Answer:
        """Hand a verified request to its listener and return the answer.

        Args:
            payload: an event's or an interaction's JSON, or a command's fields. Bolt doesn't parse the body again:
                it takes any form in which the word "payload" stands for an interaction (mode "http").
            headers: as they came.
            deadline: on `time.monotonic()`.
        """
        request = AsyncBoltRequest(
            body=payload, headers=dict(headers), context={DEADLINE: deadline}, mode="socket_mode"
        )
        try:
            response = await self._app.async_dispatch(request)
        except asyncio.CancelledError:  # the endpoint answers that it took too long
            if "command" not in payload:  # of which its answer tells
                self._private.say(request.body, errors.LATE)
            raise
        if response.status == HTTPStatus.NOT_FOUND:
            _log.warning("unheard", payload_type=request.body.get("type"))
            return Answer(HTTPStatus.OK, "", "text/plain")
        return Answer(response.status, response.body or "", response.first_headers().get("content-type", "text/plain"))


def _bolt(services: Services, private: PrivateWords) -> AsyncApp:
    identity = services.identity
    authorized = AuthorizeResult(
        enterprise_id=None,
        team_id=identity.workspace_id,
        bot_user_id=identity.bot_user_id,
        bot_id=identity.bot_id,
    )

    async def authorize(team_id: str | None, enterprise_id: str | None) -> AuthorizeResult | None:
        """Answer for our workspace, warm; every other signed one gets a 200 and a log line."""
        if team_id == identity.workspace_id:
            return authorized
        _log.warning("other_workspace", workspace_id=team_id, enterprise_id=enterprise_id)
        return None

    app = AsyncApp(
        name="leadwheel",  # else Bolt looks through the whole stack for one
        client=AsyncWebClient(),  # without a token: listeners answer, and everything else goes through the outbox
        signing_secret="verified by the endpoint",  # noqa: S106 - not a secret
        authorize=authorize,  # type: ignore[arg-type]  # Bolt takes None for a refusal, its annotation doesn't say so
        process_before_response=True,  # the durable write comes before the 200
        request_verification_enabled=False,
        ignoring_self_events_enabled=False,  # our own posts are told from others by the use case
        url_verification_enabled=False,  # the endpoint does it
        ssl_check_enabled=False,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
        user_facing_authorize_error_message="This app isn't installed in this workspace.",
    )

    @app.error
    async def failed(error: Exception, body: dict[str, Any]) -> BoltResponse:
        return errors.answer(error, body, private.say)

    listeners.register(app, services)
    return app
