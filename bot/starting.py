"""What must be there before the bot can run: settings, and a database of this program's schema."""

from typing import Final

import structlog

from bot.settings import Settings
from storage import migrate
from storage.database import check_writable

_log = structlog.get_logger(__name__)

#: How each token that Slack refuses is mended.
MENDED_BY: Final = {
    "SLACK_BOT_TOKEN": "Copy the Bot User OAuth Token of the app anew, from its page OAuth & Permissions.",
    "SLACK_APP_TOKEN": "Turn Socket Mode on, and copy an app-level token with the scope connections:write anew, "
    "from the app's page Basic Information.",
}


class StartError(Exception):
    """The bot can't start with these settings; the text says why and what to do."""


def check_settings(settings: Settings) -> None:
    """Return when the settings suffice to run. Raises StartError: one line for each that is missing."""
    wrong = missing_settings(settings)
    if wrong:
        raise StartError("\n".join(wrong))


def missing_settings(settings: Settings) -> list[str]:
    """Return a line for each setting that must be there to run, beginning with its name; empty: none is missing."""
    wrong = []
    if settings.slack_bot_token is None:
        wrong.append("SLACK_BOT_TOKEN is missing: the Bot User OAuth Token of your Slack app (it begins with xoxb-).")
    if settings.slack_signing_secret is None and settings.slack_app_token is None:
        wrong.append(
            "SLACK_SIGNING_SECRET is missing: the Signing Secret on your Slack app's page Basic Information. "
            "(Or set SLACK_APP_TOKEN, for Socket Mode.)"
        )
    return wrong


def open_database(settings: Settings) -> list[str]:
    """Bring the database to the schema of this program, or check that it has it; return the applied revisions.

    A database of a newer program is left as it is, where it says that it serves this one.

    Raises:
        WrongDatabaseUrl, StorageUnavailable, SchemaError: each with what to do.
    """
    url = settings.leadwheel_database_url
    check_writable(url)
    applied = []
    if settings.leadwheel_auto_migrate:
        applied = migrate.migrate(url)
    else:
        migrate.check(url)
    newer = migrate.newer(url)
    if newer is not None:
        _log.info("database_newer", revision=newer, this_program=migrate.head())
    return applied
