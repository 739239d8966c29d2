"""Secrets leave by no log."""

import io
import logging
from collections.abc import Iterator

import pytest

from engagebot.platforms.redaction import Redaction

TOKEN = "4242:AAF-secret"


@pytest.fixture
def book() -> Iterator[tuple[logging.Logger, io.StringIO]]:
    logger, written = logging.getLogger("tests.redaction"), io.StringIO()
    handler = logging.StreamHandler(written)
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    yield logger, written
    logger.removeHandler(handler)


def test_a_guarded_logger_writes_no_secret(book: tuple[logging.Logger, io.StringIO]) -> None:
    logger, written = book
    redaction = Redaction([TOKEN, None])
    redaction.guard([logger])

    logger.info("POST %s", f"https://api.telegram.org/bot{TOKEN}/getMe")
    try:
        raise ValueError(TOKEN)
    except ValueError:
        logger.exception("failed")
    redaction.release()

    assert TOKEN not in written.getvalue()
    assert "bot[secret]/getMe" in written.getvalue()
    assert "ValueError: [secret]" in written.getvalue()


def test_a_released_logger_writes_as_before(book: tuple[logging.Logger, io.StringIO]) -> None:
    logger, written = book
    redaction = Redaction([TOKEN])
    redaction.guard([logger])
    redaction.release()

    logger.info("plain %s", "words")

    assert written.getvalue() == "plain words\n"
    assert not logger.filters


def test_a_pattern_takes_out_what_is_not_known_beforehand() -> None:
    redaction = Redaction([], patterns=[r"(?<=ticket=)[^&\s']+"])

    assert redaction.clean("wss://x/link/?ticket=1234-5678&app_id=5") == "wss://x/link/?ticket=[secret]&app_id=5"
