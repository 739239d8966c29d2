"""What an organisation's people read of mandates."""

from dataclasses import replace

import pytest

from engagebot.domain.draft import Drafted, DraftState
from tests.texts.reading import buttons, visible
from tests.texts.samples import drafts, organisations_round, reader, review_values, texts

TEXTS = texts()


def shown(draft: Drafted) -> tuple[str, str]:
    """The review's words, and its buttons."""
    body = TEXTS.body("ballot_review", {**review_values(), "round": organisations_round(), "draft": draft}, reader())
    return visible(body), str(buttons(body))


@pytest.mark.parametrize("focal", [True, False])
def test_that_one_can_vote_likewise_is_read_by_those_who_have_the_button(focal: bool) -> None:
    draft = replace(drafts()[0], state=DraftState.CONFIRMED, focal=focal, proxy=None)
    words, offered = shown(draft)
    assert ("You can vote likewise by mandate for: Norland" in words) == focal
    assert ("Vote likewise for Norland" in offered) == focal
    assert "Voted likewise by mandate for:" in words


def test_an_organisation_that_gave_its_mandate_reads_what_was_voted_for_it_and_not_that_it_answered() -> None:
    draft = replace(drafts()[0], state=DraftState.EMPTY, by_proxy=((1, 4), (3, 0)))
    words, _ = shown(draft)
    assert "What counts for your organisation now, by mandate: 1: 4, high priority · 3: you abstain" in words
    assert "In your draft:" in words
    assert "Nothing is in it yet" not in words
    assert "that what was voted for your organisation was counted" in words
    assert "your ratings were counted" not in words
