"""users.*, team.*, bots.*, auth.*, api.*: who is who."""

from engagebot.sandbox.slack.arguments import Arguments
from engagebot.sandbox.slack.methods.method import Method, person_named
from engagebot.sandbox.slack.rates import Tier
from engagebot.sandbox.slack.server import SlackServer
from engagebot.sandbox.slack.wire import Payload, SlackError
from engagebot.sandbox.slack.wiring import bot_user_wire, handle, user_wire


def auth_test(slack: SlackServer, arguments: Arguments) -> Payload:
    app = slack.app
    return {
        "url": f"https://{app.domain}.slack.com/",
        "team": app.team_name,
        "user": handle(app.name),
        "team_id": app.team,
        "user_id": app.user,
        "bot_id": app.bot,
        "is_enterprise_install": False,
    }


def api_test(slack: SlackServer, arguments: Arguments) -> Payload:
    """Echoes its arguments; fails with `error` if asked to."""
    if arguments.text("error"):
        raise SlackError(arguments.text("error"), args=arguments.values)
    return {"args": arguments.values}


def info(slack: SlackServer, arguments: Arguments) -> Payload:
    name = arguments.needed("user")
    if name == slack.app.user:
        return {"user": bot_user_wire(slack.app)}
    person = person_named(slack, name)
    return {"user": user_wire(person, slack.app, slack.world.now(), locale=arguments.flag("include_locale"))}


def everybody(slack: SlackServer, arguments: Arguments) -> Payload:
    locale = arguments.flag("include_locale")
    members = [bot_user_wire(slack.app)]
    members += [user_wire(one, slack.app, slack.world.now(), locale=locale) for one in slack.workspace.people]
    start = arguments.whole("cursor", 0, 1_000_000)
    most = arguments.whole("limit", 1000, 1000)
    following = str(start + most) if start + most < len(members) else ""
    return {
        "members": members[start : start + most],
        "cache_ts": slack.workspace.seconds,
        "response_metadata": {"next_cursor": following},
    }


def team(slack: SlackServer, arguments: Arguments) -> Payload:
    app = slack.app
    return {"team": {"id": app.team, "name": app.team_name, "domain": app.domain, "email_domain": "", "icon": {}}}


def bot(slack: SlackServer, arguments: Arguments) -> Payload:
    app = slack.app
    if arguments.text("bot") not in ("", app.bot):
        raise SlackError("bot_not_found")
    return {"bot": {"id": app.bot, "deleted": False, "name": app.name, "app_id": app.id, "user_id": app.user}}


PEOPLE = {
    "auth.test": Method(auth_test, Tier.FOUR, takes_json=True),
    "api.test": Method(api_test, Tier.FOUR, takes_json=True, open=True),
    "users.info": Method(info, Tier.FOUR),
    "users.list": Method(everybody, Tier.TWO),
    "team.info": Method(team, Tier.THREE),
    "bots.info": Method(bot, Tier.THREE),
}
