"""What an agreed contract binds later steps to: their settings, and days of their own for those it assigns work to."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.add_column("stage", sa.Column("agreed", sa.JSON(), nullable=True))
    op.add_column("obligation", sa.Column("own_due", sa.Date(), nullable=True))


def downgrade() -> None:
    """Take it back; the contract itself stays among the results."""
    op.drop_column("obligation", "own_due")
    op.drop_column("stage", "agreed")
