"""What to do about an error that never heals by itself, in words that a terminal can show, too."""

from collections.abc import Mapping
from typing import Final

_PERMISSION: Final = "The app lacks a permission: install it again with the scopes of its manifest."
_RESTRICTED: Final = (
    "An admin restricts who may post there: let the app do so, or name another channel in the configuration."
)
_CLOSED: Final = "The channel is archived: open it again, or name another in the configuration."
_GONE: Final = "They can't be reached in Slack: take them out of their teams, `/rotation remove TEAM @name`."
_NO_ANSWER: Final = "What it answers is gone, or takes no answers."
_NO_CHANGE: Final = "That message can't be changed any more."
_FAULT: Final = "That is a fault of this bot's: its log says more."

#: By Slack's error word. https://docs.slack.dev/reference/methods/chat.postMessage#errors
WORDS: Final[Mapping[str, str]] = {
    "not_in_channel": "Invite the bot there: `/invite @Leadwheel`.",
    "channel_not_found": (
        "Invite the bot there if it is private (`/invite @Leadwheel`), or name another channel in the configuration."
    ),
    "channel_type_not_supported": "The bot can't post in such a channel: name another in the configuration.",
    "is_archived": _CLOSED,
    "is_inactive": _CLOSED,
    "access_denied": _PERMISSION,
    "missing_scope": _PERMISSION,
    "no_permission": _PERMISSION,
    "not_allowed_token_type": _PERMISSION,
    "restricted_action": _RESTRICTED,
    "restricted_action_non_threadable_channel": _RESTRICTED,
    "restricted_action_read_only_channel": _RESTRICTED,
    "restricted_action_thread_locked": "An admin has locked the thread.",
    "restricted_action_thread_only_channel": _RESTRICTED,
    "cannot_dm_bot": "That is an app, which reads nothing: take it out of its teams, `/rotation remove TEAM @name`.",
    "user_disabled": _GONE,
    "user_not_found": _GONE,
    "user_not_in_channel": "They aren't in that channel any more.",
    "user_not_visible": _GONE,
    "users_not_found": _GONE,
    "messages_tab_disabled": "The app takes no direct messages: switch on its Messages Tab, in its settings under App Home.",
    "cannot_reply_to_message": _NO_ANSWER,
    "thread_not_found": _NO_ANSWER,
    "cant_update_message": _NO_CHANGE,
    "edit_window_closed": _NO_CHANGE,
    "message_not_found": "Somebody deleted that message.",
    **dict.fromkeys(
        (
            "as_user_not_supported",
            "cannot_render",
            "invalid_arg_name",
            "invalid_arguments",
            "invalid_blocks",
            "invalid_blocks_format",
            "invalid_metadata_format",
            "invalid_metadata_schema",
            "metadata_must_be_sent_from_app",
            "metadata_too_large",
            "msg_blocks_too_long",
            "msg_too_long",
            "no_text",
            "unknown_method",
        ),
        _FAULT,
    ),
}


def how_to_mend(error: str) -> str | None:
    """Say in one or two sentences what mends an error; None: nothing is known about it."""
    return WORDS.get(error)
