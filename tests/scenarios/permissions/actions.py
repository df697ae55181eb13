"""The rows of docs/permissions.md, and how somebody does what each is about."""

import itertools
from collections.abc import Awaitable, Callable
from typing import Final

from tests.scenarios.permissions.people import LEAD, SET_MANAGER, SOURCES, Who
from tests.scenarios.permissions.play import Play, Step
from tests.support.world import BOB, CAROL, MANAGER, SALES, SUPPORT

TAKE, ACCEPT, PASS = "Take it", "Accept", "Pass on"
BOSS: Final = Who("manager", MANAGER)
_numbers = itertools.count(1)

Does = Callable[[Play, Who], Awaitable[list[Step]]]


async def away_oneself(play: Play, who: Who) -> list[Step]:
    return [
        await play.types(who, "/away on lunch", lambda now: now.why_away(who.id) == "lunch"),
        await play.types(who, "/rotation away on dentist", lambda now: now.why_away(who.id) == "dentist"),
        await play.types(who, "/away off", lambda now: who.id not in now.away),
    ]


async def away_another(play: Play, who: Who) -> list[Step]:
    return [
        await play.types(who, f"/away <@{LEAD}> on", lambda now: LEAD in now.away),
        await play.types(who, f"/rotation away <@{BOB}> off", lambda now: BOB not in now.away),
    ]


async def look(play: Play, who: Who) -> list[Step]:
    return [
        await play.looks(who, "/rotation show", "*support*"),
        await play.looks(who, "/rotation help", "/rotation show"),
    ]


async def add_and_remove(play: Play, who: Who) -> list[Step]:
    return [
        await play.types(who, f"/rotation add vip <@{LEAD}>", lambda now: LEAD in now.members["vip"]),
        await play.types(who, f"/rotation remove vip <@{CAROL}>", lambda now: CAROL not in now.members["vip"]),
    ]


async def create_and_delete(play: Play, who: Who) -> list[Step]:
    name = f"new-{next(_numbers)}"
    return [
        await play.types(who, f"/rotation create {name} <#{SALES}>", lambda now: name in now.members),
        await play.types(who, "/rotation delete vip", lambda now: "vip" not in now.members),
    ]


async def switch(play: Play, who: Who) -> list[Step]:
    return [
        await play.types(who, "/rotation on desk", lambda now: now.known.teams["desk"].method == "round_robin"),
        await play.types(who, "/rotation off vip", lambda now: now.known.teams["vip"].method == "manual"),
    ]


async def listen(play: Play, who: Who) -> list[Step]:
    channel = f"C9LISTEN{next(_numbers)}"
    return [await play.types(who, f"/rotation listen <#{channel}> vip", lambda now: channel in now.known.sources)]


async def join(play: Play, who: Who) -> list[Step]:
    return [await play.types(who, "/rotation join open", lambda now: who.id in now.members["open"])]


async def leave(play: Play, who: Who) -> list[Step]:
    return [await play.types(who, "/rotation leave open", lambda now: who.id not in now.members["open"])]


async def join_and_leave_elsewhere(play: Play, who: Who) -> list[Step]:
    return [
        await play.types(who, "/rotation join support", lambda now: who.id in now.members["support"]),
        await play.types(who, "/rotation leave support", lambda now: who.id not in now.members["support"]),
    ]


async def be_added(play: Play, who: Who) -> list[Step]:
    return [await play.types(BOSS, f"/rotation add open <@{who.id}>", lambda now: who.id in now.members["open"])]


async def take_of_a_team(play: Play, who: Who) -> list[Step]:
    await play.lead("for the team")
    return [await play.presses(who, await play.card(SUPPORT, TAKE), TAKE, lambda now: now.holder == who.id)]


async def take_without_a_team(play: Play, who: Who) -> list[Step]:
    await play.lead("for nobody")
    card = await play.card(who.id if who.id == SET_MANAGER else MANAGER, TAKE)
    return [await play.presses(who, card, TAKE, lambda now: now.holder == who.id)]


async def accept_own(play: Play, who: Who) -> list[Step]:
    card = await play.given_to(who.id)
    return [await play.presses(who, card, ACCEPT, lambda now: now.conversation.accepted_at and now.holder == who.id)]


async def accept_of_another(play: Play, who: Who) -> list[Step]:
    card = await play.given_to(BOB)
    return [await play.presses(who, card, ACCEPT, lambda now: now.conversation.accepted_at)]


async def pass_own(play: Play, who: Who) -> list[Step]:
    card = await play.given_to(who.id)
    return [await play.presses(who, card, PASS, lambda now: now.holder is None)]


async def pass_of_another(play: Play, who: Who) -> list[Step]:
    card = await play.given_to(BOB)
    return [await play.presses(who, card, PASS, lambda now: now.holder is None)]


async def reply_to_a_teams(play: Play, who: Who) -> list[Step]:
    post = await play.lead("for the team")
    return [await play.says(who, post, "let me see", lambda now: now.holder == who.id)]


async def reply_without_a_team(play: Play, who: Who) -> list[Step]:
    post = await play.lead("for nobody")
    return [await play.says(who, post, "let me see", lambda now: now.holder == who.id)]


def write_in(sender: str) -> Does:
    async def write(play: Play, who: Who) -> list[Step]:
        return [await play.says(who, SOURCES[sender], "hello", lambda now: now.conversation is not None)]

    return write


#: The rows of the page, and how each is played.
ACTIONS: Final[dict[str, Does]] = {
    "/away, /rotation away about oneself": away_oneself,
    "/away, /rotation away naming another": away_another,
    "/rotation show, /rotation help": look,
    "/rotation add, /rotation remove": add_and_remove,
    "/rotation create, /rotation delete": create_and_delete,
    "/rotation on, /rotation off": switch,
    "/rotation listen": listen,
    "/rotation join where self_join": join,
    "/rotation leave where self_join": leave,
    "/rotation join, /rotation leave elsewhere": join_and_leave_elsewhere,
    "being added by a manager": be_added,
    "Take it (conversation_take), of a team's that waits": take_of_a_team,
    "Take it (conversation_take), of one without a team": take_without_a_team,
    "Accept (conversation_accept), one's own": accept_own,
    "Accept (conversation_accept), somebody else's": accept_of_another,
    "Pass on (conversation_pass), one's own": pass_own,
    "Pass on (conversation_pass), somebody else's": pass_of_another,
    "a lead, from: anyone": write_in("anyone"),
    "a lead, from: people": write_in("people"),
    "a lead, from: apps": write_in("apps"),
    "a lead, from: not_teammates (the default)": write_in("not_teammates"),
    "a reply takes a team's that waits": reply_to_a_teams,
    "a reply takes one without a team": reply_without_a_team,
}
