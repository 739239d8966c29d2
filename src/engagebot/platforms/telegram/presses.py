"""What a pressed button gets back. Without an answer it would go on showing that it waits."""

from pydantic import JsonValue

from engagebot.channel import Answer, Handle
from engagebot.platforms.telegram.incoming import Heard

LONGEST_NOTICE = 200

PressAnswer = dict[str, JsonValue]
"""The values of answerCallbackQuery. Source: https://core.telegram.org/bots/api#answercallbackquery"""


async def answer_to(heard: Heard, handle: Handle) -> PressAnswer | None:
    """Has an update handled; what to answer if it was a press."""
    answer = Answer() if heard.incoming is None else await handle(heard.incoming)
    if heard.press is None:
        return None
    values: PressAnswer = {"callback_query_id": heard.press}
    if answer.notice:
        values |= {"text": answer.notice[:LONGEST_NOTICE], "show_alert": answer.alert}
    return values
