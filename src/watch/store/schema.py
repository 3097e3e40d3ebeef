"""The tables. A value is kept whole in `payload` (see `codec`); other columns serve look-ups and constraints."""

from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Dialect

HEAD = "0008"
"""The migration that makes exactly these tables."""

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcDateTime(sa.TypeDecorator[datetime]):
    """An aware datetime, stored in UTC; SQLite has no zones, so they are put back on reading."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware *value* to UTC; a naive one is a programming error."""
        del dialect
        if value is not None and value.tzinfo is None:
            raise ValueError("a datetime without a zone was given to the store")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back an aware datetime."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _text(name: str, *, null: bool = False, index: bool = False, primary_key: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=null, index=index, primary_key=primary_key)


def _moment(name: str, *, null: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, UtcDateTime, nullable=null)


documents = sa.Table(
    "documents",
    metadata,
    _text("id", primary_key=True),
    _text("source_id", index=True),
    _text("canonical_url", index=True),
    sa.Column("published_on", sa.Date),
    _moment("captured_at"),
    sa.Column("baseline", sa.Boolean, nullable=False),
    _text("payload"),
    sa.Index("ix_documents_captured_at_id", "captured_at", "id"),
)

fingerprints = sa.Table(
    "fingerprints",
    metadata,
    sa.Column("band", sa.BigInteger, primary_key=True),
    sa.Column("document_id", sa.Text, sa.ForeignKey("documents.id"), primary_key=True),
    sa.Index("ix_fingerprints_document_id", "document_id"),
)

readings = sa.Table(
    "readings",
    metadata,
    sa.Column("document_id", sa.Text, sa.ForeignKey("documents.id"), primary_key=True),
    sa.Column("is_announcement", sa.Boolean, nullable=False),
    _text("payload"),
    _moment("created_at"),
)

corrections = sa.Table(
    "corrections",
    metadata,
    sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column("document_id", sa.Text, sa.ForeignKey("documents.id"), nullable=False, index=True),
    _text("reviewer"),
    sa.Column("is_announcement", sa.Boolean, nullable=False),
    _text("payload"),
    _moment("created_at"),
)

announcements = sa.Table(
    "announcements",
    metadata,
    _text("id", primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    _text("status"),
    _text("sector", null=True),
    _text("sort_date", index=True),
    sa.Column("baseline", sa.Boolean, nullable=False),
    _moment("changed_at"),
    _text("payload"),
    _moment("withdrawn_at", null=True),
)

announcement_versions = sa.Table(
    "announcement_versions",
    metadata,
    sa.Column("announcement_id", sa.Text, sa.ForeignKey("announcements.id"), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    _text("payload"),
    _moment("created_at"),
)

party_keys = sa.Table(
    "party_keys",
    metadata,
    _text("party_key", primary_key=True),
    sa.Column("announcement_id", sa.Text, sa.ForeignKey("announcements.id"), primary_key=True),
    sa.Column("day", sa.Text, nullable=False, server_default=""),
    sa.Index("ix_party_keys_party_key_day_announcement_id", "party_key", "day", "announcement_id"),
    sa.Index("ix_party_keys_announcement_id", "announcement_id"),
)

document_keys = sa.Table(
    "document_keys",
    metadata,
    _text("party_key", primary_key=True),
    sa.Column("document_id", sa.Text, sa.ForeignKey("documents.id"), primary_key=True),
    _text("day"),
    sa.Column("announces", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Index("ix_document_keys_party_key_announces_day_document_id", "party_key", "announces", "day", "document_id"),
    sa.Index("ix_document_keys_document_id", "document_id"),
)

links = sa.Table(
    "links",
    metadata,
    sa.Column("document_id", sa.Text, sa.ForeignKey("documents.id"), primary_key=True),
    sa.Column("announcement_id", sa.Text, sa.ForeignKey("announcements.id"), primary_key=True, index=True),
    _text("payload"),
    _moment("created_at"),
    sa.Column("kind", sa.Text, nullable=False, server_default="report"),
)

redirects = sa.Table(
    "redirects",
    metadata,
    sa.Column("announcement_id", sa.Text, sa.ForeignKey("announcements.id"), primary_key=True),
    sa.Column("target_id", sa.Text, sa.ForeignKey("announcements.id"), nullable=False),
    _moment("created_at"),
)

placements = sa.Table(
    "placements",
    metadata,
    sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    _text("act"),
    _text("editor"),
    _text("payload"),
    _moment("created_at"),
)

pins = sa.Table(
    "pins",
    metadata,
    sa.Column("document_id", sa.Text, sa.ForeignKey("documents.id"), primary_key=True),
    _text("announcement_id", null=True),
    sa.Column("placement_id", sa.Text, sa.ForeignKey("placements.id"), nullable=False),
)

withdrawals = sa.Table(
    "withdrawals",
    metadata,
    sa.Column("document_id", sa.Text, sa.ForeignKey("documents.id"), primary_key=True),
    _text("reason"),
    _moment("noticed_at"),
)

assessments = sa.Table(
    "assessments",
    metadata,
    sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column("announcement_id", sa.Text, sa.ForeignKey("announcements.id"), nullable=False, index=True),
    _text("framework_version"),
    _text("verdict", index=True),
    _text("exposure"),
    _text("payload"),
    _moment("created_at"),
)

bases = sa.Table(
    "bases",
    metadata,
    sa.Column("announcement_id", sa.Text, sa.ForeignKey("announcements.id"), primary_key=True),
    _text("payload"),
    _moment("confirmed_at"),
)

decisions = sa.Table(
    "decisions",
    metadata,
    sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column("announcement_id", sa.Text, sa.ForeignKey("announcements.id"), nullable=False, index=True),
    _text("criterion"),
    _text("editor"),
    _text("payload"),
    _moment("created_at"),
)

knowledge = sa.Table(
    "knowledge",
    metadata,
    sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=True),
    _text("kind"),
    _text("key"),
    _text("fingerprint"),
    _text("payload", null=True),
    _moment("recorded_at"),
    sa.Index("ix_knowledge_kind_key", "kind", "key"),
)

events = sa.Table(
    "events",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    _text("name"),
    _text("payload"),
    _text("state"),
    sa.Column("attempts", sa.Integer, nullable=False),
    _moment("available_at"),
    _moment("leased_until", null=True),
    _text("lease", null=True),
    _text("error", null=True),
    _moment("created_at"),
    _moment("finished_at", null=True),
    sa.Column("lane", sa.Text, nullable=False, server_default=""),
    _text("trace", null=True),
    sa.Column("deaths", sa.Integer, nullable=False, server_default="0"),
    sa.Index("ix_events_state_available_at", "state", "available_at"),
    sa.Index("ix_events_state_id", "state", "id"),
    sa.Index("ix_events_name_payload", "name", "payload"),
)

subscribers = sa.Table(
    "subscribers",
    metadata,
    _text("subscription_id", primary_key=True),
    _text("recipient", primary_key=True),
    _moment("since"),
    _moment("ended_at", null=True),
)

subscriptions = sa.Table(
    "subscriptions",
    metadata,
    _text("id", primary_key=True),
    _text("payload"),
    _moment("created_at"),
)

messages = sa.Table(
    "messages",
    metadata,
    _text("id", primary_key=True),
    _text("recipient", index=True),
    _text("state"),
    sa.Column("attempts", sa.Integer, nullable=False),
    _text("error", null=True),
    _text("payload"),
    _moment("created_at"),
    _moment("sent_at", null=True),
    sa.Column("channel", sa.Text, nullable=False, server_default="mail"),
    sa.Index("ix_messages_channel_sent_at", "channel", "sent_at"),
)

ledger = sa.Table(
    "ledger",
    metadata,
    _text("recipient", primary_key=True),
    _text("channel", primary_key=True),
    sa.Column("announcement_id", sa.Text, sa.ForeignKey("announcements.id"), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("message_id", sa.Text, sa.ForeignKey("messages.id"), nullable=False, index=True),
)

issues = sa.Table(
    "issues",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    _text("key"),
    _text("subject", index=True),
    _text("message"),
    _moment("opened_at"),
    _moment("closed_at", null=True),
    sa.Column("occurrences", sa.Integer, nullable=False),
    sa.Index(
        "uq_issues_open_key",
        "key",
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    ),
)

source_states = sa.Table(
    "source_states",
    metadata,
    _text("source_id", primary_key=True),
    _moment("last_checked_at", null=True),
    _moment("last_success_at", null=True),
    _moment("baseline_at", null=True),
    _moment("next_due_at", null=True),
    sa.Column("consecutive_failures", sa.Integer, nullable=False),
    _text("last_error", null=True),
    sa.Column("newest_entry_on", sa.Date),
    sa.Column("entries_last_seen", sa.Integer),
)

validators = sa.Table(
    "validators",
    metadata,
    _text("source_id", primary_key=True),
    _text("url", primary_key=True),
    _text("etag", null=True),
    _text("last_modified", null=True),
    _text("body_hash", null=True),
    _text("rules", null=True),
    _text("seen", null=True),
)

CARD_TEXTS = (
    *("verdict", "reading", "exposure", "dependence", "transparency", "sensitivity", "confidence", "sector", "status"),
    *("instrument", "supplier", "host", "hosting"),
)
"""The columns of a card that hold the leading value of one field: what facets and counts are made of."""

cards = sa.Table(
    "cards",
    metadata,
    sa.Column("sort_key", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("announcement_id", sa.Text, sa.ForeignKey("announcements.id"), nullable=False, unique=True),
    _text("assessment_id", null=True),
    _text("day"),
    _text("changed"),
    _text("announced", null=True),
    _text("signed", null=True),
    sa.Column("amount", sa.Double),
    sa.Column("duration", sa.Integer),
    sa.Column("origins", sa.Integer, nullable=False),
    *(_text(name, null=True) for name in CARD_TEXTS),
    sa.Index("ix_cards_amount_sort_key", "amount", "sort_key"),
    sa.Index("ix_cards_changed_sort_key", "changed", "sort_key"),
)

card_terms = sa.Table(
    "card_terms",
    metadata,
    _text("field", primary_key=True),
    _text("value", primary_key=True),
    sa.Column("sort_key", sa.BigInteger, sa.ForeignKey("cards.sort_key"), primary_key=True),
    sa.Index("ix_card_terms_sort_key_field", "sort_key", "field"),
    sqlite_with_rowid=False,
)
