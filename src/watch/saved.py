"""Saved queries: a subscription's query, asked of the announcements in hand."""

from collections.abc import Collection

import sqlalchemy as sa

from watch import query
from watch.asking import Vocabulary, parse


def found_by(tx: sa.Connection, text: str, ids: Collection[str], vocabulary: Vocabulary) -> frozenset[str]:
    """Those announcements of *ids* that the query finds; all of them when it is empty."""
    return query.finds(tx, parse(text, vocabulary), ids) if text.strip() else frozenset(ids)
