"""Applying configuration files in an office, and looking at all that came of it."""

from bot.configfile import load
from bot.domain.configuration import (
    Configuration,
)
from bot.usecases import configuration, configure
from storage.tables import Row
from tests.usecases.office import WORKSPACE


def known(office) -> Configuration:
    return office.run(configuration.load, WORKSPACE)


def apply_text(office, text, **how):
    file = load(text, "leadwheel.yaml")
    return office.run(configure.apply, WORKSPACE, file.configuration, file.check_references, office.now, **how)


def everything(office):
    """Return all that is in the tables."""

    def read(tx):
        return {one.name: sorted(map(repr, tx.execute(one.select()))) for one in Row.metadata.sorted_tables}

    return office.run(read)
