"""The local Telegram as a whole."""

import contextlib
from collections.abc import Sequence

from engagebot.sandbox.telegram import describing, editing, sending
from engagebot.sandbox.telegram.answer import Answer, Call, Method
from engagebot.sandbox.telegram.books import open_books
from engagebot.sandbox.telegram.bots import BotIdentity
from engagebot.sandbox.telegram.errors import ApiError
from engagebot.sandbox.telegram.flood import FloodControl, FloodLimits
from engagebot.sandbox.telegram.parameters import Parameters
from engagebot.sandbox.telegram.receiving import receiving_methods
from engagebot.sandbox.telegram.webhooks import Webhooks
from engagebot.sandbox.world import World


class TelegramServer:
    """Keeps everything on the world's shelf, so that a second one on the same shelf goes on where the first ended.

    `flood`: None lets every send through. `query_lifetime`: the real seconds for which a press can be answered.
    `webhook_retry`: the seconds before a webhook that did not take an update is called again.
    """

    def __init__(
        self,
        world: World,
        bots: Sequence[BotIdentity],
        *,
        flood: FloodLimits | None = None,
        query_lifetime: float = 60.0,
        webhook_retry: float = 1.0,
    ) -> None:
        self.world = world
        self.bots = tuple(bots)
        self.books = open_books(world, FloodControl(flood), query_lifetime)
        self.webhooks = Webhooks(self.books, list(bots), self._execute, webhook_retry)
        self._methods = {name.lower(): (name, method) for name, method in _methods(self.webhooks).items()}

    def bot(self, token: str) -> BotIdentity | None:
        return next((bot for bot in self.bots if bot.token == token), None)

    def method_name(self, name: str) -> str | None:
        """The method's name as documented; None if there is no such method."""
        found = self._methods.get(name.lower())
        return found[0] if found else None

    async def call(self, bot: BotIdentity, method: str, parameters: Parameters) -> Answer:
        """Raises ApiError for what the Bot API refuses; `method` is one that `method_name` knows."""
        self.webhooks.resume()
        _, function = self._methods[method.lower()]
        return await function(Call(self.books, bot, parameters))

    def start(self) -> None:
        """Takes up the webhooks that were set before a restart; optional, as the first request does it too."""
        self.webhooks.resume()

    async def close(self) -> None:
        """Stops calling webhooks."""
        await self.webhooks.close()

    async def _execute(self, bot: BotIdentity, method: str, values: dict[str, str]) -> None:
        if self.method_name(method) is not None:
            with contextlib.suppress(ApiError):
                await self.call(bot, method, Parameters(values))


def _methods(webhooks: Webhooks) -> dict[str, Method]:
    return {
        **receiving_methods(webhooks),
        "getMe": describing.get_me,
        "getChat": describing.get_chat,
        "getFile": describing.get_file,
        "setMyCommands": describing.set_my_commands,
        "getMyCommands": describing.get_my_commands,
        "deleteMyCommands": describing.delete_my_commands,
        "setMyName": describing.set_my_name,
        "getMyName": describing.get_my_name,
        "setMyDescription": describing.set_my_description,
        "getMyDescription": describing.get_my_description,
        "setMyShortDescription": describing.set_my_short_description,
        "getMyShortDescription": describing.get_my_short_description,
        "setChatMenuButton": describing.set_chat_menu_button,
        "getChatMenuButton": describing.get_chat_menu_button,
        "sendMessage": sending.send_message,
        "sendDocument": sending.send_document,
        "sendChatAction": sending.send_chat_action,
        "editMessageText": editing.edit_message_text,
        "editMessageCaption": editing.edit_message_caption,
        "editMessageReplyMarkup": editing.edit_message_reply_markup,
        "deleteMessage": editing.delete_message,
        "answerCallbackQuery": editing.answer_callback_query,
    }
