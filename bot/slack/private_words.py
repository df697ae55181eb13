"""Words for the one person who pressed a button, when the outbox can't carry them: the database is what failed."""

import asyncio
from typing import Any

import aiohttp
import structlog

_log = structlog.get_logger(__name__)

_WITHIN_SECONDS = 3


class PrivateWords:
    """Answers to an interaction's `response_url` (https://docs.slack.dev/interactivity/handling-user-interaction)."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session
        self._saying: set[asyncio.Task[None]] = set()

    def say(self, payload: dict[str, Any], text: str) -> None:
        """Say `text` to whoever caused the interaction, once, in the background; nothing where Slack gave no address."""
        url = payload.get("response_url")
        if not isinstance(url, str) or not url.startswith(("https://", "http://")):
            return
        task = asyncio.create_task(self._post(url, text))
        self._saying.add(task)
        task.add_done_callback(self._saying.discard)

    async def stop(self) -> None:
        """Return once everything is said, or could not be."""
        if self._saying:
            await asyncio.wait(self._saying)

    async def _post(self, url: str, text: str) -> None:
        body = {"response_type": "ephemeral", "replace_original": False, "text": text}
        timeout = aiohttp.ClientTimeout(total=_WITHIN_SECONDS)
        try:
            async with self._session.post(url, json=body, timeout=timeout) as answer:
                answer.raise_for_status()
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            _log.warning("private_words_not_said", error=type(error).__name__)
