"""The whole life of a task: who must approve it, its second look, its cause and plan, pauses, helpers, looks at it afterwards.

Revision: 20261126_2010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from inspector.database import UtcDateTime

revision = "20261126_2010"
down_revision = "20261126_1952"
branch_labels = None
depends_on = None

MOMENT = UtcDateTime(timezone=True)


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.add_column(sa.Column("approver", sa.String(length=8), server_default="site", nullable=False))
        batch_op.add_column(sa.Column("recurrence", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("previous_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("verify_by", MOMENT, nullable=True))
        batch_op.add_column(sa.Column("watched_since", MOMENT, nullable=True))
        batch_op.add_column(sa.Column("watch_until", MOMENT, nullable=True))
        batch_op.add_column(sa.Column("looks_needed", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("looks_by", sa.String(length=8), server_default="round", nullable=False))
        batch_op.create_foreign_key(batch_op.f("fk_task_previous_id"), "task", ["previous_id"], ["id"])
        batch_op.create_check_constraint(batch_op.f("ck_task_approver_known"), "approver IN ('site', 'area')")
        batch_op.create_index("ix_task_watch_until", ["watch_until"], unique=False)
    op.create_table(
        "task_analysis",
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("contained_at", MOMENT, nullable=True),
        sa.Column("containment", sa.Text(), nullable=True),
        sa.Column("cause", sa.String(length=20), nullable=True),
        sa.Column("cause_at", MOMENT, nullable=True),
        sa.Column("whys", sa.JSON(), nullable=False),
        sa.Column("measure", sa.String(length=20), nullable=True),
        sa.Column("plan", sa.Text(), nullable=True),
        sa.Column("planned_at", MOMENT, nullable=True),
        sa.Column("cost_minor", sa.Integer(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.CheckConstraint(
            "(cost_minor IS NULL) = (currency IS NULL)", name=op.f("ck_task_analysis_cost_has_currency")
        ),
        sa.CheckConstraint("cost_minor >= 0", name=op.f("ck_task_analysis_cost_not_negative")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_task_analysis_task_id")),
        sa.PrimaryKeyConstraint("task_id", name=op.f("pk_task_analysis")),
    )
    op.create_table(
        "task_pause",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("began_at", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("ticket", sa.String(length=60), nullable=False),
        sa.Column("vendor", sa.String(length=100), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("due_before", MOMENT, nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("ticket <> ''", name=op.f("ck_task_pause_has_ticket")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_task_pause_has_reason")),
        sa.CheckConstraint("until > began_at", name=op.f("ck_task_pause_in_order")),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_task_pause_by_id")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_task_pause_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_pause")),
    )
    with op.batch_alter_table("task_pause", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_task_pause_task_id"), ["task_id"], unique=False)
    op.create_table(
        "task_helper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_task_helper_by_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_member.id"], name=op.f("fk_task_helper_staff_id")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_task_helper_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_helper")),
        sa.UniqueConstraint("task_id", "staff_id", name=op.f("uq_task_helper_task_id_staff_id")),
    )
    with op.batch_alter_table("task_helper", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_task_helper_staff_id"), ["staff_id"], unique=False)
    op.create_table(
        "task_look",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("inspection_id", sa.Integer(), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.CheckConstraint("0 <= failed AND failed <= seen AND seen > 0", name=op.f("ck_task_look_counted")),
        sa.ForeignKeyConstraint(["inspection_id"], ["inspection.id"], name=op.f("fk_task_look_inspection_id")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_task_look_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_look")),
        sa.UniqueConstraint("task_id", "inspection_id", name=op.f("uq_task_look_task_id_inspection_id")),
    )
    with op.batch_alter_table("task_look", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_task_look_inspection_id"), ["inspection_id"], unique=False)


def downgrade() -> None:
    """Take back."""
    for table in ("task_look", "task_helper", "task_pause", "task_analysis"):
        op.drop_table(table)
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.drop_index("ix_task_watch_until")
        batch_op.drop_constraint(batch_op.f("ck_task_approver_known"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_task_previous_id"), type_="foreignkey")
        for column in (
            "looks_by", "looks_needed", "watch_until", "watched_since", "verify_by", "previous_id", "recurrence", "approver",
        ):  # fmt: skip
            batch_op.drop_column(column)
