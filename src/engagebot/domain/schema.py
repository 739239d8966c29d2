"""All mapped classes at once, for whoever needs the whole schema."""

from engagebot.domain import (
    alarm,
    announcement,
    card,
    comment,
    consultation,
    draft,
    event,
    inbox,
    leadership,
    linking,
    mandate,
    outbox,
    people,
    practice,
    rewording,
    workstream,
)
from engagebot.domain.base import Base

ROOMS = (
    *(alarm, announcement, card, comment, consultation, draft, event, inbox, leadership, linking, mandate, outbox),
    people,
    practice,
    rewording,
    workstream,
)
metadata = Base.metadata
