"""Receives while this process leads in it, and only then."""

import asyncio

from engagebot.channel import Channel, Handle, Report
from engagebot.delivery.lead import Lead


async def receive_while_leading(channel: Channel, lead: Lead, handle: Handle, report: Report) -> None:
    """Until cancelled; then, as when another process leads, what is being handled is finished first.

    Raises what the channel raises; ends where its `receive` does, which it should not.
    """
    while True:
        await lead.gained()
        receiving = asyncio.create_task(channel.receive(handle, report))
        losing = asyncio.create_task(lead.lost())
        try:
            await asyncio.wait([receiving, losing], return_when=asyncio.FIRST_COMPLETED)
            if receiving.done():
                return receiving.result()
        finally:
            receiving.cancel()
            losing.cancel()
            await asyncio.gather(receiving, losing, return_exceptions=True)
