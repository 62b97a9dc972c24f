"""Remember what each device says waits on it, so that a loss on a device is noticed.

Revision: 20261126_0045
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import inspector.database

revision = "20261126_0045"
down_revision = "20261122_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    for column in _columns():
        op.add_column("device", column)
    moment = inspector.database.UtcDateTime(timezone=True)
    op.create_table(
        "waiting_record",
        sa.Column("device_id", sa.String(length=36), nullable=False),
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("reported_at", moment, nullable=False),
        sa.Column("lost_at", moment, nullable=True),
        sa.Column("noted_at", moment, nullable=True),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_waiting_record_device_id")),
        sa.PrimaryKeyConstraint("device_id", "uuid", name=op.f("pk_waiting_record")),
    )
    op.create_index(op.f("ix_waiting_record_uuid"), "waiting_record", ["uuid"])
    op.create_index(op.f("ix_waiting_record_lost_at"), "waiting_record", ["lost_at"])


def downgrade() -> None:
    """Undo."""
    op.drop_table("waiting_record")
    for column in reversed(_columns()):
        op.drop_column("device", column.name)


def _columns() -> list[sa.Column[object]]:
    moment = inspector.database.UtcDateTime(timezone=True)
    return [
        sa.Column("reported_at", moment, nullable=True),
        sa.Column("waiting_count", sa.Integer(), nullable=True),
        sa.Column("oldest_waiting_at", moment, nullable=True),
        sa.Column("skew_seconds", sa.Integer(), nullable=True),
    ]
