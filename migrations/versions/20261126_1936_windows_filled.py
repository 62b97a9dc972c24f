"""Each campaign so far had one window; its visits are of that window. Money was not kept: nothing was paid through here.

Revision: 20261126_1936
"""

from __future__ import annotations

from alembic import op

revision = "20261126_1936"
down_revision = "20261126_1935"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.execute(
        "INSERT INTO mystery_window (campaign_id, day_kind, meal, begins_at, ends_at, quota) "
        "SELECT id, day_kind, meal, '', '', visits_per_site FROM mystery_campaign"
    )
    op.execute(
        "UPDATE mystery_campaign SET currency = 'CNY', fee_minor = 0, most_reimbursed_minor = 0, is_staggered = false"
    )
    op.execute(
        "UPDATE mystery_visit SET begins_at = '', ends_at = '', "
        "window_id = (SELECT id FROM mystery_window WHERE mystery_window.campaign_id = mystery_visit.campaign_id)"
    )
    op.execute("UPDATE mystery_report SET is_near_edge = false")


def downgrade() -> None:
    """Take back: of several windows a campaign keeps one, and all its visits count for it."""
    op.execute(
        "UPDATE mystery_campaign SET "
        "visits_per_site = (SELECT CASE WHEN sum(quota) > 0 THEN sum(quota) ELSE 1 END FROM mystery_window WHERE campaign_id = mystery_campaign.id), "
        "meal = (SELECT CASE WHEN min(meal) = max(meal) THEN min(meal) ELSE 'any' END FROM mystery_window "
        "WHERE campaign_id = mystery_campaign.id), "
        "day_kind = (SELECT CASE WHEN min(day_kind) = max(day_kind) THEN min(day_kind) ELSE 'any' END FROM mystery_window "
        "WHERE campaign_id = mystery_campaign.id)"
    )
    op.execute("UPDATE mystery_visit SET window_id = NULL")
    op.execute("DELETE FROM mystery_window")
