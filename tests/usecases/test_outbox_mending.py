"""What could not be sent is listed, sent again once, or given up without losing what follows it (CONTRACT 2)."""

import pytest

from bot.domain.configuration import Method
from bot.usecases import outbox_mending, outbox_unsent
from bot.usecases.accept import accept
from bot.usecases.assign import take
from bot.usecases.deliver_step import advance
from bot.usecases.delivery import Attempted, Claim, Pace
from bot.usecases.errors import BeingSent, Mistake
from bot.usecases.outbox_mending import Mending
from bot.usecases.outbox_unsent import Standing
from bot.usecases.pass_on import pass_on
from bot.usecases.ports import NotSent, Unknown
from storage.queries import outbox_channel
from tests.usecases.office import ANN, BEN, LEADS, SALES, WORKSPACE, Office

REFUSED, BUSY, SILENT = NotSent("not_in_channel", heals=False), NotSent("busy", heals=True), Unknown("TimeoutError")
FREE = Pace(rate=0)


def stuck(office: Office):
    return office.run(outbox_unsent.stuck, office.now)


def unsent(office: Office):
    return office.run(outbox_unsent.unsent, office.now)


def mend(office: Office, work, *, named=True, **only):
    """Retry or drop what is stuck, or only what has these attributes."""
    ids = [one.delivery_id for one in stuck(office) if all(getattr(one, name) == is_ for name, is_ in only.items())]
    return [one.mending for one in office.run(work, ids, office.now, named=named)]


def begin(office: Office, channel=LEADS):
    """Let a sender begin with a channel; return its claim and its first step."""
    assert channel in office.run(outbox_channel.claim, WORKSPACE, "bot", office.now, office.now + 10, 9)
    claim = Claim(WORKSPACE, channel, "bot")
    return claim, office.run(advance, claim, None, FREE, office.now, 0.0)


@pytest.fixture
def waiting_lead(office: Office) -> Office:
    """A lead that waits to be taken by hand; its only message is its card."""
    office.team(ANN, method=Method.MANUAL)
    office.lead()
    return office


def test_nothing_is_stuck_while_all_goes_well(office: Office):
    office.team(ANN)
    office.lead(2)
    assert stuck(office) == []
    assert [one.standing for one in unsent(office)] == [Standing.PENDING] * 2
    office.deliver()
    assert stuck(office) == unsent(office) == []


def test_what_failed_for_good_is_listed_with_the_leads_thread(waiting_lead: Office):
    waiting_lead.slack.plans = [REFUSED]
    waiting_lead.deliver()
    (one,) = stuck(waiting_lead)
    assert (one.kind, one.channel, one.standing, one.error) == ("card", SALES, Standing.FAILED, "not_in_channel")
    assert (one.conversation_id, one.thread) == (waiting_lead.conversation_id(), (LEADS, "1.0"))
    assert (one.written_at, one.attempts, one.next_at) == (waiting_lead.now, 1, None)


@pytest.mark.parametrize(("outcome", "standing"), [(BUSY, Standing.WAITING), (SILENT, Standing.UNKNOWN)])
def test_what_is_tried_again_by_itself_is_listed_with_its_time(office: Office, outcome, standing):
    office.team(ANN)
    office.lead()
    office.slack.plans = [outcome]
    office.deliver()
    (one,) = stuck(office)
    assert (one.kind, one.thread, one.standing) == ("assignment", (LEADS, "1.0"), standing)
    assert 0 < one.next_at - office.now <= 2


def test_what_is_just_being_sent_is_not_stuck_until_its_sender_is_gone(office: Office):
    office.team(ANN)
    office.lead()
    begin(office)
    assert stuck(office) == []
    assert [one.standing for one in unsent(office)] == [Standing.SENDING]
    office.now += 11
    assert [one.standing for one in stuck(office)] == [Standing.UNKNOWN]


def test_a_card_that_somebody_deleted_is_not_stuck(office: Office):
    office.team(ANN)
    office.lead()
    office.deliver()
    office.press(accept, ANN)
    office.slack.plans = [NotSent("message_not_found", heals=False)]
    office.deliver()
    assert stuck(office) == []
    assert mend(office, outbox_mending.drop, named=False) == []
    assert [one.error for one in unsent(office)] == ["message_not_found"]


def test_what_failed_is_sent_again_once_and_shows_what_is_true_by_then(waiting_lead: Office):
    waiting_lead.slack.plans = [REFUSED]
    waiting_lead.deliver()
    waiting_lead.press(take, ANN)
    waiting_lead.slack.plans = [None, None, REFUSED]
    waiting_lead.deliver()
    assert waiting_lead.slack.of_kind("card") == []
    assert mend(waiting_lead, outbox_mending.retry) == [Mending.AGAIN]
    (card,) = waiting_lead.deliver().of_kind("card")
    assert (card.content["teammate"], card.versions) == (ANN, 1)
    assert stuck(waiting_lead) == []


def test_what_waits_is_tried_at_once(office: Office):
    office.team(ANN)
    office.lead()
    office.slack.plans = [BUSY]
    assert office.deliver().of_kind("assignment") == []
    assert mend(office, outbox_mending.retry) == [Mending.AT_ONCE]
    assert len(office.deliver().of_kind("assignment")) == 1


@pytest.mark.parametrize("there", [True, False])
def test_what_slack_may_have_is_looked_for_before_it_is_sent_again(office: Office, there):
    office.team(ANN)
    office.lead()
    office.slack.plans = [(there, SILENT)]
    office.deliver()
    assert mend(office, outbox_mending.retry) == [Mending.LOOKED_FOR]
    office.deliver()
    assert len(office.slack.of_kind("assignment")) == there  # Slack may show it a moment later: not looked for yet
    office.now += 2
    assert len(office.deliver().of_kind("assignment")) == 1


def test_a_silence_that_slack_asks_for_is_kept(office: Office):
    office.team(ANN)
    office.lead()
    office.slack.plans = [NotSent("ratelimited", heals=True, retry_after_seconds=30.0)]
    office.deliver()
    assert [one.next_at for one in stuck(office)] == [office.now + 30]
    mend(office, outbox_mending.retry)
    assert office.deliver().of_kind("assignment") == []
    office.now += 30
    assert len(office.deliver().of_kind("assignment")) == 1


def test_what_was_never_in_trouble_is_on_its_way(office: Office):
    office.team(ANN)
    office.lead()
    (one,) = unsent(office)
    (mended,) = office.run(outbox_mending.retry, [one.delivery_id], office.now)
    assert (mended.channel, mended.mending) == (LEADS, Mending.ON_ITS_WAY)


def test_a_direct_message_whose_conversation_moved_on_is_not_sent_by_a_retry(office: Office):
    office.team(ANN, BEN)
    office.lead()
    office.slack.plans = [None, NotSent("user_disabled", heals=False)]
    office.deliver()
    office.press(pass_on, ANN)
    assert mend(office, outbox_mending.retry, channel=ANN) == [Mending.AGAIN]
    assert [one.channel for one in office.deliver().of_kind("direct_message")] == [BEN]
    assert stuck(office) == []


@pytest.mark.parametrize("outcome", [BUSY, SILENT, REFUSED, None])
def test_a_thread_that_is_given_up_is_never_said_and_still_followed_once(office: Office, outcome):
    office.team(ANN)
    office.lead()
    if outcome is not None:
        office.slack.plans = [outcome]
        office.deliver()
    ids = [one.delivery_id for one in (stuck(office) or unsent(office))]
    (mended,) = office.run(outbox_mending.drop, ids, office.now)
    assert mended.mending == (Mending.DROPPED_UNKNOWN if outcome is SILENT else Mending.DROPPED)
    office.now += 1000
    kinds = office.deliver().kinds()
    assert (kinds.count("assignment"), kinds.count("direct_message"), kinds.count("card")) == (0, 1, 1)
    assert stuck(office) == []


def test_a_direct_message_that_is_given_up_is_followed_by_its_card(office: Office):
    office.team(ANN)
    office.lead()
    claim, step = begin(office)
    office.run(advance, claim, Attempted(step, office.slack.send(step).outcome), FREE, office.now, 0.0, True)
    (direct,) = unsent(office)
    assert direct.kind == "direct_message"
    office.run(outbox_mending.drop, [direct.delivery_id], office.now)
    assert office.deliver().kinds() == ["assignment", "card"]


def test_all_that_is_given_up_at_once_stays_given_up_though_one_follows_the_other(office: Office):
    office.team(ANN)
    office.lead()
    office.slack.plans = [None, BUSY, REFUSED]
    office.deliver()
    assert sorted(one.kind for one in stuck(office)) == ["card", "direct_message"]
    assert mend(office, outbox_mending.drop) == [Mending.DROPPED] * 2
    office.now += 1000
    assert office.deliver().of_kind("card", SALES) == []


def test_a_card_that_is_given_up_is_tried_again_when_it_changes_and_not_when_its_channel_heals(office: Office):
    office.team(ANN, method=Method.MANUAL)
    office.lead()
    office.slack.plans = [REFUSED]
    office.deliver()
    assert mend(office, outbox_mending.drop) == [Mending.DROPPED]
    office.lead()
    assert len(office.deliver().of_kind("card", SALES)) == 1
    office.press(take, ANN)
    assert len(office.deliver().of_kind("card", SALES)) == 2


def test_a_given_up_card_that_slack_has_all_the_same_is_updated_when_it_changes(waiting_lead: Office):
    waiting_lead.slack.plans = [(True, SILENT)]
    waiting_lead.deliver()
    assert mend(waiting_lead, outbox_mending.drop) == [Mending.DROPPED_UNKNOWN]
    waiting_lead.press(take, ANN)
    waiting_lead.deliver()
    waiting_lead.now += 3
    (card,) = waiting_lead.deliver().of_kind("card", SALES)
    assert card.content["teammate"] == ANN


def test_what_is_being_sent_is_not_given_up_and_nothing_else_is_with_it(office: Office):
    office.team(ANN)
    office.lead(2)
    claim, step = begin(office)
    both = [one.delivery_id for one in unsent(office)]
    with pytest.raises(BeingSent, match=f"{step.message.delivery_id} is being sent right now"):
        office.run(outbox_mending.drop, both, office.now)
    assert [one.standing for one in unsent(office)] == [Standing.SENDING, Standing.PENDING]
    left = office.run(outbox_mending.drop, both, office.now, named=False)
    assert [one.mending for one in left] == [Mending.LEFT, Mending.DROPPED]
    office.run(advance, claim, office.slack.send(step), FREE, office.now, 0.0)
    assert len(office.deliver().of_kind("assignment")) == 1


def test_what_is_being_sent_may_be_retried_without_harm(office: Office):
    office.team(ANN)
    office.lead()
    claim, step = begin(office)
    (mended,) = office.run(outbox_mending.retry, [step.message.delivery_id], office.now)
    assert mended.mending == Mending.ON_ITS_WAY
    office.run(advance, claim, office.slack.send(step), FREE, office.now, 0.0)
    assert len(office.deliver().of_kind("assignment")) == 1


def test_what_was_sent_is_neither_sent_again_nor_given_up(office: Office):
    office.team(ANN)
    office.lead()
    (one,) = unsent(office)
    office.deliver()
    for work in (outbox_mending.retry, outbox_mending.drop):
        with pytest.raises(Mistake, match=f"{one.delivery_id} was sent already; nothing was changed"):
            office.run(work, [one.delivery_id], office.now)
        assert office.run(work, [one.delivery_id], office.now, named=False) == []


def test_what_was_given_up_stays_so(office: Office):
    office.team(ANN)
    office.lead()
    (one,) = unsent(office)
    office.run(outbox_mending.drop, [one.delivery_id], office.now)
    with pytest.raises(Mistake, match="was dropped"):
        office.run(outbox_mending.retry, [one.delivery_id], office.now)
    (again,) = office.run(outbox_mending.drop, [one.delivery_id], office.now)
    assert again.mending == Mending.DROPPED_BEFORE
    assert [row.standing for row in unsent(office) if row.kind == "assignment"] == [Standing.DROPPED]


@pytest.mark.parametrize("work", [outbox_mending.retry, outbox_mending.drop])
def test_an_unknown_id_changes_nothing_and_the_nearest_is_named(waiting_lead: Office, work):
    waiting_lead.slack.plans = [REFUSED]
    waiting_lead.deliver()
    (one,) = stuck(waiting_lead)
    for wrong, right in ((one.delivery_id[:-2], f"did you mean {one.delivery_id}"), ("?", "leadwheel outbox list")):
        with pytest.raises(Mistake, match=right) as told:
            waiting_lead.run(work, [one.delivery_id, wrong], waiting_lead.now)
        assert told.value.wrong.startswith(f"no message has the id {wrong}, and nothing was changed")
    assert stuck(waiting_lead) == [one]
