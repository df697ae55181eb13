"""${message}.

Revision ${up_revision}, after ${down_revision or "none"}. Deploy step: say whether it expands (runs before the new
program starts) or contracts (runs when no older program is left).
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
