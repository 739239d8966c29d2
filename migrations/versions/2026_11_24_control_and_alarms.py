"""Paused messages, corrected cards that keep their answers, and alarms of lanes."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_24_control_and_alarms"
down_revision = "2026_11_24_first_tables"
branch_labels = None
depends_on = None

BEFORE = "uq_variants_announcement_id_language_zone_platform"
AFTER = "uq_variants_announcement_id_language_zone_platform_mark"


def upgrade() -> None:
    op.create_table(
        "lane_alarms",
        sa.Column("lane", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("lane", name=op.f("pk_lane_alarms")),
    )
    with op.batch_alter_table("variants", schema=None) as batch_op:
        batch_op.add_column(sa.Column("mark", sa.String(), nullable=False, server_default=""))
        batch_op.drop_constraint(op.f(BEFORE), type_="unique")
        batch_op.create_unique_constraint(op.f(AFTER), ["announcement_id", "language", "zone", "platform", "mark"])


def downgrade() -> None:
    """What is paused waits again; the text of a marked card goes with its edit."""
    op.execute("UPDATE outbox SET state = 'pending' WHERE state = 'paused'")
    op.execute("UPDATE announcements SET state = 'sent' WHERE state = 'paused'")
    op.execute(
        "UPDATE outbox SET body = (SELECT body FROM variants WHERE variants.id = outbox.variant_id), variant_id = NULL "
        "WHERE variant_id IN (SELECT id FROM variants WHERE mark <> '')"
    )
    op.execute("DELETE FROM variants WHERE mark <> ''")
    with op.batch_alter_table("variants", schema=None) as batch_op:
        batch_op.drop_constraint(op.f(AFTER), type_="unique")
        batch_op.create_unique_constraint(op.f(BEFORE), ["announcement_id", "language", "zone", "platform"])
        batch_op.drop_column("mark")
    op.drop_table("lane_alarms")
