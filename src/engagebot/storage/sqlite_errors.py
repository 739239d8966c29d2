"""SQLite's own errors as SQLAlchemy would raise them."""

import sqlite3
from collections.abc import Mapping

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, InterfaceError, OperationalError

ERRORS: Mapping[type[Exception], type[DBAPIError]] = {
    sqlite3.IntegrityError: IntegrityError,
    sqlite3.OperationalError: OperationalError,
    sqlite3.InterfaceError: InterfaceError,
    sqlite3.DataError: DataError,
}


def known(error: sqlite3.Error, statement: str) -> DBAPIError:
    """Without what was asked for."""
    kind = next((ours for theirs, ours in ERRORS.items() if isinstance(error, theirs)), DBAPIError)
    return kind(statement, None, error, hide_parameters=True)
