"""What Slack sends, as it looks: seeds for the tests of the endpoint."""

import json
from pathlib import Path
from urllib.parse import urlencode

from tests.support.world import GUEST, LEADS, LENA, SALES, WORKSPACE

FORM = "application/x-www-form-urlencoded"

#: Slack's own samples, beside the checkout; None where they are not there.
_BESIDE = Path(__file__).resolve().parents[3] / "shared/slack/samples"
SAMPLES = _BESIDE if _BESIDE.is_dir() else None

AUTHORIZATION = {
    "enterprise_id": None,
    "team_id": WORKSPACE,
    "user_id": "U0LEADWHL",
    "is_bot": True,
    "is_enterprise_install": False,
}


def envelope(event, **more):
    """Wrap an inner event as Slack does."""
    return {
        "token": "x",
        "team_id": WORKSPACE,
        "api_app_id": "A0LEADWHL",
        "event": event,
        "type": "event_callback",
        "event_id": "Ev01",
        "event_time": 1_700_000_000,
        "authorizations": [AUTHORIZATION],
        "is_ext_shared_channel": False,
        "event_context": "4-abc",
    } | more


def message(**more):
    """Make a `message` event of a lead."""
    return {
        "type": "message",
        "channel": LEADS,
        "channel_type": "channel",
        "ts": "1700000000.000100",
        "event_ts": "1700000000.000100",
        "user": LENA,
        "team": WORKSPACE,
        "text": "Do you have a *plan* for <https://acme.example|acme>?",
        "client_msg_id": "a",
    } | more


def interaction(kind, **more):
    """Make what Slack puts into the form field `payload`."""
    return {
        "type": kind,
        "team": {"id": WORKSPACE, "domain": "sandbox"},
        "user": {"id": LENA, "username": "lena", "name": "lena", "team_id": WORKSPACE},
        "api_app_id": "A0LEADWHL",
        "token": "x",
        "trigger_id": "1.2.3",
        "enterprise": None,
        "is_enterprise_install": False,
    } | more


def command(name="/away", text="status", **more):
    """Make the fields of a slash command."""
    return {
        "token": "x",
        "team_id": WORKSPACE,
        "team_domain": "sandbox",
        "channel_id": SALES,
        "channel_name": "sales",
        "user_id": LENA,
        "user_name": "lena",
        "command": name,
        "text": text,
        "api_app_id": "A0LEADWHL",
        "is_enterprise_install": "false",
        "response_url": "http://127.0.0.1:9/response/x",
        "trigger_id": "1.2.3",
    } | more


_USER = {
    "id": LENA,
    "team_id": WORKSPACE,
    "name": "lena",
    "real_name": "Lena Lead",
    "deleted": False,
    "tz": "Europe/Berlin",
    "profile": {"display_name": "", "real_name": "Lena Lead", "team": WORKSPACE},
    "is_admin": False,
    "is_owner": False,
    "is_restricted": False,
    "is_bot": False,
    "enterprise_user": {"id": LENA, "teams": [WORKSPACE]},
}
_VIEW = {
    "id": "V1",
    "type": "modal",
    "callback_id": "some_view",
    "private_metadata": "",
    "hash": "1.abc",
    "state": {"values": {"b": {"a": {"type": "plain_text_input", "value": "x"}}}},
    "blocks": [],
    "title": {"type": "plain_text", "text": "x"},
}
_ACTION = {
    "type": "button",
    "action_id": "conversation_take",
    "block_id": "b1",
    "value": "0123456789abcdef",
    "text": {"type": "plain_text", "text": "Take it"},
    "action_ts": "1700000001.000100",
}

#: name -> inner event.
EVENTS = {
    "message": message(),
    "message with blocks": message(
        ts="1700000000.000200",
        blocks=[
            {
                "type": "rich_text",
                "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "hi"}]}],
            },
            {"type": "section", "fields": [{"type": "mrkdwn", "text": "*Email*\nlena@acme.example"}]},
        ],
        files=[{"id": "F1", "name": "a.pdf", "mode": "hosted"}],
        attachments=[{"fallback": "x", "fields": [{"title": "Name", "value": "Lena", "short": True}]}],
    ),
    "bot_message": message(
        ts="1700000000.000300", subtype="bot_message", user=None, bot_id="B0FORM", username="Form", app_id="A0FORM"
    ),
    "reply": message(ts="1700000000.000400", thread_ts="1700000000.000100", parent_user_id=LENA),
    "message_changed": {
        "type": "message",
        "subtype": "message_changed",
        "hidden": True,
        "channel": LEADS,
        "ts": "1700000000.000500",
        "message": message(edited={"user": LENA, "ts": "1700000000.000500"}),
        "previous_message": message(),
    },
    "message_deleted": {
        "type": "message",
        "subtype": "message_deleted",
        "channel": LEADS,
        "ts": "1700000000.000600",
        "deleted_ts": "1700000000.000100",
        "previous_message": message(),
    },
    "channel_join": message(ts="1700000000.000700", subtype="channel_join", inviter=LENA),
    "user_change": {"type": "user_change", "user": _USER, "cache_ts": 1_700_000_000, "event_ts": "1700000000.0008"},
    "team_join": {"type": "team_join", "user": _USER | {"id": "U09NEW"}, "event_ts": "1700000000.0009"},
    "app_mention": message(type="app_mention", text="<@U0LEADWHL> hello"),
    "app_home_opened": {
        "type": "app_home_opened",
        "user": LENA,
        "channel": "D05LENA",
        "tab": "home",
        "event_ts": "1.1",
        "view": _VIEW,
    },
    "reaction_added": {
        "type": "reaction_added",
        "user": LENA,
        "reaction": "eyes",
        "item": {"type": "message", "channel": LEADS, "ts": "1700000000.000100"},
    },
    "channel_archive": {"type": "channel_archive", "channel": LEADS, "user": LENA},
    "member_left_channel": {"type": "member_left_channel", "user": LENA, "channel": LEADS, "team": WORKSPACE},
    "subteam_members_changed": {"type": "subteam_members_changed", "subteam_id": "S1", "added_users": [LENA]},
    "tokens_revoked": {"type": "tokens_revoked", "tokens": {"oauth": ["U1"], "bot": ["U2"]}},
    "app_uninstalled": {"type": "app_uninstalled"},
    "link_shared": {"type": "link_shared", "channel": LEADS, "links": [{"domain": "a.example", "url": "https://a"}]},
}

#: name -> the JSON of the form field `payload`.
INTERACTIONS = {
    "block_actions": interaction(
        "block_actions",
        container={"type": "message", "message_ts": "1.1", "channel_id": SALES, "is_ephemeral": False},
        channel={"id": SALES, "name": "sales"},
        message=message(),
        actions=[_ACTION],
        state={"values": {}},
        response_url="http://127.0.0.1:9/response/x",
    ),
    "an unknown button": interaction(
        "block_actions",
        channel={"id": SALES, "name": "sales"},
        actions=[_ACTION | {"action_id": "nobody_made_this"}],
    ),
    "block_suggestion": interaction(
        "block_suggestion", action_id="pick", block_id="b1", value="x", container={"type": "view", "view_id": "V1"}
    ),
    "view_submission": interaction("view_submission", view=_VIEW, response_urls=[]),
    "shortcut": interaction("shortcut", callback_id="some_shortcut", action_ts="1.1"),
    "message_action": interaction(
        "message_action",
        callback_id="some_action",
        message=message(),
        channel={"id": SALES, "name": "sales"},
        message_ts="1.1",
        action_ts="1.1",
    ),
    "interactive_message": interaction(
        "interactive_message",
        callback_id="old",
        actions=[{"name": "a", "type": "button", "value": "x"}],
        channel={"id": SALES},
    ),
    "dialog_submission": interaction("dialog_submission", callback_id="old", submission={"a": "b"}, state=""),
}
VIEW_CLOSED = interaction("view_closed", view=_VIEW, is_cleared=False)

#: name -> form fields.
COMMANDS = {
    "away": command("/away", "status"),
    "away somebody": command("/away", f"<@{GUEST}|gus> on until friday"),
    "rotation": command("/rotation", "show sales"),
    "rotation add": command("/rotation", f"add sales <@{GUEST}|gus>"),
    "renamed": command("/pause", "status"),
}


def event_body(event, **more):
    """Return the bytes of an event's delivery."""
    return json.dumps(envelope(event, **more)).encode()


def form_body(fields):
    """Return the bytes of a command's delivery."""
    return urlencode(fields).encode()


def interaction_body(payload):
    """Return the bytes of an interaction's delivery."""
    return form_body({"payload": json.dumps(payload)})
