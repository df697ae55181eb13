"""What Slack sends when somebody types a command, uses something in blocks, sends a form or runs a shortcut."""

import json
from http import HTTPStatus

from bot.sandbox.events import VERIFICATION_TOKEN
from bot.sandbox.records import Channel, CommandAnswer, Json, Message, Reply, User
from bot.sandbox.shapes import message_object, view_object
from bot.sandbox.surfaces import Surface, channel_name, channel_part
from bot.sandbox.views import View
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


def block_actions(
    workspace: Workspace, user: User, surface: Surface, action: Json, trigger_id: str, response_url: str | None
) -> Json:
    """Return the payload of an element that was used; a response_url only comes with a message's."""
    payload = _payload(workspace, user, "block_actions") | surface.told(workspace, with_state=True)
    payload |= {"trigger_id": trigger_id, "actions": [action]}
    return payload if response_url is None else payload | {"response_url": response_url}


def block_suggestion(
    workspace: Workspace, user: User, surface: Surface, element: Json, block: Json, typed: str
) -> Json:
    """Return the question for the options of an external select, for what somebody has typed there so far."""
    asked = {"action_id": element["action_id"], "block_id": block["block_id"], "value": typed}
    return _payload(workspace, user, "block_suggestion") | surface.told(workspace, with_state=False) | asked


def view_submission(workspace: Workspace, user: User, view: View, trigger_id: str, response_urls: list[Json]) -> Json:
    """Return the payload of a modal that is sent off, with what all its elements hold."""
    return _payload(workspace, user, "view_submission") | {
        "trigger_id": trigger_id,
        "view": view_object(workspace, view, view.values),
        "response_urls": response_urls,
    }


def view_closed(workspace: Workspace, user: User, view: View, *, is_cleared: bool) -> Json:
    """Return the payload of a modal that is closed unsent; Slack doesn't tell what was typed."""
    shown = view_object(workspace, view, None)
    return _payload(workspace, user, "view_closed") | {"view": shown, "is_cleared": is_cleared}


def shortcut(workspace: Workspace, user: User, callback_id: str, trigger_id: str) -> Json:
    """Return the payload of a global shortcut, which tells nothing of where it was run."""
    payload = _payload(workspace, user, "shortcut")
    del payload["api_app_id"]
    payload["user"] = {name: payload["user"][name] for name in ("id", "username", "team_id")}
    return payload | {"callback_id": callback_id, "trigger_id": trigger_id, "action_ts": workspace.next_ts()}


def message_shortcut(
    workspace: Workspace, user: User, message: Message, callback_id: str, trigger_id: str, response_url: str
) -> Json:
    """Return the payload of a shortcut run on a message."""
    payload = _payload(workspace, user, "message_action")
    del payload["api_app_id"]
    payload["user"] = {name: payload["user"][name] for name in ("id", "name", "team_id")}
    return payload | {
        "callback_id": callback_id,
        "trigger_id": trigger_id,
        "response_url": response_url,
        "action_ts": workspace.next_ts(),
        "message_ts": message.ts,
        "channel": channel_part(workspace.channel(message.channel)),
        "message": message_object(workspace, message, with_metadata=True),
    }


def command_answer(reply: Reply) -> CommandAnswer:
    """Return what a reply to a command says; its text is there also where Slack would show an error instead."""
    answer = CommandAnswer(status=reply.status, text=reply.text.strip(), blocks=None, seconds=reply.seconds)
    if reply.status is None:
        answer.error = "operation_timeout" if reply.reason == "http_timeout" else "dispatch_failed"
    elif reply.status != HTTPStatus.OK:
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


def _payload(workspace: Workspace, user: User, kind: str) -> Json:
    """Return what is in every interaction."""
    return {
        "type": kind,
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": workspace.team_of(user)},
        "api_app_id": workspace.app_id,
        "token": VERIFICATION_TOKEN,
        "team": {"id": workspace.id, "domain": TEAM_DOMAIN},
        "enterprise": None,
        "is_enterprise_install": False,
    }
