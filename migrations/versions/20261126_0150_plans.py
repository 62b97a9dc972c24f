"""Plans, the rounds they lay out, and days on which a site is excused.

Revision: 20261126_0150
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import inspector.database

revision = "20261126_0150"
down_revision = "20261126_0145"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "site_excuse",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", inspector.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.CheckConstraint("first_on <= last_on", name=op.f("ck_site_excuse_days_in_order")),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_site_excuse_by_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_site_excuse_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_excuse")),
    )
    op.create_index("ix_site_excuse_site", "site_excuse", ["site_id"], unique=False)
    op.create_table(
        "plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("checklist_key", sa.String(length=80), nullable=False),
        sa.Column("line", sa.String(length=10), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("shift_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("due_at", sa.String(length=5), nullable=False),
        sa.Column("opens_minutes", sa.Integer(), nullable=False),
        sa.Column("grace_minutes", sa.Integer(), nullable=False),
        sa.Column("is_surprise", sa.Boolean(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", inspector.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("laid_out_until", inspector.database.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("line IN ('self', 'area', 'audit')", name=op.f("ck_plan_line_known")),
        sa.CheckConstraint("opens_minutes > 0 AND grace_minutes >= 0", name=op.f("ck_plan_minutes_sound")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_plan_area_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["account.id"], name=op.f("fk_plan_created_by_id")),
        sa.ForeignKeyConstraint(["shift_id"], ["shift.id"], name=op.f("fk_plan_shift_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_plan_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
    )
    op.create_index("ix_plan_site", "plan", ["site_id"], unique=False)
    op.create_table(
        "assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("business_day", sa.Date(), nullable=False),
        sa.Column("opens_at", inspector.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("due_at", inspector.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("missed_at", inspector.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("inspection_id", sa.Integer(), nullable=True),
        sa.Column("done_at", inspector.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("excuse", sa.String(length=300), nullable=True),
        sa.CheckConstraint(
            "(state = 'done') = (inspection_id IS NOT NULL)", name=op.f("ck_assignment_done_by_an_inspection")
        ),
        sa.CheckConstraint("state IN ('due', 'done', 'missed', 'excused')", name=op.f("ck_assignment_state_known")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_assignment_plan_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_assignment_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
        sa.UniqueConstraint("inspection_id", name=op.f("uq_assignment_inspection_id")),
        sa.UniqueConstraint("plan_id", "due_at", name=op.f("uq_assignment_plan_id_due_at")),
    )
    op.create_index("ix_assignment_site_state", "assignment", ["site_id", "state", "due_at"], unique=False)


def downgrade() -> None:
    """Undo."""
    op.drop_index("ix_assignment_site_state", table_name="assignment")
    op.drop_table("assignment")
    op.drop_index("ix_plan_site", table_name="plan")
    op.drop_table("plan")
    op.drop_index("ix_site_excuse_site", table_name="site_excuse")
    op.drop_table("site_excuse")
