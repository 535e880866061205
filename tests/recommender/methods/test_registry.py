import pytest

from recommender.methods import registry
from recommender.methods.ssim import Ssim


def test_methods_come_in_the_order_people_read_them(configuration):
    keys = [method.key for method in registry.methods(configuration)]

    assert keys == [
        "ssim",
        "ssim+segmented",
        "efficientnet",
        "efficientnet+segmented",
        "clip",
        "clip+segmented",
        "random",
    ]


def test_labels_differ(configuration):
    labels = [method.label for method in registry.methods(configuration)]

    assert len(set(labels)) == len(labels)


def test_an_unknown_key_names_the_known_ones(configuration):
    with pytest.raises(registry.UnknownMethod, match=r"'random\+segmented'.*ssim, ssim\+segmented"):
        registry.method("random+segmented", configuration)


def test_a_key_is_registered_once():
    with pytest.raises(ValueError, match="'ssim' is registered already"):
        registry.register(Ssim)


def test_treatments_share_one_algorithm_so_that_its_network_is_loaded_once(configuration):
    plain = registry.method("efficientnet", configuration)
    segmented = registry.method("efficientnet+segmented", configuration)

    assert plain.algorithm is segmented.algorithm
    assert segmented.segmenter is registry.method("clip+segmented", configuration).segmenter
