"""Slack's JSON as it stands on the wire, and how it says no."""

from typing import Any

Payload = dict[str, Any]
"""A JSON object of Slack's; its members are whatever the method's documentation says."""


class SlackError(Exception):
    """The method's refusal: `error` is Slack's code, `details` stand beside it in the answer."""

    def __init__(self, error: str, **details: Any) -> None:
        super().__init__(error)
        self.error = error
        self.details = details

    def answer(self) -> Payload:
        return {"ok": False, "error": self.error, **self.details}


def invalid_arguments(*messages: str) -> SlackError:
    """`messages` say which argument is wrong, as in `missing required field: user`."""
    return refused("invalid_arguments", list(messages))


def refused(error: str, messages: list[str], **details: Any) -> SlackError:
    noted = [f"[ERROR] {message}" for message in messages]
    return SlackError(error, **details, response_metadata={"messages": noted})
