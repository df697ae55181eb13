"""How the demo is told in a terminal: who got what and why, what a lead was asked, what passing and coming back did."""

from collections.abc import Sequence
from typing import Final

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot.cli.demo_noted import Came, Done, Talk
from bot.cli.demo_says import Says
from bot.cli.demo_tour import Shown

#: Between two columns, and at the left of what stands below something.
_GAP: Final = 2
#: Columns that need no more: "#14", the longest name, the longest name with a number, a tick.
_NUMBER, _WHO, _HAS, _TICK = 2, 12, 16, 1
_HEAD, _LESS, _SOMEBODY, _NOBODY = "bold", "dim", "bold green", "bold yellow"


class Telling:
    """Prints what happened.

    Args:
        console: where to, as wide as it is.
        says: puts facts into words.
    """

    def __init__(self, console: Console, says: Says) -> None:
        self._console = console
        self._says = says

    def section(self, title: str) -> None:
        """Begin a section."""
        self._console.print(Text(f"\n{title}", style=_HEAD), Text("─" * self._console.width, style=_LESS), sep="\n")

    def leads(self, told: Sequence[Came | Done]) -> None:
        """Print who got what, why, and who was skipped; between them, in lines of their own, what people did."""
        room = self._console.width - _NUMBER - _WHO - 4 * _GAP
        why, skipped = room * 32 // 100, room * 26 // 100
        widths = (_NUMBER, room - why - skipped, _WHO, why, skipped)
        self._heads(widths, "#", "What came in", "Who has it", "Why", "Who was skipped")
        for one in told:
            self._console.print(self._lead(widths, one) if isinstance(one, Came) else self._between(one))

    def talk(self, talk: Talk) -> None:
        """Print what a lead was asked and answered, to whom it went, and what that person's card says of it."""
        came = talk.came
        self._console.print(f"{self._says.source(came)}: {came.text}")
        widths = (_WHO, self._console.width - _WHO - 2 * _GAP)
        for who, said in talk.turns:
            name = Text(self._says.name(who), "bold") if who else Text("Leadwheel", _LESS)
            self._console.print(_row(widths, name, Text(self._says.plain(said))))
        has = Text.assemble(self._who(came.row.user_id if came.row else None), f" has it: {self._says.why(came)}")
        for told in (has, Text.assemble(("on the card: ", _LESS), " · ".join(self._says.card(came)))):
            self._console.print(_row((1, self._console.width - 1 - 2 * _GAP), Text("→", style=_LESS), told))

    def acts(self, told: Sequence[Done]) -> None:
        """Print what people did, what the bot did then, and who has it now."""
        room = self._console.width - _HAS - 2 * _GAP
        did = room * 35 // 100
        widths = (did, room - did, _HAS)
        self._heads(widths, "What somebody did", "What Leadwheel did", "Who has it now")
        for one in told:
            self._console.print(_row(widths, self._did(one), self._points(one), self._has(one)))
            if one is not told[-1]:
                self._console.print()

    def tour_begins(self) -> None:
        """Print the heads of the tour's steps."""
        self._heads(self._of_tour(), "", "What there is to try", "What came of it")

    def step(self, step: Shown) -> None:
        """Print a step of the tour, with a tick when it has happened."""
        what = Text.assemble((step.title, "bold"), "\n", (self._says.plain(step.how), _LESS))
        self._console.print(_row(self._of_tour(), Text("✓" if step.led else "", _SOMEBODY), what, Text(step.led)))

    def aside(self, text: str) -> None:
        """Print an explanation."""
        self._console.print(Padding(Text(text, style=_LESS), (0, 0, 0, _GAP)))

    def answer(self, done: Done, *, without: str | None = None) -> None:
        """Print what the bot answered to a command, but for empty lines and those that begin with `without`."""
        for line in "\n".join(self._says.plain(said.text) for said in done.said).splitlines():
            if line and not (without and line.startswith(without)):
                self._console.print(Padding(Text(line), (0, 0, 0, _GAP)))

    def _of_tour(self) -> Sequence[int]:
        room = self._console.width - _TICK - 3 * _GAP
        did = room * 62 // 100
        return _TICK, did, room - did

    def _heads(self, widths: Sequence[int], *heads: str) -> None:
        self._console.print(_row(widths, *(Text(head, style=_LESS) for head in heads)))

    def _lead(self, widths: Sequence[int], came: Came) -> Table:
        what = Text.assemble((f"{self._says.source(came)}: ", _LESS), came.text)
        who = self._who(came.row.user_id if came.row else None)
        return _row(
            widths, Text(str(came.number)), what, who, Text(self._says.why(came)), Text(self._says.skipped(came.row))
        )

    def _between(self, done: Done) -> Table:
        """Return what happened between two leads, over the whole width: a dot stands where a lead has its number."""
        lines = Table.grid()
        lines.add_column(width=_NUMBER + _GAP)
        lines.add_column()
        if done.people:
            lines.add_row(Text("·", style=_LESS), self._did(done))
        lines.add_row(Text(), self._points(done))
        return lines

    def _did(self, done: Done) -> Text:
        return Text.assemble((self._says.names(done.people), "bold"), f" {done.did}")

    def _points(self, done: Done) -> Table:
        """Return what the bot said, each with an arrow before it."""
        points = Table.grid()
        points.add_column(width=_GAP)
        points.add_column()
        for said in done.said:
            where, skipped = self._says.where(said), self._says.skipped(said.row)
            text = Text.assemble((f"{where}: " if where else "", _LESS), self._says.plain(said.text))
            points.add_row(Text("→", style=_LESS), text)
            if skipped:
                points.add_row(Text(), Text(f"skipped: {skipped}", style=_LESS))
        return points

    def _has(self, done: Done) -> Text:
        lines = [Text.assemble((f"#{number} ", _LESS), self._who(user_id)) for number, user_id in done.has]
        return Text("\n").join(lines)

    def _who(self, user_id: str | None) -> Text:
        return Text("nobody yet", _NOBODY) if user_id is None else Text(self._says.name(user_id), _SOMEBODY)


def _row(widths: Sequence[int], *cells: RenderableType) -> Table:
    """Return one row: those of the same widths stand below one another."""
    table = Table.grid(padding=(0, _GAP, 0, 0))
    for width in widths:
        table.add_column(width=width)
    table.add_row(*cells)
    return table
