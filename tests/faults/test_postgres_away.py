"""PostgreSQL crashes, or restarts, while people vote: what was acknowledged is there afterwards, and all goes on."""

import asyncio
from pathlib import Path

import pytest

from engagebot.places import migrations_folder
from engagebot.storage.migrating import migrate
from tests.faults.town import town
from tests.postgres import PostgresServer

AWAY_SECONDS = 0.5
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
