"""What judging again needs: the basis of each judgement, editors' decisions, and what was known when."""

import sqlalchemy as sa
from alembic import op

from watch.store.schema import UtcDateTime

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the three tables; existing rows stay as they are, and are judged again once, for their basis is unknown."""
    op.create_table(
        "bases",
        sa.Column("announcement_id", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("confirmed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["announcement_id"], ["announcements.id"], name=op.f("fk_bases_announcement_id")),
        sa.PrimaryKeyConstraint("announcement_id", name=op.f("pk_bases")),
    )
    op.create_table(
        "decisions",
        sa.Column("sequence", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("announcement_id", sa.Text(), nullable=False),
        sa.Column("criterion", sa.Text(), nullable=False),
        sa.Column("editor", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["announcement_id"], ["announcements.id"], name=op.f("fk_decisions_announcement_id")),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_decisions")),
        sa.UniqueConstraint("id", name=op.f("uq_decisions_id")),
    )
    op.create_index(op.f("ix_decisions_announcement_id"), "decisions", ["announcement_id"], unique=False)
    op.create_table(
        "knowledge",
        sa.Column("sequence", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=True),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_knowledge")),
    )
    op.create_index("ix_knowledge_kind_key", "knowledge", ["kind", "key"], unique=False)
