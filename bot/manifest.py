"""The Slack app manifest, as a value (https://docs.slack.dev/app-manifests).

Each function returns a manifest of its own, and leaves the one that it is given as it was.
"""

import copy
import json
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

_FOLDERS = (
    Path(__file__).resolve().parent.parent / "manifests",  # a checkout
    Path(__file__).resolve().parent / "manifests",  # an installed wheel
)

#: The bot's address in `manifests/slack.json`: to be replaced by one's own.
PLACEHOLDER: Final = "https://leadwheel.example.com"
#: Where the bot takes everything that Slack sends, below its address.
EVENTS_PATH: Final = "/slack/events"

#: Slack's limits (https://docs.slack.dev/reference/app-manifest); a command's counts its slash.
LONGEST_URL: Final = 3_000
LONGEST_COMMAND: Final = 32

_ADDRESS_EXAMPLE: Final = "https://bots.example.com"
_COMMAND_EXAMPLE: Final = "/out"

_LABEL: Final = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST: Final = re.compile(rf"{_LABEL}(?:\.{_LABEL})*", re.IGNORECASE)
_PATH: Final = re.compile(r"(?:/[a-z0-9._~!$&'()*+,;=:@%-]*)*", re.IGNORECASE)
_PORTS: Final = range(1, 65_536)
_LONGEST_PORT: Final = 5
#: What people type for an address: the scheme, a name and password, host and port, path; each but the host may be missing.
_TYPED: Final = re.compile(
    r"(?:https?:/*|[a-z][a-z0-9+.-]*:/+|/+)?(?:[^/?#@]*@)?(?P<host>[^/?#@:]+)(?P<port>:\d+)?(?P<path>/[^?#]*)?",
    re.IGNORECASE,
)
_COMMAND: Final = re.compile(rf"/[a-z0-9_-]{{1,{LONGEST_COMMAND - 1}}}")


class ManifestMistake(ValueError):  # noqa: N818 - what a person did
    """What was asked for can't be in a manifest; the text is one line: what is wrong, and the nearest right form."""


def load() -> dict[str, Any]:
    """Return the manifest for HTTP mode, with PLACEHOLDER as the bot's address.

    Raises FileNotFoundError when the installation lacks `manifests/slack.json`.
    """
    return _read("slack.json")


def for_socket_mode(manifest: dict[str, Any]) -> dict[str, Any]:
    """Return a manifest for Socket Mode: the bot calls Slack, and no address is in it.

    Raises FileNotFoundError when the installation lacks `manifests/socket-mode.json`.
    """
    merged: dict[str, Any] = _laid_over(_read("socket-mode.json"), copy.deepcopy(manifest))
    return merged


def at(manifest: dict[str, Any], url: str) -> dict[str, Any]:
    """Return a manifest that has the bot at an address in place of PLACEHOLDER.

    Args:
        manifest: the one for HTTP mode.
        url: as a person gives it; EVENTS_PATH is added unless it ends so already.

    Raises:
        ManifestMistake: Slack can't send there.
    """
    address = address_of(url)
    placed: dict[str, Any] = _each_text(manifest, lambda text: _moved(text, address))
    return placed


def address_of(typed: str) -> str:
    """Return the address of a bot, without EVENTS_PATH or a slash at its end. Raises ManifestMistake: Slack can't send there."""
    url = typed.strip()
    wrong = _wrong_in(url)
    found = _TYPED.fullmatch(re.split(r"[?#]", url, maxsplit=1)[0])
    near = ""
    if found:
        path = (found["path"] or "").rstrip("/").removesuffix(EVENTS_PATH).rstrip("/")
        near = f"https://{found['host'].lower()}{found['port'] or ''}{path}"
    if wrong is None:
        return near
    right = found and "." in found["host"] and _wrong_in(near) is None  # one without a dot was hardly meant
    raise ManifestMistake(f"{wrong}; " + (f"did you mean `{near}`?" if right else f"for example `{_ADDRESS_EXAMPLE}`"))


def renamed(manifest: dict[str, Any], command: str, name: str) -> dict[str, Any]:
    """Return a manifest in which a slash command, and whatever is said of it, has another name.

    Args:
        manifest: any; it has the command.
        command: its name there, with its slash.
        name: the one that a person gives it.

    Raises:
        ManifestMistake: Slack takes no such name, or another command has it.
    """
    others = {one["command"] for one in manifest["features"]["slash_commands"]} - {command}
    name = name.strip()
    if name in others:
        raise ManifestMistake(f"`{name}` is another command of this app; for example `{_COMMAND_EXAMPLE}`")
    if not _COMMAND.fullmatch(name):
        near = _nearest_command(name)
        raise ManifestMistake(
            "a command begins with `/`, and lower case letters, digits, `-` or `_` follow, "
            f"{LONGEST_COMMAND} characters in all at most; "
            + (f"did you mean `{near}`?" if near and near not in others else f"for example `{_COMMAND_EXAMPLE}`")
        )
    # In an address, something stands before the slash.
    called = re.compile(rf"(?<![\w/.-]){re.escape(command)}(?![\w/-])")
    made: dict[str, Any] = _each_text(manifest, lambda text: called.sub(name, text))
    return made


def _read(name: str) -> dict[str, Any]:
    place = next((folder / name for folder in _FOLDERS if (folder / name).is_file()), _FOLDERS[0] / name)
    read: dict[str, Any] = json.loads(place.read_text(encoding="utf-8"))
    return read


def _laid_over(overlay: Any, value: Any) -> Any:
    """Return what a JSON merge patch (RFC 7396) makes of a value: null takes away, objects are merged.

    One thing more than that standard: an object over a list is laid over each of its entries.
    """
    if not isinstance(overlay, dict):
        return overlay
    if isinstance(value, list):
        return [_laid_over(overlay, entry) for entry in value]
    merged = dict(value) if isinstance(value, dict) else {}
    for key, over in overlay.items():
        if over is None:
            merged.pop(key, None)
        else:
            merged[key] = _laid_over(over, merged.get(key))
    return merged


def _each_text(value: Any, change: Callable[[str], str]) -> Any:
    """Return a copy with each text in it, keys aside, changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_each_text(entry, change) for entry in value]
    if isinstance(value, dict):
        return {key: _each_text(entry, change) for key, entry in value.items()}
    return value


def _moved(text: str, address: str) -> str:
    """Return a text with PLACEHOLDER, where it begins with that, changed to an address."""
    return address + text.removeprefix(PLACEHOLDER) if text.startswith(f"{PLACEHOLDER}/") else text


def _wrong_in(url: str) -> str | None:
    """Return why Slack can't send to an address; None: it can. What was typed may hold a password: it isn't said again."""
    scheme, _, rest = url.partition("://")
    server, slash, path = rest.partition("/")
    host, colon, port = server.partition(":")
    wrong = (
        (not url, "an address is missing"),
        (scheme.lower() != "https", "Slack sends to addresses that begin with `https://`"),
        ("?" in url or "#" in url, "the address may not go on with `?` or `#`"),
        ("@" in server, "the address may not have a name or a password before its host"),
        (not host, "the address has no host"),
        (not _HOST.fullmatch(host), "the address has no right host"),
        (colon and not _is_port(port), "the address has no right port"),
        (not _PATH.fullmatch(slash + path), "the address has a path with characters that no address may have"),
        (
            len(url) + len(EVENTS_PATH) > LONGEST_URL,
            f"the address may have at most {LONGEST_URL:,} characters, `{EVENTS_PATH}` among them",
        ),
    )
    return next((words for is_so, words in wrong if is_so), None)


def _is_port(typed: str) -> bool:
    return typed.isascii() and typed.isdecimal() and len(typed) <= _LONGEST_PORT and int(typed) in _PORTS


def _nearest_command(typed: str) -> str | None:
    """Return the name that was probably meant; None: none is near."""
    plain = unicodedata.normalize("NFKD", typed.lower()).encode("ascii", "ignore").decode()
    letters = re.sub(r"[^a-z0-9_-]+", "-", plain).strip("-")[: LONGEST_COMMAND - 1].rstrip("-")
    return f"/{letters}" if letters else None
