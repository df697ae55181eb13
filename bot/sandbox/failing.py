"""What fails on purpose: calls of the bot, and deliveries to it."""

import random
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Final

from bot.sandbox.administration import Administration
from bot.sandbox.faults import KINDS, Fault, Happening
from bot.sandbox.methods import METHODS

#: What can happen to any call; 429 and slow answers among it.
ALL_KINDS: Final = (*KINDS, "internal_error", "fatal_error", "service_unavailable", "request_timeout")


class Failing(Administration):
    """Faults on demand. Base of Sandbox."""

    def fail(self, method: str, kind: str, times: int = 1, *, seconds: float = 1.0) -> None:
        """Let the next calls of a Web API method fail.

        Args:
            method: Its name.
            kind: `429`, `500`, `503`: nothing is done; `500_after`: it is done; `timeout_`, `drop_`, `broken_` with
                `before` or `after`: no answer comes, the connection breaks or the answer is half a JSON, before or
                after it is done; `slow`: it is done, and answered late; anything else is answered as Slack's error word.
            times: How many calls.
            seconds: What `Retry-After` says, or how late the slow answer is.

        Raises LookupError for a method that the sandbox doesn't have, ValueError for an empty kind.
        """
        self._check_methods([method])
        self._core.faults.plan(method, Fault(kind, seconds), times)
        self._core.changes.tell()

    def fail_share(
        self,
        share: float,
        kinds: Collection[str] = ALL_KINDS,
        methods: Collection[str] | None = None,
        *,
        seed: int = 0,
        seconds: float = 1.0,
    ) -> None:
        """Let a share of all calls fail until `heal()`, each of the kinds as often as the others.

        Args:
            share: 0 to 1.
            kinds: As `fail()` takes them.
            methods: Of these only; None: of all.
            seed: The same calls fail again with the same one.
            seconds: As for `fail()`.

        Raises LookupError for a method that the sandbox doesn't have, ValueError for a share that is none or no kinds.
        """
        self._check_methods(methods or ())
        self._core.faults.plan_share(share, [Fault(kind, seconds) for kind in kinds], methods, seed)
        self._core.changes.tell()

    def meanwhile(self, method: str, happening: Happening) -> None:
        """Let something happen in mid-flight: when the next call of a method has come, and before it is done.

        `happening` is called; what it returns is awaited if it can be. The call goes on when it is over, so an act
        whose delivery the bot answers only after this call has to be told not to wait (`wait=False`).

        Raises LookupError for a method that the sandbox doesn't have.
        """
        self._check_methods([method])
        self._core.faults.plan_happening(method, happening)

    @contextmanager
    def silence(self) -> Iterator[None]:
        """Let Slack answer and deliver nothing for the length of a block.

        What comes meanwhile is neither done nor refused; who still waits at the end of the block is answered then,
        and what happened meanwhile is delivered.
        """
        self.is_silent = True
        try:
            yield
        finally:
            self.is_silent = False

    @property
    def is_silent(self) -> bool:
        """Whether Slack answers and delivers nothing, as for the length of `silence()`; to be set."""
        return not self._core.speaks.is_set()

    @is_silent.setter
    def is_silent(self, silent: bool) -> None:
        if silent:
            self._core.speaks.clear()
        else:
            self._core.speaks.set()
        self._core.changes.tell()

    def divert(
        self, *, late_seconds: float = 0.0, doubled: float = 0.0, unheard: float = 0.0, seed: int | None = None
    ) -> None:
        """Let events come late (and so in another order), twice, or again though they were answered, until `heal()`.

        Args:
            late_seconds: Each copy sets out so much later at most.
            doubled: The share of events, 0 to 1, of which a second copy goes out beside the first.
            unheard: The share of the bot's answers, 0 to 1, that Slack doesn't hear.
            seed: Where the dice begin; None: they go on.
        """
        detours = self._core.detours
        detours.late_seconds, detours.doubled, detours.unheard = late_seconds, doubled, unheard
        if seed is not None:
            detours.dice = random.Random(seed)
        self._core.changes.tell()

    def heal(self) -> None:
        """Let everything work from now on; what is revoked or taken away stays so."""
        self._core.faults.clear()
        self.divert()

    @property
    def duplicate(self) -> int:
        """How many copies of each event are delivered at once, with the same `event_id`."""
        return self._core.sender.duplicate

    @duplicate.setter
    def duplicate(self, copies: int) -> None:
        self._core.sender.duplicate = copies

    def _check_methods(self, methods: Collection[str]) -> None:
        for method in methods:
            if method not in METHODS:
                raise LookupError(f"the sandbox has no method {method!r}")
