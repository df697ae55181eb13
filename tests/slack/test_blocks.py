"""What the bot says: within Slack's limits at its longest, and understood where blocks aren't shown."""

import re

import pytest

from bot.domain.answers import Wrong
from bot.domain.lifecycle import CHANGES, Pressed
from bot.ids import EventType
from bot.sandbox.blockkit import message_faults
from bot.slack.blocks import away as away_says
from bot.slack.blocks import rotation as rotation_says
from bot.slack.blocks import rotation_roster as roster_says
from bot.slack.blocks.messages import BUILDERS, render
from bot.slack.text import LONGEST_TEXT, cut
from bot.usecases import announce, cards
from bot.usecases.away import AwayStatus
from bot.usecases.roster import RosterChange
from bot.usecases.show import AwayTeammate, RotationView, TeamView, Unrouted
from tests.slack.longest import ANSWER, CHANNEL, LONGEST, TEAM, TS, URL, USER, asked, shown
from tests.slack.mrkdwn import found

CASES = [(kind, number) for kind, contents in LONGEST.items() for number in range(len(contents))]


def test_everything_that_is_announced_has_a_builder_and_no_builder_is_idle():
    written = {content["kind"] for contents in LONGEST.values() for content in contents}
    drafts = {name for name in vars(announce) if not name.startswith("_")}
    announced = {name for name in drafts if callable(getattr(announce, name)) and name[0].islower()}
    # What is for the managers becomes a card for each.
    assert BUILDERS.keys() == written == LONGEST.keys() == announced - {"unrouted", "question_card"} | {cards.CARD}


@pytest.mark.parametrize(("kind", "number"), CASES)
def test_at_its_longest_a_message_is_within_slacks_limits(kind, number):
    rendered = render(LONGEST[kind][number], URL)
    assert 0 < len(rendered.text) <= 4000
    blocks = [block.to_dict() for block in rendered.blocks]  # the models check lengths
    assert len(blocks) <= 50
    assert message_faults(blocks) == []  # what Slack refuses beside, as the sandbox has it
    for block in blocks:
        if block["type"] == "section":
            assert all(0 < len(text) <= 3000 for text in texts_of(rendered))
        if block["type"] == "context":
            assert all(0 < len(element["text"]) <= 2000 for element in block["elements"])
        for element in block["elements"] if block["type"] == "actions" else ():
            assert len(element["action_id"]) <= 255
            assert len(element.get("value", "")) <= 2000
            assert len(element.get("text", element.get("placeholder", {"text": ""}))["text"]) <= 75


def texts_of(rendered, *, fields=True):
    """Return what the blocks say, but for the words on buttons; `fields`: also in tables."""
    for block in (block.to_dict() for block in rendered.blocks):
        yield from [block["text"]["text"]] if "text" in block else ()
        yield from (field["text"].replace("\n", ": ").replace("*", "") for field in block.get("fields", ()) if fields)
        yield from (element["text"] for element in block["elements"]) if block["type"] == "context" else ()


@pytest.mark.parametrize(("kind", "number"), CASES)
def test_the_text_alone_says_everything(kind, number):
    rendered = render(LONGEST[kind][number], URL)
    is_whole = len(rendered.text) < LONGEST_TEXT - 10
    for said in texts_of(rendered, fields=is_whole):
        assert cut(said, 1500).removesuffix("…") in rendered.text
    assert not re.search(r"\b(None|null|undefined)\b|\{|\}", rendered.text)
    assert rendered.text[0].isupper() or rendered.text[0] in "<*"
    for said in (rendered.text, *texts_of(rendered)):
        assert {kind for kind, _ in found(said)} <= {"mention", "channel", "link", "angle"}
    assert not any(inner in {"!channel", "!here", "!everyone"} for _, inner in found(rendered.text))


@pytest.mark.parametrize(("kind", "number"), CASES)
def test_every_message_carries_metadata(kind, number):
    rendered = render(LONGEST[kind][number], URL)
    assert rendered.event_type in set(EventType)
    assert "delivery_id" not in rendered.event_payload  # the gateway's business


def test_the_assignment_is_what_the_contract_says():
    rendered = render(LONGEST["assignment"][0], URL)
    assert rendered.text.startswith(f"Assigned to <@{USER}>")
    assert rendered.event_type == "leadwheel_assignment"
    assert rendered.event_payload == {
        "conversation_id": "f" * 36,
        "assignment_id": "e" * 36,
        "team": TEAM,
        "teammate": USER,
        "cause": "round_robin",
    }
    assert render(LONGEST["assignment"][9], URL).event_payload["team"] == ""


@pytest.mark.parametrize("says", sorted(set(Pressed) - CHANGES))
def test_a_click_that_changes_nothing_gets_a_private_word(says):
    rendered = render(announce.word(USER, CHANNEL, says).content, URL)
    assert rendered.ephemeral_to == USER
    assert rendered.text


def test_a_kind_that_nobody_builds_is_an_error():
    with pytest.raises(KeyError):
        render({"kind": "song"}, URL)


def test_what_waits_without_anybody_says_what_to_do():
    empty, away = (render(content, URL).text for content in LONGEST["nobody_available"])
    assert "it has no teammates" in empty
    assert f"/rotation add {TEAM} @name" in empty
    assert "all of its teammates are away" in away
    assert "/away off" in away


def a_team(number, people=20):
    users = tuple(f"U{number:03d}{one:07d}" for one in range(people))
    return TeamView(
        name=f"{number:03d}" + "t" * 37,
        channel=CHANNEL,
        by_turn=True,
        size=100_000,
        upcoming=users,
        available=50_000,
        away=tuple(AwayTeammate(user, "*" * 200, False, 2e9) for user in users),
        away_count=50_000,
        counts=tuple((user, 10**6) for user in users),
        waiting=10**6,
    )


@pytest.mark.parametrize("teams", [0, 1, 5, 6, 40, 500])
def test_the_longest_answer_of_rotation_show_is_within_slacks_limits(teams):
    view = RotationView(
        tuple(a_team(number) for number in range(teams)), tuple(Unrouted(CHANNEL, TS) for _ in range(20)), 10**6
    )
    said = rotation_says.shown(view, URL)
    assert 0 < len(said) <= 4000
    assert {kind for kind, _ in found(said)} <= {"mention", "channel", "link", "angle", "special"}
    assert all(inner.startswith("!date^") for kind, inner in found(said) if kind == "special")


def test_the_longest_changes_of_a_roster_are_within_slacks_limits():
    users = tuple(f"U{one:010d}" for one in range(80))
    change = RosterChange(TEAM, users[:40], users[40:], users)
    for said in (
        roster_says.added(change, users[:5]),
        roster_says.removed(change),
        roster_says.joined(change, by_turn=False),
    ):
        assert len(said) <= 4000


@pytest.mark.parametrize("about_self", [True, False])
def test_the_longest_words_about_being_away_are_within_slacks_limits(about_self):
    status = AwayStatus(USER, True, 1.0, "*" * 200, "U9", tuple(f"{one}{'t' * 37}" for one in range(100, 400)))
    back = AwayStatus(USER, True, None, "", None, status.teams)
    for said in (
        away_says.went_away(status, "/away", about_self=about_self),
        away_says.told(status, "/away", about_self=about_self),
        away_says.told(back, "/away", about_self=about_self),
        away_says.came_back(back, "/away", about_self=about_self),
    ):
        assert len(said) <= 4000


def test_what_was_answered_is_not_told_a_second_time_as_the_leads_own():
    answer = ANSWER | {"attribute": "work_email", "value": "Jane@acme.com", "question_kind": "email"}
    card = render(shown(lead_email="jane@acme.com", lead_name="Jane", answers=[answer]), URL)
    told = " ".join(str(block.to_dict()) for block in card.blocks).lower()
    assert told.count("jane@acme.com") == 1
    assert "*name* jane" in told


@pytest.mark.parametrize("kind", ["text", "choice", "date"])
@pytest.mark.parametrize("wrong", [None, Wrong.NO_CHOICE])
def test_however_much_is_said_before_a_question_it_is_asked_all_the_same(kind, wrong):
    rendered = render(asked(kind, wrong=wrong, ask="How many people?"), URL)
    sections = [block.to_dict()["text"]["text"] for block in rendered.blocks if block.type == "section"]
    assert sections[-1].endswith("How many people?")
    assert rendered.text.endswith("How many people?")
    assert all(len(one) <= 3000 for one in sections)
