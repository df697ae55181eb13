"""One process of a town: everything that the bot does, at once. `python -m tests.support.load` runs one."""

import asyncio
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot import telemetry
from bot.domain.configuration import Method
from bot.domain.lifecycle import Pressed
from bot.domain.names import sort_key
from bot.domain.people import Caller, Person
from bot.usecases import away, configure, due, listen, people, roster, teams, waiting
from bot.usecases.accept import accept
from bot.usecases.assign import take, take_by_reply
from bot.usecases.configuration import FollowedConfiguration
from bot.usecases.deal import Outcome, deal_batch
from bot.usecases.deliver import deliver
from bot.usecases.delivery import Claim, Pace
from bot.usecases.errors import ConfigurationMoved, Mistake, NotAllowed
from bot.usecases.pass_on import pass_on
from storage import postgresql
from storage.database import Database
from storage.queries import assignment, outbox_channel
from storage.tables import Conversation, table
from tests.support import town
from tests.support.shared_slack import SharedSlack
from tests.support.town import BOSS, NAMES, OTHER, RESTLESS, WORKSPACE

#: So that more than one window passes while it runs (CONTRACT 5.5 has ten minutes).
BURST_WINDOW_SECONDS = 3.0
#: A wait that is longer than these has no end; shorter ones are those of a machine that is busy with other tests, too.
BOUNDS = {"_LOCK_SECONDS": 40.0, "_STATEMENT_SECONDS": 60.0, "_HANGING_SECONDS": 60.0, "_ANSWER_SECONDS": 70.0}
_SIZES = (1, 1, 1, 2, 2, 3, 4, 8, 16, 64)
_TEAMS = ("sales", "inbox", "vip")
#: How often something fails in this Slack.
_TROUBLE = 0.08


@dataclass
class Report:
    """What a process saw: outcomes by source key, how often each press came to what, and what should not have been."""

    outcomes: dict[str, list[str]] = field(default_factory=dict)
    pressed: Counter[str] = field(default_factory=Counter)
    done: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


class SystemClock:
    def now(self) -> float:
        return time.time()


class Load:
    """The tasks of one process. `number`: which of the processes it is, from 0."""

    def __init__(self, database: Database, folder: Path, number: int, began: float) -> None:
        self.database = database
        self.clock = SystemClock()
        self.began = began
        self.name = f"process{number}"
        self.report = Report()
        self.going = True
        self.configuration = FollowedConfiguration(database, WORKSPACE)
        self.chance = random.Random(f"{number}")
        self.slack = SharedSlack(folder, random.Random(f"slack {number}"), _TROUBLE)

    async def run(self, until: float) -> Report:
        """Do everything until then (UTC seconds), and end when nothing can be sent at once any more."""
        await self.configuration.refresh()
        doing = [
            self._again(self.deal, 0.6, 2.0),
            self._again(self.deal_the_same, 0.5, 0.9),
            self._again(self.come_and_go, 0.02, 0.3),
            self._again(self.administrate, 0.02, 0.3),
            *(self._again(self.press, 0.02, 0.2) for _ in range(2)),
            self._again(self.tick, 0.1, 0.3),
        ]
        sending = [asyncio.create_task(self._send(f"{self.name}.{one}")) for one in "ab"]
        tasks = [asyncio.create_task(one) for one in doing]
        await asyncio.sleep(max(0.0, until - time.time()))
        self.going = False
        await asyncio.gather(*tasks)
        await asyncio.gather(*sending)
        return self.report

    async def _again(self, action: Callable[[], Awaitable[None]], least: float, most: float) -> None:
        while self.going:
            try:
                await action()
                self.report.done[action.__name__] += 1
            except (Mistake, NotAllowed):
                self.report.done[f"{action.__name__} refused"] += 1
            except Exception as error:  # noqa: BLE001 - the test tells of it
                self.report.faults.append(f"{action.__name__}: {error!r}")
            await asyncio.sleep(self.chance.uniform(least, most))

    async def write(self, work: Callable[..., Any], *args: Any) -> Any:
        return await self.database.write(work, *args)

    # Leads

    async def deal(self) -> None:
        size = self.chance.choice(_SIZES)
        keys = [f"{self.name}:{self.report.done['deal']}:{number}:{time.time_ns()}" for number in range(size)]
        await self._deal(keys)

    async def deal_the_same(self) -> None:
        """Deal what every other process deals at this moment, too."""
        second = int(time.time() - self.began)
        keys = [f"all:{second}:{number}" for number in range(1 + second % 6)]
        self.chance.shuffle(keys)
        await self._deal(keys)

    async def _deal(self, keys: list[str]) -> None:
        requests = [town.request(key, random.Random(key)) for key in keys]
        while True:
            try:
                outcomes = await self.write(deal_batch, self.configuration.current, requests, self.clock.now())
                break
            except ConfigurationMoved:
                self.report.done["configuration moved"] += 1
                await self.configuration.refresh()
        for key, outcome in zip(keys, outcomes, strict=True):
            self.report.outcomes.setdefault(key, []).append(Outcome(outcome).value)

    # People

    async def come_and_go(self) -> None:
        user, now = self.chance.choice(RESTLESS), self.clock.now()
        if self.chance.random() < 0.5:
            await self.write(away.come_back, WORKSPACE, user, now)
        else:
            ends_at = self.chance.choice((None, now + 0.5, now + 1.5))
            await self.write(away.go_away, WORKSPACE, user, BOSS, self.chance.choice(("", "tea")), now, ends_at)

    async def administrate(self) -> None:
        await self.chance.choice((self.change_roster, self.change_configuration, self.tell_of_people))()

    async def change_roster(self) -> None:
        user, team, now = self.chance.choice(RESTLESS), self.chance.choice(_TEAMS), self.clock.now()
        kind = self.chance.choice(("add", "add", "remove", "join", "leave"))
        if kind == "add":
            await self.write(roster.add, WORKSPACE, team, self.chance.sample(RESTLESS, 2), now)
        elif kind == "remove":
            await self.write(roster.remove, WORKSPACE, team, [user])
        elif kind == "join":
            await self.write(roster.join, WORKSPACE, team, user, now)
        else:
            await self.write(roster.leave, WORKSPACE, team, user)

    async def tell_of_people(self) -> None:
        now = self.clock.now()
        told = [
            Person(user, self.chance.choice(NAMES), deactivated=self.chance.random() < 0.15)
            for user in self.chance.sample(RESTLESS, self.chance.randint(1, 3))
        ]
        await self.write(people.follow, WORKSPACE, told, now, now)

    # Teams

    async def change_configuration(self) -> None:
        now, kind = self.clock.now(), self.chance.randrange(8)
        if kind < 3:
            method = Method.MANUAL if self.chance.random() < 0.3 else Method.ROUND_ROBIN
            await self.write(teams.switch, WORKSPACE, self.chance.choice(_TEAMS), method, now)
        elif kind == 3:
            await self.write(teams.create, WORKSPACE, "passing", OTHER)
        elif kind == 4:
            await self.write(roster.add, WORKSPACE, "passing", [self.chance.choice(RESTLESS)], now)
        elif kind == 5:
            await self.write(teams.delete, WORKSPACE, "passing", now)
        elif kind == 6:
            team = self.chance.choice(("passing", "passing", *_TEAMS))
            await self.write(listen.listen, WORKSPACE, OTHER, team)
        else:
            file = town.configuration_file(self.chance)
            prune = self.chance.random() < 0.5
            await self.write(lambda tx: configure.apply(tx, WORKSPACE, file, lambda *_: file, now, prune=prune))

    async def tick(self) -> None:
        await self.configuration.follow()
        await due.do_due(self.database, self.clock, self.configuration)

    # Buttons

    async def press(self) -> None:
        picked = await self.database.read(self._pick)
        if picked is None:
            return
        conversation_id, source_key, holder, assignment_id = picked
        user = holder if holder and self.chance.random() < 0.8 else self.chance.choice(RESTLESS)
        caller = Caller(WORKSPACE, user, OTHER, is_manager=self.chance.random() < 0.2)
        shown = self.chance.choice((assignment_id, assignment_id, None))
        kind = self.chance.choice((pass_on, pass_on, take, accept, take_by_reply))
        if kind is take_by_reply:
            outcome = await self.write(take_by_reply, WORKSPACE, source_key, user, self.clock.now())
        else:
            outcome = await self.write(kind, caller, conversation_id, shown, self.clock.now())
        self.report.pressed[Pressed(outcome).value] += 1

    def _pick(self, tx: Any) -> tuple[str, str, str | None, str | None] | None:
        """Choose one of the last conversations: others choose it, too. Those of `north` are left in peace."""
        box = table(Conversation)
        rows = tx.execute(
            box.select()
            .where(box.c.workspace_id == WORKSPACE, box.c.text != "a lead: north")
            .order_by(box.c.conversation_id.desc())
            .limit(12)
        ).all()
        if not rows:
            return None
        row = self.chance.choice(rows)
        held = assignment.latest(tx, WORKSPACE, row.conversation_id)
        return row.conversation_id, row.source_key, held and held.user_id, held and held.assignment_id

    # What is said

    async def _send(self, holder: str) -> None:
        idle = False
        while self.going or not idle:
            try:
                idle = not await self._send_some(holder)
            except Exception as error:  # noqa: BLE001 - the test tells of it
                self.report.faults.append(f"send: {error!r}")
                return
            if idle:
                await asyncio.sleep(0.02)

    async def _send_some(self, holder: str) -> bool:
        now = self.clock.now()
        channels = await self.write(outbox_channel.claim, WORKSPACE, holder, now, now + 10, self.chance.randint(1, 3))
        for channel in channels:
            claim = Claim(WORKSPACE, channel, holder)
            await deliver(self.database, self.slack, self.clock, claim, Pace(rate=0), lambda: False)
        return bool(channels)


async def run(url: str, folder: Path, number: int, began: float, seconds: float) -> Report:
    """Be one of the processes, from `began` (UTC seconds) on."""
    telemetry.configure("console", "error")
    database = Database(url, connections=20)
    sort_key("the table of the collation is read once")
    try:
        await asyncio.sleep(max(0.0, began - time.time()))
        return await Load(database, folder, number, began).run(began + seconds)
    finally:
        await database.close()


if __name__ == "__main__":
    for _name, _bound in BOUNDS.items():
        setattr(postgresql, _name, _bound)
    waiting.BURST_WINDOW_SECONDS = BURST_WINDOW_SECONDS
    _url, _folder, _number, _began, _seconds = sys.argv[1:]
    _report = asyncio.run(run(_url, Path(_folder), int(_number), float(_began), float(_seconds)))
    sys.stdout.write(json.dumps(vars(_report)))
