"""Visits of agencies bear the agency's own code of who went.

Revision: 20261126_2258
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261126_2258"
down_revision = "20261126_2255"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Put into the schema."""
    op.add_column("mystery_visit", sa.Column("agency_shopper", sa.String(length=40), nullable=True))


def downgrade() -> None:
    """Take back."""
    op.drop_column("mystery_visit", "agency_shopper")
