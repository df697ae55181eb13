"""What is to be said in Slack, as rows of the outbox: written in the transaction that decided it (DESIGN 1.8).

The rows hold facts; how a message looks is `bot.slack.blocks`' business.
"""

from collections.abc import Mapping
from typing import Any, Final

from storage.queries.outbox import Draft

#: The outbox's name for "each manager, by direct message"; who that is is found out when it is sent.
MANAGERS: Final = "managers"


def assignment(row: Mapping[str, Any], channel: str, thread_ts: str) -> Draft:
    """Say in the conversation's thread who has it now (CONTRACT 7)."""
    return Draft(
        channel,
        {
            "kind": "assignment",
            "conversation_id": row["conversation_id"],
            "assignment_id": row["assignment_id"],
            "team": row["team"],
            "teammate": row["user_id"],
            "cause": row["cause"],
        },
        thread_ts,
    )


def nobody_available(team: str, channel: str, size: int) -> Draft:
    """Say in the team's channel that a conversation waits because nobody is available (CONTRACT 5.5)."""
    return Draft(channel, {"kind": "nobody_available", "team": team, "size": size})


def unrouted(conversation: Mapping[str, Any], why: str) -> Draft:
    """Bring a conversation without a team to the managers (CONTRACT 7).

    `why`: `no_rule` matched it, the person whom a rule names is `deactivated`, or its team is gone (`team_gone`).
    """
    return Draft(
        MANAGERS,
        {
            "kind": "unrouted",
            "why": why,
            "conversation_id": conversation["conversation_id"],
            "channel": conversation["channel"],
            "thread_ts": conversation["thread_ts"],
            "lead_user_id": conversation["lead_user_id"],
            "lead_name": conversation["lead_name"],
            "lead_email": conversation["lead_email"],
            "lead_phone": conversation["lead_phone"],
            "text": conversation["text"][:500],
        },
    )


def rejected(source_key: str, channel: str, thread_ts: str) -> Draft:
    """Tell managers of a message that could not be stored; it is kept as a rejection (DESIGN 1.3)."""
    return Draft(
        MANAGERS, {"kind": "rejected", "channel": channel, "thread_ts": thread_ts}, once_key=f"rejected:{source_key}"
    )


def undeliverable(channel: str, error: str, day: int) -> Draft:
    """Tell managers that the bot can't post in a channel: once a day for each channel and error."""
    return Draft(
        MANAGERS,
        {"kind": "undeliverable", "channel": channel, "error": error},
        once_key=f"undeliverable:{channel}:{error}:{day}",
    )


def word(user_id: str, channel: str, says: str) -> Draft:
    """Say something to one person alone, in a channel that they look at; `says` names the words."""
    return Draft(channel, {"kind": "word", "to": user_id, "says": says})
