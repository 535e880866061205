"""Files in a zip, read where they are: nothing is ever unpacked to a disk."""

import lzma
import stat
import unicodedata
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import PurePosixPath, PureWindowsPath
from zipfile import BadZipFile, ZipFile, ZipInfo

from django.utils.translation import gettext as _

from recommender.catalogue.decoding import check_file_size
from recommender.catalogue.remarks import ImportRefused, PictureRefused, Remark, refused
from recommender.catalogue.sources.rows import is_clutter
from recommender.catalogue.sources.table import chosen_table

COUNT_LIMIT = 200_000
TOTAL_LIMIT = 20_000_000_000
UTF8_NAME = 0x800
ENCRYPTED = 0x1
# What zipfile raises for entries that are damaged or packed in a way that it does not know.
UNREADABLE = (
    BadZipFile,
    NotImplementedError,
    EOFError,
    OSError,
    ValueError,
    zlib.error,
    lzma.LZMAError,
)


class ZipTree:
    """A zip's files, without the single folder that many programs put around everything."""

    def __init__(self, archive: ZipFile, label: str) -> None:
        self.label = label
        self._archive = archive
        infos = [info for info in archive.infolist() if not info.filename.endswith("/")]
        _check_limits(infos)
        self._faults: list[Remark] = []
        self._infos: dict[str, ZipInfo] = {}
        for info in infos:
            self._enter(info)
        self._prefix = _wrapping_folder(list(self._infos))

    def _enter(self, info: ZipInfo) -> None:
        path = _path(info)
        parts = PurePosixPath(path).parts
        if any(is_clutter(part) for part in parts if part != ".."):
            return
        if path.startswith("/") or ".." in parts or PureWindowsPath(path).drive:
            self._faults.append(refused(path, _("The path leads out of the zip.")))
        elif stat.S_ISLNK(info.external_attr >> 16):
            self._faults.append(refused(path, _("This is a link; such links are not followed.")))
        elif path in self._infos:
            self._faults.append(refused(path, _("The zip holds two files of this name.")))
        else:
            self._infos[path] = info

    def top(self) -> list[str]:
        return [path for path in self._paths() if "/" not in path]

    def files(self) -> Iterator[str | Remark]:
        yield from self._faults
        yield from self._paths()

    def _paths(self) -> list[str]:
        return sorted(path.removeprefix(self._prefix) for path in self._infos)

    def read(self, path: str) -> bytes:
        info = self._infos.get(self._prefix + unicodedata.normalize("NFC", path))
        if info is None:
            raise PictureRefused(_("There is no file %(path)s in the zip.") % {"path": path})
        if info.flag_bits & ENCRYPTED:
            raise PictureRefused(_("The file is encrypted; make the zip without a password."))
        check_file_size(info.file_size)
        try:
            # zipfile stops at the size that the zip declares, so a lying entry ends here as well.
            return self._archive.read(info)
        except UNREADABLE as error:
            raise PictureRefused(
                _("The file cannot be unpacked: %(error)s.") % {"error": str(error).rstrip(".")}
            ) from error


def _path(info: ZipInfo) -> str:
    """The name as its author wrote it.

    Without the flag for UTF-8 the standard says code page 437, yet macOS writes UTF-8.
    """
    name = info.filename
    if not info.flag_bits & UTF8_NAME:
        with suppress(UnicodeError):
            name = name.encode("cp437").decode()
    return str(PurePosixPath(unicodedata.normalize("NFC", name.replace("\\", "/"))))


def _check_limits(infos: list[ZipInfo]) -> None:
    if len(infos) > COUNT_LIMIT:
        raise ImportRefused(
            _("The zip holds %(count)d files; at most %(limit)d are read.")
            % {"count": len(infos), "limit": COUNT_LIMIT}
        )
    total = sum(info.file_size for info in infos)
    if total > TOTAL_LIMIT:
        raise ImportRefused(
            _("The zip unpacks to %(size).1f GB; at most %(limit)d GB are read.")
            % {"size": total / 1e9, "limit": TOTAL_LIMIT / 1e9}
        )


def _wrapping_folder(paths: list[str]) -> str:
    """`name/` if everything lies in one folder that is not itself a category, else ''."""
    folders = {path.partition("/")[0] for path in paths if "/" in path}
    if len(folders) != 1 or any("/" not in path for path in paths):
        return ""
    prefix = f"{folders.pop()}/"
    inside = [path.removeprefix(prefix) for path in paths]
    wraps = any("/" in path for path in inside) or chosen_table(inside) is not None
    return prefix if wraps else ""
