"""Logging: ours and every library's the same way, as JSON or for eyes, and never with a secret."""

import json
import logging
import re
import sys
from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import Literal, TextIO
from urllib.parse import quote, quote_plus

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

HIDDEN = "[hidden]"
SHORTEST_SECRET = 6
"""Anything shorter would be hidden in the middle of ordinary words."""

TALKATIVE = ("httpx", "httpcore", "aiohttp.access", "apscheduler", "alembic", "uvicorn.error")
"""They log every request, every tick or every opening of the database at INFO, the first with the token in the
address."""

_PATTERNS = (
    (re.compile(r"\d{3,}(?::|%3A)[A-Za-z0-9_-]{30,}"), HIDDEN),
    (re.compile(r"/bot\d+(?::|%3A)[^/\s\"']+"), f"/bot{HIDDEN}"),
    (re.compile(r"(?:xox[a-z](?:\.xox[a-z])?|xapp)-[A-Za-z0-9-]+"), HIDDEN),
    (re.compile(r"(hooks\.slack\.com/)[^\s\"'<>]+"), rf"\1{HIDDEN}"),
    (re.compile(r"([a-z][a-z0-9+.-]*://[^\s:/@]*:)[^\s@/]+@"), rf"\1{HIDDEN}@"),
)
_SECRET_KEY = re.compile(r"token|secret|password|passwd|authorization|cookie", re.IGNORECASE)


def hide_tokens(text: str) -> str:
    """Without anything that looks like a Telegram or Slack token, or a password in an address."""
    for pattern, instead in _PATTERNS:
        text = pattern.sub(instead, text)
    return text


class Redactor:
    """Hides what looks like a token, and the secrets it is told, however they are written."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        forms = {form for secret in secrets if len(secret) >= SHORTEST_SECRET for form in _forms(secret)}
        longest_first = sorted(forms, key=len, reverse=True)
        self._told = re.compile("|".join(map(re.escape, longest_first))) if forms else None

    def text(self, text: str) -> str:
        if self._told is not None:
            text = self._told.sub(HIDDEN, text)
        return hide_tokens(text)

    def value(self, value: object) -> object:
        """The same shape; what is neither a number nor text nor a collection becomes its cleaned `repr`."""
        match value:
            case None | bool() | int() | float():
                return value
            case str():
                return self.text(value)
            case Mapping():
                return {self.text(str(key)): self._under(str(key), inner) for key, inner in value.items()}
            case list() | tuple() | set() | frozenset():
                return [self.value(inner) for inner in value]
            case _:
                return self.text(repr(value))

    def _under(self, key: str, value: object) -> object:
        return HIDDEN if value is not None and _SECRET_KEY.search(key) else self.value(value)

    def event(self, _logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        """As a processor, before rendering. Names that begin with `_` are structlog's own."""
        return {key: value if key.startswith("_") else self._under(key, value) for key, value in event.items()}

    def line(self, _logger: WrappedLogger, _method: str, event: EventDict | str) -> str:
        """As the last processor: the finished line once more, since a renderer may put things together."""
        return self.text(str(event))


def _forms(secret: str) -> set[str]:
    escaped = {json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1], repr(secret)[1:-1]}
    return {secret, quote(secret), quote(secret, safe=""), quote_plus(secret), *escaped}


def set_up_logging(
    style: Literal["json", "console"] = "json",
    level: str = "INFO",
    secrets: Iterable[str] = (),
    stream: TextIO | None = None,
) -> None:
    """For the whole process; also for exceptions that end it. `stream` is standard error unless given."""
    redactor = Redactor(secrets)
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(_formatter(style, redactor, shared, handler.stream))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(True)
    sys.excepthook = _log_the_end


def _formatter(
    style: str, redactor: Redactor, shared: list[Processor], stream: TextIO
) -> structlog.stdlib.ProcessorFormatter:
    renderer: Processor = structlog.processors.JSONRenderer(ensure_ascii=False)
    if style == "console":
        plain = structlog.dev.plain_traceback
        renderer = structlog.dev.ConsoleRenderer(colors=stream.isatty(), exception_formatter=plain)
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            redactor.event,
            renderer,
            redactor.line,
        ],
    )


def _log_the_end(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    logging.getLogger("engagebot").critical("the program ended", exc_info=(kind, error, trace))
