"""The demo to play with: everything runs until it is stopped, and can be taken up again."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from engagebot.app import Engagebot
from engagebot.demo.crowd import Crowd
from engagebot.demo.script import START, set_up
from engagebot.demo.stage import Stage
from engagebot.demo.theatre import USERNAME, theatre
from engagebot.domain.clock import MovableClock

OURS = ("clock", "port", "sandbox.sqlite", "engagebot.sqlite")


@dataclass(frozen=True, slots=True)
class Interactive:
    """`data`: the folder in which the demo goes on from where it was left, unless `fresh`. Without `database_url`
    the database is in it too."""

    data: Path
    fresh: bool = False
    port: int = 0
    database_url: str | None = None


async def play(how: Interactive, stop: asyncio.Event, tell: Callable[[str], None]) -> None:
    """Until `stop` is set. `tell` gets the lines for the person who started it, the link first."""
    again = _prepare(how)
    crowds: list[Crowd] = []

    def stages(bot: Engagebot, clock: MovableClock, url: str) -> Stage:
        crowds.append(Crowd(url))
        return Stage(bot, clock, lambda code: f"https://t.me/{USERNAME}?start={code}", crowds[0])

    port = how.port or _port_before(how.data)
    async with theatre(how.data, START, port=port, stages=stages, database_url=how.database_url) as house:
        (how.data / "port").write_text(house.url.rsplit(":", 1)[1])
        await set_up(house.bot)
        tell(f"Open {house.url}/")
        tell("It goes on where it was left; --fresh begins again." if again else "Stop it with Ctrl-C.")
        await stop.wait()
        for crowd in crowds:
            await crowd.leave()


def _prepare(how: Interactive) -> bool:
    """Make the folder, or empty it of what a demo keeps; whether an earlier demo is taken up."""
    how.data.mkdir(parents=True, exist_ok=True)
    if how.fresh:
        for path in how.data.iterdir():
            if path.name.startswith(OURS):
                path.unlink()
    return (how.data / "engagebot.sqlite").exists()


def _port_before(data: Path) -> int:
    """The port of last time, so that an open page finds the demo again; 0 if there was none."""
    try:
        return int((data / "port").read_text())
    except (OSError, ValueError):
        return 0
