"""What is wrong with a configuration file: every mistake at once, one line each, with the nearest right word."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.nearest import nearest

_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing to mend. `line` counts from 1; None: the file as a whole (there is no such file, say)."""

    filename: str
    line: int | None
    message: str

    def __str__(self) -> str:
        place = self.filename if self.line is None else f"{self.filename}:{self.line}"
        return f"{place}: {self.message}"


class ConfigurationFileError(Exception):
    """The file can't be used.

    Attributes:
        mistakes: Everything that is wrong with it, in order of line.
    """

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(sorted(mistakes, key=lambda mistake: mistake.line or 0))
        super().__init__("\n".join(map(str, self.mistakes)))


class Notes:
    """Collects the mistakes of one file, so that a person mends them in one go."""

    def __init__(self, filename: str) -> None:
        self._filename = filename
        self._found: dict[Mistake, None] = {}  # a part that is read through several aliases tells its mistake once

    def add(self, line: int | None, message: str) -> None:
        """Note one mistake; the same one again changes nothing."""
        self._found[Mistake(self._filename, line, message)] = None

    def check(self) -> None:
        """Go on only when nothing was noted.

        Raises:
            ConfigurationFileError: With all that was noted.
        """
        if self._found:
            raise ConfigurationFileError(self._found)


def shown(text: str) -> str:
    """Quote what stands in the file: short, on one line, and harmless to a terminal."""
    short = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
    seen = "".join(char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in short)
    return f"`{seen}`"


def did_you_mean(word: str, options: Iterable[str]) -> str:
    """Give the end of a message about a wrong word: the nearest right one, else all of them."""
    options = list(options)
    near = nearest(word, options)
    if near is not None:
        return f"; did you mean `{near}`?"
    return f"; it can be {listed(options)}"


def listed(words: Iterable[str]) -> str:
    """Write words as people list them: `a`, `b` or `c`."""
    *first, last = (f"`{word}`" for word in words)
    return f"{', '.join(first)} or {last}" if first else last
