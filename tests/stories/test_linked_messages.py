"""A person with two accounts is written to once, where they want it, or on the other account where that fails."""

from engagebot.sandbox.faults import Fault, FaultKind
from tests.stories.house import House, becomes
from tests.stories.links import linked, other, tells


async def announced(house: House) -> None:
    """The example has it planned for an hour after the beginning."""
    await house.go_to(2023, 3, 16, 10, 0, 1)


async def test_an_announcement_comes_once_to_the_account_that_one_wrote_from_last(house: House, platform: str) -> None:
    amina = await house.joined(platform)
    there = await house.arrives(other(platform))
    await linked(amina, there)
    await tells(there, "events")
    await there.sees("Coming events")
    heard = len(await amina.heard())
    await announced(house)
    await there.sees("Introductory GCM Talk", "Going", "Maybe")
    assert len(await amina.heard()) == heard
    [(recipients,)] = await house.rows("select recipients from announcements where kind = 'event'")
    assert recipients == 1


async def test_one_can_say_where_messages_come(house: House, platform: str) -> None:
    amina = await house.joined(platform)
    there = await house.arrives(other(platform))
    await linked(amina, there)
    await amina.command("link")
    accounts = await amina.sees("Your accounts", "Messages where I wrote last")
    assert "Messages come where you wrote last." in accounts.text
    name = there.platform.capitalize()
    await amina.press(accounts, f"Messages to {name}")
    await becomes(
        amina, accounts, f"✓ Messages to {name}", "Messages come where you chose.", f"• {name}: messages come"
    )
    heard = len(await amina.heard())
    await announced(house)
    await there.sees("Introductory GCM Talk", "Going", "Maybe")
    assert len(await amina.heard()) == heard


async def test_what_a_platform_refuses_comes_on_the_other(house: House, platform: str) -> None:
    amina, there = await house.joined(platform), await house.arrives(other(platform))
    await linked(amina, there)
    method = {"telegram": "sendMessage", "slack": "chat.postMessage"}[platform]
    kind = {"telegram": FaultKind.FORBIDDEN, "slack": FaultKind.NOT_FOUND}[platform]
    house.theatre.faults.order(Fault(platform, kind, method))
    heard = len(await amina.heard())
    await announced(house)
    await there.sees("Introductory GCM Talk", "Going", "Maybe")
    assert len(await amina.heard()) == heard
    rows = await house.rows("select lane, state, instead_of from outbox where announcement_id is not null")
    assert [(row.lane.split(":")[0], row.state, row.instead_of.split(":")[0]) for row in rows] == [
        (there.platform, "sent", platform)
    ]


async def test_who_shuts_the_bot_out_on_telegram_is_written_to_on_slack(house: House) -> None:
    amina, there = await house.joined("telegram"), await house.arrives("slack")
    await linked(amina, there)
    await amina.block()
    await announced(house)
    await there.sees("Introductory GCM Talk", "Going", "Maybe")


async def test_stop_on_one_platform_is_stop_on_both(house: House, platform: str) -> None:
    amina = await house.joined(platform)
    there = await house.arrives(other(platform))
    await linked(amina, there)
    await tells(there, "stop")
    await there.sees("From now on I send nothing")
    heard = len(await amina.heard()), len(await there.heard())
    await announced(house)
    assert (len(await amina.heard()), len(await there.heard())) == heard
