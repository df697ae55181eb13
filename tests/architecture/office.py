"""An office in which what the pages say is done: Mia manages, Maria, Tom and Ana share the leads of sales."""

import re
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from bot.cli.demo_words import plain
from bot.configfile import load
from bot.sandbox import User
from bot.usecases import configure
from storage.queries import workspace
from tests.support.harness import Harness
from tests.support.waiting import until
from tests.support.world import FORMS, LEADS, LENA, MANAGER, SALES, SUPPORT, WORKSPACE, world_in

MARIA, TOM, ANA = "U21MARIA", "U22TOM", "U23ANA"
PEOPLE = (
    User(id=MARIA, name="maria", real_name="Maria Lopez", tz="Europe/Madrid"),
    User(id=TOM, name="tom", real_name="Tom Berg", tz="Europe/Berlin"),
    User(id=ANA, name="ana", real_name="Ana Silva", tz="Europe/Lisbon"),
)
NAMES = {one.id: one.real_name for one in PEOPLE} | {MANAGER: "Mia Manager", LENA: "Lena Lead"}
CHANNELS = {LEADS: "leads", SALES: "sales", SUPPORT: "support", FORMS: "forms"}

TEAMS = f"""
workspace: {WORKSPACE}
managers: [{MANAGER}]
teams:
  sales: {{channel: {SALES}, teammates: [{MARIA}, {TOM}, {ANA}], self_join: true}}
sources: [{{channel: {LEADS}}}]
rules: [{{when: new_conversation, if: {{channel: {LEADS}}}, assign_to: sales}}]
"""
NO_TEAMS = f"""
workspace: {WORKSPACE}
managers: [{MANAGER}]
rules: []
"""

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d")


class Office:
    """The world, with people who do what a page says."""

    def __init__(self, world):
        self.world = world
        self.harness = Harness(world)
        self._dealt = False

    async def begin(self, configuration=TEAMS):
        """Have the teams as they were, nobody away, and the turn at its beginning."""
        if self._dealt:  # which counts for a week
            self.harness.clock.forward(days=8)
            self._dealt = False
        for text in (NO_TEAMS, configuration):
            loaded = load(text, "office")
            await self.world.write(_apply, loaded, self.world.clock.now())
        followed = self.world.bot.services.configuration
        version = await self.world.read(workspace.config_version, WORKSPACE)
        await until(lambda: followed.current.version == version)
        for who in (MARIA, TOM, ANA, MANAGER):
            await self.types(who, "/away off")

    async def types(self, who, command):
        """Type a command in #sales; return what the bot answers to it, as it is read."""
        return read(await self.harness.slack.person(who).runs(command, SALES))

    async def lead(self, text):
        """Let Lena write in #leads; return what is read in the thread, on the card, and in the direct message."""
        self._dealt = True
        post = await self.harness.lena.writes(text)
        card = await self.harness.slack.card(post, of=SALES)
        (thread,), (direct,), _ = self.harness.slack.told_of(post)
        return {
            "In the thread": read(thread.text),
            "On the card": read(_now(card)),
            "To the teammate": read(_now(direct)),
        }

    def soon(self):
        """Return a day that is still to come."""
        return datetime.fromtimestamp(self.world.clock.now() + 30 * 86_400, UTC).strftime("%Y-%m-%d")


def _now(message):
    """Return what is told of this conversation alone: in other examples Lena has had others."""
    return re.sub(r"\n\*Earlier\* .*", "", message.text)


def _apply(tx, loaded, now):
    return configure.apply(tx, WORKSPACE, loaded.configuration, loaded.check_references, now, prune=True)


def read(text):
    """Return what somebody reads, in words with one space between them; a moment is the same at any time."""
    return " ".join(_MOMENT.sub("DATE TIME", plain(text, NAMES, CHANNELS)).split())


@asynccontextmanager
async def office_in(database_url):
    """Give an office whose bot runs."""
    async with world_in(database_url, configuration="") as world:
        for user in PEOPLE:
            world.sandbox.add_user(user)
        await world.apply(TEAMS)
        async with world.awake():
            yield Office(world)
