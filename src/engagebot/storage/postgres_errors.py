"""What PostgreSQL's errors mean to us, without the values that they repeat.

SQLAlchemy knows only some of asyncpg's errors by kind; their SQLSTATE tells the rest.
Source of the codes: https://www.postgresql.org/docs/current/errcodes-appendix.html
"""

from collections.abc import Iterator

from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DataError, DBAPIError, InternalError, OperationalError

AWAY = (
    "08",  # the connection is lost
    "25006",  # it takes no writing: a standby, or told so
    "28",  # it does not know us any more
    "3D",  # the database is gone
    "42501",  # we have lost our rights
    "42P01",  # it has no such table: not brought to our schema yet
    "53",  # disk full, out of memory, too many connections
    "55P03",  # locked by another for too long
    "57",  # shutting down, starting up, cancelled
    "58",  # the disk or the system failed
)
"""Beginnings of the states that say nothing of what we asked: another time the same will work."""

CONFLICT = ("40",)
"""Two transactions got into each other's way, and this one was given up."""

VALUE = ("22",)
"""A value that does not fit. The message repeats it."""


class Conflict(OperationalError):
    """Another transaction got in the way of this one, which left nothing behind: done again it mostly works."""


def meaning(context: ExceptionContext) -> DBAPIError | None:
    """For SQLAlchemy's `handle_error`: the error to raise in place of its own, if that one is of the wrong kind."""
    known = context.sqlalchemy_exception
    if not isinstance(known, DBAPIError) or known.orig is None:
        return None
    state = getattr(known.orig, "sqlstate", None)
    # asyncpg itself refuses a value before it is sent, and calls that an error of the interface.
    unfit = isinstance(known.orig.__cause__, ValueError) or (state or "").startswith(VALUE)
    _hide_values(known.orig, f"a value does not fit ({state or 'not sent'})" if unfit else None)
    if isinstance(known, InternalError) and state is None:
        # asyncpg's own: it lost the connection within an operation, and takes that for one still going on.
        context.is_disconnect, state = True, AWAY[0]
    kind = _kind(state, unfit)
    if kind is None:
        return None
    return kind(known.statement, None, known.orig, hide_parameters=True, connection_invalidated=context.is_disconnect)


def _kind(state: str | None, unfit: bool) -> type[DBAPIError] | None:
    if unfit:
        return DataError
    if state is None:
        return None
    if state.startswith(CONFLICT):
        return Conflict
    return OperationalError if state.startswith(AWAY) else None


def _hide_values(error: BaseException, instead: str | None) -> None:
    """In it and in all that led to it, since a traceback shows them as well."""
    for one in _with_causes(error):
        if instead is not None:
            one.args = (instead,)
        if getattr(one, "detail", None):
            setattr(one, "detail", None)  # noqa: B010 - asyncpg's own attribute, of which the types know nothing


def _with_causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    one: BaseException | None = error
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        yield one
        one = one.__cause__ or one.__context__
