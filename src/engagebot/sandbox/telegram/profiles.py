"""What a bot says of itself: commands by scope and language, name and descriptions by language, menu buttons."""

from engagebot.sandbox.shelf import Shelf
from engagebot.sandbox.telegram.drawer import Drawer, Thing


class Profiles:
    def __init__(self, shelf: Shelf) -> None:
        self._drawer = Drawer(shelf, "profiles")

    def put(self, bot: int, what: str, language: str, value: Thing | None) -> None:
        """`what` names the thing and its scope, such as `commands/default`; None deletes it."""
        key = f"{bot}/{what}/{language}"
        if value is None:
            self._drawer.drop(key)
        else:
            self._drawer.put(key, value)

    def get(self, bot: int, what: str, language: str) -> Thing | None:
        return self._drawer.get(f"{bot}/{what}/{language}")

    def commands_for(self, bot: int, chat: int, language: str) -> list[Thing]:
        """What a person sees in a private chat: the narrowest scope that has commands, in their language first.

        https://core.telegram.org/bots/api#determining-list-of-commands
        """
        spoken = language.partition("-")[0].lower()
        for scope in (f"chat/{chat}", "all_private_chats", "default"):
            for tongue in (spoken, ""):
                found = self.get(bot, f"commands/{scope}", tongue)
                if found:
                    return list(found["commands"])
        return []
