"""The dialogue between levels about assigned targets, entry by entry."""

import sqlalchemy as sa
from alembic import op

from coordination.store.types import UTCDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "target_entry",
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("indicator", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("addressee", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("grounds", sa.String(), nullable=True),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('proposed', 'countered', 'answered', 'agreed', 'reserved')", name="kind_known"
        ),
        sa.ForeignKeyConstraint(["stage"], ["stage.key"]),
        sa.PrimaryKeyConstraint("stage", "indicator", "unit", "year", "number"),
    )


def downgrade() -> None:
    """Take it back; what was said stays in the log of events."""
    op.drop_table("target_entry")
