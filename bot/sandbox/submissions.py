"""Sending a modal off: what Slack's client asks for first, and what becomes of it by the bot's answer."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from bot.sandbox.arguments import ApiError
from bot.sandbox.elements import elements, held
from bot.sandbox.methods.views import checked
from bot.sandbox.records import Reply, Submitted
from bot.sandbox.views import View, Views

#: What a person reads when the bot's answer is none.
TROUBLE: Final = "We had some trouble connecting. Try again?"
#: What a person reads below what must not stay empty.
REQUIRED: Final = "Please complete this required field."


def left_empty(view: View) -> dict[str, str]:
    """Return what is shown below the inputs that must be filled in and aren't, by block_id."""
    return {
        block["block_id"]: REQUIRED
        for element, block in elements(view.blocks)
        if block["type"] == "input"
        and not block.get("optional")
        and held(element, block, view.values, view.channel) in (None, "", [])
    }


def settle(views: Views, view: View, reply: Reply) -> Submitted:
    """Do with a modal what the bot answered, and return what the person sees of it.

    An empty answer (or an empty object, as over Socket Mode) closes the view. `response_action` says otherwise:
    `errors` are shown below inputs, `update` shows something else in its place, `push` on top of it, `clear` closes
    the whole modal. After anything else the view stays as it was, with all that was typed, and a notice.
    """
    view.errors, view.notice = {}, None
    if views.find(view.id) is None:  # closed since
        return Submitted(reply)
    try:
        _settle(views, view, _said(reply))
    except ApiError as error:
        view.notice = TROUBLE
        messages = error.more.get("response_metadata", {}).get("messages", ())
        return Submitted(reply, notice=TROUBLE, fault=": ".join([error.word, *messages]))
    except ValueError as error:
        view.notice = TROUBLE
        return Submitted(reply, notice=TROUBLE, fault=str(error))
    return Submitted(reply, errors=dict(view.errors))


def _said(reply: Reply) -> Mapping[str, Any]:
    if reply.status != HTTPStatus.OK:
        raise ValueError(reply.reason or f"HTTP {reply.status}")
    if not reply.text.strip():
        return {}
    if reply.content_type != "application/json":
        raise ValueError(f"the answer is {reply.content_type}, not application/json")
    said = json.loads(reply.text)
    if not isinstance(said, dict):
        raise ValueError("the answer is no object")  # noqa: TRY004 - it is about what was sent
    return said


def _settle(views: Views, view: View, said: Mapping[str, Any]) -> None:
    match said.get("response_action"):
        case None if not said:
            views.close(view)
        case "errors":
            view.errors = _errors(view, said.get("errors"))
        case "update":
            views.update(view, checked(said.get("view"), "modal"))
        case "push":
            views.push(view, checked(said.get("view"), "modal"))
        case "clear":
            views.close(view, whole=True)
        case other:
            raise ValueError(f"there is no response_action {other!r}")


def _errors(view: View, errors: Any) -> dict[str, str]:
    if not isinstance(errors, dict) or not errors:
        raise ValueError("errors must be an object with a text for each block_id")
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    for block_id, text in errors.items():
        if block_id not in inputs:
            raise ValueError(f"the view has no input with the block_id {block_id!r}")
        if not isinstance(text, str) or not text:
            raise ValueError(f"the error of {block_id!r} must be a text")
    return errors
