"""Contents of messages at their longest, as use cases write them, and with what is true when they are sent."""

from types import SimpleNamespace

from bot.domain.answers import Wrong
from bot.domain.configuration import Note, Question, QuestionKind, Sender
from bot.domain.lifecycle import CHANGES, Pressed
from bot.domain.roles import Role
from bot.usecases import announce
from bot.usecases.qualify_choose import Chosen

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
