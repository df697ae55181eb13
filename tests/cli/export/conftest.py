"""A database that says what the configuration file says."""

import pytest


@pytest.fixture
def applied(leadwheel, file):
    """A database that says what the configuration file says."""
    assert leadwheel("apply", file).code == 0


@pytest.fixture
async def applied_beside(leadwheel_beside, file):
    """As `applied`, where a sandbox or another is beside."""
    assert (await leadwheel_beside("apply", file)).code == 0
