"""Rounds in which organisations vote: their drafts, and who may confirm them."""

import sqlalchemy as sa
from alembic import op

revision = "2026_12_02_organisations_vote"
down_revision = "2026_12_02_evenings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("stakeholders", "invitations"):
        op.add_column(table, sa.Column("focal_point", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "drafts",
        sa.Column("voter_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stakeholder_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_drafts_organisation_id_organisations"
        ),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name="fk_drafts_round_id_rounds"),
        sa.ForeignKeyConstraint(["stakeholder_id"], ["stakeholders.id"], name="fk_drafts_stakeholder_id_stakeholders"),
        sa.ForeignKeyConstraint(["voter_id"], ["voters.id"], name="fk_drafts_voter_id_voters"),
        sa.PrimaryKeyConstraint("voter_id", name="pk_drafts"),
        sa.UniqueConstraint("round_id", "organisation_id", name="uq_drafts_round_id_organisation_id"),
    )
    op.create_index("ix_drafts_stakeholder_id", "drafts", ["stakeholder_id"])


def downgrade() -> None:
    op.drop_index("ix_drafts_stakeholder_id", table_name="drafts")
    op.drop_table("drafts")
    for table in ("stakeholders", "invitations"):
        op.drop_column(table, "focal_point")
