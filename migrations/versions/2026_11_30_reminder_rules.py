"""Reminders of activities, at instants of their own, by calendar days, and made by a command."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_30_reminder_rules"
down_revision = "2026_11_30_practices"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What was written as days was kept as minutes."""
    op.add_column("activities", sa.Column("begins_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("activities", sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("reminder_rules") as rules:
        rules.add_column(sa.Column("activity_id", sa.Integer(), nullable=True))
        rules.add_column(sa.Column("offset_days", sa.Integer(), server_default="0", nullable=False))
        rules.add_column(sa.Column("at", sa.DateTime(timezone=True), nullable=True))
        rules.add_column(sa.Column("by_hand", sa.Boolean(), server_default=sa.false(), nullable=False))
        rules.create_foreign_key(
            rules.f("fk_reminder_rules_activity_id_activities"), "activities", ["activity_id"], ["id"]
        )
    op.create_index("ix_reminder_rules_activity_id", "reminder_rules", ["activity_id"])
    op.execute(
        "UPDATE reminder_rules SET offset_days = offset_minutes / 1440, offset_minutes = 0 "
        "WHERE offset_minutes % 1440 = 0"
    )


def downgrade() -> None:
    op.execute(
        "DELETE FROM occurrences WHERE rule_id IN "
        "(SELECT id FROM reminder_rules WHERE activity_id IS NOT NULL OR at IS NOT NULL)"
    )
    op.execute("DELETE FROM reminder_rules WHERE activity_id IS NOT NULL OR at IS NOT NULL")
    op.execute("UPDATE reminder_rules SET offset_minutes = offset_minutes + 1440 * offset_days")
    op.drop_index("ix_reminder_rules_activity_id", table_name="reminder_rules")
    with op.batch_alter_table("reminder_rules") as rules:
        rules.drop_constraint(rules.f("fk_reminder_rules_activity_id_activities"), type_="foreignkey")
        for column in ("by_hand", "at", "offset_days", "activity_id"):
            rules.drop_column(column)
    op.drop_column("activities", "ends_at")
    op.drop_column("activities", "begins_at")
