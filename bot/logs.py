"""Logs for people or machines: ids, never the text of measures, and never the token."""

import logging
import re
import sys
from typing import Any

import structlog

TOKEN = re.compile(r"\d{1,20}:[A-Za-z0-9_-]{6,}|(?<=/bot)\d+:[^/\s]+")
QUIET = ("httpx", "httpcore", "telegram", "apscheduler")


def redact(text: str) -> str:
    """The text without anything that looks like a bot's token."""
    return TOKEN.sub("‹token›", text)


def set_up_logs(level: str = "INFO", *, as_json: bool = False) -> None:
    """Write to standard error, one line an event."""
    logging.basicConfig(stream=sys.stderr, level=level, format="%(message)s", force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    renderer = structlog.processors.JSONRenderer(ensure_ascii=False) if as_json else structlog.dev.ConsoleRenderer()
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=False),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    formatter = _Redacting(
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer], foreign_pre_chain=shared
    )
    for handler in logging.getLogger().handlers:
        handler.setFormatter(formatter)


class _Redacting(structlog.stdlib.ProcessorFormatter):
    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))
