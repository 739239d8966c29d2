"""The claim's index begins with the priority, so that PostgreSQL cannot mistake it for a chat's own."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_24_claim_index"
down_revision = "2026_11_24_control_and_alarms"
branch_labels = None
depends_on = None

OPEN = sa.text("state IN ('pending', 'retry', 'leased')")


def upgrade() -> None:
    _rebuild(["priority", "lane", "due_at", "id"])


def downgrade() -> None:
    _rebuild(["lane", "priority", "due_at", "id"])


def _rebuild(columns: list[str]) -> None:
    op.drop_index("ix_outbox_claim", "outbox", sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_index("ix_outbox_claim", "outbox", columns, sqlite_where=OPEN, postgresql_where=OPEN)
