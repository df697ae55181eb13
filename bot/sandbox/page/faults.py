"""The acts that let things go wrong, and right again."""

from typing import Final

from bot.sandbox.core import Core
from bot.sandbox.failing import ALL_KINDS, Failing
from bot.sandbox.page.told import Told
from bot.sandbox.records import Json, User

_MOST_TIMES: Final = 1000
_LONGEST_SECONDS: Final = 300


async def fail(sandbox: Failing, _core: Core, _user: User, told: Told) -> Json:
    """Let the next calls of a method fail."""
    times = int(told.number("times", 1, _MOST_TIMES))
    seconds = told.number("seconds", 1.0, _LONGEST_SECONDS)
    sandbox.fail(told.text("method"), told.text("kind"), times, seconds=seconds)
    return {}


async def fail_share(sandbox: Failing, core: Core, _user: User, told: Told) -> Json:
    """Let a share of all calls fail, in one way or in all; what failed before is healed."""
    kind = told.maybe_text("kind")
    share = told.number("share", 0, 1)
    core.faults.clear()
    if share:
        sandbox.fail_share(share, ALL_KINDS if kind is None else (kind,))
    return {}


async def divert(sandbox: Failing, _core: Core, _user: User, told: Told) -> Json:
    """Let events come late, twice, or again."""
    sandbox.divert(
        late_seconds=told.number("late", 0, _LONGEST_SECONDS),
        doubled=told.number("doubled", 0, 1),
        unheard=told.number("unheard", 0, 1),
    )
    return {}


async def silence(sandbox: Failing, _core: Core, _user: User, told: Told) -> Json:
    """Let Slack answer and deliver nothing, or speak again."""
    sandbox.is_silent = told.flag("on")
    return {}


async def revoke(sandbox: Failing, _core: Core, _user: User, told: Told) -> Json:
    """Let the bot's token be good for nothing, or good again."""
    if told.flag("on"):
        await sandbox.revoke(wait=False)
    else:
        sandbox.restore()
    return {}


async def heal(sandbox: Failing, _core: Core, _user: User, _told: Told) -> Json:
    """Let everything work again."""
    sandbox.heal()
    sandbox.is_silent = False
    sandbox.restore()
    return {}
