"""Reading settings from environment variables."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


def flag(name: str, *, default: bool) -> bool:
    """The variable as yes or no; any other word is refused rather than guessed."""
    value = os.environ.get(name)
    if value is None:
        return default
    if value.lower() not in TRUE | FALSE:
        raise ImproperlyConfigured(f"{name}={value!r} is neither yes nor no: use 1 or 0.")
    return value.lower() in TRUE


def kept_secret(path: Path, make: Callable[[], str]) -> str:
    """The secret kept in `path`, made at first use; readable by its owner alone.

    Two processes that start together agree, because the file appears whole or not at all.
    """
    if not path.exists():
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(make())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text()


def storage_from_url(url: str, folder: Path) -> dict[str, Any]:
    """Django's storage setting: a local folder, or `s3://bucket/prefix?endpoint_url=…`."""
    if not url:
        return {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": folder},
        }
    parts = urlsplit(url)
    if parts.scheme != "s3" or not parts.netloc:
        raise ImproperlyConfigured(
            f"MEDIA_STORAGE_URL={url!r} is not understood: use s3://bucket/prefix, or leave it "
            "empty for a local folder."
        )
    options: dict[str, Any] = {"bucket_name": parts.netloc, "location": parts.path.strip("/")}
    options |= {name: values[0] for name, values in parse_qs(parts.query).items()}
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
