import pytest

from tests.delivery.house import FastForward, HouseClock


@pytest.fixture
def stopwatch() -> FastForward:
    return FastForward()


@pytest.fixture
def clock(stopwatch: FastForward) -> HouseClock:
    return HouseClock(stopwatch)
