"""Which builder makes which message of the outbox."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from bot.slack.blocks import first_words, notice, operator
from bot.slack.blocks.assignment import assignment
from bot.slack.blocks.card import card
from bot.slack.blocks.direct_message import direct_message
from bot.slack.blocks.question import question
from bot.slack.blocks.rendered import Rendered

BUILDERS: Final[Mapping[str, Callable[[Mapping[str, Any], str], Rendered]]] = {
    "assignment": assignment,
    "nobody_available": notice.nobody_available,
    "passed": notice.passed,
    "came_back": notice.came_back,
    "card": card,
    "direct_message": direct_message,
    "rejected": notice.rejected,
    "undeliverable": notice.undeliverable,
    "word": notice.word,
    "directions": first_words.directions,
    "introduction": first_words.introduction,
    "question": question,
    "thanks": operator.thanks,
    "note": operator.note,
}


def render(content: Mapping[str, Any], workspace_url: str) -> Rendered:
    """Build the message that an outbox row's content stands for. Raises KeyError for a kind that nobody builds."""
    return BUILDERS[content["kind"]](content, workspace_url)
