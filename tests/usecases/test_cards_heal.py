"""Cards and direct messages when Slack fails: they show the truth in the end, once, and hold up nothing (CONTRACT 7)."""

import pytest

from bot.domain.configuration import Method
from bot.usecases.accept import accept
from bot.usecases.assign import take, take_by_reply
from bot.usecases.pass_on import pass_on
from bot.usecases.ports import NotSent, Unknown
from storage.queries import outbox
from storage.queries.outbox import Draft
from tests.usecases.office import ANN, BEN, LEADS, SALES, WORKSPACE, Office


def card(office: Office, channel: str = SALES):
    (found,) = office.deliver().of_kind("card", channel)
    return found


def test_a_change_while_the_card_is_on_its_way_is_sent_after_it(office: Office):
    office.team(ANN)
    office.lead()

    class Interrupted(type(office.slack)):
        def send(self, step):
            if step.message.content["kind"] == "card" and step.message.ts is None:
                assert office.press(accept, ANN) == "accepted"  # between the reading of the facts and Slack's answer
            return super().send(step)

    office.slack = Interrupted(WORKSPACE)
    assert (card(office).content["accepted"], card(office).versions) == (True, 2)


def test_a_card_whose_posting_had_no_clear_outcome_is_looked_for_and_updated(office: Office):
    office.team(ANN, method=Method.MANUAL)
    office.lead()
    office.slack.plans = [(True, Unknown("TimeoutError"))]
    office.deliver()
    office.press(take, ANN)
    office.now += 3
    assert card(office).content["teammate"] == ANN


def test_an_update_without_a_clear_outcome_is_simply_made_again(office: Office):
    office.team(ANN)
    office.lead()
    office.deliver()
    office.press(accept, ANN)
    office.slack.plans = [Unknown("TimeoutError")]
    office.deliver()
    assert card(office).content["accepted"] is False
    office.now += 5
    assert card(office).content["accepted"] is True


def test_an_update_that_waits_after_a_failure_holds_up_no_other_card(office: Office):
    office.team(ANN)
    office.lead()
    office.deliver()
    office.press(accept, ANN)
    office.slack.plans = [NotSent("internal", heals=True)]
    office.deliver()
    office.away(ANN)
    office.lead()
    assert len(office.deliver().of_kind("card", SALES)) == 2


def test_a_card_that_somebody_deleted_is_not_posted_anew_and_nobody_is_told(office: Office):
    office.team(ANN)
    office.lead()
    office.deliver()
    office.press(accept, ANN)
    office.slack.plans = [NotSent("message_not_found", heals=False)]
    assert card(office).versions == 1
    assert office.said("undeliverable") == []


def test_a_card_that_could_not_be_posted_is_tried_again_when_it_changes(office: Office):
    """The bot was invited into the channel meanwhile, say."""
    office.team(ANN, method=Method.MANUAL)
    office.lead()
    office.slack.plans = [NotSent("not_in_channel", heals=False)]
    assert office.deliver().of_kind("card", SALES) == []
    assert len(office.said("undeliverable")) == 1
    office.run(take_by_reply, WORKSPACE, f"message:{LEADS}:1.0", ANN, office.now)
    assert card(office).content["teammate"] == ANN


@pytest.mark.parametrize("outcome", [NotSent("no_luck", heals=True), NotSent("is_archived", heals=False), Unknown("x")])
def test_a_thread_that_can_not_be_written_in_holds_up_neither_the_direct_message_nor_the_card(office: Office, outcome):
    office.team(ANN)
    office.lead()
    office.slack.plans = [outcome]
    assert {"direct_message", "card"} <= set(office.deliver().kinds())
    office.now += 100
    kinds = office.deliver().kinds()
    assert kinds.count("direct_message") == kinds.count("card") == 1


def test_a_direct_message_that_waited_while_its_conversation_moved_on_is_not_sent(office: Office):
    office.team(ANN, BEN)
    office.lead()
    office.slack.plans = [None, NotSent("busy", heals=True)]
    office.deliver()
    office.press(pass_on, ANN)
    office.now += 100
    assert [one.channel for one in office.deliver().of_kind("direct_message")] == [BEN]


def test_cards_that_could_not_be_posted_are_once_the_channel_can_be_posted_to(office: Office):
    """The bot was invited after the first leads, say."""
    office.team(ANN, method=Method.MANUAL)
    office.lead(2)
    office.slack.plans = [NotSent("not_in_channel", heals=False)] * 2
    assert office.deliver().of_kind("card", SALES) == []
    office.lead()
    assert len(office.deliver().of_kind("card", SALES)) == 3


def test_a_card_that_can_not_be_made_is_not_tried_again_and_again(office: Office):
    office.team(ANN, method=Method.MANUAL)
    office.lead(2)
    office.slack.plans = [NotSent("invalid_blocks", heals=False)]
    assert len(office.deliver().of_kind("card", SALES)) == 1


def test_a_direct_message_that_fails_again_and_again_changes_no_card_each_time(office: Office):
    office.team(ANN)
    office.lead()
    for _ in range(6):
        office.slack.plans = (
            [NotSent("busy", heals=True)] if office.slack.messages else [None, NotSent("busy", heals=True)]
        )
        office.deliver()
        office.now += 400
    assert card(office).versions <= 3


def test_hundreds_of_messages_that_nobody_need_be_told_any_more_hold_up_nothing(office: Office):
    office.team(ANN, BEN)
    office.lead()
    office.press(pass_on, ANN)
    stale = office.assignments()[0]
    content = {"kind": "direct_message", "conversation_id": stale.conversation_id, "assignment_id": stale.assignment_id}
    office.run(outbox.write, WORKSPACE, [Draft(BEN, content)] * 600, office.now)
    assert len(office.deliver().of_kind("direct_message", BEN)) == 1


def test_a_short_silence_that_slack_asks_for_keeps_the_order(office: Office):
    office.team(ANN)
    office.lead()
    office.slack.plans = [NotSent("ratelimited", heals=True, retry_after_seconds=1.0)] * 3
    for _ in range(4):
        office.deliver()
        office.now += 2
    assert office.slack.kinds() == ["assignment", "direct_message", "card"]


def test_what_follows_a_thread_that_fails_after_many_silences_is_said(office: Office):
    office.team(ANN)
    office.lead()
    silences = [NotSent("ratelimited", heals=True, retry_after_seconds=1.0)] * 5
    office.slack.plans = [*silences, NotSent("no_luck", heals=True)]
    for _ in range(6):
        office.deliver()
        office.now += 1
    assert office.slack.kinds()[:2] == ["direct_message", "card"]
