"""What Slack's error codes mean for a message."""

import pytest

from engagebot.channel import GiveUp, Outcome, Retry, StopLane, Unknown
from engagebot.platforms.floods import Floods
from engagebot.platforms.slack.outcomes import is_gone, outcome
from engagebot.platforms.slack.wire import MaybeWritten, NotWritten, Refused, Trouble, retry_after


def post(error: Trouble) -> Outcome:
    return outcome(error, "D1", repeatable=False, floods=Floods())


def update(error: Trouble) -> Outcome:
    return outcome(error, "D1", repeatable=True, floods=Floods())


@pytest.mark.parametrize("code", ["channel_not_found", "user_not_found", "user_disabled", "cannot_dm_bot"])
def test_nobody_is_reached_there_any_more(code: str) -> None:
    assert post(Refused(code)) == GiveUp(code, unreachable=True)


@pytest.mark.parametrize("code", ["msg_too_long", "invalid_blocks", "msg_blocks_too_long", "no_text", "not_known_yet"])
def test_a_message_slack_cannot_take_is_given_up_and_the_person_stays(code: str) -> None:
    assert post(Refused(code)) == GiveUp(code)


@pytest.mark.parametrize("code", ["invalid_auth", "token_revoked", "account_inactive", "not_authed"])
def test_a_refused_token_stops_the_lane(code: str) -> None:
    assert isinstance(post(Refused(code)), StopLane)


def test_a_missing_scope_is_named() -> None:
    stopped = post(Refused("missing_scope", needed="chat:write"))

    assert isinstance(stopped, StopLane)
    assert "chat:write" in stopped.reason


def test_a_limit_says_how_long_to_wait() -> None:
    assert post(Refused("ratelimited", 429, retry_after=9.0)) == Retry(9.0, "Slack asks to slow down")
    assert post(Refused("", 429)) == Retry(30.0, "Slack asks to slow down")


def test_a_second_chat_refused_while_the_first_waits_speaks_of_the_whole_lane() -> None:
    floods = Floods()
    limited = Refused("ratelimited", 429, retry_after=9.0)

    outcome(limited, "D1", repeatable=False, floods=floods)
    second = outcome(limited, "D2", repeatable=False, floods=floods)

    assert isinstance(second, Retry)
    assert second.whole_lane


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (NotWritten("ClientConnectorError"), Retry),
        (MaybeWritten("ServerDisconnectedError"), Unknown),
        (Refused("service_unavailable"), Retry),
        (Refused("", 503), Retry),
        (Refused("internal_error"), Unknown),
        (Refused("fatal_error", 500), Unknown),
        (Refused("", 502), Unknown),
    ],
)
def test_a_post_is_repeated_only_if_it_was_surely_not_taken(error: Trouble, kind: type[Outcome]) -> None:
    assert isinstance(post(error), kind)


@pytest.mark.parametrize("error", [MaybeWritten("TimeoutError"), Refused("internal_error"), Refused("", 502)])
def test_an_update_can_always_be_repeated(error: Trouble) -> None:
    assert isinstance(update(error), Retry)


@pytest.mark.parametrize("code", ["message_not_found", "cant_update_message", "edit_window_closed"])
def test_a_card_that_cannot_be_updated_is_gone(code: str) -> None:
    assert is_gone(Refused(code))


def test_a_wait_that_is_no_number_is_no_wait() -> None:
    assert retry_after({"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}) is None
    assert retry_after({"Retry-After": "3"}) == 3.0
    assert retry_after({}) is None
