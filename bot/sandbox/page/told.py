"""What the page tells of an act, read with care: anything may be in it."""

from typing import Any

from bot.sandbox.records import Json


class Told:
    """The fields of an act.

    Each way of reading one raises ValueError, with the field's name, where it isn't what it must be.
    """

    def __init__(self, given: Any) -> None:
        if not isinstance(given, dict):
            raise ValueError("an act is an object")  # noqa: TRY004 - it is about what was sent
        self._given: Json = given

    def text(self, name: str) -> str:
        """Return a text that must be there."""
        found = self.maybe_text(name)
        if not found:
            raise ValueError(f"{name!r} is missing")
        return found

    def maybe_text(self, name: str) -> str | None:
        """Return a text; None: it isn't there."""
        found = self._given.get(name)
        if found is not None and not isinstance(found, str):
            raise ValueError(f"{name!r} must be a text")
        return found

    def flag(self, name: str) -> bool:
        """Return whether something is so; what isn't there isn't."""
        found = self._given.get(name, False)
        if not isinstance(found, bool):
            raise ValueError(f"{name!r} must be true or false")  # noqa: TRY004 - as above
        return found

    def number(self, name: str, default: float, most: float) -> float:
        """Return a number from 0 to `most`."""
        found = self._given.get(name, default)
        if isinstance(found, bool) or not isinstance(found, int | float) or not 0 <= found <= most:
            raise ValueError(f"{name!r} must be a number from 0 to {most:g}")
        return found

    def given(self, name: str) -> Any:
        """Return what is chosen or typed: a text, a whole number, a list of texts, or None."""
        found = self._given.get(name)
        plain = isinstance(found, str | int | None) and not isinstance(found, bool)
        if plain or (isinstance(found, list) and all(isinstance(one, str) for one in found)):
            return found
        raise ValueError(f"{name!r} must be a text, a number or a list of texts")
