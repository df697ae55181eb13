"""A workspace in which everything is in everything's way: few people, in several teams; channels that are many things."""

import random
import time

from bot.domain.configuration import (
    Condition,
    ConfigurationFile,
    Method,
    Operator,
    Rule,
    Sender,
    Source,
    Team,
    Trigger,
)
from bot.domain.leads import LeadFacts
from bot.usecases.deal import DealRequest

WORKSPACE = "T01TEST"
ANN, BEN, CAT, DAN, EVE = "U01ANN", "U02BEN", "U03CAT", "U04DAN", "U05EVE"
RESTLESS = (ANN, BEN, CAT, DAN, EVE)
#: Those of the team that nothing but leads happens to.
NORTH = ("U11NORA", "U12NED", "U13NAN", "U14NICK", "U15NIA")
BOSS = "U98BOSS"
LEADS, SALES, SALES_2, VIP, OTHER, NORTHERN = "C01LEADS", "C02SALES", "C06SALES", "C03VIP", "C05OTHER", "C10NORTH"
NAMES = ("ann", "Zoë", "ben", "Émile", "dan", "özil", "Ann", "m")

#: The word of a lead, by which it is routed, and to what. Without one of them it goes to the managers.
_ROUTES = {"north": "north", "sales": "sales", "vip": "vip", "inbox": "inbox", "dan": DAN, "eve": EVE}
_WORDS = (*_ROUTES, "north", "sales", "vip", "inbox", "nothing")


def configuration_file(chance: random.Random | None = None) -> ConfigurationFile:
    """Return the town's file; with `chance`, one that somebody has changed in whatever may be changed."""
    change = chance or random.Random(0)
    some = (lambda *people: tuple(change.sample(people, change.randint(1, len(people))))) if chance else _all
    teams = [
        Team("north", NORTHERN, teammates=NORTH),
        Team(
            "sales",
            change.choice((SALES, SALES_2)),
            teammates=some(ANN, BEN, CAT),
            self_join=True,
            waiting_burst=change.choice((1, 2, 3)),
        ),
        # Its channel is a source, too.
        Team("inbox", LEADS, teammates=some(BEN, DAN), self_join=True, waiting_burst=2),
        Team("vip", VIP, change.choice(tuple(Method)), some(CAT, DAN, EVE), self_join=True, waiting_burst=1),
    ]
    words = list(_ROUTES)
    change.shuffle(words)
    return ConfigurationFile(
        managers=(BOSS, *some(ANN, CAT)),
        teams=tuple(teams),
        sources=(Source(LEADS), Source(NORTHERN, change.choice((Sender.ANYONE, Sender.NOT_TEAMMATES)))),
        rules=tuple(_rule(word) for word in words),
    )


def _all(*people: str) -> tuple[str, ...]:
    return people


def _rule(word: str) -> Rule:
    return Rule(Trigger.NEW_CONVERSATION, _ROUTES[word], (Condition("text", Operator.CONTAINS, word),))


def request(key: str, chance: random.Random) -> DealRequest:
    """Make a lead with this key."""
    word = chance.choice(_WORDS)
    # What nobody's word is in goes where `/rotation listen` says, in that channel.
    channel = chance.choice((LEADS, NORTHERN)) if word != "nothing" else chance.choice((LEADS, OTHER))
    return DealRequest(
        workspace_id=WORKSPACE,
        source_key=key,
        source="message",
        channel=channel,
        thread_ts=key,
        trigger=Trigger.NEW_CONVERSATION,
        lead=LeadFacts(f"a lead: {word}", None, None, None),
        lead_user_id="U99LEAD",
        deadline=time.monotonic() + 3600,
    )
