"""What people object to, red lines and cards, who looked at a record, and praise with a photo.

Revision: 20261126_1900
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import inspector.database

revision = "20261126_1900"
down_revision = "20261126_1320"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "praise_listing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("joined_at", inspector.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("left_at", inspector.database.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_member.id"], name=op.f("fk_praise_listing_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_praise_listing")),
    )
    with op.batch_alter_table("praise_listing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_praise_listing_staff_id"), ["staff_id"], unique=False)
    op.create_table(
        "record_look",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("what", sa.String(length=10), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("last_at", inspector.database.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("what IN ('page', 'pdf', 'appeal')", name=op.f("ck_record_look_what_known")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_record_look_account_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_member.id"], name=op.f("fk_record_look_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_look")),
        sa.UniqueConstraint(
            "staff_id",
            "account_id",
            "month",
            "what",
            "on_day",
            name=op.f("uq_record_look_staff_id_account_id_month_what_on_day"),
        ),
    )
    op.create_table(
        "person_appeal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("inspection_id", sa.Integer(), nullable=True),
        sa.Column("item", sa.String(length=80), nullable=True),
        sa.Column("subject", sa.String(length=60), nullable=True),
        sa.Column("target", sa.String(length=160), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", inspector.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("second_reason", sa.Text(), nullable=True),
        sa.Column("second_at", inspector.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", inspector.database.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_person_appeal_has_reason")),
        sa.CheckConstraint(
            "state IN ('open', 'raised', 'kept', 'withdrawn')", name=op.f("ck_person_appeal_state_known")
        ),
        sa.CheckConstraint("(inspection_id IS NULL) = (item IS NULL)", name=op.f("ck_person_appeal_answer_is_whole")),
        sa.CheckConstraint("level IN (1, 2)", name=op.f("ck_person_appeal_level_known")),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_person_appeal_by_id")),
        sa.ForeignKeyConstraint(["inspection_id"], ["inspection.id"], name=op.f("fk_person_appeal_inspection_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_person_appeal_site_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_member.id"], name=op.f("fk_person_appeal_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_appeal")),
        sa.UniqueConstraint("staff_id", "target", "turn", name=op.f("uq_person_appeal_staff_id_target_turn")),
        sa.UniqueConstraint("uuid", name=op.f("uq_person_appeal_uuid")),
    )
    with op.batch_alter_table("person_appeal", schema=None) as batch_op:
        batch_op.create_index("ix_person_appeal_inspection", ["inspection_id"], unique=False)
        batch_op.create_index("ix_person_appeal_site_state", ["site_id", "state"], unique=False)
    op.create_table(
        "red_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("fact", sa.Text(), nullable=False),
        sa.Column("containment", sa.Text(), nullable=False),
        sa.Column("business_day", sa.Date(), nullable=False),
        sa.Column("inspection_id", sa.Integer(), nullable=True),
        sa.Column("item", sa.String(length=80), nullable=True),
        sa.Column("subject", sa.String(length=60), nullable=True),
        sa.Column("record", sa.String(length=300), nullable=False),
        sa.Column("photo_sha256", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("raised_by_id", sa.Integer(), nullable=False),
        sa.Column("raised_at", inspector.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("due_at", inspector.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("statement", sa.Text(), nullable=True),
        sa.Column("heard_how", sa.String(length=12), nullable=True),
        sa.Column("heard_by_id", sa.Integer(), nullable=True),
        sa.Column("heard_at", inspector.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", inspector.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        sa.CheckConstraint("(state = 'to_verify') = (decided_at IS NULL)", name=op.f("ck_red_line_decided_or_open")),
        sa.CheckConstraint("containment <> ''", name=op.f("ck_red_line_contained_at_once")),
        sa.CheckConstraint(
            "heard_how IS NULL OR heard_how IN ('own', 'written_down', 'declined')",
            name=op.f("ck_red_line_heard_how_known"),
        ),
        sa.CheckConstraint(
            "state <> 'upheld' OR photo_sha256 IS NOT NULL OR inspection_id IS NOT NULL OR record <> ''",
            name=op.f("ck_red_line_upheld_is_shown"),
        ),
        sa.CheckConstraint(
            "state <> 'upheld' OR staff_id IS NULL OR heard_how IS NOT NULL", name=op.f("ck_red_line_upheld_was_heard")
        ),
        sa.CheckConstraint("state IN ('to_verify', 'upheld', 'not_upheld')", name=op.f("ck_red_line_state_known")),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id <> raised_by_id", name=op.f("ck_red_line_needs_two_people")
        ),
        sa.ForeignKeyConstraint(["decided_by_id"], ["account.id"], name=op.f("fk_red_line_decided_by_id")),
        sa.ForeignKeyConstraint(["heard_by_id"], ["account.id"], name=op.f("fk_red_line_heard_by_id")),
        sa.ForeignKeyConstraint(["inspection_id"], ["inspection.id"], name=op.f("fk_red_line_inspection_id")),
        sa.ForeignKeyConstraint(["raised_by_id"], ["account.id"], name=op.f("fk_red_line_raised_by_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_red_line_site_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_member.id"], name=op.f("fk_red_line_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_red_line")),
        sa.UniqueConstraint("uuid", name=op.f("uq_red_line_uuid")),
    )
    with op.batch_alter_table("red_line", schema=None) as batch_op:
        batch_op.create_index("ix_red_line_site_state", ["site_id", "state"], unique=False)
        batch_op.create_index("ix_red_line_staff", ["staff_id"], unique=False)
    op.create_table(
        "conduct_card",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("business_day", sa.Date(), nullable=False),
        sa.Column("inspection_id", sa.Integer(), nullable=True),
        sa.Column("red_line_id", sa.Integer(), nullable=True),
        sa.Column("given_by_id", sa.Integer(), nullable=False),
        sa.Column("given_at", inspector.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("second_by_id", sa.Integer(), nullable=True),
        sa.Column("second_at", inspector.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", inspector.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("withdrawal_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(kind = 'red') = (red_line_id IS NOT NULL)", name=op.f("ck_conduct_card_red_rests_on_a_red_line")
        ),
        sa.CheckConstraint(
            "kind <> 'red' OR state IN ('proposed', 'withdrawn') OR second_by_id IS NOT NULL",
            name=op.f("ck_conduct_card_red_needs_a_second"),
        ),
        sa.CheckConstraint(
            "kind = 'red' OR state IN ('standing', 'withdrawn')", name=op.f("ck_conduct_card_only_red_waits")
        ),
        sa.CheckConstraint("kind IN ('reminder', 'yellow', 'red')", name=op.f("ck_conduct_card_kind_known")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_conduct_card_has_reason")),
        sa.CheckConstraint(
            "state IN ('proposed', 'standing', 'refused', 'withdrawn')", name=op.f("ck_conduct_card_state_known")
        ),
        sa.CheckConstraint(
            "second_by_id IS NULL OR second_by_id <> given_by_id", name=op.f("ck_conduct_card_second_is_another")
        ),
        sa.ForeignKeyConstraint(["given_by_id"], ["account.id"], name=op.f("fk_conduct_card_given_by_id")),
        sa.ForeignKeyConstraint(["inspection_id"], ["inspection.id"], name=op.f("fk_conduct_card_inspection_id")),
        sa.ForeignKeyConstraint(["red_line_id"], ["red_line.id"], name=op.f("fk_conduct_card_red_line_id")),
        sa.ForeignKeyConstraint(["second_by_id"], ["account.id"], name=op.f("fk_conduct_card_second_by_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_conduct_card_site_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_member.id"], name=op.f("fk_conduct_card_staff_id")),
        sa.ForeignKeyConstraint(["withdrawn_by_id"], ["account.id"], name=op.f("fk_conduct_card_withdrawn_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conduct_card")),
        sa.UniqueConstraint("red_line_id", name=op.f("uq_conduct_card_red_line_id")),
        sa.UniqueConstraint("uuid", name=op.f("uq_conduct_card_uuid")),
    )
    with op.batch_alter_table("conduct_card", schema=None) as batch_op:
        batch_op.create_index("ix_conduct_card_staff", ["staff_id", "business_day"], unique=False)
    op.create_table(
        "person_appeal_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("appeal_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("is_standard_wrong", sa.Boolean(), nullable=False),
        sa.Column("raised", sa.JSON(), nullable=False),
        sa.Column("difference", sa.JSON(), nullable=False),
        sa.Column("revisions", sa.JSON(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", inspector.database.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("outcome IN ('raised', 'kept')", name=op.f("ck_person_appeal_decision_outcome_known")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_person_appeal_decision_has_reason")),
        sa.ForeignKeyConstraint(["appeal_id"], ["person_appeal.id"], name=op.f("fk_person_appeal_decision_appeal_id")),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_person_appeal_decision_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_appeal_decision")),
        sa.UniqueConstraint("appeal_id", "level", name=op.f("uq_person_appeal_decision_appeal_id_level")),
    )
    op.create_table(
        "person_appeal_photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("appeal_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["appeal_id"], ["person_appeal.id"], name=op.f("fk_person_appeal_photo_appeal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_appeal_photo")),
        sa.UniqueConstraint("appeal_id", "sha256", name=op.f("uq_person_appeal_photo_appeal_id_sha256")),
    )
    with op.batch_alter_table("praise", schema=None) as batch_op:
        batch_op.add_column(sa.Column("uuid", sa.String(length=36), nullable=True))
        batch_op.add_column(sa.Column("photo_sha256", sa.String(length=64), nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_praise_uuid"), ["uuid"])


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("praise", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_praise_uuid"), type_="unique")
        batch_op.drop_column("photo_sha256")
        batch_op.drop_column("uuid")
    for table in (
        "person_appeal_photo", "person_appeal_decision", "conduct_card", "red_line", "person_appeal", "record_look", "praise_listing",
    ):  # fmt: skip
        op.drop_table(table)
