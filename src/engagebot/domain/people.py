"""Stakeholders, the accounts by which they are reached, and the invitations that let them in."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from engagebot.domain.base import Base, Localised
from engagebot.domain.quiet import DEFAULT as QUIET
from engagebot.domain.quiet import Night

RETENTION_DAYS = 90
"""So many days after the end of a consultation its people are forgotten, where nothing else is set."""


class Organisation(Base):
    __tablename__ = "organisations"
    __table_args__ = (UniqueConstraint("workstream_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    workstream_id: Mapped[int] = mapped_column(ForeignKey("workstreams.id"))
    key: Mapped[str]
    name: Mapped[Localised]
    group: Mapped[str]
    region: Mapped[str | None]
    withdrawn: Mapped[bool] = mapped_column(default=False)


class Stakeholder(Base):
    """A person who consented. No name is kept: nothing here needs one."""

    __tablename__ = "stakeholders"

    id: Mapped[int] = mapped_column(primary_key=True)
    workstream_id: Mapped[int] = mapped_column(ForeignKey("workstreams.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    focal_point: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether they confirm what their organisation answers."""
    group: Mapped[str]
    region: Mapped[str | None]
    language: Mapped[str]
    zone: Mapped[str]
    quiet: Mapped[str] = mapped_column(default=QUIET, server_default=QUIET)
    """When they want to be left in peace, on the clocks of their zone: `22:00-07:00`, or `none`."""
    digest: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether they get a summary once a week instead of each announcement that can wait for it."""
    consented_at: Mapped[datetime]
    stopped_at: Mapped[datetime | None]
    chose_account: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether they said to which of their accounts messages go; else it is the one that they last wrote from."""

    @property
    def night(self) -> Night:
        return Night(self.zone, self.quiet)

    @property
    def listens(self) -> bool:
        """Whether broadcasts may go to this person."""
        return self.stopped_at is None


class Account(Base):
    """A person's address on one platform. Before consent it holds only what asking for consent needs."""

    __tablename__ = "accounts"
    __table_args__ = (UniqueConstraint("platform", "workspace", "user"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    platform: Mapped[str]
    workspace: Mapped[str]
    user: Mapped[str]
    chat: Mapped[str]
    stakeholder_id: Mapped[int | None] = mapped_column(ForeignKey("stakeholders.id"), index=True)
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey("invitations.id"))
    """The invitation being answered, until consent is given or refused."""
    language: Mapped[str]
    zone: Mapped[str | None]
    expects: Mapped[dict[str, object] | None] = mapped_column(JSON(none_as_null=True))
    """What the next line of text is taken for, such as a comment on an item: dialogue state lives here,
    never in the process."""
    unreachable: Mapped[str | None]
    """Why nothing can be sent, in the platform's words; None while it can."""
    home_at: Mapped[datetime | None]
    """When the person last looked at the page that the platform keeps for them (Slack's Home tab)."""
    preferred: Mapped[bool | None]
    """Of a person with several accounts: whether messages go to this one. None where it is the only one."""
    created_at: Mapped[datetime]

    @property
    def lane(self) -> str:
        """The sending identity that serves this account."""
        return f"{self.platform}:{self.workspace}"

    @property
    def is_linked(self) -> bool:
        """Whether its person has others."""
        return self.preferred is not None


class Invitation(Base):
    """A code that carries who is invited: organisation, group, region, language."""

    __tablename__ = "invitations"

    id: Mapped[int] = mapped_column(primary_key=True)
    workstream_id: Mapped[int] = mapped_column(ForeignKey("workstreams.id"))
    code: Mapped[str] = mapped_column(unique=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    focal_point: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether those who take it may confirm what the organisation answers."""
    group: Mapped[str]
    region: Mapped[str | None]
    language: Mapped[str]
    people: Mapped[int | None]
    """How many people may take it; None for any number."""
    taken: Mapped[int] = mapped_column(default=0)
    expires_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    def refusal(self, now: datetime) -> str | None:
        """Why it cannot be taken at `now` (`expired`, `used_up`), or None if it can."""
        if self.expires_at is not None and now >= self.expires_at:
            return "expired"
        if self.people is not None and self.taken >= self.people:
            return "used_up"
        return None
