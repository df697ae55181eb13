"""What the demo's page shows beside the chat: the tour ticks itself off, and the wheels tell whose turn it is."""

from dataclasses import replace

import pytest

from bot.cli.demo_panels import Panels
from bot.cli.demo_show import _stage
from bot.cli.demo_story import ADA, EDWARD, ELODIE, EMILY, LEADS, LENA, MIA, OSKAR, SALES
from bot.cli.demo_tour import Happened, tour
from bot.ids import Action, Command
from storage.queries.assignment import AssignmentRow

NOTHING = Happened(assignments=(), written=(), shown=False, away=(), was_away=())


def dealt(user_id, cause="round_robin"):
    empty = dict.fromkeys(AssignmentRow._fields)
    return AssignmentRow(**empty | {"user_id": user_id, "cause": cause})


def done(**happened):
    return [step["done"] for step in tour(replace(NOTHING, **happened))]


def test_at_first_nothing_is_done():
    assert done() == [False] * 6


@pytest.mark.parametrize(
    ("happened", "steps"),
    [
        ({"written": {LENA}, "assignments": [dealt(ADA)]}, {1}),
        ({"written": {LENA}}, set()),  # it is not dealt yet
        ({"shown": True}, {2}),
        ({"away": {ADA}, "was_away": {ADA}}, {3}),
        ({"away": {EMILY}, "was_away": {EMILY}}, set()),
        ({"away": {ADA}, "was_away": {ADA}, "assignments": [dealt(EMILY), dealt(EDWARD)]}, {3, 4}),
        ({"away": {ADA}, "was_away": {ADA}, "assignments": [dealt(EMILY), dealt(ADA)]}, {3}),
        ({"assignments": [dealt(ADA), dealt(EDWARD, "passed")]}, {5}),
        ({"was_away": {ADA}}, {3, 6}),
    ],
)
def test_a_step_is_done_when_it_has_happened(happened, steps):
    assert {number for number, is_done in enumerate(done(**happened), start=1) if is_done} == steps


@pytest.fixture
async def demo():
    """The demo's Slack and bot, before its story; and what is shown beside the chat."""
    async with _stage() as (stage, panels):
        assert isinstance(panels, Panels)
        yield stage, panels


async def test_who_walks_the_tour_has_each_step_ticked_off(demo):
    stage, panels = demo
    await stage.write(LENA, LEADS, "before the tour")
    await panels.begin_tour()

    async def ticked():
        return [number for number, step in enumerate(await panels._tour(), start=1) if step["done"]]

    assert await ticked() == []
    await stage.write(LENA, LEADS, "What would 12 seats cost?")
    assert await ticked() == [1]
    await stage.command(MIA, Command.ROTATION, "show sales", SALES)
    assert await ticked() == [1, 2]
    await stage.command(ADA, Command.AWAY, "until monday", SALES)
    assert await ticked() == [1, 2, 3]
    await stage.write(LENA, LEADS, "And 13?")
    assert await ticked() == [1, 2, 3, 4]
    await stage.press(3, Action.CONVERSATION_PASS, ELODIE)
    assert await ticked() == [1, 2, 3, 4, 5]
    await stage.command(ADA, Command.AWAY, "back", SALES)
    assert await ticked() == [1, 2, 3, 4, 5, 6]


async def test_a_wheel_has_its_people_in_their_order_and_who_is_next(demo):
    stage, panels = demo
    await stage.write(LENA, LEADS, "one")
    await stage.command(EDWARD, Command.AWAY, "on at the dentist", SALES)
    partners, sales, support = await panels._wheels()
    assert [one["id"] for one in sales["people"]] == [ADA, EDWARD, ELODIE, EMILY]
    assert [one["state"] for one in sales["people"]] == ["available", "away", "next", "available"]
    assert [one["count"] for one in sales["people"]] == [1, 0, 0, 0]
    assert sales["people"][1]["why"] == "at the dentist"
    assert {one["id"]: one["state"] for one in support["people"]}[OSKAR] == "deactivated"
    assert "next" not in [one["state"] for one in partners["people"]]  # they take by hand
