"""What the bot says: within Slack's limits at its longest, and understood where blocks aren't shown."""

import re
from types import SimpleNamespace

import pytest

from bot.domain.answers import Wrong
from bot.domain.configuration import Note, Question, QuestionKind, Sender
from bot.domain.lifecycle import CHANGES, Pressed
from bot.domain.roles import Role
from bot.ids import EventType
from bot.sandbox.blockkit import message_faults
from bot.slack.blocks import away as away_says
from bot.slack.blocks import rotation as rotation_says
from bot.slack.blocks import rotation_roster as roster_says
from bot.slack.blocks.messages import BUILDERS, render
from bot.slack.text import LONGEST_TEXT, cut
from bot.usecases import announce, cards
from bot.usecases.away import AwayStatus
from bot.usecases.qualify_choose import Chosen
from bot.usecases.roster import RosterChange
from bot.usecases.show import AwayTeammate, RotationView, TeamView, Unrouted
from tests.slack.mrkdwn import found

URL = "https://a-workspace-with-a-rather-long-name.enterprise.slack.com/"
USER, CHANNEL, TS = "U0123456789", "C0123456789", "1700000000.000100"
TEAM = "a" * 40
LONG = "<&>*_~`@channel https://x.example " * 1000
FACTS = {"lead_user_id": None, "lead_name": LONG, "lead_email": LONG, "lead_phone": LONG, "text": LONG}
ANSWER = {"attribute": "a" * 40, "value": LONG[:2000], "question_kind": "text", "late": True, "origin": "lead"}
EARLIER = {"channel": "C0123456789", "thread_ts": "1700000000.000100", "created_at": 1_700_000_000.0}
CONVERSATION = {"conversation_id": "f" * 36, "channel": CHANNEL, "thread_ts": TS}
MANY = [f"U{one:010d}" for one in range(80)]


def shown(**more):
    """What a card shows, at its longest."""
    facts = {
        "kind": "card",
        "team": TEAM,
        "tags": [LONG] * 100,
        "teammate": USER,
        "cause": "round_robin",
        "assignment_id": "e" * 36,
        "accepted": True,
        "passed_by": MANY,
        "answers": [ANSWER] * 50,
        "earlier": [EARLIER] * 3,
        "buttons": "held",
    }
    return CONVERSATION | FACTS | facts | more


NOBODY = {"teammate": None, "cause": None, "assignment_id": None, "accepted": False, "buttons": "waiting"}

CHOSEN = tuple(f"{at}{'c' * 73}" for at in range(100))


def asked(kind, many=100, **more):
    """What a question shows, at its longest; the value of a choice is one of `many`."""
    choices = CHOSEN[:many] if "choice" in kind else ()
    question = Question(
        "a" * 40, f"Why? {LONG}"[:3000], QuestionKind(kind), choices, required=False, ask_again=LONG[:3000]
    )
    content = announce.question("f" * 36, CHANNEL, TS, question, confirms=["a"], number=0, greets=True).content
    shows = {
        "lead_user_id": USER,
        "ask": question.ask,
        "ask_again": question.ask_again,
        "question_kind": kind,
        "choices": list(choices),
        "required": False,
        "has_buttons": True,
        "greeting": f"Hello {LONG}"[:3000],
        "said": [ANSWER] * 50,
        "open": True,
        "skipped": False,
        "value": None,
    }
    return content | shows | more


VALUES = {"number": 7, "choice": CHOSEN[0], "multi_choice": list(CHOSEN), "date": "2026-12-24", "yes_no": True}
INTRODUCED = {"words": LONG[:3000] + "{teammate}{lead}", "name": LONG[:200], "lead_user_id": USER}

#: kind -> contents at their longest, as `usecases.announce` writes them
LONGEST = {
    "assignment": [
        announce.assignment(
            {**CONVERSATION, "assignment_id": "e" * 36, "team": team, "user_id": USER, "cause": cause}, CHANNEL, TS
        ).content
        for team in (TEAM, None)
        for cause in ("round_robin", "waiting", "rule", "manual", "passed")
    ]
    + [
        announce.assignment(
            {**CONVERSATION, "assignment_id": "e" * 36, "team": TEAM, "user_id": USER, "cause": "rule"}, CHANNEL, TS
        ).content
        | INTRODUCED
        | {"image": image}
        for image in ("", "https://pictures.example.com/" + "i" * 2900)
    ],
    "nobody_available": [announce.nobody_available(TEAM, CHANNEL, size).content for size in (0, 100_000)],
    "passed": [
        announce.passed(TEAM, CHANNEL, SimpleNamespace(channel=CHANNEL, thread_ts=TS), USER, by_turn=by_turn).content
        for by_turn in (True, False)
    ],
    "came_back": [
        announce.came_back(USER, SimpleNamespace(channel=CHANNEL, thread_ts=TS), why).content
        for why in ("no_rule", "deactivated", "passed", "team_gone")
    ],
    "card": [
        shown(),
        shown(accepted=False, passed_by=[]),
        shown(team=None, cause="rule", lead_user_id=USER),
        shown(**NOBODY),
        shown(**NOBODY | {"buttons": None}),
        *(shown(**NOBODY, team=None, why=why) for why in ("no_rule", "deactivated", "passed", "team_gone")),
        shown(
            **NOBODY,
            team=None,
            text="",
            tags=[],
            lead_name=None,
            lead_email=None,
            lead_phone=None,
            passed_by=[],
            answers=[],
            earlier=[],
        ),
    ],
    "direct_message": [
        shown(kind="direct_message", cause=cause, team=team)
        for team in (TEAM, None)
        for cause in ("round_robin", "waiting", "manual", "passed", "rule", None)
    ],
    "rejected": [announce.rejected("message:C1:1", CHANNEL, TS).content],
    "undeliverable": [
        announce.undeliverable(channel, error, 1).content
        for channel in (CHANNEL, USER, "D0123456789")
        for error in ("not_in_channel", "is_archived", "missing_scope", "something_new", LONG)
    ]
    + [
        announce.undeliverable(CHANNEL, error, 1, Role(sender, (), else_managers=True, inbox_of=inbox_of)).content
        for error in ("not_in_channel", "is_archived")
        for sender, inbox_of in ((Sender.ANYONE, ()), (None, (TEAM,)), (Sender.APPS, (TEAM,) * 100))
    ],
    "introduction": [
        announce.introduction(USER, CHANNEL, role, [TEAM] * 100, "1").content
        for role in (
            None,
            Role(None, (), else_managers=False, inbox_of=(TEAM,) * 100),
            *(Role(sender, (TEAM, USER) * 50, else_managers=True, inbox_of=(TEAM,)) for sender in Sender),
            Role(Sender.ANYONE, (), else_managers=True, inbox_of=()),
        )
    ],
    "directions": [
        announce.directions(
            "D0123456789",
            {"teams": teams, "may_join": teams, "manager": manager, "outside": not manager},
            TS,
        ).content
        for teams in ([], [TEAM] * 100)
        for manager in (True, False)
    ],
    "word": [
        announce.word(USER, CHANNEL, says, USER).content
        for says in sorted({*Pressed, *Chosen} - CHANGES - {Chosen.ANSWERED, Chosen.SKIPPED})
    ],
    "question": [
        *(asked(kind, many) for kind in QuestionKind for many in (2, 5, 6, 10, 11, 100)),
        *(asked(kind, wrong=wrong) for kind in QuestionKind for wrong in Wrong),
        *(asked(kind, open=False, value=VALUES.get(kind, LONG[:2000])) for kind in QuestionKind),
        asked("text", open=False, skipped=True),
        asked("text", open=False, greeting="", said=[], ask="Why?"),
    ],
    "thanks": [
        announce.thanks("f" * 36, CHANNEL, TS).content | {"words": f"Thanks {LONG}"[:3000], "lead_user_id": USER}
    ],
    "note": [
        announce.note(
            CONVERSATION | {"lead_user_id": lead}, Note(CHANNEL, "X" * 2000 + "{text}{lead}"), {"text": LONG}, team, who
        ).content
        for lead in (USER, None)
        for team, who in ((TEAM, USER), (TEAM, None), (None, None))
    ],
}
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
