"""First tables."""

import sqlalchemy as sa
from alembic import op

from coordination.store.types import UTCDateTime


revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "event",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("cycle", sa.String(), nullable=False),
        sa.Column("data", sa.String(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
        sa.UniqueConstraint("hash"),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_cycle"), ["cycle"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_subject"), ["subject"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_type"), ["type"], unique=False)

    op.create_table(
        "region_snapshot",
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("hash"),
    )
    op.create_table(
        "cycle",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=True),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("snapshot", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("opened_at", UTCDateTime(), nullable=False),
        sa.Column("closed_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("state IN ('open', 'closed', 'cancelled')", name="state_known"),
        sa.ForeignKeyConstraint(
            ["snapshot"],
            ["region_snapshot.hash"],
        ),
        sa.PrimaryKeyConstraint("key"),
    )
    with op.batch_alter_table("cycle", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cycle_region"), ["region"], unique=False)

    op.create_table(
        "notice",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("event", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("cycle", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=True),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("html", sa.String(), nullable=False),
        sa.Column("text_hash", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("leased_by", sa.String(), nullable=True),
        sa.Column("leased_until", UTCDateTime(), nullable=True),
        sa.Column("retry_at", UTCDateTime(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("delivered_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "state IN ('queued', 'sending', 'delivered', 'uncertain', 'failed')", name="state_known"
        ),
        sa.ForeignKeyConstraint(
            ["event"],
            ["event.seq"],
        ),
        sa.PrimaryKeyConstraint("key"),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_cycle"), ["cycle"], unique=False)
        batch_op.create_index(batch_op.f("ix_notice_recipient"), ["recipient"], unique=False)
        batch_op.create_index(batch_op.f("ix_notice_type"), ["type"], unique=False)
        batch_op.create_index("notice_outbox", ["state", "event", "recipient"], unique=False)

    op.create_table(
        "acknowledgement",
        sa.Column("notice", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["notice"],
            ["notice.key"],
        ),
        sa.PrimaryKeyConstraint("notice"),
    )
    op.create_table(
        "delivery",
        sa.Column("notice", sa.String(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("reply", sa.String(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["notice"],
            ["notice.key"],
        ),
        sa.PrimaryKeyConstraint("notice", "attempt"),
    )
    op.create_table(
        "stage",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("cycle", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("legal_on", sa.Date(), nullable=True),
        sa.Column("planned_opens", sa.Date(), nullable=False),
        sa.Column("planned_due", sa.Date(), nullable=False),
        sa.Column("opens", sa.Date(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("closes", sa.Date(), nullable=False),
        sa.Column("positions_due", sa.Date(), nullable=False),
        sa.Column("explained", sa.JSON(), nullable=True),
        sa.Column("exceptions", sa.JSON(), nullable=True),
        sa.Column("opened_at", UTCDateTime(), nullable=True),
        sa.Column("synthesised_at", UTCDateTime(), nullable=True),
        sa.Column("settled_at", UTCDateTime(), nullable=True),
        sa.Column("closed_at", UTCDateTime(), nullable=True),
        sa.Column("done_through", UTCDateTime(), nullable=True),
        sa.Column("wake_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "state IN ('scheduled', 'open', 'synthesis', 'positions', 'adopted', 'adopted_with_reservations', 'referred', 'closed', 'cancelled')",
            name="state_known",
        ),
        sa.ForeignKeyConstraint(
            ["cycle"],
            ["cycle.key"],
        ),
        sa.PrimaryKeyConstraint("key"),
    )
    with op.batch_alter_table("stage", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stage_cycle"), ["cycle"], unique=False)
        batch_op.create_index(batch_op.f("ix_stage_wake_at"), ["wake_at"], unique=False)

    op.create_table(
        "exchange",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=True),
        sa.Column("parties", sa.JSON(), nullable=True),
        sa.Column("agenda", sa.JSON(), nullable=True),
        sa.Column("starts_at", UTCDateTime(), nullable=False),
        sa.Column("ends_at", UTCDateTime(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("minutes", sa.String(), nullable=True),
        sa.Column("agreed", sa.JSON(), nullable=True),
        sa.CheckConstraint("state IN ('scheduled', 'held', 'cancelled')", name="state_known"),
        sa.ForeignKeyConstraint(
            ["stage"],
            ["stage.key"],
        ),
        sa.PrimaryKeyConstraint("key"),
    )
    with op.batch_alter_table("exchange", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exchange_stage"), ["stage"], unique=False)

    op.create_table(
        "obligation",
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("what", sa.JSON(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("handed_in_at", UTCDateTime(), nullable=True),
        sa.Column("was_late", sa.Boolean(), nullable=False),
        sa.Column("extension", sa.JSON(), nullable=True),
        sa.Column("remind_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "state IN ('pending', 'submitted', 'returned', 'accepted', 'late', 'excused', 'missing')",
            name="state_known",
        ),
        sa.ForeignKeyConstraint(
            ["stage"],
            ["stage.key"],
        ),
        sa.PrimaryKeyConstraint("stage", "body"),
    )
    with op.batch_alter_table("obligation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_obligation_body"), ["body"], unique=False)
        batch_op.create_index(batch_op.f("ix_obligation_remind_at"), ["remind_at"], unique=False)

    op.create_table(
        "result",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("method_version", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=True),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("inputs", sa.JSON(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("outcome", sa.JSON(), nullable=True),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint(
            "state IN ('draft', 'adopted', 'adopted_with_reservations', 'referred')",
            name="state_known",
        ),
        sa.ForeignKeyConstraint(
            ["stage"],
            ["stage.key"],
        ),
        sa.PrimaryKeyConstraint("key"),
    )
    with op.batch_alter_table("result", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_result_stage"), ["stage"], unique=False)

    op.create_table(
        "submission",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=True),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("handed_in_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("state IN ('submitted', 'returned', 'accepted')", name="state_known"),
        sa.ForeignKeyConstraint(
            ["stage"],
            ["stage.key"],
        ),
        sa.PrimaryKeyConstraint("key"),
        sa.UniqueConstraint("stage", "body", "revision"),
    )
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_submission_stage"), ["stage"], unique=False)

    op.create_table(
        "position",
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("clause", sa.String(), nullable=False),
        sa.Column("stance", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("tacit", sa.Boolean(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.CheckConstraint(
            "stance IN ('agree', 'agree_with_reservation', 'neutral', 'object')",
            name="stance_known",
        ),
        sa.ForeignKeyConstraint(
            ["result"],
            ["result.key"],
        ),
        sa.PrimaryKeyConstraint("result", "body", "clause"),
    )
    _protect_events()


def _protect_events() -> None:
    """The log only grows: the database itself refuses to change or delete an event."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER event_no_{verb.lower()} BEFORE {verb} ON event "
                "BEGIN SELECT RAISE(ABORT, 'the event log is append-only'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the event log is append-only'; END $$"
    )
    op.execute(
        "CREATE TRIGGER event_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON event "
        "FOR EACH STATEMENT EXECUTE FUNCTION event_is_append_only()"
    )


def downgrade() -> None:
    """Take the change back."""
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION event_is_append_only() CASCADE")
    op.drop_table("position")
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_submission_stage"))

    op.drop_table("submission")
    with op.batch_alter_table("result", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_result_stage"))

    op.drop_table("result")
    with op.batch_alter_table("obligation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_obligation_remind_at"))
        batch_op.drop_index(batch_op.f("ix_obligation_body"))

    op.drop_table("obligation")
    with op.batch_alter_table("exchange", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exchange_stage"))

    op.drop_table("exchange")
    with op.batch_alter_table("stage", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stage_wake_at"))
        batch_op.drop_index(batch_op.f("ix_stage_cycle"))

    op.drop_table("stage")
    op.drop_table("delivery")
    op.drop_table("acknowledgement")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index("notice_outbox")
        batch_op.drop_index(batch_op.f("ix_notice_type"))
        batch_op.drop_index(batch_op.f("ix_notice_recipient"))
        batch_op.drop_index(batch_op.f("ix_notice_cycle"))

    op.drop_table("notice")
    with op.batch_alter_table("cycle", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cycle_region"))

    op.drop_table("cycle")
    op.drop_table("region_snapshot")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_type"))
        batch_op.drop_index(batch_op.f("ix_event_subject"))
        batch_op.drop_index(batch_op.f("ix_event_cycle"))

    op.drop_table("event")
