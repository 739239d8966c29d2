"""What the processes of a nursery do."""

import asyncio
import os
import signal
from collections.abc import Mapping

from engagebot.app import Engagebot
from engagebot.channel import Limits
from engagebot.domain.clock import SystemClock
from engagebot.log import set_up_logging
from engagebot.places import messages_folder
from engagebot.platforms.telegram import TelegramChannel
from engagebot.serving import serve
from engagebot.settings import read_settings
from engagebot.storage.database import Database
from engagebot.texts.texts import Texts
from tests.faults.nursery import Job

TOKEN = "77:aaaabbbbccccddddeeeeffffgggghhhhiiii"
SOME = Limits(per_second=200, seconds_per_chat=0)
"""Slow enough that a kill finds some messages gone, some on their way, and some not begun."""

MANY = 100_000
"""A week, to the same few people: trials follow each other by the second."""


def jobs() -> Mapping[str, Job]:
    """The texts are read once, before anything is forked."""
    texts = Texts(messages_folder())

    def carry(database_url: str, telegram_url: str) -> None:
        """The whole bot, with one bot of Telegram and without a web server, until SIGTERM."""
        set_up_logging("console", "info", [TOKEN])
        asyncio.run(_carry(database_url, telegram_url, texts))

    def serve_with(variables: Mapping[str, str]) -> None:
        """`engagebot serve`."""
        os.environ.update(variables)
        settings = read_settings()
        set_up_logging(settings.log_format, settings.log_level, settings.secrets())
        asyncio.run(serve(settings))

    return {"carry": carry, "serve": serve_with}


async def _carry(database_url: str, telegram_url: str, texts: Texts) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    database = Database(database_url)
    try:
        channel = TelegramChannel(TOKEN, telegram_url, SOME)
        await Engagebot(database, texts, [channel], SystemClock(), messages_a_week=MANY).run(stop)
    finally:
        await database.close()
