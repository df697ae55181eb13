"""What people do with the buttons, menus and inputs in messages and views."""

from typing import Any, Final

from bot.sandbox.api import RESPONSE_PREFIX
from bot.sandbox.choices import Chooser
from bot.sandbox.elements import EXTERNAL, FIELDS, STATELESS, action_of, is_dispatched
from bot.sandbox.interactions import block_actions, block_suggestion
from bot.sandbox.records import Message, Offer, Reply, User
from bot.sandbox.sights import Sights
from bot.sandbox.suggestions import offer_of
from bot.sandbox.surfaces import Surface, surface_of
from bot.sandbox.views import View

#: What must be typed before the bot is asked for options, unless the element says otherwise.
_QUERY_LENGTH: Final = 3


class Gestures(Sights):
    """The things one does with what stands in blocks. Base of Forms."""

    async def press(self, user_id: str, message: Message | View, action_id: str) -> int | None:
        """Press the first button with an `action_id` in a message or view; never delivered twice.

        The buttons are those of the message that is given: a copy of it from before a change (`copy.copy(message)`)
        is what somebody sees whose Slack hasn't shown the change yet. What the bot then does by the response_url, it
        does to the message as it stands.

        Returns the HTTP status of the bot's answer; None: it didn't answer in time. Raises what interact() raises.
        """
        reply = await self._use(user_id, message, action_id, None, None, "button")
        return None if reply is None else reply.status

    async def interact(
        self, user_id: str, where: Message | View, action_id: str, given: Any = None, *, block_id: str | None = None
    ) -> Reply | None:
        """Use an element in a message, a modal or on a home tab, and deliver `block_actions`, never twice.

        A dialog in which it is to be confirmed is. What the answer says is passed over: Slack wants it empty.

        Args:
            user_id: Who does it.
            where: In what; a copy from before a change is what somebody sees whose Slack hasn't shown it yet.
            action_id: Of the first element that has it.
            given: What is chosen or typed, as Chooser.choose() takes it; None for a button, or to take a choice back.
            block_id: In which block; None: in any.

        Returns the bot's answer; None: nothing was sent, as the input belongs to a form and doesn't dispatch.

        Raises LookupError when there is no such element or it doesn't offer that, the user is unknown, the view is not
        in front, or the manifest has no interactivity; ValueError or TypeError for what can't be typed there;
        PermissionError for what the person can't see; RuntimeError without `events_url`.
        """
        return await self._use(user_id, where, action_id, given, block_id, None)

    async def options(
        self, user_id: str, where: Message | View, action_id: str, typed: str = "", *, block_id: str | None = None
    ) -> Offer:
        """Look at what an external select offers for what is typed there, by `block_suggestion`.

        Only what was offered last can be chosen. Raises as interact(); LookupError also over HTTP without a
        `message_menu_options_url` in the manifest, ValueError when too little is typed for Slack to ask.
        """
        core, user = self._core, self._interacting(user_id)
        surface = surface_of(core.workspace, user, where)
        element, block = surface.element(action_id, block_id)
        if element["type"] not in EXTERNAL:
            raise LookupError(f"{action_id!r} is no external select")
        if not core.grants.suggests and not core.grants.socket_mode:
            raise LookupError("the manifest has no message_menu_options_url")
        least = element.get("min_query_length", _QUERY_LENGTH)
        if len(typed) < least:
            raise ValueError(f"Slack asks for options after {least} characters")
        payload = block_suggestion(core.workspace, user, surface, element, block, typed)
        offer = offer_of(await core.sender.interaction(payload))
        surface.offered[block["block_id"], action_id] = tuple(offer.options)
        core.changes.tell()
        return offer

    async def _use(
        self,
        user_id: str,
        where: Message | View,
        action_id: str,
        given: Any,
        block_id: str | None,
        kind: str | None,
    ) -> Reply | None:
        core, workspace = self._core, self._core.workspace
        user = self._interacting(user_id)
        surface = surface_of(workspace, user, where)
        element, block = surface.element(action_id, block_id, kind)
        at = (block["block_id"], action_id)
        clearable = block["type"] == "input" and bool(block.get("optional"))
        chosen = Chooser(workspace, user, element, surface.offered.get(at, ()), clearable).choose(given)
        if element["type"] not in STATELESS:
            surface.values[at] = {"type": element["type"], FIELDS[element["type"]]: chosen}
        if surface.view is not None:
            surface.view.errors.pop(block["block_id"], None)
        core.changes.tell()
        if not is_dispatched(element, block):
            return None
        action = action_of(element, block, chosen, workspace.next_ts())
        trigger_id, response_url = self._ways_back(user, surface)
        return await core.sender.interaction(block_actions(workspace, user, surface, action, trigger_id, response_url))

    def _interacting(self, user_id: str) -> User:
        if not self._core.grants.interactive:
            raise LookupError("the manifest has no interactivity")
        user = self._core.workspace.user(user_id)
        if user.deleted:
            raise PermissionError(f"{user_id} is deactivated")
        return user

    def _ways_back(self, user: User, surface: Surface) -> tuple[str, str | None]:
        triggers = self._core.workspace.triggers
        if isinstance(surface.source, View):
            return triggers.give(user.id, view=surface.source.id, channel=surface.channel), None
        response_url = self._response_url(surface.source.channel, user.id, surface.source)
        return triggers.give(user.id, channel=surface.channel), response_url

    def _response_url(self, channel: str, user_id: str, message: Message | None = None) -> str:
        core = self._core
        return core.workspace.url.rstrip("/") + RESPONSE_PREFIX + core.responses.give(channel, user_id, message)
