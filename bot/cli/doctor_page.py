"""How `leadwheel doctor` tells what it found: to people at a terminal, in plain lines, and to machines."""

import json
import os
import sys
from collections.abc import Sequence
from typing import Final, Self

from rich.console import Console
from rich.status import Status
from rich.text import Text

from bot.cli.one_line import one_line
from bot.usecases.doctor import Finding, State, faults, summary

_STYLES: Final = {State.OK: "green", State.NOTE: "yellow", State.WRONG: "bold red"}
_WIDTH: Final = max(map(len, State)) + 2
_ARROW: Final = "→ "
_PLAIN_ARROW: Final = "-> "
#: A shorter wait isn't worth a word.
_WORTH_TELLING_SECONDS: Final = 2.0


def put(findings: Sequence[Finding], *, as_json: bool) -> None:
    """Print what was found; raises nothing when nobody reads it to the end."""
    try:
        if as_json:
            print(as_machines_read_it(findings), flush=True)
        elif sys.stdout.isatty():
            _show(Console(highlight=False, markup=False, emoji=False), findings)
        else:
            print(_writable("\n".join(plain(findings)), sys.stdout.encoding or "utf-8"), flush=True)
    except BrokenPipeError:  # `| head`, say
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python writes the rest when it ends


def as_machines_read_it(findings: Sequence[Finding]) -> str:
    """Return a JSON list of objects with `check`, `state`, `says` and `mend`, which is null where nothing need be done."""
    return json.dumps(
        [{"check": one.check, "state": one.state, "says": one.says, "mend": one.mend or None} for one in findings],
        indent=2,
    )


def plain(findings: Sequence[Finding]) -> list[str]:
    """Return a line for each finding, one more for how it is mended, and the last that sums up."""
    lines = []
    for one in findings:
        lines.append(f"{one.state:<{_WIDTH}}{one.check}: {one_line(one.says)}")
        if one.mend:
            lines.append(f"{'':<{_WIDTH}}{_ARROW}{one_line(one.mend)}")
    return [*lines, summary(findings)]


def _show(screen: Console, findings: Sequence[Finding]) -> None:
    """Print as `plain` does, in colours, and broken where the terminal ends: what goes on is indented."""
    for one in findings:
        head = Text(f"{one.state:<{_WIDTH}}", style=_STYLES[one.state])
        body = Text.assemble((one.check, "bold"), f": {one_line(one.says)}")
        room = max(20, screen.width - _WIDTH)
        for number, line in enumerate(body.wrap(screen, room)):
            screen.print(Text.assemble(head if number == 0 else " " * _WIDTH, line), soft_wrap=True)
        if one.mend:
            arrow = _writable(_ARROW, screen.encoding)
            for number, line in enumerate(Text(one_line(one.mend)).wrap(screen, room - len(arrow))):
                screen.print(
                    Text.assemble(" " * _WIDTH, arrow if number == 0 else " " * len(arrow), line), soft_wrap=True
                )
    screen.print(summary(findings), style=_STYLES[State.WRONG if faults(findings) else State.OK])


def _writable(text: str, encoding: str) -> str:
    """Return a text that can be written in an encoding: what it lacks is a question mark."""
    try:
        _ARROW.encode(encoding)
    except UnicodeEncodeError:
        text = text.replace(_ARROW, _PLAIN_ARROW)
    return text.encode(encoding, "replace").decode(encoding)


class Progress:
    """What is being looked at, on a line of stderr that is gone in the end; nothing where stderr is no terminal."""

    def __init__(self) -> None:
        console = Console(stderr=True)
        self._status = Status("looking", console=console) if console.is_terminal else None
        self._words = ""

    def __enter__(self) -> Self:
        if self._status is not None:
            self._status.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._status is not None:
            self._status.stop()

    def doing(self, words: str) -> None:
        """Show what is being looked at now."""
        self._words = words
        self._say(words)

    def waiting(self, seconds: float) -> None:
        """Show how long Slack has to be left alone."""
        if seconds >= _WORTH_TELLING_SECONDS:
            self._say(f"{self._words} (Slack takes no more for {seconds:.0f} s)")

    def _say(self, words: str) -> None:
        if self._status is not None:
            self._status.update(Text(words))
