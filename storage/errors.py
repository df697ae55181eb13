"""What can go wrong in storage. The first line of a docstring is the sentence that people are shown."""


class StorageError(Exception):
    """Something is wrong with the database."""


class StorageUnavailable(StorageError):  # noqa: N818 - a state, not a mistake
    """The database can't be read or written just now; nothing was changed, and asking again may work."""


class Contended(StorageUnavailable):
    """Somebody else was at the same rows just now; nothing was changed, and doing it again at once may work."""


class TooLate(StorageError):  # noqa: N818 - a state, not a mistake
    """The deadline passed before the work began; nothing was changed."""


class DataRejected(StorageError):  # noqa: N818 - a state, not a mistake
    """The database refuses these values; asking again will not work."""


class WrongDatabaseUrl(StorageError):  # noqa: N818 - named for what the person reads
    """The database address can't be used."""


class SchemaError(StorageError):
    """The database's tables are not the ones that this program works with."""


class DatabaseInUse(StorageError):  # noqa: N818 - named for what the person reads
    """Another Leadwheel runs on this database."""


class CannotCopy(StorageError):  # noqa: N818 - named for what the person reads
    """The database can't be copied as things are; nothing was changed."""
