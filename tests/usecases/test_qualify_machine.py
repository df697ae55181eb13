"""A lead's dialog in any order of events: answers, presses, edits, time-outs, teammates, restarts; the promises hold.

All that is known stands in the database, and each step reads it anew: between any two of them the bot may have restarted.
"""

from collections import Counter, defaultdict
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from bot.domain.configuration import (
    Condition,
    Operator,
    Qualification,
    Question,
    QuestionKind,
    Rule,
    Source,
    Team,
    Trigger,
)
from bot.domain.lifecycle import State
from bot.domain.people import Caller
from bot.usecases import configuration, qualify_due
from bot.usecases.assign import take_by_reply
from bot.usecases.dialog import look
from bot.usecases.qualify_choose import answer
from bot.usecases.qualify_hear import hear_deletion, hear_edit, hear_reply
from storage.queries import conversation, conversation_qualification
from tests.support.databases import Databases
from tests.usecases.office import ANN, BEN, LEADS, SALES, WORKSPACE, Office

LEAD, OTHER = "U99LEAD", "U97OTHER"
TIMEOUT, DELAY = 180, 60
QUESTIONS = (
    Question("email", "E-mail?", QuestionKind.EMAIL),
    Question("customer", "A customer?", QuestionKind.YES_NO),
    Question(
        "size",
        "How many?",
        QuestionKind.CHOICE,
        ("1-50", "500+"),
        conditions=(Condition("customer", Operator.IS, False),),
    ),
    Question("seats", "Seats?", QuestionKind.NUMBER, required=False),
)
ATTRIBUTES = [one.attribute for one in QUESTIONS]
WORDS = st.sampled_from(
    [
        "jane@acme.com",
        "joe@x.org, yes, 7",
        "yes",
        "no",
        "500+",
        "1-50",
        "12",
        "skip",
        "nonsense",
        "",
        "🎉",
        "no; 1-50; 3",
    ]
)
CHOICES = st.sampled_from([["yes"], ["no"], ["1-50"], ["500+"], ["9"], [], None])


class Dialogs(RuleBasedStateMachine):
    databases: Databases

    def __init__(self):
        super().__init__()
        self.database = self.databases.fresh()
        self.office = Office(self.database.__enter__())
        self.office.apply(
            Team("sales", SALES, teammates=(ANN, BEN)),
            qualifications=(
                Qualification("inbound", QUESTIONS, TIMEOUT),
                Qualification("later", QUESTIONS, TIMEOUT, ask_after_seconds=DELAY),
            ),
            sources=(Source(LEADS, qualify="inbound"),),
            rules=[Rule(Trigger.QUALIFIED, "sales")],
        )
        self.said = defaultdict(list)  # lead -> timestamps of what it wrote
        self.written = 0

    def teardown(self):
        try:
            self.office.now += 10 * TIMEOUT
            self.time_goes_by(0)
            self.time_goes_by(TIMEOUT + 1)
            for number in range(1, self.office.leads + 1):
                assert self.find(number).state == State.ASSIGNED  # nothing is lost
            self.office.deliver()
            self.every_lead_is_asked_in_order_and_routed_once()
        finally:
            self.office.close()
            self.database.__exit__(None, None, None)

    def find(self, number):
        return self.office.run(conversation.by_source_key, WORKSPACE, f"message:{LEADS}:{number}.0")

    def stands(self, number):
        return self.office.run(conversation_qualification.find, WORKSPACE, self.office.conversation_id(number))

    def do(self, work, *args):
        return self.office.run(work, self.office.run(configuration.load, WORKSPACE), *args, self.office.now)

    def one(self, data):
        return data.draw(st.integers(1, self.office.leads))

    @rule(
        qualify=st.sampled_from(["inbound", "later"]), text=st.sampled_from(["Hello", "jo@acme.com here", "Seats: 4"])
    )
    def a_lead_comes(self, qualify, text):
        email = "jo@acme.com" if "@" in text else None
        # A lead of its own each time: what it answers is not known from before.
        self.office.lead(
            qualify=qualify,
            text=text,
            email=email,
            trigger=Trigger.QUALIFIED,
            lead_user_id=LEAD + str(self.office.leads),
        )

    def lead_of(self, number):
        return self.find(number).lead_user_id

    @precondition(lambda self: self.office.leads)
    @rule(data=st.data(), text=WORDS)
    def the_lead_writes(self, data, text):
        number = self.one(data)
        self.written += 1
        ts = f"{1000 + self.written}.1"
        self.said[number].append(ts)
        self.do(hear_reply, f"message:{LEADS}:{number}.0", text, ts)

    @precondition(lambda self: any(self.said.values()))
    @rule(data=st.data(), text=WORDS, how=st.sampled_from(["again", "edited", "deleted"]))
    def what_the_lead_wrote_comes_again_or_changes(self, data, text, how):
        number = data.draw(st.sampled_from([number for number, said in self.said.items() if said]))
        ts, key = data.draw(st.sampled_from(self.said[number])), f"message:{LEADS}:{number}.0"
        before = self.stands(number)
        if how == "again":
            self.do(hear_reply, key, text, ts)
            assert before.ended == "timeout" or self.stands(number) == before
        elif how == "edited":
            self.do(hear_edit, key, text, ts)
        else:
            self.do(hear_deletion, key, ts)

    @precondition(lambda self: self.office.leads)
    @rule(data=st.data(), attribute=st.sampled_from(ATTRIBUTES), chosen=CHOICES, other=st.booleans())
    def somebody_presses(self, data, attribute, chosen, other):
        number = self.one(data)
        before = self.stands(number)
        caller = Caller(WORKSPACE, OTHER if other else self.lead_of(number), LEADS)
        self.do(answer, caller, self.office.conversation_id(number), attribute, chosen)
        if other:
            assert self.stands(number) == before

    @precondition(lambda self: self.office.leads)
    @rule(data=st.data(), user=st.sampled_from([ANN, BEN]))
    def a_teammate_answers(self, data, user):
        number = self.one(data)
        self.office.run(take_by_reply, WORKSPACE, f"message:{LEADS}:{number}.0", user, self.office.now)
        assert self.find(number).state == State.ASSIGNED
        assert self.stands(number).ended is not None

    @rule(seconds=st.sampled_from([1, DELAY, TIMEOUT - 1, TIMEOUT]))
    def time_goes_by(self, seconds):
        self.office.now += seconds
        for due in self.office.run(conversation_qualification.due, WORKSPACE, self.office.now, 100):
            assert self.do(qualify_due.go_on, due)

    @rule()
    def the_outbox_is_sent(self):
        self.office.deliver()

    @invariant()
    def every_lead_is_asked_in_order_and_routed_once(self):
        asked = defaultdict(list)
        for _, content in self.office.said("question"):
            asked[content["conversation_id"]].append((content["attribute"], content["number"]))
        routed = Counter(row.conversation_id for row in self.office.assignments())
        for number in range(1, self.office.leads + 1):
            one, stands = self.office.conversation_id(number), self.stands(number)
            # None twice; but one that an edit had left out, and then wants again, is asked again.
            assert all(before != after for before, after in pairwise(asked[one]))
            assert routed[one] == (self.find(number).state == State.ASSIGNED)
            assert (
                (self.find(number).state == State.QUALIFYING) == (stands.ended is None) == (stands.due_at is not None)
            )
            dialog = self.office.run(look, self.office.run(configuration.load, WORKSPACE), one, self.office.now)
            if stands.ended == "answered" and not any(one.late for one in dialog.answers.values()):
                known = list(dialog.answers.values())
                assert known or stands.skipped
            if stands.ended is None and stands.asked is not None:
                assert dialog.progress.current() is not None  # something waits for an answer


@pytest.fixture
def _on(databases):
    Dialogs.databases = databases


@pytest.mark.usefixtures("_on")
def test_dialogs_in_any_order_of_events():
    run_state_machine_as_test(
        Dialogs,
        settings=settings(
            max_examples=round(6 * Dialogs.databases.share),
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
