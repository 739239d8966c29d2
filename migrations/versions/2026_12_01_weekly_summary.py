"""A weekly summary for those who prefer it, and when an activity moved last."""

import sqlalchemy as sa
from alembic import op

revision = "2026_12_01_weekly_summary"
down_revision = "2026_11_30_awaited"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("stakeholders", sa.Column("digest", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("activities", sa.Column("moved_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("activities", "moved_at")
    op.drop_column("stakeholders", "digest")
