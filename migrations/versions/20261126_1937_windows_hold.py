"""From here a campaign says when visits are wanted by its windows alone, and every visit is of one.

Revision: 20261126_1937
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261126_1937"
down_revision = "20261126_1936"
branch_labels = None
depends_on = None

CAMPAIGN = {
    "currency": sa.String(length=3),
    "fee_minor": sa.Integer(),
    "most_reimbursed_minor": sa.Integer(),
    "is_staggered": sa.Boolean(),
}
VISIT = {"window_id": sa.Integer(), "begins_at": sa.String(length=5), "ends_at": sa.String(length=5)}


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("mystery_campaign") as batch:
        for name, kind in CAMPAIGN.items():
            batch.alter_column(name, existing_type=kind, nullable=False)
        batch.create_check_constraint(
            op.f("ck_mystery_campaign_money_not_negative"),
            "fee_minor >= 0 AND most_reimbursed_minor >= 0 AND budget_minor >= 0",
        )
        for name in ("visits_per_site", "meal", "day_kind"):
            batch.drop_column(name)
    with op.batch_alter_table("mystery_visit") as batch:
        for name, kind in VISIT.items():
            batch.alter_column(name, existing_type=kind, nullable=False)
    with op.batch_alter_table("mystery_report") as batch:
        batch.alter_column("is_near_edge", existing_type=sa.Boolean(), nullable=False)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("mystery_report") as batch:
        batch.alter_column("is_near_edge", existing_type=sa.Boolean(), nullable=True)
    with op.batch_alter_table("mystery_visit") as batch:
        for name, kind in VISIT.items():
            batch.alter_column(name, existing_type=kind, nullable=True)
    with op.batch_alter_table("mystery_campaign") as batch:
        batch.drop_constraint(op.f("ck_mystery_campaign_money_not_negative"), type_="check")
        for name, kind in CAMPAIGN.items():
            batch.alter_column(name, existing_type=kind, nullable=True)
        batch.add_column(sa.Column("visits_per_site", sa.Integer(), nullable=False, server_default="1"))
        batch.add_column(sa.Column("meal", sa.String(length=10), nullable=False, server_default="any"))
        batch.add_column(sa.Column("day_kind", sa.String(length=10), nullable=False, server_default="any"))
    with op.batch_alter_table("mystery_campaign") as batch:
        for name, kind in (
            ("visits_per_site", sa.Integer()),
            ("meal", sa.String(length=10)),
            ("day_kind", sa.String(length=10)),
        ):
            batch.alter_column(name, existing_type=kind, server_default=None)
