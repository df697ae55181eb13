"""What the Operator's messages show, as it is true when they are sent (docs/adr/0001)."""

from collections.abc import Mapping
from typing import Any

from bot.domain.configuration import Wording
from bot.domain.lifecycle import Cause, State
from bot.domain.questions import has_buttons
from bot.domain.wording import words
from bot.usecases import configuration
from storage.queries import conversation, conversation_answer, conversation_qualification, person
from storage.queries.conversation_answer import AnswerRow
from storage.queries.outbox import MessageRow
from storage.transaction import Transaction

_AT_ONCE = frozenset({Cause.ROUND_ROBIN, Cause.RULE})


def question(tx: Transaction, workspace_id: str, row: MessageRow) -> Mapping[str, Any] | None:
    """Return what the message of a question shows; None: it is of no use any more, and is not posted.

    Returns:
        The row's content with `ask`, `ask_again`, `question_kind`, `choices`, `required`, the `greeting` ("": none), the
        answers that it confirms (`said`), whether it can be answered (`open`), whether it was `skipped`, and its `value`
        (None: not answered).
    """
    content = row.content
    conversation_id, attribute = content["conversation_id"], content["attribute"]
    stands = conversation_qualification.find(tx, workspace_id, conversation_id)
    qualification = configuration.qualification(tx, workspace_id, stands.qualification) if stands else None
    asks = next((one for one in qualification.questions if one.attribute == attribute), None) if qualification else None
    if stands is None or qualification is None or asks is None:
        return None
    answers = conversation_answer.of(tx, workspace_id, conversation_id)
    is_open = (
        stands.ended is None
        and (stands.asked, stands.wrong) == (attribute, content["number"])
        and attribute not in answers
        and attribute not in stands.skipped
    )
    if row.sent_ts is None and not is_open:
        return None
    kinds = {one.attribute: one.kind for one in qualification.questions}
    found = conversation.find(tx, workspace_id, conversation_id)
    return {
        **content,
        "lead_user_id": found.lead_user_id if found is not None else None,
        "ask": asks.ask,
        "ask_again": asks.ask_again,
        "question_kind": asks.kind,
        "choices": list(asks.choices),
        "required": asks.required,
        "has_buttons": has_buttons(asks),
        "greeting": words(qualification.wording, "greeting") if content["greets"] else "",
        "said": [_told(answers[one], kinds) for one in content["confirms"] if one in answers],
        "open": is_open,
        "skipped": attribute in stands.skipped,
        "value": answers[attribute].value if attribute in answers else None,
    }


def introduction(tx: Transaction, workspace_id: str, content: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what an assignment's message shows: to a lead who was asked questions, who is with them now.

    Returns:
        The content, with `words` (what is said, with its placeholders), the teammate's `name` and `image` ("": none), and
        `lead_user_id`, where the lead was asked.
    """
    conversation_id = content["conversation_id"]
    stands = conversation_qualification.find(tx, workspace_id, conversation_id)
    found = conversation.find(tx, workspace_id, conversation_id) if stands is not None else None
    if stands is None or found is None:
        return content
    key = "assigned" if content["cause"] in _AT_ONCE else "handed_on"
    who = person.find(tx, workspace_id, content["teammate"])
    return {
        **content,
        "words": _words(tx, workspace_id, stands.qualification, key),
        "name": who.name if who is not None else "",
        "image": who.image if who is not None else "",
        "lead_user_id": found.lead_user_id,
    }


def thanks(tx: Transaction, workspace_id: str, content: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return what is said to a lead whom nobody has yet; None: somebody has them by now, which is said instead."""
    conversation_id = content["conversation_id"]
    stands = conversation_qualification.find(tx, workspace_id, conversation_id)
    found = conversation.find(tx, workspace_id, conversation_id)
    if stands is None or found is None or found.state != State.WAITING:
        return None
    said = _words(tx, workspace_id, stands.qualification, "waiting")
    return {**content, "words": said, "lead_user_id": found.lead_user_id}


def answers(tx: Transaction, workspace_id: str, conversation_id: str) -> list[dict[str, Any]]:
    """Return what is known of a conversation by its questions, in their order, for those who work on it.

    Each has `attribute`, `value`, the `question_kind`, whether it came `late`, and its `origin`.
    """
    known = conversation_answer.of(tx, workspace_id, conversation_id)
    if not known:
        return []
    stands = conversation_qualification.find(tx, workspace_id, conversation_id)
    qualification = configuration.qualification(tx, workspace_id, stands.qualification) if stands else None
    kinds = {one.attribute: one.kind for one in qualification.questions} if qualification else {}
    ordered = [*(name for name in kinds if name in known), *(name for name in known if name not in kinds)]
    return [_told(known[name], kinds) for name in ordered]


def _told(row: AnswerRow, kinds: Mapping[str, str]) -> dict[str, Any]:
    return {
        "attribute": row.attribute,
        "value": row.value,
        "question_kind": kinds.get(row.attribute),
        "late": row.late,
        "origin": row.origin,
    }


def _words(tx: Transaction, workspace_id: str, name: str, key: str) -> str:
    qualification = configuration.qualification(tx, workspace_id, name)
    return words(qualification.wording if qualification is not None else Wording(), key)
