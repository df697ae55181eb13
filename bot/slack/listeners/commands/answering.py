"""What all slash commands share: an ephemeral answer in words, whatever happens (CONTRACT 6)."""

from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncAck

from bot.domain.text import clean
from bot.slack.errors import words as error_words
from bot.slack.services import DEADLINE, Services
from bot.slack.text import Word, words

#: Gets the command's payload, its words and the deadline; returns what is now true. Raises Mistake, NotAllowed and the like.
Answer = Callable[[Services, dict[str, Any], list[Word], float], Awaitable[str]]

_LONGEST_COMMAND = 3000


def listener(services: Services, answer: Answer) -> Callable[..., Awaitable[None]]:
    """Return a command's listener: it answers the one who typed, and nobody else."""

    async def listen(ack: AsyncAck, body: dict[str, Any], context: dict[str, Any]) -> None:
        try:
            said = await answer(services, body, words(clean(body.get("text"), _LONGEST_COMMAND)), context[DEADLINE])
        except Exception as error:  # noqa: BLE001 - a person is told in words, whatever it is
            said = error_words(error)
        await ack(text=said, response_type="ephemeral")

    return listen
