"""Files in a folder, none of them outside it."""

import os
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from recommender.catalogue.decoding import check_file_size
from recommender.catalogue.remarks import ImportRefused, PictureRefused, Remark, refused
from recommender.catalogue.sources.rows import is_clutter


class FolderTree:
    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.label = self.root.name

    def top(self) -> list[str]:
        try:
            files = [path.name for path in self.root.iterdir() if path.is_file()]
        except OSError as error:
            raise ImportRefused(
                _("The folder %(path)s cannot be read: %(error)s.")
                % {"path": self.root, "error": error.strerror}
            ) from error
        return sorted(name for name in files if not is_clutter(name))

    def files(self) -> Iterator[str | Remark]:
        return self._walk("")

    def _walk(self, folder: str) -> Iterator[str | Remark]:
        try:
            entries = sorted(os.scandir(self.root / folder), key=lambda entry: entry.name)
        except OSError as error:
            reason = _("The folder cannot be read: %(error)s.") % {"error": error.strerror}
            yield refused(folder, reason)
            return
        for entry in entries:
            path = f"{folder}/{entry.name}".lstrip("/")
            if is_clutter(entry.name):
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from self._walk(path)
            elif _leads_to_folder(entry):
                yield refused(path, _("This is a link to a folder; such links are not followed."))
            else:
                yield path

    def read(self, path: str) -> bytes:
        try:
            target = self._target(path)
            check_file_size(target.stat().st_size)
            return target.read_bytes()
        except (OSError, RuntimeError, ValueError) as error:  # links in a circle, odd names
            reason = error.strerror if isinstance(error, OSError) else str(error)
            raise PictureRefused(
                _("The file %(path)s cannot be read: %(error)s.") % {"path": path, "error": reason}
            ) from error

    def _target(self, path: str) -> Path:
        """The regular file under the root, also when a disk spells accents in two characters."""
        for form in (path, *(unicodedata.normalize(form, path) for form in ("NFC", "NFD"))):
            target = (self.root / form).resolve()
            if not target.is_relative_to(self.root):
                raise PictureRefused(
                    _("%(path)s leads out of the folder of the catalogue.") % {"path": path}
                )
            if target.is_file():
                return target
            if target.exists():
                raise PictureRefused(_("%(path)s is not a file.") % {"path": path})
        raise PictureRefused(_("There is no file %(path)s.") % {"path": path})


def _leads_to_folder(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link in a circle, or to where we may not look
        return False
