from collections.abc import Iterator

import pytest

from tests.usecases.office import Office


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    """A workspace of which nothing is known yet."""
    made = Office(database_url)
    yield made
    made.close()
