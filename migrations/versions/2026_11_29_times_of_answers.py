"""An answer to an event and the choice of its reminders bear each its own instant."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_29_times_of_answers"
down_revision = "2026_11_29_merged_messages"
branch_labels = None
depends_on = None

FILL = (
    "UPDATE event_answers SET answered_at = changed_at WHERE answer IS NOT NULL",
    "UPDATE event_answers SET remind_chosen_at = changed_at WHERE remind IS NOT NULL",
)
LATER = """
    UPDATE event_answers SET changed_at = CASE
        WHEN answered_at IS NULL OR remind_chosen_at > answered_at THEN remind_chosen_at ELSE answered_at END
"""
WITHOUT = "DELETE FROM event_answers WHERE answered_at IS NULL AND remind_chosen_at IS NULL"


def upgrade() -> None:
    op.add_column("event_answers", sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("event_answers", sa.Column("remind_chosen_at", sa.DateTime(timezone=True), nullable=True))
    for statement in FILL:
        op.execute(statement)
    op.drop_column("event_answers", "changed_at")


def downgrade() -> None:
    op.add_column("event_answers", sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(WITHOUT)
    op.execute(LATER)
    with op.batch_alter_table("event_answers", schema=None) as batch_op:
        batch_op.alter_column("changed_at", existing_type=sa.DateTime(timezone=True), nullable=False)
        batch_op.drop_column("remind_chosen_at")
        batch_op.drop_column("answered_at")
