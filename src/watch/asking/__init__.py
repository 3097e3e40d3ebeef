"""The query language: one reading of what people ask, used by commands, pages, feeds, exports and subscriptions.

`parse` turns text into a `Question`; `passes` answers it for one announcement, `watch.query` for the whole store.
"""

from watch.asking.answer import passes
from watch.asking.card import Card, Origin, card, day_of
from watch.asking.counts import Facet, Facets, Stats
from watch.asking.mistakes import QuestionError
from watch.asking.parser import LONGEST, MOST_CLAUSES, parse, words
from watch.asking.question import Between, Clause, Match, Order, Question, Words
from watch.asking.vocabulary import Vocabulary

__all__ = [
    "LONGEST",
    "MOST_CLAUSES",
    "Between",
    "Card",
    "Clause",
    "Facet",
    "Facets",
    "Match",
    "Order",
    "Origin",
    "Question",
    "QuestionError",
    "Stats",
    "Vocabulary",
    "Words",
    "card",
    "day_of",
    "parse",
    "passes",
    "words",
]
