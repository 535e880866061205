import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

SHAPE = (3, 32, 32)


@pytest.fixture
def module() -> Any:
    """Convolutions, a shortcut and pooling, with numbers that never learned."""
    from recommender.methods.networks import torch

    torch.manual_seed(0)
    layers = [torch.nn.Conv2d(3, 8, 3), torch.nn.BatchNorm2d(8), torch.nn.SiLU()]
    pooled = [torch.nn.AdaptiveAvgPool2d(2), torch.nn.Flatten(), torch.nn.Linear(32, 12)]
    return torch.nn.Sequential(*layers, *pooled).eval()


@pytest.fixture
def tensors() -> np.ndarray:
    return np.random.default_rng(0).normal(size=(6, *SHAPE)).astype(np.float32)


@pytest.mark.parametrize("batch", [1, 2, 6])
def test_openvino_gives_the_rows_of_torch(module, tensors, batch):
    from recommender.methods.runtimes import openvino_runtime, torch_runtime

    expected = torch_runtime(module, batch=6).run(tensors)

    runtime = openvino_runtime(module, SHAPE, batch=batch)
    found = [runtime.run(tensors[start : start + batch]) for start in range(0, 6, batch)]

    assert np.concatenate(found).dtype == np.float32
    assert np.concatenate(found) == pytest.approx(expected, abs=1e-5)


def test_threads_that_run_a_network_at_once_get_their_own_rows(module, tensors, monkeypatch):
    from recommender.methods.runtimes import openvino_runtime

    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    runtime = openvino_runtime(module, SHAPE, batch=1)
    one_by_one = [runtime.run(tensors[row : row + 1]) for row in range(6)]

    with ThreadPoolExecutor(8) as pool:
        rows = [row % 6 for row in range(120)]
        found = list(pool.map(lambda row: runtime.run(tensors[row : row + 1]), rows))

    assert all(np.array_equal(one_by_one[row], own) for row, own in zip(rows, found, strict=True))


def test_openvino_reports_to_nobody(module):
    from recommender.methods.runtimes import openvino_runtime

    openvino_runtime(module, SHAPE, batch=1)

    assert sys.modules["openvino_telemetry"] is None
