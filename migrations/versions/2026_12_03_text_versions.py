"""New texts in an open round, as links of its chain, and which text an item was opened with."""

import sqlalchemy as sa
from alembic import op

revision = "2026_12_03_text_versions"
down_revision = "2026_12_03_mandates"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rewordings",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("item", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("editorial", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_rewordings_round_id_rounds")),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["recommendation_versions.id"],
            name=op.f("fk_rewordings_version_id_recommendation_versions"),
        ),
        sa.PrimaryKeyConstraint("round_id", "sequence", name=op.f("pk_rewordings")),
    )
    with op.batch_alter_table("round_items") as items:
        items.add_column(sa.Column("first_version_id", sa.Integer(), nullable=True))
        items.create_foreign_key(
            items.f("fk_round_items_first_version_id_recommendation_versions"),
            "recommendation_versions",
            ["first_version_id"],
            ["id"],
        )


def downgrade() -> None:
    """Only while no text was changed in an open round: the chains are not whole without them."""
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM rewordings")):
        raise RuntimeError("Texts were changed in open rounds; without them their chains of votes do not hold.")
    with op.batch_alter_table("round_items") as items:
        items.drop_constraint(items.f("fk_round_items_first_version_id_recommendation_versions"), type_="foreignkey")
        items.drop_column("first_version_id")
    op.drop_table("rewordings")
