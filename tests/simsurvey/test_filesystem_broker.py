import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection
from kombu.exceptions import OperationalError
from kombu.simple import SimpleQueue

from tests.environment import PROJECT

TRANSPORT = "simsurvey.filesystem_broker:Transport"


def connect(folder: Path) -> Connection:
    return Connection(
        "folder://localhost", transport=TRANSPORT, transport_options={"folder": str(folder)}
    )


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[SimpleQueue]:
    with connect(tmp_path) as connection, connection.SimpleQueue("work") as queue:
        yield queue


def taken(queue: SimpleQueue) -> list[object]:
    found = []
    while queue.qsize():
        message = queue.get(timeout=5)
        message.ack()
        found.append(message.payload)
    return found


def test_messages_come_out_in_the_order_in_which_they_came_in(queue: SimpleQueue) -> None:
    for number in range(20):
        queue.put(number)

    assert taken(queue) == list(range(20))


def test_a_lower_number_is_the_higher_priority_as_with_redis(queue: SimpleQueue) -> None:
    for priority in (6, 0, 3):
        queue.put(priority, priority=priority)

    assert taken(queue) == [0, 3, 6]


def test_a_taken_message_is_gone(queue: SimpleQueue, tmp_path: Path) -> None:
    queue.put("once")

    assert taken(queue) == ["once"]
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    with pytest.raises(Empty):
        queue.get(timeout=0.01)


def test_an_unacknowledged_message_returns_when_the_consumer_ends_in_order(tmp_path: Path) -> None:
    with connect(tmp_path) as connection, connection.SimpleQueue("work") as queue:
        queue.put("unfinished")
        queue.get(timeout=5)

    with connect(tmp_path) as connection, connection.SimpleQueue("work") as queue:
        assert taken(queue) == ["unfinished"]


def test_what_is_not_yet_whole_is_not_read(queue: SimpleQueue, tmp_path: Path) -> None:
    queue.put("whole")
    (tmp_path / "work" / "0-00000000000000000000-half.draft").write_text('{"body": ')

    assert taken(queue) == ["whole"]


def test_queues_do_not_mix(queue: SimpleQueue) -> None:
    with queue.channel.connection.client.SimpleQueue("../other") as other:
        other.put("theirs")
        queue.put("ours")

        assert taken(queue) == ["ours"]
        assert taken(other) == ["theirs"]


def test_a_purged_queue_is_empty(queue: SimpleQueue) -> None:
    queue.put("a")
    queue.put("b")

    assert queue.clear() == 2
    assert queue.qsize() == 0


def test_a_folder_that_cannot_be_written_is_an_absent_broker(tmp_path: Path) -> None:
    (tmp_path / "queue").write_text("a file")

    with (
        connect(tmp_path / "queue") as connection,
        pytest.raises(OperationalError),
        connection._reraise_as_library_errors(),
    ):
        connection.SimpleQueue("work").put("lost")


TAKE = """
import sys
from pathlib import Path
from queue import Empty
from tests.simsurvey.test_filesystem_broker import connect
with connect(Path(sys.argv[1])) as connection, connection.SimpleQueue("work") as queue:
    print("ready", flush=True)
    sys.stdin.readline()
    while True:
        try:
            message = queue.get(timeout=2)
        except Empty:
            break
        message.ack()
        assert len(message.payload["filling"]) == 200_000
        print(message.payload["number"], flush=True)
"""


def test_many_consumers_take_every_large_message_once_while_it_is_put(
    queue: SimpleQueue, tmp_path: Path
) -> None:
    consumers = [
        subprocess.Popen(
            [sys.executable, "-c", TAKE, str(tmp_path)],
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _consumer in range(3)
    ]
    for consumer in consumers:
        assert consumer.stdin is not None
        assert consumer.stdout is not None
        assert consumer.stdout.readline() == "ready\n"
        consumer.stdin.write("\n")
        consumer.stdin.flush()

    for number in range(100):
        queue.put({"number": number, "filling": "x" * 200_000})
    numbers = [n for consumer in consumers for n in consumer.communicate(timeout=60)[0].split()]
    left = [message["number"] for message in taken(queue)]  # type: ignore[index]

    assert [consumer.returncode for consumer in consumers] == [0, 0, 0]
    assert sorted([*map(int, numbers), *left]) == list(range(100))
