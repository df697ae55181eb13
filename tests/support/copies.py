"""Databases that are copied: filled with what a bot writes, or with the oddest rows that any table may have."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Float, Integer, LargeBinary, Text, cast, select

from bot.configfile import load
from bot.domain.configuration import Rule, Trigger
from bot.usecases import configure
from bot.usecases.accept import accept
from bot.usecases.pass_on import pass_on
from bot.usecases.rejecting import reject
from storage import copying_rows
from storage.copying import tables
from tests.configfile.conftest import CONTRACT_BLOCK
from tests.support.databases import Databases, SyncDatabase
from tests.support.world import ALICE, BOB, CAROL
from tests.usecases.office import WORKSPACE, Office

LEADS = 100
#: Numbers and orders that no program writes so by itself, and a NUL, which JSON may name.
JSON_TEXT = '{"z": 1.10, "a": [1E2, -0.0, 12345678901234567890],  "nul": "\\u0000", "é": "\U0001f600"}'

ODD = {
    JSON: (JSON_TEXT, "null", "[]"),
    Boolean: (False, True, False),
    Integer: (0, -1, 2**31 - 1),
    Float: (0.1 + 0.2, 5e-324, -1.7976931348623157e308),
    LargeBinary: (b"", bytes(range(256)), b"\x00\xff"),
}


class Ignored:
    """A watcher who doesn't look."""

    def begin(self, rows: int) -> None: ...

    def copied(self, name: str, more: int) -> None: ...

    def compared(self, name: str, more: int) -> None: ...


@contextmanager
def pair(source: Databases, target: Databases) -> Iterator[tuple[str, str]]:
    """Give the addresses of a migrated database without rows, and of one that nobody has migrated."""
    with ExitStack() as stack:
        yield stack.enter_context(source.fresh()), stack.enter_context(target.empty())


def fill(url: str, leads: int = LEADS) -> None:
    """Let a workspace work: teams, people, leads who answered and were dealt, passed on, refused; some sent, some wait."""
    office = Office(url)
    loaded = load(CONTRACT_BLOCK, "leadwheel.yaml")
    office.run(configure.apply, WORKSPACE, loaded.configuration, loaded.check_references, office.now)
    office.tell(ALICE, "Älice \U0001f600", time_zone="Europe/Berlin")
    office.tell(BOB, "Bob", is_admin=True, updated=2**40)
    office.away(CAROL)
    office.team(ALICE, BOB, CAROL, rules=[Rule(Trigger.QUALIFIED, "sales")])
    text = "Grüße \U0001f600\n'; DROP TABLE team; --\nCompany size: 51-500\nSeats: 7"
    for _ in range(2):
        office.lead(leads // 2, text=text, email="lena@example.com", qualify="inbound", trigger=Trigger.QUALIFIED)
    office.press(accept, office.assignments()[0].user_id)
    office.press(pass_on, office.assignments()[1].user_id, 2)
    office.run(reject, office.request(text="refused"), "ValueError: no", office.now)
    office.run(lambda tx: tx.exec_driver_sql("UPDATE outbox SET state = 'sent', sent_ts = '1.9' WHERE position = 1"))
    office.close()


def fill_oddly(url: str) -> None:
    """Write three rows into every table, whatever its columns are."""
    made: dict[str, list[dict[str, Any]]] = {}
    database = SyncDatabase(url)
    for one in tables():
        made[one.name] = [{column.name: _value(column, number, made) for column in one.columns} for number in range(3)]
        if one.name == "schema_serves":
            continue  # migrations have written it
        database.run(lambda tx, one=one: tx.execute(copying_rows._plain(one).insert(), made[one.name]))
    database.close()


def _value(column: Column[Any], number: int, made: dict[str, list[dict[str, Any]]]) -> Any:
    if column.foreign_keys:
        referred = next(iter(column.foreign_keys)).column
        return made[referred.table.name][number][referred.name]
    if column.nullable and number == 1:
        return None
    if isinstance(column.type, Integer) and column.primary_key:
        return number
    for kind, values in ODD.items():
        if isinstance(column.type, kind):
            return values[number]
    return f"{number} {column.name} \u00e9\U0001f600\uffff\x01\t\r\n'\"\\ {'' if number else ' '}"


def everything(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Return all rows of all tables, their JSON also as its text, with the type of each value."""
    database = SyncDatabase(url)
    found = {}
    for one in tables():
        texts = [cast(column, Text) for column in one.columns if isinstance(column.type, JSON)]
        rows = database.run(lambda tx, one=one, texts=texts: tx.execute(select(one, *texts)).all())
        found[one.name] = sorted((tuple((type(value).__name__, value) for value in row) for row in rows), key=repr)
    database.close()
    return found
