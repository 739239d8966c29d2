"""When the text of an announcement was corrected, so that people can tell whether it is the one that they were sent."""

import sqlalchemy as sa
from alembic import op

revision = "2026_12_03_rewritten"
down_revision = "2026_12_02_organisations_vote"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("variants", sa.Column("rewritten_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("variants", "rewritten_at")
