"""When somebody last looked at the page that their platform keeps for them (Slack's Home tab)."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_29_homes"
down_revision = "2026_11_28_comments"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("accounts", sa.Column("home_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """What waits for these pages goes: an older program would send it as a message without words."""
    op.execute("DELETE FROM outbox WHERE what IN ('home', 'home_stranger')")
    op.drop_column("accounts", "home_at")
