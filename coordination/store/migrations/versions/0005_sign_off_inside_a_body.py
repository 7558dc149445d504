"""Sign-off inside a body: drafts that circulate before they count, and returns for words alone."""

import sqlalchemy as sa
from alembic import op

from coordination.store.types import UTCDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change; what was handed in before was handed in in one act and stays so."""
    op.create_table(
        "draft",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=True),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("written_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("state IN ('draft', 'checked', 'approved')", name="state_known"),
        sa.ForeignKeyConstraint(["stage"], ["stage.key"]),
        sa.PrimaryKeyConstraint("key"),
        sa.UniqueConstraint("stage", "body", "revision", "number"),
    )
    op.create_index("ix_draft_stage", "draft", ["stage"])
    with op.batch_alter_table("submission") as table:
        table.add_column(sa.Column("figures_frozen", sa.Boolean(), nullable=False, server_default=sa.false()))
    # The default served the rows already there; every new row says its own.
    with op.batch_alter_table("submission") as table:
        table.alter_column("figures_frozen", server_default=None)


def downgrade() -> None:
    """Take the change back; drafts that never counted are dropped, their events stay in the log."""
    with op.batch_alter_table("submission") as table:
        table.drop_column("figures_frozen")
    op.drop_index("ix_draft_stage", "draft")
    op.drop_table("draft")
