"""Logs for people or machines: ids, never the text of measures, and never the token."""

import logging
import re
import sys
import time
import traceback
from collections.abc import Callable, Iterator

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

TOKEN = re.compile(r"\d{1,20}:[A-Za-z0-9_-]{6,}(?::[A-Za-z0-9_-]+)*|(?<=/bot)\d+:[^/\s]+")
MINUTE = 60.0
BURST = 5
MOST_REMEMBERED = 1000
QUIET = ("httpx", "httpcore", "telegram", "apscheduler")


def redact(text: str) -> str:
    """The text without anything that looks like a bot's token."""
    return TOKEN.sub("‹token›", text)


def places_only(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Tell of an error where it arose and of which kind it is; its own words may hold what somebody wrote."""
    given = event.pop("exc_info", None)
    error = given if isinstance(given, BaseException) else sys.exc_info()[1] if given is True else (given or (0, 0))[1]
    if isinstance(error, BaseException):
        event["exception"] = "\n".join(places(error))
    return event


def places(error: BaseException) -> Iterator[str]:
    """Where an error arose and of which kind it is, what led to it first, without its own words."""
    earlier = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if earlier:
        yield from places(earlier)
    yield "".join(traceback.format_tb(error.__traceback__)) + type(error).__name__


class Repeats(logging.Filter):
    """Lets the same trouble through five times a minute, then tells how often it was held back: no log fills a disk.

    A filter, and not one of structlog's processors: those drop an event by an exception, and of a library's
    record that exception would go through the library's own call.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._seen: dict[tuple[object, ...], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether to tell of it; what was held back before is counted on the record."""
        if record.levelno < logging.WARNING:
            return True
        event: EventDict = record.msg if isinstance(record.msg, dict) else {"event": record.getMessage()}
        key = (record.name, *(event.get(name) for name in ("event", "error", "job", "unit")))
        now = self._clock()
        since, told = self._seen.get(key, (now, 0))
        if now - since >= MINUTE:
            if told > BURST:
                record.repeated = event["repeated"] = told - BURST
            since, told = now, 0
        if len(self._seen) > MOST_REMEMBERED:
            self._seen.clear()
        self._seen[key] = since, told + 1
        return told < BURST


def set_up_logs(level: str = "INFO", *, as_json: bool = False) -> None:
    """Write to standard error, one line an event; what people wrote stands there at the level DEBUG at most."""
    logging.basicConfig(stream=sys.stderr, level=level, format="%(message)s", force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    renderer = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=False),
        structlog.processors.format_exc_info if level == "DEBUG" else places_only,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    formatter = _Redacting(
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        foreign_pre_chain=[structlog.stdlib.ExtraAdder(["repeated"]), *shared],
    )
    repeats = Repeats()
    for handler in logging.getLogger().handlers:
        handler.setFormatter(formatter)
        handler.addFilter(repeats)


class _Redacting(structlog.stdlib.ProcessorFormatter):
    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))
