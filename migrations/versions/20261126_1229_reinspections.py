"""Re-inspections: which inspection's failures were looked at again.

Revision: 20261126_1229
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261126_1229"
down_revision = "20261126_1220"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("inspection", sa.Column("reinspects", sa.String(length=36), nullable=True))
    op.create_index(op.f("ix_inspection_reinspects"), "inspection", ["reinspects"])


def downgrade() -> None:
    """Take back."""
    op.drop_index(op.f("ix_inspection_reinspects"), table_name="inspection")
    op.drop_column("inspection", "reinspects")
