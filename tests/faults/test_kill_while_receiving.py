"""kill -9 while people vote, on all four ways in: what was acknowledged is kept, and everything happens once."""

from pathlib import Path

import pytest

from tests.faults.nursery import nursery
from tests.faults.village import village
from tests.stories.platforms import is_ready, platforms

KILLS = {"sqlite": 6, "postgresql": 3}
SEED = 20230327
AGAIN_AFTER = 0.05


@pytest.mark.parametrize("calls_us", [False, True], ids=["polling and sockets", "webhook and events"])
async def test_what_was_acknowledged_is_kept_and_everything_happens_once(
    database_kind: str, url: str, tmp_path: Path, calls_us: bool
) -> None:
    async with (
        platforms(calls_us=calls_us, again_after=AGAIN_AFTER) as place,
        nursery() as nest,
        village(place, url, SEED) as folk,
    ):
        variables, log = place.variables() | {"ENGAGEBOT_DATABASE_URL": url}, tmp_path / "program.log"
        folk.begin()
        for _ in range(KILLS[database_kind]):
            wanted = await folk.votes() + folk.chance.randint(1, 15)
            program = await nest.start("serve", log, variables=variables)
            await folk.has_voted(wanted)
            assert folk.goes_on
            await program.killed()
            await folk.check_kept()
        program = await nest.start("serve", log, variables=variables)
        await is_ready(place)
        await folk.all_is_taken()
        assert await program.told_to_stop() == 0
        await folk.check_all()
