"""Whether each lead was dealt once and told of once, whatever happened on its way."""

from collections import Counter
from collections.abc import Mapping

from bot.domain.lifecycle import Cause
from tests.support.harness import Slack, payload
from tests.support.harness.ledger import CARD, DIRECT_MESSAGE
from tests.support.world import ALICE, BOB, CAROL

_BY_TURN = {Cause.ROUND_ROBIN, Cause.PASSED}


def all_said(slack: Slack, leads: int, turns: int) -> bool:
    """Say whether Slack has everything about so many leads, which were assigned so many times in all."""
    if len(slack.sandbox.bot_messages()) < leads + 2 * turns:
        return False  # asked after each change: what is quick comes first
    cards = slack.ledger.messages(CARD)
    announced = slack.announcements()
    if len(announced) < turns or len(slack.ledger.messages(DIRECT_MESSAGE)) < turns or len(cards) < leads:
        return False
    has = {payload(one)["conversation_id"]: payload(one)["teammate"] for one in announced}
    return all(f"<@{has.get(payload(card)['conversation_id'])}> has this" in card.text for card in cards)


async def check(slack: Slack, turns: Mapping[str, int], *, in_order: bool = True) -> None:
    """Fail unless each lead, by its timestamp, was assigned so many times, and all was said, once, and is right.

    `in_order`: the turns follow the rotation one by one; else each teammate got their share of them.
    """
    rows = await slack.world.assignments()
    assert Counter(row.thread_ts for row in rows) == Counter(turns)
    assert len({row.conversation_id for row in rows}) == len(turns)
    announced = slack.announcements()
    once = Counter({row.assignment_id: 1 for row in rows})
    assert Counter(payload(one)["assignment_id"] for one in announced) == once
    assert Counter(payload(one)["assignment_id"] for one in slack.ledger.messages(DIRECT_MESSAGE)) == once
    assert {payload(one)["assignment_id"]: one.thread_ts for one in announced} == {
        row.assignment_id: row.thread_ts for row in rows
    }
    assert Counter(payload(one)["conversation_id"] for one in slack.ledger.messages(CARD)) == Counter(
        {row.conversation_id: 1 for row in rows}
    )
    has = {row.conversation_id: row.user_id for row in rows}
    wrong = [
        card.text
        for card in slack.ledger.messages(CARD)
        if f"<@{has[payload(card)['conversation_id']]}> has" not in card.text
    ]
    assert wrong == []
    delivery_ids = Counter(payload(one)["delivery_id"] for one in slack.sandbox.bot_messages() if one.metadata)
    assert set(delivery_ids.values()) <= {1}
    by_turn = [row.user_id for row in rows if row.cause in _BY_TURN]
    expected = ([ALICE, BOB, CAROL] * len(by_turn))[: len(by_turn)]
    assert (by_turn if in_order else sorted(by_turn)) == (expected if in_order else sorted(expected))
