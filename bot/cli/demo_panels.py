"""What the demo's page shows beside the chat: whose turn it is, and the tour."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

from bot.cli.demo_happened import Happened
from bot.cli.demo_says import Says
from bot.cli.demo_stage import Stage
from bot.cli.demo_story import LEADS, LENA, PRICING, SALES, WORKSPACE
from bot.cli.demo_tour import STEPS, Shown, tour
from bot.cli.demo_wheels import wheels
from bot.domain.questions import Ended
from bot.ids import Command
from bot.sandbox import Sandbox
from bot.timekeeping import SystemClock
from bot.usecases.show import RotationView, show
from storage.database import Database
from storage.queries import assignment, conversation, conversation_qualification
from storage.queries.assignment import AssignmentRow
from storage.transaction import Transaction


class Panels:
    """Reads what the panels show from the bot's database and the local Slack, whenever a page asks."""

    def __init__(self, sandbox: Sandbox, database: Database, clock: SystemClock, says: Says) -> None:
        self._sandbox = sandbox
        self._database = database
        self._clock = clock
        self._says = says
        self._known: set[str] = set()  # assignments of before the tour
        self._answered_before: set[tuple[str, str]] = set()
        self._exchanges_before = 0
        self._shown = False
        self._was_away: set[str] = set()

    def show(self) -> None:
        """Put them on the page."""
        self._sandbox.page.add("wheels", self._wheels)

    async def begin_tour(self) -> None:
        """Begin the tour: what was before doesn't count."""
        self._known = {row.assignment_id for row in await self._assignments()}
        self._answered_before = set(await self._answered())
        self._exchanges_before = max((one.number for one in self._sandbox.exchanges), default=0)
        self._shown = False
        self._was_away = set()
        self._sandbox.page.add("tour", self._tour)

    async def walk_tour(self, stage: Stage) -> AsyncIterator[Shown]:
        """Play the tour, and yield each step as it is shown once it was played."""
        for step in STEPS:
            await step.play(stage)
            yield next(one for one in await self.tour() if one.key == step.key)

    async def tour(self) -> list[Shown]:
        """Return the steps of the tour as they are shown now."""
        return tour(await self._happened(), self._says)

    async def _wheels(self) -> list[dict[str, Any]]:
        return wheels(await self._view())

    async def _tour(self) -> list[dict[str, Any]]:
        return [step.json() for step in await self.tour()]

    async def _happened(self) -> Happened:
        view = await self._view()
        away = {one.user_id for team in view.teams for one in team.away if not one.deactivated}
        self._was_away |= away
        exchanges = (one for one in self._sandbox.exchanges if one.number > self._exchanges_before)
        self._shown |= any(_shows(one.kind, one.sent) for one in exchanges)  # only the last of them are kept
        return Happened(
            assignments=[row for row in await self._assignments() if row.assignment_id not in self._known],
            answered=[one for one in await self._answered() if one not in self._answered_before],
            written={(LEADS, message.ts) for message in self._sandbox.messages(LEADS) if message.user == LENA},
            opened=self._sandbox.opened_threads,
            shown=self._shown,
            upcoming=next((team.upcoming for team in view.teams if team.channel == SALES), ()),
            away=away,
            was_away=self._was_away,
        )

    async def _view(self) -> RotationView:
        return await self._database.read(show, WORKSPACE, None, self._clock.now())

    async def _answered(self) -> list[tuple[str, str]]:
        """Return the threads in which Lena has answered all that she was asked."""
        wrote = [(PRICING, message.ts) for message in self._sandbox.messages(PRICING) if message.user == LENA]
        return await self._database.read(_answered, wrote)

    async def _assignments(self) -> Sequence[AssignmentRow]:
        return await self._database.read(assignment.since, WORKSPACE, 0.0)


def _answered(tx: Transaction, threads: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    def ended(thread: tuple[str, str]) -> str | None:
        found = conversation.by_source_key(tx, WORKSPACE, "message:{}:{}".format(*thread))
        row = conversation_qualification.find(tx, WORKSPACE, found.conversation_id) if found is not None else None
        return row.ended if row is not None else None

    return [thread for thread in threads if ended(thread) == Ended.ANSWERED]


def _shows(kind: str, sent: dict[str, Any]) -> bool:
    return (
        kind == "command" and sent.get("command") == Command.ROTATION and str(sent.get("text", "")).startswith("show")
    )
