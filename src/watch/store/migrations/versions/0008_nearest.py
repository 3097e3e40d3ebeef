"""Look-ups that read a bounded part of a key: documents by what they are, and named systems by their body."""

import json

import sqlalchemy as sa
from alembic import op

from watch.stems import fold

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Say of each key of a document whether it announces, let indexes cover what is asked, add keys of systems."""
    op.add_column("document_keys", sa.Column("announces", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(
        "UPDATE document_keys SET announces = COALESCE((SELECT is_announcement FROM readings"
        " WHERE readings.document_id = document_keys.document_id), announces)"
    )
    for table, further in (
        ("document_keys", ("announces", "day", "document_id")),
        ("party_keys", ("day", "announcement_id")),
    ):
        op.drop_index(f"ix_{table}_party_key_day", table)
        columns = ("party_key", *further)
        op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns), unique=False)
    op.create_index("ix_fingerprints_document_id", "fingerprints", ["document_id"], unique=False)
    _systems()


def _systems() -> None:
    """A key for each named system with each public party of its deal."""
    bind = op.get_bind()
    rows = bind.execute(sa.text("SELECT id, sort_date, payload FROM announcements WHERE withdrawn_at IS NULL"))
    made = [
        {"party_key": f"system:{fold(found['project'])}/{body}", "announcement_id": row.id, "day": row.sort_date}
        for row in rows.all()
        if (found := json.loads(row.payload)).get("project")
        for body in sorted(
            {one["actor_id"] or fold(one["name"]) for one in found["parties"] if one["side"] == "public"}
        )
    ]
    if made:
        bind.execute(
            sa.text(
                "INSERT INTO party_keys (party_key, announcement_id, day) VALUES (:party_key, :announcement_id, :day)"
            ),
            made,
        )
