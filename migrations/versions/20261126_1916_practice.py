"""Practice on one scale: sets, who judges, photos, answers.

Revision: 20261126_1916
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import inspector.database

revision = "20261126_1916"
down_revision = "20261126_1915"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "calibration_set",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=True),
        sa.Column("checklist_key", sa.String(length=80), nullable=True),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", inspector.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", inspector.database.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind <> 'joint' OR (site_id IS NOT NULL AND checklist_key IS NOT NULL AND held_on IS NOT NULL)",
            name=op.f("ck_calibration_set_joint_has_place"),
        ),
        sa.CheckConstraint("kind IN ('photos', 'joint')", name=op.f("ck_calibration_set_kind_known")),
        sa.CheckConstraint("title <> ''", name=op.f("ck_calibration_set_has_title")),
        sa.ForeignKeyConstraint(["closed_by_id"], ["account.id"], name=op.f("fk_calibration_set_closed_by_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["account.id"], name=op.f("fk_calibration_set_made_by_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_calibration_set_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calibration_set")),
    )
    op.create_table(
        "calibration_seat",
        sa.Column("set_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("finished_at", inspector.database.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_calibration_seat_account_id")),
        sa.ForeignKeyConstraint(["set_id"], ["calibration_set.id"], name=op.f("fk_calibration_seat_set_id")),
        sa.PrimaryKeyConstraint("set_id", "account_id", name=op.f("pk_calibration_seat")),
    )
    op.create_index(op.f("ix_calibration_seat_account_id"), "calibration_seat", ["account_id"], unique=False)
    op.create_table(
        "calibration_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("set_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("attachment_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.JSON(), nullable=False),
        sa.Column("guide", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["attachment_id"], ["attachment.id"], name=op.f("fk_calibration_case_attachment_id")),
        sa.ForeignKeyConstraint(["set_id"], ["calibration_set.id"], name=op.f("fk_calibration_case_set_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calibration_case")),
        sa.UniqueConstraint("set_id", "attachment_id", name=op.f("uq_calibration_case_set_id_attachment_id")),
        sa.UniqueConstraint("set_id", "position", name=op.f("uq_calibration_case_set_id_position")),
    )
    op.create_table(
        "calibration_answer",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.String(length=10), nullable=False),
        sa.Column("at", inspector.database.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("value IN ('pass', 'fail', 'unclear')", name=op.f("ck_calibration_answer_value_known")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_calibration_answer_account_id")),
        sa.ForeignKeyConstraint(["case_id"], ["calibration_case.id"], name=op.f("fk_calibration_answer_case_id")),
        sa.PrimaryKeyConstraint("case_id", "account_id", name=op.f("pk_calibration_answer")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("calibration_answer")
    op.drop_table("calibration_case")
    op.drop_index(op.f("ix_calibration_seat_account_id"), table_name="calibration_seat")
    op.drop_table("calibration_seat")
    op.drop_table("calibration_set")
