"""The secretariat takes a practice or sends it back, and its author is told."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.channel import Platform
from engagebot.domain.outbox import Priority
from engagebot.domain.practice import Practice, PracticeState
from engagebot.domain.workstream import Workstream
from engagebot.storage.bells import Bell, ring
from engagebot.storage.comments import where_to_tell
from engagebot.storage.outbox import NewDelivery, enqueue
from engagebot.storage.practices import practice_in
from engagebot.texts.reader import Reader
from engagebot.texts.texts import Texts
from engagebot.use_cases.refused import Refused

LONGEST_NOTE = 1000


@dataclass(frozen=True, slots=True)
class Verdict:
    state: PracticeState
    note: str | None = None


async def reviewable(session: AsyncSession, workstream: Workstream, practice_id: int, verdict: Verdict) -> Practice:
    """Raises Refused."""
    practice = await practice_in(session, workstream.id, practice_id)
    if practice is None:
        raise Refused(f"There is no practice {practice_id} in {workstream.key}; see engagebot practices list.")
    if practice.state != PracticeState.SUBMITTED:
        raise Refused(f"Practice {practice_id} is {practice.state}, so it waits for no answer.")
    if verdict.state is PracticeState.RETURNED and not (verdict.note or "").strip():
        raise Refused("Say what is missing, with --note: its author is told.")
    if len(verdict.note or "") > LONGEST_NOTE:
        raise Refused(f"The note has {len(verdict.note or '')} characters; {LONGEST_NOTE} fit.")
    return practice


async def review_practice(
    session: AsyncSession, texts: Texts, workstream: Workstream, practice_id: int, verdict: Verdict, now: datetime
) -> bool:
    """Whether its author will be told: whoever has stopped, or cannot be reached, is not. Raises Refused."""
    practice = await reviewable(session, workstream, practice_id, verdict)
    practice.state, practice.note, practice.reviewed_at = verdict.state, verdict.note, now
    rows: list[NewDelivery] = []
    for account, person in await where_to_tell(session, workstream.id, [practice.stakeholder_id]):
        message = f"practice_{verdict.state}"
        reader = Reader(person.language, person.zone, Platform(account.platform))
        rows.append(
            NewDelivery(
                lane=account.lane,
                chat=account.chat,
                what=message,
                priority=Priority.REMINDER,
                due_at=person.night.ends(now),
                body=texts.body(message, {"practice": practice}, reader),
                account_id=account.id,
            )
        )
    await enqueue(session, rows, now)
    await ring(session, Bell.LANES)
    return bool(rows)
