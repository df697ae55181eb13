"""What Slack sends when somebody types a command or presses a button."""

import json

from bot.sandbox.events import VERIFICATION_TOKEN
from bot.sandbox.records import Channel, CommandAnswer, Json, Message, Reply, User
from bot.sandbox.shapes import message_object, with_block_ids
from bot.sandbox.workspace import Workspace

TEAM_DOMAIN = "sandbox"


def command_fields(
    workspace: Workspace, user: User, channel: Channel, command: str, text: str, response_url: str, trigger_id: str
) -> dict[str, str]:
    """Return the form of a slash command; the text is escaped already where it should be."""
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": workspace.team_of(user),
        "team_domain": TEAM_DOMAIN,
        "channel_id": channel.id,
        "channel_name": channel_name(channel),
        "user_id": user.id,
        "user_name": user.name,
        "command": command,
        "text": text,
        "api_app_id": workspace.app_id,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": trigger_id,
    }


def button_payload(
    workspace: Workspace, user: User, message: Message, button: Json, block: Json, response_url: str, trigger_id: str
) -> Json:
    """Return the `block_actions` payload of a pressed button; an ephemeral message itself is not in it, as in Slack."""
    channel = workspace.channel(message.channel)
    # The block may lack its id, which Slack gives by itself.
    at = next(at for at, other in enumerate(message.blocks or ()) if other is block)
    action: Json = {name: button[name] for name in ("type", "action_id", "text", "value", "style") if name in button}
    action |= {"block_id": with_block_ids(message.blocks or [])[at]["block_id"], "action_ts": workspace.next_ts()}
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": message.ephemeral_to is not None,
    }
    if message.thread_ts is not None:
        container["thread_ts"] = message.thread_ts
    payload: Json = {
        "type": "block_actions",
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": workspace.team_of(user)},
        "api_app_id": workspace.app_id,
        "token": VERIFICATION_TOKEN,
        "container": container,
        "trigger_id": trigger_id,
        "team": {"id": workspace.id, "domain": TEAM_DOMAIN},
        "enterprise": None,
        "is_enterprise_install": False,
        "channel": {"id": channel.id, "name": channel_name(channel)},
        "state": {"values": {}},
        "response_url": response_url,
        "actions": [action],
    }
    if message.ephemeral_to is None:
        payload["message"] = message_object(workspace, message, with_metadata=True)
    return payload


def channel_name(channel: Channel) -> str:
    """Return the name as commands and buttons tell it: Slack keeps that of a private place to itself."""
    return {"im": "directmessage", "group": "privategroup"}.get(channel.kind, channel.name)


def command_answer(reply: Reply) -> CommandAnswer:
    """Return what a reply to a command says; its text is there also where Slack would show an error instead."""
    answer = CommandAnswer(status=reply.status, text=reply.text.strip(), blocks=None, seconds=reply.seconds)
    if reply.status is None:
        answer.error = "operation_timeout" if reply.reason == "http_timeout" else "dispatch_failed"
    elif reply.status != 200:  # noqa: PLR2004 - the only status that Slack takes for an answer
        answer.error = "http_service_error"
    if reply.content_type != "application/json" or not reply.text:
        return answer
    try:
        said = json.loads(reply.text)
    except ValueError:
        return answer
    if isinstance(said, dict):
        answer.text = str(said.get("text") or "")
        answer.blocks = said.get("blocks") or None
        answer.response_type = str(said.get("response_type") or "ephemeral")
    return answer
