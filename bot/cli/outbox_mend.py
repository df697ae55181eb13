"""What `leadwheel outbox list`, `retry` and `drop` do."""

import asyncio
import functools
import os
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from bot.cli import outbox_page
from bot.domain.text import clean
from bot.settings import Settings
from bot.starting import open_database
from bot.usecases import outbox_unsent
from bot.usecases.errors import Mistake
from bot.usecases.outbox_mending import Mended
from bot.usecases.outbox_unsent import Unsent
from storage.database import Database

T = TypeVar("T")

#: No id is longer.
_LONGEST_ID = 60


def show_unsent(*, everything: bool) -> None:
    """Print what could not be sent; `everything`: and all else that Slack doesn't have."""
    work = outbox_unsent.unsent if everything else outbox_unsent.stuck

    async def seen(database: Database, now: float) -> tuple[list[Unsent], float]:
        return await database.read(work, now), now

    found, now = _with_database(seen)
    if sys.stdout.isatty():
        outbox_page.show(outbox_page.console(), found, now)
    elif found:
        _print([outbox_page.line(one) for one in found])
    else:
        _print([outbox_page.NOTHING])


def mend(
    verb: str, work: Callable[..., list[Mended]], ids: Sequence[str], *, everything: bool, channel: str | None
) -> None:
    """Carry out `outbox_mending.retry` or `drop`, and print what came of it; `verb` names the command.

    Raises:
        Mistake: it wasn't said what is meant, or `work` can't be done with it. BeingSent.
    """
    _see_what_is_meant(verb, ids, everything=everything, channel=channel)
    if not everything:
        named = [*dict.fromkeys(clean(one, _LONGEST_ID) for one in ids)]
        _print([outbox_page.one_mended(one) for one in _with_database(_work(work, named, named=True))])
        return
    found = _with_database(lambda database, now: database.read(outbox_unsent.stuck, now))
    meant = [one for one in found if channel in {None, one.channel}]
    if meant:
        _print(outbox_page.all_mended(_with_database(_work(work, [one.delivery_id for one in meant], named=False))))
    else:
        _print([_nothing(found, channel)])


def _work(
    work: Callable[..., list[Mended]], ids: Sequence[str], *, named: bool
) -> Callable[[Database, float], Awaitable[list[Mended]]]:
    return lambda database, now: database.write(functools.partial(work, named=named), ids, now)


def _see_what_is_meant(verb: str, ids: Sequence[str], *, everything: bool, channel: str | None) -> None:
    example = f"leadwheel outbox {verb} --all --channel C02SALES"
    if ids and (everything or channel is not None):
        raise Mistake(f"either ids or --all, not both. Example: {example}", example)
    if not ids and not everything:
        which = "--channel goes with --all" if channel is not None else "it isn't said which: give ids, or --all"
        raise Mistake(f"{which}. Example: {example}", example)


def _nothing(found: Sequence[Unsent], channel: str | None) -> str:
    if not found:
        return outbox_page.NOTHING
    return f"nothing is stuck in {clean(channel, _LONGEST_ID)}; something is in {', '.join(sorted({one.channel for one in found}))}"


def _with_database(work: Callable[[Database, float], Awaitable[T]]) -> T:
    """Give `work` the opened database, and the time by which bots on it send (docs/adr/0007)."""
    settings = Settings.read()
    open_database(settings)

    async def run() -> T:
        database = Database(settings.leadwheel_database_url, patient=True)
        try:
            return await work(database, time.time() + await database.ahead_seconds())
        finally:
            await database.close()

    return asyncio.run(run())


def _print(lines: Sequence[str]) -> None:
    try:
        print("\n".join(lines), flush=True)
    except BrokenPipeError:  # `| head`, say
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python writes the rest when it ends
