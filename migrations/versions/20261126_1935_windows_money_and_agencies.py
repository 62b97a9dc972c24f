"""Windows and money of campaigns, agencies with their visits and call-backs, a second reviewer, visits that ran out: what holds them.

Filled by 20261126_1936, tightened by 20261126_1937.

Revision: 20261126_1935
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import inspector.database

revision = "20261126_1935"
down_revision = "20261126_1930"
branch_labels = None
depends_on = None

MOMENT = inspector.database.UtcDateTime(timezone=True)
VISIT_STATES = "('planned', 'sent', 'begun', 'delivered', 'revising', 'accepted', 'rejected', 'released', 'called_off'"


def upgrade() -> None:
    """Apply."""
    _make_tables()
    with op.batch_alter_table("mystery_campaign") as batch:
        batch.add_column(sa.Column("currency", sa.String(length=3), nullable=True))
        for name in ("budget_minor", "fee_minor", "most_reimbursed_minor"):
            batch.add_column(sa.Column(name, sa.Integer(), nullable=True))
        batch.add_column(sa.Column("is_staggered", sa.Boolean(), nullable=True))
    with op.batch_alter_table("mystery_visit") as batch:
        batch.add_column(sa.Column("window_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("agency_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("agency_reference", sa.String(length=40), nullable=True))
        batch.add_column(sa.Column("begins_at", sa.String(length=5), nullable=True))
        batch.add_column(sa.Column("ends_at", sa.String(length=5), nullable=True))
        batch.add_column(sa.Column("attested_text", sa.Text(), nullable=True))
        batch.add_column(sa.Column("reminded_at", MOMENT, nullable=True))
        batch.add_column(sa.Column("fee_minor", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("reimbursed_minor", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f("fk_mystery_visit_window_id"), "mystery_window", ["window_id"], ["id"])
        batch.create_foreign_key(op.f("fk_mystery_visit_agency_id"), "mystery_agency", ["agency_id"], ["id"])
        batch.create_index(op.f("ix_mystery_visit_agency_id"), ["agency_id"])
        batch.create_unique_constraint("uq_mystery_visit_agency_reference", ["agency_id", "agency_reference"])
        batch.create_check_constraint(
            op.f("ck_mystery_visit_shopper_or_agency"), "shopper_id IS NULL OR agency_id IS NULL"
        )
        batch.create_check_constraint(
            op.f("ck_mystery_visit_money_not_negative"), "fee_minor >= 0 AND reimbursed_minor >= 0"
        )
        batch.drop_constraint(op.f("ck_mystery_visit_state_known"), type_="check")
        batch.create_check_constraint(op.f("ck_mystery_visit_state_known"), f"state IN {VISIT_STATES}, 'expired')")
    with op.batch_alter_table("mystery_report") as batch:
        batch.add_column(sa.Column("rating", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("is_near_edge", sa.Boolean(), nullable=True))
        batch.add_column(sa.Column("first_by_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("first_at", MOMENT, nullable=True))
        batch.create_foreign_key(op.f("fk_mystery_report_first_by_id"), "account", ["first_by_id"], ["id"])
        batch.drop_constraint(op.f("ck_mystery_report_state_known"), type_="check")
        batch.create_check_constraint(
            op.f("ck_mystery_report_state_known"),
            "state IN ('waiting', 'revision', 'second', 'replaced', 'accepted', 'rejected')",
        )
        batch.create_check_constraint(op.f("ck_mystery_report_rating_in_range"), "rating BETWEEN 1 AND 5")
        batch.create_check_constraint(
            op.f("ck_mystery_report_second_after_first"), "state != 'second' OR first_by_id IS NOT NULL"
        )


def _make_tables() -> None:
    op.create_table(
        "mystery_window",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("day_kind", sa.String(length=10), nullable=False),
        sa.Column("meal", sa.String(length=10), nullable=False),
        sa.Column("begins_at", sa.String(length=5), nullable=False),
        sa.Column("ends_at", sa.String(length=5), nullable=False),
        sa.Column("quota", sa.Integer(), nullable=False),
        sa.CheckConstraint("quota >= 0", name=op.f("ck_mystery_window_quota_not_negative")),
        sa.ForeignKeyConstraint(["campaign_id"], ["mystery_campaign.id"], name=op.f("fk_mystery_window_campaign_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mystery_window")),
        sa.UniqueConstraint("campaign_id", "day_kind", "meal", "begins_at", "ends_at", name="uq_mystery_window_same"),
    )
    op.create_table(
        "mystery_agency",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mystery_agency")),
        sa.UniqueConstraint("name", name=op.f("uq_mystery_agency_name")),
    )
    op.create_table(
        "mystery_agency_account",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_mystery_agency_account_account_id")),
        sa.ForeignKeyConstraint(["agency_id"], ["mystery_agency.id"], name=op.f("fk_mystery_agency_account_agency_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_mystery_agency_account")),
    )
    op.create_index(op.f("ix_mystery_agency_account_agency_id"), "mystery_agency_account", ["agency_id"])
    op.create_table(
        "mystery_call_back",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("chosen_at", MOMENT, nullable=False),
        sa.Column("result", sa.String(length=20), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "result IN ('confirmed', 'contradicted', 'not_reached')", name=op.f("ck_mystery_call_back_result_known")
        ),
        sa.CheckConstraint("(result IS NULL) = (at IS NULL)", name=op.f("ck_mystery_call_back_entered_or_open")),
        sa.ForeignKeyConstraint(["visit_id"], ["mystery_visit.id"], name=op.f("fk_mystery_call_back_visit_id")),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_mystery_call_back_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mystery_call_back")),
        sa.UniqueConstraint("visit_id", name=op.f("uq_mystery_call_back_visit_id")),
    )


def downgrade() -> None:
    """Take back. What ran out counts as called off again, and what a second person should decide waits."""
    op.execute("UPDATE mystery_visit SET state = 'called_off' WHERE state = 'expired'")
    op.execute("UPDATE mystery_report SET state = 'waiting' WHERE state = 'second'")
    with op.batch_alter_table("mystery_report") as batch:
        for name in ("second_after_first", "rating_in_range", "state_known"):
            batch.drop_constraint(op.f(f"ck_mystery_report_{name}"), type_="check")
        batch.create_check_constraint(
            op.f("ck_mystery_report_state_known"),
            "state IN ('waiting', 'revision', 'replaced', 'accepted', 'rejected')",
        )
        batch.drop_constraint(op.f("fk_mystery_report_first_by_id"), type_="foreignkey")
        for name in ("first_at", "first_by_id", "is_near_edge", "rating"):
            batch.drop_column(name)
    with op.batch_alter_table("mystery_visit") as batch:
        for name in ("state_known", "money_not_negative", "shopper_or_agency"):
            batch.drop_constraint(op.f(f"ck_mystery_visit_{name}"), type_="check")
        batch.create_check_constraint(op.f("ck_mystery_visit_state_known"), f"state IN {VISIT_STATES})")
        batch.drop_constraint("uq_mystery_visit_agency_reference", type_="unique")
        batch.drop_index(op.f("ix_mystery_visit_agency_id"))
        for name in ("agency_id", "window_id"):
            batch.drop_constraint(op.f(f"fk_mystery_visit_{name}"), type_="foreignkey")
        for name in ("reimbursed_minor", "fee_minor", "reminded_at", "attested_text", "ends_at", "begins_at", "agency_reference", "agency_id",
                     "window_id"):  # fmt: skip
            batch.drop_column(name)
    with op.batch_alter_table("mystery_campaign") as batch:
        for name in ("is_staggered", "most_reimbursed_minor", "fee_minor", "budget_minor", "currency"):
            batch.drop_column(name)
    for name in ("mystery_call_back", "mystery_agency_account", "mystery_agency", "mystery_window"):
        op.drop_table(name)
