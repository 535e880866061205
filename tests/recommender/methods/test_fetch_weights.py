from dataclasses import replace
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from recommender.methods import registry


def fetch(*keys: str) -> str:
    out = StringIO()
    call_command("fetch_weights", *(["--methods", *keys] if keys else []), stdout=out)
    return out.getvalue()


@pytest.fixture
def own(settings, configuration, tmp_path):
    """A configuration whose only weights are a local file, which is not there yet."""
    file = tmp_path / "clip.pt"
    settings.METHODS = replace(configuration, clip_pretrained=str(file))
    return file


def test_a_file_that_is_there_is_told_with_size_licence_origin_and_sha256(own, settings):
    own.write_bytes(b"x" * 1_500_000)

    said = fetch("clip")

    sha256 = registry.method("clip", settings.METHODS).parameters()["weights"]
    assert str(own) in said
    assert "1.5 MB, unknown, local file" in said
    assert f"sha256 {sha256}" in said


def test_a_method_named_but_not_to_be_had_ends_in_an_error(own):
    with pytest.raises(CommandError, match="Not fetched: CLIP ViT-B-32"):
        fetch("clip")


def test_one_that_cannot_be_had_stops_no_other(weights_dir, own, settings):
    settings.METHODS = replace(settings.METHODS, weights_dir=weights_dir)

    said = fetch()

    assert "✗ The weights of CLIP ViT-B-32 are not in" in said
    assert "✓ EfficientNet-Lite0" in said
    assert "✓ rembg u2netp" in said


def test_methods_without_weights_say_so(own):
    assert "need no weights" in fetch("ssim", "random")


def test_an_unknown_method_is_refused_with_the_known_ones(own):
    with pytest.raises(CommandError, match=r"no method 'resnet'.*efficientnet\+segmented"):
        fetch("resnet")
