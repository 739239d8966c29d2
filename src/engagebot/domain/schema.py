"""All mapped classes at once, for whoever needs the whole schema."""

from engagebot.domain import (
    alarm,
    announcement,
    card,
    comment,
    consultation,
    event,
    inbox,
    leadership,
    linking,
    outbox,
    people,
    workstream,
)
from engagebot.domain.base import Base

ROOMS = (
    *(alarm, announcement, card, comment, consultation, event, inbox, leadership, linking, outbox, people),
    workstream,
)
metadata = Base.metadata
