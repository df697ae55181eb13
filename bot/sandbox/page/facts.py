"""What a person sees, as facts: each with a key, so that a page is sent only what changed."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Final, NamedTuple

from bot.sandbox.core import Core
from bot.sandbox.elements import STATELESS, Values, elements, held
from bot.sandbox.records import Channel, Json, Message, User
from bot.sandbox.shapes import with_block_ids
from bot.sandbox.views import View

#: A page shows the newest of a channel; who wants more reads it with `sandbox.messages()`.
_MOST_MESSAGES: Final = 2_000


class Fact(NamedTuple):
    """One thing that a page shows.

    Attributes:
        key: Its name on the page.
        stamp: Equals the one before exactly when the fact is the same as before.
        told: Returns it as JSON; None: the stamp is it.
    """

    key: str
    stamp: object
    told: Callable[[], Json] | None = None

    def json(self) -> object:
        """Return the fact as the page gets it."""
        return self.stamp if self.told is None else self.told()


def facts(core: Core, user: User) -> Iterator[Fact]:
    """Yield all that a person sees now."""
    workspace = core.workspace
    direct = workspace.find_direct_channel(user)
    here = workspace.url.rstrip("/")  # where links to its messages begin, by whatever name the page was opened
    yield Fact("me", {"id": user.id, "direct": None if direct is None else direct.id, "here": here})
    for one in workspace.users.values():
        yield Fact(f"user/{one.id}", _user(core, one))
    for channel in workspace.channels.values():
        if channel.is_shown_to(user):
            yield Fact(f"channel/{channel.id}", _channel(core, user, channel))
            for message in islice(reversed(channel.messages.values()), _MOST_MESSAGES):
                yield _message(core, user, message)
    own = [message for message in workspace.ephemeral if message.ephemeral_to == user.id]
    for message in own[-_MOST_MESSAGES:]:
        yield _message(core, user, message)
    for at, view in enumerate(workspace.views.modals(user.id)):
        yield _view(view, at)
    home = workspace.views.home(user.id)
    if home is not None:
        yield _view(home, 0)
    yield Fact("faults", _faults(core))
    for exchange in core.sender.exchanges:
        last = exchange.answers[-1] if exchange.answers else None
        told: Json = {"number": exchange.number, "at": exchange.at, "kind": exchange.kind, "what": exchange.what}
        told |= {"tries": len(exchange.answers), "fine": None, "outcome": "", "seconds": None}
        if last is not None:
            told |= {"fine": last.fine, "outcome": last.outcome, "seconds": last.seconds}
        yield Fact(f"request/{exchange.number}", told)


def is_person(user: User) -> bool:
    """Return whether somebody can be acted as: no bot, and not deactivated."""
    return not (user.is_bot or user.deleted or user.id == "USLACKBOT")


def _user(core: Core, user: User) -> Json:
    return {
        "id": user.id,
        "handle": user.name,
        "name": user.display_name or user.real_name or user.name,
        "bot": user.is_bot or user.id == "USLACKBOT",
        "app": user.id == core.workspace.bot.id,
        "admin": user.is_admin or user.is_owner,
        "guest": user.is_restricted or user.is_ultra_restricted,
        "stranger": core.workspace.team_of(user) != core.workspace.id,
        "gone": user.deleted,
        "tz": user.tz,
    }


def _channel(core: Core, user: User, channel: Channel) -> Json:
    return {
        "id": channel.id,
        "name": channel.name,
        "kind": channel.kind,
        "archived": channel.archived,
        "member": user.id in channel.members,
        "members": len(channel.members),
        "bot": core.workspace.has_bot(channel),
    }


def _message(core: Core, user: User, message: Message) -> Fact:
    replies = core.workspace.channels[message.channel].threads.get(message.ts, ())
    chosen = core.workspace.chosen.get((user.id, message.channel, message.ts), {})
    stamp = (
        message.text,
        message.blocks,
        message.attachments,
        message.subtype,
        message.edited,
        message.user,
        len(replies),
        dict(chosen),
    )

    def told() -> Json:
        blocks = with_block_ids(message.blocks or [])
        own = message.bot_id is not None and message.bot_id == core.workspace.bot_id
        return {
            "channel": message.channel,
            "ts": message.ts,
            "thread": message.thread_ts,
            "user": core.workspace.bot.id if own else message.user,
            "name": message.username,
            "app": message.bot_id is not None,
            "text": message.text,
            "blocks": blocks,
            "attachments": message.attachments or [],
            "held": _held(blocks, chosen, message.channel),
            "edited": message.edited is not None and not own,
            "deleted": message.subtype == "tombstone",
            "private": message.ephemeral_to is not None,
            "mine": message.user == user.id and message.ephemeral_to is None,
            "replies": len(replies),
            "repliers": list(dict.fromkeys(one.user or one.username or "" for one in replies))[:4],
        }

    return Fact(f"message/{message.channel}/{message.ts}", stamp, told)


def _view(view: View, at: int) -> Fact:
    stamp = (view.hash, dict(view.values), dict(view.errors), view.notice, at)

    def told() -> Json:
        content = view.content
        texts = {name: (content[name] or {}).get("text") for name in ("title", "submit", "close")}
        return {
            "id": view.id,
            "kind": view.kind,
            "at": at,
            "below": view.previous_id,
            "blocks": view.blocks,
            "held": _held(view.blocks, view.values, view.channel),
            "errors": dict(view.errors),
            "notice": view.notice,
        } | texts

    return Fact(f"view/{view.id}", stamp, told)


def _held(blocks: list[Json], values: Values, channel: str | None) -> Json:
    """Return what each element holds, by block and action."""
    state: Json = {}
    for element, block in elements(blocks):
        if element["type"] not in STATELESS and element.get("action_id"):
            state.setdefault(block["block_id"], {})[element["action_id"]] = held(element, block, values, channel)
    return state


def _faults(core: Core) -> Json:
    return {
        "planned": core.faults.planned,
        "silent": not core.speaks.is_set(),
        "late": core.detours.late_seconds,
        "doubled": core.detours.doubled,
        "unheard": core.detours.unheard,
        "revoked": core.refusal,
    }
