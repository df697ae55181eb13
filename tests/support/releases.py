"""Made-up newer programs: they have our migrations, and some of their own."""

import shutil
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from storage import migrate

REVISION = '''\
"""Made up.

Revision {revision}, after {after}. Deploy step: {step}.
"""

import sqlalchemy as sa
from alembic import op

from storage.migrations.deploy import serves_from
from storage.tables.base import TEXT

revision = {revision!r}
down_revision = {after!r}
branch_labels = None
depends_on = None


def upgrade() -> None:
{upgrade}

def downgrade() -> None:
    """Nobody goes back."""
'''

EXPANDING = """\
op.create_table(
    "note",
    sa.Column("workspace_id", TEXT, nullable=False),
    sa.Column("conversation_id", TEXT, nullable=False),
    sa.Column("text", TEXT, nullable=False),
    sa.ForeignKeyConstraint(
        ["workspace_id", "conversation_id"], ["conversation.workspace_id", "conversation.conversation_id"]
    ),
    sa.PrimaryKeyConstraint("workspace_id", "conversation_id"),
)
with op.batch_alter_table("conversation") as batch_op:
    batch_op.add_column(sa.Column("language", TEXT, nullable=True))
    batch_op.create_index("ix_conversation_language", ["workspace_id", "language"])
with op.batch_alter_table("outbox") as batch_op:
    batch_op.add_column(sa.Column("urgent", sa.Integer(), server_default=sa.text("0"), nullable=False))
    batch_op.create_index("ix_outbox_urgent", ["workspace_id", "urgent"])
with op.batch_alter_table("team") as batch_op:
    batch_op.add_column(sa.Column("motto", TEXT, nullable=True))
"""

#: Takes away what a program of 9001 has stopped to use, and changes tables that others refer to.
CONTRACTING = """\
serves_from("9001")
op.drop_table("note")
with op.batch_alter_table("conversation") as batch_op:
    batch_op.drop_index("ix_conversation_language")
    batch_op.drop_column("language")
with op.batch_alter_table("team") as batch_op:
    batch_op.drop_column("motto")
"""


class Release:
    """A program that isn't written yet; its revisions come after ours."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._newest = migrate.head()
        shutil.copytree(migrate._FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))

    def add(self, revision: str, step: str, upgrade: str) -> None:
        """Give it one more revision, whose upgrade is these lines."""
        text = REVISION.format(
            revision=revision, after=self._newest, step=step, upgrade=textwrap.indent(upgrade, "    ")
        )
        (self._folder / "versions" / f"{revision}_made_up.py").write_text(text, encoding="utf-8")
        self._newest = revision

    @contextmanager
    def installed(self) -> Iterator[None]:
        """Let `storage.migrate` be that of this program for the length of a block."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(migrate, "_FOLDER", self._folder)
            yield

    def migrate(self, url: str) -> list[str]:
        """Migrate a database as this program would."""
        with self.installed():
            return migrate.migrate(url)


def expanding(folder: Path) -> Release:
    """Return the next release, which adds tables, columns and indexes."""
    release = Release(folder)
    release.add("9001", "expand", EXPANDING)
    return release


def contracting(folder: Path) -> Release:
    """Return the release after the next, which takes away what the next one has stopped to use."""
    release = expanding(folder)
    release.add("9002", "contract", CONTRACTING)
    return release
