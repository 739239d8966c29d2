"""A client that was not written for this server: python-telegram-bot's."""

import asyncio
from datetime import timedelta
from io import BytesIO

import pytest
from telegram import Bot, ForceReply, InlineKeyboardButton, InlineKeyboardMarkup, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter

from engagebot.sandbox.faults import Fault, FaultKind
from tests.sandbox.telegram_stage import BOT, TOKEN, Stage, telegram_stage


def bot_at(stage: Stage, token: str = TOKEN) -> Bot:
    return Bot(token, base_url=f"{stage.url}/bot", base_file_url=f"{stage.url}/file/bot")


async def test_the_library_sends_edits_answers_and_fetches() -> None:
    async with telegram_stage() as stage, bot_at(stage) as bot:
        assert bot.username == BOT.username
        person = int(await stage.person())
        keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="yes")]])
        card = await bot.send_message(person, "<b>Coming?</b>", ParseMode.HTML, reply_markup=keyboard)
        assert card.text_html == "<b>Coming?</b>"
        press = asyncio.create_task(stage.play(str(person), "press", message=str(card.message_id), row=0, column=0))
        start = (await bot.get_updates())[0]
        updates = await bot.get_updates(offset=start.update_id + 1, timeout=5)
        query = updates[0].callback_query
        assert query is not None
        assert query.data == "yes"
        await query.answer("Noted")
        await query.edit_message_text("See you")
        assert (await press)["notice"] == "Noted"
        sent = await bot.send_document(person, BytesIO(b"BEGIN:VCALENDAR"), filename="a.ics", caption="Calendar")
        assert sent.document is not None
        file = await bot.get_file(sent.document.file_id)
        assert bytes(await file.download_as_bytearray()) == b"BEGIN:VCALENDAR"
        await bot.send_message(person, "?", reply_markup=ForceReply(input_field_placeholder="One line"))
        await bot.send_message(person, "!", reply_parameters=ReplyParameters(card.message_id))
        assert await bot.delete_message(person, card.message_id)
        assert (await bot.get_chat(person)).first_name == "Amina"
        await bot.set_my_commands([("help", "Help")])
        assert [command.command for command in await bot.get_my_commands()] == ["help"]
        assert (await bot.get_webhook_info()).pending_update_count == 1


async def test_the_library_understands_every_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    async with telegram_stage() as stage, bot_at(stage) as bot:
        person = int(await stage.person())
        group = stage.telegram.books.chats.add_group("Focal points")
        grown = stage.telegram.books.chats.migrate(group)
        impostor = bot_at(stage, "700001:wrong")
        async with impostor.request:
            with pytest.raises(InvalidToken):
                await impostor.get_me()
        with pytest.raises(BadRequest, match="Message text is empty"):
            await bot.send_message(person, "")
        with pytest.raises(ChatMigrated) as migrated:
            await bot.send_message(group.id, "x")
        assert migrated.value.new_chat_id == grown.id
        await stage.play(str(person), "block")
        with pytest.raises(Forbidden):
            await bot.send_message(person, "x")
        faults = stage.telegram.world.faults
        faults.order(Fault("telegram", FaultKind.RATE_LIMITED, method="sendMessage", seconds=7))
        with pytest.raises(RetryAfter) as waiting:
            await bot.send_message(person, "x")
        assert waiting.value.retry_after == timedelta(seconds=7)
        faults.order(Fault("telegram", FaultKind.CUT_BEFORE, method="sendMessage"))
        with pytest.raises(NetworkError):
            await bot.send_message(person, "x")
        await bot.set_webhook("http://127.0.0.1:9/", secret_token="secret")
        with pytest.raises(Conflict):
            await bot.get_updates()
