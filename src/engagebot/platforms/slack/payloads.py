"""The parts of Slack's payloads that mean something here.

Source: https://docs.slack.dev/reference/events, /reference/interaction-payloads/block_actions-payload and
/interactivity/implementing-slash-commands
"""

from pydantic import BaseModel


class Event(BaseModel):
    type: str
    user: str | None = None
    channel: str | None = None
    channel_type: str | None = None
    subtype: str | None = None
    bot_id: str | None = None
    hidden: bool = False
    text: str | None = None
    tab: str | None = None


class EventCallback(BaseModel):
    event_id: str
    event: Event


class Named(BaseModel):
    id: str


class Container(BaseModel):
    type: str = ""
    channel_id: str | None = None
    message_ts: str | None = None
    is_ephemeral: bool = False


class Option(BaseModel):
    value: str


class Action(BaseModel):
    action_id: str
    action_ts: str
    value: str | None = None
    selected_option: Option | None = None

    @property
    def says(self) -> str:
        if self.selected_option is not None:
            return self.selected_option.value
        return self.value if self.value is not None else self.action_id


class BlockActions(BaseModel):
    user: Named
    container: Container
    actions: list[Action]
    response_url: str | None = None


class SlashCommand(BaseModel):
    command: str
    text: str = ""
    user_id: str
    channel_id: str
    trigger_id: str
    response_url: str | None = None
