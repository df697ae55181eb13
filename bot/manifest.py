"""The Slack app manifest, as a value (https://docs.slack.dev/app-manifests)."""

import json
from pathlib import Path
from typing import Any

_PLACES = (
    Path(__file__).resolve().parent.parent / "manifests" / "slack.json",  # a checkout
    Path(__file__).resolve().parent / "manifests" / "slack.json",  # an installed wheel
)


def load() -> dict[str, Any]:
    """Return the manifest for HTTP mode, a new dictionary at each call.

    Raises FileNotFoundError when the installation lacks `manifests/slack.json`.
    """
    place = next((place for place in _PLACES if place.is_file()), _PLACES[0])
    manifest: dict[str, Any] = json.loads(place.read_text(encoding="utf-8"))
    return manifest
