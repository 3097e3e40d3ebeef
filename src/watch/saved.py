"""Saved queries: a subscription's query, parsed and asked of one announcement at a time."""

from collections.abc import Collection

import sqlalchemy as sa

from watch import query
from watch.asking import Question, Vocabulary, parse


def read_query(text: str, vocabulary: Vocabulary) -> Question:
    """The question that a subscription asks; everything when it is empty. QuestionError."""
    return parse(text, vocabulary)


def found_by(tx: sa.Connection, text: str, ids: Collection[str], vocabulary: Vocabulary) -> frozenset[str]:
    """Those announcements of *ids* that the query finds; all of them when it is empty."""
    return query.finds(tx, read_query(text, vocabulary), ids) if text.strip() else frozenset(ids)
