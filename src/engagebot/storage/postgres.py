"""How we speak with PostgreSQL: its connections, and its errors by their meaning."""

from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from engagebot.storage.json_columns import JSON
from engagebot.storage.postgres_errors import meaning


class DriverMissing(Exception):
    """PostgreSQL needs a package that is not installed."""

    def __init__(self) -> None:
        super().__init__("For PostgreSQL one more package is needed: pip install 'engagebot[postgres]'")


CONNECT_SECONDS = 10
LOCKED_SECONDS = 10
"""Who waits longer for another's lock gives up and comes again, as on SQLite."""
IDLE_SECONDS = 60
"""A transaction in which nothing happens is ended by the server: a process that hangs must not block the others."""


def postgres_engine(url: URL, connections: int) -> AsyncEngine:
    """At most so many connections. Each is looked at before it is used, and replaced if the server was away.

    Raises DriverMissing.
    """
    settings = {
        "application_name": "engagebot",
        "lock_timeout": f"{LOCKED_SECONDS}s",
        "idle_in_transaction_session_timeout": f"{IDLE_SECONDS}s",
    }
    return _engine(
        url,
        settings,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=CONNECT_SECONDS,
        pool_pre_ping=True,
    )


def migrating_engine(url: URL) -> AsyncEngine:
    """One connection at a time, which waits for the others' locks as long as it takes. Raises DriverMissing."""
    return _engine(url, {"application_name": "engagebot migrating"}, poolclass=NullPool)


def listening_engine(url: URL) -> AsyncEngine:
    """A connection that waits for the bells of others. Raises DriverMissing."""
    return _engine(url, {"application_name": "engagebot listening"}, poolclass=NullPool)


def _engine(url: URL, settings: dict[str, str], **pool: Any) -> AsyncEngine:
    """Its errors are told apart as `UNAVAILABLE` wants them, and repeat no values."""
    options = {"timeout": CONNECT_SECONDS, "server_settings": settings}
    try:
        engine = create_async_engine(url, hide_parameters=True, connect_args=options, **JSON, **pool)
    except ModuleNotFoundError:
        raise DriverMissing from None
    event.listen(engine.sync_engine, "handle_error", meaning, retval=True)
    return engine
