"""Comments have a kind, a paragraph, a wording of their own and a reason; what became of them is kept beside them."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_28_comments"
down_revision = "2026_11_28_quiet_hours"
branch_labels = None
depends_on = None

OPTIONAL = (
    ("version", sa.Integer()),
    ("paragraph", sa.Integer()),
    ("proposed", sa.String()),
    ("rationale", sa.String()),
)


def upgrade() -> None:
    op.add_column("comments", sa.Column("kind", sa.String(), nullable=False, server_default="substantive"))
    for name, type_ in OPTIONAL:
        op.add_column("comments", sa.Column(name, type_, nullable=True))
    op.create_table(
        "dispositions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("reason", sa.JSON(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _comment("dispositions", "comment_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispositions")),
    )
    op.create_index(op.f("ix_dispositions_comment_id"), "dispositions", ["comment_id"])
    op.create_table(
        "comment_merges",
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("into_id", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _comment("comment_merges", "comment_id"),
        _comment("comment_merges", "into_id"),
        sa.PrimaryKeyConstraint("comment_id", name=op.f("pk_comment_merges")),
    )
    op.create_index(op.f("ix_comment_merges_into_id"), "comment_merges", ["into_id"])


def _comment(table: str, column: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_comments")
    return sa.ForeignKeyConstraint([column], ["comments.id"], name=name, ondelete="CASCADE")


def downgrade() -> None:
    op.drop_table("comment_merges")
    op.drop_table("dispositions")
    for name, _ in reversed(OPTIONAL):
        op.drop_column("comments", name)
    op.drop_column("comments", "kind")
