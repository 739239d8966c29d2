"""What decides whether a leased delivery may go out: its reader, its announcement's course, its common text.

Asked for once for all that were leased together: most of them share a text, which is long.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from sqlalchemy import Row, Select, Table, select
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.channel import Body
from engagebot.domain.announcement import Announcement
from engagebot.domain.outbox import Variant
from engagebot.domain.people import Account, Stakeholder
from engagebot.domain.quiet import Night
from engagebot.storage.each import each, keys, number

Leased = Row[*tuple[Any, ...]]
"""A delivery's own columns, as `leases` returns them."""
File = dict[str, str] | None
"""A `Document` as it is stored."""


@dataclass(frozen=True, slots=True)
class Reader:
    unreachable: str | None = None
    stopped: bool = False
    night: Night | None = None


NOBODY = Reader()


@dataclass(frozen=True, slots=True)
class Surroundings:
    _readers: Mapping[int, Reader]
    _texts: Mapping[int, tuple[Body, File, int]]
    """A variant's body, the file that goes with it, and its announcement."""
    _courses: Mapping[int, str]

    def reader(self, row: Leased) -> Reader:
        return self._readers.get(row.account_id, NOBODY)

    def body(self, row: Leased) -> Body | None:
        text = self._texts.get(row.variant_id)
        return None if text is None else text[0]

    def document(self, row: Leased) -> File:
        """A row's own, or its variant's."""
        if row.document is not None or row.variant_id not in self._texts:
            return cast(File, row.document)
        return self._texts[row.variant_id][1]

    def course(self, row: Leased) -> str | None:
        """The state of the announcement; an edit of a sent message hangs on it by its text alone."""
        announcement = row.announcement_id
        if announcement is None and row.variant_id in self._texts:
            announcement = self._texts[row.variant_id][2]
        return self._courses.get(announcement)


async def surroundings(session: AsyncSession, leased: Sequence[Leased]) -> Surroundings:
    readers = {
        account: Reader(unreachable, stopped_at is not None, Night(zone, quiet) if zone else None)
        for account, unreachable, stopped_at, zone, quiet in await _rows(
            session, _readers(), _ids(leased, "account_id")
        )
    }
    texts = {
        variant: (body, document, announcement)
        for variant, body, document, announcement in await _rows(session, _texts(), _ids(leased, "variant_id"))
    }
    announcements = _ids(leased, "announcement_id") | {announcement for _, _, announcement in texts.values()}
    courses = {row.id: row.state for row in await _rows(session, _courses(), announcements)}
    return Surroundings(readers, texts, courses)


def _ids(leased: Sequence[Leased], column: str) -> set[int]:
    return {value for row in leased if (value := getattr(row, column)) is not None}


async def _rows(
    session: AsyncSession, query: Select[*tuple[Any, ...]], ids: Collection[int]
) -> Sequence[Row[*tuple[Any, ...]]]:
    return (await session.execute(query, {"ids": keys(ids)})).all() if ids else []


def _among_ids() -> Select[int]:
    return select(number(each("ids")))


@cache
def _readers() -> Select[*tuple[Any, ...]]:
    account, person = (cast(Table, table.__table__).c for table in (Account, Stakeholder))
    return (
        select(account.id, account.unreachable, person.stopped_at, person.zone, person.quiet)
        .outerjoin_from(Account.__table__, Stakeholder.__table__, account.stakeholder_id == person.id)
        .where(account.id.in_(_among_ids()))
    )


@cache
def _texts() -> Select[*tuple[Any, ...]]:
    variant = cast(Table, Variant.__table__).c
    columns = (variant.id, variant.body, variant.document, variant.announcement_id)
    return select(*columns).where(variant.id.in_(_among_ids()))


@cache
def _courses() -> Select[*tuple[Any, ...]]:
    announcement = cast(Table, Announcement.__table__).c
    return select(announcement.id, announcement.state).where(announcement.id.in_(_among_ids()))
