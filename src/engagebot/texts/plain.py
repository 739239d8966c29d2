"""A message as bare text: for notices, notifications and screen readers."""

from engagebot.texts.tree import Message


def plain_text(message: Message) -> str:
    """Without the buttons."""
    return "\n\n".join(paragraph.text for paragraph in message.paragraphs)
