"""Checklists in work, and the changes that can be taken back.

Revision: 20261126_1140
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import inspector.database

revision = "20261126_1140"
down_revision = "20261126_0930"
branch_labels = None
depends_on = None

OPEN = sa.text("closed_at IS NULL")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "checklist_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("base_id", sa.Integer(), nullable=True),
        sa.Column("started_by_id", sa.Integer(), nullable=False),
        sa.Column("started_at", inspector.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=False),
        sa.Column("changed_at", inspector.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("closed_at", inspector.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("version_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["base_id"], ["checklist_version.id"], name=op.f("fk_checklist_draft_base_id")),
        sa.ForeignKeyConstraint(["started_by_id"], ["account.id"], name=op.f("fk_checklist_draft_started_by_id")),
        sa.ForeignKeyConstraint(["changed_by_id"], ["account.id"], name=op.f("fk_checklist_draft_changed_by_id")),
        sa.ForeignKeyConstraint(["version_id"], ["checklist_version.id"], name=op.f("fk_checklist_draft_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_draft")),
    )
    op.create_index("uq_checklist_draft_open", "checklist_draft", ["key"], unique=True, sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_table(
        "checklist_draft_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=20), nullable=False),
        sa.Column("part", sa.String(length=100), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", inspector.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("before", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["checklist_draft.id"], name=op.f("fk_checklist_draft_step_draft_id")),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_checklist_draft_step_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_draft_step")),
        sa.UniqueConstraint("draft_id", "revision", name=op.f("uq_checklist_draft_step_draft_id_revision")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("checklist_draft_step")
    op.drop_index("uq_checklist_draft_open", table_name="checklist_draft", sqlite_where=OPEN, postgresql_where=OPEN)
    op.drop_table("checklist_draft")
