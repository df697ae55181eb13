"""Messages fail, are sent again and given up in any order: each is posted once at most."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from bot.domain.configuration import Rule, Team, Trigger
from bot.usecases import outbox_mending, outbox_unsent
from bot.usecases.assign import take
from bot.usecases.deliver_step import advance
from bot.usecases.delivery import Claim, LookUp, Pace
from bot.usecases.outbox_unsent import Standing
from bot.usecases.pass_on import pass_on
from bot.usecases.ports import NotSent, Unknown
from storage.queries import outbox_channel
from tests.support.databases import Databases
from tests.usecases.office import ANN, BEN, SALES, WORKSPACE, Office

REFUSED, BUSY = NotSent("not_in_channel", heals=False), NotSent("busy", heals=True)
OUTCOMES = st.sampled_from([None, REFUSED, BUSY, Unknown("TimeoutError"), (True, Unknown("TimeoutError"))])


class Troubles(RuleBasedStateMachine):
    databases: Databases

    def __init__(self):
        super().__init__()
        self.database = self.databases.fresh()
        self.office = Office(self.database.__enter__())
        rules = [Rule(Trigger.NEW_CONVERSATION, "sales")]
        self.office.apply(Team("sales", SALES, teammates=(ANN, BEN)), rules=rules, managers=("U98BOSS",))
        self.sending = None

    def teardown(self):
        try:
            self.see_that_all_that_was_not_given_up_is_there()
        finally:
            self.office.close()
            self.database.__exit__(None, None, None)

    def step(self, claim, result, *, last):
        return self.office.run(advance, claim, result, Pace(rate=0), self.office.now, 0.0, last)

    @rule()
    def a_lead_comes(self):
        self.office.lead()

    @precondition(lambda self: self.office.leads)
    @rule(data=st.data(), button=st.sampled_from([take, pass_on]), user=st.sampled_from([ANN, BEN]))
    def somebody_presses(self, data, button, user):
        self.office.press(button, user, data.draw(st.integers(1, self.office.leads)))

    @precondition(lambda self: self.sending is None)
    @rule(outcomes=st.lists(OUTCOMES, max_size=5))
    def the_outbox_is_sent(self, outcomes):
        self.office.slack.plans = list(outcomes)
        self.office.deliver()
        self.office.slack.plans = []

    @precondition(lambda self: self.sending is None)
    @rule(outcome=OUTCOMES)
    def a_sender_begins(self, outcome):
        """What Slack answers is noted later, or never."""
        channels = self.office.run(outbox_channel.claim, WORKSPACE, "bot", self.office.now, self.office.now + 10, 1)
        for channel in channels:
            claim = Claim(WORKSPACE, channel, "bot")
            step = self.step(claim, None, last=False)
            if step is not None:
                self.office.slack.plans = [outcome]
                slack = self.office.slack
                self.sending = claim, slack.look(step) if isinstance(step, LookUp) else slack.send(step)
                self.office.slack.plans = []

    @precondition(lambda self: self.sending is not None)
    @rule(noted=st.booleans())
    def the_sender_ends(self, noted):
        claim, result = self.sending
        self.sending = None
        if noted:
            self.step(claim, result, last=True)
        else:  # a crash: its claim ends by itself
            self.office.now += 11

    @rule(seconds=st.sampled_from([1, 3, 400]))
    def time_goes_by(self, seconds):
        if self.sending is None:
            self.office.now += seconds

    @rule(data=st.data(), work=st.sampled_from([outbox_mending.retry, outbox_mending.drop]))
    def somebody_mends(self, data, work):
        ids = [one.delivery_id for one in self.office.run(outbox_unsent.unsent, self.office.now)]
        if ids:
            some = data.draw(st.lists(st.sampled_from(ids), unique=True, max_size=4))
            self.office.run(work, some, self.office.now, named=False)

    @invariant()
    def each_message_is_posted_once_at_most(self):
        posted = Counter(one.delivery_id for one in self.office.slack.messages.values())
        assert set(posted.values()) <= {1}

    def see_that_all_that_was_not_given_up_is_there(self):
        if self.sending is not None:
            self.the_sender_ends(noted=True)
        for _ in range(4):
            stuck = [one.delivery_id for one in self.office.run(outbox_unsent.stuck, self.office.now)]
            self.office.run(outbox_mending.retry, stuck, self.office.now, named=False)
            self.office.now += 3
            self.office.deliver()
        self.each_message_is_posted_once_at_most()
        left = self.office.run(outbox_unsent.unsent, self.office.now)
        assert {one.standing for one in left} <= {Standing.DROPPED}
        dropped = [one.conversation_id for one in left if one.kind == "card"]
        cards = Counter(one.content["conversation_id"] for one in self.office.slack.of_kind("card", SALES))
        assert set(cards.values()) <= {1}
        wanted = {self.office.conversation_id(number) for number in range(1, self.office.leads + 1)}
        assert wanted - set(dropped) <= cards.keys()


@pytest.fixture
def _on(databases):
    Troubles.databases = databases


@pytest.mark.usefixtures("_on")
def test_troubles_in_any_order():
    run_state_machine_as_test(
        Troubles,
        settings=settings(
            max_examples=round(8 * Troubles.databases.share),
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
