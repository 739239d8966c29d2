"""What each failure of a call means for the message.

Slack says of `internal_error` and `fatal_error` that the call may have succeeded in part: a posted message is then
unknown. Edits can always be repeated. Source: https://docs.slack.dev/reference/methods/chat.postMessage#errors
"""

from engagebot.channel import GiveUp, Outcome, Retry, StopLane, Unknown
from engagebot.platforms.floods import Floods
from engagebot.platforms.slack.wire import MaybeWritten, NotWritten, Refused, Trouble

SOON = 2.0
TROUBLE = 5.0
CROWDED = 30.0
"""Seconds until the next try: after a lost connection, after trouble at Slack, after a limit without a time."""

LIMITED = frozenset(("ratelimited", "rate_limited"))
GONE = frozenset(("message_not_found", "cant_update_message", "edit_window_closed"))
UNREACHABLE = frozenset(
    (
        *("channel_not_found", "user_not_found", "users_not_found", "user_not_visible", "user_disabled"),
        *("cannot_dm_bot", "is_archived", "not_in_channel"),
    )
)
LANE_REFUSED = frozenset(
    (
        *("invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive", "missing_scope"),
        *("org_login_required", "ekm_access_denied", "team_access_not_granted", "not_allowed_token_type"),
        *("messages_tab_disabled", "two_factor_setup_required", "access_denied", "no_permission"),
    )
)
NOT_NOW = frozenset(("service_unavailable", "request_timeout", "team_added_to_org"))
UNSURE = frozenset(("internal_error", "fatal_error"))

ADVICE = {
    "missing_scope": "Add the scope to the Slack app and install it again.",
    "messages_tab_disabled": "Turn on the Messages tab in the Slack app's settings, under App Home.",
}


def is_gone(error: Trouble) -> bool:
    """Whether the message cannot be edited any more."""
    return isinstance(error, Refused) and error.error in GONE


def outcome(error: Trouble, chat: str, *, repeatable: bool, floods: Floods) -> Outcome:
    """`repeatable`: doing it twice is the same as once."""
    match error:
        case NotWritten():
            return Retry(SOON, f"no connection to Slack ({error})")
        case MaybeWritten() if repeatable:
            return Retry(SOON, f"connection to Slack lost ({error})")
        case MaybeWritten():
            return Unknown(f"connection to Slack lost after sending ({error})")
        case Refused():
            return _refused(error, chat, repeatable, floods)


def _refused(error: Refused, chat: str, repeatable: bool, floods: Floods) -> Outcome:
    if error.error in LIMITED or error.status == 429:
        seconds = error.retry_after or CROWDED
        return Retry(seconds, "Slack asks to slow down", floods.whole_lane(chat, seconds))
    if error.error in UNREACHABLE:
        return GiveUp(error.error, unreachable=True)
    if error.error in LANE_REFUSED:
        return StopLane(f"Slack refuses the app ({error}). {ADVICE.get(error.error, '')}".strip())
    if error.error in NOT_NOW or error.status == 503:
        return Retry(error.retry_after or TROUBLE, f"trouble at Slack ({error})")
    if error.error in UNSURE or error.status >= 500 or not error.error:
        return _unsure(error, repeatable)
    return GiveUp(str(error))


def _unsure(error: Refused, repeatable: bool) -> Outcome:
    if repeatable:
        return Retry(error.retry_after or TROUBLE, f"trouble at Slack ({error})")
    return Unknown(f"trouble at Slack, which may have taken it ({error})")
