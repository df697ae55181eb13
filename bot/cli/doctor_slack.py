"""`leadwheel doctor` judges what Slack says of the tokens, and of what the app may do."""

from collections.abc import Collection, Sequence
from typing import Final
from urllib.parse import urlsplit

from bot import manifest
from bot.settings import Settings
from bot.slack.examining import Introduction
from bot.slack.scopes import missing, superfluous
from bot.starting import MENDED_BY
from bot.unreachable import why_not
from bot.usecases.doctor import Finding, listed, not_checked, note, ok, wrong

SLACK: Final = "slack"
SCOPES: Final = "scopes"
SOCKET_MODE: Final = "socket mode"

_NOT_SLACK: Final = "Is SLACK_API_URL right (leave it out for Slack itself), and does no proxy answer in Slack's place?"
_LATER: Final = "Nothing for a while: see https://slack-status.com, and try again."
_INSTALL: Final = (
    "Paste what `leadwheel manifest` prints at the app's page App Manifest, then install the app again "
    "(page Install App), which may give a new SLACK_BOT_TOKEN."
)
#: Words of Slack's that say something about itself, not about the token.
_BUSY: Final = frozenset({"ratelimited", "rate_limited", "fatal_error", "internal_error", "service_unavailable"})


def judge_introduction(settings: Settings, told: Introduction) -> Finding:
    """Judge Slack's answer to whose token it is."""
    host = urlsplit(settings.slack_api_url).netloc.rpartition("@")[2]
    if told.error is not None:
        says, mend = why_not(told.error, host)
        return wrong(SLACK, f"Slack can't be reached: {says}", mend)
    if told.refused:
        return judge_refusal(SLACK, "SLACK_BOT_TOKEN", told.refused, host)
    if not told.is_bot:
        return wrong(SLACK, "SLACK_BOT_TOKEN is a person's token, not the bot's", MENDED_BY["SLACK_BOT_TOKEN"])
    return ok(SLACK, f"{told.bot_name} of the workspace {told.workspace_name} ({told.workspace_id})")


def judge_refusal(check: str, setting: str, word: str, host: str) -> Finding:
    """Judge what Slack answered instead of taking a token."""
    if word.startswith("http_") or word == "unknown_method":
        return wrong(
            check, f"{host} doesn't answer as Slack does ({word})", _LATER if word.startswith("http_5") else _NOT_SLACK
        )
    if word in _BUSY:
        return wrong(check, f"Slack can't answer now ({word})", _LATER)
    return wrong(check, f"Slack refuses {setting} ({word})", MENDED_BY[setting])


def judge_workspace(told: Introduction, workspaces: Sequence[str]) -> list[Finding]:
    """Compare the token's workspace with those of the database."""
    if told.workspace_id is None or not workspaces:
        return []
    if told.workspace_id not in workspaces:
        return [
            wrong(
                SLACK,
                f"the token is of the workspace {told.workspace_id}, but the database has {listed(workspaces)}",
                "Set the SLACK_BOT_TOKEN of that workspace's app, or a database of its own (LEADWHEEL_DATABASE_URL).",
            )
        ]
    others = [one for one in workspaces if one != told.workspace_id]
    return (
        [note(SLACK, f"the database has other workspaces, too, which this bot doesn't serve: {listed(others)}")]
        if others
        else []
    )


def judge_scopes(granted: Collection[str] | None) -> list[Finding]:
    """Compare what the app may do with the manifest. None: Slack didn't say."""
    if granted is None:
        return [not_checked(SCOPES, "Slack didn't say what the app may do")]
    wanted = manifest.load()["oauth_config"]["scopes"]["bot"]
    lacking = [
        wrong(SCOPES, f"the app lacks {scope}: needed for {feature}", _INSTALL)
        for scope, feature in missing(wanted, granted).items()
    ]
    found = lacking or [ok(SCOPES, f"the app has the {len(wanted)} scopes of the manifest")]
    more = superfluous(wanted, granted)
    if more:
        found.append(note(SCOPES, f"the app has scopes that the manifest doesn't ask for: {listed(more)}"))
    return found
