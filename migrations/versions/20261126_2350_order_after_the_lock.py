"""A locked cycle remembers the last entry of the ledger, so that what came later is told without a clock.

Revision: 20261126_2350
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261126_2350"
down_revision = "20261126_2315"
branch_labels = None
depends_on = None

FILL = """
UPDATE cycle SET locked_entry = (
    SELECT coalesce(max(ledger_entry.id), 0) FROM ledger_entry WHERE ledger_entry.entered_at <= cycle.locked_at
) WHERE locked_at IS NOT NULL
"""


def upgrade() -> None:
    """Apply. For cycles that are locked already the clock is all there is."""
    op.add_column("cycle", sa.Column("locked_entry", sa.Integer(), nullable=True))
    op.execute(sa.text(FILL))


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("cycle", schema=None) as batch_op:
        batch_op.drop_column("locked_entry")
