"""When it was last asked whom a reminder has to reach before they sleep."""

import sqlalchemy as sa
from alembic import op

revision = "2026_12_02_evenings"
down_revision = "2026_12_01_series"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("occurrences", sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("occurrences", "looked_at")
