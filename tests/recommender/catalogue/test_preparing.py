import hashlib
from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageCms

from recommender.catalogue.decoding import FILE_LIMIT
from recommender.catalogue.pictures import WEB_FILES
from recommender.catalogue.preparing import prepare
from recommender.catalogue.remarks import PictureRefused
from tests.recommender.catalogue.photographs import (
    colour,
    encoded,
    noise,
    opened,
    photograph,
    png,
    quadrants,
)

FORMATS = ["JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP", "AVIF"]
STORED_AS = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def srgb_profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def profile_with_red_and_green_swapped() -> bytes:
    """A device whose first channel lights the green lamp and whose second the red one."""
    swapped = srgb_profile().replace(b"rXYZ", b"????").replace(b"gXYZ", b"rXYZ")
    return swapped.replace(b"????", b"gXYZ")


def assert_near(pixel: tuple[int, ...], expected: tuple[int, ...], tolerance: int = 6) -> None:
    assert np.abs(np.subtract(pixel, expected)).max() <= tolerance, pixel


@pytest.mark.parametrize("format_name", FORMATS)
def test_every_format_becomes_an_srgb_jpeg(format_name: str) -> None:
    prepared = prepare(encoded(quadrants(), format_name))

    master = opened(prepared.master)
    assert (master.format, master.mode, master.size) == ("JPEG", "RGB", (80, 40))
    assert (prepared.width, prepared.height) == (80, 40)
    assert_near(colour(master, 0.25, 0.25), (255, 0, 0), 20)
    assert prepared.notices == ()


def test_hashes_name_the_master_and_the_source() -> None:
    source = photograph()

    prepared = prepare(source)

    assert prepared.sha256 == hashlib.sha256(prepared.master).hexdigest()
    assert prepared.source_sha256 == hashlib.sha256(source).hexdigest()


def test_equal_pixels_with_other_metadata_are_the_same_picture() -> None:
    exif = Image.Exif()
    exif[0x010E] = "A hat"
    picture = noise()

    plain = prepare(encoded(picture, "PNG"))
    described = prepare(encoded(picture, "PNG", exif=exif))

    assert plain.sha256 == described.sha256
    assert plain.webs == described.webs
    assert plain.source_sha256 != described.source_sha256


def test_large_pictures_are_bounded() -> None:
    prepared = prepare(photograph(size=(1500, 3000)))

    assert opened(prepared.master).size == (prepared.width, prepared.height) == (512, 1024)
    assert {file: opened(data).size for file, data in prepared.webs.items()} == {
        "240.avif": (240, 480),
        "320.avif": (320, 640),
        "320.webp": (320, 640),
        "320.jpg": (320, 640),
        "640.webp": (512, 1024),
    }


def test_small_pictures_are_not_enlarged() -> None:
    prepared = prepare(photograph(size=(100, 50)))

    assert opened(prepared.master).size == (100, 50)
    assert {opened(data).size for data in prepared.webs.values()} == {(100, 50)}


def test_a_very_thin_picture_keeps_one_pixel() -> None:
    prepared = prepare(photograph(size=(5000, 1)))

    assert (prepared.width, prepared.height) == (1024, 1)
    assert {opened(data).height for data in prepared.webs.values()} == {1}


@pytest.mark.parametrize(("orientation", "turn"), STORED_AS.items())
@pytest.mark.parametrize("format_name", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_exif_turns_pictures_upright(
    orientation: int, turn: Image.Transpose | None, format_name: str
) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored = quadrants() if turn is None else quadrants().transpose(turn)

    prepared = prepare(encoded(stored, format_name, exif=exif))

    master = opened(prepared.master)
    assert master.size == (80, 40)
    assert_near(colour(master, 0.25, 0.25), (255, 0, 0), 20)
    assert_near(colour(master, 0.75, 0.25), (0, 255, 0), 20)
    assert_near(colour(master, 0.25, 0.75), (0, 0, 255), 20)


def test_exif_with_a_damaged_part_still_turns_pictures() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "x" * 20
    stored = bytearray(encoded(quadrants().transpose(Image.Transpose.ROTATE_90), exif=exif))
    stored[stored.index(b"Exif") + 17] = 26  # the type of the description: none that exists

    prepared = prepare(bytes(stored))

    assert (prepared.width, prepared.height) == (80, 40)


def test_unreadable_exif_is_noticed_and_no_reason_to_refuse() -> None:
    picture = encoded(quadrants(), "PNG", exif=b"not any exif")

    prepared = prepare(picture)

    assert (prepared.width, prepared.height) == (80, 40)
    assert "EXIF" in prepared.notices[0]


@pytest.mark.parametrize("profile", [None, srgb_profile()])
def test_nothing_of_the_metadata_is_kept(profile: bytes | None) -> None:
    exif = Image.Exif()
    exif[0x013B] = "photographer"
    source = encoded(quadrants(), exif=exif, comment=b"secret", icc_profile=profile, dpi=(300, 300))

    prepared = prepare(source)

    for data in (prepared.master, *prepared.webs.values()):
        assert not {"exif", "icc_profile", "comment", "dpi", "xmp"} & set(opened(data).info)
        assert b"photographer" not in data
        assert b"secret" not in data


def test_colour_profiles_are_applied() -> None:
    red = Image.new("RGB", (40, 40), "red")

    prepared = prepare(encoded(red, icc_profile=profile_with_red_and_green_swapped()))

    assert_near(colour(opened(prepared.master)), (0, 255, 0))
    assert prepared.notices == ()


def test_colour_profiles_are_applied_through_transparency() -> None:
    picture = Image.new("RGBA", (40, 40), (255, 0, 0, 128))

    prepared = prepare(encoded(picture, "PNG", icc_profile=profile_with_red_and_green_swapped()))

    assert_near(colour(opened(prepared.master)), (127, 255, 127))


def test_a_grey_picture_may_carry_a_colour_profile() -> None:
    prepared = prepare(encoded(Image.new("L", (40, 40), 90), icc_profile=srgb_profile()))

    assert_near(colour(opened(prepared.master)), (90, 90, 90))
    assert prepared.notices == ()


@pytest.mark.parametrize("profile", [b"no profile", srgb_profile()[:200]])
def test_an_unusable_profile_is_noticed(profile: bytes) -> None:
    prepared = prepare(encoded(Image.new("RGB", (40, 40), "red"), icc_profile=profile))

    assert_near(colour(opened(prepared.master)), (255, 0, 0))
    assert "profile" in prepared.notices[0]


def test_cmyk_becomes_rgb_and_is_noticed() -> None:
    cyan_free = Image.new("CMYK", (40, 40), (0, 255, 255, 0))

    prepared = prepare(encoded(cyan_free))

    assert_near(colour(opened(prepared.master)), (255, 0, 0))
    assert "CMYK" in prepared.notices[0]


def test_a_profile_for_other_channels_is_not_applied() -> None:
    prepared = prepare(encoded(Image.new("CMYK", (40, 40)), icc_profile=srgb_profile()))

    assert_near(colour(opened(prepared.master)), (255, 255, 255))
    assert "profile" in prepared.notices[0]


@pytest.mark.parametrize("format_name", ["PNG", "TIFF"])
def test_16_bit_grey_is_scaled_not_clipped(format_name: str) -> None:
    deep = np.repeat(np.arange(0, 256, 51, dtype=np.uint16) * 257, 10)[None].repeat(40, axis=0)

    prepared = prepare(encoded(Image.fromarray(deep), format_name))

    found = np.asarray(opened(prepared.master).convert("L"))[20, 5::10]
    np.testing.assert_allclose(found, np.arange(0, 256, 51), atol=3)


def test_16_bit_colours_are_scaled() -> None:
    row = b"\x00" + np.array([[0x8000, 0xFFFF, 0x4000]] * 16, ">u2").tobytes()

    prepared = prepare(png(16, 16, bits=16, colour_type=2, rows=row * 16))

    assert_near(colour(opened(prepared.master)), (128, 255, 64))


def test_32_bit_channels_are_refused() -> None:
    deep = encoded(Image.fromarray(np.ones((4, 4), np.float32)), "TIFF")

    with pytest.raises(PictureRefused, match="stored as “F”"):
        prepare(deep)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_every_mode_of_png_is_read(mode: str) -> None:
    prepared = prepare(encoded(quadrants().convert(mode), "PNG"))

    expected = (255, 0, 0) if mode in {"P", "RGB", "RGBA"} else None
    pixel = colour(opened(prepared.master), 0.25, 0.25)
    assert_near(pixel, expected or (pixel[0],) * 3, 20)
    assert_near(colour(opened(prepared.master), 0.75, 0.75), (255, 255, 255))


def test_palettes_become_colours() -> None:
    prepared = prepare(encoded(quadrants().quantize(4), "PNG"))

    assert_near(colour(opened(prepared.master), 0.25, 0.75), (0, 0, 255), 20)


def test_transparency_is_put_on_white() -> None:
    picture = Image.new("RGBA", (40, 40), (255, 0, 0, 0))
    picture.paste((0, 0, 0, 128), (20, 0, 40, 40))

    master = opened(prepare(encoded(picture, "PNG")).master)

    assert_near(colour(master, 0.1), (255, 255, 255))
    assert_near(colour(master, 0.9), (127, 127, 127))


@pytest.mark.parametrize("mode", ["P", "L", "RGB", "1"])
def test_a_transparent_colour_is_put_on_white(mode: str) -> None:
    transparent = (0, 0, 0) if mode == "RGB" else 0
    picture = Image.new(mode, (40, 40), transparent)

    prepared = prepare(encoded(picture, "PNG", transparency=transparent))

    assert_near(colour(opened(prepared.master)), (255, 255, 255))


@pytest.mark.parametrize("format_name", ["GIF", "PNG", "WEBP", "TIFF"])
def test_of_an_animation_the_first_frame_is_used(format_name: str) -> None:
    frames = [Image.new("RGB", (40, 40), name) for name in ("red", "blue", "lime")]

    animation = encoded(frames[0], format_name, save_all=True, append_images=frames[1:])
    prepared = prepare(animation)

    assert_near(colour(opened(prepared.master)), (255, 0, 0))
    assert prepared.notices == ("The file holds several pictures; the first one is used.",)


def test_a_photograph_with_a_preview_behind_it_is_no_animation() -> None:
    preview = Image.new("RGB", (10, 10), "blue")

    camera = encoded(quadrants(), "MPO", save_all=True, append_images=[preview])
    prepared = prepare(camera)

    assert (prepared.width, prepared.height) == (80, 40)
    assert prepared.notices == ()


@pytest.mark.parametrize("format_name", FORMATS)
@pytest.mark.parametrize("share", [0.3, 0.9])
def test_truncated_files_are_refused(format_name: str, share: float) -> None:
    whole = encoded(noise(), format_name)

    with pytest.raises(PictureRefused, match=f"The {format_name} file is damaged or cut short"):
        prepare(whole[: int(len(whole) * share)])


@pytest.mark.parametrize("format_name", FORMATS)
def test_a_header_without_a_picture_is_refused(format_name: str) -> None:
    with pytest.raises(PictureRefused):
        prepare(encoded(noise(), format_name)[:20])


def test_empty_files_are_refused() -> None:
    with pytest.raises(PictureRefused, match=r"^The file is empty\.$"):
        prepare(b"")


@pytest.mark.parametrize(
    "data",
    [
        b"id,title\n1,hat\n",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%!PS-Adobe-3.0 EPSF-3.0\n",
        b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00",
        b"PK\x03\x04",
        encoded(Image.new("RGB", (4, 4)), "PPM"),
    ],
)
def test_other_files_are_refused(data: bytes) -> None:
    with pytest.raises(PictureRefused, match="not a picture of a known format"):
        prepare(data)


def test_huge_files_are_refused_with_numbers() -> None:
    with pytest.raises(PictureRefused, match=r"40\.5 MB; at most 40 MB"):
        prepare(bytes(FILE_LIMIT + 500_000))


def test_huge_pictures_are_refused_by_their_header() -> None:
    with pytest.raises(PictureRefused, match=r"100000 × 100000.*10000\.00 megapixels; at most 80"):
        prepare(png(100_000, 100_000, bits=8, colour_type=2))


def test_pictures_just_over_the_limit_are_refused() -> None:
    with pytest.raises(PictureRefused, match=r"10000 × 8001.*80\.01 megapixels"):
        prepare(png(10_000, 8_001, bits=8, colour_type=2))


@pytest.mark.parametrize("file", WEB_FILES)
def test_web_sizes_show_the_same_picture(file: str) -> None:
    prepared = prepare(encoded(quadrants(), "PNG"))

    web = Image.open(BytesIO(prepared.webs[file])).convert("RGB")
    assert_near(colour(web, 0.25, 0.25), (255, 0, 0), 20)
    assert_near(colour(web, 0.75, 0.25), (0, 255, 0), 20)
    assert_near(colour(web, 0.25, 0.75), (0, 0, 255), 20)
    assert_near(colour(web, 0.75, 0.75), (255, 255, 255), 20)
