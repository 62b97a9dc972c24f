"""Mirrors of unfinished rounds, and what a device that gave one away still had.

Revision: 20261126_0145
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import inspector.database

revision = "20261126_0145"
down_revision = "20261126_0130"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "server_draft",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.String(length=36), nullable=False),
        sa.Column("device_label", sa.String(length=100), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_sha256", sa.String(length=64), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("updated_at", inspector.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("left", sa.Text(), nullable=True),
        sa.Column("left_sha256", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_server_draft_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_server_draft")),
    )
    op.create_index("ix_server_draft_account", "server_draft", ["account_id"], unique=False)
    op.create_index("ix_server_draft_updated", "server_draft", ["updated_at"], unique=False)


def downgrade() -> None:
    """Undo."""
    op.drop_index("ix_server_draft_updated", table_name="server_draft")
    op.drop_index("ix_server_draft_account", table_name="server_draft")
    op.drop_table("server_draft")
