"""How announcements and lanes stand, in words for a terminal."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.cli.console import out
from engagebot.domain.announcement import AnnouncementState
from engagebot.domain.outbox import NOT_OUT, DeliveryState
from engagebot.storage.alarms import alarms
from engagebot.storage.standing import Standing
from engagebot.storage.workstreams import workstream_by_id
from engagebot.use_cases.translations import Missing

FAILURES = (DeliveryState.FAILED, DeliveryState.UNKNOWN, DeliveryState.EXPIRED, DeliveryState.CANCELLED)


async def tell_alarms(session: AsyncSession) -> None:
    """Nothing goes in these lanes, or comes in, until somebody mends them."""
    for alarm in await alarms(session):
        since = f"{alarm.since:%Y-%m-%d %H:%M} UTC"
        if alarm.incoming:
            words = f"Nothing is received for {alarm.sender} since {since}: {alarm.reason}."
            out.print(words, markup=False, style="red")
            continue
        out.print(f"Stopped: {alarm.lane}, since {since}: {alarm.reason}.", markup=False, style="red")
        out.print("Nothing goes out there. Give it a new token and start `engagebot serve` again.", style="red")


def tell_missing(missing: Sequence[Missing], shown: int = 5) -> None:
    """Which texts readers of a language get in another one, with at most `shown` places a language."""
    for lacking in missing:
        out.print(lacking.said(shown), markup=False, style="yellow")
    if missing:
        out.print("Whoever reads these languages gets the missing texts in another one, and is told so.")


async def zone_of(session: AsyncSession, standing: Standing) -> str:
    return (await workstream_by_id(session, standing.announcement.workstream_id)).zone


def when(instant: datetime, zone: str) -> str:
    """On the clocks of an IANA zone."""
    return f"{instant.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"


def waiting(standing: Standing) -> int:
    return standing.count(*NOT_OUT, DeliveryState.LEASED, DeliveryState.MERGED)


def figures(standing: Standing) -> str:
    """`88 sent, 312 waiting, 3 failed`."""
    told = [f"{standing.sent} sent", f"{waiting(standing)} waiting"]
    told += [f"{count} {state}" for state in FAILURES if (count := standing.count(state))]
    return ", ".join(told)


def state_of(standing: Standing) -> str:
    """`sending` or `done` where the recipients are fixed and nobody has intervened."""
    state = AnnouncementState(standing.announcement.state)
    if state is not AnnouncementState.SENT:
        return str(state)
    return "sending" if standing.goes_on else "done"
