"""The parts of Telegram's updates that mean something here. Source: https://core.telegram.org/bots/api#update"""

from pydantic import BaseModel, ConfigDict, Field

PEOPLE_SEND = frozenset(
    (
        *("animation", "audio", "checklist", "contact", "dice", "document", "game", "live_photo", "location"),
        *("paid_media", "photo", "poll", "sticker", "story", "venue", "video", "video_note", "voice"),
    )
)
"""What a person can send besides text; any other message without text is a service message."""


class Person(BaseModel):
    id: int
    is_bot: bool = False
    language_code: str | None = None


class Chat(BaseModel):
    id: int
    type: str


class Place(BaseModel):
    """Where a message is, all that is asked of one whose button is pressed."""

    message_id: int
    chat: Chat


class Message(BaseModel):
    """`model_extra` holds what else the message carries, such as `photo`."""

    model_config = ConfigDict(extra="allow")

    message_id: int
    chat: Chat
    sender: Person | None = Field(default=None, alias="from")
    text: str | None = None
    caption: str | None = None

    @property
    def words(self) -> str | None:
        """None for a service message, empty for a picture without a caption."""
        if self.text is not None:
            return self.text
        return (self.caption or "") if PEOPLE_SEND & (self.model_extra or {}).keys() else None


class CallbackQuery(BaseModel):
    """`message` is there also if it has become inaccessible, then with its chat and id only."""

    id: str
    sender: Person = Field(alias="from")
    data: str | None = None
    message: Place | None = None


class Member(BaseModel):
    status: str


class ChatMemberUpdated(BaseModel):
    chat: Chat
    sender: Person = Field(alias="from")
    new_chat_member: Member


class Update(BaseModel):
    update_id: int
    message: Message | None = None
    callback_query: CallbackQuery | None = None
    my_chat_member: ChatMemberUpdated | None = None


class Numbered(BaseModel):
    """What every update has, however strange the rest."""

    update_id: int


WANTED = ["message", "callback_query", "my_chat_member"]
"""The kinds of update that we ask for."""
