"""How a person links two accounts."""

import re

from engagebot.demo.person import Message, Person
from tests.stories.house import House, becomes


def other(platform: str) -> str:
    return "slack" if platform == "telegram" else "telegram"


def platform_of(person: Person) -> str:
    return person.platform.capitalize()


async def code_for(person: Person) -> str:
    heard = len(await person.heard())
    await person.command("link")
    shown = await person.sees("Your code:", after=heard)
    return _found(r"[2-9A-Z]{4}-[2-9A-Z]{4}", shown.text)


async def tells(person: Person, text: str) -> None:
    """Also the very first thing that somebody says."""
    if person.platform == "slack":
        await person._do("open")
    await person.say(text)


async def question_for(person: Person, code: str) -> Message:
    """Somebody writes a good code, and is asked."""
    heard = len(await person.heard())
    await tells(person, code)
    return await person.sees("Is this you as well?", "Do not link", after=heard)


def number_in(message: Message) -> str:
    return _found(r"\b\d\d\b", message.text)


def _found(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    assert found is not None, text
    return found[0]


async def asked_back(first: Person, second: Person, question: Message) -> Message:
    """The second says yes, and the first is asked, with the same number."""
    heard = len(await first.heard())
    await second.press(question, "Link")
    await becomes(second, question, "Almost done", number_in(question))
    asked = await first.sees("wrote your code", "Yes, link", after=heard)
    assert f"An account on {platform_of(second)} wrote your code" in asked.text
    assert number_in(asked) == number_in(question)
    return asked


async def linked(first: Person, second: Person) -> None:
    """The first shows a code, the second writes it, both say yes."""
    question = await question_for(second, await code_for(first))
    asked = await asked_back(first, second, question)
    await first.press(asked, "Yes, link")
    await becomes(first, asked, "Linked: these accounts are one person now.")
    await second.sees("Linked: these accounts are one person now.")


async def people(house: House) -> int:
    [(count,)] = await house.rows("select count(*) from stakeholders")
    return int(count)
