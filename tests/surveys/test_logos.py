"""A logo is pixels alone, of bounded size, under the hash of what is stored."""

from hashlib import sha256
from io import BytesIO

import pytest
from PIL import Image

from surveys import logos

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def file_of(size=(900, 300), format="PNG", mode="RGBA", **options):
    file = BytesIO()
    Image.new(mode, size, (20, 40, 60, 128)[: len(mode)]).save(file, format, **options)
    return file.getvalue()


def test_logo_is_bounded_and_keeps_its_shape_and_transparency():
    logo = logos.prepare(file_of())

    assert (logo.width, logo.height) == (640, 213)
    stored = Image.open(BytesIO(logo.data))
    assert (stored.format, stored.mode, stored.size) == ("WEBP", "RGBA", (640, 213))
    assert stored.getchannel("A").getextrema() == (128, 128)


def test_small_logo_is_not_enlarged():
    assert logos.prepare(file_of((30, 20))).width == 30


@pytest.mark.parametrize("format", ["JPEG", "GIF", "WEBP"])
def test_other_pictures_are_taken(format):
    mode = "RGB" if format == "JPEG" else "RGBA"

    assert logos.prepare(file_of(format=format, mode=mode)).width == 640


def test_nothing_but_pixels_is_taken_over():
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    exif[0x0112] = 6  # lies on its side

    logo = logos.prepare(file_of((400, 100), "JPEG", "RGB", exif=exif))

    assert b"taken at home" not in logo.data
    assert (logo.width, logo.height) == (64, 256)


@pytest.mark.parametrize(
    "data", [b"", SVG, b"%!PS-Adobe-3.0 EPSF", b"\x89PNG\r\n\x1a\n", b"GIF89a"]
)
def test_what_is_no_picture_is_refused_with_a_sentence(data):
    with pytest.raises(logos.LogoRefused, match="SVG is not taken"):
        logos.prepare(data)


def test_picture_cut_short_is_refused():
    with pytest.raises(logos.LogoRefused):
        logos.prepare(file_of(format="JPEG", mode="RGB")[:-400])


def test_too_many_bytes_are_refused(monkeypatch):
    monkeypatch.setattr(logos, "BYTE_LIMIT", 100)

    with pytest.raises(logos.LogoRefused, match="at most"):
        logos.prepare(file_of())


def test_too_many_pixels_are_refused_before_they_are_decoded(monkeypatch):
    monkeypatch.setattr(logos, "PIXEL_LIMIT", 900 * 300 - 1)

    with pytest.raises(logos.LogoRefused, match="million pixels"):
        logos.prepare(file_of())


def test_stored_twice_is_stored_once(media):
    logo = logos.prepare(file_of())

    logos.store(logo)
    logos.store(logo)

    assert [path.name for path in (media / "logos").iterdir()] == [f"{logo.sha256}.webp"]
    with logos.open_stored(logo.sha256) as stored:
        assert sha256(stored.read()).hexdigest() == logo.sha256
