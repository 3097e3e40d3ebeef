"""What the history of a deal needs: kinds of links, redirects, placements, withdrawn documents, look-up keys."""

import sqlalchemy as sa
from alembic import op

from watch.store.schema import UtcDateTime

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the tables; every link that is there is a report, and parties are looked up by day."""
    op.add_column("links", sa.Column("kind", sa.Text(), nullable=False, server_default="report"))
    op.add_column("party_keys", sa.Column("day", sa.Text(), nullable=False, server_default=""))
    op.execute(
        "UPDATE party_keys SET day = "
        "(SELECT sort_date FROM announcements WHERE announcements.id = party_keys.announcement_id)"
    )
    op.create_index("ix_party_keys_party_key_day", "party_keys", ["party_key", "day"], unique=False)
    op.create_index("ix_party_keys_announcement_id", "party_keys", ["announcement_id"], unique=False)
    _document_keys()
    _placements()
    op.create_table(
        "redirects",
        sa.Column("announcement_id", sa.Text(), nullable=False),
        sa.Column("target_id", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["announcement_id"], ["announcements.id"], name=op.f("fk_redirects_announcement_id")),
        sa.ForeignKeyConstraint(["target_id"], ["announcements.id"], name=op.f("fk_redirects_target_id")),
        sa.PrimaryKeyConstraint("announcement_id", name=op.f("pk_redirects")),
    )
    op.create_table(
        "withdrawals",
        sa.Column("document_id", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("noticed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_withdrawals_document_id")),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_withdrawals")),
    )


def _document_keys() -> None:
    op.create_table(
        "document_keys",
        sa.Column("party_key", sa.Text(), nullable=False),
        sa.Column("document_id", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_document_keys_document_id")),
        sa.PrimaryKeyConstraint("party_key", "document_id", name=op.f("pk_document_keys")),
    )
    op.create_index("ix_document_keys_party_key_day", "document_keys", ["party_key", "day"], unique=False)
    op.create_index("ix_document_keys_document_id", "document_keys", ["document_id"], unique=False)


def _placements() -> None:
    op.create_table(
        "placements",
        sa.Column("sequence", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("editor", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_placements")),
        sa.UniqueConstraint("id", name=op.f("uq_placements_id")),
    )
    op.create_table(
        "pins",
        sa.Column("document_id", sa.Text(), nullable=False),
        sa.Column("announcement_id", sa.Text(), nullable=True),
        sa.Column("placement_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_pins_document_id")),
        sa.ForeignKeyConstraint(["placement_id"], ["placements.id"], name=op.f("fk_pins_placement_id")),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_pins")),
    )
