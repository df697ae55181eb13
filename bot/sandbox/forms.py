"""What people do with modals and the app's home."""

from typing import Any

from bot.sandbox.elements import elements, held
from bot.sandbox.events import home_opened_event
from bot.sandbox.gestures import Gestures
from bot.sandbox.interactions import view_closed, view_submission
from bot.sandbox.records import Delivery, Json, Reply, Submitted
from bot.sandbox.shapes import view_object
from bot.sandbox.submissions import left_empty, settle
from bot.sandbox.views import View


class Forms(Gestures):
    """Looks at views, fills them in, sends and closes them. Base of Shortcuts."""

    def open_view(self, user_id: str) -> View | None:
        """Return the modal that a person has in front; None: none is open. Raises LookupError for an unknown user."""
        return self._core.workspace.views.front(self._core.workspace.user(user_id).id)

    def open_views(self, user_id: str) -> list[View]:
        """Return all open modal views of a person, the one in front last. Raises LookupError for an unknown user."""
        return self._core.workspace.views.modals(self._core.workspace.user(user_id).id)

    def home(self, user_id: str) -> View | None:
        """Return what a person's home tab shows; None: nothing yet. Raises LookupError for an unknown user."""
        return self._core.workspace.views.home(self._core.workspace.user(user_id).id)

    async def fill(self, user_id: str, action_id: str, given: Any, *, block_id: str | None = None) -> Reply | None:
        """Use an element of the modal in front, as interact() does. Raises LookupError also when none is open."""
        return await self.interact(user_id, self._front(user_id), action_id, given, block_id=block_id)

    async def submit(self, user_id: str) -> Submitted:
        """Send off the modal in front: deliver `view_submission`, never twice, and do what the bot answers.

        Nothing is sent while something that must be filled in is empty. Raises LookupError when no modal is open, it
        has no submit button, the user is unknown or the manifest has no interactivity, RuntimeError without
        `events_url`.
        """
        core, workspace = self._core, self._core.workspace
        user = self._interacting(user_id)
        view = self._front(user_id)
        if view.content["submit"] is None:
            raise LookupError(f"the view {view.id} has no submit button")
        missing = left_empty(view)
        if missing:
            view.errors = missing
            core.changes.tell()
            return Submitted(None, errors=dict(missing))
        trigger_id = workspace.triggers.give(user_id, view=view.id, channel=view.channel)
        payload = view_submission(workspace, user, view, trigger_id, self._response_urls(view))
        submitted = settle(workspace.views, view, await core.sender.interaction(payload))
        core.changes.tell()
        return submitted

    async def close(self, user_id: str, *, whole: bool = False) -> Reply | None:
        """Close the modal view in front unsent; `whole`: with all below it, as the cross in the corner does.

        Its close button does the same where it has `clear_on_close`. Returns the bot's answer to `view_closed`; None:
        it wasn't sent, as the view has no `notify_on_close`. Raises as submit().
        """
        core = self._core
        user = self._interacting(user_id)
        view = self._front(user_id)
        is_cleared = whole or bool(view.content["clear_on_close"])
        core.workspace.views.close(view, whole=is_cleared)
        core.changes.tell()
        if not view.content["notify_on_close"]:
            return None
        return await core.sender.interaction(view_closed(core.workspace, user, view, is_cleared=is_cleared))

    async def open_home(self, user_id: str, tab: str = "home") -> Delivery:
        """Look at a tab of the app's home, `home` or `messages`, and deliver `app_home_opened`.

        Raises LookupError for an unknown user and for a tab that the manifest doesn't have.
        """
        core, workspace = self._core, self._core.workspace
        user = workspace.user(user_id)
        if not {"home": core.grants.home_tab, "messages": core.grants.messages_tab}.get(tab):
            raise LookupError(f"the app's home has no tab {tab!r} in the manifest")
        view = workspace.views.home(user.id) if tab == "home" else None
        shown = None if view is None else view_object(workspace, view, view.values)
        return await core.deliver(home_opened_event(workspace, workspace.direct_channel(user), user, tab, shown))

    def _front(self, user_id: str) -> View:
        view = self.open_view(user_id)
        if view is None:
            raise LookupError(f"{user_id} has no modal open")
        return view

    def _response_urls(self, view: View) -> list[Json]:
        urls: list[Json] = []
        for element, block in elements(view.blocks):
            channel = held(element, block, view.values, view.channel)
            if block["type"] == "input" and element.get("response_url_enabled") and isinstance(channel, str):
                place = {"block_id": block["block_id"], "action_id": element["action_id"], "channel_id": channel}
                urls.append(place | {"response_url": self._response_url(channel, view.user)})
        return urls
