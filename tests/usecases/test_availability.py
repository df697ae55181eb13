"""Availability in the index is a copy: whatever happens, it says what its sources say (DESIGN 1.10)."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from bot.domain.configuration import Condition, Method, Operator, Rule, Team, Trigger
from tests.usecases.office import ANN, BEN, CAT, DAN, Office

PEOPLE = (ANN, BEN, CAT, DAN, "U05EVA")
TEAMS = ("sales", "vip")
CHANNELS = {"sales": "C02SALES", "vip": "C03VIP"}
WHO = st.sampled_from(PEOPLE)
WHICH = st.sampled_from(TEAMS)
SOME = st.lists(WHO, unique=True, max_size=4)
RULES = (
    Rule(Trigger.NEW_CONVERSATION, "vip", (Condition("text", Operator.CONTAINS, "vip"),)),
    Rule(Trigger.NEW_CONVERSATION, "sales"),
)


class AnOffice(RuleBasedStateMachine):
    """Two teams that share people, as the use cases change them."""

    databases = None

    def __init__(self):
        super().__init__()
        self.database = self.databases.fresh()
        self.office = Office(self.database.__enter__())
        teams = [Team(name, CHANNELS[name], teammates=(ANN, BEN)) for name in TEAMS]
        self.office.apply(*teams, rules=RULES, managers=("U99BOSS",))
        self.names = dict.fromkeys(PEOPLE, "Somebody")
        self.deactivated = set()

    def teardown(self):
        self.office.close()
        self.database.__exit__(None, None, None)

    def tell(self, user):
        self.office.tell(user, self.names[user], deactivated=user in self.deactivated)

    @rule(who=WHO)
    def go_away(self, who):
        self.office.away(who)

    @rule(who=WHO)
    def come_back(self, who):
        self.office.back(who)

    @rule(who=WHO)
    def deactivate(self, who):
        self.deactivated.add(who)
        self.tell(who)

    @rule(who=WHO)
    def reactivate(self, who):
        self.deactivated.discard(who)
        self.tell(who)

    @rule(who=WHO, name=st.sampled_from(["Ann", "Élodie", "Zoë", "", "张伟"]))
    def rename(self, who, name):
        self.names[who] = name
        self.tell(who)

    @rule(team=WHICH, who=SOME)
    def add(self, team, who):
        before = set(self.office.members(team))
        change = self.office.add(*who, name=team)
        assert set(change.changed) == set(who) - before
        assert set(change.unchanged) == set(who) & before
        assert set(change.members) == before | set(who)

    @rule(team=WHICH, who=SOME)
    def remove(self, team, who):
        before = set(self.office.members(team))
        change = self.office.remove(*who, name=team)
        assert set(change.changed) == set(who) & before
        assert set(change.members) == before - set(who)

    @rule(team=WHICH, who=SOME, method=st.sampled_from(Method), burst=st.integers(1, 4))
    def apply(self, team, who, method, burst):
        self.office.apply(Team(team, CHANNELS[team], method, tuple(who), waiting_burst=burst))
        assert set(self.office.members(team)) == set(who)

    @rule(team=WHICH, count=st.integers(1, 6))
    def leads_come(self, team, count):
        row, oracle = self.office.row(team), self.office.oracle(team)
        expected = [user for user, _ in oracle.deal(count)] if row.method == Method.ROUND_ROBIN else []
        assert self.office.lead(count, text=f"for {team}") == expected
        if expected:
            assert self.office.row(team).place_user_id == expected[-1]

    @rule(seconds=st.sampled_from([0.0, 60.0, 599.0, 600.0, 4000.0]))
    def time_passes(self, seconds):
        self.office.now += seconds
        while self.office.settle_due():
            pass

    @invariant()
    def the_copies_say_what_their_sources_say(self):
        self.office.check()

    @invariant()
    def nothing_is_dealt_twice_and_what_is_assigned_does_not_wait(self):
        rows = self.office.assignments()
        assert len({row.conversation_id for row in rows}) == len(rows)
        assert self.office.waits("sales") + self.office.waits("vip") + len(rows) == self.office.leads


def test_the_copy_follows_its_sources_through_everything_the_use_cases_do(databases):
    AnOffice.databases = databases
    run_state_machine_as_test(
        AnOffice, settings=settings(max_examples=round(8 * databases.share), stateful_step_count=20)
    )
