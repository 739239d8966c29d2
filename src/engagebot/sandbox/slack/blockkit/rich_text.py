"""The rich_text block and what it is made of.

https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
"""

from engagebot.sandbox.slack.blockkit.checks import (
    Check,
    array,
    boolean,
    by_type,
    fields,
    one_of,
    string,
    url,
    whole,
)

_STYLE = fields({}, dict.fromkeys(("bold", "italic", "strike", "code", "underline"), boolean))
_MENTION_STYLE = fields(
    {},
    dict.fromkeys(("bold", "italic", "strike", "code", "highlight", "client_highlight", "unlink"), boolean),
)


def _inline(kind: str, required: dict[str, Check], optional: dict[str, Check] | None = None) -> Check:
    return fields({"type": one_of(kind), **required}, optional)


_ID = string(255, least=1)

INLINE: dict[str, Check] = {
    "text": _inline("text", {"text": string(least=1)}, {"style": _STYLE}),
    "link": _inline("link", {"url": url()}, {"text": string(), "style": _STYLE, "unsafe": boolean}),
    "emoji": _inline("emoji", {"name": _ID}, {"unicode": string(), "style": _STYLE, "skin_tone": whole(2, 6)}),
    "user": _inline("user", {"user_id": _ID}, {"style": _MENTION_STYLE}),
    "usergroup": _inline("usergroup", {"usergroup_id": _ID}, {"style": _MENTION_STYLE}),
    "channel": _inline("channel", {"channel_id": _ID}, {"style": _MENTION_STYLE}),
    "team": _inline("team", {"team_id": _ID}, {"style": _MENTION_STYLE}),
    "broadcast": _inline("broadcast", {"range": one_of("here", "channel", "everyone")}, {"style": _MENTION_STYLE}),
    "color": _inline("color", {"value": string(7, least=4)}, {"style": _STYLE}),
    "date": _inline(
        "date",
        {"timestamp": whole(), "format": string(least=1)},
        {"url": url(), "fallback": string(), "style": _STYLE},
    ),
}

_LINES = array(by_type(INLINE), least=0)
_BORDER: dict[str, Check] = {"border": whole(0, 1)}

_SECTION = fields({"type": one_of("rich_text_section"), "elements": _LINES})
_PARTS: dict[str, Check] = {
    "rich_text_section": _SECTION,
    "rich_text_list": fields(
        {
            "type": one_of("rich_text_list"),
            "style": one_of("bullet", "ordered"),
            "elements": array(by_type({"rich_text_section": _SECTION})),
        },
        {"indent": whole(0, 8), "offset": whole(0), **_BORDER},
    ),
    "rich_text_preformatted": fields(
        {
            "type": one_of("rich_text_preformatted"),
            "elements": array(by_type({kind: INLINE[kind] for kind in ("text", "link")}), least=0),
        },
        {**_BORDER, "language": string()},
    ),
    "rich_text_quote": fields({"type": one_of("rich_text_quote"), "elements": _LINES}, _BORDER),
}

RICH_TEXT_ELEMENTS = array(by_type(_PARTS))
