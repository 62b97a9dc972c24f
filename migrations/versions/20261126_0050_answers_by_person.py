"""answers found by person, newest first, in place of by person and question.

A round touches one leaf of the new index for each person, of the old one for each person and question; and what nobody bears is not in it.

Revision: 20261126_0050
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261126_0050"
down_revision = "20261126_0045"
branch_labels = None
depends_on = None

BORNE = sa.text("staff_id IS NOT NULL")


def upgrade() -> None:
    """Apply."""
    op.create_index("ix_answer_staff", "answer", ["staff_id", "id"], sqlite_where=BORNE, postgresql_where=BORNE)
    op.drop_index("ix_answer_staff_item", "answer")


def downgrade() -> None:
    """Undo."""
    op.create_index("ix_answer_staff_item", "answer", ["staff_id", "item"])
    op.drop_index("ix_answer_staff", "answer")
