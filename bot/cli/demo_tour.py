"""A short tour of the demo: things to try on its page, each of which is ticked off when it has happened.

`leadwheel demo --once` plays the same steps, and prints them.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

from bot.cli.demo_happened import Happened
from bot.cli.demo_says import Says
from bot.cli.demo_stage import Press, Stage
from bot.cli.demo_story import ADA, LEADS, LENA, MIA, PRICING, SALES, look
from bot.ids import Action, Command


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to try.

    Attributes:
        key: its name on the page.
        title: what it is; `{holder}` stands for who got the lead that went past Ada.
        how: what to do, with Slack's markup.
        who: the id of who does it; None: whoever got that lead.
        where: the channel that it is done in.
        play: does it.
        led: says what came of it; "": it has not happened.
    """

    key: str
    title: str
    how: str
    who: str | None
    where: str
    play: Callable[[Stage], Awaitable[None]]
    led: Callable[[Happened, Says], str]


@dataclass(frozen=True, slots=True)
class Shown:
    """A step as it is shown: `who` may do it, and `led` is "" until it has happened."""

    key: str
    title: str
    how: str
    who: str
    where: str
    led: str

    def json(self) -> dict[str, Any]:
        """Return it as the page wants it."""
        told = {"key": self.key, "title": self.title, "how": self.how, "led": self.led}
        return told | {"as": self.who, "in": self.where, "done": bool(self.led)}


def _sent(happened: Happened, says: Says) -> str:
    row = happened.of_lena
    return f"{says.name(row.user_id)} got it, by turn in {row.team}." if row else ""


def _looked(happened: Happened, says: Says) -> str:
    if not happened.shown:
        return ""
    names = [says.name(user_id) for user_id in happened.upcoming]
    return f"Next in sales: {', then '.join(names) or 'nobody, as all are away'}."


def _gone(happened: Happened, _says: Says) -> str:
    return "Leads go past her until she is back." if ADA in happened.was_away else ""


def _sent_again(happened: Happened, says: Says) -> str:
    row = happened.past_ada
    return f"{says.name(row.user_id)} got it, not Ada." if row else ""


def _saw_why(happened: Happened, says: Says) -> str:
    row = happened.past_ada
    return f"By turn in {row.team}. Skipped: {says.skipped(row)}." if row and happened.is_opened(row) else ""


def _passed(happened: Happened, says: Says) -> str:
    row = happened.passed_on
    if row is None:
        return ""
    skipped = says.skipped(row)
    return f"{says.name(row.user_id)} has it now." + (f" Skipped: {skipped}." if skipped else "")


def _back(happened: Happened, _says: Says) -> str:
    is_back = ADA in happened.was_away and ADA not in happened.away
    return "She is met in her order, without a make-up turn." if is_back else ""


def _answered(happened: Happened, says: Says) -> str:
    if not happened.answered:
        return ""
    row = happened.with_lena
    return f"{says.name(row.user_id)} is with her, {says.how(row)}." if row else "Nobody is there yet: she waits."


async def _answer(stage: Stage) -> None:
    await stage.talk(LENA, PRICING, "What do you charge?", "lena@fischer.example.com", Press("1-50"), Press("Yes"))


async def _see_why(stage: Stage) -> None:
    stage.open_thread(LENA, stage.latest)


async def _pass_on(stage: Stage) -> None:
    await stage.press(stage.latest, Action.CONVERSATION_PASS, stage.holder(stage.latest))


STEPS: Final = (
    Step(
        "send", "Send a lead as Lena",
        "As Lena, write in #leads what you want to know.",
        LENA, LEADS, lambda stage: stage.write(LENA, LEADS, "What would 12 seats cost?"), _sent,
    ),
    Step(
        "turn", "See whose turn it is",
        "As Mia, type `/rotation show sales`. The page's wheel shows the same.",
        MIA, SALES, lambda stage: look(stage, "sales"), _looked,
    ),
    Step(
        "away", "Let Ada go away",
        "As Ada, type `/away until monday`.",
        ADA, SALES, lambda stage: stage.command(ADA, Command.AWAY, "until monday", SALES), _gone,
    ),
    Step(
        "another", "Send another lead",
        "As Lena, write in #leads again: when it is Ada's turn, the next one gets it.",
        LENA, LEADS, lambda stage: stage.write(LENA, LEADS, "And what would 13 cost?"), _sent_again,
    ),
    Step(
        "why", "See why {holder} got it",
        "As Lena, open that lead's thread: it came by turn. Who was skipped is then told here.",
        LENA, LEADS, _see_why, _saw_why,
    ),
    Step(
        "pass", "Pass it on",
        "As who has it, press “Pass on” on its card in #sales.",
        None, SALES, _pass_on, _passed,
    ),
    Step(
        "back", "Let Ada come back",
        "As Ada, type `/away back`.",
        ADA, SALES, lambda stage: stage.command(ADA, Command.AWAY, "back", SALES), _back,
    ),
    Step(
        "operator", "Answer the Operator",
        "As Lena, write in #pricing, and answer in the thread what you are asked: type, press or skip.",
        LENA, PRICING, _answer, _answered,
    ),
)  # fmt: skip


def tour(happened: Happened, says: Says) -> list[Shown]:
    """Return the steps as they are to be shown after what has happened."""
    row = happened.past_ada
    holder = says.name(row.user_id).split()[0] if row else "the next one"
    return [
        Shown(
            step.key,
            step.title.format(holder=holder),
            step.how,
            step.who or (row.user_id if row else LENA),
            step.where,
            step.led(happened, says),
        )
        for step in STEPS
    ]
