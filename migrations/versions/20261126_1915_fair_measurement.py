"""Dated estimates of severity, signals of conduct, and how photos look.

Revision: 20261126_1915
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import inspector.database

revision = "20261126_1915"
down_revision = "20261126_1900"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "photo_look",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("look", sa.BigInteger(), nullable=True),
        sa.Column("made_at", inspector.database.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_photo_look")),
    )
    op.create_index("ix_photo_look_look", "photo_look", ["look"], unique=False)
    op.create_table(
        "severity_estimate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("made_at", inspector.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("round_count", sa.Integer(), nullable=False),
        sa.Column("input_sha256", sa.String(length=64), nullable=False),
        sa.Column("figures", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("failure", sa.String(length=200), nullable=True),
        sa.CheckConstraint(
            "(figures IS NULL) = (failure IS NOT NULL)", name=op.f("ck_severity_estimate_done_or_failed")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_severity_estimate")),
    )
    op.create_index(op.f("ix_severity_estimate_made_at"), "severity_estimate", ["made_at"], unique=False)
    op.create_table(
        "conduct_signal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("item", sa.String(length=170), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("found_at", inspector.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("last_found_at", inspector.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("gone_at", inspector.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("seen_at", inspector.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("word", sa.Text(), nullable=True),
        sa.Column("word_at", inspector.database.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('na', 'unseen', 'bulk', 'straight', 'fast', 'quick_answers', 'photo_again', 'tired', 'pairing')",
            name=op.f("ck_conduct_signal_kind_known"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_conduct_signal_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conduct_signal")),
        sa.UniqueConstraint("account_id", "kind", "item", name=op.f("uq_conduct_signal_account_id_kind_item")),
    )
    op.create_table(
        "inspector_severity",
        sa.Column("estimate_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("effect", sa.Double(), nullable=True),
        sa.Column("sd", sa.Double(), nullable=True),
        sa.Column("round_count", sa.Integer(), nullable=False),
        sa.Column("shared_staff", sa.Integer(), nullable=False),
        sa.Column("island", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_inspector_severity_account_id")),
        sa.ForeignKeyConstraint(
            ["estimate_id"], ["severity_estimate.id"], name=op.f("fk_inspector_severity_estimate_id")
        ),
        sa.PrimaryKeyConstraint("estimate_id", "account_id", name=op.f("pk_inspector_severity")),
    )
    op.create_index(op.f("ix_inspector_severity_account_id"), "inspector_severity", ["account_id"], unique=False)
    op.create_table(
        "staff_severity",
        sa.Column("estimate_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("raw", sa.Double(), nullable=False),
        sa.Column("round_count", sa.Integer(), nullable=False),
        sa.Column("effect", sa.Double(), nullable=True),
        sa.Column("effect_sd", sa.Double(), nullable=True),
        sa.Column("adjusted", sa.Double(), nullable=True),
        sa.Column("adjusted_sd", sa.Double(), nullable=True),
        sa.Column("logit_correction", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(["estimate_id"], ["severity_estimate.id"], name=op.f("fk_staff_severity_estimate_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_member.id"], name=op.f("fk_staff_severity_staff_id")),
        sa.PrimaryKeyConstraint("estimate_id", "staff_id", name=op.f("pk_staff_severity")),
    )
    op.create_index(op.f("ix_staff_severity_staff_id"), "staff_severity", ["staff_id"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_index(op.f("ix_staff_severity_staff_id"), table_name="staff_severity")
    op.drop_table("staff_severity")
    op.drop_index(op.f("ix_inspector_severity_account_id"), table_name="inspector_severity")
    op.drop_table("inspector_severity")
    op.drop_table("conduct_signal")
    op.drop_index(op.f("ix_severity_estimate_made_at"), table_name="severity_estimate")
    op.drop_table("severity_estimate")
    op.drop_index("ix_photo_look_look", table_name="photo_look")
    op.drop_table("photo_look")
