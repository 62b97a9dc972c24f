"""Corrections of inspections: who, why, on which revision; and findings that turned out to be none.

Revision: 20261126_0100
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import inspector.database

revision = "20261126_0100"
down_revision = "20261126_0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("inspection_id", sa.Integer(), nullable=False),
        sa.Column("base_rev", sa.Integer(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.String(length=36), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("clashes", sa.JSON(), nullable=False),
        sa.Column("difference", sa.JSON(), nullable=False),
        sa.Column("lowers", sa.JSON(), nullable=False),
        sa.Column("proposed_at", inspector.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("said_at", inspector.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", inspector.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("body_sha256", sa.String(length=64), nullable=True),
        sa.CheckConstraint(
            "(state = 'confirmed') = (rev IS NOT NULL AND body IS NOT NULL)", name=op.f("ck_revision_confirmed_is_kept")
        ),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_revision_has_reason")),
        sa.CheckConstraint(
            "state IN ('proposed', 'conflict', 'confirmed', 'refused')", name=op.f("ck_revision_state_known")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_revision_author_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["account.id"], name=op.f("fk_revision_decided_by_id")),
        sa.ForeignKeyConstraint(["inspection_id"], ["inspection.id"], name=op.f("fk_revision_inspection_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
        sa.UniqueConstraint("inspection_id", "rev", name=op.f("uq_revision_inspection_id_rev")),
        sa.UniqueConstraint("uuid", name=op.f("uq_revision_uuid")),
    )
    with op.batch_alter_table("revision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_revision_inspection_id"), ["inspection_id"], unique=False)

    with op.batch_alter_table("inspection", schema=None) as batch_op:
        batch_op.add_column(sa.Column("rev", sa.Integer(), server_default="1", nullable=False))

    with op.batch_alter_table("task_finding", schema=None) as batch_op:
        batch_op.add_column(sa.Column("withdrawn_at", inspector.database.UtcDateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("task_finding", schema=None) as batch_op:
        batch_op.drop_column("withdrawn_at")

    with op.batch_alter_table("inspection", schema=None) as batch_op:
        batch_op.drop_column("rev")

    with op.batch_alter_table("revision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_revision_inspection_id"))

    op.drop_table("revision")
