"""Messages that stand for several which waited for the same person."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_29_merged_messages"
down_revision = "2026_11_29_homes"
branch_labels = None
depends_on = None

MERGED = sa.text("state = 'merged'")


def upgrade() -> None:
    op.add_column("outbox", sa.Column("merged_into", sa.Integer(), nullable=True))
    op.create_index("ix_outbox_merged", "outbox", ["merged_into"], sqlite_where=MERGED, postgresql_where=MERGED)


def downgrade() -> None:
    """What waits in one message with others goes out by itself again."""
    op.execute("UPDATE outbox SET state = 'pending', merged_into = NULL WHERE state = 'merged'")
    op.drop_index("ix_outbox_merged", table_name="outbox")
    op.drop_column("outbox", "merged_into")
