"""${message}.

Revision ${up_revision}, after ${down_revision or "none"}. Deploy step: say which, "expand." or "contract."

expand: it only adds what older programs don't know of and don't mind. contract: it takes away what no program that is
still served needs, and begins with `serves_from("NNNN")` of storage.migrations.deploy; the README has more.
"""

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring a database to this revision."""
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    """Bring a database back to the revision before."""
    ${downgrades if downgrades else "pass"}
