"""What happens on each event: load, call the pure stages, write their result with the next event in one commit."""

from watch.handlers.correcting import corrected, on_corrected
from watch.handlers.judging import on_announced, on_decided, on_updated
from watch.handlers.placing import on_placed, on_withdrawn
from watch.handlers.reading import on_captured, read
from watch.handlers.revising import on_revised
from watch.handlers.telling import on_assessed, on_digest_due, on_raised
from watch.handlers.workshop import Workshop

__all__ = [
    "Workshop",
    "corrected",
    "on_announced",
    "on_assessed",
    "on_captured",
    "on_corrected",
    "on_decided",
    "on_digest_due",
    "on_placed",
    "on_raised",
    "on_revised",
    "on_updated",
    "on_withdrawn",
    "read",
]
