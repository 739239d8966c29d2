"""The command line, typed within the test's own process, which spares the seconds that a program takes to start."""

import logging
import re
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import structlog
from typer.testing import CliRunner, Result

from engagebot.cli import app
from engagebot.domain.clock import SystemClock
from tests.workfile.small import SMALL

Type = Callable[..., Result]


@contextmanager
def keyboard_at(variables: Mapping[str, str | None]) -> Iterator[Type]:
    """Type commands; logging and warnings are put back as they were."""
    root, hook, show = logging.getLogger(), sys.excepthook, warnings.showwarning
    handlers, level = list(root.handlers), root.level
    try:
        yield lambda *words: CliRunner().invoke(app, [str(word) for word in words], env=variables)
    finally:
        root.handlers[:], root.level, sys.excepthook, warnings.showwarning = handlers, level, hook, show
        logging.captureWarnings(False)
        structlog.reset_defaults()


def said(result: Result) -> str:
    """What stood on the screen, however wide that was."""
    return " ".join(result.output.split())


def written(folder: Path, text: str, name: str = "small.yaml") -> str:
    (folder / name).write_text(text, "utf-8")
    return name


def coming() -> str:
    """The small workstream, moved into the days to come; `date` of the talk in the file's own form."""
    talk = SystemClock().now() + timedelta(days=3)
    text = re.sub(r"starts: .*", f"starts: {talk:%Y-%m-%d} 15:00", SMALL)
    text = re.sub(r"opens: .*", f"opens: {talk + timedelta(days=4):%Y-%m-%d} 09:00", text)
    return re.sub(r"closes: .*", f"closes: {talk + timedelta(days=9):%Y-%m-%d} 18:00", text)
