"""Which lines on rolls are a person's to vote under."""

from sqlalchemy import ColumnElement, or_, select

from engagebot.domain.consultation import Voter
from engagebot.domain.draft import Draft
from engagebot.domain.people import Stakeholder


def lines_of_person(person: int) -> ColumnElement[bool]:
    """A condition on Voter: their own lines, and those of their organisation."""
    theirs = select(Draft.voter_id).join(Stakeholder, Stakeholder.organisation_id == Draft.organisation_id)
    return or_(Voter.stakeholder_id == person, Voter.id.in_(theirs.where(Stakeholder.id == person)))
