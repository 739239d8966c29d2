"""Who leads what, where several processes share the work."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_25_leaderships"
down_revision = "2026_11_24_claim_index"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "leaderships",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=True),
        sa.Column("held_until", sa.Double(), nullable=False),
        sa.Column("silences", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leaderships")),
    )


def downgrade() -> None:
    op.drop_table("leaderships")
