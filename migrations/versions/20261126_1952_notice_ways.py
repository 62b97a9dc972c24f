"""Ways by which notices leave the app: channels, and what each person chose.

Revision: 20261126_1952
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import inspector.database

revision = "20261126_1952"
down_revision = "20261126_1951"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    moment = inspector.database.UtcDateTime(timezone=True)
    with op.batch_alter_table("notice") as table:
        table.add_column(sa.Column("urgency", sa.String(length=10), nullable=False, server_default="plain"))
        table.add_column(sa.Column("routed_at", moment, nullable=True))
        table.create_check_constraint(op.f("ck_notice_urgency_known"), "urgency IN ('plain', 'reminder', 'at_once')")
        table.create_index(op.f("ix_notice_routed_at"), ["routed_at"])
    op.execute("UPDATE notice SET routed_at = created_at")  # what was told before stays in the app
    with op.batch_alter_table("notice") as table:
        table.alter_column("urgency", server_default=None)
    op.create_table(
        "notice_choice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("address", sa.String(length=80), nullable=False),
        sa.Column("chosen_at", moment, nullable=False),
        sa.CheckConstraint("way IN ('mail', 'wecom', 'dingtalk', 'feishu')", name=op.f("ck_notice_choice_way_known")),
        sa.CheckConstraint("level IN ('off', 'important', 'all')", name=op.f("ck_notice_choice_level_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_choice")),
        sa.UniqueConstraint("account_id", "way", name=op.f("uq_notice_choice_account_id_way")),
    )
    op.create_table(
        "notice_channel",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=3), nullable=False),
        sa.Column("service", sa.String(length=10), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("hint", sa.String(length=8), nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("ended_at", moment, nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("kind IN ('bot', 'app')", name=op.f("ck_notice_channel_kind_known")),
        sa.CheckConstraint("service IN ('wecom', 'dingtalk', 'feishu')", name=op.f("ck_notice_channel_service_known")),
        sa.CheckConstraint("kind = 'bot' OR site_id IS NULL", name=op.f("ck_notice_channel_app_is_of_everybody")),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name=op.f("ck_notice_channel_ended_by_somebody")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_channel")),
    )
    op.create_index(op.f("ix_notice_channel_site_id"), "notice_channel", ["site_id"])


def downgrade() -> None:
    """Take back."""
    op.drop_index(op.f("ix_notice_channel_site_id"), table_name="notice_channel")
    op.drop_table("notice_channel")
    op.drop_table("notice_choice")
    with op.batch_alter_table("notice") as table:
        table.drop_index(op.f("ix_notice_routed_at"))
        table.drop_constraint(op.f("ck_notice_urgency_known"), type_="check")
        table.drop_column("routed_at")
        table.drop_column("urgency")
