"""Groups of whatever waits."""

import asyncio
from collections.abc import Sequence

import pytest

from engagebot.chat.together import MOST, Spoiled, Together


class Hands:
    """Does items, and notes in which groups they came. `away`: nothing can be stored, once `groups_left` are done."""

    def __init__(self, at_most: int = MOST) -> None:
        self.groups: list[list[int]] = []
        self.at_most = at_most
        self.away = False
        self.groups_left = 0
        self.spoilers: set[int] = set()

    async def work(self, items: Sequence[int]) -> list[str | Exception | None]:
        await asyncio.sleep(0)
        self.groups.append(list(items))
        if self.away and len(self.groups) > self.groups_left:
            raise OSError("the store is away")
        if spoilt := self.spoilers.intersection(items):
            raise Spoiled(OSError(f"so says {spoilt}"))
        return [f"did {item}" if number < self.at_most else None for number, item in enumerate(items)]


async def test_what_waits_makes_a_group_and_what_comes_meanwhile_the_next() -> None:
    hands = Hands()
    together = Together[int, str](hands.work)
    first = [asyncio.create_task(together.do(item)) for item in range(3)]
    while not hands.groups:
        await asyncio.sleep(0)
        first.append(asyncio.create_task(together.do(9)))
    await asyncio.gather(*first)
    assert hands.groups[0][:3] == [0, 1, 2]
    assert set(hands.groups[-1]) == {9}


async def test_a_group_has_its_bounds() -> None:
    hands = Hands()
    await asyncio.gather(*map(Together[int, str](hands.work).do, range(2 * MOST + 5)))
    assert [len(group) for group in hands.groups] == [MOST, MOST, 5]


async def test_what_a_group_did_not_get_to_goes_first_in_the_next() -> None:
    hands = Hands(at_most=2)
    done = await asyncio.gather(*map(Together[int, str](hands.work).do, range(5)))
    assert done == [f"did {item}" for item in range(5)]
    assert hands.groups == [[0, 1, 2, 3, 4], [2, 3, 4], [4]]


async def test_when_it_is_not_sure_whose_fault_it_was_each_is_tried_alone() -> None:
    hands = Hands()
    hands.spoilers = {1}
    together = Together[int, str](hands.work)
    done = await asyncio.gather(*map(together.do, range(3)), return_exceptions=True)
    assert [str(outcome) for outcome in done] == ["did 0", "so says {1}", "did 2"]


async def test_while_the_store_is_away_everybody_hears_so_and_afterwards_all_goes_on() -> None:
    hands = Hands()
    hands.away = True
    together = Together[int, str](hands.work)
    done = await asyncio.gather(*map(together.do, range(3)), return_exceptions=True)
    assert [type(outcome) for outcome in done] == [OSError] * 3
    assert len(hands.groups) == 1
    hands.away = False
    assert await together.do(7) == "did 7"


async def test_when_the_store_goes_away_while_each_is_tried_alone_the_rest_is_not_tried() -> None:
    hands = Hands()
    hands.spoilers, hands.away, hands.groups_left = {0}, True, 1
    done = await asyncio.gather(*map(Together[int, str](hands.work).do, range(20)), return_exceptions=True)
    assert all(isinstance(outcome, OSError) for outcome in done)
    assert len(hands.groups) == 2


async def test_cancelling_one_who_waits_leaves_the_group_as_it_is() -> None:
    hands = Hands()
    together = Together[int, str](hands.work)
    leaving, staying = (asyncio.create_task(together.do(item)) for item in range(2))
    await asyncio.sleep(0)
    leaving.cancel()
    assert await staying == "did 1"
    with pytest.raises(asyncio.CancelledError):
        await leaving
