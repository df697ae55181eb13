"""What is to be said in Slack, as rows of the outbox: written in the transaction that decided it (DESIGN 1.8).

The rows hold facts; how a message looks is `bot.slack.blocks`' business.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any, Final

from bot.domain import questions, rules
from bot.domain.configuration import Note, Question
from bot.domain.roles import Role
from bot.domain.rules import AttributeValue
from bot.usecases.cards import DIRECT_MESSAGE
from storage.queries.conversation import ConversationRow
from storage.queries.outbox import Draft

#: The outbox's name for "each manager, by direct message"; who that is is found out when it is sent.
MANAGERS: Final = "managers"

#: The kind of the message in a conversation's thread, which others follow.
ASSIGNMENT: Final = "assignment"

#: What is said to a lead who is asked questions, and what a rule posts.
QUESTION: Final = "question"
THANKS: Final = "thanks"
NOTE: Final = "note"

DAY_SECONDS: Final = 86_400

#: Of a private channel that the bot isn't in, Slack says that there is none; of an archived one, when a message is
#: changed, that it is inactive.
_SAME: Final = {"channel_not_found": "not_in_channel", "is_inactive": "is_archived"}

WORD: Final = "word"
INTRODUCTION: Final = "introduction"
DIRECTIONS: Final = "directions"
#: What one person alone sees: nobody finds it again, so it is said once or never, and its failure is nobody's business.
PRIVATE: Final = frozenset({WORD, INTRODUCTION})


def assignment(row: Mapping[str, Any], channel: str, thread_ts: str) -> Draft:
    """Say in the conversation's thread who has it now (CONTRACT 7)."""
    return Draft(
        channel,
        {
            "kind": ASSIGNMENT,
            "conversation_id": row["conversation_id"],
            "assignment_id": row["assignment_id"],
            "team": row["team"],
            "teammate": row["user_id"],
            "cause": row["cause"],
        },
        thread_ts,
    )


def question(
    conversation_id: str,
    channel: str,
    thread_ts: str,
    asks: Question,
    *,
    confirms: Sequence[str] = (),
    wrong: str | None = None,
    number: int = 0,
    revision: int = 0,
    greets: bool = False,
) -> Draft:
    """Ask the lead a question in the conversation's thread (CONTRACT 7); its words are those of when it is sent.

    `confirms`: the attributes that were answered just before. `wrong`: why it is asked again, None: it isn't; `number`: for
    which time, then. `revision`: of the conversation's questions, once it is asked: no two messages have the same.
    `greets`: whether it is the first one.
    """
    told = {
        "kind": QUESTION,
        "conversation_id": conversation_id,
        "attribute": asks.attribute,
        "confirms": list(confirms),
        "wrong": wrong,
        "number": number,
        "greets": greets,
    }
    # Only what has buttons is changed later, when they are of no use any more.
    card_of = question_card(conversation_id, asks.attribute) if questions.has_buttons(asks) else None
    return Draft(channel, told, thread_ts, card_of=card_of, card_for=str(revision) if card_of else None)


def question_card(conversation_id: str, attribute: str) -> str:
    """Return by which name the outbox knows the messages of a question."""
    return f"{conversation_id}?{attribute}"


def thanks(conversation_id: str, channel: str, thread_ts: str) -> Draft:
    """Tell a lead whose questions are over, and whom nobody has yet, what happens next."""
    return Draft(channel, {"kind": THANKS, "conversation_id": conversation_id}, thread_ts)


def note(
    row: Mapping[str, Any], said: Note, attributes: Mapping[str, AttributeValue], team: str | None, teammate: str | None
) -> Draft:
    """Post what a rule says beside assigning, in its channel: about the conversation `row`, of which this is known."""
    told = {
        "kind": NOTE,
        "text": said.text,
        "attributes": {name: rules.as_text(known) for name, known in attributes.items() if known is not None},
        "channel": row["channel"],
        "thread_ts": row["thread_ts"],
        "lead_user_id": row["lead_user_id"],
        "team": team,
        "teammate": teammate,
    }
    return Draft(said.channel, told)


def nobody_available(team: str, channel: str, size: int) -> Draft:
    """Say in the team's channel that a conversation waits because nobody is available (CONTRACT 5.5)."""
    return Draft(channel, {"kind": "nobody_available", "team": team, "size": size})


def passed(team: str, channel: str, conversation: ConversationRow, by: str, *, by_turn: bool) -> Draft:
    """Say in the team's channel that a conversation was passed on and waits (CONTRACT 5.6).

    `by`: who passed it on last. `by_turn`: everybody who could be dealt to has.
    """
    return Draft(
        channel,
        {
            "kind": "passed",
            "team": team,
            "by": by,
            "by_turn": by_turn,
            "channel": conversation.channel,
            "thread_ts": conversation.thread_ts,
        },
    )


def unrouted(conversation_id: str, why: str) -> Draft:
    """Bring a conversation without a team to the managers, each by a card of their own (CONTRACT 7).

    `why`: `no_rule` matched it, the person whom a rule names is `deactivated` or `passed` it on, or its team is gone
    (`team_gone`).
    """
    return Draft(MANAGERS, {"kind": "unrouted", "why": why, "conversation_id": conversation_id})


def came_back(user_id: str, conversation: ConversationRow, why: str) -> Draft:
    """Tell a manager that a conversation of which they have a card is without a team again; see `unrouted` for `why`."""
    told = {"kind": "came_back", "why": why, "channel": conversation.channel, "thread_ts": conversation.thread_ts}
    return Draft(user_id, told)


def rejected(source_key: str, channel: str, thread_ts: str) -> Draft:
    """Tell managers of a message that could not be stored; it is kept as a rejection (DESIGN 1.3)."""
    return Draft(
        MANAGERS, {"kind": "rejected", "channel": channel, "thread_ts": thread_ts}, once_key=f"rejected:{source_key}"
    )


def undeliverable(channel: str, error: str, now: float, role: Role | None = None) -> Draft:
    """Tell managers that the bot can't post in a channel: once a day for each channel and error.

    `role`: what the channel is for, where this was found out before a message was refused; None: one was.
    """
    told: dict[str, Any] = {"kind": "undeliverable", "channel": channel, "error": error}
    if role is not None:
        told["role"] = dataclasses.asdict(role)
    what = _SAME.get(error, error)
    return Draft(MANAGERS, told, once_key=f"undeliverable:{channel}:{what}:{int(now // DAY_SECONDS)}")


def word(user_id: str, channel: str, says: str, teammate: str | None = None, *, thread_ts: str = "") -> Draft:
    """Say something to one person alone, in a channel that they look at; `says` names the words.

    `teammate`: who has the conversation that it is about; None: nobody. `thread_ts`: in which thread; "": in none.
    """
    return Draft(channel, {"kind": WORD, "to": user_id, "says": says, "teammate": teammate}, thread_ts)


def introduction(to: str, channel: str, role: Role | None, teams: Sequence[str], event_key: str) -> Draft:
    """Tell whoever invited the bot into a channel, and nobody else, what it does there, once for each invitation."""
    told = {"to": to, "channel": channel, "role": dataclasses.asdict(role) if role else None, "teams": list(teams)}
    return Draft(channel, {"kind": INTRODUCTION, **told}, once_key=f"{INTRODUCTION}:{channel}:{event_key}")


def directions(channel: str, facts: Mapping[str, Any], ts: str) -> Draft:
    """Tell somebody who wrote to the bot (`channel`: their direct messages) what they can do, once for their message."""
    return Draft(channel, {"kind": DIRECTIONS, **facts}, once_key=f"{DIRECTIONS}:{channel}:{ts}")


def direct_message(content: Mapping[str, Any]) -> Draft:
    """Tell a teammate, once, that a conversation is theirs: `content` is that of the assignment's row."""
    assignment_id = content["assignment_id"]
    told = {"kind": DIRECT_MESSAGE, "conversation_id": content["conversation_id"], "assignment_id": assignment_id}
    return Draft(content["teammate"], told, once_key=f"{DIRECT_MESSAGE}:{assignment_id}")
