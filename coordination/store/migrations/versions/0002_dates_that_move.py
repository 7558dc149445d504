"""Dates that move: extensions, the history of dates, invitations that follow, rungs already climbed."""

import sqlalchemy as sa
from alembic import op

from coordination.store.types import UTCDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

LONG_AGO = sa.text("'1970-01-01 00:00:00'")


def upgrade() -> None:
    """Make the change."""
    with op.batch_alter_table("stage") as table:
        table.add_column(sa.Column("excused_until", sa.JSON(), nullable=True, server_default="[]"))
    with op.batch_alter_table("obligation") as table:
        table.drop_column("extension")
        table.add_column(sa.Column("excused_until", sa.Date(), nullable=True))
        table.add_column(sa.Column("reminded_through", UTCDateTime(), nullable=True))
        table.add_column(sa.Column("overdue_told", sa.Date(), nullable=True))
    with op.batch_alter_table("exchange") as table:
        table.add_column(sa.Column("sequence", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("changed_at", UTCDateTime(), nullable=False, server_default=LONG_AGO))
    # The defaults served the rows already there; every new row says its own.
    with op.batch_alter_table("stage") as table:
        table.alter_column("excused_until", server_default=None)
    with op.batch_alter_table("exchange") as table:
        table.alter_column("sequence", server_default=None)
        table.alter_column("changed_at", server_default=None)
    with op.batch_alter_table("notice") as table:
        table.add_column(sa.Column("calendar", sa.String(), nullable=True))
    op.create_table(
        "extension",
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("ground", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("authority", sa.String(), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("asked_at", UTCDateTime(), nullable=False),
        sa.Column("decided_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("state IN ('asked', 'granted', 'refused')", name="state_known"),
        sa.ForeignKeyConstraint(["stage", "body"], ["obligation.stage", "obligation.body"]),
        sa.PrimaryKeyConstraint("stage", "body", "number"),
    )
    op.create_table(
        "date_change",
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("before", sa.Date(), nullable=True),
        sa.Column("after", sa.Date(), nullable=True),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("why", sa.JSON(), nullable=True),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("cause IN ('amended', 'opened_late', 'draft_late', 'extended')", name="cause_known"),
        sa.ForeignKeyConstraint(["stage"], ["stage.key"]),
        sa.PrimaryKeyConstraint("stage", "field", "number"),
    )


def downgrade() -> None:
    """Take the change back."""
    op.drop_table("date_change")
    op.drop_table("extension")
    with op.batch_alter_table("notice") as table:
        table.drop_column("calendar")
    with op.batch_alter_table("exchange") as table:
        table.drop_column("changed_at")
        table.drop_column("sequence")
    with op.batch_alter_table("obligation") as table:
        table.drop_column("overdue_told")
        table.drop_column("reminded_through")
        table.drop_column("excused_until")
        table.add_column(sa.Column("extension", sa.JSON(), nullable=True))
    with op.batch_alter_table("stage") as table:
        table.drop_column("excused_until")
