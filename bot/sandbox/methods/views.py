"""`views.*`: modals, and the home tab. None of them needs a scope."""

import json
from typing import Any, Final

from bot.sandbox.arguments import ApiError
from bot.sandbox.methods.call import MethodCall
from bot.sandbox.records import Json
from bot.sandbox.shapes import view_object
from bot.sandbox.triggers import Trigger
from bot.sandbox.views import View, completed

MAX_BYTES: Final = 250_000
MAX_BLOCKS: Final = 100


def open_modal(call: MethodCall) -> Json:
    """`views.open`: a modal for whoever did what gave the `trigger_id`.

    Errors: `invalid_arguments`, `view_too_large`, `invalid_trigger_id`, `exchanged_trigger_id`, `expired_trigger_id`,
    `duplicate_external_id`. A call that is refused doesn't use the trigger_id up.
    """
    content, trigger = _view(call, "modal"), _trigger(call)
    view = call.workspace.views.open(trigger.user, content, trigger.channel)
    trigger.used = True
    return _shown(call, view)


def push(call: MethodCall) -> Json:
    """`views.push`: a view on top of the modal in which somebody did what gave the `trigger_id`.

    Errors: as opening; `not_found` when that modal is closed or they weren't in one, `push_limit_reached` when three
    views stand there already.
    """
    content, trigger = _view(call, "modal"), _trigger(call)
    onto = call.workspace.views.find(trigger.view)
    if onto is None or onto.kind != "modal":
        raise ApiError("not_found")
    view = call.workspace.views.push(onto, content)
    trigger.used = True
    return _shown(call, view)


def update(call: MethodCall) -> Json:
    """`views.update`: something else in an open view, named by `view_id` or `external_id`.

    Errors: `invalid_arguments`, `view_too_large`, `not_found` when the view is closed, `hash_conflict` when `hash` is
    given and another update came in between, `duplicate_external_id`.
    """
    view_id, external_id = call.arguments.text("view_id"), call.arguments.text("external_id")
    if not view_id and not external_id:
        raise _invalid(["missing required field: view_id or external_id"])
    views = call.workspace.views
    view = views.find(view_id) if view_id else views.find_external(external_id or "")
    content = _view(call, "modal" if view is None else view.kind)
    if view is None:
        raise ApiError("not_found")
    _check_hash(call, view)
    views.update(view, content)
    return _shown(call, view)


def publish(call: MethodCall) -> Json:
    """`views.publish`: what a person sees on the app's home tab.

    Errors: `invalid_arguments` (also for a `user_id` that is nobody's in this workspace), `view_too_large`,
    `not_enabled` without a home tab in the manifest, `hash_conflict`, `duplicate_external_id`.
    """
    content = _view(call, "home")
    workspace = call.workspace
    user = workspace.users.get(call.arguments.text("user_id") or "")
    if user is None or user.is_bot or user.deleted or workspace.team_of(user) != workspace.id:
        # Slack's own words; it has no error word for it (https://docs.slack.dev/reference/methods/views.publish).
        raise _invalid(["invalid `user_id`"])
    if not call.grants.home_tab:
        raise ApiError("not_enabled")
    _check_hash(call, workspace.views.home(user.id))
    return _shown(call, workspace.views.publish(user.id, content))


def checked(view: Any, kind: str) -> Json:
    """Return a view that the bot wants shown, completed as Slack does.

    Raises ApiError: `invalid_arguments`, with what is wrong in `response_metadata`; `view_too_large`.
    """
    if len(json.dumps(view, ensure_ascii=False).encode()) > MAX_BYTES:
        raise ApiError("view_too_large")
    faults = view_faults(view)
    if not faults and view["type"] != kind:
        faults = [f"must be of type {kind} [json-pointer:/view/type]"]
    if faults:
        raise _invalid([f"[ERROR] {fault}" for fault in faults])
    return completed(view)


def view_faults(view: Any) -> list[str]:
    """Return what Slack would refuse in a view, in words; an empty list when it is fine."""
    if not isinstance(view, dict):
        return ["must be an object [json-pointer:/view]"]
    if view.get("type") not in {"modal", "home"}:
        return ["must be of type modal or home [json-pointer:/view/type]"]
    faults: list[str] = []
    if view["type"] == "modal" and not isinstance(view.get("title"), dict):
        faults.append("missing required field: title [json-pointer:/view]")
    faults += [
        f"must be an object [json-pointer:/view/{name}]"
        for name in ("submit", "close")
        if view.get(name) is not None and not isinstance(view[name], dict)
    ]
    blocks = view.get("blocks")
    if not isinstance(blocks, list):
        faults.append("missing required field: blocks [json-pointer:/view]")
    elif len(blocks) > MAX_BLOCKS:
        faults.append(f"no more than {MAX_BLOCKS} items allowed [json-pointer:/view/blocks]")
    else:
        faults += [
            f"missing required field: type [json-pointer:/view/blocks/{at}]"
            for at, block in enumerate(blocks)
            if not isinstance(block, dict) or not isinstance(block.get("type"), str)
        ]
        faults += [
            f"missing required field: elements [json-pointer:/view/blocks/{at}]"
            for at, block in enumerate(blocks)
            if isinstance(block, dict)
            and block.get("type") == "actions"
            and not isinstance(block.get("elements"), list)
        ]
    return faults


def _view(call: MethodCall, kind: str) -> Json:
    view = call.arguments.decoded("view", "invalid_arguments")
    if view is None:
        raise _invalid(["[ERROR] missing required field: view"])
    return checked(view, kind)


def _trigger(call: MethodCall) -> Trigger:
    trigger_id = call.arguments.text("trigger_id")
    if not trigger_id:
        raise _invalid(["[ERROR] missing required field: trigger_id"])
    return call.workspace.triggers.find(trigger_id)


def _check_hash(call: MethodCall, view: View | None) -> None:
    given = call.arguments.text("hash")
    if given and (view is None or view.hash != given):
        raise ApiError("hash_conflict")


def _invalid(messages: list[str]) -> ApiError:
    return ApiError("invalid_arguments", response_metadata={"messages": messages})


def _shown(call: MethodCall, view: View) -> Json:
    # What somebody has typed since is theirs until they send it.
    return {"view": view_object(call.workspace, view, None)}
