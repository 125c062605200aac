"""Logs with correlation, and measures for Prometheus. No personal data and no secrets go into either."""

import logging
import sys
from typing import Any

import structlog
from prometheus_client import REGISTRY, Counter, Gauge, Histogram

READ = Counter("antoan_reader_entries_total", "Entries of the log a reader has gone through", ["reader"])
LAG = Gauge("antoan_reader_lag_entries", "How far a reader is behind the last position it heard of", ["reader"])
PARKED = Counter("antoan_parked_total", "Facts and broker messages that were parked", ["reader"])
PUBLISHED = Counter("antoan_relay_published_total", "Entries the relay has given to the broker")
COMMANDS = Counter("antoan_commands_total", "Commands by outcome", ["service", "command", "outcome"])
COMMAND_SECONDS = Histogram(
    "antoan_command_seconds", "Time from command to durable fact", ["service"],
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.3, 1, 3),
)  # fmt: skip

__all__ = ["COMMANDS", "COMMAND_SECONDS", "LAG", "PARKED", "PUBLISHED", "READ", "REGISTRY", "set_up_logging"]


def set_up_logging(level: str, *, as_json: bool, stream: Any = None) -> None:
    """Sends structlog to standard error, as text or as one JSON object a line, with whatever context is bound."""
    number = getattr(logging, level.upper())
    renderer = structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=False)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=lambda *_: structlog.PrintLogger(stream or sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(level=max(number, logging.WARNING), stream=stream or sys.stderr, format="%(name)s: %(message)s")
