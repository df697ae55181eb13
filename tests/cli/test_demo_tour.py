"""What the demo's page shows beside the chat: the tour ticks itself off, and the wheels tell whose turn it is."""

from dataclasses import replace

import pytest

from bot.cli.demo_happened import Happened
from bot.cli.demo_panels import Panels
from bot.cli.demo_says import Says
from bot.cli.demo_show import _stage
from bot.cli.demo_stage import Press
from bot.cli.demo_story import ADA, EMIL, EMILIE, INES, LEADS, LENA, MIA, OMAR, OSKAR, PEOPLE, PRICING, SALES, YULIA
from bot.cli.demo_tour import tour
from bot.ids import Action, Command
from storage.queries.assignment import AssignmentRow

NOTHING = Happened(assignments=(), written=(), answered=(), opened=(), shown=False, upcoming=(), away=(), was_away=())
SAYS = Says({user.id: user.real_name for user in PEOPLE}, {}, {}, ())
KEYS = ["send", "turn", "away", "another", "why", "pass", "back", "operator"]

ONE, OTHER = (LEADS, "1.1"), (LEADS, "2.2")


def dealt(user_id, after=(), cause="round_robin", thread=ONE):
    """An assignment; `after` are those whom the rotation came to, up to who has it, as the database keeps them."""
    whole = [*([user, why] for user, why in after), [user_id, "available"], [ADA, "away"]]
    return AssignmentRow("A1", "C1", "sales", user_id, cause, {"after": whole}, 0.0, *thread)


def shown(**happened):
    return {step.key: step for step in tour(replace(NOTHING, **happened), SAYS)}


def done(**happened):
    return {key for key, step in shown(**happened).items() if step.led}


PAST_ADA = dealt(EMIL, [(ADA, "away")])


def test_at_first_nothing_is_done():
    assert list(shown()) == KEYS
    assert done() == set()
    assert all(step.title and step.how and "{" not in step.title for step in shown().values())


@pytest.mark.parametrize(
    ("happened", "steps"),
    [
        ({"assignments": [dealt(ADA)], "written": {ONE}}, {"send"}),
        ({"written": {ONE}}, set()),  # it is not dealt yet
        ({"assignments": [dealt(ADA)], "written": {OTHER}}, set()),  # somebody else's was
        ({"assignments": [dealt(ADA, cause="manual")], "written": {ONE}}, set()),  # it was taken by hand
        ({"shown": True}, {"turn"}),
        ({"away": {ADA}, "was_away": {ADA}}, {"away"}),
        ({"away": {EMILIE}, "was_away": {EMILIE}}, set()),
        ({"was_away": {ADA}}, {"away", "back"}),
        ({"was_away": {EMILIE}}, set()),
        ({"assignments": [PAST_ADA]}, {"another"}),
        ({"assignments": [dealt(EMIL, [(ADA, "deactivated")])]}, set()),
        ({"assignments": [dealt(EMIL, [(EMILIE, "away")])]}, set()),  # Ada's turn comes only after his
        ({"assignments": [dealt(EMIL, [(ADA, "away")], "passed")]}, {"pass"}),  # an old lead
        ({"assignments": [dealt(EMIL, [(ADA, "away")], "waiting")]}, set()),
        ({"assignments": [PAST_ADA], "opened": {ONE}}, {"another", "why"}),
        ({"assignments": [PAST_ADA], "opened": {OTHER}}, {"another"}),
        ({"assignments": [dealt(ADA)], "opened": {ONE}}, set()),
        ({"assignments": [dealt(ADA), dealt(EMIL, cause="passed")]}, {"pass"}),
        ({"answered": [ONE]}, {"operator"}),  # nobody is there
        ({"assignments": [dealt(ADA)], "answered": [ONE]}, {"operator"}),
    ],
)
def test_a_step_is_done_when_it_has_happened_and_not_before(happened, steps):
    assert done(**happened) == steps


def test_it_says_why_who_got_the_lead_that_went_past_ada_has_it():
    step = shown(assignments=[dealt(INES, [(ADA, "away"), (EMIL, "passed")])], opened={ONE})["why"]
    assert step.title == "See why inés got it"
    assert step.led == "By turn in sales. Skipped: Ada Byrne (away), Emil Novak (passed it on)."
    assert shown(assignments=[PAST_ADA])["pass"].who == EMIL


def test_of_two_leads_that_went_past_ada_it_is_about_the_one_that_was_looked_at():
    both = [PAST_ADA, dealt(YULIA, [(ADA, "away")], thread=OTHER)]
    assert shown(assignments=both)["why"].title == "See why Юлия got it"
    assert shown(assignments=both, opened={ONE})["why"].title == "See why Emil got it"


def test_it_says_who_is_with_the_lead_by_which_answer():
    def led(row, answered=ONE):
        return shown(assignments=[row], answered=[answered])["operator"].led

    by_size = dealt(INES, cause="rule")._replace(team=None, reason={"rule": {"if": [["company_size", "is", "500+"]]}})
    assert led(by_size) == "inés de León is with her, whom a rule names, as the company size is 500+."
    assert led(dealt(INES)) == "inés de León is with her, by turn in sales."
    assert led(dealt(INES), OTHER) == "Nobody is there yet: she waits."


def test_the_page_gets_each_step_by_its_key():
    assert shown(shown=True, upcoming=[ADA, EMIL])["turn"].json() == {
        "key": "turn",
        "title": "See whose turn it is",
        "how": "As Mia, type `/rotation show sales`. The page's wheel shows the same.",
        "led": "Next in sales: Ada Byrne, then Emil Novak.",
        "as": MIA,
        "in": SALES,
        "done": True,
    }


@pytest.fixture
async def demo():
    """The demo's Slack and bot, before its story; and what is shown beside the chat."""
    async with _stage() as (stage, panels):
        assert isinstance(panels, Panels)
        yield stage, panels


async def test_who_walks_the_tour_has_each_step_ticked_off(demo):
    stage, panels = demo
    for _ in range(4):
        await stage.write(LENA, LEADS, "before the tour")
    await stage.command(MIA, Command.ROTATION, "show", SALES)
    await stage.talk(LENA, PRICING, "before the tour, lena@fischer.example.com", Press("500+"), "no")
    await panels.begin_tour()

    async def ticked():
        return [step["key"] for step in await panels._tour() if step["done"]]

    assert await ticked() == []
    await stage.write(LENA, LEADS, "What would 12 seats cost?")
    assert await ticked() == KEYS[:1]
    await stage.command(MIA, Command.ROTATION, "help", SALES)
    assert await ticked() == KEYS[:1]
    await stage.command(MIA, Command.ROTATION, "show sales", SALES)
    assert await ticked() == KEYS[:2]
    await stage.write(OMAR, LEADS, "before Ada goes")  # it is hers
    await stage.command(ADA, Command.AWAY, "until monday", SALES)
    assert await ticked() == KEYS[:3]
    for _ in range(4):  # not yet her turn
        await stage.write(LENA, LEADS, "And 13?")
        assert await ticked() == KEYS[:3]
    await stage.write(LENA, LEADS, "And 14?")
    assert await ticked() == KEYS[:4]
    stage.open_thread(LENA, stage.latest - 1)
    assert await ticked() == KEYS[:4]
    stage.open_thread(MIA, stage.latest)
    assert await ticked() == KEYS[:5]
    await stage.press(stage.latest, Action.CONVERSATION_PASS, EMIL)
    assert await ticked() == KEYS[:6]
    await stage.command(ADA, Command.AWAY, "back", SALES)
    assert await ticked() == KEYS[:7]
    await stage.talk(OMAR, PRICING, "I'm not Lena", "omar@haddad.example.com", Press("1-50"), "skip")
    assert await ticked() == KEYS[:7]
    await stage.talk(LENA, PRICING, "again: lena@fischer.example.com. Company size: 1-50")
    assert await ticked() == KEYS


async def test_what_was_seen_stays_ticked_when_it_is_long_ago(demo):
    stage, panels = demo
    await panels.begin_tour()
    await stage.command(MIA, Command.ROTATION, "show", SALES)
    assert (await panels.tour())[1].led
    for _ in range(200):
        stage.sandbox._core.sender.exchanges.begin("call", "auth.test", {})
    assert (await panels.tour())[1].led


async def test_a_wheel_has_its_people_in_their_order_and_who_is_next(demo):
    stage, panels = demo
    await stage.write(LENA, LEADS, "one")
    await stage.command(EMIL, Command.AWAY, "on at the dentist", SALES)
    partners, sales, support = await panels._wheels()
    assert [one["id"] for one in sales["people"]] == [ADA, EMIL, EMILIE, INES, YULIA]
    assert [one["state"] for one in sales["people"]] == ["available", "away", "next", "available", "available"]
    assert [one["count"] for one in sales["people"]] == [1, 0, 0, 0, 0]
    assert sales["people"][1]["why"] == "at the dentist"
    assert {one["id"]: one["state"] for one in support["people"]}[OSKAR] == "deactivated"
    assert "next" not in [one["state"] for one in partners["people"]]  # they take by hand
