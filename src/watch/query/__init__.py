"""The read side: what questions find, counts by field, and sheets, straight from the tables."""

from watch.query.counting import FACETS, dimensions, facets, stats
from watch.query.documents import documents
from watch.query.finding import EVERYTHING, Listing, as_listed, finds, iterate, listing
from watch.query.sheets import Sheet, sheet, sheet_in

__all__ = [
    "EVERYTHING",
    "FACETS",
    "Listing",
    "Sheet",
    "as_listed",
    "dimensions",
    "documents",
    "facets",
    "finds",
    "iterate",
    "listing",
    "sheet",
    "sheet_in",
    "stats",
]
