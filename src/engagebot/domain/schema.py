"""All mapped classes at once, for whoever needs the whole schema."""

from engagebot.domain import announcement, comment, consultation, event, inbox, outbox, people, workstream
from engagebot.domain.base import Base

ROOMS = (announcement, comment, consultation, event, inbox, outbox, people, workstream)
metadata = Base.metadata
