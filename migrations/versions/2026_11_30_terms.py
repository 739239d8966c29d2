"""What else is fixed when a round opens, such as whether its results are shown before it closes."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_30_terms"
down_revision = "2026_11_30_reminder_rules"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("rounds", sa.Column("terms", sa.JSON(), nullable=False, server_default="{}"))


def downgrade() -> None:
    op.drop_column("rounds", "terms")
