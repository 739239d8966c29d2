"""What a player of the unattended demo does, as a person would: look, press, type."""

from dataclasses import dataclass, field

from engagebot.demo.cast import ITEMS, Part, Voting
from engagebot.demo.person import Message, NothingCame, Person
from engagebot.domain.event import Going

REMINDERS = ("reminded a day before", "reminded an hour before")


@dataclass(slots=True)
class Player:
    """A part and the person who plays it, with what they noticed on the way."""

    part: Part
    person: Person
    saw: set[str] = field(default_factory=set)
    known: int = 0
    """How many of the bot's messages the person has looked at."""

    async def look_away(self) -> None:
        self.known = len(await self.person.heard())

    def first(self, *signs: str) -> str:
        """Notes and returns the first of the signs that was not seen yet."""
        sign = next((sign for sign in signs if sign not in self.saw), f"once more: {signs[-1]}")
        self.saw.add(sign)
        return sign


async def join(player: Player, code: str) -> None:
    person, part = player.person, player.part
    await person.come_in(code)
    consent = await person.waits_for(lambda m: m.acting("agree") is not None, "the question of consent")
    await person.act(consent, "agree")
    if part.platform == "telegram":
        await _tell_zone(person, part.zone)
    await person.waits_for(lambda m: m.acting("do:activities") is not None, "the welcome")
    player.saw.add("joined")
    if part.blocks:
        await person.block()
    await player.look_away()


async def _tell_zone(person: Person, zone: str) -> None:
    question = await person.waits_for(lambda m: m.acting("zone:.*") is not None, "the question of the time zone")
    if question.acting(f"zone:{zone}"):
        await person.act(question, f"zone:{zone}")
    else:
        await person.say(zone.rsplit("/", 1)[1].replace("_", " "))


async def react(player: Player) -> None:
    """Look at what came since the last time, and do what one's part says."""
    heard = await player.person.heard()
    for message in heard[player.known :]:
        await _react_to(player, message)
    await player.look_away()


async def _react_to(player: Player, message: Message) -> None:
    if message.acting(r"e:\d+:going"):
        player.first("announced")
        await _answer(player, message)
    elif message.acting(r"ev:\d+"):
        player.first(*REMINDERS)
    elif message.acting(r"f:\d+:5"):
        player.first("feedback asked")
        await _give_feedback(player, message)
    elif message.acting(r"r:\d+:1"):
        asked = player.first("round opened", "nudged")
        wanted = Voting.AT_ONCE if asked == "round opened" else Voting.AFTER_NUDGE
        if player.part.voting is wanted:
            await vote(player, message)
    elif message.acting("do:myvotes"):
        player.first("told the results")


async def _answer(player: Player, card: Message) -> None:
    if player.part.answer is None:
        return
    await player.person.act(card, rf"e:\d+:{player.part.answer}")
    if player.part.answer is Going.MAYBE:
        await player.person.act(card, r"e:\d+:ics")
        await player.person.waits_for(lambda m: m.document is not None, "the calendar file")


async def _give_feedback(player: Player, asked: Message) -> None:
    part, person = player.part, player.person
    if part.stars is None:
        return
    await person.act(asked, rf"f:\d+:{part.stars}")
    if part.feedback:
        await person.waits_for(lambda m: m.acting("cancel") is not None, "the request for a line of text")
        before = len(await person.heard())
        await person.say(part.feedback)
        await person.waits_for(lambda _: True, "the thanks for the line", after=before)


async def vote(player: Player, invitation: Message) -> None:
    """All items of one's part in their order, then the review, and from there the change."""
    person, part = player.person, player.part
    await person.act(invitation, r"r:\d+:1")
    for item in range(1, ITEMS + 1):
        card = await _card(person, item)
        if part.comment and part.comment[0] == item:
            card = await _comment(person, card, item, part.comment[1])
        if item in part.ratings:
            await person.act(card, rf"v:\d+:{item}:\d+:{part.ratings[item]}")
        else:
            await person.act(card, rf"r:\d+:{(item + 1) % (ITEMS + 1)}")
    if part.change is not None:
        await _change(person, *part.change)
    await person.waits_for(_is_review, "the review of all answers")
    player.saw.add("voted")
    await player.look_away()


async def _card(person: Person, item: int) -> Message:
    return await person.waits_for(lambda m: m.acting(rf"v:\d+:{item}:\d+:5") is not None, f"the card of item {item}")


def _is_review(message: Message) -> bool:
    return message.acting(r"r:\d+:1") is not None and message.acting(rf"r:\d+:{ITEMS}") is not None


async def _comment(person: Person, card: Message, item: int, text: str) -> Message:
    """The question takes the card's place; the card comes back below the thanks."""
    await person.act(card, r"c:\d+:\d+")
    await person.waits_for(
        lambda m: m.id == card.id and not m.acting(r"v:.*") and m.acting(r"r:\d+:\d+") is not None,
        "the request for a comment",
    )
    await person.say(text)
    thanks = await person.waits_for(lambda m: m.acting(r"ck:\d+:editorial") is not None, "the thanks for the comment")
    await person.act(thanks, r"cb:\d+")
    return await _card(person, item)


async def _change(person: Person, item: int, value: int) -> None:
    review = await person.waits_for(_is_review, "the review of all answers")
    await person.act(review, rf"r:\d+:{item}")
    card = await _card(person, item)
    await person.act(card, rf"v:\d+:{item}:\d+:{value}")
    after = await person.waits_for(
        lambda m: m.id == card.id and not m.acting(rf"v:\d+:{item}:\d+:5"), f"what comes after item {item}"
    )
    if not _is_review(after):
        await person.act(after, r"r:\d+:0")


async def vote_too_late(player: Player) -> bool:
    """Press an old button after the closing; whether the card gave way to the word that the round is over."""
    old = await player.person.waits_for(lambda m: m.acting(r"r:\d+:1") is not None, "an old card")
    await player.person.act(old, r"r:\d+:1")
    try:
        await player.person.waits_for(lambda m: m.id == old.id and not m.acting(r"r:\d+:1"), "the word that it is over")
    except NothingCame:
        return False
    return True
