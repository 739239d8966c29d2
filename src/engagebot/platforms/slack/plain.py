"""Slack's marked-up text and plain text. Source: https://docs.slack.dev/messaging/formatting-message-text"""

import re

MARKED = re.compile(r"<([^<>]*)>")
CALL = "@#!"


def plain(text: str) -> str:
    """What the person typed: links, names and the three escaped characters as they were seen."""
    shown = MARKED.sub(lambda found: _shown(found[1]), text)
    return shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _shown(marked: str) -> str:
    target, _, label = marked.partition("|")
    if target[:1] not in CALL or not target:
        return label or target
    if target.startswith("!"):
        return label or f"@{target[1:]}"
    return f"{target[0]}{label or target[1:]}"


def escaped(text: str) -> str:
    """Plain text for a place where Slack expects marked-up text."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
