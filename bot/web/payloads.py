"""The shape of what Slack sends, over HTTP and Socket Mode alike: checked before Bolt sees it, which fails on garbage."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl


class NotSlack(Exception):  # noqa: N818 - what it is
    """Something that can't be Slack's, though it is signed; the text says why."""


def parse(text: str, content_type: str) -> dict[str, Any]:
    """Return the payload of a delivery: an event's JSON, a command's fields, or an interaction's JSON.

    Raises:
        NotSlack: Slack sends nothing of that shape.
    """
    if content_type == "application/x-www-form-urlencoded":
        try:
            fields: dict[str, Any] = dict(parse_qsl(text, keep_blank_values=True, max_num_fields=100, errors="strict"))
        except ValueError as error:
            raise NotSlack("The form can't be read.") from error
        if fields.get("ssl_check") == "1":  # Slack looks whether the address answers
            return {"type": "ssl_check"}
        if "payload" in fields:
            return interaction(_json(fields["payload"]))
        return command(fields)
    return event(_json(text))


def _json(text: str) -> dict[str, Any]:
    try:
        payload = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotSlack("The body is not JSON.") from error
    if not isinstance(payload, dict):
        raise NotSlack("The body is not a JSON object.")
    return payload


def command(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a command. Raises NotSlack: Slack sends nothing of that shape."""
    if not str(fields.get("command", "")).startswith("/"):
        raise NotSlack("Neither a command nor an interaction.")
    _ids(fields, ("team_id", "user_id"))
    return fields


def event(payload: dict[str, Any]) -> dict[str, Any]:
    """Return the envelope of an event. Raises NotSlack: Slack sends nothing of that shape."""
    if not isinstance(payload.get("type"), str):
        raise NotSlack("`type` is not a string.")
    if payload["type"] in {"url_verification", "app_rate_limited"}:
        return payload
    if payload["type"] != "event_callback":
        raise NotSlack("`type` is none that Slack sends.")
    inner = payload.get("event")
    if not isinstance(inner, dict) or not isinstance(inner.get("type"), str):
        raise NotSlack("`event` is not an object with a `type`.")
    _ids(payload, ("team_id",), ("event_id", "api_app_id", "enterprise_id"))
    authorizations = payload.get("authorizations")
    if authorizations is not None and not (
        isinstance(authorizations, list) and all(isinstance(one, dict) for one in authorizations)
    ):
        raise NotSlack("`authorizations` is not a list of objects.")
    for one in authorizations or ():
        _ids(one, (), ("team_id", "enterprise_id", "user_id"))
    for key in ("user", "channel"):
        if not isinstance(inner.get(key), str | dict | None):
            raise NotSlack(f"`event.{key}` is neither an id nor an object.")
    return payload


def interaction(payload: dict[str, Any]) -> dict[str, Any]:
    """Return what a button, a form or a shortcut sends. Raises NotSlack: Slack sends nothing of that shape."""
    if not isinstance(payload.get("type"), str):
        raise NotSlack("`type` is not a string.")
    for key in ("team", "user"):
        if not isinstance(payload.get(key), dict):
            raise NotSlack(f"`{key}` is not an object.")
        _ids(payload[key], ("id",))
    for key in ("channel", "container", "view", "message", "enterprise"):
        if not isinstance(payload.get(key), dict | None):
            raise NotSlack(f"`{key}` is not an object.")
    actions = payload.get("actions", [])
    if not (isinstance(actions, list) and all(isinstance(one, dict) for one in actions)):
        raise NotSlack("`actions` is not a list of objects.")
    if payload["type"] == "block_actions" and not actions:
        raise NotSlack("`actions` is empty.")
    if payload["type"].startswith("view_") and not isinstance(payload.get("view"), dict):
        raise NotSlack("`view` is not an object.")
    for action in actions:
        _ids(action, (), ("action_id", "block_id", "type"))
    return payload


def _ids(payload: Mapping[str, Any], needed: tuple[str, ...], may_lack: tuple[str, ...] = ()) -> None:
    for key in needed:
        if not isinstance(payload.get(key), str) or not payload[key]:
            raise NotSlack(f"`{key}` is not an id.")
    for key in may_lack:
        if not isinstance(payload.get(key), str | None):
            raise NotSlack(f"`{key}` is not an id.")
