"""A house in which people have joined and an announcement went out, with hands on what became of each message."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.announcement import Announcement
from engagebot.domain.outbox import Delivery, Variant
from engagebot.domain.people import Account, Stakeholder
from engagebot.places import messages_folder
from engagebot.storage.events import event_by_key
from engagebot.storage.linked_accounts import prefer
from engagebot.texts.texts import Texts
from engagebot.use_cases.announce_event import announce_event
from engagebot.use_cases.send_announcement import send_announcement
from tests.use_cases.loaded import House, house_at
from tests.workfile.small import SMALL

NOW = datetime(2023, 3, 16, 9, tzinfo=UTC)
TEXTS = Texts(messages_folder())
Result = TypeVar("Result")


@dataclass
class Office:
    """`people` by their names, which only the tests know."""

    house: House
    people: dict[str, Account]

    @property
    def now(self) -> datetime:
        return self.house.now

    async def do(self, work: Callable[[AsyncSession], Awaitable[Result]]) -> Result:
        async with self.house.database.begin() as session:
            return await work(session)

    async def joins(
        self, name: str, platform: str = "telegram", language: str = "en", zone: str = "Europe/Zurich"
    ) -> Account:
        async with self.house.database.begin() as session:
            person = Stakeholder(workstream_id=1, group="states", language=language, zone=zone, consented_at=self.now)
            session.add(person)
            await session.flush()
            account = Account(
                platform=platform,
                workspace="1",
                user=name,
                chat=f"chat of {name}",
                stakeholder_id=person.id,
                language=language,
                created_at=self.now,
            )
            session.add(account)
        self.people[name] = account
        return account

    async def joins_too(self, name: str, platform: str) -> Account:
        """The same person's second account, called `name too`, and the one that they last wrote from."""
        async with self.house.database.begin() as session:
            first = await session.get_one(Account, self.people[name].id)
            account = Account(
                platform=platform,
                workspace="1",
                user=name,
                chat=f"chat of {name} too",
                stakeholder_id=first.stakeholder_id,
                language=first.language,
                created_at=self.now,
            )
            session.add(account)
            await session.flush()
            await prefer(session, account)
        self.people[f"{name} too"] = account
        return account

    async def announces(self, in_minutes: int = 0) -> int:
        """The talk, to all States; sent at once, or to come."""
        async with self.house.database.begin() as session:
            event = await event_by_key(session, 1, "talk")
            assert event is not None
            at = self.now + timedelta(minutes=in_minutes)
            announcement = await announce_event(session, event, at, self.now, again=True)
            if not in_minutes:
                await send_announcement(session, TEXTS, announcement, self.now)
        return announcement.id

    async def becomes(self, name: str, state: str, ref: str | None = None, reason: str | None = None) -> None:
        """What the courier would have written down for the announcement to this person."""
        async with self.house.database.begin() as session:
            await session.execute(
                update(Delivery)
                .where(Delivery.account_id == self.people[name].id, Delivery.announcement_id.is_not(None))
                .values(state=state, ref=ref, reason=reason)
            )

    async def arrived(self, *names: str) -> None:
        for name in names:
            await self.becomes(name, "sent", ref=f"message of {name}")

    async def rows(self, *names: str) -> list[Delivery]:
        """In the order of their posting; all, or those to some people."""
        ids = [self.people[name].id for name in names]
        async with self.house.database.read() as session:
            query = select(Delivery).order_by(Delivery.id)
            return list(await session.scalars(query.where(Delivery.account_id.in_(ids)) if names else query))

    async def states(self) -> dict[str, str]:
        names = {account.id: name for name, account in self.people.items()}
        return {names[row.account_id or 0]: row.state for row in await self.rows() if row.announcement_id}

    async def text(self, row: Delivery) -> str:
        """What the row would say."""
        async with self.house.database.read() as session:
            body = row.body or (await session.get_one(Variant, row.variant_id)).body
        return str(body)

    async def announcement(self, id_: int) -> Announcement:
        return await self.house.one(Announcement, id=id_)


@asynccontextmanager
async def office_at(url: str) -> AsyncIterator[Office]:
    async with house_at(url, NOW) as house:
        await house.load(SMALL)
        yield Office(house, {})
