"""A site's objections to answers of mystery visits.

Revision: 20261126_1250
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import inspector.database

revision = "20261126_1250"
down_revision = "20261126_1229"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "mystery_appeal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", inspector.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", inspector.database.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('open', 'upheld', 'kept')", name=op.f("ck_mystery_appeal_state_known")),
        sa.CheckConstraint("(state = 'open') = (decided_at IS NULL)", name=op.f("ck_mystery_appeal_decided_or_open")),
        sa.ForeignKeyConstraint(["visit_id"], ["mystery_visit.id"], name=op.f("fk_mystery_appeal_visit_id")),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_mystery_appeal_by_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["account.id"], name=op.f("fk_mystery_appeal_decided_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mystery_appeal")),
        sa.UniqueConstraint("visit_id", "item", name=op.f("uq_mystery_appeal_visit_id_item")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("mystery_appeal")
