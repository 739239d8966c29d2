"""Everybody's own quiet hours, and messages that do not wait for their end."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_28_quiet_hours"
down_revision = "2026_11_28_following"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("stakeholders", sa.Column("quiet", sa.String(), server_default="22:00-07:00", nullable=False))
    op.add_column("outbox", sa.Column("urgent", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    op.drop_column("outbox", "urgent")
    op.drop_column("stakeholders", "quiet")
