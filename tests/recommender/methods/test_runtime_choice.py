import logging
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

PIXELS = np.random.default_rng(0).normal(size=(3, 32, 32)).astype(np.float32)


@pytest.fixture
def probe() -> Any:
    from recommender.methods.networks import torch

    return torch.from_numpy(PIXELS)


@pytest.fixture
def on_the_processor() -> None:
    from recommender.methods.networks import torch

    if torch.cuda.is_available() or torch.backends.mps.is_available():
        pytest.skip("torch finds a GPU here and takes that")


def convolutions() -> Any:
    from recommender.methods.networks import torch

    torch.manual_seed(0)
    layers = [torch.nn.Conv2d(3, 4, 3), torch.nn.ReLU(), torch.nn.Conv2d(4, 6, 3)]
    return torch.nn.Sequential(*layers, torch.nn.AdaptiveAvgPool2d(1), torch.nn.Flatten()).eval()


def transformer() -> Any:
    from recommender.methods.networks import timm, torch

    torch.manual_seed(0)
    return timm.models.VisionTransformer(
        img_size=32, patch_size=8, embed_dim=32, depth=1, num_heads=2, num_classes=0
    ).eval()


def of(function: Callable[[Any], Any]) -> Any:
    """A network that does nothing else."""
    from recommender.methods.networks import torch

    class Network(torch.nn.Module):
        def forward(self, tensors: Any) -> Any:
            return function(tensors)

    return Network()


@pytest.mark.usefixtures("on_the_processor")
@pytest.mark.parametrize(("make", "batch"), [(convolutions, 1), (transformer, 8)])
def test_openvino_runs_convolutions_one_by_one_and_transformers_in_batches(make, batch, probe):
    from recommender.methods.runtime_choice import fastest

    runtime = fastest(make(), probe)

    assert (runtime.name, runtime.batch) == ("OpenVINO", batch)


@pytest.mark.usefixtures("on_the_processor")
def test_a_network_that_cannot_be_converted_runs_in_torch_and_the_log_says_why(probe, caplog):
    from recommender.methods.networks import torch
    from recommender.methods.runtime_choice import fastest

    network = of(lambda tensors: torch.special.bessel_j0(tensors).mean((2, 3)))

    with caplog.at_level(logging.WARNING):
        runtime = fastest(network, probe)

    assert (runtime.name, runtime.batch) == ("torch on cpu", 1)
    assert runtime.run(PIXELS[None]) == pytest.approx(network(probe[None]).numpy())
    assert "OpenVINO does not run this network: " in caplog.text


@pytest.mark.usefixtures("on_the_processor")
def test_a_network_that_would_get_other_numbers_runs_in_torch_and_the_log_says_so(probe, caplog):
    from recommender.methods.runtime_choice import fastest

    def decides(tensors: Any) -> Any:  # which a conversion cannot follow
        return tensors.mean((2, 3)) if tensors.max() > 0 else tensors.amax((2, 3)) + 1

    with caplog.at_level(logging.WARNING):
        runtime = fastest(of(decides), probe)

    assert runtime.name == "torch on cpu"
    assert "away from those of torch" in caplog.text


def test_rows_that_depend_on_their_place_are_refused():
    from recommender.methods.runtime_choice import Differs, check
    from recommender.methods.runtimes import Runtime

    def run(tensors: np.ndarray) -> np.ndarray:
        rows = np.ones((len(tensors), 4), np.float32)
        rows[-1, 0] += 2**-23
        return rows

    with pytest.raises(Differs, match="in a batch of 3"):
        check(Runtime("", 3, run), PIXELS, np.ones((1, 4), np.float32))


@pytest.mark.parametrize("wrong", [1.01, np.nan, np.inf])
def test_rows_that_are_not_those_of_torch_are_refused(wrong):
    from recommender.methods.runtime_choice import Differs, check
    from recommender.methods.runtimes import Runtime

    rows = np.ones((1, 4), np.float32)
    rows[0, 0] = wrong

    with (
        np.errstate(invalid="ignore"),
        pytest.raises(Differs),
    ):
        check(Runtime("", 1, lambda _: rows), PIXELS, np.ones((1, 4), np.float32))


def test_rows_that_differ_by_rounding_are_those_of_torch():
    from recommender.methods.runtime_choice import check
    from recommender.methods.runtimes import Runtime

    rows = np.ones((1, 4), np.float32)

    check(Runtime("", 1, lambda _: rows * (1 + 2**-20)), PIXELS, rows)
