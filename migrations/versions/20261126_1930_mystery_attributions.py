"""Whom a guest's answers may be about, and where the guest sat.

Revision: 20261126_1930
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import inspector.database

revision = "20261126_1930"
down_revision = "20261126_1916"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("mystery_report", sa.Column("served", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("mystery_report") as table:
        table.alter_column("served", server_default=None)
    op.create_table(
        "mystery_attribution",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("asked_at", inspector.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("settled_at", inspector.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("reviewed_by_id", sa.Integer(), nullable=True),
        sa.Column("reviewed_at", inspector.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("review", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "state IN ('certain', 'asked', 'confirmed', 'denied', 'unknown', 'silent')", name=op.f("ck_mystery_attribution_state_known")
        ),
        sa.CheckConstraint(
            "(state IN ('certain', 'asked')) = (settled_at IS NULL)", name=op.f("ck_mystery_attribution_settled_or_open")
        ),
        sa.CheckConstraint(
            "reviewed_at IS NULL OR (state = 'denied' AND review <> '')", name=op.f("ck_mystery_attribution_only_denials_are_reviewed")
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["mystery_visit.id"], name=op.f("fk_mystery_attribution_visit_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_member.id"], name=op.f("fk_mystery_attribution_staff_id")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_mystery_attribution_area_id")),
        sa.ForeignKeyConstraint(["reviewed_by_id"], ["account.id"], name=op.f("fk_mystery_attribution_reviewed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mystery_attribution")),
        sa.UniqueConstraint("visit_id", "staff_id", name=op.f("uq_mystery_attribution_visit_id_staff_id")),
    )
    op.create_index(op.f("ix_mystery_attribution_staff_id"), "mystery_attribution", ["staff_id"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("mystery_attribution")
    with op.batch_alter_table("mystery_report") as table:
        table.drop_column("served")
