"""What the network's exceptions mean for a source."""

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)

from watch_crawlers.gate import Refused
from watch_crawlers.reports import Failure, Outcome

_KINDS: tuple[tuple[type[BaseException], Outcome, str], ...] = (
    (CannotResolveHostError, Outcome.UNREACHABLE, "has a host that resolves to no public address"),
    (DownloadConnectionRefusedError, Outcome.UNREACHABLE, "refused the connection"),
    (DownloadTimeoutError, Outcome.UNREACHABLE, "did not answer in time"),
    (DownloadCancelledError, Outcome.UNREADABLE, "answered more than may be read; its download was stopped"),
    (ResponseDataLossError, Outcome.UNREACHABLE, "broke off in the middle of its answer"),
)
_IGNORED = (
    ("robots.txt", Outcome.FORBIDDEN, "is closed to us by robots.txt; ask the publisher or disable the source"),
    ("exceeded", Outcome.UNREADABLE, "answered more than may be read once decompressed"),
    ("redirect", Outcome.FAULTY, "redirects in circles"),
)
"""Scrapy's `IgnoreRequest` says in its text what it was about."""


def failure_from(error: BaseException | None, url: str) -> Failure:
    """The failure that *error*, raised while *url* was asked for, stands for."""
    text = str(error)
    if isinstance(error, Refused):
        return Failure(url, Outcome.FORBIDDEN, f"was not asked for: {text}")
    if isinstance(error, IgnoreRequest):
        for word, outcome, reason in _IGNORED:
            if word in text:
                return Failure(url, outcome, reason)
    for kind, outcome, reason in _KINDS:
        if isinstance(error, kind):
            return Failure(url, outcome, reason)
    return Failure(url, Outcome.UNREACHABLE, f"could not be reached ({type(error).__name__}: {text[:160]})")
