"""Who has to be told that no updates come, and for how long that holds."""

from engagebot.platforms.telegram.hindrances import CONFLICT, REFUSED, TOGETHER_SECONDS, Hindrances
from engagebot.platforms.telegram.wire import MaybeWritten, Refused

CONFLICTING = Refused(409, "Conflict: terminated by other getUpdates request")


class Watch:
    def __init__(self) -> None:
        self.now = 1000.0

    def seconds(self) -> float:
        return self.now


def test_one_conflict_is_our_own_process_that_takes_over_and_two_are_a_stranger() -> None:
    hindrances = Hindrances(Watch().seconds)
    assert hindrances.failed(CONFLICTING) is None
    assert hindrances.failed(CONFLICTING) == CONFLICT


def test_two_conflicts_far_apart_are_two_times_one() -> None:
    watch = Watch()
    hindrances = Hindrances(watch.seconds)
    for _ in range(5):
        assert hindrances.failed(CONFLICTING) is None
        watch.now += TOGETHER_SECONDS + 1


def test_an_update_in_between_is_not_the_end_of_it() -> None:
    watch = Watch()
    hindrances = Hindrances(watch.seconds)
    hindrances.failed(CONFLICTING)
    hindrances.failed(CONFLICTING)
    watch.now += TOGETHER_SECONDS
    assert hindrances.answered() == CONFLICT
    watch.now += 1
    assert hindrances.answered() is None


def test_a_token_that_works_again_is_no_hindrance() -> None:
    hindrances = Hindrances(Watch().seconds)
    assert hindrances.failed(Refused(401, "Unauthorized")) == REFUSED
    assert hindrances.answered() is None


def test_what_passes_by_itself_is_nobodys_trouble() -> None:
    hindrances = Hindrances(Watch().seconds)
    for error in (MaybeWritten("TimeoutError"), Refused(502, "Bad Gateway"), Refused(429, "slow", retry_after=3)):
        assert hindrances.failed(error) is None
