"""Who follows which activity, and announcements to them."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_28_following"
down_revision = "2026_11_27_events_change"
branch_labels = None
depends_on = None

REFERS = "CONSTRAINT fk_announcements_activity_id_activities REFERENCES activities (id)"


def upgrade() -> None:
    op.create_table(
        "activity_followers",
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("stakeholder_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_activity_followers_activity_id_activities")
        ),
        sa.ForeignKeyConstraint(
            ["stakeholder_id"], ["stakeholders.id"], name=op.f("fk_activity_followers_stakeholder_id_stakeholders")
        ),
        sa.PrimaryKeyConstraint("activity_id", "stakeholder_id", name=op.f("pk_activity_followers")),
    )
    op.create_index(op.f("ix_activity_followers_stakeholder_id"), "activity_followers", ["stakeholder_id"])
    # Not by a batch: that writes the table anew with its constraints in an order of chance.
    op.execute(f"ALTER TABLE announcements ADD COLUMN activity_id INTEGER {REFERS}")


def downgrade() -> None:
    """What followers were told goes with the announcements of it: they say nothing that an older program knows."""
    op.execute(
        "DELETE FROM outbox WHERE announcement_id IN (SELECT id FROM announcements WHERE activity_id IS NOT NULL)"
    )
    op.execute(
        "DELETE FROM variants WHERE announcement_id IN (SELECT id FROM announcements WHERE activity_id IS NOT NULL)"
    )
    op.execute("DELETE FROM announcements WHERE activity_id IS NOT NULL")
    with op.batch_alter_table("announcements", schema=None) as batch_op:
        batch_op.drop_column("activity_id")
    op.drop_index(op.f("ix_activity_followers_stakeholder_id"), table_name="activity_followers")
    op.drop_table("activity_followers")
