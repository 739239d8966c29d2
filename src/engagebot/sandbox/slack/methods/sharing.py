"""files.*: https://docs.slack.dev/reference/methods?family=files"""

from engagebot.sandbox.slack.arguments import Arguments
from engagebot.sandbox.slack.blockkit.surfaces import check_message_blocks
from engagebot.sandbox.slack.methods.method import Method
from engagebot.sandbox.slack.posting import Draft
from engagebot.sandbox.slack.rates import Tier
from engagebot.sandbox.slack.server import SlackServer
from engagebot.sandbox.slack.state import Channel, StoredFile
from engagebot.sandbox.slack.wire import Payload, SlackError, invalid_arguments
from engagebot.sandbox.slack.wiring import file_wire


def upload_url(slack: SlackServer, arguments: Arguments) -> Payload:
    name = arguments.needed("filename")
    length = arguments.needed("length")
    if not length.isdigit() or int(length) == 0:
        raise invalid_arguments("must be greater than 0 [json-pointer:/length]")
    file, url = slack.files.announce(name, int(length))
    return {"upload_url": url, "file_id": file.id}


def complete(slack: SlackServer, arguments: Arguments) -> Payload:
    arguments.needed("files")
    listed = arguments.tree("files", "invalid_arguments")
    if not isinstance(listed, list) or not listed or not all(isinstance(one, dict) for one in listed):
        raise invalid_arguments("must provide an array [json-pointer:/files]")
    channel = _channel(slack, arguments.text("channel_id") or arguments.text("channels"))
    blocks = arguments.tree("blocks", "invalid_blocks_format")
    if blocks:
        check_message_blocks(blocks)
    place = channel.id if channel else None
    files = [slack.files.complete(str(one.get("id")), str(one.get("title") or ""), place) for one in listed]
    if channel:
        comment = arguments.text("initial_comment")
        draft = Draft(comment, blocks, files=[one.id for one in files], thread_ts=arguments.text("thread_ts") or None)
        slack.posting.post(channel, draft)
    return {"files": [_wire(slack, file) for file in files]}


def info(slack: SlackServer, arguments: Arguments) -> Payload:
    file = slack.files.get(arguments.needed("file"))
    if file is None or not file.shared:
        raise SlackError("file_not_found")
    return {"file": _wire(slack, file), "comments": []}


def _channel(slack: SlackServer, name: str) -> Channel | None:
    """Where the file is shared; unlike for messages, a person's id does not do."""
    if not name:
        return None
    channel = slack.workspace.channels.get(name)
    if channel is None or not channel.bot_inside or channel.archived:
        raise SlackError("invalid_channel")
    return channel


def _wire(slack: SlackServer, file: StoredFile) -> Payload:
    return file_wire(file, slack.app, slack.world.url)


SHARING = {
    "files.getUploadURLExternal": Method(upload_url, Tier.FOUR),
    "files.completeUploadExternal": Method(complete, Tier.FOUR, takes_json=True),
    "files.info": Method(info, Tier.FOUR),
}
