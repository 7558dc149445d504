"""Notices one can prove: where each attempt ended, what came back, numbers of letters, files of circulars."""

import sqlalchemy as sa
from alembic import op

from coordination.store.types import UTCDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BEFORE = ("queued", "sending", "delivered", "uncertain", "failed")
AFTER = (*BEFORE, "set_aside")


def upgrade() -> None:
    """Make the change; attempts already made keep what is known of them."""
    _notices()
    _attempts()
    op.create_table(
        "receipt",
        sa.Column("notice", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("step IN ('arrived', 'opened', 'acknowledged', 'answered')", name="step_known"),
        sa.ForeignKeyConstraint(["notice"], ["notice.key"]),
        sa.PrimaryKeyConstraint("notice", "step"),
    )
    op.execute(
        "INSERT INTO receipt (notice, step, body, office, words, at)"
        " SELECT notice, 'acknowledged', body, office, '', at FROM acknowledgement"
    )
    op.drop_table("acknowledgement")
    op.create_table(
        "mailbox",
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("notice", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("since", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["notice"], ["notice.key"]),
        sa.PrimaryKeyConstraint("address"),
    )
    op.create_table(
        "circuit",
        sa.Column("server", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("open_since", UTCDateTime(), nullable=True),
        sa.Column("probe_at", UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("server"),
    )
    op.create_table(
        "official_letter",
        sa.Column("event", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event"], ["event.seq"]),
        sa.PrimaryKeyConstraint("event"),
        sa.UniqueConstraint("issuer", "year", "number"),
    )
    op.create_table(
        "attachment",
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("hash"),
    )


def _known(states: tuple[str, ...]) -> str:
    return f"state IN ({', '.join(repr(each) for each in states)})"


def _notices() -> None:
    with op.batch_alter_table("telling") as table:
        table.alter_column("ends_on", existing_type=sa.Date(), nullable=True)
        table.add_column(sa.Column("bodies", sa.JSON(), nullable=True))
    with op.batch_alter_table("notice") as table:
        table.add_column(sa.Column("role", sa.String(), nullable=False, server_default="drafter"))
        table.add_column(sa.Column("digest", sa.String(), nullable=True))
        table.add_column(sa.Column("mail", sa.String(), nullable=True))
        table.add_column(sa.Column("reason", sa.String(), nullable=True))
        table.add_column(sa.Column("crashes", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("tried_at", UTCDateTime(), nullable=True))
        table.add_column(sa.Column("alarm", sa.String(), nullable=True))
        table.add_column(sa.Column("supersedes", sa.String(), nullable=True))
        table.add_column(sa.Column("chase_at", UTCDateTime(), nullable=True))
        table.add_column(sa.Column("chased", sa.Integer(), nullable=False, server_default="0"))
        table.drop_constraint("state_known", type_="check")
        table.create_check_constraint("state_known", _known(AFTER))
        for name in ("event", "mail", "supersedes", "chase_at"):
            table.create_index(f"ix_notice_{name}", [name])
    # The defaults served the rows already there; every new row says its own. What went out bore its own key.
    op.execute("UPDATE notice SET mail = key WHERE attempts > 0")
    with op.batch_alter_table("notice") as table:
        for name in ("role", "crashes", "chased"):
            table.alter_column(name, server_default=None)


def _attempts() -> None:
    with op.batch_alter_table("delivery") as table:
        table.add_column(sa.Column("phase", sa.String(), nullable=False, server_default=""))
        table.add_column(sa.Column("code", sa.Integer(), nullable=True))
        table.add_column(sa.Column("address", sa.String(), nullable=False, server_default=""))
        table.add_column(sa.Column("mail", sa.String(), nullable=False, server_default=""))
    op.execute(
        "UPDATE delivery SET mail = notice,"
        " address = (SELECT address FROM notice WHERE notice.key = delivery.notice)"
    )
    with op.batch_alter_table("delivery") as table:
        for name in ("phase", "address", "mail"):
            table.alter_column(name, server_default=None)


def downgrade() -> None:
    """Take the change back; what only this version knows is dropped, a notice set aside is a failed one."""
    op.create_table(
        "acknowledgement",
        sa.Column("notice", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["notice"], ["notice.key"]),
        sa.PrimaryKeyConstraint("notice"),
    )
    op.execute(
        "INSERT INTO acknowledgement (notice, body, office, at)"
        " SELECT notice, body, office, at FROM receipt WHERE step = 'acknowledged'"
    )
    for name in ("attachment", "official_letter", "circuit", "mailbox", "receipt"):
        op.drop_table(name)
    with op.batch_alter_table("delivery") as table:
        for name in ("mail", "address", "code", "phase"):
            table.drop_column(name)
    op.execute("UPDATE notice SET state = 'failed' WHERE state = 'set_aside'")
    with op.batch_alter_table("notice") as table:
        for name in ("chase_at", "supersedes", "mail", "event"):
            table.drop_index(f"ix_notice_{name}")
        table.drop_constraint("state_known", type_="check")
        table.create_check_constraint("state_known", _known(BEFORE))
        for name in ("chased", "chase_at", "supersedes", "alarm", "tried_at", "crashes", "reason"):
            table.drop_column(name)
        for name in ("mail", "digest", "role"):
            table.drop_column(name)
    op.execute("UPDATE telling SET ends_on = '1970-01-01' WHERE ends_on IS NULL")
    with op.batch_alter_table("telling") as table:
        table.alter_column("ends_on", existing_type=sa.Date(), nullable=False)
        table.drop_column("bodies")
