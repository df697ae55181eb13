"""Two transactions at once on PostgreSQL, of which one makes cards: they show what is true in the end."""

import pytest

from bot.domain.configuration import Condition, ConfigurationFile, Operator, Rule, Team, Trigger
from bot.domain.people import Caller
from bot.usecases import away, cards, configure, teams
from bot.usecases.assign import take
from bot.usecases.deliver_step import advance
from bot.usecases.delivery import Attempted, Claim, Looked, Pace, Send
from bot.usecases.pass_on import pass_on
from bot.usecases.ports import Sent, Unknown
from storage.queries import outbox_channel
from storage.tables import OutboxMessage, table
from tests.usecases.interleaving import VIP, Work, at_every_statement, two_teams
from tests.usecases.office import ALWAYS_SALES, ANN, BEN, CAT, DAN, LEADS, SALES, WORKSPACE, Office

pytestmark = pytest.mark.timeout(300)


def handed_over(office: Office, channel: str) -> tuple[Claim, Send]:
    """Claim a channel and take its next message, whose outcome is open then."""
    office.run(outbox_channel.claim, WORKSPACE, "me", office.now, office.now + 10, 100)
    claim = Claim(WORKSPACE, channel, "me")
    return claim, office.run(advance, claim, None, Pace(rate=0), office.now, 0.0)


def noting(office: Office, channel: str) -> Work:
    claim, step = handed_over(office, channel)
    return lambda tx: advance(tx, claim, Attempted(step, Sent("7.7")), Pace(rate=0), office.now, 0.0)


def see_true_cards(office: Office) -> None:
    office.now += 400
    slack = office.deliver()
    box = table(OutboxMessage)
    rows = office.run(lambda tx: tx.execute(box.select()).all())
    assert {row.state for row in rows} == {"sent"}
    shown = [one for one in slack.messages.values() if one.content["kind"] == "card"]
    assert shown
    for one in shown:
        (row,) = (row for row in rows if row.outbox_id == one.delivery_id)
        assert one.content == dict(office.run(cards.facts, WORKSPACE, row))


async def test_a_card_that_is_made_while_its_conversation_is_passed_on_shows_who_has_it(url):
    def prepare(office):
        two_teams(office)
        office.lead()
        note = noting(office, LEADS)
        office.run(note)  # the announcement is in the thread; what follows is the direct message
        one = office.conversation_id()
        return (
            noting(office, ANN),
            lambda tx: pass_on(tx, Caller(WORKSPACE, ANN, SALES), one, None, office.now),
        )

    async for office in at_every_statement(url, prepare):
        see_true_cards(office)
        assert [user for user, _ in office.dealt()] == [ANN, BEN]


async def test_a_card_that_is_made_while_its_team_moves_to_another_channel_is_true(url):
    def prepare(office):
        two_teams(office)
        office.lead()
        office.run(noting(office, LEADS))
        note = noting(office, ANN)
        office.away(BEN)
        office.press(pass_on, ANN)  # it waits, and moves with the team
        file = ConfigurationFile(teams=(Team("sales", "C04NEW", teammates=(ANN, BEN, DAN)),))
        return note, lambda tx: configure.apply(tx, WORKSPACE, file, lambda *_: file, office.now)

    async for office in at_every_statement(url, prepare):
        see_true_cards(office)
        assert office.dealt()[1:] == [(DAN, "waiting")]


async def test_what_is_found_in_slack_while_somebody_comes_back_to_two_teams_is_shown_as_theirs(url):
    def prepare(office):
        rules = (
            Rule(Trigger.NEW_CONVERSATION, "vip", (Condition("text", Operator.CONTAINS, "vip"),)),
            *ALWAYS_SALES,
        )
        office.apply(Team("sales", SALES, teammates=(ANN, CAT)), Team("vip", VIP, teammates=(ANN, CAT)), rules=rules)
        office.away(ANN)
        office.lead(text="vip")
        office.lead()
        claim, step = handed_over(office, LEADS)
        while step is not None:
            step = office.run(advance, claim, Attempted(step, Sent("7.7")), Pace(rate=0), office.now, 0.0)
        claim, step = handed_over(office, CAT)
        while step is not None:
            step = office.run(advance, claim, Attempted(step, Unknown("lost")), Pace(rate=0), office.now, 0.0)
        office.now += 3
        claim, step = handed_over(office, CAT)
        found = {one.delivery_id: f"{number}.8" for number, one in enumerate(step.messages)}
        assert len(found) == 2
        for number in (1, 2):
            office.press(pass_on, CAT, number)
        return (
            lambda tx: advance(tx, claim, Looked(step, found), Pace(rate=0), office.now, 0.0),
            lambda tx: away.come_back(tx, WORKSPACE, ANN, office.now),
        )

    async for office in at_every_statement(url, prepare):
        see_true_cards(office)
        assert office.dealt()[2:] == [(ANN, "waiting")] * 2


async def test_what_comes_to_the_managers_while_more_does_is_theirs_too(url):
    def prepare(office):
        two_teams(office, Rule(Trigger.NEW_CONVERSATION, "sales"))
        office.apply(rules=())
        office.lead(2)
        office.deliver()
        one, two = (office.conversation_id(number) for number in (1, 2))
        for number in (1, 2):  # each has a card in the team's channel, too, and comes back
            office.run(take, Caller(WORKSPACE, BEN, SALES, is_manager=True), office.conversation_id(number), None, 0.0)
        office.deliver()
        office.run(pass_on, Caller(WORKSPACE, BEN, SALES), one, None, office.now)
        office.away(ANN)
        office.run(pass_on, Caller(WORKSPACE, ANN, SALES), one, None, office.now)
        office.run(outbox_channel.claim, WORKSPACE, "me", office.now, office.now + 10, 100)
        claim = Claim(WORKSPACE, "managers", "me")
        office.run(pass_on, Caller(WORKSPACE, BEN, SALES), two, None, office.now)
        return (
            lambda tx: advance(tx, claim, None, Pace(rate=0), office.now, 0.0),
            lambda tx: teams.delete(tx, WORKSPACE, "sales", office.now),
        )

    async for office in at_every_statement(url, prepare):
        see_true_cards(office)
