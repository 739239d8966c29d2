"""Mandates by which an organisation votes for another one."""

import sqlalchemy as sa
from alembic import op

revision = "2026_12_03_mandates"
down_revision = "2026_12_03_rewritten"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mandates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("giver_id", sa.Integer(), nullable=False),
        sa.Column("holder_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by", sa.String(), nullable=True),
        sa.Column("revoked_why", sa.String(), nullable=True),
        sa.Column("votes", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["giver_id"], ["organisations.id"], name="fk_mandates_giver_id_organisations"),
        sa.ForeignKeyConstraint(["holder_id"], ["organisations.id"], name="fk_mandates_holder_id_organisations"),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name="fk_mandates_round_id_rounds"),
        sa.PrimaryKeyConstraint("id", name="pk_mandates"),
    )
    op.create_index("ix_mandates_round_id", "mandates", ["round_id"])


def downgrade() -> None:
    op.drop_index("ix_mandates_round_id", table_name="mandates")
    op.drop_table("mandates")
