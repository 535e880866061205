"""Reading a picture's file: limits before pixels, all pixels, upright."""

from io import BytesIO

from django.utils.translation import gettext as _
from PIL import ExifTags, Image, ImageFile

from recommender.catalogue.remarks import PictureRefused

FILE_LIMIT = 40_000_000
PIXEL_LIMIT = 80_000_000
# Formats that shops use. Pillow knows more, some of which start other programs (EPS).
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP", "AVIF")
# What undoes each way of storing that EXIF numbers.
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

Image.init()


def decode(data: bytes) -> tuple[Image.Image, list[str]]:
    """The first frame, wholly decoded and upright, in whatever mode it is stored, and notices.

    Raises
    ------
    PictureRefused
        If the file is empty, over a limit, no picture, damaged or cut short.
    """
    check_file_size(len(data))
    picture, format_name = _recognised(data)
    _check_pixels(*picture.size)
    try:
        notices = _frames(picture)
        picture.load()
    except Exception as error:  # decoders raise anything on damaged files; none may end an import
        raise PictureRefused(_damaged(format_name, error)) from error
    upright, more_notices = _upright(picture)
    return upright, notices + more_notices


def check_file_size(size: int) -> None:
    """Refuse before anything is read.

    Raises
    ------
    PictureRefused
        If there is nothing in the file, or more than `FILE_LIMIT` bytes.
    """
    if size == 0:
        raise PictureRefused(_("The file is empty."))
    if size > FILE_LIMIT:
        raise PictureRefused(
            _("The file has %(size).1f MB; at most %(limit)d MB are read.")
            % {"size": size / 1e6, "limit": FILE_LIMIT / 1e6}
        )


def _recognised(data: bytes) -> tuple[ImageFile.ImageFile, str]:
    """The picture with its header read.

    Not `Image.open`, whose own guard on pixels warns or raises before ours can say the numbers,
    and which does not tell a damaged picture from a file that is none.
    """
    for format_name in FORMATS:
        factory, accept = Image.OPEN[format_name]
        if accept is not None and accept(data[:16]) is True:
            try:
                return factory(BytesIO(data), ""), format_name
            except Exception as error:  # as above
                raise PictureRefused(_damaged(format_name, error)) from error
    raise PictureRefused(
        _("The file is not a picture of a known format (%(formats)s).")
        % {"formats": ", ".join(FORMATS)}
    )


def _check_pixels(width: int, height: int) -> None:
    if width * height > PIXEL_LIMIT:
        raise PictureRefused(
            _(
                "The picture has %(width)d × %(height)d pixels, which is %(size).2f megapixels; at "
                "most %(limit)d are read."
            )
            % {
                "width": width,
                "height": height,
                "size": width * height / 1e6,
                "limit": PIXEL_LIMIT / 1e6,
            }
        )


def _frames(picture: ImageFile.ImageFile) -> list[str]:
    # MPO is a JPEG with a preview or a depth map behind it: cameras write it, nothing moves.
    if picture.format == "MPO" or not getattr(picture, "is_animated", False):
        return []
    picture.seek(0)
    return [_("The file holds several pictures; the first one is used.")]


def _upright(picture: Image.Image) -> tuple[Image.Image, list[str]]:
    """Not `ImageOps.exif_transpose`, which also writes EXIF anew and fails on what it cannot."""
    try:
        turn = TURNS.get(picture.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # the pixels are fine, only what is written about them is not
        return picture, [
            _("The file's EXIF data cannot be read; the picture is used as it is stored.")
        ]
    return (picture if turn is None else picture.transpose(turn)), []


def _damaged(format_name: str, error: Exception) -> str:
    return _("The %(format)s file is damaged or cut short (%(error)s).") % {
        "format": format_name,
        "error": str(error) or type(error).__name__,
    }
