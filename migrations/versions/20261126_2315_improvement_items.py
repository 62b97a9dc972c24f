"""Improvement items: what keeps failing at a site, measured before and after a plan, judged by somebody else.

Revision: 20261126_2315
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from inspector.database import UtcDateTime

revision = "20261126_2315"
down_revision = "20261126_2310"
branch_labels = None
depends_on = None

MOMENT = UtcDateTime(timezone=True)
UNFINISHED = "state IN ('open', 'planned')"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "improvement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("checklist_key", sa.String(length=80), nullable=False),
        sa.Column("item", sa.String(length=80), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("origin", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("owner_account_id", sa.Integer(), nullable=True),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("before_seen", sa.Integer(), nullable=False),
        sa.Column("before_failed", sa.Integer(), nullable=False),
        sa.Column("before_rounds", sa.JSON(), nullable=False),
        sa.Column("target_percent", sa.Integer(), nullable=True),
        sa.Column("plan", sa.Text(), nullable=True),
        sa.Column("planned_by_id", sa.Integer(), nullable=True),
        sa.Column("measure_from", sa.Date(), nullable=True),
        sa.Column("measure_until", sa.Date(), nullable=True),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('open', 'planned', 'reached', 'dropped')", name=op.f("ck_improvement_state_known")
        ),
        sa.CheckConstraint("origin IN ('rate', 'repeats', 'hand')", name=op.f("ck_improvement_origin_known")),
        sa.CheckConstraint(
            "0 <= before_failed AND before_failed <= before_seen", name=op.f("ck_improvement_before_counted")
        ),
        sa.CheckConstraint("target_percent BETWEEN 1 AND 100", name=op.f("ck_improvement_target_in_range")),
        sa.CheckConstraint("measure_until >= measure_from", name=op.f("ck_improvement_measure_in_order")),
        sa.CheckConstraint(
            "state NOT IN ('planned', 'reached') OR (plan <> '' AND target_percent IS NOT NULL AND planned_by_id IS NOT NULL"
            " AND measure_from IS NOT NULL AND measure_until IS NOT NULL)",
            name=op.f("ck_improvement_plan_is_whole"),
        ),
        sa.CheckConstraint(
            "(state IN ('reached', 'dropped')) = (closed_at IS NOT NULL)", name=op.f("ck_improvement_closed_has_moment")
        ),
        sa.CheckConstraint(
            "state <> 'reached' OR closed_by_id <> planned_by_id", name=op.f("ck_improvement_judged_by_another")
        ),
        sa.ForeignKeyConstraint(["closed_by_id"], ["account.id"], name=op.f("fk_improvement_closed_by_id")),
        sa.ForeignKeyConstraint(["owner_account_id"], ["account.id"], name=op.f("fk_improvement_owner_account_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["staff_member.id"], name=op.f("fk_improvement_owner_id")),
        sa.ForeignKeyConstraint(["planned_by_id"], ["account.id"], name=op.f("fk_improvement_planned_by_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_improvement_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_improvement")),
    )
    op.create_index(
        "uq_improvement_unfinished", "improvement", ["site_id", "checklist_key", "item"], unique=True,
        sqlite_where=sa.text(UNFINISHED), postgresql_where=sa.text(UNFINISHED),
    )  # fmt: skip
    op.create_table(
        "improvement_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("improvement_id", sa.Integer(), nullable=False),
        sa.Column("command_uuid", sa.String(length=36), nullable=True),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("details", sa.JSON(), nullable=True),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["account.id"], name=op.f("fk_improvement_event_actor_id")),
        sa.ForeignKeyConstraint(
            ["improvement_id"], ["improvement.id"], name=op.f("fk_improvement_event_improvement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_improvement_event")),
        sa.UniqueConstraint("command_uuid", name=op.f("uq_improvement_event_command_uuid")),
    )
    op.create_index(op.f("ix_improvement_event_improvement_id"), "improvement_event", ["improvement_id"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_table("improvement_event")
    op.drop_index("uq_improvement_unfinished", table_name="improvement")
    op.drop_table("improvement")
