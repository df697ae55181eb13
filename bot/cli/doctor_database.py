"""`leadwheel doctor` looks at the database: whether it can be used, its schema, what waits in it. It only reads."""

import re
import time
from typing import Final

from bot.settings import Settings
from bot.usecases.doctor import Finding, not_checked, note, ok, wrong
from bot.usecases.doctor_survey import unsent
from storage.database import reading
from storage.errors import StorageError
from storage.inspecting import Inspected, Schema, SqliteFile, inspect, sqlite_file, where

DATABASE: Final = "database"
SCHEMA: Final = "schema"
OUTBOX: Final = "outbox"

_NONE: Final = "there is no database yet"
_UNREADABLE: Final = "the database can't be read"
_OTHER_SCHEMA: Final = "the database's schema isn't this program's"

#: How an error of storage goes on with what to do.
_ADVICE: Final = re.compile(
    r"[.;:]\s+(?=(?:Is|Mend|Make|Look|Name|Run|Check|Examples?|Install|raise|LEADWHEEL_DATABASE_URL)\b)"
)
_MIGRATED_BY_RUN: Final = "`leadwheel run` and `leadwheel apply FILE` make it"


def judge_database(settings: Settings) -> tuple[Inspected | str, list[Finding]]:
    """Return what the database is, or why its tables can't be read; and what is to be said of it."""
    url = settings.leadwheel_database_url
    try:
        place, file = where(url), sqlite_file(url)
        if file is not None and not file.is_there:
            return _NONE, [_no_file(file, settings), *_rest(_NONE)]
        found = [] if file is None else _file(file)
        inspected = inspect(url)
    except StorageError as error:
        return _UNREADABLE, [_told(error), *_rest(_UNREADABLE)]
    found.insert(0, ok(DATABASE, f"{inspected.version} at {place}"))
    found.append(_schema(inspected, settings))
    if not inspected.is_readable:
        return _OTHER_SCHEMA, [*found, not_checked(OUTBOX, _OTHER_SCHEMA)]
    now = time.time() + (inspected.ahead_seconds or 0.0)
    return inspected, [*found, *reading(url, lambda tx: unsent(tx, now))]


def _rest(why: str) -> list[Finding]:
    return [not_checked(SCHEMA, why), not_checked(OUTBOX, why)]


def _told(error: StorageError) -> Finding:
    says, mend = _parted(str(error))
    return wrong(DATABASE, says, mend or "Look at LEADWHEEL_DATABASE_URL, and at the database it names.")


def _parted(words: str) -> tuple[str, str]:
    """Return what is wrong, and what to do ("" where that isn't said), of a sentence of storage's that says both."""
    found = _ADVICE.search(words)
    if found is None:
        return words.rstrip("."), ""
    mend = words[found.end() :]
    return words[: found.start()], mend[0].upper() + mend[1:]


def _no_file(file: SqliteFile, settings: Settings) -> Finding:
    if not file.has_folder:
        says = f"the folder of the database doesn't exist: {file.path.parent}"
        return wrong(DATABASE, says, "Make it, or name another file in LEADWHEEL_DATABASE_URL.")
    if not file.can_be_written:
        return _not_writable(file)
    says = f"there is no database {file.path} yet"
    if not settings.leadwheel_auto_migrate:
        return wrong(DATABASE, says, "Run: leadwheel migrate")
    return note(DATABASE, says, f"{_MIGRATED_BY_RUN}. Should one be there, start this in its folder.")


def _file(file: SqliteFile) -> list[Finding]:
    found = []
    if not file.can_be_written:
        found.append(_not_writable(file))
    if file.network is not None:
        found.append(
            wrong(
                DATABASE,
                f"{file.path} is on a network file system ({file.network}), where SQLite's locks don't hold: leads can be lost",
                "Put the file on a disk of this machine, or use PostgreSQL (`leadwheel copy-database` moves everything).",
            )
        )
    return found


def _not_writable(file: SqliteFile) -> Finding:
    return wrong(
        DATABASE,
        f"{file.path} can't be written by this user",
        "Check who owns the file and its folder (SQLite writes beside the file), and that neither is read-only. "
        "Start this as the user of the bot.",
    )


def _schema(inspected: Inspected, settings: Settings) -> Finding:
    match inspected.schema:
        case Schema.CURRENT:
            return ok(SCHEMA, f"up to date (revision {inspected.revision})")
        case Schema.SERVES:
            says = f"the database is of a newer Leadwheel (revision {inspected.revision}), and still serves this one"
            return note(SCHEMA, says, "Install the newer Leadwheel here, too, when you can.")
        case Schema.NONE if settings.leadwheel_auto_migrate:
            return note(
                SCHEMA, "the database has no tables yet", f"{_MIGRATED_BY_RUN}; `leadwheel migrate` does it now."
            )
        case Schema.NONE | Schema.OLDER:
            also = " (`leadwheel run` and `leadwheel apply` do it too)" if settings.leadwheel_auto_migrate else ""
            return wrong(SCHEMA, _parted(inspected.said)[0], f"Run: leadwheel migrate{also}")
        case Schema.TOO_NEW:
            says, mend = _parted(inspected.said)
            return wrong(SCHEMA, says, mend)
