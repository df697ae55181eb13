"""What `/rotation create`, `delete`, `on`, `off` and `listen` answer: what is now true."""

from bot.domain.configuration import Method
from bot.ids import Command
from bot.slack.text import channel, cut, escape
from bot.usecases.listen import Listening
from bot.usecases.teams import Deleted, Switched


def created(name: str, channel_id: str, *, has_bot: bool | None) -> str:
    """Say that there is a new team, and what comes next. `has_bot`: whether the bot is in its channel; None: who knows."""
    return (
        f"*{escape(name)}* is a team now: by turn, with its cards in {channel(channel_id)}.{_must_be_in(has_bot)} "
        f"Next: `{Command.ROTATION} add {name} @maria`, "
        f"and `{Command.ROTATION} listen #leads {name}`."
    )


def deleted(name: str, gone: Deleted) -> str:
    """Say that a team is gone, and what became of what it had."""
    said = [f"*{escape(name)}* is gone. What was assigned stays with whoever has it."]
    if gone.waiting:
        said.append(f"{_conversations(gone.waiting)} waited in it, and {_goes(gone.waiting)} to the managers.")
    if gone.channels:
        listened = ", ".join(channel(one) for one in gone.channels)
        said.append(f"New messages in {cut(listened, 1000)} go by the other rules now, else to the managers.")
    return " ".join(said)


def switched(name: str, method: Method, what: Switched) -> str:
    """Say how a team assigns now, and what became of what waits."""
    team = f"*{escape(name)}*"
    if not what.changed:
        return (
            f"{team} {'deals by turn' if method == Method.ROUND_ROBIN else 'assigns by hand'} already: nothing changed."
        )
    waits = f" {_conversations(what.waiting)} still {'waits' if what.waiting == 1 else 'wait'}." if what.waiting else ""
    if method == Method.MANUAL:
        take = "Conversations wait until somebody takes them, by their card or by writing in their thread."
        return f"{team} assigns by hand now. {take}{waits}"
    dealt = f" {_conversations(what.dealt)} that waited {_was(what.dealt)} dealt." if what.dealt else ""
    return f"{team} deals by turn now.{dealt}{waits}"


def listening(channel_id: str, name: str, what: Listening, *, has_bot: bool | None) -> str:
    """Say where a channel's messages go now, and by which rule. `has_bot`: whether the bot is in it; None: who knows."""
    where, team = channel(channel_id), f"*{escape(name)}*"
    if not what.changed:
        already = (
            f"New messages in {where} go to {team} already (rule {what.position} of {what.rules}): nothing changed."
        )
        return already + (_must_be_in(has_bot) if has_bot is False else "")
    before = f", and no longer to *{escape(what.before)}*" if what.before not in {None, name} else ""
    return (
        f"New messages in {where} go to {team} now{before}: rule {what.position} of {what.rules}. Those of teammates don't "
        f"count.{_must_be_in(has_bot)}"
    )


def _must_be_in(has_bot: bool | None) -> str:  # noqa: FBT001 - handed through
    """Say that the bot must be in the channel, where it isn't, or where nobody knows."""
    if has_bot is None:
        return " I must be a member there (`/invite @Leadwheel`)."
    return "" if has_bot else " *I'm not in it yet*: type `/invite @Leadwheel` there."


def _conversations(count: int) -> str:
    return "1 conversation" if count == 1 else f"{count} conversations"


def _goes(count: int) -> str:
    return "goes" if count == 1 else "go"


def _was(count: int) -> str:
    return "was" if count == 1 else "were"
