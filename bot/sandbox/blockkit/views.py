"""Views: modals and Home tabs (https://docs.slack.dev/reference/views)."""

from typing import Any, Final

from bot.sandbox.blockkit.blocks import HOME, MODAL
from bot.sandbox.blockkit.messages import in_words
from bot.sandbox.blockkit.objects import ID, plain
from bot.sandbox.blockkit.tables import Check, Fault, Kinds, items, kind, text, truth
from bot.sandbox.blockkit.whole import focused, inputs, together
from bot.sandbox.records import Json

MAX_BLOCKS: Final = 100
_MAX_TITLE: Final = 24
_MAX_METADATA: Final = 3_000

_TITLE: Final = plain(_MAX_TITLE)
_OWN: Final[dict[str, Check]] = {
    "private_metadata": text(_MAX_METADATA, shortest=0),
    "callback_id": ID,
    "external_id": ID,
}

_VIEW: Final = Kinds(
    kind(
        "modal",
        {"title": _TITLE, "blocks": items(MODAL, MAX_BLOCKS)},
        {**_OWN, "submit": _TITLE, "close": _TITLE, "clear_on_close": truth, "notify_on_close": truth},
    ),
    # An empty Home tab is how an app takes back what it showed there.
    kind("home", {"blocks": items(HOME, MAX_BLOCKS, least=0)}, _OWN),
)


def view_faults(view: Any) -> list[str]:
    """Return what Slack would refuse in a modal or a Home tab, in its words; an empty list when it is fine."""
    return in_words("/view", _VIEW(view) or _as_a_whole(view))


def _as_a_whole(view: Json) -> list[Fault]:
    blocks = view["blocks"]
    faults = [Fault(fault.words, f"/blocks{fault.pointer}") for fault in together(blocks)]
    faults += [
        Fault("`focus_on_load` can be set on one element only", f"/blocks{pointer}/focus_on_load")
        for pointer in focused(blocks)[1:]
    ]
    if view["type"] == "modal" and "submit" not in view:
        words = "must define `submit` to use an `input` block in modals"
        faults += [Fault(words, f"/blocks{pointer}/input") for pointer in inputs(blocks)]
    return faults
