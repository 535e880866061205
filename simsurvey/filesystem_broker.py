"""A queue in a folder, for the embedded mode: every message is a file that appears whole.

kombu's own filesystem transport writes under the final name, so a reader may meet half a message,
and moves what it takes through the system's temporary folder. Here a message is renamed into
place, and belongs to whoever removes it. Messages are wake-up calls only: the rows of chunks and
imports say what is to be done, so one that is lost with a killed worker costs seconds.
"""

import time
from pathlib import Path
from queue import Empty
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from kombu.exceptions import ChannelError
from kombu.transport import virtual
from kombu.utils.json import dumps, loads

SUFFIX = ".message"


class Channel(virtual.Channel):
    """One folder a queue; file names sort by priority (0 first, as with Redis), then by age."""

    def _folder(self, queue: str) -> Path:
        client: Any = self.connection.client
        folder = Path(client.transport_options["folder"]) / quote(queue, "")
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def _messages(self, queue: str) -> list[Path]:
        return sorted(self._folder(queue).glob(f"*{SUFFIX}"))

    def _put(self, queue: str, message: dict[str, Any], **_: object) -> None:
        priority = self._get_message_priority(message)
        name = f"{priority}-{time.time_ns():020d}-{uuid4().hex}"
        try:
            draft = self._folder(queue) / f"{name}.draft"
            draft.write_text(dumps(message))
            draft.replace(draft.with_suffix(SUFFIX))
        except OSError as error:
            raise ChannelError(f"Cannot queue a message: {error}") from error

    def _get(self, queue: str, timeout: float | None = None) -> dict[str, Any]:
        for path in self._messages(queue):
            try:
                content = path.read_text()
                path.unlink()
            except FileNotFoundError:
                continue  # another worker was quicker
            message: dict[str, Any] = loads(content)
            return message
        raise Empty

    def _size(self, queue: str) -> int:
        return len(self._messages(queue))

    def _purge(self, queue: str) -> int:
        messages = self._messages(queue)
        for path in messages:
            path.unlink(missing_ok=True)
        return len(messages)


class Transport(virtual.Transport):
    Channel = Channel
    default_port = 0
    driver_type = "folder"
    driver_name = "folder"
    polling_interval = 0.5
    connection_errors = (*virtual.Transport.connection_errors, OSError)

    def driver_version(self) -> str:
        return "1"
