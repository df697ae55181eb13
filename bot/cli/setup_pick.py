"""Choosing channels and people in a terminal: by a part of the name, by a number of the list shown, or by id."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from bot.cli.setup_terminal import Terminal, yes
from bot.domain.names import sort_key
from bot.domain.nearest import comparable, nearest

#: So many are shown at once.
_SHOWN: Final = 15
_LONGEST_ID: Final = 40
_ALL: Final = "all"


@dataclass(frozen=True, slots=True)
class Option:
    """What can be chosen. `name` as it is shown: of a channel with its `#`; `note` is shown beside it."""

    id: str
    name: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """What is chosen. `mark`: the sign before a name; `letters`: what an id begins with; `id_help`: where it is found."""

    what: str
    several: str
    mark: str
    letters: str
    id_help: str


CHANNEL: Final = Kind(
    "channel",
    "channels",
    "#",
    "CG",
    "a channel's id looks like C02SALES: click its name in Slack, it ends the About page",
)
PERSON: Final = Kind(
    "person", "people", "@", "UW", "an id looks like U01ALICE: in Slack, the person's profile, ⋮, Copy member ID"
)


class Picker:
    """Asks for options of one kind, however many there are.

    Args:
        terminal: where.
        kind: what they are.
        options: what there is; none at all: only ids can be typed.
    """

    def __init__(self, terminal: Terminal, kind: Kind, options: Sequence[Option]) -> None:
        self._terminal, self._kind = terminal, kind
        self._options = sorted(options, key=lambda one: (sort_key(one.name), one.id))
        self._shown: Sequence[Option] = ()

    def one(self, question: str) -> Option:
        """Ask until one is chosen."""
        self._offer(question)
        while True:
            typed = self._terminal.ask(self._kind.what.capitalize())
            if not typed:
                self._terminal.say(f"Please name a {self._kind.what}.")
            elif (found := self._find(typed)) is not None:
                self._terminal.say(f"→ {_named(found)}")
                return found

    def several(
        self, question: str, *, least: int = 0, everybody: Callable[[str], Sequence[Option]] | None = None
    ) -> list[Option]:
        """Ask until an empty line says that these are all.

        Args:
            question: what they are for.
            least: how many there must be.
            everybody: gives those whom `all`, or `all` and something after it, means.
        """
        self._offer(question)
        ask = f"{self._kind.several.capitalize()} (several with commas; Enter when that is all)"
        chosen: dict[str, Option] = {}
        while True:
            typed = self._terminal.ask(ask)
            if not typed:
                if len(chosen) >= least:
                    return list(chosen.values())
                self._terminal.say(f"Please name a {self._kind.what}.")
                continue
            word, _, rest = typed.partition(" ")
            if everybody is not None and word.lower() == _ALL:
                chosen |= {one.id: one for one in everybody(rest.strip())}
            else:
                self._take(typed, chosen)
            if chosen:
                self._terminal.say(f"→ {', '.join(_named(one) for one in chosen.values())}")
                self._terminal.say("  (a minus before a name takes it out again)", style="dim")

    def _offer(self, question: str) -> None:
        self._terminal.say(question)
        self._shown = ()
        if not self._options:
            self._terminal.say(f"By id: {self._kind.id_help}.")
        elif len(self._options) <= _SHOWN:
            self._show(self._options)
        else:
            self._terminal.say(
                f"  There are {len(self._options)} {self._kind.several}: type a part of the name, or the id."
            )

    def _show(self, options: Sequence[Option]) -> None:
        self._shown = options[:_SHOWN]
        for number, one in enumerate(self._shown, 1):
            self._terminal.say(f"  {number:>2}  {one.name}{f'  ({one.note})' if one.note else ''}")
        if len(options) > _SHOWN:
            self._terminal.say(f"      and {len(options) - _SHOWN} more: type more of the name")

    def _take(self, typed: str, chosen: dict[str, Option]) -> None:
        """Put what was typed to what is chosen, or take it away; a comma may be part of one's name."""
        parts = [typed] if self._called(typed) else typed.split(",")
        for part in filter(None, (one.strip() for one in parts)):
            found = self._find(part.removeprefix("-").strip() if part != "-" else part)
            if found is None:
                continue
            if part.startswith("-"):
                chosen.pop(found.id, None)
            else:
                chosen[found.id] = found

    def _find(self, typed: str) -> Option | None:
        """Return what was meant; None: that is not clear, and was said."""
        if typed.isascii() and typed.isdigit() and 1 <= int(typed[:6]) <= len(self._shown):
            return self._shown[int(typed) - 1]
        exact = self._called(typed)
        if len(exact) == 1:
            return exact[0]
        form = _folded(typed.removeprefix(self._kind.mark))
        found = exact or [one for one in self._options if form and form in _folded(one.name)]
        if len(found) == 1:
            return found[0]
        if found:
            self._terminal.say(f"Several are called like {typed}; which?")
            self._show(found)
            return None
        if self._is_id(typed):
            return self._by_id(typed)
        self._unknown(typed)
        return None

    def _called(self, typed: str) -> list[Option]:
        form = comparable(typed.removeprefix(self._kind.mark))
        return [
            one
            for one in self._options
            if typed == one.id or comparable(one.name.removeprefix(self._kind.mark)) == form
        ]

    def _is_id(self, typed: str) -> bool:
        right = typed.isascii() and typed.isalnum() and typed == typed.upper() and any(map(str.isdigit, typed))
        return right and typed[0] in self._kind.letters and 3 <= len(typed) <= _LONGEST_ID  # noqa: PLR2004

    def _by_id(self, typed: str) -> Option | None:
        """Return what Slack didn't tell of: a private channel without the bot, say."""
        if self._options and not yes(
            self._terminal, f"Slack doesn't show me a {self._kind.what} {typed}. Take it all the same?", default=False
        ):
            return None
        return Option(typed, typed)

    def _unknown(self, typed: str) -> None:
        by_name = {one.name.removeprefix(self._kind.mark): one for one in self._options}
        near = nearest(typed.removeprefix(self._kind.mark), by_name)
        meant = f" Did you mean {by_name[near].name}?" if near is not None else f" ({self._kind.id_help}.)"
        self._terminal.say(f"I see no {self._kind.what} {typed}.{meant}")


def _named(one: Option) -> str:
    return one.name if one.name == one.id else f"{one.name} ({one.id})"


def _folded(text: str) -> str:
    """Return what a part of a name is looked for in: without case and accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"\s+", " ", "".join(char for char in plain if not unicodedata.combining(char))).strip()
