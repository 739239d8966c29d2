"""A voter goes through the round's fifteen recommendations on one card, and changes their mind."""

from collections.abc import Mapping

from engagebot.demo.person import Message, Person
from tests.stories.ballots import (
    CLOSING,
    ITEMS,
    NUDGE,
    OPENING,
    first_card,
    invited_to_vote,
    kept,
    rate,
    rate_all,
)
from tests.stories.house import House, becomes

ALL_FOURS: Mapping[int, int] = dict.fromkeys(range(1, ITEMS + 1), 4)


async def review(person: Person, card: Message) -> Message:
    await person.press(card, "Review all")
    return await becomes(person, card, "To rate or change one, press its number.")


async def test_the_invitation_to_vote_says_what_is_asked_until_when_and_how_it_is_kept(
    house: House, platform: str
) -> None:
    amina = await house.joined(platform)
    await house.go_to(*OPENING)
    invitation = await invited_to_vote(amina)
    for words in (
        "Priorities among the recommendations",
        "How high a priority is this recommendation?",
        "There are 15 recommendations to rate",
        "Monday 10 April 2023, 18:00, Geneva (UTC+2)",
        "Your time, Nairobi: 19:00",
        "Until then you can change your ratings; the last one counts.",
        "Your answers are kept under a code",
    ):
        assert words in invitation.text


async def test_one_card_advances_in_place_to_the_review_with_a_receipt(house: House, platform: str) -> None:
    amina = await house.joined(platform)
    await house.go_to(*OPENING)
    heard = len(await amina.heard())
    ratings = {number: 1 + number % 5 for number in range(1, ITEMS + 1)}
    last = await rate_all(amina, ratings)
    assert "You have rated all 15 recommendations." in last.text
    assert "6. Increase search-and-rescue capacity, at sea and on land. → 2, low priority" in last.text
    [(receipt,)] = await house.rows("select receipt from ballots")
    assert f"Your receipt: {receipt}" in last.text
    assert len(await amina.heard()) == heard
    assert await kept(house, amina) == ratings
    if platform == "telegram":
        assert amina.notices[:2] == ["Number 1: 2, low priority. Counted.", "Number 2: 3, medium priority. Counted."]


async def test_back_skip_and_next(house: House, platform: str) -> None:
    amina = await house.joined(platform)
    await house.go_to(*OPENING)
    card = await first_card(amina)
    assert not card.button("Back")
    card = await rate(amina, card, "4", "2 of 15")
    card = await rate(amina, card, "Skip", "3 of 15")
    card = await rate(amina, card, "Back", "2 of 15")
    assert "You have not rated this one yet." in card.text
    card = await rate(amina, card, "Back", "1 of 15")
    assert "Your rating: 4, high priority" in card.text
    assert card.button("✓ 4")
    await rate(amina, card, "Next", "2 of 15")
    assert await kept(house, amina) == {1: 4}


async def test_a_rating_can_be_changed_and_cleared_from_the_review(house: House, platform: str) -> None:
    amina = await house.joined(platform)
    await house.go_to(*OPENING)
    card = await rate_all(amina, ALL_FOURS)
    card = await rate(amina, card, "7", "7 of 15")
    card = await rate(amina, card, "1", "To rate or change one, press its number.")
    assert "→ 1, not a priority" in card.text
    card = await rate(amina, card, "9", "9 of 15")
    await amina.press(card, "Clear")
    card = await becomes(amina, card, "You have not rated this one yet.")
    assert "You have rated 14 of 15 recommendations." in (await review(amina, card)).text
    assert await kept(house, amina) == {**{n: 4 for n in ALL_FOURS if n != 9}, 7: 1}
    assert len(await house.rows("select id from vote_events")) == 17


async def test_the_same_rating_again_is_no_second_vote(house: House, platform: str) -> None:
    amina = await house.joined(platform)
    await house.go_to(*OPENING)
    card = await first_card(amina)
    card = await rate(amina, card, "4", "2 of 15")
    card = await rate(amina, card, "Back", "1 of 15")
    await rate(amina, card, "✓ 4", "2 of 15")
    assert len(await house.rows("select id from vote_events")) == 1


async def test_after_closing_nothing_is_accepted_and_the_voter_is_told(house: House, platform: str) -> None:
    amina, bruno = await house.joined(platform), await house.joined(platform, "Bruno")
    await house.go_to(*OPENING)
    card = await rate(amina, await first_card(amina), "4", "2 of 15")
    other = await first_card(bruno)
    await bruno.press(other, "Comment")
    asked = await becomes(bruno, other, "Your comment on number 1")
    await house.go_to(2023, 4, 10, 16, 0, 0)  # closed to the second, and not sealed yet
    await amina.press(card, "5")
    told = await becomes(amina, card, "This round is closed", "Monday 10 April 2023, 18:00, Geneva (UTC+2)")
    assert "Your 1 rating from before counts." in told.text
    if platform == "telegram":
        assert amina.notices[-1].startswith("This round closed on Monday 10 April 2023, 19:00, Nairobi (UTC+3).")
    await bruno.say("Too late, but I say it.")
    await bruno.sees("This round is closed", "You gave no rating before that.")
    await house.go_to(*CLOSING)
    await bruno.press(asked, "Never mind")
    await becomes(bruno, other, "This round is closed")
    assert (await kept(house, amina), await kept(house, bruno)) == ({1: 4}, {})
    assert await house.rows("select id from comments") == []


async def test_only_who_has_not_voted_is_nudged(house: House, platform: str) -> None:
    amina, bruno = await house.joined(platform), await house.joined(platform, "Bruno")
    carla = await house.joined(platform, "Carla")
    await house.go_to(*OPENING)
    await rate(amina, await first_card(amina), "4", "2 of 15")
    cleared = await rate(carla, await first_card(carla), "4", "2 of 15")
    cleared = await rate(carla, cleared, "Back", "1 of 15")
    await carla.press(cleared, "Clear")
    await becomes(carla, cleared, "You have not rated this one yet.")
    await house.go_to(*NUDGE)
    nudge = await bruno.sees("Your view is still wanted", "You have not rated any recommendation yet.", "Start")
    await carla.sees("Your view is still wanted")
    assert all("still wanted" not in m.text for m in await amina.heard())
    await bruno.press(nudge, "Start")
    await becomes(bruno, nudge, "1 of 15")


async def test_with_fewer_than_five_voters_no_figures_are_told(house: House, platform: str) -> None:
    amina = await house.joined(platform)
    await house.go_to(*OPENING)
    await rate_all(amina, ALL_FOURS)
    await house.go_to(*CLOSING)
    results = await amina.sees("The results are here", "1 of 1 invited person took part.")
    assert "With so few answers no figures are shown" in results.text
    assert "average" not in results.text


async def test_the_results_and_one_s_own_ratings_with_the_receipt(house: House, platform: str) -> None:
    voters = [await house.joined(platform, f"Voter {n}") for n in range(5)]
    await house.go_to(*OPENING)
    for voter in voters:
        await rate(voter, await rate(voter, await first_card(voter), "5", "2 of 15"), "2", "3 of 15")
    await house.go_to(*CLOSING)
    results = await voters[0].sees("The results are here", "5 of 5 invited people took part.", "Your ratings")
    assert "1. Prevent deaths and disappearances of migrants in transit." in results.text
    assert "average 5.0 · 4 or 5 from 100% of 5 people" in results.text
    await voters[0].press(results, "Your ratings")
    own = await voters[0].sees("You have rated 2 of 15 recommendations.", "This round is closed")
    receipts = [row.receipt for row in await house.rows("select receipt from ballots")]
    assert sum(f"Receipt: {receipt}" in own.text for receipt in receipts) == 1


async def test_who_joined_after_the_opening_is_told_that_they_are_not_on_the_roll(house: House) -> None:
    amina = await house.joined("telegram")
    await house.go_to(*OPENING)
    invitation = await invited_to_vote(amina)
    late = await house.joined("telegram", "Late")
    [data] = [button.action for button in invitation.buttons]
    await late.press_raw((await late.heard())[-1], data)
    await late.sees("is for the people who were invited when it opened, and you are not among them.")
