"""Keeps secrets out of logs and out of the reasons we give, whatever a library writes."""

import logging
import re
import traceback
from collections.abc import Iterable


class Redaction(logging.Filter):
    """Takes the given secrets out of texts, and out of every record of the loggers that it guards."""

    def __init__(self, secrets: Iterable[str | None], patterns: Iterable[str] = ()) -> None:
        super().__init__()
        self._patterns = [re.compile(pattern) for pattern in patterns]
        self._secrets = sorted({secret for secret in secrets if secret}, key=len, reverse=True)
        self._guarded: list[logging.Logger] = []

    def clean(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, "[secret]")
        for pattern in self._patterns:
            text = pattern.sub("[secret]", text)
        return text

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = self.clean(_message(record)), ()
        if record.exc_info and record.exc_info[1] is not None:
            record.exc_text = self.clean("".join(traceback.format_exception(record.exc_info[1])))
            record.exc_info = None
        return True

    def guard(self, loggers: Iterable[logging.Logger]) -> None:
        """A logger's filter sees only what is logged by that very logger, so each is named."""
        for logger in loggers:
            logger.addFilter(self)
            self._guarded.append(logger)

    def release(self) -> None:
        while self._guarded:
            self._guarded.pop().removeFilter(self)


def _message(record: logging.LogRecord) -> str:
    """A record whose arguments do not fit its words must not break the call that logs it."""
    try:
        return record.getMessage()
    except (TypeError, ValueError):
        return f"{record.msg} {record.args}"
