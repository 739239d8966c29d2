"""Files in three steps: ask for an address, upload to it, share.

https://docs.slack.dev/messaging/working-with-files#uploading_files
"""

import base64
from dataclasses import replace

from engagebot.sandbox.slack.drawer import Drawer
from engagebot.sandbox.slack.ids import new_id, new_secret
from engagebot.sandbox.slack.state import StoredFile
from engagebot.sandbox.slack.wire import SlackError
from engagebot.sandbox.world import World


class Files:
    def __init__(self, world: World) -> None:
        self._world = world
        self._files = Drawer(world.shelf, "file", StoredFile)

    def get(self, file_id: str) -> StoredFile | None:
        return self._files.get(file_id)

    def announce(self, name: str, length: int) -> tuple[StoredFile, str]:
        """A file to come, and the URL that awaits it."""
        file = StoredFile(new_id("F"), name, length, new_secret(), created=int(self._world.now().timestamp()))
        self._files.put(file.id, file)
        return file, f"{self._world.url}/upload/v1/{file.secret}"

    def upload(self, secret: str, content: bytes) -> StoredFile | None:
        """None where nothing was announced under this secret, or with another length."""
        for file in self._files:
            if file.secret == secret and not file.shared and len(content) == file.length:
                return self._files.put(file.id, replace(file, content=base64.b64encode(content).decode()))
        return None

    def complete(self, file_id: str, title: str, channel: str | None) -> StoredFile:
        """Raises file_not_found for what was never announced, not uploaded, or completed before."""
        file = self._files.get(file_id)
        if file is None or file.content is None or file.shared:
            raise SlackError("file_not_found")
        channels = [channel] if channel else []
        return self._files.put(file_id, replace(file, title=title or file.name, shared=True, channels=channels))

    def content(self, file_id: str) -> bytes | None:
        file = self._files.get(file_id)
        return base64.b64decode(file.content) if file and file.content is not None else None
