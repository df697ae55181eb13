"""Views: the modals that are open and the home tabs, each as one person sees it."""

import secrets
from dataclasses import dataclass, field
from typing import Any, Final

from bot.sandbox.arguments import ApiError
from bot.sandbox.clock import Clock
from bot.sandbox.elements import FIELDS, Values
from bot.sandbox.records import Json

#: Views on top of each other in one modal (https://docs.slack.dev/surfaces/modals#view_stack).
MAX_DEPTH: Final = 3

_TEXTS: Final = ("private_metadata", "callback_id", "external_id")
_FLAGS: Final = ("clear_on_close", "notify_on_close")
_BUTTONS: Final = ("title", "submit", "close")


@dataclass(eq=False)
class View:
    """One view, kept as it is now; a copy (`copy.copy(view)`) stays what somebody saw before an update.

    Attributes:
        id: `V...`.
        user: Who sees it.
        content: What the bot said of it, completed as Slack does: with the ids and the defaults.
        hash: Another after each update.
        root_id: The first view of its modal; its own id for the first one and for a home tab.
        previous_id: The view below it; None: there is none.
        channel: Where the person was when it was opened; None: nowhere in particular.
        values: What the person chose and typed in it.
        offered: By block and action, what the bot last offered for an external select.
        errors: What is shown below its blocks, by block_id.
        notice: What is shown above all; None: nothing.
    """

    id: str
    user: str
    content: Json
    hash: str
    root_id: str
    previous_id: str | None = None
    channel: str | None = None
    values: Values = field(default_factory=dict)
    offered: dict[tuple[str, str], tuple[Json, ...]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    notice: str | None = None

    @property
    def kind(self) -> str:
        """`modal` or `home`."""
        return str(self.content["type"])

    @property
    def blocks(self) -> list[Json]:
        """Its blocks, each with its `block_id`."""
        return list(self.content["blocks"])


class Views:
    """All views of a workspace.

    Slack doesn't promise what becomes of a modal when another is opened while it is open. Here the new one stands in
    front, and the older waits behind it until that is closed, with all that was typed.

    Args:
        clock: What the hashes are stamped by.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._modals: dict[str, list[View]] = {}
        self._homes: dict[str, View] = {}
        self._standing: dict[str, View] = {}
        self._owners: dict[str, str] = {}
        self._given = 0
        self._prefix = secrets.token_hex(3).upper()

    def modals(self, user: str) -> list[View]:
        """Return the open views of somebody's modals, the one in front last."""
        return list(self._modals.get(user, ()))

    def front(self, user: str) -> View | None:
        """Return the only modal view that somebody sees; None: no modal is open."""
        return self._modals[user][-1] if self._modals.get(user) else None

    def home(self, user: str) -> View | None:
        """Return what is published on somebody's home tab; None: nothing yet."""
        return self._homes.get(user)

    def find(self, view_id: str | None) -> View | None:
        """Return an open modal view or a home tab; None when there is none with that id (any more)."""
        return self._standing.get(view_id or "")

    def find_external(self, external_id: str) -> View | None:
        """Return an open modal view or a home tab by the bot's own id; None when there is none (any more)."""
        view = self.find(self._owners.get(external_id))
        return view if view is not None and view.content["external_id"] == external_id else None

    def open(self, user: str, content: Json, channel: str | None = None) -> View:
        """Open a modal in front of all else. Raises ApiError("duplicate_external_id")."""
        view = self._new(user, content)
        view.channel = channel
        self._modals.setdefault(user, []).append(view)
        return view

    def push(self, onto: View, content: Json) -> View:
        """Put a view on top of the modal that another belongs to.

        Raises ApiError: `push_limit_reached` where three stand there already, `duplicate_external_id`.
        """
        modals = self._modals[onto.user]
        stack = [view for view in modals if view.root_id == onto.root_id]
        if len(stack) >= MAX_DEPTH:
            raise ApiError("push_limit_reached")
        view = self._new(onto.user, content)
        view.channel, view.root_id, view.previous_id = onto.channel, onto.root_id, stack[-1].id
        modals.insert(modals.index(stack[-1]) + 1, view)
        return view

    def update(self, view: View, content: Json) -> None:
        """Show something else; what was typed stays where block_id, action_id and kind of element stay the same.

        Raises ApiError("duplicate_external_id").
        """
        self._claim(content["external_id"], view.id)
        view.content, view.hash = content, self._new_hash()
        view.errors, view.notice, view.offered = {}, None, {}

    def publish(self, user: str, content: Json) -> View:
        """Show something on somebody's home tab. Raises ApiError("duplicate_external_id")."""
        view = self._homes.get(user)
        if view is None:
            view = self._homes[user] = self._new(user, content)
        else:
            self.update(view, content)
        return view

    def close(self, view: View, *, whole: bool = False) -> None:
        """Close a view and what stands on top of it; `whole`: its whole modal. Does nothing when it is closed already."""
        modals = self._modals.get(view.user, [])
        if view in modals:
            stack = [other for other in modals if other.root_id == view.root_id]
            gone = stack if whole else stack[stack.index(view) :]
            self._modals[view.user] = [other for other in modals if other not in gone]
            for other in gone:
                del self._standing[other.id]

    def _new(self, user: str, content: Json) -> View:
        view_id = f"V{self._prefix}{self._given + 1:06d}"
        self._claim(content["external_id"], view_id)
        self._given += 1
        view = self._standing[view_id] = View(view_id, user, content, self._new_hash(), root_id=view_id)
        return view

    def _new_hash(self) -> str:
        return f"{int(self._clock.now())}.{secrets.token_hex(4)}"

    def _claim(self, external_id: str, view_id: str) -> None:
        # Whether Slack lets an id serve again after its view is closed isn't said: here it belongs to its first view.
        if external_id and self._owners.setdefault(external_id, view_id) != view_id:
            raise ApiError("duplicate_external_id")


def completed(given: Json) -> Json:
    """Return what the bot said of a view with the ids and defaults that Slack gives it."""
    content: Json = {"type": given["type"]}
    content |= {name: given.get(name) or "" for name in _TEXTS}
    content |= {name: bool(given.get(name)) for name in _FLAGS}
    content |= {name: {"emoji": True} | given[name] if given.get(name) else None for name in _BUTTONS}
    if content["title"] is None:  # what Slack shows of a home tab
        content["title"] = {"type": "plain_text", "text": "View Title", "emoji": True}
    content["blocks"] = [_block(block) for block in given["blocks"]]
    return content


def _block(block: Json) -> Json:
    made = {name: value for name, value in block.items() if value is not None}
    made["block_id"] = made.get("block_id") or _short_id()
    if made["type"] == "input":
        made = {"optional": False, "dispatch_action": False} | made
    for name in ("accessory", "element"):
        if name in made:
            made[name] = _element(made[name])
    if made["type"] == "actions":
        made["elements"] = [_element(element) for element in made.get("elements") or ()]
    return made


def _element(element: Any) -> Any:
    if isinstance(element, dict) and element.get("type") in FIELDS and not element.get("action_id"):
        return element | {"action_id": _short_id()}
    return element


def _short_id() -> str:
    return secrets.token_urlsafe(4)[:5]
