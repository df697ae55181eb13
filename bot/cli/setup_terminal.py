"""The terminal that `leadwheel setup` asks on, and the questions that have few answers."""

from collections.abc import Mapping
from typing import Protocol

from rich.console import Console
from rich.prompt import Prompt
from rich.text import Text

from bot.domain.nearest import nearest


class Terminal(Protocol):
    """Where a person reads and types. Asking raises KeyboardInterrupt or EOFError where they would rather stop."""

    def say(self, text: str = "", *, style: str = "", wrap: bool = True) -> None:
        """Show lines of text, broken between words unless not `wrap`."""

    def ask(self, question: str, default: str = "") -> str:
        """Return what is typed, without space around it; `default` where that is nothing."""

    def ask_hidden(self, question: str) -> str:
        """Return what is typed, which isn't shown, without space around it."""


class RichTerminal:
    """A Terminal, over standard input and output."""

    def __init__(self) -> None:
        self._console = Console(highlight=False)

    def say(self, text: str = "", *, style: str = "", wrap: bool = True) -> None:
        """See Terminal."""
        self._console.print(Text(text, style=style), soft_wrap=not wrap)

    def ask(self, question: str, default: str = "") -> str:
        """See Terminal."""
        return self._asked(question, default, hidden=False)

    def ask_hidden(self, question: str) -> str:
        """See Terminal."""
        return self._asked(question, "", hidden=True)

    def _asked(self, question: str, default: str, *, hidden: bool) -> str:
        prompt = Text(question, style="bold")
        while True:
            try:
                answer = Prompt.ask(
                    prompt, console=self._console, default=default, show_default=bool(default), password=hidden
                )
            except UnicodeDecodeError:
                self.say("That is no UTF-8 text: please type it again.")
                continue
            return answer.strip()


def yes(terminal: Terminal, question: str, *, default: bool) -> bool:
    """Ask what is answered by yes or no."""
    while True:
        answer = terminal.ask(f"{question} [{'Y/n' if default else 'y/N'}]").lower()
        if not answer:
            return default
        if answer in {"y", "yes"}:
            return True
        if answer in {"n", "no"}:
            return False
        terminal.say("Please answer y or n.")


def choose(terminal: Terminal, question: str, options: Mapping[str, str]) -> str:
    """Ask for one of a few options, by its number or its name; the first is the default.

    Args:
        terminal: where.
        question: what it is about.
        options: by name, what is said of each.

    Returns:
        The name.
    """
    names = list(options)
    terminal.say(question)
    for number, (name, said) in enumerate(options.items(), 1):
        terminal.say(f"  {number}  {name}: {said}")
    while True:
        answer = terminal.ask("Number", "1")
        if answer.isascii() and answer.isdigit() and 1 <= int(answer[:4]) <= len(names):
            return names[int(answer[:4]) - 1]
        if (found := nearest(answer, names)) is not None:
            return found
        terminal.say(f"Please type a number from 1 to {len(names)}.")
