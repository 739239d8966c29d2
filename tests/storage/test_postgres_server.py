"""The server that the other tests stand on: killed and started again it has what was committed, and it goes away."""

from sqlalchemy import text

from engagebot.storage.database import Database
from tests.postgres import own_postgres


async def test_what_was_committed_outlives_kill_9_at_the_same_address() -> None:
    with own_postgres() as server:
        database = Database(server.new_database())
        async with database.begin() as session:
            await session.execute(text("create table notes (note text)"))
        async with database.begin() as session:
            await session.execute(text("insert into notes values ('kept')"))
        server.kill()
        server.start()
        async with database.read() as session:
            assert await session.scalar(text("select note from notes")) == "kept"
        await database.close()
