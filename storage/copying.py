"""Copying a whole database to another, of the same or of the other kind."""

import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Final, Protocol

from sqlalchemy import Connection, Table, inspect, literal, select, text, update

from storage import copying_rows, migrate, postgresql_words, sqlite
from storage.copying_side import OpenedSide, Side, together
from storage.errors import CannotCopy, SchemaError, WrongDatabaseUrl
from storage.tables import OutboxChannel, Row, SchemaServes, table

#: Migrations write it: a migrated database without rows has it, too.
_WRITTEN_BY_MIGRATIONS: Final = frozenset({table(SchemaServes).name})

_MIGRATE: Final = ", with LEADWHEEL_DATABASE_URL set to it: leadwheel migrate"


class Watcher(Protocol):
    """Is told how far it is."""

    def begin(self, rows: int) -> None:
        """Hear how many rows are to be copied, and then compared."""
        ...

    def copied(self, name: str, more: int) -> None:
        """Hear of more rows of a table."""
        ...

    def compared(self, name: str, more: int) -> None:
        """Hear of more rows of a table."""
        ...


def tables() -> list[Table]:
    """Return all tables, each after those that it refers to."""
    return Row.metadata.sorted_tables


def copy_database(source: str, target: str, watcher: Watcher) -> dict[str, int]:
    """Copy everything from one database to another without rows, and compare both, before it is committed.

    FROM stays as it is, and nobody writes to it meanwhile. TO is migrated, and has either everything or nothing new,
    however this ends. For code without an event loop.

    Args:
        source: the address of FROM, which has the schema of this program.
        target: the address of TO, which need have no tables yet; a SQLite file need not be there.
        watcher: is told how far it is.

    Returns:
        How many rows each table has.

    Raises:
        WrongDatabaseUrl: an address can't be used, or both are one database. CannotCopy: FROM isn't there, or has what TO
        doesn't take; TO has rows. SchemaError: FROM, or TO, is of another program. DatabaseInUse: a bot runs on one of them.
        StorageUnavailable: a database can't be read or written.
    """
    here, there = Side.of("FROM", source), Side.of("TO", target)
    _see_files(here, there)
    return together(lambda: _copy(here, there, watcher), here, there)


def _see_files(here: Side, there: Side) -> None:
    """Return when FROM is there, and TO isn't the same file; of PostgreSQL only the servers can say that."""
    if here.is_postgresql:
        return
    if not here.path.is_file():
        raise CannotCopy(f"FROM isn't there: no file {here.path.resolve()}.")
    if not there.is_postgresql and there.path.exists() and there.path.samefile(here.path):
        raise _one_database()


def _one_database() -> WrongDatabaseUrl:
    return WrongDatabaseUrl("FROM and TO are the same database. Name another one as TO.")


def _copy(from_: Side, to: Side, watcher: Watcher) -> dict[str, int]:
    with ExitStack() as stack:
        stack.enter_context(from_.without_bot())
        source = stack.enter_context(from_.opened())
        with source.transaction():
            _see_revision(source)  # before anything of TO is touched
            with from_.in_words():
                source.see_no_bot()
        stack.enter_context(_held(source))
        stack.enter_context(to.without_bot())
        if not to.is_postgresql:
            with to.in_words():
                sqlite.check_writable(to.url)
        target = stack.enter_context(to.opened())
        _see_that_they_are_two(source, target)
        # It ends before what holds FROM does: who waits there may write again once all is committed.
        with target.transaction():
            _prepare(target)
            counts = _copy_all(source, target, watcher)
            _finish(target)
            with from_.in_words():
                source.see_no_bot()
        return counts


@contextmanager
def _held(source: OpenedSide) -> Iterator[None]:
    """Hold FROM as it is: one state is read throughout, and nobody writes.

    On SQLite a transaction begins by taking the lock of whoever writes.
    """
    with source.transaction():
        if source.is_postgresql:
            names = ", ".join(one.name for one in tables())
            with source.side.in_words():
                source.connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
                # Before anything is read, as that is when the state is chosen.
                source.connection.execute(text(f"LOCK TABLE {names} IN SHARE MODE"))
        _see_revision(source)
        yield


def _see_revision(source: OpenedSide) -> None:
    """Return when FROM has the schema of this program."""
    head = migrate.head()
    with source.side.in_words():
        has = migrate.revision(source.connection)
    if has is None:
        raise SchemaError(f"FROM has no tables of Leadwheel. If it is the right one, migrate it first{_MIGRATE}")
    if has == head:
        return
    if migrate.knows(has):
        raise SchemaError(f"FROM has revision {has}, and this program works with {head}. Migrate it first{_MIGRATE}")
    raise SchemaError(f"FROM has revision {has}, of a newer Leadwheel than this one ({head}): copy it with that one.")


def _see_that_they_are_two(source: OpenedSide, target: OpenedSide) -> None:
    """Return when these are two databases, whatever their addresses: what is locked in the one isn't in the other."""
    if not (source.is_postgresql and target.is_postgresql):
        return
    key = {"key": secrets.randbits(62)}
    with source.side.in_words():
        source.connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), key)
    with target.transaction(), target.side.in_words():
        free = target.connection.scalar(text("SELECT pg_try_advisory_xact_lock(:key)"), key)
    if not free:
        raise _one_database()


def _prepare(target: OpenedSide) -> None:
    """Bring TO to the schema of this program, and see that it has no rows and gets none from others."""
    tx = target.connection
    with target.side.in_words():
        if target.is_postgresql:
            postgresql_words.check_usable(tx)
        target.see_no_bot()
        _see_no_rows(tx)  # before it is migrated for nothing
        migrate.upgrade(tx)
        has, head = migrate.revision(tx), migrate.head()
        if has != head:
            raise SchemaError(
                f"TO has revision {has}, of a newer Leadwheel than this one ({head}): copy with that one."
            )
        if target.is_postgresql:
            tx.execute(text(f"LOCK TABLE {', '.join(one.name for one in tables())} IN EXCLUSIVE MODE"))
        _see_no_rows(tx)


def _see_no_rows(tx: Connection) -> None:
    there = set(inspect(tx).get_table_names()) - _WRITTEN_BY_MIGRATIONS
    full = [
        one.name
        for one in tables()
        if one.name in there and tx.scalar(select(literal(1)).select_from(one).limit(1)) is not None
    ]
    if full:
        raise CannotCopy(f"TO has rows already ({', '.join(sorted(full))}). Name a new database; nothing was changed.")


def _copy_all(source: OpenedSide, target: OpenedSide, watcher: Watcher) -> dict[str, int]:
    watcher.begin(sum(copying_rows.count(one, source) for one in tables()))
    for one in tables():
        if one.name in _WRITTEN_BY_MIGRATIONS:
            with target.side.in_words():
                target.connection.execute(one.delete())
        copying_rows.copy(one, source, target, partial(watcher.copied, one.name))
    return {
        one.name: copying_rows.compare(one, source, target, partial(watcher.compared, one.name)) for one in tables()
    }


def _finish(target: OpenedSide) -> None:
    """Do what a copy needs that isn't in its rows, and see that no row refers to nothing."""
    channel = table(OutboxChannel)
    with target.side.in_words():
        broken = migrate.broken_references(target.connection)
        for one in tables():
            copying_rows.go_on_counting(one, target.connection)
        # Whoever held a channel ran on FROM: nobody is to wait for that one, by the clock of another machine even.
        held = channel.c.holder.is_not(None)
        target.connection.execute(update(channel).where(held).values(holder=None, lease_until=0.0))
        if target.is_postgresql:  # it would guess at its plans until it looks by itself, a minute later or so
            target.connection.execute(text(f"ANALYZE {', '.join(one.name for one in tables())}"))
    if broken:
        raise CannotCopy("rows of FROM refer to some that aren't there: it is damaged. Restore a backup of it.")
