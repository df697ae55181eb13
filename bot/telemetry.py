"""Logs: structured, to stderr, for people (`console`) or machines (`json`)."""

import logging
import sys
from typing import Any

import structlog


def configure(log_format: str, level: str) -> None:
    """Set up logging for the process.

    Args:
        log_format: `console` or `json`.
        level: `debug`, `info`, `warning` or `error`.

    Tokens, signatures and what leads write are never logged.
    """
    number = logging.getLevelNamesMapping()[level.upper()]
    renderer: Any = (
        structlog.processors.JSONRenderer()
        if log_format == "json"
        # Plain tracebacks: the pretty ones show local variables, tokens and what leads write among them.
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    )
    machine = [structlog.processors.format_exc_info] if log_format == "json" else []
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, *machine, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    # Libraries speak when something is wrong; their lines go the same way.
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.add_logger_name],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *machine, renderer],
        )
    )
    ours = [one for one in logging.root.handlers if isinstance(one.formatter, structlog.stdlib.ProcessorFormatter)]
    for one in ours:  # set up a second time
        logging.root.removeHandler(one)
    logging.root.addHandler(handler)
    logging.root.setLevel(max(number, logging.WARNING))
    # It warns of SLACK_BOT_TOKEN in the environment, which is ours to read; and it sets its level by itself.
    logging.getLogger("slack_bolt.AsyncApp").addFilter(_is_error)


def _is_error(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.ERROR
