"""The index by which announcements are asked for: one card each, its terms, and its words in the same order."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_TEXTS = (
    *("verdict", "reading", "exposure", "dependence", "transparency", "sensitivity", "confidence", "sector", "status"),
    *("instrument", "supplier", "host", "hosting"),
)


def upgrade() -> None:
    """Make the tables, empty: they are filled from the announcements once the schema is the newest."""
    _cards()
    op.create_table(
        "card_terms",
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("sort_key", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["sort_key"], ["cards.sort_key"], name=op.f("fk_card_terms_sort_key")),
        sa.PrimaryKeyConstraint("field", "value", "sort_key", name=op.f("pk_card_terms")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_card_terms_sort_key_field", "card_terms", ["sort_key", "field"], unique=False)
    op.create_index("ix_documents_captured_at_id", "documents", ["captured_at", "id"], unique=False)
    op.execute("DROP TABLE announcement_words")
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE announcement_words USING fts5(words, tokenize = 'unicode61 remove_diacritics 2')"
        )
    else:
        op.execute("CREATE TABLE announcement_words (sort_key BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)")
        op.execute("CREATE INDEX ix_announcement_words ON announcement_words USING gin (words)")


def _cards() -> None:
    op.create_table(
        "cards",
        sa.Column("sort_key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("announcement_id", sa.Text(), nullable=False),
        sa.Column("assessment_id", sa.Text(), nullable=True),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("changed", sa.Text(), nullable=False),
        sa.Column("announced", sa.Text(), nullable=True),
        sa.Column("signed", sa.Text(), nullable=True),
        sa.Column("amount", sa.Double(), nullable=True),
        sa.Column("duration", sa.Integer(), nullable=True),
        sa.Column("origins", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=True) for name in _TEXTS),
        sa.ForeignKeyConstraint(["announcement_id"], ["announcements.id"], name=op.f("fk_cards_announcement_id")),
        sa.PrimaryKeyConstraint("sort_key", name=op.f("pk_cards")),
        sa.UniqueConstraint("announcement_id", name=op.f("uq_cards_announcement_id")),
    )
    for name in ("amount", "changed"):
        op.create_index(f"ix_cards_{name}_sort_key", "cards", [name, "sort_key"], unique=False)
