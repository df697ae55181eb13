"""What the database says of itself."""

from sqlmodel import Field

from storage.tables.base import Row


class SchemaServes(Row, table=True):
    """One row: which programs can work with this schema. Written by migrations only (storage/migrations/deploy.py)."""

    __tablename__ = "schema_serves"

    #: The newest revision that the oldest program still served knows.
    oldest_revision: str = Field(primary_key=True)
