"""One run of `leadwheel doctor`: every check, in order, each going on from what those before it have found."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import structlog
from pydantic import SecretStr

from bot.cli import doctor_address as address
from bot.cli.doctor_database import DATABASE, judge_database
from bot.cli.doctor_members import Watcher, look_at_channels, look_at_people
from bot.cli.doctor_settings import SETTINGS, can_be_sent, judge_settings
from bot.cli.doctor_slack import (
    SCOPES,
    SLACK,
    SOCKET_MODE,
    judge_introduction,
    judge_refusal,
    judge_scopes,
    judge_workspace,
)
from bot.settings import Settings
from bot.slack.asking import SlackRefused, open_socket, slack_session, web_client
from bot.slack.examining import Introduction, PatientSlack, introduce
from bot.unreachable import why_not
from bot.usecases.doctor import TIME, Finding, judge_clock, judge_database_clock, not_checked, ok, wrong
from bot.usecases.doctor_channels import CHANNELS
from bot.usecases.doctor_people import PEOPLE
from bot.usecases.doctor_survey import CONFIGURATION, MANAGERS, Survey, judge_configuration, judge_managers, survey
from bot.usecases.errors import SlackUnavailable
from storage.database import reading
from storage.inspecting import Inspected

_log = structlog.get_logger(__name__)


class Examination:
    """The checks, and what they have found out for one another.

    Args:
        url: the bot's address as people type it; None: Slack's side isn't looked at.
        watcher: is told what is going on.
        folder: where `.env` is looked for.
    """

    def __init__(self, url: str | None, watcher: Watcher, folder: Path) -> None:
        self._url = url
        self._watcher = watcher
        self._folder = folder
        self._settings, self._wrong = Settings.read_what_can_be()
        self._database: Inspected | str = "the database can't be read"
        self._told: Introduction | None = None
        self._survey: Survey | None = None

    async def findings(self) -> list[Finding]:
        """Check everything that can be checked; raises nothing for what it meets."""
        found: list[Finding] = []
        async with slack_session() as session:
            steps: tuple[tuple[str, Callable[[aiohttp.ClientSession], Awaitable[list[Finding]]]], ...] = (
                (SETTINGS, self._of_settings),
                (DATABASE, self._of_database),
                (SLACK, self._of_slack),
                (SOCKET_MODE, self._of_socket_mode),
                (CONFIGURATION, self._of_configuration),
                (CHANNELS, self._of_members),
                (TIME, self._of_time),
                (address.ADDRESS, self._of_address),
            )
            for check, step in steps:
                self._watcher.doing(check)
                try:
                    found += await step(session)
                except Exception as error:  # noqa: BLE001 - the other checks are of use all the same
                    _log.debug("check_failed", check=check, exc_info=error)
                    found.append(_failed(check, error))
        return found

    async def _of_settings(self, _: aiohttp.ClientSession) -> list[Finding]:
        return judge_settings(self._settings, self._wrong, self._folder)

    async def _of_database(self, _: aiohttp.ClientSession) -> list[Finding]:
        self._database, found = await asyncio.to_thread(judge_database, self._settings)
        return found

    async def _of_slack(self, session: aiohttp.ClientSession) -> list[Finding]:
        token, why = self._usable("SLACK_BOT_TOKEN", self._settings.slack_bot_token)
        if token is None:
            return [not_checked(SLACK, why), not_checked(SCOPES, why)]
        told = await introduce(web_client(token, self._settings.slack_api_url, session))
        self._told = told
        found = [judge_introduction(self._settings, told)]
        if told.workspace_id is None:
            return [*found, not_checked(SCOPES, "Slack doesn't say whose token it is")]
        workspaces = () if isinstance(self._database, str) else self._database.workspaces
        return [*found, *judge_workspace(told, workspaces), *judge_scopes(told.scopes)]

    async def _of_socket_mode(self, session: aiohttp.ClientSession) -> list[Finding]:
        if self._settings.slack_app_token is None:
            return []
        token, why = self._usable("SLACK_APP_TOKEN", self._settings.slack_app_token)
        if token is None:
            return [not_checked(SOCKET_MODE, why)]
        host = urlsplit(self._settings.slack_api_url).netloc.rpartition("@")[2]
        try:
            await open_socket(web_client(token, self._settings.slack_api_url, session))  # the address is thrown away
        except SlackRefused as refusal:
            return [judge_refusal(SOCKET_MODE, refusal.setting, str(refusal), host)]
        except SlackUnavailable as error:
            cause = error.__cause__
            if isinstance(cause, OSError | aiohttp.ClientError):
                says, mend = why_not(cause, host)
                return [wrong(SOCKET_MODE, f"Slack can't be reached: {says}", mend)]
            return [judge_refusal(SOCKET_MODE, "SLACK_APP_TOKEN", str(error).rpartition(": ")[2], host)]
        return [ok(SOCKET_MODE, "Slack gives connections for SLACK_APP_TOKEN")]

    def _usable(self, name: str, token: SecretStr | None) -> tuple[str | None, str]:
        """Return a token that can be tried, else None, and why not."""
        for setting in (name, "SLACK_API_URL"):
            if setting in self._wrong:
                return None, f"{setting} can't be used"
        if token is None:
            return None, f"{name} is missing"
        if not can_be_sent(token):
            return None, f"{name} has characters that no token has"
        return token.get_secret_value(), ""

    async def _of_configuration(self, _: aiohttp.ClientSession) -> list[Finding]:
        workspace, why = self._workspace()
        if workspace is None:
            return [not_checked(CONFIGURATION, why), not_checked(MANAGERS, why)]
        managers = self._settings.leadwheel_managers
        self._survey = await asyncio.to_thread(
            reading, self._settings.leadwheel_database_url, lambda tx: survey(tx, workspace, managers)
        )
        return [*judge_configuration(self._survey), judge_managers(self._survey)]

    def _workspace(self) -> tuple[str | None, str]:
        """Return the workspace whose configuration is meant: the token's, else the only one; else None, and why."""
        if isinstance(self._database, str):
            return None, self._database
        if self._told is not None and self._told.workspace_id is not None:
            return self._told.workspace_id, ""
        known = self._database.workspaces
        if len(known) == 1:
            return known[0], ""
        has = "several workspaces" if known else "no workspace yet"
        return None, f"the database has {has}, and Slack doesn't say which is meant"

    async def _of_members(self, session: aiohttp.ClientSession) -> list[Finding]:
        """Look at channels and people."""
        token, why = self._usable("SLACK_BOT_TOKEN", self._settings.slack_bot_token)
        if self._survey is None:
            why = self._workspace()[1] or "what is set up can't be read"
        elif token is not None and (self._told is None or self._told.workspace_id is None):
            why = "Slack doesn't take the token, or can't be reached"
        if why or token is None or self._survey is None:
            return [not_checked(CHANNELS, why), not_checked(PEOPLE, why)]
        slack = PatientSlack(web_client(token, self._settings.slack_api_url, session), self._watcher.waiting)
        return [
            *await look_at_channels(slack, self._survey, self._watcher),
            *await look_at_people(slack, self._survey, self._settings.leadwheel_managers, self._watcher),
        ]

    async def _of_time(self, _: aiohttp.ClientSession) -> list[Finding]:
        slack_ahead = None if self._told is None else self._told.ahead_seconds
        found = []
        if slack_ahead is None:
            found.append(not_checked(TIME, "Slack's clock isn't known"))
        else:
            found.append(judge_clock(slack_ahead, http=self._settings.slack_app_token is None))
        if not isinstance(self._database, str) and self._database.ahead_seconds is not None:
            found.append(judge_database_clock(self._database.ahead_seconds, slack_ahead))
        return found

    async def _of_address(self, session: aiohttp.ClientSession) -> list[Finding]:
        settings = self._settings
        if settings.slack_app_token is not None:
            return [ok(address.ADDRESS, "none needed: in Socket Mode the bot calls Slack")]
        secret = settings.slack_signing_secret
        key = None if secret is None else secret.get_secret_value()
        if self._url is not None:
            base = address.slack_base(self._url)
            return [base] if isinstance(base, Finding) else await address.Asking(session, base, key).slack_side()
        if "LEADWHEEL_PORT" in self._wrong or settings.leadwheel_port == 0:
            here = [not_checked(address.ADDRESS, "whether a bot runs here, as its port isn't known")]
        else:
            base = address.local_base(settings.leadwheel_host, settings.leadwheel_port)
            here = await address.Asking(session, base, key).local_side()
        return [*here, address.no_slack_side()]


def _failed(check: str, error: Exception) -> Finding:
    # Its text may hold anything.
    return wrong(
        check,
        f"this check failed itself ({type(error).__name__})",
        "LEADWHEEL_LOG_LEVEL=debug shows where. Please report it.",
    )
