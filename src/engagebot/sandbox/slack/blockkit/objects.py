"""Composition objects: texts, options, confirmations.

https://docs.slack.dev/reference/block-kit/composition-objects
"""

from engagebot.sandbox.slack.blockkit.checks import (
    Check,
    array,
    boolean,
    by_type,
    fields,
    one_of,
    schema,
    string,
    url,
)

ACTION_ID = string(255)
BLOCK_ID = string(255)


def plain_text(most: int) -> Check:
    return schema(
        fields({"type": one_of("plain_text"), "text": string(most, least=1)}, {"emoji": boolean}),
    )


def any_text(most: int) -> Check:
    """plain_text or mrkdwn."""
    text = string(most, least=1)
    plain = fields({"type": one_of("plain_text"), "text": text}, {"emoji": boolean})
    mrkdwn = fields({"type": one_of("mrkdwn"), "text": text}, {"verbatim": boolean})
    return schema(by_type({"plain_text": plain, "mrkdwn": mrkdwn}))


def option(text: Check, *, links: bool = False) -> Check:
    optional = {"description": any_text(75), "url": url()} if links else {"description": any_text(75)}
    return fields({"text": text, "value": string(150, least=1)}, optional)


MENU_OPTION = option(plain_text(75))
MARKED_OPTION = option(any_text(75))
OPTION_GROUP = fields({"label": plain_text(75), "options": array(MENU_OPTION, 100)})

CONFIRM = fields(
    {"title": plain_text(100), "text": any_text(300), "confirm": plain_text(30), "deny": plain_text(30)},
    {"style": one_of("primary", "danger")},
)

DISPATCH = fields({}, {"trigger_actions_on": array(one_of("on_enter_pressed", "on_character_entered"), 2)})
