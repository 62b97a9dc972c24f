"""Saved views of the tasks, and who was reminded of which task.

Revision: 20261126_1951
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import inspector.database

revision = "20261126_1951"
down_revision = "20261126_1950"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    moment = inspector.database.UtcDateTime(timezone=True)
    op.create_table(
        "saved_filter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("query", sa.String(length=300), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_saved_filter_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filter")),
        sa.UniqueConstraint("account_id", "name", name=op.f("uq_saved_filter_account_id_name")),
    )
    op.create_table(
        "task_nudge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=12), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", moment, nullable=False),
        sa.CheckConstraint("step IN ('half', 'late_owner', 'late_store', 'late_area', 'asked')", name=op.f("ck_task_nudge_step_known")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_task_nudge_task_id")),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_task_nudge_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_nudge")),
        sa.UniqueConstraint("task_id", "step", "version", name=op.f("uq_task_nudge_task_id_step_version")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("task_nudge")
    op.drop_table("saved_filter")
