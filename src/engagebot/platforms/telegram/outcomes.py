"""What each failure of a call means for the message.

Telegram answers an error of its own with JSON that says `"ok": false`: that message was not taken. A gateway
that lost the server behind it (502, 504, or any page that is not Telegram's) does not know; then neither do we.
Edits can always be repeated: the second finds the message as it should be.
"""

from telegram.error import TelegramError

from engagebot.channel import GiveUp, Moved, Outcome, Retry, StopLane, Unknown
from engagebot.platforms.floods import Floods
from engagebot.platforms.telegram.wire import MaybeWritten, NotWritten, Refused

SOON = 2.0
TROUBLE = 5.0
"""Seconds until the next try after a lost connection, and after trouble on Telegram's side."""

GATEWAYS = (502, 504)
GONE = (
    *("message to edit not found", "message can't be edited", "message_id_invalid", "message is too old"),
    "there is no text in the message to edit",
)
NOBODY = ("chat not found", "user not found", "peer_id_invalid", "user_deactivated", "user is deactivated")


def is_unchanged(error: TelegramError) -> bool:
    return isinstance(error, Refused) and "message is not modified" in error.description.casefold()


def is_gone(error: TelegramError) -> bool:
    """Whether the message cannot be edited any more."""
    return isinstance(error, Refused) and error.code == 400 and _says(error, GONE)


def outcome(error: TelegramError, chat: str, *, editing: bool, floods: Floods) -> Outcome:
    match error:
        case NotWritten():
            return Retry(SOON, f"no connection to Telegram ({error.message})")
        case MaybeWritten() if editing:
            return Retry(SOON, f"connection to Telegram lost ({error.message})")
        case MaybeWritten():
            return Unknown(f"connection to Telegram lost after sending ({error.message})")
        case Refused():
            return _refused(error, chat, editing, floods)
        case _:
            return Unknown(f"unreadable answer from Telegram ({type(error).__name__})")


def _refused(error: Refused, chat: str, editing: bool, floods: Floods) -> Outcome:
    if error.moved_to is not None:
        return Moved(error.moved_to)
    if error.code == 429:
        seconds = error.retry_after or 1.0
        return Retry(seconds, error.description, floods.whole_lane(chat, seconds))
    if error.code in (401, 404):
        return StopLane(f"Telegram refuses the bot's token ({error.description})")
    if error.code == 403:
        return GiveUp(error.description, unreachable=True)
    if error.code >= 500:
        return _server_trouble(error, editing)
    return GiveUp(error.description, unreachable=_says(error, NOBODY))


def _server_trouble(error: Refused, editing: bool) -> Outcome:
    unsure = error.code in GATEWAYS or not (error.spoken or error.code == 503)
    if unsure and not editing:
        return Unknown(f"Telegram's gateway lost the request ({error.description})")
    return Retry(error.retry_after or TROUBLE, f"trouble at Telegram ({error.description})")


def _says(error: Refused, phrases: tuple[str, ...]) -> bool:
    words = error.description.casefold()
    return any(phrase in words for phrase in phrases)
