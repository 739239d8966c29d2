"""Files that bots have sent."""

import base64
import mimetypes
import secrets
from pathlib import PurePosixPath

from engagebot.sandbox.shelf import Shelf
from engagebot.sandbox.telegram.drawer import Counter, Drawer, Thing
from engagebot.sandbox.telegram.errors import ApiError, bad_request
from engagebot.sandbox.telegram.multipart import Part

MAX_UPLOAD_BYTES = 52_428_800
MAX_DOWNLOAD_BYTES = 20_971_520


class Files:
    def __init__(self, shelf: Shelf, counters: Drawer) -> None:
        self._drawer = Drawer(shelf, "files")
        self._numbers = Counter(counters, "file", 1)
        self._paths = {thing["path"]: key for key, thing in self._drawer.items()}

    def add(self, bot: int, part: Part) -> Thing:
        """The Document object of an uploaded file; raises 400 for an empty one, 413 for one over 50 MB."""
        if not part.content:
            raise bad_request("file must be non-empty")
        if len(part.content) > MAX_UPLOAD_BYTES:
            raise ApiError(413, "Request Entity Too Large")
        name = PurePosixPath((part.filename or "").replace("\\", "/")).name or "file"
        kind = part.content_type or mimetypes.guess_type(name)[0] or "application/octet-stream"
        file_id = "BQACAgI" + secrets.token_urlsafe(40)
        document = {
            "file_name": name,
            "mime_type": kind,
            "file_id": file_id,
            "file_unique_id": "AgAD" + secrets.token_urlsafe(8),
            "file_size": len(part.content),
        }
        path = f"documents/file_{self._numbers.take()}{PurePosixPath(name).suffix}"
        content = base64.b64encode(part.content).decode()
        self._drawer.put(file_id, {"bot": bot, "document": document, "path": path, "content": content})
        self._paths[path] = file_id
        return document

    def document(self, bot: int, file: str) -> Thing | None:
        """The Document object; a file_id is good for its own bot only."""
        kept = self._drawer.get(file)
        return dict(kept["document"]) if kept and kept["bot"] == bot else None

    def file(self, bot: int, file: str) -> Thing:
        """The File object; raises 400 for an unknown file or one over 20 MB."""
        document = self.document(bot, file)
        if document is None:
            raise bad_request("invalid file_id")
        if document["file_size"] > MAX_DOWNLOAD_BYTES:
            raise bad_request("file is too big")
        shared = {name: document[name] for name in ("file_id", "file_unique_id", "file_size")}
        return {**shared, "file_path": (self._drawer.get(file) or {})["path"]}

    def at(self, bot: int, path: str) -> tuple[Thing, bytes] | None:
        """The Document object and the bytes at a file_path."""
        return self.content(bot, self._paths.get(path, ""))

    def content(self, bot: int, file: str) -> tuple[Thing, bytes] | None:
        kept = self._drawer.get(file)
        if kept is None or kept["bot"] != bot:
            return None
        return dict(kept["document"]), base64.b64decode(kept["content"])
