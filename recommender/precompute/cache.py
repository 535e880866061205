"""Features and masks in the shared storage, named by what they were made of and how.

A feature depends on the picture's sha256 and the method's feature fingerprint alone, so it is
never computed twice: not for another run, not for another catalogue. Damage is found by the
checksums inside the files (zip and PNG), and what is damaged counts as absent.
"""

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from numpy.typing import NDArray
from PIL import Image


@dataclass(frozen=True)
class Feature:
    """What is compared of one picture, and why the original was compared instead of the cut-out."""

    values: NDArray[Any]
    failure: str = ""


def load_feature(fingerprint: str, sha256: str) -> Feature | None:
    content = _read(_feature_name(fingerprint, sha256))
    if content is None:
        return None
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as stored:
            return Feature(stored["values"], str(stored["failure"]))
    except (zipfile.BadZipFile, ValueError, KeyError, EOFError, OSError):
        return None


def store_feature(fingerprint: str, sha256: str, feature: Feature) -> None:
    buffer = io.BytesIO()
    np.savez(buffer, values=feature.values, failure=np.array(feature.failure))
    _write(_feature_name(fingerprint, sha256), buffer.getvalue())


def load_mask(fingerprint: str, sha256: str) -> Image.Image | None:
    content = _read(_mask_name(fingerprint, sha256))
    if content is None:
        return None
    try:
        mask = Image.open(io.BytesIO(content))
        mask.load()
    except (OSError, SyntaxError, ValueError):
        return None
    return mask


def store_mask(fingerprint: str, sha256: str, mask: Image.Image) -> None:
    buffer = io.BytesIO()
    mask.save(buffer, "PNG")
    _write(_mask_name(fingerprint, sha256), buffer.getvalue())


def _feature_name(fingerprint: str, sha256: str) -> str:
    return f"features/{fingerprint}/{sha256[:2]}/{sha256}.npz"


def _mask_name(fingerprint: str, sha256: str) -> str:
    return f"masks/{fingerprint}/{sha256[:2]}/{sha256}.png"


def _read(name: str) -> bytes | None:
    try:
        with default_storage.open(name) as file:
            content: bytes = file.read()
    except FileNotFoundError:
        return None
    return content


def _write(name: str, content: bytes) -> None:
    """Whole or not at all, in a local folder too; equal names have equal contents."""
    try:
        path = Path(default_storage.path(name))
    except NotImplementedError:  # an object store, which writes whole objects and replaces them
        default_storage.save(name, ContentFile(content))
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{uuid4().hex}")
    draft.write_bytes(content)
    draft.replace(path)
