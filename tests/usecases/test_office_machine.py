"""A team's days: leads come while people go, come back, pass on, take, accept, join and leave; the promises hold."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.domain.configuration import Method, Rule, Team, Trigger
from bot.domain.lifecycle import Pressed
from bot.usecases import away, teams
from bot.usecases.accept import accept
from bot.usecases.assign import take, take_by_reply
from bot.usecases.pass_on import pass_on
from bot.usecases.ports import NotSent, Unknown
from storage.queries import assignment, conversation, conversation_pass
from tests.support.databases import Databases
from tests.usecases.office import ANN, BEN, CAT, DAN, LEADS, SALES, WORKSPACE, Office

PEOPLE = st.sampled_from([ANN, BEN, CAT, DAN])
BOSS = "U98BOSS"
FAILURES = st.sampled_from(
    [None, None, None, NotSent("busy", heals=True), Unknown("TimeoutError"), (True, Unknown("TimeoutError"))]
)


class Days(RuleBasedStateMachine):
    databases: Databases

    def __init__(self):
        super().__init__()
        self.database = self.databases.fresh()
        self.office = Office(self.database.__enter__())
        self.office.apply(
            Team("sales", SALES, teammates=(ANN, BEN, CAT), waiting_burst=2),
            rules=[Rule(Trigger.NEW_CONVERSATION, "sales")],
            managers=(BOSS,),
        )

    def teardown(self):
        try:
            self.office.slack.plans = []
            for _ in range(4):  # longer than anything waits for its retry
                self.office.now += 400
                self.office.deliver()
            self.see_that_slack_shows_the_truth()
        finally:
            self.office.close()
            self.database.__exit__(None, None, None)

    def find(self, number):
        return self.office.run(conversation.by_source_key, WORKSPACE, f"message:{LEADS}:{number}.0")

    def assignee(self, number):
        held = self.office.run(assignment.latest, WORKSPACE, self.office.conversation_id(number))
        return held.user_id if held else None

    def passed(self, number):
        one = self.office.conversation_id(number)
        return self.office.run(conversation_pass.of, WORKSPACE, [one]).get(one, frozenset())

    @rule(count=st.integers(1, 3))
    def leads_come(self, count):
        self.office.lead(count)

    @rule(user=PEOPLE)
    def somebody_goes(self, user):
        self.office.away(user)

    @rule(user=PEOPLE, seconds=st.integers(60, 3600))
    def somebody_goes_for_a_while(self, user, seconds):
        self.office.run(away.go_away, WORKSPACE, user, user, "", self.office.now, self.office.now + seconds)

    @rule(user=PEOPLE)
    def somebody_comes_back(self, user):
        self.office.back(user)

    @rule(user=PEOPLE)
    def somebody_joins(self, user):
        self.office.add(user)

    @rule(user=PEOPLE)
    def somebody_leaves(self, user):
        self.office.remove(user)

    @rule(seconds=st.sampled_from([1, 300, 900]))
    def time_goes_by(self, seconds):
        self.office.now += seconds
        while self.office.run(away.end_due, WORKSPACE, self.office.now):
            pass
        self.office.settle_due()

    @rule(method=st.sampled_from(Method))
    def the_team_is_switched(self, method):
        self.office.run(teams.switch, WORKSPACE, "sales", method, self.office.now)

    @rule(failures=st.lists(FAILURES, max_size=4))
    def the_outbox_is_sent(self, failures):
        self.office.slack.plans = list(failures)
        self.office.deliver()
        self.office.slack.plans = []

    @precondition(lambda self: self.office.leads)
    @rule(data=st.data(), user=PEOPLE)
    def somebody_takes(self, data, user):
        number = data.draw(st.integers(1, self.office.leads))
        before = self.find(number)
        outcome = self.office.press(take, user, number)
        member = user in self.office.members()
        assert (outcome == Pressed.TAKEN) == (member and before.state == "waiting")

    @precondition(lambda self: self.office.leads)
    @rule(data=st.data(), user=PEOPLE)
    def somebody_answers_in_the_thread(self, data, user):
        number = data.draw(st.integers(1, self.office.leads))
        self.office.run(take_by_reply, WORKSPACE, f"message:{LEADS}:{number}.0", user, self.office.now)

    @precondition(lambda self: self.office.leads)
    @rule(data=st.data(), user=PEOPLE)
    def somebody_accepts(self, data, user):
        number = data.draw(st.integers(1, self.office.leads))
        before = self.find(number)
        outcome = self.office.press(accept, user, number)
        mine = before.state == "assigned" and self.assignee(number) == user
        assert (outcome == Pressed.ACCEPTED) == (mine and before.accepted_at is None)

    @precondition(lambda self: self.office.leads)
    @rule(data=st.data(), user=PEOPLE)
    def somebody_passes(self, data, user):
        number = data.draw(st.integers(1, self.office.leads))
        mine = self.find(number).state == "assigned" and self.assignee(number) == user
        dealt = len(self.office.assignments())
        outcome = self.office.press(pass_on, user, number)
        assert (outcome == Pressed.PASSED) == mine
        if mine:
            assert self.find(number).accepted_at is None
            assert self.find(number).state == "waiting" or self.assignee(number) != user
        else:
            assert len(self.office.assignments()) == dealt

    @invariant()
    def nothing_waits_beside_somebody_who_can_take_it(self):
        self.office.check()

    @invariant()
    def nobody_is_dealt_what_they_passed_on(self):
        for number in range(1, self.office.leads + 1):
            held = self.office.run(assignment.latest, WORKSPACE, self.office.conversation_id(number))
            if held is not None and self.find(number).state == "assigned" and held.cause != "manual":
                assert held.user_id not in self.passed(number)

    def see_that_slack_shows_the_truth(self):
        slack = self.office.deliver()
        cards = slack.of_kind("card", SALES)
        assert Counter(one.content["conversation_id"] for one in cards) == Counter(
            self.office.conversation_id(number) for number in range(1, self.office.leads + 1)
        )
        by_conversation = {one.content["conversation_id"]: one.content for one in cards}
        for number in range(1, self.office.leads + 1):
            row, shown = self.find(number), by_conversation[self.office.conversation_id(number)]
            assert shown["teammate"] == (self.assignee(number) if row.state == "assigned" else None)
            assert shown["accepted"] == (row.accepted_at is not None)
            assert shown["passed_by"] == sorted(self.passed(number))
            assert shown["buttons"] == ("held" if row.state == "assigned" else "waiting")
        announced = Counter(one.content["assignment_id"] for one in slack.of_kind("assignment"))
        assert announced == Counter(one.assignment_id for one in self.office.assignments())
        told = Counter(one.content["assignment_id"] for one in slack.of_kind("direct_message"))
        assert set(told.values()) <= {1}


@pytest.fixture
def _on(databases):
    Days.databases = databases


@pytest.mark.usefixtures("_on")
def test_days_of_a_team():
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        Days,
        settings=settings(
            max_examples=round(8 * Days.databases.share),
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
