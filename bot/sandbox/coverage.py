"""Which Web API methods the sandbox has, for tests that compare it with its routes and with what the code calls."""

from typing import Final

from bot.sandbox.methods import METHODS

#: In alphabetical order.
METHOD_NAMES: Final[tuple[str, ...]] = tuple(sorted(METHODS))
