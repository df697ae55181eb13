"""What people and other apps do in the local Slack."""

from dataclasses import fields as fields_of
from dataclasses import replace
from typing import Any
from uuid import uuid4

from bot.sandbox.arguments import ApiError
from bot.sandbox.events import message_event, user_event
from bot.sandbox.interactions import command_answer, command_fields
from bot.sandbox.mentions import escape_mentions
from bot.sandbox.records import CommandAnswer, Json, Message, User
from bot.sandbox.shortcuts import Shortcuts

_OWN_FIELDS = ("blocks", "attachments", "metadata", "subtype")


class Acts(Shortcuts):
    """The things one does in Slack, each of which the bot may be told of. Base of Administration."""

    async def write(
        self, user_id: str, channel: str, text: str, thread_ts: str | None = None, *, wait: bool = True, **fields: Any
    ) -> str:
        """Write a message as a person, and deliver its `message` event.

        Args:
            user_id: Who writes; joins a public channel by it.
            channel: `C...` or `D...`; the bot's user id means the direct message with it.
            text: As Slack would send it: mentions as `<@U1>`, `&`, `<`, `>` escaped by the caller.
            thread_ts: The first message of the thread to answer in; None: at top level.
            wait: Return only when the delivery is over, retries included; else it goes on in the background.
            fields: More for the message and its event: `subtype`, `files`, `blocks`, ...

        Returns the new message's `ts`. Raises LookupError for an unknown user, channel or thread, and
        PermissionError where this person can't write.
        """
        workspace = self._core.workspace
        user = workspace.user(user_id)
        place = workspace.direct_channel(user) if channel == workspace.bot.id else workspace.channel(channel)
        workspace.check_access(user, place)
        own = {name: fields.pop(name) for name in _OWN_FIELDS if name in fields}
        if "subtype" not in own:
            fields = {"client_msg_id": str(uuid4())} | fields
        return await self._new(Message(place.id, "", user_id, text, thread_ts=thread_ts, **own, extra=fields), wait)

    async def post_as_app(
        self,
        channel: str,
        app_name: str,
        text: str = "",
        attachments: list[Json] | None = None,
        blocks: list[Json] | None = None,
        subtype: str | None = "bot_message",
        *,
        wait: bool = True,
    ) -> str:
        """Post as another app (a web form, an e-mail bridge), and deliver its `message` event; return the `ts`.

        With `subtype` None it looks as new apps' posts do: with a bot user of its own as `user`, which users.info
        knows. Raises LookupError for an unknown channel, PermissionError for an archived one.
        """
        workspace = self._core.workspace
        place = workspace.channel(channel)
        if place.archived:
            raise PermissionError(f"{channel} is archived")
        bot_id = workspace.app_bot_id(app_name)
        user_id = None
        if subtype is None:
            user_id = f"U{bot_id[1:]}"
            handle = app_name.lower().replace(" ", "")
            workspace.users.setdefault(user_id, User(user_id, handle, real_name=app_name, is_bot=True))
        message = Message(
            channel=channel,
            ts="",
            user=user_id,
            text=text,
            bot_id=bot_id,
            app_id=f"A{bot_id[1:]}",
            username=app_name if subtype is not None else None,
            attachments=attachments,
            blocks=blocks,
            subtype=subtype,
        )
        return await self._new(message, wait)

    async def run_command(
        self, user_id: str, command: str, text: str = "", channel: str | None = None
    ) -> CommandAnswer:
        """Run a slash command as a person; it is never delivered twice.

        `channel` None: in the direct message with the bot. In the text, `@name` of a user and `#name` of a channel
        are escaped where the manifest's `should_escape` says so. Returns the bot's answer, which is also kept among
        the person's ephemerals, or posted if it is `in_channel`.

        Raises LookupError when the manifest lacks the command or the user or channel is unknown, PermissionError
        where this person can't write, RuntimeError without `events_url`.
        """
        core, workspace = self._core, self._core.workspace
        if command not in core.grants.commands:
            raise LookupError(f"the manifest declares no command {command!r}")
        user = workspace.user(user_id)
        place = workspace.direct_channel(user) if channel is None else workspace.channel(channel)
        workspace.check_access(user, place)
        if core.grants.commands[command]:
            text = escape_mentions(text, workspace.users.values(), workspace.channels.values())
        response_url = self._response_url(place.id, user_id)
        trigger_id = workspace.triggers.give(user_id, channel=place.id)
        reply = await core.sender.command(
            command_fields(workspace, user, place, command, text.strip(), response_url, trigger_id)
        )
        answer = command_answer(reply)
        if answer.error is None and (answer.text or answer.blocks):
            only_to = None if answer.response_type == "in_channel" else user_id
            try:
                core.say(place, answer.text, answer.blocks, only_to=only_to)
            except ApiError as error:
                answer.error = error.word
        return answer

    async def change_user(self, user_id: str, *, wait: bool = True, **fields: Any) -> None:
        """Change a user's fields and deliver `user_change`. Raises LookupError for an unknown user or field."""
        user = self._core.workspace.user(user_id)
        unknown = fields.keys() - {field.name for field in fields_of(User)} | fields.keys() & {"id"}
        if unknown:
            raise LookupError(f"a user's {', '.join(sorted(unknown))} can't be changed")
        for name, value in fields.items():
            setattr(user, name, value)
        await self._deliver(user_event(self._core.workspace, self._core.grants, "user_change", user), wait)

    async def join_workspace(self, user: User, *, wait: bool = True) -> None:
        """Add a user and deliver `team_join`. Raises ValueError when the id is taken."""
        self._core.workspace.add_user(user)
        await self._deliver(user_event(self._core.workspace, self._core.grants, "team_join", user), wait)

    async def edit(self, channel: str, ts: str, text: str, *, wait: bool = True) -> None:
        """Edit a message as its author and deliver `message_changed`. Raises LookupError for an unknown message."""
        message = self._core.workspace.message(channel, ts)
        author = message.user or message.bot_id or ""
        await self._deliver(self._core.change(message, author, replace(message, text=text)), wait)

    async def delete(self, channel: str, ts: str, *, wait: bool = True) -> None:
        """Delete a message and deliver `message_deleted`; a thread's first one stays as a tombstone.

        Raises LookupError for an unknown message.
        """
        await self._deliver(self._core.erase(self._core.workspace.message(channel, ts)), wait)

    def open_thread(self, user_id: str, channel: str, ts: str) -> None:
        """Open a thread as a person; the bot isn't told, as in Slack.

        Raises LookupError for an unknown user, channel or message, PermissionError for a channel that they can't see.
        """
        workspace = self._core.workspace
        if not workspace.channel(channel).is_shown_to(workspace.user(user_id)):
            raise PermissionError(f"{user_id} doesn't see {channel}")
        workspace.opened.add((channel, workspace.message(channel, ts).ts))
        self._core.changes.tell()

    async def _new(self, message: Message, wait: bool) -> str:  # noqa: FBT001 - handed through
        workspace = self._core.workspace
        if (
            message.thread_ts is not None
            and workspace.message(message.channel, message.thread_ts).thread_ts is not None
        ):
            raise LookupError(f"{message.thread_ts} is a reply, not the first message of a thread")
        message = replace(message, ts=workspace.next_ts(), posted_at=workspace.clock.now())
        workspace.store(message)
        self._core.changes.tell()
        await self._deliver(message_event(workspace, message), wait)
        return message.ts

    async def _deliver(self, event: Json, wait: bool) -> None:  # noqa: FBT001 - handed through
        if wait:
            await self._core.deliver(event)
        else:
            self._core.announce(event)
