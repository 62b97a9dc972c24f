"""Rounds that two inspectors walk, and the parts that each of them sent.

Revision: 20261126_0930
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import inspector.database

revision = "20261126_0930"
down_revision = "20261126_0150"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "shared_round",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("checklist_version", sa.String(length=80), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("owner_sections", sa.JSON(), nullable=False),
        sa.Column("partner_sections", sa.JSON(), nullable=False),
        sa.Column("begun", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("shared_at", inspector.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("merged_at", inspector.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("inspection_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("state IN ('open', 'merged', 'called_off')", name=op.f("ck_shared_round_state_known")),
        sa.CheckConstraint("owner_id <> partner_id", name=op.f("ck_shared_round_two_people")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_shared_round_site_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["account.id"], name=op.f("fk_shared_round_owner_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["account.id"], name=op.f("fk_shared_round_partner_id")),
        sa.ForeignKeyConstraint(["inspection_id"], ["inspection.id"], name=op.f("fk_shared_round_inspection_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shared_round")),
    )
    op.create_index("ix_shared_round_partner", "shared_round", ["partner_id", "state"], unique=False)
    op.create_index("ix_shared_round_inspection_id", "shared_round", ["inspection_id"], unique=False)
    op.create_table(
        "round_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("round_id", sa.String(length=36), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.String(length=36), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("body_sha256", sa.String(length=64), nullable=False),
        sa.Column("received_at", inspector.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("receipt_code", sa.String(length=12), nullable=False),
        sa.Column("is_complete", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["shared_round.id"], name=op.f("fk_round_part_round_id")),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_round_part_author_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_part")),
        sa.UniqueConstraint("uuid", name=op.f("uq_round_part_uuid")),
        sa.UniqueConstraint("round_id", "author_id", name=op.f("uq_round_part_round_id_author_id")),
    )
    op.create_index("ix_round_part_received_at", "round_part", ["received_at"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_round_part_received_at", table_name="round_part")
    op.drop_table("round_part")
    op.drop_index("ix_shared_round_inspection_id", table_name="shared_round")
    op.drop_index("ix_shared_round_partner", table_name="shared_round")
    op.drop_table("shared_round")
