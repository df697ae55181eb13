"""Settings, from the environment or a `.env` file: read here and nowhere else (CONTRACT 3)."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, DotEnvSettingsSource, EnvSettingsSource, NoDecode, SettingsConfigDict

#: A token that stands in the wrong setting, or an address with a password, is not shown either.
_TOKEN = re.compile(r"xox|xapp-|://[^/]*@|^[^/]*:[^/]*@")
_USER_ID = re.compile(r"[UW][A-Z0-9]{2,}")

#: Read from the folder where a command starts.
ENV_FILE: Final = ".env"


class SettingsError(Exception):
    """Settings that can't be used; `str(error)` has a line for each, with what to do.

    `lines`: these lines by the names of the settings; by ENV_FILE where that can't be read.
    """

    def __init__(self, lines: Mapping[str, str]) -> None:
        super().__init__("\n".join(lines.values()))
        self.lines = lines


class Settings(BaseSettings):
    """What can be set; each value's `description` is what the documentation says of it."""

    model_config = SettingsConfigDict(env_file=ENV_FILE, env_ignore_empty=True, extra="ignore", frozen=True)

    slack_signing_secret: SecretStr | None = Field(
        None, description="Proves that a request comes from Slack. Required in HTTP mode."
    )
    slack_bot_token: SecretStr | None = Field(None, description="The bot's token (xoxb-...), of one workspace.")
    slack_app_token: SecretStr | None = Field(None, description="Set it for Socket Mode.")
    slack_api_url: str = Field("https://slack.com/api/", description="Any Slack-compatible server.")
    leadwheel_database_url: str = Field(
        "sqlite+aiosqlite:///leadwheel.db",
        description="Where conversations are kept: a SQLite file, or PostgreSQL 14 or later.",
    )
    leadwheel_database_connections: int = Field(
        10, ge=2, le=200, description="Connections to PostgreSQL that one process has at most."
    )
    leadwheel_auto_migrate: bool = Field(True, description="Whether `run` and `apply` bring the database up to date.")
    leadwheel_host: str = Field("0.0.0.0", description="The address to listen on.")  # noqa: S104 - behind a proxy
    leadwheel_port: int = Field(3000, ge=0, le=65535, description="The port to listen on; 0: any free one.")
    leadwheel_managers: Annotated[frozenset[str], NoDecode] = Field(
        frozenset(), description="Slack user ids, comma-separated, of people who may change teams."
    )
    leadwheel_post_rate: float = Field(
        1.0, ge=0, le=1000, description="Messages a second in one channel, after a burst of 5; 0: unpaced."
    )
    leadwheel_log_format: Literal["console", "json"] = Field("console", description="`json` for machines.")
    leadwheel_log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="The least important lines that are logged."
    )

    @field_validator("leadwheel_managers", mode="before")
    @classmethod
    def _people(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        people = [word.strip() for word in value.split(",") if word.strip()]
        wrong = next((word for word in people if not _USER_ID.fullmatch(word)), None)
        if wrong is not None:
            shown = "that" if _TOKEN.search(value) else repr(wrong)
            raise ValueError(f"{shown} is no Slack user id; one looks like U01ALICE")
        return frozenset(people)

    @field_validator("slack_signing_secret", "slack_bot_token", "slack_app_token", mode="before")
    @classmethod
    def _copied(cls, value: Any) -> Any:
        return value.strip() or None if isinstance(value, str) else value  # copied with a space or a line's end

    @field_validator("leadwheel_log_format", "leadwheel_log_level", mode="before")
    @classmethod
    def _lower(cls, value: Any) -> Any:
        return value.lower() if isinstance(value, str) else value

    @field_validator("slack_api_url")
    @classmethod
    def _url(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("an address begins with https:// (or http:// on this machine)")
        try:
            has_host = bool(urlsplit(value).hostname) and not any(char.isspace() for char in value)
        except ValueError:
            has_host = False
        if not has_host or "@" in value:
            raise ValueError("that is no address; one looks like https://slack.com/api/")
        return value.rstrip("/") + "/"

    @classmethod
    def read(cls, **given: Any) -> Self:
        """Read the environment and `.env`; `given` wins over both.

        Raises:
            SettingsError: one line for each setting that can't be used, or why `.env` can't be read.
        """
        try:
            return cls(**given)
        except ValidationError as error:
            names = [str(one["loc"][0]).upper() for one in error.errors()]
            lines = [
                f"{name}: {one['msg'].removeprefix('Value error, ')} (it is {_shown(one)})"
                for name, one in zip(names, error.errors(), strict=True)
            ]
            raise SettingsError(dict(zip(names, lines, strict=True))) from error
        except UnicodeDecodeError:
            # Its text would show what stands in the file.
            raise SettingsError({ENV_FILE: ".env is no UTF-8 text: save it as UTF-8."}) from None
        except OSError as error:
            raise SettingsError({ENV_FILE: f".env can't be read: {error.strerror}."}) from error

    @classmethod
    def read_what_can_be(cls) -> tuple[Self, dict[str, str]]:
        """Return what can be used, with the default for what can't; and the lines of SettingsError for that, by name."""
        wrong: dict[str, str] = {}
        given: dict[str, Any] = {}
        while True:
            try:
                return cls.read(**given), wrong
            except SettingsError as error:
                wrong |= error.lines
                for name in error.lines:
                    field = cls.model_fields.get(name.lower())
                    given |= {"_env_file": None} if field is None else {name.lower(): field.default}


def in_file(path: Path) -> dict[str, str]:
    """Return what a file like `.env` sets, by the setting's name in upper case; what it leaves empty isn't set.

    Raises UnicodeDecodeError, OSError.
    """
    return _known(DotEnvSettingsSource(Settings, env_file=path)())


def in_environment() -> dict[str, str]:
    """Return what the environment sets, which wins over `.env`; as `in_file`."""
    return _known(EnvSettingsSource(Settings)())


def _known(found: dict[str, Any]) -> dict[str, str]:
    return {name.upper(): str(value) for name, value in found.items() if name in Settings.model_fields}


def _shown(error: Any) -> str:
    secret = any(word in str(error["loc"][0]) for word in ("token", "secret")) or _TOKEN.search(str(error["input"]))
    return "not shown" if secret else repr(error["input"])[:80]
