"""Packages that are really installed: a folder on the path with a module and its metadata."""

import logging
import subprocess
import sys

import pytest

from recommender.methods import registry

GOOD = """
    import numpy as np
    from recommender.methods.contract import Algorithm

    class Mean(Algorithm):
        key = "mean"
        label = "Mean"

        def features(self, pictures):
            return np.array([np.asarray(picture, float).mean((0, 1)) for picture in pictures])

        def similarities(self, queries, candidates):
            apart = queries.features[:, None] - candidates.features[None]
            return -np.abs(apart).sum(axis=2)
"""

BUILT_IN = {
    "ssim",
    "ssim+segmented",
    "efficientnet",
    "efficientnet+segmented",
    "clip",
    "clip+segmented",
    "random",
}


def reason(key: str, configuration) -> str:
    return registry.method(key, configuration).unavailable()


def test_an_installed_algorithm_is_a_method_after_those_of_the_software(install, configuration):
    install("meanpackage", GOOD, mean="Mean")

    found = registry.methods(configuration)

    assert [method.key for method in found][-3:] == ["random", "mean", "mean+segmented"]
    assert registry.method("mean", configuration).unavailable() == ""
    assert len(registry.method("mean", configuration).fingerprint()) == 64


def test_a_module_is_imported_once_and_only_when_methods_are_asked_for(install):
    install("counted", GOOD + "\n    print('imported')\n", mean="Mean")
    program = f"""
import sys
sys.path.insert(0, {sys.path[0]!r})
from pathlib import Path
from recommender.methods import registry
from recommender.methods.configuration import Configuration
print("asked")
for _ in range(2):
    registry.methods(Configuration(weights_dir=Path("weights")))
"""

    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert done.stdout.split() == ["asked", "imported"]


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("import rarely_installed", "No module named 'rarely_installed'"),
        ("raise RuntimeError('no luck today')", "RuntimeError: no luck today"),
        ("import sys; sys.exit('a script, not a module')", "SystemExit: a script"),
        ("class Another: pass", "has no attribute 'Mean'"),
        ("class Mean: key = 'broken-one'", "no subclass of recommender.methods.contract.Algorithm"),
        (GOOD.replace('key = "mean"', "pass"), "Its key is None"),
        (GOOD.replace('"mean"', '"Mean Colour"'), "Its key is 'Mean Colour'"),
        (GOOD.replace('"mean"', '"mean+segmented"'), "Its key is 'mean+segmented'"),
        (GOOD.replace('"mean"', '"external"'), "and not external"),
        (GOOD.replace('"mean"', '"ssim"'), "key 'ssim' belongs to a method of this software"),
        (GOOD.replace('label = "Mean"', "label = 3"), "Its label is 3"),
        (GOOD.replace('label = "Mean"', 'treatments = ("blurred",); label = "M"'), "('blurred',)"),
        (
            GOOD.replace('label = "Mean"', 'treatments = ("original",) * 2; label = "M"'),
            "('original', 'original')",
        ),
        (GOOD.replace("def features", "def feature"), "abstract"),
        (
            GOOD + "\n        def ranking_parameters(self): return {'x': float('nan')}",
            "not JSON compliant",
        ),
        (GOOD + "\n        def weights(self): return self.path.open()", "no attribute 'path'"),
    ],
)
def test_a_plug_in_that_cannot_be_used_is_a_method_that_says_why(
    code, sentence, install, configuration, caplog
):
    install("brokenpackage", code, broken_one="Mean")

    with caplog.at_level(logging.WARNING):
        found = {method.key: method for method in registry.methods(configuration)}

    assert found["ssim"].unavailable() == ""
    [absent] = found.keys() - BUILT_IN
    assert sentence in found[absent].unavailable()
    assert "brokenpackage" in found[absent].unavailable()
    assert found[absent].label == absent
    assert sentence in caplog.text


def test_a_plug_in_without_any_usable_name_is_only_logged(install, configuration, caplog):
    install("brokenpackage", "import rarely_installed", **{"ssim": "Mean", "Mean Colour": "Mean"})

    with caplog.at_level(logging.WARNING):
        keys = {method.key for method in registry.methods(configuration)}

    assert keys == BUILT_IN
    assert caplog.text.count("No module named 'rarely_installed'") == 2


def test_of_two_plug_ins_with_one_key_neither_is_used(install, configuration):
    install("onepackage", GOOD, mean="Mean")
    install("anotherpackage", GOOD, average="Mean")

    assert "2 plug-ins have the key 'mean'" in reason("mean", configuration)
    assert {method.key for method in registry.methods(configuration)} == {*BUILT_IN, "mean"}


def test_a_broken_plug_in_does_not_take_the_key_of_one_that_works(install, configuration):
    install("goodpackage", GOOD, good="Mean")
    install("brokenpackage", "import rarely_installed", mean="Mean")

    assert reason("mean", configuration) == ""
    assert {method.key for method in registry.methods(configuration)} - BUILT_IN == {
        "mean",
        "mean+segmented",
    }


def test_missing_packages_of_a_plug_in_are_a_reason_like_those_of_any_method(
    install, configuration
):
    code = GOOD + "\n        def missing_packages(self): return ('rarely_installed',)"
    install("needypackage", code, mean="Mean")

    assert "Not installed: rarely_installed" in reason("mean", configuration)


def test_an_absent_algorithm_computes_nothing(install, configuration):
    from recommender.methods.contract import Unavailable

    install("brokenpackage", "import rarely_installed", mean="Mean")
    method = registry.method("mean", configuration)

    with pytest.raises(Unavailable, match="rarely_installed"):
        method.algorithm.features([])
    with pytest.raises(Unavailable, match="rarely_installed"):
        method.algorithm.similarities(None, None)
    assert method.weights() == ()
