"""Why nothing was moved."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError

from engagebot.storage.postgres import DriverMissing


class CannotMove(Exception):
    """The message says what is in the way, where, and what to do. No row arrived, and the source is as it was."""


def is_missing_file(url: URL) -> bool:
    """Whether it is a SQLite database that is not there."""
    return url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file()


@contextmanager
def reached(url: URL) -> Iterator[None]:
    """What goes wrong with a whole database within the block is told in a sentence, without its password."""
    try:
        yield
    except DriverMissing as error:
        raise CannotMove(str(error)) from error
    except (DBAPIError, OSError) as error:
        why = error.orig if isinstance(error, DBAPIError) else error
        raise CannotMove(f"The database {url.render_as_string()} cannot be used: {why}") from error
