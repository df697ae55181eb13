"""The first two steps of `leadwheel setup`: the app in Slack, and its tokens."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeVar

from bot import manifest
from bot.cli.setup_files import Files
from bot.cli.setup_slack import AskedSlack
from bot.cli.setup_terminal import Terminal, choose, yes
from bot.settings import Settings, in_file
from bot.slack.asking import Identity, SlackRefused
from bot.starting import MENDED_BY
from bot.usecases.errors import SlackUnavailable

T = TypeVar("T")

ENV: Final = Path(".env")
MANIFEST: Final = Path("leadwheel-manifest.json")
APPS: Final = "https://api.slack.com/apps"

_SOCKET, _HTTP = "Socket Mode", "HTTP"
_WAYS: Final = {
    _SOCKET: "the bot calls Slack. Nothing need be reachable from outside: the way to try it, and to stay with.",
    _HTTP: "Slack calls the bot, at an https address of yours; several bots can share the work.",
}
#: What is typed or pasted instead of the right token, by its beginning.
_OTHERS: Final = {
    "xoxe": "That token expires (token rotation), which Leadwheel doesn't do: make an app without it.",
    "xoxp-": "That is a person's token: the Bot User OAuth Token is on the same page.",
    "xoxb-": "That is the Bot User OAuth Token, which is another.",
    "xapp-": "That is an app-level token, which is another.",
}
_TOKEN: Final = re.compile(r"[A-Za-z0-9-]{4,}")
_SECRET: Final = re.compile(r"[0-9a-f]{32}")
_PLAIN: Final = re.compile(r"[A-Za-z0-9._~+/=:-]+")


@dataclass(slots=True)
class App:
    """The app in Slack, as far as it is known.

    Attributes:
        url: where Slack sends to; "" in Socket Mode.
        bot_token: the bot's token.
        identity: whose it is; None: Slack could not be asked.
        there: what `.env` sets already, by name.
        changes: settings that `.env` is to have, by name; "": is to have no more.
    """

    url: str = ""
    bot_token: str = ""
    identity: Identity | None = None
    there: dict[str, str] = field(default_factory=lambda: in_file(ENV) if ENV.exists() else {})
    changes: dict[str, str] = field(default_factory=dict)

    def set(self, name: str, value: str) -> None:
        """Have `.env` say so, unless it does. What is kept may stand in the environment alone, which is soon another."""
        if self.there.get(name) != value:
            self.changes[name] = value


def ask_app(terminal: Terminal, files: Files, app: App) -> None:
    """Ask how Slack reaches the bot, and have the app made in Slack."""
    way = choose(terminal, "How do Slack and the bot reach each other?", _WAYS)
    made = manifest.load()
    options = "--socket"
    if way == _SOCKET:
        made = manifest.for_socket_mode(made)
    else:
        made, address = _address(terminal, made)
        app.url = address + manifest.EVENTS_PATH
        options = f"--url {address}"
    if yes(terminal, "Have you made the app in Slack already?", default=False):
        return
    where = _put_manifest(terminal, files, made, f"leadwheel manifest {options}")
    terminal.say()
    terminal.say(f"  1. Open {APPS} → Create New App → From a manifest, and choose your workspace.")
    terminal.say(f"  2. Choose JSON, paste {where} in place of what is there → Next → Create.")
    terminal.say("  3. On the app's page: Install App → Install to Workspace → Allow.")
    terminal.ask("Press Enter when that is done")


def _address(terminal: Terminal, made: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """Return the manifest for the bot's own address, and that address."""
    while True:
        typed = terminal.ask("The bot's address (https://bots.example.com)")
        try:
            placed = manifest.at(made, typed)
        except manifest.ManifestMistake as mistake:
            said = str(mistake).replace("`", "")
            terminal.say(f"{said[0].upper()}{said[1:]}")
            continue
        url: str = placed["settings"]["event_subscriptions"]["request_url"]
        return placed, url.removesuffix(manifest.EVENTS_PATH)


def _put_manifest(terminal: Terminal, files: Files, made: dict[str, Any], command: str) -> str:
    """Write the manifest to a file, where that may be; return what is to be pasted."""
    text = (json.dumps(made, indent=2) + "\n").encode()
    differs = not MANIFEST.exists() or MANIFEST.read_bytes() != text
    if (differs and MANIFEST.exists()) and not yes(
        terminal, f"{MANIFEST} is there already, and says something else. Write over it?", default=False
    ):
        return f"what `{command}` prints"
    if differs:
        files.write(MANIFEST, text)
    terminal.say(f"What Slack is to know of the app is in {MANIFEST} now (`{command}` prints the same).")
    return f"all of {MANIFEST}"


def ask_tokens(terminal: Terminal, slack: AskedSlack, settings: Settings, app: App) -> None:
    """Ask for what proves that the bot is the app, each of which Slack checks at once where it can."""
    terminal.say("Bot User OAuth Token: the app's page OAuth & Permissions; it begins with xoxb-.")
    kept = settings.slack_bot_token
    app.bot_token, app.identity = _asked_token(
        terminal, "SLACK_BOT_TOKEN", "xoxb-", kept.get_secret_value() if kept else "", slack.whose, app
    )
    if app.identity is not None:
        name = app.identity.workspace_name
        terminal.say(f"→ Slack knows it: the workspace {name} ({app.identity.workspace_id}).")
    terminal.say()
    if not app.url:
        terminal.say(
            "App-level token: the page Basic Information → App-Level Tokens → Generate Token and Scopes, with the scope "
            "connections:write; it begins with xapp-."
        )
        kept = settings.slack_app_token
        _, works = _asked_token(
            terminal, "SLACK_APP_TOKEN", "xapp-", kept.get_secret_value() if kept else "", slack.check_app_token, app
        )
        if works:
            terminal.say("→ Slack knows it: Socket Mode is on.")
        return
    if settings.slack_app_token is not None:
        app.changes["SLACK_APP_TOKEN"] = ""  # else the bot would run in Socket Mode
    terminal.say("Signing Secret: the page Basic Information → App Credentials → Show.")
    kept = settings.slack_signing_secret
    app.set("SLACK_SIGNING_SECRET", _asked_secret(terminal, kept.get_secret_value() if kept else ""))


def _asked_token(
    terminal: Terminal, name: str, begins: str, kept: str, check: Callable[[str], T], app: App
) -> tuple[str, T | None]:
    """Ask until Slack takes a token; return it, and what Slack said of it, None where it couldn't be asked."""
    question = f"{name} (isn't shown{'; Enter keeps the one that is set' if kept else ''})"
    while True:
        typed = terminal.ask_hidden(question)
        token = typed or kept
        if wrong := _wrong_token(token, begins):
            terminal.say(wrong)
            continue
        try:
            said = check(token)
        except SlackRefused as refusal:
            terminal.say(f"Slack refuses it ({refusal}). {MENDED_BY[name]}")
            continue
        except SlackUnavailable as error:
            terminal.say(f"Slack doesn't confirm it ({error}). If that isn't the network: {MENDED_BY[name]}")
            if not yes(terminal, "Go on without its check?", default=False):
                continue
            said = None
        app.set(name, token)
        return token, said


def _wrong_token(token: str, begins: str) -> str:
    """Say what is wrong with how a token looks; "": nothing. What was typed is never shown."""
    if not token:
        return f"Please paste it: it begins with {begins}"
    if not token.startswith(begins):
        known = next((said for other, said in _OTHERS.items() if token.startswith(other)), "That is no such token.")
        return f"{known} The right one begins with {begins}"
    if not _TOKEN.fullmatch(token.removeprefix(begins)):
        return "That is a token with something beside it, or only a part of one: please copy it anew."
    return ""


def _asked_secret(terminal: Terminal, kept: str) -> str:
    """Ask until it may be a signing secret; Slack can't be asked."""
    question = f"SLACK_SIGNING_SECRET (isn't shown{'; Enter keeps the one that is set' if kept else ''})"
    while True:
        typed = terminal.ask_hidden(question)
        if not typed:
            if kept:
                return kept
            terminal.say("Please paste it: 32 digits and letters from a to f.")
        elif typed.startswith(tuple(_OTHERS)):
            terminal.say("That is a token. The Signing Secret is 32 digits and letters from a to f.")
        elif not _PLAIN.fullmatch(typed):
            terminal.say("That has signs which no secret has: please copy it anew.")
        elif _SECRET.fullmatch(typed) or yes(
            terminal,
            "Slack's are 32 digits and letters from a to f, and this isn't. Take it all the same?",
            default=False,
        ):
            return typed
