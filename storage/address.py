"""Database addresses (`LEADWHEEL_DATABASE_URL`), read in words."""

from typing import Final

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from storage.errors import WrongDatabaseUrl

_SQLITE_EXAMPLE: Final = "sqlite+aiosqlite:///leadwheel.db"
_POSTGRESQL_EXAMPLE: Final = "postgresql+asyncpg://leadwheel:password@localhost:5432/leadwheel"
_HIGHEST_PORT: Final = 65535


def database_url(url: str) -> URL:
    """Parse a database address, and name the drivers that we use.

    Raises:
        WrongDatabaseUrl: in words, for all but `sqlite+aiosqlite:///FILE` and `postgresql+asyncpg://...`.
    """
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
    except (ArgumentError, ValueError) as error:
        # Not shown: an address may hold a password.
        raise WrongDatabaseUrl(
            f"LEADWHEEL_DATABASE_URL is no database address. Examples: {_SQLITE_EXAMPLE} or {_POSTGRESQL_EXAMPLE}"
        ) from error
    if backend in {"postgresql", "postgres"}:
        return _postgresql(parsed)
    if backend != "sqlite":
        raise WrongDatabaseUrl(f"{backend} isn't supported. Examples: {_SQLITE_EXAMPLE} or {_POSTGRESQL_EXAMPLE}")
    if not parsed.database or parsed.database == ":memory:" or parsed.database.startswith("file:"):
        raise WrongDatabaseUrl(f"SQLite needs a file, so that leads survive a restart. Example: {_SQLITE_EXAMPLE}")
    return parsed.set(drivername="sqlite+aiosqlite")


def is_postgresql(url: URL) -> bool:
    """Say whether an address that was parsed is one of PostgreSQL."""
    return url.get_backend_name() == "postgresql"


def _postgresql(parsed: URL) -> URL:
    if not parsed.database:
        raise WrongDatabaseUrl(f"LEADWHEEL_DATABASE_URL names no database. Example: {_POSTGRESQL_EXAMPLE}")
    if parsed.port is not None and parsed.port > _HIGHEST_PORT:
        raise WrongDatabaseUrl(
            f"LEADWHEEL_DATABASE_URL has the port {parsed.port}; ports end at {_HIGHEST_PORT}. "
            f"Example: {_POSTGRESQL_EXAMPLE}"
        )
    query = dict(parsed.query)
    if "ssl" in query:  # SQLAlchemy's word for what PostgreSQL's own programs call sslmode
        query["sslmode"] = query.pop("ssl")
    return parsed.set(drivername="postgresql+asyncpg", query=query)
