"""Schemes of appraisal by position, what is imported for them, and cycles with the appraisals in them.

Revision: 20261126_1945
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import inspector.database

revision = "20261126_1945"
down_revision = "20261126_1937"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "cycle",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=True),
        sa.Column("opened_at", inspector.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("collected_at", inspector.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("locked_at", inspector.database.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'locked') = (locked_at IS NOT NULL)", name=op.f("ck_cycle_locked_when")),
        sa.CheckConstraint(
            "state IN ('open', 'collect', 'propose', 'discuss', 'acknowledge', 'appeal', 'locked', 'called_off')",
            name=op.f("ck_cycle_state_known"),
        ),
        sa.ForeignKeyConstraint(["opened_by_id"], ["account.id"], name=op.f("fk_cycle_opened_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cycle")),
        sa.UniqueConstraint("period", name=op.f("uq_cycle_period")),
    )
    op.create_table(
        "scheme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("valid_from_on", sa.Date(), nullable=False),
        sa.Column("consulted_on", sa.Date(), nullable=True),
        sa.Column("consulted_with", sa.String(length=200), nullable=False),
        sa.Column("consultation_note", sa.Text(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", inspector.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.Column("published_at", inspector.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("opened_by_id", sa.Integer(), nullable=True),
        sa.Column("opened_at", inspector.database.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state <> 'opened' OR opened_at IS NOT NULL", name=op.f("ck_scheme_opened_when")),
        sa.CheckConstraint(
            "state = 'draft' OR (sha256 IS NOT NULL AND published_at IS NOT NULL AND consulted_on IS NOT NULL)",
            name=op.f("ck_scheme_published_after_consultation"),
        ),
        sa.CheckConstraint("state IN ('draft', 'published', 'opened', 'retired')", name=op.f("ck_scheme_state_known")),
        sa.ForeignKeyConstraint(["made_by_id"], ["account.id"], name=op.f("fk_scheme_made_by_id")),
        sa.ForeignKeyConstraint(["opened_by_id"], ["account.id"], name=op.f("fk_scheme_opened_by_id")),
        sa.ForeignKeyConstraint(["position_id"], ["position.id"], name=op.f("fk_scheme_position_id")),
        sa.ForeignKeyConstraint(["published_by_id"], ["account.id"], name=op.f("fk_scheme_published_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheme")),
        sa.UniqueConstraint("position_id", "number", name=op.f("uq_scheme_position_id_number")),
    )
    op.create_table(
        "coaching_talk",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", inspector.database.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_coaching_talk_by_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_member.id"], name=op.f("fk_coaching_talk_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coaching_talk")),
    )
    op.create_index(op.f("ix_coaching_talk_staff_id"), "coaching_talk", ["staff_id"], unique=False)
    op.create_table(
        "cycle_move",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("from_state", sa.String(length=12), nullable=False),
        sa.Column("to_state", sa.String(length=12), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", inspector.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_cycle_move_by_id")),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_cycle_move_cycle_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cycle_move")),
    )
    op.create_index(op.f("ix_cycle_move_cycle_id"), "cycle_move", ["cycle_id"], unique=False)
    op.create_table(
        "scheme_receipt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scheme_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("read_at", inspector.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("witness_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["scheme_id"], ["scheme.id"], name=op.f("fk_scheme_receipt_scheme_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_member.id"], name=op.f("fk_scheme_receipt_staff_id")),
        sa.ForeignKeyConstraint(["witness_id"], ["account.id"], name=op.f("fk_scheme_receipt_witness_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheme_receipt")),
        sa.UniqueConstraint("scheme_id", "staff_id", name=op.f("uq_scheme_receipt_scheme_id_staff_id")),
    )
    op.create_index(op.f("ix_scheme_receipt_staff_id"), "scheme_receipt", ["staff_id"], unique=False)
    op.create_table(
        "appraisal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("position_id", sa.Integer(), nullable=False),
        sa.Column("scheme_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("evidence_sha256", sa.String(length=64), nullable=False),
        sa.Column("coefficient", sa.Integer(), nullable=True),
        sa.Column("calculated_at", inspector.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("behaviour_step", sa.Integer(), nullable=True),
        sa.Column("behaviour_example", sa.Text(), nullable=False),
        sa.Column("behaviour_by_id", sa.Integer(), nullable=True),
        sa.Column("proposed_by_id", sa.Integer(), nullable=True),
        sa.Column("proposed_at", inspector.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("proposal_note", sa.Text(), nullable=False),
        sa.Column("second_by_id", sa.Integer(), nullable=True),
        sa.Column("second_at", inspector.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("second_note", sa.Text(), nullable=False),
        sa.Column("talk_on", sa.Date(), nullable=True),
        sa.Column("talk_note", sa.Text(), nullable=False),
        sa.Column("talk_by_id", sa.Integer(), nullable=True),
        sa.Column("signature", sa.String(length=20), nullable=True),
        sa.Column("signed_at", inspector.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("signature_note", sa.Text(), nullable=False),
        sa.Column("witness_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "signature IS NULL OR signature IN ('seen', 'seen_objects', 'not_now')",
            name=op.f("ck_appraisal_signature_known"),
        ),
        sa.CheckConstraint("state IN ('open', 'proposed', 'confirmed')", name=op.f("ck_appraisal_state_known")),
        sa.CheckConstraint(
            "behaviour_step IS NULL OR behaviour_step BETWEEN 1 AND 5", name=op.f("ck_appraisal_five_anchors")
        ),
        sa.CheckConstraint(
            "coefficient IS NULL OR coefficient IN (90, 100, 110)", name=op.f("ck_appraisal_coefficient_in_three_steps")
        ),
        sa.CheckConstraint(
            "second_by_id IS NULL OR second_by_id <> proposed_by_id", name=op.f("ck_appraisal_second_is_another")
        ),
        sa.ForeignKeyConstraint(["behaviour_by_id"], ["account.id"], name=op.f("fk_appraisal_behaviour_by_id")),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_appraisal_cycle_id")),
        sa.ForeignKeyConstraint(["position_id"], ["position.id"], name=op.f("fk_appraisal_position_id")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["account.id"], name=op.f("fk_appraisal_proposed_by_id")),
        sa.ForeignKeyConstraint(["scheme_id"], ["scheme.id"], name=op.f("fk_appraisal_scheme_id")),
        sa.ForeignKeyConstraint(["second_by_id"], ["account.id"], name=op.f("fk_appraisal_second_by_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_appraisal_site_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_member.id"], name=op.f("fk_appraisal_staff_id")),
        sa.ForeignKeyConstraint(["talk_by_id"], ["account.id"], name=op.f("fk_appraisal_talk_by_id")),
        sa.ForeignKeyConstraint(["witness_id"], ["account.id"], name=op.f("fk_appraisal_witness_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appraisal")),
        sa.UniqueConstraint("cycle_id", "staff_id", name=op.f("uq_appraisal_cycle_id_staff_id")),
    )
    op.create_index(op.f("ix_appraisal_site_id"), "appraisal", ["site_id"], unique=False)
    op.create_index("ix_appraisal_staff", "appraisal", ["staff_id"], unique=False)
    op.create_table(
        "component_value",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("component", sa.String(length=20), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("subject", sa.String(length=20), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("site_id", sa.Integer(), nullable=True),
        sa.Column("value", sa.String(length=12), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("imported_by_id", sa.Integer(), nullable=True),
        sa.Column("imported_at", inspector.database.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(staff_id IS NULL) <> (site_id IS NULL)", name=op.f("ck_component_value_of_a_person_or_a_site")
        ),
        sa.CheckConstraint("n > 0", name=op.f("ck_component_value_seen_at_least_once")),
        sa.ForeignKeyConstraint(["imported_by_id"], ["account.id"], name=op.f("fk_component_value_imported_by_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_component_value_site_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_member.id"], name=op.f("fk_component_value_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_component_value")),
        sa.UniqueConstraint("component", "period", "subject", name=op.f("uq_component_value_component_period_subject")),
    )
    op.create_index("ix_component_value_period", "component_value", ["period"], unique=False)
    op.create_table(
        "adjustment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("appraisal_id", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", inspector.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", inspector.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("decision_note", sa.Text(), nullable=False),
        sa.CheckConstraint("(state = 'open') = (decided_at IS NULL)", name=op.f("ck_adjustment_decided_or_open")),
        sa.CheckConstraint("state IN ('open', 'approved', 'refused')", name=op.f("ck_adjustment_state_known")),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id <> by_id", name=op.f("ck_adjustment_second_is_another")
        ),
        sa.CheckConstraint("points BETWEEN -5 AND 5 AND points <> 0", name=op.f("ck_adjustment_few_points")),
        sa.ForeignKeyConstraint(["appraisal_id"], ["appraisal.id"], name=op.f("fk_adjustment_appraisal_id")),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_adjustment_by_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["account.id"], name=op.f("fk_adjustment_decided_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adjustment")),
    )
    op.create_index(op.f("ix_adjustment_appraisal_id"), "adjustment", ["appraisal_id"], unique=False)
    op.create_table(
        "appraisal_difference",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("appraisal_id", sa.Integer(), nullable=False),
        sa.Column("evidence_sha256", sa.String(length=64), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("coefficient", sa.Integer(), nullable=True),
        sa.Column("found_at", inspector.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", inspector.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("decision_note", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(state = 'open') = (decided_at IS NULL)", name=op.f("ck_appraisal_difference_decided_or_open")
        ),
        sa.CheckConstraint(
            "state IN ('open', 'next_period', 'noted')", name=op.f("ck_appraisal_difference_state_known")
        ),
        sa.ForeignKeyConstraint(["appraisal_id"], ["appraisal.id"], name=op.f("fk_appraisal_difference_appraisal_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["account.id"], name=op.f("fk_appraisal_difference_decided_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appraisal_difference")),
        sa.UniqueConstraint(
            "appraisal_id", "evidence_sha256", name=op.f("uq_appraisal_difference_appraisal_id_evidence_sha256")
        ),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("appraisal_difference")
    op.drop_index(op.f("ix_adjustment_appraisal_id"), table_name="adjustment")
    op.drop_table("adjustment")
    op.drop_index("ix_component_value_period", table_name="component_value")
    op.drop_table("component_value")
    op.drop_index("ix_appraisal_staff", table_name="appraisal")
    op.drop_index(op.f("ix_appraisal_site_id"), table_name="appraisal")
    op.drop_table("appraisal")
    op.drop_index(op.f("ix_scheme_receipt_staff_id"), table_name="scheme_receipt")
    op.drop_table("scheme_receipt")
    op.drop_index(op.f("ix_cycle_move_cycle_id"), table_name="cycle_move")
    op.drop_table("cycle_move")
    op.drop_index(op.f("ix_coaching_talk_staff_id"), table_name="coaching_talk")
    op.drop_table("coaching_talk")
    op.drop_table("scheme")
    op.drop_table("cycle")
