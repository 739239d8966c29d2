"""What could not be handled is listed with its error, and played again by a command."""

from sqlalchemy.ext.asyncio import AsyncSession

from engagebot.channel import Address, Commanded, Incoming, Platform
from engagebot.domain.inbox import SetAside
from engagebot.storage.inbox import set_aside
from tests.cli.commands import Terminal, now


def broken(terminal: Terminal, key: str) -> None:
    async def breaks(session: AsyncSession) -> None:
        sender = Address(Platform.TELEGRAM, "1", "77")
        await set_aside(session, Incoming(key, sender, "77", Commanded("help")), "KeyError: 'venue'", now())

    terminal.does(breaks)


def test_it_is_listed_with_its_error(terminal: Terminal) -> None:
    terminal.loads()
    assert "Nothing is set aside." in terminal.types("set-aside")
    broken(terminal, "telegram:1:5")
    said = terminal.types("set-aside")
    assert "│ telegram:1:5 │" in said
    assert "│ Commanded │ KeyError: 'venue' │" in said


def test_one_is_played_again_by_its_key_and_all_by_all(terminal: Terminal) -> None:
    terminal.loads()
    for key in ("a", "b", "c"):
        broken(terminal, key)
    assert "b: done." in terminal.types("replay", "b")
    assert "a: done. c: done." in terminal.types("replay", "--all")
    assert "Nothing is set aside." in terminal.types("set-aside")


def test_what_breaks_again_stays_and_the_command_fails(terminal: Terminal) -> None:
    terminal.loads()
    broken(terminal, "a")

    async def spoils(session: AsyncSession) -> None:
        kept = await session.get_one(SetAside, "a")
        kept.incoming = {**kept.incoming, "kind": "Exploded"}

    terminal.does(spoils)
    said = terminal.types("replay", "a")
    assert "a: broke again." in said
    assert "1 of 1 broke again and stay where they are." in said
    assert terminal.exit_code == 1


def test_one_has_to_say_which(terminal: Terminal) -> None:
    terminal.loads()
    assert "Say which one, by its key, or --all." in terminal.types("replay")
    assert "Nothing is set aside under x." in terminal.types("replay", "x")
