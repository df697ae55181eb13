"""Menus: of given options, of options asked for, of people, conversations and channels; of one or of several choices.

https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element
"""

from typing import Any, Final

from bot.sandbox.blockkit.objects import (
    CONFIRM,
    FILTER,
    ID,
    MAX_ID,
    MAX_OPTIONS,
    OPTION,
    OPTION_GROUP,
    plain,
)
from bot.sandbox.blockkit.rules import among_options, either
from bot.sandbox.blockkit.tables import FINE, Check, Fault, Faults, Record, items, kind, text, truth, whole

_MAX_QUERY: Final = 3_000
_MAX_CHOSEN: Final = 1_000_000

_SOMEBODY: Final = text(MAX_ID)
_SEVERAL: Final = items(_SOMEBODY, MAX_OPTIONS, least=0)

_ONE: Final[dict[str, Check]] = {
    "action_id": ID,
    "placeholder": plain(150),
    "confirm": CONFIRM,
    "focus_on_load": truth,
}
_MANY: Final[dict[str, Check]] = {**_ONE, "max_selected_items": whole(1, _MAX_CHOSEN)}
_GIVEN: Final[dict[str, Check]] = {
    "options": items(OPTION, MAX_OPTIONS),
    "option_groups": items(OPTION_GROUP, MAX_OPTIONS),
}
_ASKED: Final[dict[str, Check]] = {"min_query_length": whole(0, _MAX_QUERY)}
_CONVERSATIONS: Final[dict[str, Check]] = {"default_to_current_conversation": truth, "filter": FILTER}


def _not_here(value: Any) -> Faults:
    return truth(value) or ((Fault("`response_url_enabled` only works in input blocks in modals"),) if value else FINE)


def _menus(response_url: Check) -> dict[str, Record]:
    """Return the menus of channels and conversations that can bring a `response_url`."""
    channels = {"initial_channel": _SOMEBODY, "response_url_enabled": response_url}
    conversations = {"initial_conversation": _SOMEBODY, "response_url_enabled": response_url, **_CONVERSATIONS}
    return {
        **kind("channels_select", may={**_ONE, **channels}),
        **kind("conversations_select", may={**_ONE, **conversations}),
    }


MENUS_WITH_RESPONSE_URL: Final = _menus(truth)

MENUS: Final = {
    **kind(
        "static_select",
        may={**_ONE, **_GIVEN, "initial_option": OPTION},
        rules=[*either("options", "option_groups"), among_options("initial_option")],
    ),
    **kind(
        "multi_static_select",
        may={**_MANY, **_GIVEN, "initial_options": items(OPTION, MAX_OPTIONS)},
        rules=[*either("options", "option_groups"), among_options("initial_options")],
    ),
    **kind("external_select", may={**_ONE, **_ASKED, "initial_option": OPTION}),
    **kind("multi_external_select", may={**_MANY, **_ASKED, "initial_options": items(OPTION, MAX_OPTIONS)}),
    **kind("users_select", may={**_ONE, "initial_user": _SOMEBODY}),
    **kind("multi_users_select", may={**_MANY, "initial_users": _SEVERAL}),
    **kind("multi_channels_select", may={**_MANY, "initial_channels": _SEVERAL}),
    **kind("multi_conversations_select", may={**_MANY, **_CONVERSATIONS, "initial_conversations": _SEVERAL}),
    **_menus(_not_here),
}
