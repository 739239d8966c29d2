"""What Telegram's answers mean for a message. The descriptions are those of the Bot API server."""

import json

import pytest

from engagebot.channel import GiveUp, Moved, Outcome, Retry, StopLane, Unknown
from engagebot.platforms.floods import Floods
from engagebot.platforms.telegram.outcomes import is_gone, is_unchanged, outcome
from engagebot.platforms.telegram.wire import MaybeWritten, NotWritten, Refused, refusal


def answer(code: int, description: str, **parameters: int) -> Refused:
    body = {"ok": False, "error_code": code, "description": description, "parameters": parameters}
    return refusal(code, json.dumps(body).encode())


def send(error: Exception, *, editing: bool = False) -> Outcome:
    assert isinstance(error, NotWritten | MaybeWritten | Refused)
    return outcome(error, "1001", editing=editing, floods=Floods())


@pytest.mark.parametrize(
    ("code", "description"),
    [
        (403, "Forbidden: bot was blocked by the user"),
        (403, "Forbidden: user is deactivated"),
        (403, "Forbidden: bot can't initiate conversation with a user"),
        (403, "Forbidden: bot was kicked from the supergroup chat"),
        (400, "Bad Request: chat not found"),
        (400, "Bad Request: PEER_ID_INVALID"),
    ],
)
def test_nobody_is_reached_there_any_more(code: int, description: str) -> None:
    assert send(answer(code, description)) == GiveUp(description, unreachable=True)


@pytest.mark.parametrize(
    "description",
    [
        "Bad Request: message is too long",
        "Bad Request: can't parse entities: Unsupported start tag",
        "Bad Request: BUTTON_DATA_INVALID",
    ],
)
def test_a_message_telegram_cannot_take_is_given_up_and_the_person_stays(description: str) -> None:
    assert send(answer(400, description)) == GiveUp(description)


def test_a_limit_says_how_long_to_wait() -> None:
    limited = answer(429, "Too Many Requests: retry after 7", retry_after=7)

    assert send(limited) == Retry(7.0, "Too Many Requests: retry after 7")


def test_a_limit_without_a_time_waits_a_second() -> None:
    assert send(refusal(429, b"<html>slow down</html>")) == Retry(1.0, "HTTP 429")


def test_a_second_chat_refused_while_the_first_waits_speaks_of_the_whole_lane() -> None:
    floods = Floods()
    limited = answer(429, "Too Many Requests: retry after 7", retry_after=7)

    first = outcome(limited, "1001", editing=False, floods=floods)
    again = outcome(limited, "1001", editing=False, floods=floods)
    second = outcome(limited, "1002", editing=False, floods=floods)

    assert [part.whole_lane for part in (first, again, second) if isinstance(part, Retry)] == [False, False, True]


def test_a_group_that_became_a_supergroup_has_moved() -> None:
    moved = answer(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-100987)

    assert send(moved) == Moved("-100987")


@pytest.mark.parametrize(("code", "description"), [(401, "Unauthorized"), (404, "Not Found")])
def test_a_refused_token_stops_the_lane(code: int, description: str) -> None:
    assert isinstance(send(answer(code, description)), StopLane)


def test_what_was_never_written_is_sent_again() -> None:
    assert isinstance(send(NotWritten("ConnectError")), Retry)


def test_what_was_perhaps_taken_is_not_sent_again() -> None:
    assert isinstance(send(MaybeWritten("ReadTimeout")), Unknown)


def test_an_edit_can_always_be_repeated() -> None:
    assert isinstance(send(MaybeWritten("ReadTimeout"), editing=True), Retry)
    assert isinstance(send(refusal(502, b"<html>"), editing=True), Retry)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (answer(500, "Internal Server Error"), Retry),
        (answer(503, "Service Unavailable"), Retry),
        (refusal(503, b"<html>nginx</html>"), Retry),
        (answer(502, "Bad Gateway"), Unknown),
        (refusal(502, b"<html>nginx</html>"), Unknown),
        (refusal(504, b""), Unknown),
        (refusal(500, b"<html>nginx</html>"), Unknown),
    ],
)
def test_telegrams_own_no_is_a_no_and_a_gateway_does_not_know(error: Refused, kind: type[Outcome]) -> None:
    assert isinstance(send(error), kind)


def test_an_unmodified_card_is_as_it_should_be() -> None:
    same = "Bad Request: message is not modified: specified new message content and reply markup are exactly the same"

    assert is_unchanged(answer(400, same))
    assert not is_gone(answer(400, same))


@pytest.mark.parametrize("what", ["message to edit not found", "message can't be edited", "MESSAGE_ID_INVALID"])
def test_a_card_that_cannot_be_edited_is_gone(what: str) -> None:
    assert is_gone(answer(400, f"Bad Request: {what}"))
