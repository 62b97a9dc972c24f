"""The organisation's own rules about tasks: for an item, a list, everything and each grade; a changed figure says why.

Revision: 20261126_2255
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from inspector.database import UtcDateTime

revision = "20261126_2255"
down_revision = "20261126_2245"
branch_labels = None
depends_on = None

MOMENT = UtcDateTime(timezone=True)
GRADES = "grade IN ('at_once', 'this_shift', 'day', 'three_days', 'week', 'works')"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "task_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("checklist_key", sa.String(length=80), nullable=False),
        sa.Column("item", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=True),
        sa.Column("grade", sa.String(length=12), nullable=True),
        sa.Column("within_hours", sa.Integer(), nullable=True),
        sa.Column("owner", sa.String(length=60), nullable=True),
        sa.Column("approver", sa.String(length=8), nullable=True),
        *_written(),
        sa.CheckConstraint("kind IN ('fix', 'repair', 'manage', 'coach')", name=op.f("ck_task_rule_kind_known")),
        sa.CheckConstraint(GRADES, name=op.f("ck_task_rule_grade_known")),
        sa.CheckConstraint("approver IN ('site', 'area')", name=op.f("ck_task_rule_approver_known")),
        sa.CheckConstraint("within_hours > 0", name=op.f("ck_task_rule_within_positive")),
        sa.CheckConstraint("grade IS NULL OR within_hours IS NULL", name=op.f("ck_task_rule_one_deadline")),
        sa.CheckConstraint("item = '' OR checklist_key <> ''", name=op.f("ck_task_rule_item_of_a_list")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_task_rule_has_reason")),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_task_rule_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_rule")),
    )
    op.create_index("ix_task_rule_target", "task_rule", ["checklist_key", "item", "from_on"], unique=False)
    op.create_table(
        "grade_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("grade", sa.String(length=12), nullable=False),
        sa.Column("approver", sa.String(length=8), nullable=False),
        sa.Column("recheck", sa.String(length=12), nullable=False),
        sa.Column("store_wait_minutes", sa.Integer(), nullable=False),
        sa.Column("area_wait_minutes", sa.Integer(), nullable=False),
        *_written(),
        sa.CheckConstraint(GRADES, name=op.f("ck_grade_rule_grade_known")),
        sa.CheckConstraint("approver IN ('site', 'area')", name=op.f("ck_grade_rule_approver_known")),
        sa.CheckConstraint(
            "recheck IN ('photo', 'sample', 'round', 'visit', 'observations')", name=op.f("ck_grade_rule_recheck_known")
        ),
        sa.CheckConstraint(
            "0 <= store_wait_minutes AND store_wait_minutes < area_wait_minutes",
            name=op.f("ck_grade_rule_store_before_area"),
        ),
        sa.CheckConstraint("area_wait_minutes <= 20160", name=op.f("ck_grade_rule_area_within_two_weeks")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_grade_rule_has_reason")),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_grade_rule_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grade_rule")),
    )
    with op.batch_alter_table("organisation_setting", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reason", sa.Text(), nullable=True))


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("organisation_setting", schema=None) as batch_op:
        batch_op.drop_column("reason")
    op.drop_table("grade_rule")
    op.drop_index("ix_task_rule_target", table_name="task_rule")
    op.drop_table("task_rule")


def _written() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    )
