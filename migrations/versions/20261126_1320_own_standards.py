"""Standards of the organisation's own and what each said from which day.

Revision: 20261126_1320
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import inspector.database

revision = "20261126_1320"
down_revision = "20261126_1250"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "own_standard",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("retired_at", inspector.database.UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_standard")),
        sa.UniqueConstraint("key", name=op.f("uq_own_standard_key")),
    )
    op.create_table(
        "own_standard_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("standard_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=True),
        sa.Column("written_at", inspector.database.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["standard_id"], ["own_standard.id"], name=op.f("fk_own_standard_version_standard_id")),
        sa.ForeignKeyConstraint(["written_by_id"], ["account.id"], name=op.f("fk_own_standard_version_written_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_standard_version")),
        sa.UniqueConstraint("standard_id", "number", name=op.f("uq_own_standard_version_standard_id_number")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("own_standard_version")
    op.drop_table("own_standard")
