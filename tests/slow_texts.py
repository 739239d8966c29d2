"""Texts that take so long to write that others can do something meanwhile."""

from collections.abc import Callable, Mapping

from engagebot.channel import Body
from engagebot.places import messages_folder
from engagebot.texts.reader import Reader
from engagebot.texts.texts import Texts


class SlowTexts(Texts):
    """Something happens while a text is written."""

    def __init__(self, meanwhile: Callable[[Reader], object]) -> None:
        super().__init__(messages_folder())
        self._meanwhile = meanwhile

    def body(self, message: str, values: Mapping[str, object], reader: Reader, remember: bool = False) -> Body:
        self._meanwhile(reader)
        return super().body(message, values, reader, remember)
