"""Events that move or are cancelled: what is said of it, with a calendar file, and what the workstream file said."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_27_events_change"
down_revision = "2026_11_27_methods"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("events", sa.Column("cancelled", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("events", sa.Column("filed_cancelled", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("announcements", sa.Column("facts", sa.JSON(), nullable=True))
    op.add_column("variants", sa.Column("document", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("variants", "document")
    op.drop_column("announcements", "facts")
    op.drop_column("events", "filed_cancelled")
    op.drop_column("events", "cancelled")
