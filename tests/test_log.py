"""Whatever is logged, and by whom, no secret is in it."""

import asyncio
import json
import logging
import sys
import warnings
from collections.abc import Iterator
from io import StringIO

import pytest
import structlog
from sqlalchemy.ext.asyncio import create_async_engine
from telegram import Bot

from engagebot.log import Redactor, hide_tokens, set_up_logging

TOKEN = "424242:AAF-x_" + "y" * 29
SLACK_TOKENS = ["xoxb-111-222-abcDEF", "xoxp-9-8-7", "xapp-1-A0-123-abc", "xoxe.xoxp-1-Mi0y"]
SIGNING = "8f742231b10e8888abcd99yyyzzz85a5"
ODD = 'pa"ss\\wörd'


@pytest.fixture
def out() -> Iterator[StringIO]:
    root = logging.getLogger()
    before, level, hook = root.handlers, root.level, sys.excepthook
    yield StringIO()
    root.handlers = before
    root.setLevel(level)
    sys.excepthook = hook
    logging.captureWarnings(False)
    structlog.reset_defaults()


@pytest.fixture(params=["json", "console"])
def logged(request: pytest.FixtureRequest, out: StringIO) -> StringIO:
    set_up_logging(request.param, "DEBUG", [SIGNING, ODD, ""], out)
    return out


def assert_clean(text: str) -> None:
    secrets = [TOKEN, TOKEN.partition(":")[2], *SLACK_TOKENS, SIGNING, ODD, json.dumps(ODD)[1:-1], "s3cr3tpw"]
    assert [secret for secret in secrets if secret in text] == []
    assert "[hidden]" in text


def test_ours_and_others_come_out_as_json_with_the_same_fields(out: StringIO) -> None:
    set_up_logging("json", "INFO", stream=out)
    structlog.get_logger("ours").info("lane.started", lane="telegram:1", count=3)
    logging.getLogger("theirs").warning("%s went %s", "it", "well")
    ours, theirs = [json.loads(line) for line in out.getvalue().splitlines()]
    assert (ours["event"], ours["lane"], ours["count"], ours["level"]) == (
        "lane.started",
        "telegram:1",
        3,
        "info",
    )
    assert (theirs["event"], theirs["logger"], theirs["level"]) == ("it went well", "theirs", "warning")
    assert ours["timestamp"].endswith("Z")


def test_an_exception_of_a_library_with_the_token_in_its_address(logged: StringIO) -> None:
    async def fail() -> None:
        await Bot(TOKEN, base_url="http://127.0.0.1:1/bot").get_me()

    try:
        asyncio.run(fail())
    except Exception:
        structlog.get_logger().exception("failed", url=f"https://api.telegram.org/bot{TOKEN}/getMe")
    assert "Traceback" in logged.getvalue()
    assert_clean(logged.getvalue())


def test_chained_exceptions_are_cleaned_to_the_bottom(logged: StringIO) -> None:
    try:
        try:
            raise ValueError(f"bad token {SLACK_TOKENS[0]}")
        except ValueError as error:
            raise RuntimeError(f"signed with {SIGNING}") from error
    except RuntimeError:
        logging.getLogger("theirs").exception("broke with %s", {"Authorization": f"Bearer {SLACK_TOKENS[1]}"})
    assert "direct cause" in logged.getvalue()
    assert_clean(logged.getvalue())


def test_a_database_error_does_not_tell_the_password(logged: StringIO) -> None:
    url = "postgresql+asyncpg://bot:s3cr3tpw@127.0.0.1:1/engagebot"

    async def connect() -> None:
        engine = create_async_engine(url)
        try:
            async with engine.connect():
                pass
        finally:
            await engine.dispose()

    try:
        asyncio.run(connect())
    except OSError:
        structlog.get_logger().exception("no database", at=url)
    assert "postgresql+asyncpg://bot:[hidden]@127.0.0.1:1/engagebot" in logged.getvalue()
    assert_clean(logged.getvalue())


def test_values_however_deep_and_of_whatever_kind(logged: StringIO) -> None:
    structlog.get_logger().warning(
        "settings",
        bot=Bot(TOKEN),
        slack=[{"inner": tuple(SLACK_TOKENS)}],
        odd=ODD,
        signing_secret="whatever it is",
        webhook="https://hooks.slack.com/actions/T1/2/abcdef",
        raw=SIGNING.encode(),
    )
    assert_clean(logged.getvalue())
    assert "whatever it is" not in logged.getvalue()
    assert "abcdef" not in logged.getvalue()


def test_a_warning_and_the_end_of_the_program_are_logged_the_same_way(logged: StringIO) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(True)
        warnings.warn(f"old token {TOKEN}", UserWarning, stacklevel=1)
        logging.captureWarnings(False)
    try:
        raise RuntimeError(TOKEN)
    except RuntimeError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    assert "the program ended" in logged.getvalue()
    assert_clean(logged.getvalue())


def test_requests_of_the_libraries_are_not_logged_at_info(out: StringIO) -> None:
    set_up_logging("json", "INFO", stream=out)
    for name in ("httpx", "httpcore.http11", "aiohttp.access"):
        logging.getLogger(name).info("GET /bot%s/getMe", TOKEN)
    assert out.getvalue() == ""


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        (f"/bot{TOKEN}/getMe", "/bot[hidden]/getMe"),
        ("/bot42:SHORT/getMe", "/bot[hidden]/getMe"),
        (f"bot424242%3A{TOKEN.partition(':')[2]}", "bot[hidden]"),
        ("token=xoxb-1-2-abc&x=1", "token=[hidden]&x=1"),
        ("redis://:pw@host and mailto:me@host", "redis://:[hidden]@host and mailto:me@host"),
        ("at 12:30:15 event e:4242:going for 10:59", "at 12:30:15 event e:4242:going for 10:59"),
        ("sqlite+aiosqlite:////data/engagebot.db", "sqlite+aiosqlite:////data/engagebot.db"),
    ],
)
def test_what_looks_like_a_secret_is_hidden_and_nothing_else(text: str, clean: str) -> None:
    assert hide_tokens(text) == clean


def test_a_secret_too_short_to_be_one_does_not_tear_holes_into_words() -> None:
    assert Redactor(["bot", ""]).text("a bot says so") == "a bot says so"
