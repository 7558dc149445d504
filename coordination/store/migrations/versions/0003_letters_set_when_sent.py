"""Letters are set when they are sent: what they may name is kept with the event, their words come later."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

WORDS = ("subject", "text", "html", "text_hash")


def upgrade() -> None:
    """Make the change; letters already set stay as they are."""
    op.create_table(
        "telling",
        sa.Column("event", sa.Integer(), nullable=False),
        sa.Column("snapshot", sa.String(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("stage", sa.String(), nullable=True),
        sa.Column("dates", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["event"], ["event.seq"]),
        sa.ForeignKeyConstraint(["snapshot"], ["region_snapshot.hash"]),
        sa.PrimaryKeyConstraint("event"),
    )
    with op.batch_alter_table("notice") as table:
        for name in WORDS:
            table.alter_column(name, existing_type=sa.String(), nullable=True)
    # What is due first is asked before every piece of work: the answer is read from the index, in order.
    op.drop_index("ix_stage_wake_at", "stage")
    op.create_index("stage_agenda", "stage", ["wake_at", "position", "key"])


def downgrade() -> None:
    """Take the change back; a letter not yet set becomes an empty one, for there is nowhere else to keep its words."""
    op.drop_index("stage_agenda", "stage")
    op.create_index("ix_stage_wake_at", "stage", ["wake_at"])
    for name in WORDS:
        op.execute(f"UPDATE notice SET {name} = '' WHERE {name} IS NULL")  # noqa: S608 - names are ours
    with op.batch_alter_table("notice") as table:
        for name in WORDS:
            table.alter_column(name, existing_type=sa.String(), nullable=False)
    op.drop_table("telling")
