"""What a person can do on the page: one table, from the name of an act to what it does in the sandbox.

Nothing here waits for the bot longer than an answer takes: events are delivered in the background.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from bot.sandbox.core import Core
from bot.sandbox.failing import Failing
from bot.sandbox.page import faults
from bot.sandbox.page.told import Told
from bot.sandbox.page.typed import as_slack_sends
from bot.sandbox.records import Json, Message, Reply, User
from bot.sandbox.views import View

Act = Callable[[Failing, Core, User, Told], Awaitable[Json]]


async def _write(sandbox: Failing, core: Core, user: User, told: Told) -> Json:
    text = as_slack_sends(told.text("text"), core.workspace)
    ts = await sandbox.write(user.id, told.text("channel"), text, told.maybe_text("thread"), wait=False)
    return {"ts": ts}


async def _edit(sandbox: Failing, core: Core, user: User, told: Told) -> Json:
    message = _own(core, user, told)
    await sandbox.edit(message.channel, message.ts, as_slack_sends(told.text("text"), core.workspace), wait=False)
    return {}


async def _delete(sandbox: Failing, core: Core, user: User, told: Told) -> Json:
    message = _own(core, user, told)
    await sandbox.delete(message.channel, message.ts, wait=False)
    return {}


async def _open_thread(sandbox: Failing, _core: Core, user: User, told: Told) -> Json:
    sandbox.open_thread(user.id, told.text("channel"), told.text("ts"))
    return {}


async def _join(_sandbox: Failing, core: Core, user: User, told: Told) -> Json:
    core.workspace.check_access(user, core.workspace.channel(told.text("channel")))
    return {}


async def _invite(sandbox: Failing, _core: Core, user: User, told: Told) -> Json:
    await sandbox.invite(user.id, told.text("channel"), wait=False)
    return {}


async def _command(sandbox: Failing, core: Core, user: User, told: Told) -> Json:
    channel = told.text("channel")
    place = None if channel == core.workspace.bot.id else channel
    command = told.text("command")
    answer = await sandbox.run_command(user.id, command, told.maybe_text("text") or "", place)
    return {} if answer.error is None else {"trouble": f"{command} failed with the error “{answer.error}”"}


async def _use(sandbox: Failing, core: Core, user: User, told: Told) -> Json:
    given, block_id = told.given("given"), told.maybe_text("block")
    reply = await sandbox.interact(user.id, _where(core, user, told), told.text("action"), given, block_id=block_id)
    return {} if reply is None else _trouble(reply)


async def _options(sandbox: Failing, core: Core, user: User, told: Told) -> Json:
    typed, block_id = told.maybe_text("typed") or "", told.maybe_text("block")
    where = _where(core, user, told)
    offer = await sandbox.options(user.id, where, told.text("action"), typed, block_id=block_id)
    return {"options": offer.options, "groups": offer.groups, "trouble": offer.fault}


async def _submit(sandbox: Failing, _core: Core, user: User, _told: Told) -> Json:
    submitted = await sandbox.submit(user.id)
    return {"errors": submitted.errors, "fault": submitted.fault}


async def _close(sandbox: Failing, _core: Core, user: User, told: Told) -> Json:
    reply = await sandbox.close(user.id, whole=told.flag("whole"))
    return {} if reply is None else _trouble(reply)


async def _open_home(sandbox: Failing, core: Core, user: User, told: Told) -> Json:
    tab = told.text("tab")
    if not {"home": core.grants.home_tab, "messages": core.grants.messages_tab}.get(tab):
        raise LookupError(f"the app's home has no tab {tab!r} in the manifest")
    core.in_background(sandbox.open_home(user.id, tab))
    return {}


async def _shortcut(sandbox: Failing, _core: Core, user: User, told: Told) -> Json:
    return _trouble(await sandbox.run_shortcut(user.id, told.text("shortcut")))


async def _message_shortcut(sandbox: Failing, _core: Core, user: User, told: Told) -> Json:
    place = told.text("channel"), told.text("ts")
    return _trouble(await sandbox.run_message_shortcut(user.id, *place, told.text("shortcut")))


#: Name -> what it does; every act but these is refused.
ACTS: Final[Mapping[str, Act]] = {
    "write": _write,
    "edit": _edit,
    "delete": _delete,
    "open_thread": _open_thread,
    "join": _join,
    "invite": _invite,
    "command": _command,
    "use": _use,
    "options": _options,
    "submit": _submit,
    "close": _close,
    "open_home": _open_home,
    "shortcut": _shortcut,
    "message_shortcut": _message_shortcut,
    "fail": faults.fail,
    "fail_share": faults.fail_share,
    "divert": faults.divert,
    "silence": faults.silence,
    "revoke": faults.revoke,
    "heal": faults.heal,
}


def _where(core: Core, user: User, told: Told) -> Message | View:
    """Return the message or the view in which something is used."""
    if (view_id := told.maybe_text("view")) is not None:
        view = core.workspace.views.find(view_id)
        if view is None:
            raise LookupError("this is closed already")
        return view
    channel, ts = told.text("channel"), told.text("ts")
    for message in core.workspace.ephemeral:
        if (message.ephemeral_to, message.channel, message.ts) == (user.id, channel, ts):
            return message
    return core.workspace.message(channel, ts)


def _own(core: Core, user: User, told: Told) -> Message:
    message = core.workspace.message(told.text("channel"), told.text("ts"))
    if message.user != user.id:
        raise PermissionError("only one's own messages can be changed")
    core.workspace.check_access(user, core.workspace.channel(message.channel))
    return message


def _trouble(reply: Reply) -> Json:
    """Return what a person is told of the bot's answer: nothing, where it is fine."""
    if reply.status is None:
        return {"trouble": "The bot did not answer in time" if reply.reason == "http_timeout" else "No bot is there"}
    return {} if reply.status in range(200, 300) else {"trouble": f"The bot answered with HTTP {reply.status}"}
