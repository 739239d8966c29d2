"""What a round's method needs to know besides its name: how many to choose, in order or not, how many points."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_27_methods"
down_revision = "2026_11_26_sealed_votes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("rounds", sa.Column("options", sa.JSON(), nullable=False, server_default="{}"))


def downgrade() -> None:
    op.drop_column("rounds", "options")
