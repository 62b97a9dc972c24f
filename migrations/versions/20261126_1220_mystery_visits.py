"""Mystery shopping: campaigns, the register of shoppers, visits, and the reports that came of them.

Revision: 20261126_1220
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import inspector.database

revision = "20261126_1220"
down_revision = "20261126_1210"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table("mystery_shopper",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("code", sa.String(length=20), nullable=False),
    sa.Column("name", sa.String(length=100), nullable=False),
    sa.Column("contact", sa.String(length=200), nullable=False),
    sa.Column("rest_days", sa.Integer(), nullable=False),
    sa.Column("avoided_site_ids", sa.JSON(), nullable=False),
    sa.Column("is_active", sa.Boolean(), nullable=False),
    sa.Column("created_at", inspector.database.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_mystery_shopper")),
    sa.UniqueConstraint("code", name=op.f("uq_mystery_shopper_code"))
    )
    op.create_table("mystery_campaign",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("title", sa.String(length=100), nullable=False),
    sa.Column("purpose", sa.String(length=500), nullable=False),
    sa.Column("checklist_version_id", sa.Integer(), nullable=False),
    sa.Column("brief", sa.Text(), nullable=False),
    sa.Column("attestation", sa.Text(), nullable=False),
    sa.Column("reimbursement", sa.String(length=300), nullable=False),
    sa.Column("visits_per_site", sa.Integer(), nullable=False),
    sa.Column("first_on", sa.Date(), nullable=False),
    sa.Column("last_on", sa.Date(), nullable=False),
    sa.Column("meal", sa.String(length=10), nullable=False),
    sa.Column("day_kind", sa.String(length=10), nullable=False),
    sa.Column("informed_on", sa.Date(), nullable=True),
    sa.Column("retention_days", sa.Integer(), nullable=False),
    sa.Column("state", sa.String(length=10), nullable=False),
    sa.Column("created_by_id", sa.Integer(), nullable=False),
    sa.Column("created_at", inspector.database.UtcDateTime(timezone=True), nullable=False),
    sa.CheckConstraint("state IN ('open', 'paused', 'closed')", name=op.f("ck_mystery_campaign_state_known")),
    sa.CheckConstraint("first_on <= last_on", name=op.f("ck_mystery_campaign_days_in_order")),
    sa.ForeignKeyConstraint(["checklist_version_id"], ["checklist_version.id"], name=op.f("fk_mystery_campaign_checklist_version_id")),
    sa.ForeignKeyConstraint(["created_by_id"], ["account.id"], name=op.f("fk_mystery_campaign_created_by_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_mystery_campaign"))
    )
    op.create_table("mystery_visit",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("campaign_id", sa.Integer(), nullable=False),
    sa.Column("site_id", sa.Integer(), nullable=False),
    sa.Column("shopper_id", sa.Integer(), nullable=True),
    sa.Column("first_on", sa.Date(), nullable=False),
    sa.Column("last_on", sa.Date(), nullable=False),
    sa.Column("meal", sa.String(length=10), nullable=False),
    sa.Column("day_kind", sa.String(length=10), nullable=False),
    sa.Column("state", sa.String(length=12), nullable=False),
    sa.Column("link_hash", sa.String(length=64), nullable=True),
    sa.Column("link_ends_at", inspector.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column("session_hash", sa.String(length=64), nullable=True),
    sa.Column("session_ends_at", inspector.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column("brief_read_at", inspector.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column("attested_at", inspector.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column("draft", sa.Text(), nullable=True),
    sa.Column("draft_at", inspector.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column("visited_on", sa.Date(), nullable=True),
    sa.Column("inspection_id", sa.Integer(), nullable=True),
    sa.Column("released_at", inspector.database.UtcDateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state IN ('planned', 'sent', 'begun', 'delivered', 'revising', 'accepted', 'rejected', 'released', 'called_off')", name=op.f("ck_mystery_visit_state_known")),
    sa.ForeignKeyConstraint(["campaign_id"], ["mystery_campaign.id"], name=op.f("fk_mystery_visit_campaign_id")),
    sa.ForeignKeyConstraint(["inspection_id"], ["inspection.id"], name=op.f("fk_mystery_visit_inspection_id")),
    sa.ForeignKeyConstraint(["shopper_id"], ["mystery_shopper.id"], name=op.f("fk_mystery_visit_shopper_id")),
    sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_mystery_visit_site_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_mystery_visit")),
    sa.UniqueConstraint("inspection_id", name=op.f("uq_mystery_visit_inspection_id")),
    sa.UniqueConstraint("link_hash", name=op.f("uq_mystery_visit_link_hash")),
    sa.UniqueConstraint("session_hash", name=op.f("uq_mystery_visit_session_hash"))
    )
    op.create_index("ix_mystery_visit_campaign", "mystery_visit", ["campaign_id", "state"], unique=False)
    op.create_index(op.f("ix_mystery_visit_shopper_id"), "mystery_visit", ["shopper_id"], unique=False)
    op.create_index(op.f("ix_mystery_visit_site_id"), "mystery_visit", ["site_id"], unique=False)
    op.create_table("mystery_report",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("visit_id", sa.Integer(), nullable=False),
    sa.Column("uuid", sa.String(length=36), nullable=False),
    sa.Column("body", sa.LargeBinary(), nullable=False),
    sa.Column("body_sha256", sa.String(length=64), nullable=False),
    sa.Column("received_at", inspector.database.UtcDateTime(timezone=True), nullable=False),
    sa.Column("receipt_code", sa.String(length=12), nullable=False),
    sa.Column("is_complete", sa.Boolean(), nullable=False),
    sa.Column("state", sa.String(length=10), nullable=False),
    sa.Column("checks", sa.JSON(), nullable=False),
    sa.Column("words", sa.JSON(), nullable=False),
    sa.Column("corrections", sa.JSON(), nullable=False),
    sa.Column("reason", sa.Text(), nullable=False),
    sa.Column("decided_by_id", sa.Integer(), nullable=True),
    sa.Column("decided_at", inspector.database.UtcDateTime(timezone=True), nullable=True),
    sa.Column("due_at", inspector.database.UtcDateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state IN ('waiting', 'revision', 'replaced', 'accepted', 'rejected')", name=op.f("ck_mystery_report_state_known")),
    sa.ForeignKeyConstraint(["decided_by_id"], ["account.id"], name=op.f("fk_mystery_report_decided_by_id")),
    sa.ForeignKeyConstraint(["visit_id"], ["mystery_visit.id"], name=op.f("fk_mystery_report_visit_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_mystery_report")),
    sa.UniqueConstraint("uuid", name=op.f("uq_mystery_report_uuid"))
    )
    op.create_index(op.f("ix_mystery_report_visit_id"), "mystery_report", ["visit_id"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_index(op.f("ix_mystery_report_visit_id"), table_name="mystery_report")
    op.drop_table("mystery_report")
    op.drop_index(op.f("ix_mystery_visit_site_id"), table_name="mystery_visit")
    op.drop_index(op.f("ix_mystery_visit_shopper_id"), table_name="mystery_visit")
    op.drop_index("ix_mystery_visit_campaign", table_name="mystery_visit")
    op.drop_table("mystery_visit")
    op.drop_table("mystery_campaign")
    op.drop_table("mystery_shopper")
