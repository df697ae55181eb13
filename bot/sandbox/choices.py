"""What a person can choose or type: no more than Slack's own clients let them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final
from urllib.parse import urlsplit

from bot.sandbox.elements import EXTERNAL, is_multiple, nothing, options_of
from bot.sandbox.records import Channel, Json, User
from bot.sandbox.workspace import Workspace

_EMAIL: Final = re.compile(r"[^\s@<>,;]+@[^\s@<>,;.]+(?:\.[^\s@<>,;.]+)+")
_CONVERSATIONS: Final = {"channel": "public", "group": "private", "im": "im"}
_DATE_TIME_DIGITS: Final = 10
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME: Final = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
_NUMBER: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


@dataclass(frozen=True)
class Chooser:
    """Somebody in front of an element.

    Attributes:
        workspace: Whose people and channels can be chosen.
        user: The person.
        element: The element.
        offered: What the bot has offered for an external select; empty: nothing yet.
        clearable: Whether a single choice can be taken back, as in an optional input.
    """

    workspace: Workspace
    user: User
    element: Json
    offered: tuple[Json, ...] = ()
    clearable: bool = False

    def choose(self, given: Any) -> Any:
        """Return the choice as Slack tells it.

        Args:
            given: An option's `value`, an id, a text, a date (`2024-05-31`), a time (`09:30`), Unix seconds; a list of
                them where several can be chosen; None or empty to take it back.

        Raises LookupError for what isn't offered, ValueError for what Slack's clients don't let through.
        """
        kind = self.element["type"]
        if kind == "button":
            if given is not None:
                raise ValueError("a button is only pressed")
            return None
        if is_multiple(kind):
            if isinstance(given, str):
                raise TypeError(f"several things can be chosen, so a list is given, not {given!r}")
            return self._several(list(given or ()))
        if given is None or given == "":
            return self._cleared()
        return self._single(given)

    def _cleared(self) -> Any:
        kind = self.element["type"]
        if not kind.endswith("_input") and (kind in {"overflow", "radio_buttons"} or not self.clearable):
            raise ValueError(f"a choice in {kind} can't be taken back here")
        return nothing(kind)

    def _several(self, given: list[Any]) -> list[Any]:
        most = self.element.get("max_selected_items")
        if most is not None and len(given) > most:
            raise ValueError(f"no more than {most} can be chosen")
        chosen = [self._single(one) for one in given]
        if any(one in chosen[:at] for at, one in enumerate(chosen)):
            raise ValueError("nothing can be chosen twice")
        return chosen

    def _single(self, given: Any) -> Any:
        match self.element["type"].removeprefix("multi_"):
            case "static_select" | "radio_buttons" | "checkboxes" | "overflow" | "external_select":
                return self._option(given)
            case "users_select":
                return self._person(given)
            case "channels_select" | "conversations_select":
                return self._place(given)
            case "datepicker" | "timepicker" | "datetimepicker" as kind:
                return _moment(kind, given)
            case _:
                return self._typed(given)

    def _option(self, given: Any) -> Json:
        options = self.offered if self.element["type"] in EXTERNAL else options_of(self.element)
        for option in options:
            if option.get("value") == given:
                return {name: option[name] for name in ("text", "value", "description") if name in option}
        raise LookupError(f"{given!r} is not among the options: {', '.join(_values(options)) or 'none is offered'}")

    def _person(self, given: Any) -> str:
        user = self.workspace.user(str(given))
        if user.deleted:
            raise LookupError(f"{user.id} is deactivated and not offered")
        return user.id

    def _place(self, given: Any) -> str:
        channel = self.workspace.channel(str(given))
        if channel.kind != "channel" and self.user.id not in channel.members:
            raise LookupError(f"{self.user.id} doesn't see {channel.id}")
        if channel.archived or not self._is_listed(channel):
            raise LookupError(f"{channel.id} is not offered here")
        return channel.id

    def _is_listed(self, channel: Channel) -> bool:
        if self.element["type"].endswith("channels_select"):
            return channel.kind == "channel"
        wanted = self.element.get("filter") or {}
        if channel.shared and wanted.get("exclude_external_shared_channels"):
            return False
        if channel.kind == "im" and wanted.get("exclude_bot_users"):
            return False  # the sandbox's direct messages are all with the bot
        return _CONVERSATIONS[channel.kind] in (wanted.get("include") or _CONVERSATIONS.values())

    def _typed(self, given: Any) -> Any:
        kind = self.element["type"]
        if kind == "number_input":
            return self._number(given)
        text = self._text(given, multiline=kind == "rich_text_input" or bool(self.element.get("multiline")))
        if kind == "email_text_input" and not _EMAIL.fullmatch(text):
            raise ValueError(f"{text!r} is no e-mail address")
        if kind == "url_text_input" and not _is_url(text):
            raise ValueError(f"{text!r} is no address of a page, as https://example.com is")
        return _rich_text(text) if kind == "rich_text_input" else text

    def _text(self, given: Any, *, multiline: bool) -> str:
        if not isinstance(given, str):
            raise TypeError(f"a text can be typed, not {given!r}")
        least, most = self.element.get("min_length") or 0, self.element.get("max_length") or len(given)
        if not least <= len(given) <= most:
            raise ValueError(f"the text must have {least} to {most} characters, and has {len(given)}")
        if "\n" in given and not multiline:
            raise ValueError("the text has one line only")
        return given

    def _number(self, given: Any) -> str:
        text = str(given)
        if not _NUMBER.fullmatch(text):
            raise ValueError(f"{text!r} is no number")
        if "." in text and not self.element.get("is_decimal_allowed"):
            raise ValueError(f"{text!r} is no whole number")
        number = Decimal(text)
        for name, is_out in (("min_value", number.__lt__), ("max_value", number.__gt__)):
            if self.element.get(name) is not None and is_out(Decimal(str(self.element[name]))):
                raise ValueError(f"{text} is beyond the {name} of {self.element[name]}")
        return text


def _moment(kind: str, given: Any) -> str | int:
    if kind == "datetimepicker":
        if not isinstance(given, int) or len(str(given)) != _DATE_TIME_DIGITS:
            raise ValueError("a date and time is Unix time, in ten digits")
        return given
    pattern = _DATE if kind == "datepicker" else _TIME
    if not isinstance(given, str) or not pattern.fullmatch(given):
        raise ValueError("a date is written 2024-05-31, a time 09:30")
    if kind == "datepicker":
        date.fromisoformat(given)  # raises ValueError for a day that never was
    return given


def _is_url(text: str) -> bool:
    parts = urlsplit(text)
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and not re.search(r"\s", text)


def _rich_text(text: str) -> Json:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "elements": [section]}


def _values(options: Iterable[Json]) -> list[str]:
    return [str(option.get("value")) for option in options]
