"""What delivery needs: lanes, traces and deaths of events; ends of subscriptions; those made by command."""

import sqlalchemy as sa
from alembic import op

from watch.store.schema import UtcDateTime

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the columns and the table; events that wait keep their place."""
    op.add_column("events", sa.Column("lane", sa.Text(), server_default="", nullable=False))
    op.add_column("events", sa.Column("trace", sa.Text(), nullable=True))
    op.add_column("events", sa.Column("deaths", sa.Integer(), server_default="0", nullable=False))
    op.create_index("ix_events_state_id", "events", ["state", "id"], unique=False)
    op.add_column("messages", sa.Column("channel", sa.Text(), server_default="mail", nullable=False))
    op.create_index("ix_messages_channel_sent_at", "messages", ["channel", "sent_at"], unique=False)
    op.add_column("subscribers", sa.Column("ended_at", UtcDateTime(), nullable=True))
    op.create_table(
        "subscriptions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscriptions")),
    )
