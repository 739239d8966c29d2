"""People with several accounts: requests to link them, which one is preferred, and where their ballot cards stand."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_25_linking"
down_revision = "2026_11_25_leaderships"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("accounts", sa.Column("preferred", sa.Boolean(), nullable=True))
    op.add_column("stakeholders", sa.Column("chose_account", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("voters", sa.Column("merged", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("outbox", sa.Column("instead_of", sa.String(), nullable=True))
    _linking()
    op.create_table(
        "ballot_cards",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_ballot_cards_account_id_accounts"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_ballot_cards_round_id_rounds")),
        sa.PrimaryKeyConstraint("account_id", "round_id", name=op.f("pk_ballot_cards")),
    )


def _linking() -> None:
    op.create_table(
        "link_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("by_account_id", sa.Integer(), nullable=True),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_link_requests_account_id_accounts"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["by_account_id"], ["accounts.id"], name=op.f("fk_link_requests_by_account_id_accounts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_requests")),
        sa.UniqueConstraint("account_id", name=op.f("uq_link_requests_account_id")),
        sa.UniqueConstraint("code", name=op.f("uq_link_requests_code")),
    )
    op.create_index(op.f("ix_link_requests_by_account_id"), "link_requests", ["by_account_id"], unique=False)
    op.create_table(
        "wrong_codes",
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("who", name=op.f("pk_wrong_codes")),
    )


def downgrade() -> None:
    """People stay as they are: who has several accounts keeps them, and is written to where they joined first. A line
    of a roll that was merged into another stands on the roll again, without answers."""
    op.drop_table("ballot_cards")
    op.drop_table("wrong_codes")
    op.drop_index(op.f("ix_link_requests_by_account_id"), table_name="link_requests")
    op.drop_table("link_requests")
    op.drop_column("outbox", "instead_of")
    op.drop_column("voters", "merged")
    op.drop_column("stakeholders", "chose_account")
    op.drop_column("accounts", "preferred")
