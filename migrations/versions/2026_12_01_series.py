"""How the round before came out, kept when the next one of a series opens."""

import sqlalchemy as sa
from alembic import op

revision = "2026_12_01_series"
down_revision = "2026_12_01_weekly_summary"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("rounds", sa.Column("earlier", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("rounds", "earlier")
