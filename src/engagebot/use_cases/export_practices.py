"""Practices as they may leave the house."""

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.domain.people import Organisation
from engagebot.domain.practice import Practice, PracticeState, Step
from engagebot.domain.workstream import LabelKind, Workstream
from engagebot.exports.practices import ExportedPractice
from engagebot.storage.people import label_title
from engagebot.storage.practices import practices_sent
from engagebot.texts.own import own


async def export_practices(session: AsyncSession, workstream: Workstream) -> list[ExportedPractice]:
    """Those that were accepted and may be published."""
    found = await practices_sent(session, workstream.id, [PracticeState.ACCEPTED])
    return [await _exported(session, workstream, *one) for one in found if one[0].publish]


async def _exported(
    session: AsyncSession, workstream: Workstream, practice: Practice, organisation: Organisation | None
) -> ExportedPractice:
    group = await label_title(session, workstream.id, LabelKind.GROUP, practice.group)
    language, said = workstream.languages[0], practice.answers
    assert practice.sent_at is not None  # noqa: S101 - only what was sent is found
    return ExportedPractice(
        number=practice.id,
        title=said[Step.TITLE],
        place=said[Step.PLACE],
        route=practice.route,
        what_was_done=said[Step.DONE],
        for_whom=said[Step.WHOM],
        result=said[Step.RESULT],
        link=said[Step.LINK] or None,
        language=practice.language,
        group=practice.group,
        group_title=own(group, language),
        organisation=own(organisation.name, language) if organisation else None,
        sent_at=practice.sent_at,
        accepted_at=practice.reviewed_at or practice.sent_at,
    )
