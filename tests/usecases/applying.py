"""Applying configuration files in an office, and looking at all that came of it."""

from bot.configfile import load
from bot.domain.configuration import (
    Configuration,
)
from bot.usecases import configuration, configure
from tests.usecases.office import WORKSPACE


def known(office) -> Configuration:
    return office.run(configuration.load, WORKSPACE)


def apply_text(office, text, **how):
    file = load(text, "leadwheel.yaml")
    return office.run(configure.apply, WORKSPACE, file.configuration, file.check_references, office.now, **how)


def everything(office):
    """Return all that is in the tables."""

    def read(tx):
        names = tx.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars().all()
        return {name: sorted(map(repr, tx.exec_driver_sql(f"SELECT * FROM {name}"))) for name in names}

    return office.run(read)
