"""Two transactions at once on PostgreSQL, of a lead's questions: exactly one routing, and no answer is lost (CONTRACT 7)."""

import pytest

from bot.domain.configuration import (
    ConfigurationFile,
    Qualification,
    Question,
    QuestionKind,
    Rule,
    Source,
    Team,
    Trigger,
)
from bot.domain.people import Caller
from bot.usecases import away, configuration, configure, qualify_due, roster, teams
from bot.usecases.assign import take_by_reply
from bot.usecases.qualify_choose import answer
from bot.usecases.qualify_hear import hear_deletion, hear_edit, hear_reply
from storage.queries import conversation, conversation_answer, conversation_qualification
from tests.usecases.interleaving import at_every_statement
from tests.usecases.office import ANN, BEN, LEADS, SALES, WORKSPACE

pytestmark = pytest.mark.timeout(300)

KEY, LEAD, TIMEOUT = f"message:{LEADS}:1.0", "U99LEAD", 180
SIZE = Question("size", "How many?", QuestionKind.CHOICE, ("1-50", "500+"))
SEATS = Question("seats", "Seats?", QuestionKind.NUMBER, required=False)


def asking(office, *questions):
    """Let a lead be asked."""
    office.apply(
        Team("sales", SALES, teammates=(ANN, BEN)),
        Team("vip", "C03VIP", teammates=(BEN,)),
        qualifications=(Qualification("inbound", questions, TIMEOUT),),
        sources=(Source(LEADS, qualify="inbound"),),
        rules=[Rule(Trigger.QUALIFIED, "sales")],
    )
    office.lead(qualify="inbound", trigger=Trigger.QUALIFIED, lead_user_id=LEAD)


def step(office, work, *args):
    """Make a step by the configuration as it is then."""
    return lambda tx: work(tx, configuration.load(tx, WORKSPACE), *args, office.now)


def says(office, text, ts="100.1"):
    return step(office, hear_reply, KEY, text, ts)


def presses(office, *chosen):
    return step(office, answer, Caller(WORKSPACE, LEAD, LEADS), office.conversation_id(), "size", chosen)


def goes_on(office):
    return step(office, qualify_due.go_on, office.conversation_id())


def known(office):
    return {
        attribute: row.value
        for attribute, row in office.run(conversation_answer.of, WORKSPACE, office.conversation_id()).items()
    }


def stands(office):
    return office.run(conversation_qualification.find, WORKSPACE, office.conversation_id())


def is_routed_once(office):
    (row,) = office.assignments()
    found = office.run(conversation.find, WORKSPACE, office.conversation_id())
    assert found.state == "assigned"
    assert stands(office).ended is not None
    assert stands(office).due_at is None
    return row


@pytest.mark.parametrize("how", ["typed", "pressed"])
async def test_a_question_that_is_answered_in_the_moment_of_the_time_out_keeps_its_answer(url, how):
    def prepare(office):
        asking(office, SIZE)
        office.now += TIMEOUT
        return (says(office, "500+") if how == "typed" else presses(office, "500+")), goes_on(office)

    ended = set()
    async for office in at_every_statement(url, prepare):
        is_routed_once(office)
        (row,) = office.run(conversation_answer.of, WORKSPACE, office.conversation_id()).values()
        assert (row.value, row.late) == ("500+", stands(office).ended == "timeout")
        ended.add(stands(office).ended)
    assert ended == {"answered", "timeout"}


async def test_an_answer_in_the_moment_of_the_time_out_is_followed_by_a_question_or_kept_as_late(url):
    def prepare(office):
        asking(office, SIZE, SEATS)
        office.now += TIMEOUT
        return says(office, "500+"), goes_on(office)

    async for office in at_every_statement(url, prepare):
        assert known(office) == {"size": "500+"}
        assert len(office.assignments()) == (stands(office).ended is not None)
        assert len(office.said("question")) == 1 + (stands(office).ended is None)


async def test_two_clocks_that_find_the_same_silence_route_it_once(url):
    def prepare(office):
        asking(office, SIZE)
        office.now += TIMEOUT
        return goes_on(office), goes_on(office)

    async for office in at_every_statement(url, prepare):
        assert is_routed_once(office).cause == "round_robin"


async def test_of_two_answers_at_once_one_counts(url):
    def prepare(office):
        asking(office, SIZE, SEATS)
        return says(office, "500+"), presses(office, "1-50")

    async for office in at_every_statement(url, prepare):
        assert known(office) in ({"size": "500+"}, {"size": "1-50"})
        assert [told["number"] for _, told in office.said("question") if told["attribute"] == "size"] == [0]


async def test_an_answer_that_comes_twice_at_once_is_heard_once(url):
    def prepare(office):
        asking(office, SIZE, Question("again", "How many?", QuestionKind.CHOICE, SIZE.choices))
        return says(office, "500+"), says(office, "500+")

    async for office in at_every_statement(url, prepare):
        assert known(office) == {"size": "500+"}
        assert stands(office).asked == "again"


@pytest.mark.parametrize("chosen", ["500+", "nonsense"])
async def test_the_last_answer_against_a_teammates_reply(url, chosen):
    def prepare(office):
        asking(office, SIZE)
        return says(office, chosen), lambda tx: take_by_reply(tx, WORKSPACE, KEY, BEN, office.now)

    async for office in at_every_statement(url, prepare):
        row = is_routed_once(office)
        assert (row.cause, stands(office).ended) in {("manual", "taken"), ("round_robin", "answered")}
        assert row.cause == "round_robin" or row.user_id == BEN


@pytest.mark.parametrize("what", ["rules", "questions", "team"])
async def test_the_last_answer_while_the_configuration_changes(url, what):
    def prepare(office):
        asking(office, SIZE)
        file = {
            "rules": ConfigurationFile(rules=(Rule(Trigger.QUALIFIED, "vip"),)),
            "questions": ConfigurationFile(qualifications=(Qualification("inbound", (SEATS,)),)),
        }.get(what)
        if file is None:
            office.apply(rules=())
            return says(office, "500+"), lambda tx: teams.delete(tx, WORKSPACE, "sales", office.now)
        return says(office, "500+"), lambda tx: configure.apply(tx, WORKSPACE, file, lambda *_: file, office.now)

    async for office in at_every_statement(url, prepare):
        if what == "rules":
            assert is_routed_once(office).team in {"sales", "vip"}
        elif what == "questions":
            assert known(office) == {"size": "500+"} or stands(office).asked == "seats"
        else:
            assert [told["why"] for _, told in office.said("unrouted")] == ["no_rule"]


@pytest.mark.parametrize("what", ["removed", "away"])
async def test_the_last_answer_while_a_teammate_goes(url, what):
    def prepare(office):
        asking(office, SIZE)
        leaves = {
            "removed": lambda tx: roster.remove(tx, WORKSPACE, "sales", [ANN]),
            "away": lambda tx: away.go_away(tx, WORKSPACE, ANN, ANN, "", office.now),
        }[what]
        return says(office, "500+"), leaves

    async for office in at_every_statement(url, prepare):
        is_routed_once(office)


@pytest.mark.parametrize("how", ["edited", "deleted"])
async def test_an_answer_that_is_changed_while_the_last_one_comes(url, how):
    def prepare(office):
        asking(office, SIZE, SEATS)
        office.run(says(office, "500+"))
        edit = step(office, hear_edit, KEY, "1-50", "100.1")
        return edit if how == "edited" else step(office, hear_deletion, KEY, "100.1"), says(office, "7", "100.2")

    async for office in at_every_statement(url, prepare):
        is_routed_once(office)
        assert known(office) == {"seats": 7} | ({"size": "1-50"} if how == "edited" else {})
