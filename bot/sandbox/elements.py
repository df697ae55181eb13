"""What people use in blocks: buttons, menus, inputs; where they stand and what they hold."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from bot.sandbox.records import Json

#: (block_id, action_id) -> what a person chose there, as `state.values` has it.
Values = dict[tuple[str, str], Json]

#: Kind of element -> the field in which Slack tells what was chosen (https://docs.slack.dev/reference/block-kit/block-elements).
FIELDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "button": "value",
        "channels_select": "selected_channel",
        "checkboxes": "selected_options",
        "conversations_select": "selected_conversation",
        "datepicker": "selected_date",
        "datetimepicker": "selected_date_time",
        "email_text_input": "value",
        "external_select": "selected_option",
        "multi_channels_select": "selected_channels",
        "multi_conversations_select": "selected_conversations",
        "multi_external_select": "selected_options",
        "multi_static_select": "selected_options",
        "multi_users_select": "selected_users",
        "number_input": "value",
        "overflow": "selected_option",
        "plain_text_input": "value",
        "radio_buttons": "selected_option",
        "rich_text_input": "rich_text_value",
        "static_select": "selected_option",
        "timepicker": "selected_time",
        "url_text_input": "value",
        "users_select": "selected_user",
    }
)
#: They are pressed, and keep nothing.
STATELESS: Final = frozenset({"button", "overflow"})
#: Their options are the bot's to say when somebody looks.
EXTERNAL: Final = frozenset({"external_select", "multi_external_select"})

_TOLD: Final = ("type", "action_id", "text", "value", "style", "url", "placeholder", "confirm")


def is_multiple(kind: str) -> bool:
    """Return whether several things can be chosen at once."""
    return kind == "checkboxes" or kind.startswith("multi_")


def elements(blocks: Iterable[Json] | None) -> Iterator[tuple[Json, Json]]:
    """Yield each element that a person can use and the block it stands in, from top to bottom."""
    for block in blocks or ():
        within = block.get("elements") if block.get("type") == "actions" else None
        for element in (*(within or ()), block.get("accessory"), block.get("element")):
            if isinstance(element, dict) and element.get("type") in FIELDS:
                yield element, block


def find_element(
    blocks: Iterable[Json] | None, action_id: str, block_id: str | None = None, kind: str | None = None
) -> tuple[Json, Json] | None:
    """Return the first element with that `action_id` and its block; None when there is none.

    `block_id` None: in any block. `kind` None: of any type.
    """
    for element, block in elements(blocks):
        if (
            element.get("action_id") == action_id
            and block_id in {None, block.get("block_id")}
            and kind in {None, element["type"]}
        ):
            return element, block
    return None


def options_of(element: Json) -> list[Json]:
    """Return the options that an element (or an answer to block_suggestion) lists, those of groups too."""
    options = list(element.get("options") or ())
    for group in element.get("option_groups") or ():
        options += group.get("options") or ()
    return options


def is_dispatched(element: Json, block: Json) -> bool:
    """Return whether the bot is told at once when the element is used; else it learns of it when all is submitted."""
    return block["type"] != "input" or bool(block.get("dispatch_action")) or element["type"] in STATELESS


def nothing(kind: str) -> Any:
    """Return what stands for nothing chosen."""
    return [] if is_multiple(kind) else None


def initial(element: Json, channel: str | None) -> Any:
    """Return what is chosen before anybody did; `channel`: the one from which the view was opened, None without one."""
    kind = element["type"]
    field = FIELDS[kind]
    if channel is not None and element.get("default_to_current_conversation"):
        return [channel] if is_multiple(kind) else channel
    name = f"initial_{field.removeprefix('selected_')}" if field.startswith("selected_") else "initial_value"
    found = element.get(name)
    return nothing(kind) if found is None else found


def held(element: Json, block: Json, values: Values, channel: str | None = None) -> Any:
    """Return what an element holds: what the person chose, else what it began with."""
    field = FIELDS[element["type"]]
    chosen = values.get((block["block_id"], element.get("action_id", "")))
    # The bot may have put something else in the same place since.
    if chosen is not None and chosen["type"] == element["type"] and _is_offered(element, chosen[field]):
        return chosen[field]
    return initial(element, channel)


def _is_offered(element: Json, chosen: Any) -> bool:
    if not FIELDS[element["type"]].startswith("selected_option") or element["type"] in EXTERNAL:
        return True
    offered = {option.get("value") for option in options_of(element)}
    return all(option["value"] in offered for option in (chosen if isinstance(chosen, list) else [chosen]) if option)


def state_values(blocks: Iterable[Json], values: Values, channel: str | None = None) -> Json:
    """Return Slack's `state.values`: by block and action, all that holds something, also what is still empty."""
    state: Json = {}
    for element, block in elements(blocks):
        kind = element["type"]
        if kind in STATELESS or not element.get("action_id"):
            continue
        entry = {"type": kind, FIELDS[kind]: held(element, block, values, channel)}
        if kind == "timepicker" and element.get("timezone"):
            entry["timezone"] = element["timezone"]
        state.setdefault(block["block_id"], {})[element["action_id"]] = entry
    return state


def action_of(element: Json, block: Json, chosen: Any, action_ts: str) -> Json:
    """Return one of the `actions` of a block_actions payload."""
    kind = element["type"]
    action: Json = {name: element[name] for name in _TOLD if name in element}
    action |= {name: value for name, value in element.items() if name.startswith("initial_")}
    action |= {"block_id": block["block_id"], "action_ts": action_ts}
    if kind != "button":
        action[FIELDS[kind]] = chosen
    return action
