"""What decides whether a leased delivery may go out: its reader, its announcement's course, its common text.

Asked for once for all that were leased together: most of them share a text, which is long.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import Select, Table, select

from engagebot.channel import Body
from engagebot.domain.announcement import Announcement
from engagebot.domain.outbox import Variant
from engagebot.domain.people import Account, Stakeholder
from engagebot.domain.quiet import Night
from engagebot.storage.doors import Door
from engagebot.storage.each import each, keys, number

File = dict[str, str] | None
"""A `Document` as it is stored."""


@dataclass(frozen=True, slots=True)
class Leased:
    """A delivery's own columns, in the order in which `leases` asks for them."""

    id: int
    account_id: int | None
    announcement_id: int | None
    variant_id: int | None
    priority: int
    attempts: int
    chat: str
    body: Body | None
    what: str
    replaces: str | None
    document: File
    due_at: datetime
    expires_at: datetime | None
    urgent: bool


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
        return NOBODY if row.account_id is None else self._readers.get(row.account_id, NOBODY)

    def body(self, row: Leased) -> Body | None:
        text = self._text(row)
        return None if text is None else text[0]

    def document(self, row: Leased) -> File:
        """A row's own, or its variant's."""
        text = self._text(row)
        return row.document if row.document is not None or text is None else text[1]

    def course(self, row: Leased) -> str | None:
        """The state of the announcement; an edit of a sent message hangs on it by its text alone."""
        announcement, text = row.announcement_id, self._text(row)
        if announcement is None and text is not None:
            announcement = text[2]
        return None if announcement is None else self._courses.get(announcement)

    def _text(self, row: Leased) -> tuple[Body, File, int] | None:
        return None if row.variant_id is None else self._texts.get(row.variant_id)


async def surroundings(door: Door, leased: Sequence[Leased]) -> Surroundings:
    readers = {
        account: Reader(unreachable, stopped_at is not None, Night(zone, quiet) if zone else None)
        for account, unreachable, stopped_at, zone, quiet in await _rows(door, _readers(), _ids(leased, "account_id"))
    }
    texts = {
        variant: (body, document, announcement)
        for variant, body, document, announcement in await _rows(door, _texts(), _ids(leased, "variant_id"))
    }
    announcements = _ids(leased, "announcement_id") | {announcement for _, _, announcement in texts.values()}
    return Surroundings(readers, texts, dict(map(tuple, await _rows(door, _courses(), announcements))))


def _ids(leased: Sequence[Leased], column: str) -> set[int]:
    return {value for row in leased if (value := getattr(row, column)) is not None}


async def _rows(door: Door, query: Select[*tuple[Any, ...]], ids: Collection[int]) -> Sequence[Sequence[Any]]:
    return await door.rows(query, {"ids": keys(ids)}) if ids else []


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
