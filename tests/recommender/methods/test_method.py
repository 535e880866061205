import subprocess
import sys
from dataclasses import replace

import pytest

from recommender.methods import registry
from recommender.methods.contract import Unavailable
from recommender.methods.method import Method
from recommender.methods.ssim import Ssim

WEB_SAFE = """
import sys
from pathlib import Path
from recommender.methods import registry
from recommender.methods.configuration import Configuration
from recommender.methods.contract import Unavailable
for method in registry.methods(Configuration(weights_dir=Path(sys.argv[1]))):
    method.label
    try:
        method.fingerprint()
    except Unavailable:
        assert method.unavailable()
heavy = {"torch", "torchvision", "timm", "open_clip", "onnxruntime", "rembg", "numba", "django"}
assert not heavy & set(sys.modules), heavy & set(sys.modules)
"""


def test_asking_a_method_anything_imports_nothing_heavy(weights_dir):
    command = [sys.executable, "-c", WEB_SAFE, str(weights_dir)]
    finished = subprocess.run(command, capture_output=True, text=True, check=False)

    assert finished.returncode == 0, finished.stderr


def test_missing_weights_are_a_reason_with_what_mends_it(configuration):
    reasons = {
        key: registry.method(key, configuration).unavailable()
        for key in ("efficientnet", "ssim+segmented", "clip")
    }

    assert "EfficientNet-Lite0" in reasons["efficientnet"]
    assert "manage.py fetch_weights --methods efficientnet" in reasons["efficientnet"]
    assert "manage.py fetch_weights --methods ssim+segmented" in reasons["ssim+segmented"]
    assert "SIMSURVEY_CLIP_PRETRAINED" in reasons["clip"]


def test_damaged_weights_are_a_reason(configuration):
    weights = registry.method("efficientnet", configuration).algorithm.weights()
    weights.folder.mkdir(parents=True)
    (weights.folder / weights.file).write_bytes(b"half a file")

    reason = registry.method("efficientnet", configuration).unavailable()

    assert "not the file it should be" in reason
    assert weights.sha256 in reason


def test_methods_without_weights_are_available(configuration):
    assert registry.method("ssim", configuration).unavailable() == ""
    assert registry.method("random", configuration).unavailable() == ""


def test_a_missing_package_is_a_reason(configuration):
    class Unpackaged(Ssim):
        def missing_packages(self) -> tuple[str, ...]:
            return ("somethingrare",)

    assert "somethingrare" in Method(Unpackaged(configuration), "original").unavailable()


def test_a_method_without_its_weights_has_no_fingerprint(configuration):
    with pytest.raises(Unavailable):
        registry.method("efficientnet", configuration).fingerprint()


def test_fingerprint_follows_parameters_and_version_but_not_the_folder(configuration, tmp_path):
    class Newer(Ssim):
        version = 2

    def fingerprint(algorithm: Ssim) -> str:
        return Method(algorithm, "original").fingerprint()

    here = fingerprint(Ssim(configuration))

    assert fingerprint(Ssim(replace(configuration, weights_dir=tmp_path / "other"))) == here
    assert fingerprint(Ssim(replace(configuration, ssim_size=64))) != here
    assert fingerprint(Newer(configuration)) != here


def test_ranking_changes_the_fingerprint_but_keeps_the_features(configuration):
    class Ranked(Ssim):
        def ranking_parameters(self) -> dict[str, object]:
            return {**super().ranking_parameters(), "K1": 0.02}

    plain = Method(Ssim(configuration), "original")
    ranked = Method(Ranked(configuration), "original")

    assert ranked.fingerprint() != plain.fingerprint()
    assert ranked.feature_fingerprint() == plain.feature_fingerprint()


def test_fingerprint_follows_the_weights(configuration, tmp_path):
    file = tmp_path / "clip.pt"
    own = replace(configuration, clip_pretrained=str(file))
    fingerprints = set()

    for contents in (b"one", b"another"):
        file.write_bytes(contents)
        fingerprints.add(registry.method("clip", own).fingerprint())

    assert len(fingerprints) == 2


def test_segmentation_changes_the_fingerprint(weights_dir, configuration):
    methods = [
        registry.method(key, replace(configuration, weights_dir=weights_dir))
        for key in ("ssim", "ssim+segmented")
    ]
    if reason := methods[1].unavailable():
        pytest.skip(reason)

    assert methods[0].feature_fingerprint() != methods[1].feature_fingerprint()
    assert methods[1].parameters()["segmentation"]["model"] == "u2netp"
