"""The sandbox's parts, held together; the HTTP side and the people's side both work on this."""

import asyncio
import json
from collections.abc import Coroutine
from dataclasses import replace
from typing import Any

from bot.sandbox.arguments import ApiError
from bot.sandbox.changes import Changes
from bot.sandbox.detours import Detours
from bot.sandbox.events import changed_event, deleted_event, envelope, is_wanted, message_event, rate_limited
from bot.sandbox.faults import Faults
from bot.sandbox.grants import Grants
from bot.sandbox.methods.chat import check_content
from bot.sandbox.rates import EventQuota, Limits, Rates
from bot.sandbox.records import Call, Channel, Delivery, Json, Message, Reply
from bot.sandbox.responses import ResponseUrls
from bot.sandbox.sender import Sender
from bot.sandbox.shapes import message_object
from bot.sandbox.sockets import Sockets
from bot.sandbox.workspace import Workspace


class Core:
    """State, and the ways in which it changes and is told to the bot.

    Args:
        workspace: The state.
        grants: What the manifest allows.
        signing_secret: Signs what is sent to the bot.
        bot_token: The only token that the Web API takes.
        app_token: The only token that opens connections for Socket Mode; None: nobody can.
        limits: How quickly may be called.
    """

    def __init__(
        self,
        workspace: Workspace,
        grants: Grants,
        signing_secret: str,
        bot_token: str,
        app_token: str | None,
        limits: Limits,
    ) -> None:
        self.workspace = workspace
        self.grants = grants
        self.bot_token = bot_token
        self.app_token = app_token
        #: What every call with the bot's token is answered while that is revoked; None: it isn't.
        self.refusal: str | None = None
        self.faults = Faults()
        self.rates = Rates(limits, workspace.clock.elapsed)
        self.quota = EventQuota(workspace.clock.elapsed)
        self.changes = Changes()
        self.sockets = Sockets(workspace.app_id, self.changes)
        self.detours = Detours()
        self.sender = Sender(
            signing_secret, self.changes, self.detours, sockets=self.sockets if grants.socket_mode else None
        )
        self.responses = ResponseUrls(workspace.clock.elapsed)
        #: Set while Slack answers and delivers; what comes meanwhile waits.
        self.speaks = asyncio.Event()
        self.speaks.set()
        self.calls: list[Call] = []
        self._background: set[asyncio.Task[Any]] = set()
        self._failures: list[BaseException] = []

    def in_background(self, work: Coroutine[Any, Any, Any]) -> None:
        """Run something on its own until it ends or the sandbox stops; what it raises comes out of close()."""
        task = asyncio.get_running_loop().create_task(work)
        self._background.add(task)
        task.add_done_callback(self._ended)

    async def deliver(self, event: Json, *, force: bool = False) -> Delivery:
        """Deliver an inner event, with its retries; unless forced, only if the bot is to get it."""
        event_id = self.sender.new_id("Ev")
        whole = envelope(self.workspace, event, event_id)
        if not force and not is_wanted(self.workspace, self.grants, event):
            return Delivery(event_id=event_id, payload=whole)
        if not force and not self.quota.take():
            if self.quota.must_tell():
                await self.tell_rate_limited()
            return Delivery(event_id=event_id, payload=whole)
        await self.speaks.wait()
        return await self.sender.event(whole)

    async def tell_rate_limited(self) -> Reply | None:
        """Tell the bot that events of this minute are kept from it; None in Socket Mode, which has no word for it."""
        if self.sender.sockets is not None or self.sender.url is None:
            return None
        return await self.sender.send(json.dumps(rate_limited(self.workspace)).encode())

    def announce(self, event: Json) -> None:
        """Deliver an event in the background, if the bot is to get it."""
        # Asked here already: a task for an event that nobody gets would cost more than the event.
        if self.sender.is_on and is_wanted(self.workspace, self.grants, event):
            self.in_background(self.deliver(event))

    def say(
        self,
        channel: Channel,
        text: str,
        blocks: list[Json] | None,
        *,
        only_to: str | None,
        thread_ts: str | None = None,
    ) -> None:
        """Show what the bot answered to a command or through a response_url.

        Raises ApiError for what Slack would refuse.
        """
        check_content(text, blocks, None)
        workspace = self.workspace
        message = Message(
            channel=channel.id,
            ts=workspace.next_ts(),
            user=workspace.bot.id,
            bot_id=workspace.bot_id,
            app_id=workspace.app_id,
            text=text,
            blocks=blocks,
            thread_ts=thread_ts,
            posted_at=workspace.clock.now(),
            ephemeral_to=only_to,
        )
        workspace.store(message)
        if only_to is None:
            self.announce(message_event(workspace, message))
        self.changes.tell()

    def change(self, message: Message, editor: str, content: Message) -> Json:
        """Give a message the text, blocks, attachments and metadata of another; return its `message_changed` event."""
        before = message_object(self.workspace, message, with_metadata=True)
        message.text, message.blocks = content.text, content.blocks
        message.attachments, message.metadata = content.attachments, content.metadata
        message.edited = {"user": editor, "ts": self.workspace.next_ts()}
        self.changes.tell()
        return changed_event(self.workspace, message, before)

    def erase(self, message: Message) -> Json:
        """Delete a message; return its `message_deleted` event."""
        before = message_object(self.workspace, message, with_metadata=True)
        self.workspace.remove(message)
        self.changes.tell()
        return deleted_event(self.workspace, self.workspace.channels[message.channel], before)

    def respond(self, secret: str, said: Json) -> None:
        """Do what the bot posted to a response_url.

        Raises ApiError: `used_url`, `expired_url`, `message_not_found` when the message whose button was pressed is
        gone, or what Slack refuses in a message.
        """
        source = self.responses.use(secret)
        original = None
        if source.message is not None and (said.get("delete_original") or said.get("replace_original")):
            original = self.workspace.standing(source.message)
            if original is None:
                raise ApiError("message_not_found")
        text, blocks = str(said.get("text") or ""), said.get("blocks") or None
        if original is not None and said.get("delete_original"):
            if original.ephemeral_to is not None:
                self.workspace.ephemeral.remove(original)
            else:
                self.announce(self.erase(original))
            return
        if original is not None:
            check_content(text, blocks, None)
            event = self.change(original, self.workspace.bot.id, replace(original, text=text, blocks=blocks))
            if original.ephemeral_to is None:
                self.announce(event)
            return
        channel = self.workspace.channel(source.channel)
        thread_ts = said.get("thread_ts")
        if thread_ts is not None and thread_ts not in channel.messages:
            raise ApiError("thread_not_found")
        in_channel = said.get("response_type") == "in_channel"
        self.say(channel, text, blocks, only_to=None if in_channel else source.user, thread_ts=thread_ts)

    async def delivered(self) -> None:
        """Return once nothing is being delivered in the background, retries included."""
        while self._background:
            await asyncio.wait(list(self._background))
            await asyncio.sleep(0)  # the callbacks that empty the set run in the loop's next turn

    async def close(self) -> None:
        """End what runs in the background. Raises what a background task raised, the first of them."""
        while self._background:
            tasks = list(self._background)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            # The callbacks that empty the set run in the loop's next turn.
            await asyncio.sleep(0)
        await self.sender.close()
        if self._failures:
            raise self._failures.pop(0)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._background.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._failures.append(error)
