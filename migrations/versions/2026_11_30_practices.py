"""Promising practices that people tell of."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_30_practices"
down_revision = "2026_11_29_times_of_answers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "practices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workstream_id", sa.Integer(), nullable=False),
        sa.Column("stakeholder_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("group", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("route", sa.String(), nullable=True),
        sa.Column("publish", sa.Boolean(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_practices_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(
            ["stakeholder_id"], ["stakeholders.id"], name=op.f("fk_practices_stakeholder_id_stakeholders")
        ),
        sa.ForeignKeyConstraint(
            ["workstream_id"], ["workstreams.id"], name=op.f("fk_practices_workstream_id_workstreams")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practices")),
    )
    op.create_index(op.f("ix_practices_stakeholder_id"), "practices", ["stakeholder_id"])
    op.create_index(op.f("ix_practices_workstream_id"), "practices", ["workstream_id"])


def downgrade() -> None:
    """What was told goes; a message about it that waits goes out all the same."""
    op.drop_index(op.f("ix_practices_workstream_id"), table_name="practices")
    op.drop_index(op.f("ix_practices_stakeholder_id"), table_name="practices")
    op.drop_table("practices")
