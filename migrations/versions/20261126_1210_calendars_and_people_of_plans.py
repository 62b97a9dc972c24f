"""Plans of one person, and calendars that hear of every round and of those taken back.

Revision: 20261126_1210
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import inspector.database

revision = "20261126_1210"
down_revision = "20261126_1140"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("plan") as batch_op:
        batch_op.add_column(sa.Column("account_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f("fk_plan_account_id"), "account", ["account_id"], ["id"])
    op.add_column("assignment", sa.Column("changed_at", inspector.database.UtcDateTime(timezone=True), nullable=True))
    op.create_table(
        "withdrawn_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("business_day", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("opens_at", inspector.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("due_at", inspector.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", inspector.database.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_withdrawn_round_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withdrawn_round")),
        sa.UniqueConstraint("plan_id", "business_day", "number", name=op.f("uq_withdrawn_round_plan_id_business_day_number")),
    )
    op.create_index("ix_withdrawn_round_day", "withdrawn_round", ["business_day"])
    op.create_table(
        "calendar_feed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("reach", sa.String(length=10), nullable=False),
        sa.Column("created_at", inspector.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", inspector.database.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("reach IN ('own', 'sites')", name=op.f("ck_calendar_feed_reach_known")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_calendar_feed_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_calendar_feed_secret_hash")),
    )
    op.create_index("ix_calendar_feed_account", "calendar_feed", ["account_id"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("calendar_feed")
    op.drop_table("withdrawn_round")
    op.drop_column("assignment", "changed_at")
    with op.batch_alter_table("plan") as batch_op:
        batch_op.drop_constraint(op.f("fk_plan_account_id"), type_="foreignkey")
        batch_op.drop_column("account_id")
