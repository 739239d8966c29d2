"""A kept comment as its author sees it, with what they can still add."""

from collections.abc import Mapping

from engagebot.domain.comment import Comment
from engagebot.use_cases.asking import Member
from engagebot.use_cases.comment_place import Place
from engagebot.use_cases.reply import Elsewhere, Reply, Say

LONGEST_COMMENT = 1000
"""Characters: a few sentences, which fit any message of either platform."""


def comment_card(member: Member, comment: Comment, place: Place) -> Say:
    return Say("comment_kept", {**place.values(member.stakeholder.language), "comment": comment}, in_place=True)


def said_above(
    member: Member, expected: Mapping[str, object], message: str, values: Mapping[str, object]
) -> tuple[Say, ...]:
    """The question, where it stands above what was just written, becomes what was said to it: of two cards with
    buttons, one would soon be wrong."""
    card = expected.get("card")
    if not isinstance(card, str):
        return ()
    person = member.stakeholder
    return (Say(message, values, to=Elsewhere(member.account, person.language, person.zone, card)),)


def too_long(text: str) -> Reply:
    return Reply((Say("comment_too_long", {"limit": LONGEST_COMMENT, "length": len(text)}),))
