"""Where one part of the process ends by itself, the whole process ends, cleanly and with a reason."""

import asyncio
from pathlib import Path

import pytest

from engagebot.app import PartEnded
from engagebot.serving import serve
from engagebot.settings import Settings, read_settings
from tests.stories.platforms import Platforms, is_ready, platforms


def settings_of(place: Platforms, folder: Path) -> Settings:
    values = {name.removeprefix("ENGAGEBOT_").lower(): value for name, value in place.variables().items()}
    return read_settings(**{**values, "database_url": f"sqlite+aiosqlite:///{folder}/engagebot.sqlite"})


async def test_serve_ends_when_its_web_server_does(tmp_path: Path) -> None:
    async with platforms(calls_us=True) as place:
        other_web = {task for task in asyncio.all_tasks() if task.get_name() == "the web server"}
        serving = asyncio.create_task(serve(settings_of(place, tmp_path)))
        await is_ready(place)
        [web] = {task for task in asyncio.all_tasks() if task.get_name() == "the web server"} - other_web
        web.cancel()
        async with asyncio.timeout(30):
            with pytest.raises(PartEnded, match="the web server ended although nobody asked it to"):
                await serving
