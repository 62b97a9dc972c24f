"""A person may object to a card and to an upheld red line, which is lifted where they are right; near an edge a band is chosen.

Revision: 20261126_2310
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261126_2310"
down_revision = "20261126_2258"
branch_labels = None
depends_on = None

STATES = "state IN ('to_verify', 'upheld', 'not_upheld')"
STATES_NOW = "state IN ('to_verify', 'upheld', 'not_upheld', 'lifted')"
CHOSEN = "ck_appraisal_second_chooses_the_band"
CHECKS = {
    "ck_person_appeal_answer_or_conduct": "inspection_id IS NULL OR (card_id IS NULL AND red_line_id IS NULL)",
    "ck_person_appeal_card_or_red_line": "card_id IS NULL OR red_line_id IS NULL",
}


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("red_line", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_red_line_state_known"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_red_line_state_known"), STATES_NOW)
    with op.batch_alter_table("person_appeal", schema=None) as batch_op:
        batch_op.add_column(sa.Column("card_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("red_line_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_person_appeal_card_id"), "conduct_card", ["card_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_person_appeal_red_line_id"), "red_line", ["red_line_id"], ["id"])
        for name, rule in CHECKS.items():
            batch_op.create_check_constraint(batch_op.f(name), rule)
    with op.batch_alter_table("appraisal", schema=None) as batch_op:
        batch_op.add_column(sa.Column("chosen_band", sa.String(length=1), nullable=True))
        batch_op.create_check_constraint(batch_op.f(CHOSEN), "chosen_band IS NULL OR second_by_id IS NOT NULL")


def downgrade() -> None:
    """Take back. Objections to conduct have no place in the old table; what they lifted is then not upheld."""
    with op.batch_alter_table("appraisal", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f(CHOSEN), type_="check")
        batch_op.drop_column("chosen_band")
    connection = op.get_bind()
    about = "SELECT id FROM person_appeal WHERE card_id IS NOT NULL OR red_line_id IS NOT NULL"
    for table in ("person_appeal_photo", "person_appeal_decision"):
        connection.execute(sa.text(f"DELETE FROM {table} WHERE appeal_id IN ({about})"))
    connection.execute(sa.text("DELETE FROM person_appeal WHERE card_id IS NOT NULL OR red_line_id IS NOT NULL"))
    connection.execute(sa.text("UPDATE red_line SET state = 'not_upheld' WHERE state = 'lifted'"))
    with op.batch_alter_table("person_appeal", schema=None) as batch_op:
        for name in CHECKS:
            batch_op.drop_constraint(batch_op.f(name), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_person_appeal_red_line_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_person_appeal_card_id"), type_="foreignkey")
        batch_op.drop_column("red_line_id")
        batch_op.drop_column("card_id")
    with op.batch_alter_table("red_line", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_red_line_state_known"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_red_line_state_known"), STATES)
