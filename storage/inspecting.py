"""How it stands with a database, seen without changing or making anything (`leadwheel doctor`)."""

import re
import sqlite3
from dataclasses import dataclass
from enum import Enum, auto
from os import W_OK, access
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, text
from sqlalchemy.engine import URL

from storage import migrate
from storage.address import database_url, is_postgresql
from storage.database import check_writable, reading
from storage.errors import SchemaError
from storage.postgresql import ahead_seconds
from storage.queries import workspace

#: What file systems of other machines are called in Linux: locks, and shared memory for the WAL, don't hold there.
_OF_NETWORKS: Final = re.compile(
    r"nfs\d?|cifs|smb\d?|smbfs|afs|ncpfs|ceph|lustre|glusterfs|beegfs|fuse\.(sshfs|glusterfs|ceph|s3fs|rclone|gcsfuse|.*nfs)"
)
_MOUNTS: Final = Path("/proc/self/mounts")
_ESCAPED: Final = re.compile(r"\\([0-7]{3})")


class Schema(Enum):
    """How a database's tables stand to this program."""

    #: Nobody has migrated it yet.
    NONE = auto()
    OLDER = auto()
    CURRENT = auto()
    #: Newer than this program, and it serves it still.
    SERVES = auto()
    TOO_NEW = auto()


@dataclass(frozen=True, slots=True)
class SqliteFile:
    """The file of a SQLite database. `network`: the kind of file system it is on, where that is another machine's."""

    path: Path
    is_there: bool
    has_folder: bool
    can_be_written: bool
    network: str | None


@dataclass(frozen=True, slots=True)
class Inspected:
    """A database that can be read.

    `said`: what is wrong with its schema, with what to do; "" where nothing is. `workspaces`: of which something is
    known, empty where the schema isn't this program's. `ahead_seconds`: by how much its clock is ahead of this
    machine's; None: it has no other.
    """

    version: str
    schema: Schema
    revision: str | None
    said: str
    workspaces: tuple[str, ...]
    ahead_seconds: float | None

    @property
    def is_readable(self) -> bool:
        """Whether this program knows its tables."""
        return self.schema in {Schema.CURRENT, Schema.SERVES}


def where(url: str) -> str:
    """Return where the database is, without user and password. Raises WrongDatabaseUrl."""
    parsed = database_url(url)
    if is_postgresql(parsed):
        return f"{parsed.host or 'localhost'}:{parsed.port or 5432}/{parsed.database}"
    return str(_path(parsed))


def sqlite_file(url: str) -> SqliteFile | None:
    """Return how it stands with the file of a SQLite database; None: it is PostgreSQL. Raises WrongDatabaseUrl."""
    parsed = database_url(url)
    if is_postgresql(parsed):
        return None
    path = _path(parsed)
    folder = path.parent
    is_there = path.exists()
    return SqliteFile(
        path=path,
        is_there=is_there,
        has_folder=folder.is_dir(),
        # Beside the file SQLite keeps others: its folder must be writable, too.
        can_be_written=access(folder, W_OK) and (not is_there or access(path, W_OK)),
        network=network_file_system(folder, _MOUNTS.read_text(errors="replace") if _MOUNTS.is_file() else ""),
    )


def network_file_system(folder: Path, mounts: str) -> str | None:
    """Return the kind of file system that a folder is on, where that is another machine's; None: it is none, or unknown.

    `mounts`: what is mounted where, as Linux says it in /proc/self/mounts; of what is mounted over another, the last counts.
    """
    best, kind = -1, ""
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:  # noqa: PLR2004 - device, place, kind
            continue
        place = Path(_ESCAPED.sub(lambda found: chr(int(found[1], 8)), fields[1]))
        if folder.is_relative_to(place) and len(place.parts) >= best:
            best, kind = len(place.parts), fields[2]
    return kind if _OF_NETWORKS.fullmatch(kind) else None


def inspect(url: str) -> Inspected:
    """Read what a database is.

    Raises:
        WrongDatabaseUrl, StorageUnavailable: it can't be read (PostgreSQL: or not be used), with the reason and what to do.
    """
    if is_postgresql(database_url(url)):
        check_writable(url)  # asks the server, and writes nothing
    return reading(url, _inspected)


def _inspected(tx: Connection) -> Inspected:
    revision = migrate.revision(tx)
    schema, said = _schema(tx, revision)
    serves_many = tx.dialect.name == "postgresql"
    known = workspace.everyone(tx) if schema in {Schema.CURRENT, Schema.SERVES} else ()
    return Inspected(
        version=f"PostgreSQL {tx.scalar(text('SHOW server_version'))}"
        if serves_many
        else f"SQLite {sqlite3.sqlite_version}",
        schema=schema,
        revision=revision,
        said=said,
        workspaces=tuple(known),
        ahead_seconds=ahead_seconds(tx) if serves_many else None,
    )


def _schema(tx: Connection, revision: str | None) -> tuple[Schema, str]:
    known = revision is not None and migrate.knows(revision)
    try:
        migrate.check_schema(tx)
    except SchemaError as error:
        if revision is None:
            return Schema.NONE, str(error)
        return Schema.OLDER if known else Schema.TOO_NEW, str(error)
    return Schema.CURRENT if known else Schema.SERVES, ""


def _path(parsed: URL) -> Path:
    return Path(parsed.database or "").resolve()
