"""PostgreSQL crashes, restarts, or takes no writing for a while, as people vote: what was acknowledged is there
afterwards, and all goes on."""

import asyncio
from pathlib import Path

import pytest

from engagebot.places import migrations_folder
from engagebot.storage.migrating import migrate
from tests.faults.town import town
from tests.postgres import PostgresServer

AWAY_SECONDS = 0.5
SETTLED_SECONDS = 0.5
"""For what was begun before the server heard of it."""
TIMES = 2


@pytest.mark.only_on("postgresql")
@pytest.mark.parametrize(("end", "calls_us"), [("kill", False), ("stop", True)], ids=["crash", "restart"])
async def test_all_goes_on_by_itself(own_server: PostgresServer, tmp_path: Path, end: str, calls_us: bool) -> None:
    url = own_server.new_database()
    await migrate(url, migrations_folder())
    async with town(url, tmp_path, seed=20230411, calls_us=calls_us) as place:
        for _ in range(TIMES):
            await place.votes_go_on(8)
            await asyncio.to_thread(own_server.kill if end == "kill" else own_server.stop)
            told = place.acknowledged()
            await asyncio.sleep(AWAY_SECONDS)
            assert place.acknowledged() - told <= len(place.folk.on_slack())  # what was on its way, and no more
            own_server.start()
            await place.folk.check_kept()
        await place.all_is_well()


@pytest.mark.only_on("postgresql")
async def test_all_goes_on_when_it_takes_writing_again(own_server: PostgresServer, tmp_path: Path) -> None:
    def takes_writing(*, yes: bool) -> None:
        own_server.sql(f"ALTER SYSTEM SET default_transaction_read_only = {'off' if yes else 'on'}")
        own_server.sql("SELECT pg_reload_conf()")

    url = own_server.new_database()
    await migrate(url, migrations_folder())
    async with town(url, tmp_path, seed=20230413, calls_us=True) as place:
        await place.votes_go_on(8)
        takes_writing(yes=False)
        await asyncio.sleep(SETTLED_SECONDS)
        told, votes = place.acknowledged(), await place.folk.votes()
        await asyncio.sleep(AWAY_SECONDS)
        assert (place.acknowledged(), await place.folk.votes()) == (told, votes)
        await place.folk.check_kept()
        takes_writing(yes=True)
        await place.all_is_well()
