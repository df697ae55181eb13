import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.usecases.office import Office


@pytest.fixture
def office(tmp_path: Path, migrated: Path) -> Iterator[Office]:
    """A workspace of which nothing is known yet."""
    made = Office(Path(shutil.copy(migrated, tmp_path / "office.db")))
    yield made
    made.close()
