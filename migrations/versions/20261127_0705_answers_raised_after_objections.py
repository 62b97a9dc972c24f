"""A signal of conduct may be that objections to somebody's answers are upheld more often than to those of others.

Revision: 20261127_0705
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261127_0705"
down_revision = "20261126_2350"
branch_labels = None
depends_on = None

KINDS = "'na', 'unseen', 'bulk', 'straight', 'fast', 'quick_answers', 'photo_again', 'tired', 'pairing'"
CHECK = "ck_conduct_signal_kind_known"


def upgrade() -> None:
    """Apply."""
    _know(f"kind IN ({KINDS}, 'raised')")


def downgrade() -> None:
    """Take back. The old table has no place for such signals; they are found anew from the decisions."""
    op.execute(sa.text("DELETE FROM conduct_signal WHERE kind = 'raised'"))
    _know(f"kind IN ({KINDS})")


def _know(rule: str) -> None:
    with op.batch_alter_table("conduct_signal", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f(CHECK), type_="check")
        batch_op.create_check_constraint(batch_op.f(CHECK), rule)
