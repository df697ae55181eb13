from collections.abc import Iterator

import pytest

from tests.support.databases import PostgresDatabases
from tests.usecases.office import ANN, BEN, CAT, Office


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    """A workspace of which nothing is known yet."""
    made = Office(database_url)
    yield made
    made.close()


@pytest.fixture
def url(postgres_databases: PostgresDatabases) -> Iterator[str]:
    """An empty database on PostgreSQL, whichever database the other tests run on."""
    with postgres_databases.fresh() as address:
        yield address


@pytest.fixture
def deserted(office: Office) -> Office:
    """A team of three, all of whom are away."""
    office.team(ANN, BEN, CAT)
    office.away(ANN, BEN, CAT)
    return office
