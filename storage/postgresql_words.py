"""Why PostgreSQL can't be used, in words that say what to do."""

import os
import socket
import ssl
from typing import Final

import asyncpg
from sqlalchemy import Connection, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from storage.errors import StorageError, StorageUnavailable, WrongDatabaseUrl

#: What we use is in it, and in every later one.
_OLDEST_VERSION: Final = 14

_REFUSED: Final = "PostgreSQL at {where} refuses {user}: {said}. Mend user or password in LEADWHEEL_DATABASE_URL."
#: By SQLSTATE: https://www.postgresql.org/docs/14/errcodes-appendix.html
_BY_STATE: Final = {
    "28000": _REFUSED,
    "28P01": _REFUSED,
    "3D000": "PostgreSQL at {where} has no database {database}. Make it: createdb -h {host} -O {user} {database}",
    "42501": "PostgreSQL at {where} doesn't let {user} work in {database}: {said}. Make {user} the owner of it.",
    "53300": "PostgreSQL at {where} has no connection left ({said}): raise its max_connections, or lower "
    "LEADWHEEL_DATABASE_CONNECTIONS.",
    "57P03": "PostgreSQL at {where} is starting or stopping: {said}.",
    "40P01": "other programs were at the same tables of {database} all the time: {said}. Nothing was changed; try again.",
    "55P03": "another program holds what is needed in {database} for too long: {said}. Nothing was changed; try again.",
}
_BY_KIND: Final[tuple[tuple[type[BaseException], str], ...]] = (
    (ssl.SSLError, "PostgreSQL at {where} and this machine agree on no TLS: {said}. Look at sslmode and sslrootcert."),
    (socket.gaierror, "the host {host} of LEADWHEEL_DATABASE_URL isn't known. Look for a slip in it."),
    (TimeoutError, "PostgreSQL at {where} doesn't answer. Is the host right, and no firewall between?"),
)
#: How asyncpg begins when it quotes a value that it can't bind.
_QUOTING: Final = "invalid input for query argument"
_NO_PARAMETER: Final = "42704"
#: Of an address: the parameters that name files.
_FILES: Final = ("sslrootcert", "sslcert", "sslkey", "sslcrl", "passfile")


def why_not(url: URL, error: BaseException) -> StorageError:
    """Return what is wrong, in one sentence without the password, and what to do."""
    if isinstance(error, DBAPIError):  # asyncpg's own says more
        error = getattr(error.orig, "__cause__", None) or error.orig or error
    if isinstance(error, asyncpg.ClientConfigurationError) or getattr(error, "sqlstate", None) == _NO_PARAMETER:
        return WrongDatabaseUrl(f"LEADWHEEL_DATABASE_URL can't be used: {_line(error)}.")
    if isinstance(error, FileNotFoundError | PermissionError):  # connecting may raise them as well
        for name in _FILES:
            path = str(url.query.get(name, ""))
            if path and not os.access(path, os.R_OK):
                return WrongDatabaseUrl(f"LEADWHEEL_DATABASE_URL names a file that can't be read: {name}={path}.")
    return StorageUnavailable(_sentence(url, error))


def _sentence(url: URL, error: BaseException) -> str:
    where = f"{url.host or 'localhost'}:{url.port or 5432}"
    state = getattr(error, "sqlstate", None) or ""
    if state in _BY_STATE:
        user = url.username or "this machine's user"
        return _BY_STATE[state].format(where=where, host=url.host, user=user, database=url.database, said=_line(error))
    for kind, sentence in _BY_KIND:
        if isinstance(error, kind):
            return sentence.format(where=where, host=url.host, said=_line(error))
    if "rejected SSL upgrade" in str(error):
        return f"PostgreSQL at {where} speaks no TLS, which sslmode={url.query.get('sslmode', 'prefer')} wants. Mend either."
    if isinstance(error, OSError):
        return f"nothing listens at {where} ({_line(error)}). Is PostgreSQL running there?"
    return f"PostgreSQL at {where} can't be used now: {_line(error)}."


def check_usable(connection: Connection) -> None:
    """Return when the server and the database can serve us.

    Raises:
        WrongDatabaseUrl: the server is too old, or the database keeps its texts in another encoding than UTF-8.
        StorageUnavailable: it can only be read (a standby, say).
    """
    version, encoding, read_only = connection.execute(
        text(
            "SELECT current_setting('server_version_num')::int, current_setting('server_encoding'), "
            "current_setting('transaction_read_only')"
        )
    ).one()
    if version // 10_000 < _OLDEST_VERSION:
        raise WrongDatabaseUrl(
            f"this is PostgreSQL {version // 10_000}: Leadwheel needs PostgreSQL {_OLDEST_VERSION} or later."
        )
    if encoding != "UTF8":
        raise WrongDatabaseUrl(
            f"the database's encoding is {encoding}. Make one with: createdb --encoding=UTF8 -T template0"
        )
    if read_only == "on":
        raise StorageUnavailable(
            "the database can only be read: it is a standby, or set to read-only. Name its primary."
        )


def hide_values(error: BaseException | None) -> None:
    """Take what leads wrote out of an error and its causes, which are logged: PostgreSQL quotes the row that it refuses."""
    while error is not None:
        if isinstance(error, asyncpg.PostgresError):
            error.detail = error.where = error.internal_query = None
        if error.args and _QUOTING in str(error.args[0]):
            error.args = (str(error.args[0]).partition(":")[0], *error.args[1:])
        error = error.__cause__ or error.__context__


def _line(error: BaseException) -> str:
    return (str(error) or type(error).__name__).splitlines()[0][:200].rstrip(".")
