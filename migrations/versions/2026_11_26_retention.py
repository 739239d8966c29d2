"""When a workstream ends, and how many of its people were forgotten afterwards."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_retention"
down_revision = "2026_11_25_linking"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("workstreams", sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("workstreams", sa.Column("people_erased", sa.Integer(), server_default="0", nullable=False))
    op.add_column("workstreams", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("workstreams", "erased_at")
    op.drop_column("workstreams", "people_erased")
    op.drop_column("workstreams", "ends_at")
