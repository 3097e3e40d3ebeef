"""How the service logs: lines for a person on a terminal, JSON elsewhere, on standard error."""

import logging
import sys

import structlog


def configure_log(level: int = logging.INFO) -> None:
    """Set up structlog and quieten the libraries; `level` is one of `logging`'s."""
    for library in ("scrapy", "apscheduler"):  # the scheduler warns each minute that a long sweep is still under way
        logging.getLogger(library).setLevel(logging.ERROR)
    person = sys.stderr.isatty()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.dev.ConsoleRenderer() if person else structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
