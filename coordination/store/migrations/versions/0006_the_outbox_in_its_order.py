"""The outbox in the order it goes out: what waits is found without reading all that waits."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.drop_index("notice_outbox", "notice")
    op.create_index("notice_outbox", "notice", ["state", "crashes", "attempts", "event", "recipient"])


def downgrade() -> None:
    """Take it back."""
    op.drop_index("notice_outbox", "notice")
    op.create_index("notice_outbox", "notice", ["state", "event", "recipient"])
