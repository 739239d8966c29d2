"""The bots that this Telegram knows."""

import re
from dataclasses import dataclass
from typing import Any

TOKEN_SHAPE = re.compile(r"[0-9]+:[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class BotIdentity:
    """A bot as its father registered it; `token` starts with the id and a colon, `username` has no @."""

    id: int
    token: str
    username: str
    name: str

    def user(self) -> dict[str, Any]:
        """The User object by which the bot is known."""
        return {"id": self.id, "is_bot": True, "first_name": self.name, "username": self.username}

    def me(self) -> dict[str, Any]:
        """The User object that only getMe returns."""
        return {
            **self.user(),
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }
