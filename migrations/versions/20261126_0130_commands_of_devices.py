"""What devices wanted done with tasks and rounds, with its exact bytes and what became of it.

Revision: 20261126_0130
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import inspector.database

revision = "20261126_0130"
down_revision = "20261126_0100"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "device_command",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("body_sha256", sa.String(length=64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("type", sa.String(length=30), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.Column("site_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("after", sa.Integer(), nullable=True),
        sa.Column("base_rev", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=30), nullable=True),
        sa.Column("result_rev", sa.Integer(), nullable=True),
        sa.Column("is_merged", sa.Boolean(), nullable=False),
        sa.Column("is_forced", sa.Boolean(), nullable=False),
        sa.Column("said_at", inspector.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("received_at", inspector.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", inspector.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state IN ('applied', 'commented', 'superseded', 'waiting', 'open', 'carried', 'left')",
            name=op.f("ck_device_command_state_known"),
        ),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_device_command_author_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["account.id"], name=op.f("fk_device_command_decided_by_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_device_command_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device_command")),
        sa.UniqueConstraint("uuid", "body_sha256", name=op.f("uq_device_command_uuid_body_sha256")),
    )
    with op.batch_alter_table("device_command", schema=None) as batch_op:
        batch_op.create_index("ix_device_command_device_seq", ["device_id", "seq"], unique=False)
        batch_op.create_index("ix_device_command_state", ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_device_command_task_id"), ["task_id"], unique=False)


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("device_command", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_device_command_task_id"))
        batch_op.drop_index("ix_device_command_state")
        batch_op.drop_index("ix_device_command_device_seq")

    op.drop_table("device_command")
