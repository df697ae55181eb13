"""`leadwheel migrate`: brings the database to the current schema."""


def migrate() -> None:
    """Bring the database to the schema that this program works with."""
    from bot.settings import Settings
    from storage import migrate as migrations
    from storage.database import check_writable

    url = Settings.read().leadwheel_database_url
    check_writable(url)
    applied = migrations.migrate(url)
    for revision in applied:
        print(f"applied {revision}")
    if applied:
        return
    newer = migrations.newer(url)
    if newer is None:
        print(f"nothing to do: the database has revision {migrations.head()}")
    else:
        print(
            f"nothing to do: the database has revision {newer}, of a newer Leadwheel, and still serves this one "
            f"({migrations.head()})"
        )
