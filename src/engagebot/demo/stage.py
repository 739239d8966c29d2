"""The stage of the demo's page: the clock, what comes next, who is invited, what came of it so far."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from engagebot.app import Engagebot
from engagebot.demo.crowd import Crowd
from engagebot.demo.script import EVENT, ROUND, WORKSTREAM
from engagebot.demo.timing import Hands
from engagebot.demo.wording import happened, words_for
from engagebot.domain.announcement import AnnouncementKind
from engagebot.domain.base import Localised
from engagebot.domain.clock import MovableClock
from engagebot.domain.outbox import DeliveryState
from engagebot.domain.people import Invitation
from engagebot.domain.workstream import LabelKind, Workstream
from engagebot.exports.bundle import zip_bytes
from engagebot.storage.due import coming
from engagebot.storage.events import event_by_key
from engagebot.storage.figures import (
    answers_to_event,
    comments_on_round,
    count_stakeholders,
    deliveries_by_kind,
)
from engagebot.storage.people import invitations_of, label_title, organisation_of
from engagebot.storage.rounds import round_by_key, turnout
from engagebot.storage.workstreams import workstream_by_key
from engagebot.texts.own import own
from engagebot.use_cases.export_round import export_round
from engagebot.use_cases.refused import Refused

STEPS_SHOWN = 6
LONGEST_MOVE_HOURS = 366 * 24

Json = Mapping[str, object]


class Stage:
    """`link` makes an invitation's Telegram link from its code."""

    def __init__(self, bot: Engagebot, clock: MovableClock, link: Callable[[str], str], crowd: Crowd) -> None:
        self._bot = bot
        self._hands = Hands(bot, clock)
        self._link = link
        self._crowd = crowd

    def routes(self) -> list[Route]:
        return [
            Route("/stage", self._show, methods=["GET"]),
            Route("/stage/next", self._after(self._next), methods=["POST"]),
            Route("/stage/move", self._after(self._move), methods=["POST"]),
            Route("/stage/actions/crowd", self._after(self._call_crowd), methods=["POST"]),
            Route("/stage/export.zip", self._export, methods=["GET"]),
        ]

    def _after(self, deed: Callable[[Request], Awaitable[None]]) -> Callable[[Request], Awaitable[Response]]:
        """Do it, and show the stage as it is then; what is refused is told."""

        async def answer(request: Request) -> Response:
            try:
                await deed(request)
            except Refused as refused:
                return JSONResponse({"error": str(refused)}, 400)
            return await self._show(request)

        return answer

    async def _next(self, _: Request) -> None:
        if not await self._hands.step():
            raise Refused("Nothing else is planned: the story is over.")
        self._crowd.look_around()

    async def _move(self, request: Request) -> None:
        body = await request.json()
        hours = body.get("hours") if isinstance(body, dict) else None
        if not isinstance(hours, int | float) or not 0 <= hours <= LONGEST_MOVE_HOURS:
            raise Refused("Say by how many hours the clock is to move; it only goes forwards.")
        await self._hands.move_by(timedelta(hours=hours))
        self._crowd.look_around()

    async def _call_crowd(self, _: Request) -> None:
        async with self._bot.database.read() as session:
            codes = [i.code for i in await invitations_of(session, (await _workstream(session)).id)]
        await self._crowd.arrive(codes)

    async def _show(self, _: Request) -> Response:
        async with self._bot.database.read() as session:
            workstream = await _workstream(session)
            return JSONResponse(
                {
                    "now": self._bot.clock.now().isoformat(),
                    "zone": workstream.zone,
                    "place": _en(workstream.place),
                    "steps": await self._steps(session),
                    "invitations": [
                        await self._invitation(session, workstream, invitation)
                        for invitation in await invitations_of(session, workstream.id)
                    ],
                    "figures": await _figures(session, workstream),
                    "actions": [
                        {"name": "crowd", "label": "Let 12 more people join in", "enabled": self._crowd.has_room}
                    ],
                    "export": await _was_opened(session, workstream),
                    "log": await happened(session, workstream.id),
                }
            )

    async def _steps(self, session: AsyncSession) -> list[Json]:
        steps = [(due.at, await words_for(session, due)) for due in await coming(session, STEPS_SHOWN)]
        held = await self._hands.held_until(session)
        if held is not None and held > self._bot.clock.now():
            steps.append((held, "Morning, for those whom the night kept from a message"))
        steps.sort()
        return [{"at": at.isoformat(), "what": what} for at, what in steps[:STEPS_SHOWN]]

    async def _invitation(self, session: AsyncSession, workstream: Workstream, invitation: Invitation) -> Json:
        organisation = await organisation_of(session, invitation)
        group = await label_title(session, workstream.id, LabelKind.GROUP, invitation.group)
        return {
            "code": invitation.code,
            "organisation": _en(organisation.name) if organisation else None,
            "group": _en(group),
            "language": invitation.language,
            "telegram": self._link(invitation.code),
            "used": invitation.taken,
        }

    async def _export(self, _: Request) -> Response:
        async with self._bot.database.snapshot() as session:
            workstream = await _workstream(session)
            try:
                data = await export_round(session, workstream, ROUND)
            except Refused as refused:
                return JSONResponse({"error": str(refused)}, 409)
        headers = {"Content-Disposition": f'attachment; filename="{WORKSTREAM}-{ROUND}.zip"'}
        return Response(zip_bytes(data), media_type="application/zip", headers=headers)


async def _workstream(session: AsyncSession) -> Workstream:
    workstream = await workstream_by_key(session, WORKSTREAM)
    if workstream is None:
        raise Refused(f"The workstream {WORKSTREAM} is not loaded.")
    return workstream


async def _figures(session: AsyncSession, workstream: Workstream) -> list[Json]:
    event = await event_by_key(session, workstream.id, EVENT)
    held = await round_by_key(session, workstream.id, ROUND)
    if event is None or held is None:
        return []
    sent = await deliveries_by_kind(session, workstream.id)
    announced = sent.get(AnnouncementKind.EVENT, {})
    reminded = sent.get(AnnouncementKind.REMINDER, {})
    answers = await answers_to_event(session, event.id)
    by_group = (await turnout(session, held.id)).values()
    return [
        {"label": "Joined", "value": await count_stakeholders(session, workstream.id)},
        {"label": "Announced", "value": announced.get(DeliveryState.SENT, 0), "of": sum(announced.values())},
        {"label": "Going", "value": answers.get("going", 0)},
        {"label": "Maybe", "value": answers.get("maybe", 0)},
        {"label": "Reminded", "value": reminded.get(DeliveryState.SENT, 0), "of": sum(reminded.values())},
        {"label": "Voted", "value": sum(v for _, v in by_group), "of": sum(i for i, _ in by_group)},
        {"label": "Comments", "value": await comments_on_round(session, held.id)},
    ]


async def _was_opened(session: AsyncSession, workstream: Workstream) -> bool:
    held = await round_by_key(session, workstream.id, ROUND)
    return held is not None and held.opened_at is not None


def _en(text: Localised) -> str:
    return own(text, "en")
