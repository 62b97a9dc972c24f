"""Who saw who a shopper is: one row for each person, shopper, way and day.

Revision: 20261126_2245
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from inspector.database import UtcDateTime

revision = "20261126_2245"
down_revision = "20261126_2010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "mystery_shopper_look",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shopper_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=10), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("last_at", UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "place IN ('register', 'person', 'visit', 'assigning', 'links', 'pdf', 'workbook')",
            name=op.f("ck_mystery_shopper_look_place_known"),
        ),
        sa.CheckConstraint("times > 0", name=op.f("ck_mystery_shopper_look_looked_at_least_once")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_mystery_shopper_look_account_id")),
        sa.ForeignKeyConstraint(["shopper_id"], ["mystery_shopper.id"], name=op.f("fk_mystery_shopper_look_shopper_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mystery_shopper_look")),
        sa.UniqueConstraint(
            "shopper_id", "account_id", "place", "on_day", name=op.f("uq_mystery_shopper_look_shopper_id_account_id_place_on_day")
        ),
    )
    with op.batch_alter_table("mystery_shopper_look", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mystery_shopper_look_on_day"), ["on_day"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_table("mystery_shopper_look")
