"""All mapped classes at once, for whoever needs the whole schema."""

from engagebot.domain import (
    alarm,
    announcement,
    comment,
    consultation,
    event,
    inbox,
    leadership,
    outbox,
    people,
    workstream,
)
from engagebot.domain.base import Base

ROOMS = (alarm, announcement, comment, consultation, event, inbox, leadership, outbox, people, workstream)
metadata = Base.metadata
