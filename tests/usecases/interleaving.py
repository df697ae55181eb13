"""Plays two transactions on PostgreSQL against each other: one stops before each of its statements, the other runs."""

import os
from collections.abc import AsyncIterator, Callable
from typing import Any

from bot.domain.configuration import Rule, Source, Team
from bot.usecases import configuration
from bot.usecases.deal import deal_batch
from storage.tables import Row
from tests.support.stepping import Meeting
from tests.usecases.office import ALWAYS_SALES, ANN, BEN, CAT, LEADS, SALES, WORKSPACE, Office

VIP, BOSS = "C03VIP", "U98BOSS"
#: More than any of them has.
_STATEMENTS = 100
#: Only before every eighth statement, so that all tests stay quick; 1: before each (`make soak`).
EVERY = int(os.environ.get("LEADWHEEL_EVERY_STATEMENT", "8"))

Work = Callable[[Any], Any]


async def at_every_statement(url: str, prepare: Callable[[Office], tuple[Work, Work]]) -> AsyncIterator[Office]:
    """Play two works (`prepare` gives them) against each other; give the office after each way in which they met."""
    office, meeting = Office(url), Meeting(url)
    try:
        for swapped in (False, True):
            for stop_before in range(int(swapped), _STATEMENTS, EVERY):
                _forget_everything(office)
                pair = prepare(office)
                one, other = reversed(pair) if swapped else pair
                met = await meeting.interleave(one, other, stop_before)
                office.check()
                yield office
                if not met:
                    break
            else:
                raise AssertionError("it has more statements than that")
    finally:
        await meeting.close()
        office.close()


def _forget_everything(office: Office) -> None:
    tables = reversed(Row.metadata.sorted_tables)
    office.run(lambda tx: [tx.execute(one.delete()) for one in tables])
    office.leads = 0
    office.slack.messages.clear()


def two_teams(office: Office, *rules: Rule) -> None:
    office.apply(
        Team("sales", SALES, teammates=(ANN, BEN), waiting_burst=3),
        Team("vip", VIP, teammates=(CAT,), waiting_burst=3),
        rules=rules or ALWAYS_SALES,
        managers=(BOSS,),
        sources=(Source(LEADS),),
    )


def dealing(office: Office, *requests: Any) -> Work:
    return lambda tx: deal_batch(tx, configuration.load(tx, WORKSPACE), requests, office.now)
