"""LEADWHEEL_DATABASE_URL: what is understood, and what is refused in words."""

import pytest

from storage.address import database_url, is_postgresql
from storage.database import Database
from storage.errors import WrongDatabaseUrl


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("", "is no database address"),
        ("leadwheel.db", "is no database address"),
        ("sqlite+aiosqlite://:x:y/z", "is no database address"),
        ("postgresql+asyncpg://bob:secret@localhost:port/leadwheel", "is no database address"),
        ("postgresql+asyncpg://bob:secret@localhost", "names no database"),
        ("mysql://bob:secret@localhost/leadwheel", "mysql isn't supported"),
        ("sqlite+aiosqlite://", "SQLite needs a file"),
        ("sqlite+aiosqlite:///:memory:", "SQLite needs a file"),
        ("sqlite+aiosqlite:///file:x?mode=memory", "SQLite needs a file"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_with_an_example_and_without_its_password(url, word):
    with pytest.raises(WrongDatabaseUrl) as caught:
        database_url(url)
    assert word in str(caught.value)
    assert "Example" in str(caught.value)
    assert "secret" not in str(caught.value)
    with pytest.raises(WrongDatabaseUrl):
        Database(url)


@pytest.mark.parametrize(
    "url", ["sqlite:///leadwheel.db", "sqlite+aiosqlite:///leadwheel.db", "sqlite+pysqlite:///leadwheel.db"]
)
def test_any_way_to_name_a_sqlite_file_will_do(url):
    assert database_url(url).drivername == "sqlite+aiosqlite"
    assert database_url(url).database == "leadwheel.db"
    assert not is_postgresql(database_url(url))


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+asyncpg", "postgresql+psycopg2"])
@pytest.mark.parametrize("mode", ["ssl", "sslmode"])
def test_any_way_to_name_a_postgresql_database_will_do(scheme, mode):
    url = database_url(f"{scheme}://bob:p%40ss@db.example.com:6432/leads?{mode}=verify-full")
    assert is_postgresql(url)
    assert (url.drivername, url.host, url.port, url.database) == ("postgresql+asyncpg", "db.example.com", 6432, "leads")
    assert (url.password, url.query) == ("p@ss", {"sslmode": "verify-full"})
