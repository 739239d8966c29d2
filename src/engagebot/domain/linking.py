"""One person with several accounts: the one-time code that proves that two of them are one person's."""

import hashlib
import re
import secrets
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from engagebot.domain.base import Base
from engagebot.domain.codes import ALPHABET

LIFETIME = timedelta(minutes=10)
"""So long a code can be written, and so long after that both accounts can say yes."""

MOST_WRONG = 5
WRONG_WITHIN = timedelta(hours=1)
"""So many wrong codes an account may write, counted from the first of them. There are 31^8 codes, about 40 bits."""

_FORM = re.compile(rf"(?:/?(?:LINK|START|CODE)\s+)?([{ALPHABET}]{{4}})\s?[-\N{{EN DASH}}]?\s?([{ALPHABET}]{{4}})")


class LinkRequest(Base):
    """An account's wish to be joined by another. It goes when it was answered, or when its time is over."""

    __tablename__ = "link_requests"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), unique=True)
    """Where the code was shown: a member's."""
    code: Mapped[str | None] = mapped_column(unique=True)
    """Its hash; None once it was written, so that it cannot be written again."""
    number: Mapped[str]
    """Two digits that both accounts are shown: a stranger who guessed the code does not have them on the
    person's other screen."""
    by_account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    """Who wrote the code."""
    agreed: Mapped[bool] = mapped_column(default=False)
    """Whether the account that wrote the code said yes. The one that showed it has the last word."""
    expires_at: Mapped[datetime]


class WrongCodes(Base):
    """How many wrong codes an account wrote lately. It may be a stranger's, so its name is kept only as a hash."""

    __tablename__ = "wrong_codes"

    who: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]
    since: Mapped[datetime]


def new_link_code() -> str:
    """Such as `K7M3-QX2D`. There is always a digit in it, so that no word is taken for a code."""
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(8))
        if any(sign.isdigit() for sign in code):
            return f"{code[:4]}-{code[4:]}"


def new_number() -> str:
    return str(secrets.randbelow(90) + 10)


def link_code_in(typed: str) -> str | None:
    """The code that a whole line of text is, however it is written; None if it is none."""
    form = _FORM.fullmatch(typed.strip().upper())
    if form is None:
        return None
    code = f"{form[1]}-{form[2]}"
    return code if any(sign.isdigit() for sign in code) else None


def hash_of(secret: str) -> str:
    """SHA-256 in hexadecimal. It does not withstand somebody who has the database and tries all codes; it keeps a
    code that is shown nowhere else out of whatever the database is copied to."""
    return hashlib.sha256(secret.encode()).hexdigest()
