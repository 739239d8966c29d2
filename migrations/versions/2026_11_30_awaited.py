"""What each process could not store and may be brought again."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_30_awaited"
down_revision = "2026_11_30_terms"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "awaited",
        sa.Column("worker", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("worker", name=op.f("pk_awaited")),
    )


def downgrade() -> None:
    op.drop_table("awaited")
