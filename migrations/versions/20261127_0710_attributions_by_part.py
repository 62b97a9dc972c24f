"""Whom a visit is about is asked for each part of it: who had the table does not answer for the door.

Revision: 20261127_0710
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261127_0710"
down_revision = "20261127_0705"
branch_labels = None
depends_on = None

BEFORE, NOW = "uq_mystery_attribution_visit_id_staff_id", "uq_mystery_attribution_visit_id_staff_id_part"
# In the old table a person stands once in a visit: the first question stays with its answer.
LATER = """
DELETE FROM mystery_attribution WHERE id NOT IN (SELECT min(id) FROM mystery_attribution GROUP BY visit_id, staff_id)
"""


def upgrade() -> None:
    """Apply. What was asked before was asked about everything at once and keeps an empty part."""
    with op.batch_alter_table("mystery_attribution", schema=None) as batch_op:
        batch_op.add_column(sa.Column("part", sa.String(length=80), nullable=False, server_default=""))
        batch_op.drop_constraint(batch_op.f(BEFORE), type_="unique")
        batch_op.create_unique_constraint(batch_op.f(NOW), ["visit_id", "staff_id", "part"])
    with op.batch_alter_table("mystery_attribution", schema=None) as batch_op:
        batch_op.alter_column("part", server_default=None, existing_type=sa.String(length=80), existing_nullable=False)


def downgrade() -> None:
    """Take back."""
    op.execute(sa.text(LATER))
    with op.batch_alter_table("mystery_attribution", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f(NOW), type_="unique")
        batch_op.create_unique_constraint(batch_op.f(BEFORE), ["visit_id", "staff_id"])
        batch_op.drop_column("part")
