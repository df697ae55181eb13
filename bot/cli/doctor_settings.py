"""`leadwheel doctor` looks at the settings: what is missing, and what stands where it doesn't belong. No secret is shown."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from pydantic import SecretStr

from bot.settings import ENV_FILE, Settings
from bot.starting import MENDED_BY, missing_settings
from bot.usecases.doctor import Finding, note, ok, wrong

SETTINGS: Final = "settings"

_SLACKS_OWN: Final = "slack.com"
#: What tokens of Slack begin with, and what each is: https://docs.slack.dev/authentication/tokens
_KINDS: Final = {
    "xoxb-": "a bot's token",
    "xapp-": "an app-level token",
    "xoxp-": "a person's token",
    "xoxe.": "a token that runs out in 12 hours (token rotation)",
    "xoxe-": "a token that only makes others (token rotation)",
    "xoxa-": "a token of an older kind",
    "xoxs-": "a token of an older kind",
}
_BEGINS: Final = {"SLACK_BOT_TOKEN": "xoxb-", "SLACK_APP_TOKEN": "xapp-"}
#: What an HTTP header can carry, and no token of Slack's goes beyond.
_TOKEN: Final = re.compile(r"[!-~]+")
_SIGNING_SECRET: Final = re.compile(r"[0-9a-f]{32}")
_COPY_ANEW: Final = "Copy the Signing Secret anew, from the app's page Basic Information."


def judge_settings(settings: Settings, wrong_lines: Mapping[str, str], folder: Path) -> list[Finding]:
    """Judge what was read; `wrong_lines`: what can't be used, by name; `folder`: where `.env` is looked for."""
    found = [wrong(SETTINGS, line, f"Mend {name}; until then it is as if it weren't set.")
             for name, line in wrong_lines.items()]  # fmt: skip
    file = (folder / ENV_FILE).is_file()
    if ENV_FILE not in wrong_lines:
        where = (
            f"read from {folder / ENV_FILE}, and the environment"
            if file
            else f"read from the environment; {folder} has no .env"
        )
        found.append(ok(SETTINGS, where))
    found += _missing(settings, wrong_lines, folder, has_file=file)
    found += _shapes(settings)
    if settings.slack_app_token is None:
        found.append(ok(SETTINGS, "mode: HTTP, Slack sends to the bot's address"))
    else:
        found.append(ok(SETTINGS, "mode: Socket Mode, as SLACK_APP_TOKEN is set"))
    return found


def can_be_sent(token: SecretStr) -> bool:
    """Say whether a token can go into a header at all."""
    return _TOKEN.fullmatch(token.get_secret_value()) is not None


def _missing(settings: Settings, wrong_lines: Mapping[str, str], folder: Path, *, has_file: bool) -> Iterator[Finding]:
    elsewhere = "" if has_file else f", or start this in the folder of your .env (this is {folder})"
    for line in missing_settings(settings):
        name = line.partition(" ")[0]
        if name not in wrong_lines:
            yield wrong(SETTINGS, line, f"Set {name} in the environment or in .env{elsewhere}.")


def _shapes(settings: Settings) -> Iterator[Finding]:
    is_slacks_own = (urlsplit(settings.slack_api_url).hostname or "").endswith(_SLACKS_OWN)
    for name, begins in _BEGINS.items():
        value: SecretStr | None = getattr(settings, name.lower())
        if value is None:
            continue
        if not can_be_sent(value):
            yield wrong(SETTINGS, f"{name} has characters that no token has (a space, an umlaut, ...)", MENDED_BY[name])
        elif not value.get_secret_value().startswith(begins):
            yield from _wrong_token(name, value.get_secret_value(), is_slacks_own=is_slacks_own)
    secret = settings.slack_signing_secret
    if secret is not None:
        yield from _secret(secret.get_secret_value(), is_slacks_own=is_slacks_own)


def _wrong_token(name: str, value: str, *, is_slacks_own: bool) -> Iterator[Finding]:
    kind = next((kind for begins, kind in _KINDS.items() if value.startswith(begins)), None)
    right = next((setting for setting, begins in _BEGINS.items() if value.startswith(begins)), None)
    if right is not None:
        yield wrong(SETTINGS, f"{name} holds {kind}, which belongs into {right}", f"Move it there. {MENDED_BY[name]}")
    elif value.startswith("xoxe"):
        mend = "The bot doesn't renew tokens: make the app anew from `leadwheel manifest`, where token rotation is off."
        yield wrong(SETTINGS, f"{name} holds {kind}", mend)
    elif kind is not None or is_slacks_own:
        holds = kind or "no token of Slack's"
        yield wrong(SETTINGS, f"{name} holds {holds}: it must begin with {_BEGINS[name]}", MENDED_BY[name])
    else:
        yield note(SETTINGS, f"{name} doesn't begin with {_BEGINS[name]}, as Slack's own tokens do")


def _secret(value: str, *, is_slacks_own: bool) -> Iterator[Finding]:
    kind = next((kind for begins, kind in _KINDS.items() if value.startswith(begins)), None)
    if kind is not None:
        yield wrong(SETTINGS, f"SLACK_SIGNING_SECRET holds {kind}", _COPY_ANEW)
    elif is_slacks_own and not _SIGNING_SECRET.fullmatch(value):
        says = "SLACK_SIGNING_SECRET doesn't look like one: Slack's have 32 characters, 0-9 and a-f"
        yield note(SETTINGS, says, f"{_COPY_ANEW} (Not the Client Secret, nor the Verification Token.)")
