"""Work that goes on in the background.

Revision: 20261126_1950
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import inspector.database

revision = "20261126_1950"
down_revision = "20261126_1945"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    moment = inspector.database.UtcDateTime(timezone=True)
    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", moment, nullable=False),
        sa.Column("lease_until", moment, nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("finished_at", moment, nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'running', 'done', 'dead')", name=op.f("ck_job_state_known")),
        sa.CheckConstraint("(state = 'running') = (lease_until IS NOT NULL)", name=op.f("ck_job_running_has_lease")),
        sa.CheckConstraint("(state IN ('done', 'dead')) = (finished_at IS NOT NULL)", name=op.f("ck_job_finished_has_time")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("key", name=op.f("uq_job_key")),
    )
    op.create_index(op.f("ix_job_state_due"), "job", ["state", "due_at"])


def downgrade() -> None:
    """Take back."""
    op.drop_index(op.f("ix_job_state_due"), table_name="job")
    op.drop_table("job")
